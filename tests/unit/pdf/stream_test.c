/*
 * Filters: known vectors, damaged data, and the cap on what comes out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_stream.h"

#include <string.h>
#include <zlib.h>

#include "tests/unit/pdf/samples.h"

#define ROOM 4096

/* clang-format off */
static const struct {
	enum pdf_filter_kind kind;
	const char *in;
	size_t n;
	enum err err;
	const char *out;
	size_t out_n;
} rows[] = {
	{ PDF_F_HEX,      "48 65 6c6C 6f>", 14, E_OK, "Hello", 5 },
	{ PDF_F_HEX,      "4>", 2, E_OK, "@", 1 },
	{ PDF_F_HEX,      "4x>", 3, E_INPUT, "", 0 },
	{ PDF_F_ASCII85,  "87cURD]j7BEbo80~>", 17, E_OK, "Hello world!", 12 },
	{ PDF_F_ASCII85,  "z~>", 3, E_OK, "\0\0\0\0", 4 },
	{ PDF_F_ASCII85,  "8~>", 3, E_INPUT, "", 0 },
	{ PDF_F_ASCII85,  "uuuuu~>", 7, E_INPUT, "", 0 },
	{ PDF_F_ASCII85,  "\x7F~>", 3, E_INPUT, "", 0 },
	{ PDF_F_RUN,      "\x02" "abc\xFEx\x80zzz", 10, E_OK, "abcxxx", 6 },
	{ PDF_F_RUN,      "\x05" "ab", 3, E_INPUT, "", 0 },
	{ PDF_F_RUN,      "\xFE", 1, E_INPUT, "", 0 },
	{ PDF_F_FLATE,    "\x78\x9C\x4B\x4C\x4A\x06\x00\x02\x4D\x01\x27", 11,
	    E_OK, "abc", 3 },
	{ PDF_F_FLATE,    "\x78\x9C\x4B\x4C\x4A\x06\x00", 7, E_INPUT, "", 0 },
	{ PDF_F_FLATE,    "garbage", 7, E_INPUT, "", 0 },
	{ PDF_F_FLATE,    "", 0, E_OK, "", 0 },
	{ PDF_F_ASCII85,  "", 0, E_OK, "", 0 },
	{ PDF_F_OTHER,    "", 0, E_NOTFOUND, "", 0 },
	{ PDF_F_IDENTITY, "same", 4, E_OK, "same", 4 },
	{ PDF_F_OTHER,    "picture", 7, E_NOTFOUND, "", 0 },
};
/* clang-format on */

static void
test_filters(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct pdf_filter f = { .kind = rows[i].kind };
		struct buf out = BUF(ROOM);
		size_t left = ROOM;

		assert_int_equal(
		    pdf_stream_decode(
			bytes_at(rows[i].in, rows[i].n), &f, 1, &left, &out),
		    rows[i].err);
		if (rows[i].err == E_OK) {
			assert_int_equal(out.n, rows[i].out_n);
			assert_memory_equal(out.p, rows[i].out, out.n);
			assert_int_equal(left, ROOM - out.n);
		}
		buf_free(&out);
	}
}

/* Append what FlateDecode undoes. */
static void
pack(struct bytes raw, struct buf *out)
{
	uLongf n = compressBound(raw.n);
	unsigned char *at;

	assert_int_equal(buf_room(out, n, &at), E_OK);
	assert_int_equal(compress(at, &n, raw.p, raw.n), Z_OK);
	buf_wrote(out, n);
}

/* Pack, then unpack with a predictor that undoes rows of three. */
static void
test_predictors(void **state)
{
	static const unsigned char rows_in[] = { 0, 1, 2, 3, 1, 1, 1, 1, 2, 5,
		5, 5, 3, 2, 2, 2, 4, 1, 1, 1 };
	static const unsigned char want[] = { 1, 2, 3, 1, 2, 3, 6, 7, 8, 5, 8,
		10, 6, 9, 11 };
	struct pdf_filter f = { PDF_F_FLATE, 15, 1, 8, 3 };
	struct buf packed = BUF(ROOM), out = BUF(ROOM);
	size_t left = ROOM;

	(void)state;
	pack(bytes_at(rows_in, sizeof(rows_in)), &packed);
	assert_int_equal(
	    pdf_stream_decode(buf_bytes(&packed), &f, 1, &left, &out), E_OK);
	assert_int_equal(out.n, sizeof(want));
	assert_memory_equal(out.p, want, sizeof(want));
	buf_free(&out);
	f.predictor = 99;
	left = ROOM;
	assert_int_equal(
	    pdf_stream_decode(buf_bytes(&packed), &f, 1, &left, &out), E_INPUT);
	buf_free(&out);
	f = (struct pdf_filter){ PDF_F_FLATE, 2, 1, 8, 3 };
	left = ROOM;
	assert_int_equal(
	    pdf_stream_decode(buf_bytes(&packed), &f, 1, &left, &out), E_OK);
	assert_int_equal(out.p[2], 0 + 1 + 2);
	buf_free(&out);
	buf_free(&packed);
}

/* What grows beyond the budget stops there, however it is nested. */
static void
test_cap(void **state)
{
	struct pdf_filter f[2] = { { .kind = PDF_F_FLATE },
		{ .kind = PDF_F_FLATE } };
	struct buf zeros = BUF(1 << 21), once = BUF(1 << 21),
		   twice = BUF(1 << 21), out = BUF(1 << 30);
	unsigned char *at;
	size_t left = 100000;

	(void)state;
	assert_int_equal(buf_room(&zeros, 1 << 20, &at), E_OK);
	memset(at, 0, 1 << 20);
	buf_wrote(&zeros, 1 << 20);
	pack(buf_bytes(&zeros), &once);
	pack(buf_bytes(&once), &twice);
	assert_int_equal(
	    pdf_stream_decode(buf_bytes(&twice), f, 2, &left, &out), E_LIMIT);
	assert_true(out.n <= 100000);
	buf_free(&out);
	left = 2 << 20;
	assert_int_equal(
	    pdf_stream_decode(buf_bytes(&twice), f, 2, &left, &out), E_OK);
	assert_int_equal(out.n, 1 << 20);
	buf_free(&out);
	buf_free(&twice);
	buf_free(&once);
	buf_free(&zeros);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_predictors),
		cmocka_unit_test(test_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
