/*
 * Multipart forms: the same parts however the octets arrive, and nothing
 * malformed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/web/form.h"
#include "tests/unit/web/fake.h"

#define BIG 300000

/* What a sink was told, as text: name|file:data; */
static struct buf told;
static size_t left; /* of what the part has at most */

static enum err
begin(void *ctx, struct bytes name, struct bytes file, size_t most)
{
	(void)ctx;
	left = most;
	return buf_addf(&told, "%.*s|%.*s:", (int)name.n, name.p, (int)file.n,
	    file.p ? file.p : (const unsigned char *)"");
}

static enum err
data(void *ctx, struct bytes v)
{
	(void)ctx;
	if (v.n > left)
		return E_BUG;
	left -= v.n;
	return buf_addb(&told, v);
}

static enum err
end(void *ctx)
{
	(void)ctx;
	return buf_addc(&told, ';');
}

static enum err
refuse(void *ctx, struct bytes v)
{
	(void)ctx;
	(void)v;
	return E_LIMIT;
}

static const struct multipart_sink sink = { begin, data, end, NULL };

/* Read a body; what was told stays in told. */
static enum err
read_as(const char *media, struct bytes body, size_t piece,
    const struct multipart_sink *s)
{
	struct fake f = { .body = body, .piece = piece };
	struct request q;
	enum err r;

	buf_free(&told);
	buf_init(&told, 4 * BIG);
	fake_begin(&f, &q);
	q.media = bytes_of(media);
	r = multipart_read(&q, s);
	fake_end(&q);
	return r;
}

#define MEDIA   "multipart/form-data; boundary=XX"
#define P(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define D       "Content-Disposition: form-data; name=\"f\"; filename=\"a.pdf\"\r\n"

/* clang-format off */
static const struct {
	const char *media, *body;
	enum err want;
	const char *told;
} rows[] = {
	{ MEDIA, "--XX\r\n" P("a") "1\r\n--XX--\r\n",             E_OK, "a|:1;" },
	{ MEDIA, "--XX\r\n" P("a") "1\r\n--XX--",                 E_OK, "a|:1;" },
	{ MEDIA, "--XX\r\n" P("a") "\r\n--XX--\r\n",              E_OK, "a|:;" },
	{ MEDIA, "--XX\r\n" P("a") "1\r\n--XX\r\n" P("b") "\r\n\r\n--XX--\r\n", E_OK, "a|:1;b|:\r\n;" },
	{ MEDIA, "--XX--\r\n",                                    E_OK, "" },
	{ MEDIA, "--XX\r\n" D "Content-Type: application/pdf\r\n\r\n%PDF\r\n--X\r\n--XX--\r\n", E_OK, "f|a.pdf:%PDF\r\n--X;" },
	{ MEDIA, "--XX\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n--XX--", E_OK, "a|:1;" },
	{ MEDIA, "--XX\r\nX-Other: 1\r\n" P("a") "1\r\n--XX--",   E_OK, "a|:1;" },
	{ MEDIA, "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--XX--", E_OK, "f|:;" },
	{ MEDIA, "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../a;b.pdf\"\r\n\r\n\r\n--XX--", E_OK, "f|../a;b.pdf:;" },
	{ "multipart/form-data; boundary=\"XX\"", "--XX\r\n" P("a") "1\r\n--XX--", E_OK, "a|:1;" },
	{ "multipart/form-data; charset=utf-8; Boundary=XX", "--XX\r\n" P("a") "1\r\n--XX--", E_OK, "a|:1;" },
	/* no boundary, or none that may be */
	{ "multipart/form-data",              "--XX--", E_INPUT, NULL },
	{ "multipart/form-data; boundary=",   "--XX--", E_INPUT, NULL },
	{ "multipart/form-data; boundary=\"X", "--X--", E_INPUT, NULL },
	{ "multipart/form-data; boundary=\"X \"", "--X --", E_INPUT, NULL },
	{ "multipart/form-data; boundary=X*", "--X*--", E_INPUT, NULL },
	{ "multipart/form-data; boundary=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghx", "", E_INPUT, NULL },
	/* malformed */
	{ MEDIA, "",                                              E_INPUT, NULL },
	{ MEDIA, "--X",                                           E_INPUT, NULL },
	{ MEDIA, "before\r\n--XX\r\n" P("a") "1\r\n--XX--",       E_INPUT, NULL },
	{ MEDIA, "--XX",                                          E_INPUT, NULL },
	{ MEDIA, "--XX\n" P("a") "1\r\n--XX--",                   E_INPUT, NULL },
	{ MEDIA, "--XX \r\n" P("a") "1\r\n--XX--",                E_INPUT, NULL },
	{ MEDIA, "--XX\r\n" P("a") "1\r\n--XX",                   E_INPUT, NULL },
	{ MEDIA, "--XX\r\n" P("a") "1\r\n--XY--",                 E_INPUT, NULL },
	{ MEDIA, "--XX\r\n" P("a") "1",                           E_INPUT, NULL },
	{ MEDIA, "--XX\r\n" P("a") "1\r\n--XX--\r\nmore",         E_INPUT, NULL },
	{ MEDIA, "--XX\r\n1\r\n--XX--",                           E_INPUT, NULL },
	{ MEDIA, "--XX\r\n\r\n1\r\n--XX--",                       E_INPUT, NULL },
	{ MEDIA, "--XX\r\nnot a header\r\n\r\n1\r\n--XX--",       E_INPUT, NULL },
	{ MEDIA, "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--XX--", E_INPUT, NULL },
	{ MEDIA, "--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", E_INPUT, NULL },
	{ MEDIA, "--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--XX--", E_INPUT, NULL },
	{ MEDIA, "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--", E_INPUT, NULL },
	{ MEDIA, "--XX\r\nContent-Disposition: form-data; name=\"\xFF\"\r\n\r\n1\r\n--XX--", E_INPUT, NULL },
	{ MEDIA, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--XX--", E_INPUT, NULL },
};
/* clang-format on */

/* Each row octet by octet, in odd pieces and at once. */
static void
parts(void **state)
{
	static const size_t pieces[] = { 1, 7, 0 };
	enum err r;
	size_t i;
	size_t k;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		for (k = 0; k < COUNT(pieces); k++) {
			r = read_as(rows[i].media, bytes_of(rows[i].body),
			    pieces[k], &sink);
			if (r != rows[i].want ||
			    (!r && !bytes_eqs(buf_bytes(&told), rows[i].told)))
				fail_msg("row %zu, piece %zu: %s", i, pieces[k],
				    err_name(r));
		}
	}
}

