/*
 * shared/base/text: what is taken and what is refused, by rows.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	return (int)arena_new(1 << 20, &a);
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
clean_and_line(void **state)
{
	/* clang-format off */
	static const struct {
		struct bytes v;
		bool clean, line;
	} rows[] = {
#define V(s) { (const unsigned char *)(s), sizeof(s) - 1 }
		{ V(""),                         true,  true },
		{ V("Müller-Lüdenscheidt"),      true,  true },
		{ V("tab\there"),                true,  true },
		{ V("two\nlines"),               true,  false },
		{ V("carriage\rreturn"),         true,  false },
		{ V("line\xe2\x80\xa8separator"), true, false },
		{ V("\xe2\x80\xaegnirts"),       true,  false }, /* U+202E */
		{ V("\xe2\x81\xa6x"),            true,  false }, /* U+2066 */
		{ V("\xf0\x9f\x98\x80"),         true,  true },
		{ V("nul\0l"),                   false, false },
		{ V("\x1b[2J"),                  false, false },
		{ V("del\x7f"),                  false, false },
		{ V("c1\xc2\x85"),               false, false },
		{ V("\xff"),                     false, false },
		{ V("\xc0\xaf"),                 false, false }, /* overlong */
		{ V("\xe0\x80\x80"),             false, false }, /* overlong */
		{ V("\xed\xa0\x80"),             false, false }, /* surrogate */
		{ V("\xf4\x90\x80\x80"),         false, false }, /* > 10FFFF */
		{ V("cut\xe2\x82"),              false, false },
		{ V("\x80"),                     false, false },
		{ V("\xe2(\xa1"),                false, false },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(text_clean(rows[i].v), rows[i].clean);
		assert_int_equal(text_line(rows[i].v), rows[i].line);
	}
}

static void
numbers(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		int64_t max, n;
		enum err r;
	} rows[] = {
		{ "0",                    0,         0,         E_OK },
		{ "007",                  10,        7,         E_OK },
		{ "9223372036854775807",  INT64_MAX, INT64_MAX, E_OK },
		{ "9223372036854775808",  INT64_MAX, 0,         E_INPUT },
		{ "99999999999999999999", INT64_MAX, 0,         E_INPUT },
		{ "11",                   10,        0,         E_INPUT },
		{ "",                     10,        0,         E_INPUT },
		{ "-1",                   10,        0,         E_INPUT },
		{ "+1",                   10,        0,         E_INPUT },
		{ " 1",                   10,        0,         E_INPUT },
		{ "1x",                   10,        0,         E_INPUT },
		{ "0x1",                  10,        0,         E_INPUT },
	};
	/* clang-format on */
	int64_t n;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		n = -1;
		assert_int_equal(
		    text_number(bytes_of(rows[i].text), rows[i].max, &n),
		    rows[i].r);
		assert_int_equal(n, rows[i].r == E_OK ? rows[i].n : -1);
	}
}

static void
emails(void **state)
{
	/* clang-format off */
	static const struct { const char *in, *out; } rows[] = {
		{ "erika@example.org",           "erika@example.org" },
		{ " Erika.Mustermann@EXAMPLE.Org ", "erika.mustermann@example.org" },
		{ "e+x_y'z@a-b.example",         "e+x_y'z@a-b.example" },
		{ "erika@localhost",             NULL },
		{ "erika",                       NULL },
		{ "@example.org",                NULL },
		{ "erika@",                      NULL },
		{ "a@b@example.org",             NULL },
		{ ".a@example.org",              NULL },
		{ "a.@example.org",              NULL },
		{ "a..b@example.org",            NULL },
		{ "a@example..org",              NULL },
		{ "a@-example.org",              NULL },
		{ "a@example-.org",              NULL },
		{ "a b@example.org",             NULL },
		{ "a\n@example.org",             NULL },
		{ "a@exam\r\nple.org",           NULL },
		{ "\"a\"@example.org",           NULL },
		{ "a@[127.0.0.1]",               NULL },
		{ "<a@example.org>",             NULL },
		{ "a,b@example.org",             NULL },
		{ "m\xc3\xbcller@example.org",   NULL },
		{ "",                            NULL },
	};
	/* clang-format on */
	char *out;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		out = NULL;
		assert_int_equal(text_email(bytes_of(rows[i].in), a, &out),
		    rows[i].out ? E_OK : E_INPUT);
		if (rows[i].out)
			assert_string_equal(out, rows[i].out);
	}
}

static void
phones(void **state)
{
	/* clang-format off */
	static const struct { const char *in, *out, *masked; } rows[] = {
		{ "+49 151 12345678",     "+4915112345678", "+49 *** 678" },
		{ "0049 (151) 1234-5678", "+4915112345678", "+49 *** 678" },
		{ " +43/1/2345678 ",      "+4312345678",    "+43 *** 678" },
		{ "0151 12345678",        NULL, NULL },
		{ "+0151 12345678",       NULL, NULL },
		{ "+49151",               NULL, NULL },
		{ "+1234567890123456",    NULL, NULL },
		{ "+49 151 x2345678",     NULL, NULL },
		{ "++49 151 12345678",    NULL, NULL },
		{ "+49151123\n45678",     NULL, NULL },
		{ "",                     NULL, NULL },
	};
	/* clang-format on */
	char *out;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		out = NULL;
		assert_int_equal(text_phone(bytes_of(rows[i].in), a, &out),
		    rows[i].out ? E_OK : E_INPUT);
		if (!rows[i].out)
			continue;
		assert_string_equal(out, rows[i].out);
		assert_string_equal(text_phone_masked(a, out), rows[i].masked);
	}
	assert_string_equal(text_phone_masked(a, NULL), "***");
	assert_string_equal(text_phone_masked(a, "+49123"), "***");
}

static void
trim(void **state)
{
	(void)state;
	assert_true(bytes_eqs(text_trim(bytes_of(" \t\r\na b\n ")), "a b"));
	assert_int_equal(text_trim(bytes_of(" \n ")).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean_and_line),
		cmocka_unit_test(numbers),
		cmocka_unit_test(emails),
		cmocka_unit_test(phones),
		cmocka_unit_test(trim),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
