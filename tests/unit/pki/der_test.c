/*
 * The DER writer and reader, by rows: what is written, what is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/der.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
test_oid(void **state)
{
	/* clang-format off */
	static const struct {
		const char *dotted;
		const char *der;
		size_t n;
	} rows[] = {
		/* protocols: qcp-n-qscd and BTSP as octets */
		{ "0.4.0.194112.1.2", "\x06\x07\x04\x00\x8b\xec\x40\x01\x02", 9 },
		{ "0.4.0.2023.1.1",   "\x06\x06\x04\x00\x8f\x67\x01\x01", 8 },
		{ "0.4.0.19422.1.1",  "\x06\x07\x04\x00\x81\x97\x5e\x01\x01", 9 },
		{ "2.5.29.15",        "\x06\x03\x55\x1d\x0f", 5 },
		{ "2.999.1",          "\x06\x03\x88\x37\x01", 5 },
	};
	static const char *const refused[] = { "", "1", "1.", "3.1", "1.40",
		"1.2.", "1..2", "1.2.x", "1.2.99999999999999999999999" };
	/* clang-format on */
	struct buf b = BUF(64);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&b);
		assert_int_equal(der_add_oid(&b, rows[i].dotted), E_OK);
		assert_int_equal(b.n, rows[i].n);
		assert_memory_equal(b.p, rows[i].der, b.n);
	}
	for (size_t i = 0; i < COUNT(refused); i++) {
		buf_clear(&b);
		assert_int_equal(der_add_oid(&b, refused[i]), E_BUG);
	}
	buf_free(&b);
}

static void
test_integer(void **state)
{
	/* clang-format off */
	static const struct { int64_t v; const char *der; size_t n; } rows[] = {
		{ 0,     "\x02\x01\x00", 3 },
		{ 127,   "\x02\x01\x7f", 3 },
		{ 128,   "\x02\x02\x00\x80", 4 },
		{ 256,   "\x02\x02\x01\x00", 4 },
		{ 65535, "\x02\x03\x00\xff\xff", 5 },
	};
	/* clang-format on */
	struct buf b = BUF(16);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_clear(&b);
		assert_int_equal(der_add_int(&b, rows[i].v), E_OK);
		assert_int_equal(b.n, rows[i].n);
		assert_memory_equal(b.p, rows[i].der, b.n);
	}
	assert_int_equal(der_add_int(&b, -1), E_BUG);
	buf_free(&b);
}

/* A value of each length class comes back as it was, nested or whole. */
static void
test_lengths(void **state)
{
	static const size_t lengths[] = { 0, 1, 127, 128, 255, 256, 65535,
		65536 };
	static unsigned char content[65536];
	struct buf b = BUF(140000), whole = BUF(140000);
	struct bytes in, got;
	size_t at;

	(void)state;
	memset(content, 0xa5, sizeof(content));
	for (size_t i = 0; i < COUNT(lengths); i++) {
		buf_clear(&b);
		buf_clear(&whole);
		assert_int_equal(der_open(&b, DER_SEQUENCE, &at), E_OK);
		assert_int_equal(buf_add(&b, content, lengths[i]), E_OK);
		assert_int_equal(der_close(&b, at), E_OK);
		assert_int_equal(der_add(&whole, DER_SEQUENCE,
				     bytes_at(content, lengths[i])),
		    E_OK);
		assert_true(bytes_eq(buf_bytes(&b), buf_bytes(&whole)));
		in = buf_bytes(&b);
		assert_int_equal(der_take(&in, DER_SEQUENCE, &got), E_OK);
		assert_int_equal(in.n, 0);
		assert_int_equal(got.n, lengths[i]);
	}
	buf_free(&b);
	buf_free(&whole);
}

static void
test_refused(void **state)
{
	/* clang-format off */
	static const struct { const char *der; size_t n; } rows[] = {
		{ "", 0 },
		{ "\x30", 1 },
		{ "\x31\x00", 2 },             /* other tag */
		{ "\x30\x02\x01", 3 },         /* cut off */
		{ "\x30\x80\x00\x00", 4 },     /* indefinite */
		{ "\x30\x81\x01\x00", 4 },     /* not shortest */
		{ "\x30\x82\x00\x80", 4 },     /* leading zero */
		{ "\x30\x85\x01\x00\x00\x00\x00", 7 },
		{ "\x30\x84\xff\xff\xff\xff", 6 },
	};
	/* clang-format on */
	struct bytes in, got;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		in = bytes_at(rows[i].der, rows[i].n);
		assert_int_equal(der_take(&in, DER_SEQUENCE, &got), E_INPUT);
		assert_int_equal(in.n, rows[i].n);
	}
	in = bytes_at("\x1f\x01\x00", 3); /* tag of several octets */
	assert_int_equal(der_take_any(&in, &got), E_INPUT);
}

/* A SET OF is sorted, whatever the order it is given in (X.690 11.6). */
static void
test_set_of(void **state)
{
	struct bytes each[] = { bytes_of("\x04\x02zz"), bytes_of("\x04\x01z"),
		bytes_of("\x02\x01\x05"), bytes_of("\x04\x01y") };
	struct buf b = BUF(64);

	(void)state;
	assert_int_equal(der_add_set_of(&b, DER_SET, each, 4), E_OK);
	assert_int_equal(b.n, 15);
	assert_memory_equal(
	    b.p, "\x31\x0d\x02\x01\x05\x04\x01y\x04\x01z\x04\x02zz", b.n);
	buf_clear(&b);
	assert_int_equal(der_add_set_of(&b, DER_CONTEXT_SEQ(0), each, 0), E_OK);
	assert_int_equal(b.n, 2);
	assert_memory_equal(b.p, "\xa0\x00", b.n);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_oid),
		cmocka_unit_test(test_integer),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_set_of),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
