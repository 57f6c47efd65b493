/*
 * shared/base/encode: the vectors of RFC 4648 10, and strictness.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/encode.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
vectors(void **state)
{
	/* clang-format off */
	static const struct { const char *in, *base64, *hex; } rows[] = {
		{ "",       "",         "" },
		{ "f",      "Zg==",     "66" },
		{ "fo",     "Zm8=",     "666f" },
		{ "foo",    "Zm9v",     "666f6f" },
		{ "foob",   "Zm9vYg==", "666f6f62" },
		{ "fooba",  "Zm9vYmE=", "666f6f6261" },
		{ "foobar", "Zm9vYmFy", "666f6f626172" },
	};
	/* clang-format on */
	struct buf b = BUF(100);
	unsigned char octets[6];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		buf_clear(&b);
		assert_int_equal(
		    base64_add(&b, BASE64, bytes_of(rows[i].in)), E_OK);
		assert_true(bytes_eqs(buf_bytes(&b), rows[i].base64));
		buf_clear(&b);
		assert_int_equal(
		    base64_read(&b, BASE64, bytes_of(rows[i].base64)), E_OK);
		assert_true(bytes_eqs(buf_bytes(&b), rows[i].in));
		buf_clear(&b);
		assert_int_equal(hex_add(&b, bytes_of(rows[i].in)), E_OK);
		assert_true(bytes_eqs(buf_bytes(&b), rows[i].hex));
		assert_int_equal(
		    hex_read(buf_bytes(&b), octets, strlen(rows[i].in)), E_OK);
		assert_memory_equal(octets, rows[i].in, strlen(rows[i].in));
	}
	buf_free(&b);
}

static void
percent(void **state)
{
	/* clang-format off */
	static const struct { const char *in, *out; } rows[] = {
		{ "",             "" },
		{ "a+b/c=",       "a+b/c=" },
		{ "%2F%2f%2B%3d", "//+=" },
		{ "%252F",        "%2F" },
		{ "%",            NULL },
		{ "%2",           NULL },
		{ "%2G",          NULL },
		{ "0123456789a",  NULL }, /* more than there is room for */
	};
	/* clang-format on */
	struct buf b = BUF(10);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		buf_clear(&b);
		assert_int_equal(percent_read(&b, bytes_of(rows[i].in)) == E_OK,
		    rows[i].out != NULL);
		if (rows[i].out != NULL)
			assert_true(bytes_eqs(buf_bytes(&b), rows[i].out));
	}
	buf_free(&b);
}

static void
refusals(void **state)
{
	/* clang-format off */
	static const struct { enum base64_kind kind; const char *in; } rows[] = {
		{ BASE64, "Zg" }, { BASE64, "Zg=" }, { BASE64, "Zg===" },
		{ BASE64, "Z" }, { BASE64, "Zg==\n" }, { BASE64, "Z g==" },
		{ BASE64, "Zh==" }, /* bits that stand for nothing */
		{ BASE64, "-_-_" }, { BASE64, "Zg==Zg==" },
		{ BASE64_URL, "+/+/" }, { BASE64_URL, "Zg==" },
		{ BASE64_URL, "Zh" },
	};
	/* clang-format on */
	unsigned char octets[2];
	struct buf b = BUF(100);
	struct id id;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    base64_read(&b, rows[i].kind, bytes_of(rows[i].in)),
		    E_INPUT);
		assert_int_equal(b.n, 0);
	}
	assert_int_equal(hex_read(bytes_of("0g"), octets, 1), E_INPUT);
	assert_int_equal(hex_read(bytes_of("000"), octets, 1), E_INPUT);
	assert_int_equal(hex_read(bytes_of("0:00"), octets, 2), E_INPUT);
	assert_int_equal(id_read(bytes_of("0011223344556677"), &id), E_INPUT);
	buf_free(&b);
}

static void
the_maximum_holds(void **state)
{
	struct buf b = BUF(5);

	(void)state;
	assert_int_equal(base64_add(&b, BASE64, bytes_of("foo")), E_OK);
	assert_int_equal(base64_add(&b, BASE64, bytes_of("f")), E_NOMEM);
	assert_int_equal(b.n, 4);
	buf_clear(&b);
	assert_int_equal(base64_read(&b, BASE64, bytes_of("Zm9vYmE=")), E_OK);
	assert_int_not_equal(base64_read(&b, BASE64, bytes_of("Zg==")), E_OK);
	buf_free(&b);
}

static void
url_kind_has_no_padding(void **state)
{
	struct arena *a = NULL;
	const struct bytes v = bytes_at("\xff\xfe", 2);

	(void)state;
	assert_int_equal(arena_new(1000, &a), E_OK);
	assert_string_equal(base64_text(a, BASE64_URL, v), "__4");
	assert_string_equal(base64_text(a, BASE64, v), "//4=");
	assert_string_equal(hex_text(a, v), "fffe");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(percent),
		cmocka_unit_test(refusals),
		cmocka_unit_test(the_maximum_holds),
		cmocka_unit_test(url_kind_has_no_padding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