/* A body larger than the window, with delimiters' beginnings all over it. */
static void
big(void **state)
{
	struct buf body = BUF(2 * BIG);
	size_t i;

	(void)state;
	assert_int_equal(buf_adds(&body, "--XX\r\n" P("a")), E_OK);
	for (i = 0; i < BIG / 10; i++)
		assert_int_equal(buf_adds(&body, "\r\n--X\r\n-XX"), E_OK);
	assert_int_equal(buf_adds(&body, "\r\n--XX--\r\n"), E_OK);
	for (i = 0; i < 3; i++) {
		assert_int_equal(
		    read_as(MEDIA, buf_bytes(&body), i * 8191, &sink), E_OK);
		assert_int_equal(left, strlen("\r\n--XX--\r\n"));
		assert_int_equal(told.n, 3 + 10 * (BIG / 10) + 1);
		assert_memory_equal(told.p + 3, "\r\n--X\r\n-XX\r\n--X", 15);
	}
	buf_free(&body);
}

static void
too_much(void **state)
{
	struct buf body = BUF(BIG);
	size_t i;

	(void)state;
	for (i = 0; i < MULTIPART_PARTS; i++)
		assert_int_equal(
		    buf_adds(
			&body, i ? "\r\n--XX\r\n" P("a") : "--XX\r\n" P("a")),
		    E_OK);
	assert_int_equal(buf_adds(&body, "\r\n--XX--"), E_OK);
	assert_int_equal(read_as(MEDIA, buf_bytes(&body), 0, &sink), E_OK);
	body.n -= 2;
	assert_int_equal(buf_adds(&body, "\r\n" P("a") "\r\n--XX--"), E_OK);
	assert_int_equal(read_as(MEDIA, buf_bytes(&body), 0, &sink), E_INPUT);
	buf_clear(&body);
	assert_int_equal(buf_adds(&body, "--XX\r\nX-Long: "), E_OK);
	for (i = 0; i < MULTIPART_HEAD; i++)
		assert_int_equal(buf_addc(&body, 'x'), E_OK);
	assert_int_equal(buf_adds(&body, "\r\n" P("a") "1\r\n--XX--"), E_OK);
	assert_int_equal(read_as(MEDIA, buf_bytes(&body), 0, &sink), E_INPUT);
	buf_free(&body);
}

static void
sink_decides(void **state)
{
	const struct multipart_sink full = { begin, refuse, end, NULL };

	(void)state;
	assert_int_equal(
	    read_as(MEDIA, bytes_of("--XX\r\n" P("a") "1\r\n--XX--"), 0, &full),
	    E_LIMIT);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts),
		cmocka_unit_test(big),
		cmocka_unit_test(too_much),
		cmocka_unit_test(sink_decides),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&told);
	return failed;
}
