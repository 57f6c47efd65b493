/*
 * Urlencoded forms and cookies: what is read, and what is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/web/fake.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	return arena_new(1 << 20, &arena) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* clang-format off */
static const struct {
	const char *text;
	enum err want;
	size_t n;
	const char *name, *value; /* of the last pair */
} rows[] = {
	{ "",                  E_OK,    0, NULL, NULL },
	{ "a=1",               E_OK,    1, "a", "1" },
	{ "a=1&b=2",           E_OK,    2, "b", "2" },
	{ "a",                 E_OK,    1, "a", "" },
	{ "a=",                E_OK,    1, "a", "" },
	{ "=x",                E_OK,    1, "", "x" },
	{ "a=b=c",             E_OK,    1, "a", "b=c" },
	{ "&&a=1&",            E_OK,    1, "a", "1" },
	{ "a+b=c+d",           E_OK,    1, "a b", "c d" },
	{ "a=%C3%A4%2b",       E_OK,    1, "a", "\xC3\xA4+" },
	{ "a=%0D%0A",          E_OK,    1, "a", "\r\n" },
	{ "a=%",               E_INPUT, 0, NULL, NULL },
	{ "a=%4",              E_INPUT, 0, NULL, NULL },
	{ "a=%4g",             E_INPUT, 0, NULL, NULL },
	{ "a=%00",             E_INPUT, 0, NULL, NULL },
	{ "%00=a",             E_INPUT, 0, NULL, NULL },
	{ "a=%FF",             E_INPUT, 0, NULL, NULL },
	{ "a=\xC3",            E_INPUT, 0, NULL, NULL },
	{ "a=%01",             E_INPUT, 0, NULL, NULL },
};
/* clang-format on */

static void
decoded(void **state)
{
	struct form f;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		if (form_decode(bytes_of(rows[i].text), &f, arena) !=
		    rows[i].want)
			fail_msg("row %zu: %s", i, rows[i].text);
		if (rows[i].want || !rows[i].n)
			continue;
		assert_int_equal(f.n, rows[i].n);
		assert_true(bytes_eqs(f.pair[f.n - 1].name, rows[i].name));
		assert_true(bytes_eqs(f.pair[f.n - 1].value, rows[i].value));
	}
}

static void
pairs_limit(void **state)
{
	char text[4 * (FORM_PAIRS + 1) + 1];
	struct form f;
	size_t i;

	(void)state;
	for (i = 0; i <= FORM_PAIRS; i++)
		memcpy(text + 4 * i, "a=1&", 5);
	assert_int_equal(form_decode(bytes_of(text), &f, arena), E_INPUT);
	text[4 * FORM_PAIRS] = '\0';
	assert_int_equal(form_decode(bytes_of(text), &f, arena), E_OK);
	assert_int_equal(f.n, FORM_PAIRS);
}

static void
values(void **state)
{
	struct form f;

	(void)state;
	assert_int_equal(
	    form_decode(bytes_of("a=1&b=2&b=3&c="), &f, arena), E_OK);
	assert_true(bytes_eqs(form_value(&f, "a"), "1"));
	assert_null(form_value(&f, "b").p);
	assert_null(form_value(&f, "d").p);
	assert_non_null(form_value(&f, "c").p);
}

struct person {
	char *name;
	char *password;
	int64_t age;
	bool consent;
};

static const struct field person_fields[] = {
	FIELD(person, name, 8, FLD_REQUIRED),
	FIELD(person, password, 16, FLD_REQUIRED | FLD_RAW),
	FIELD(person, age, 150, 0),
	FIELD(person, consent, 0, FLD_REQUIRED),
};

/* clang-format off */
static const struct {
	const char *text;
	enum err want;
	size_t nfaults;
	const char *field; /* the first fault */
	enum err err;
} reads[] = {
	{ "name=Erika&password=x&age=3&consent=on",  E_OK,    0, NULL,       E_OK },
	{ "name=Erika&password=x&consent=on",        E_OK,    0, NULL,       E_OK },
	{ "name=Erika&password=x&age=&consent=on",   E_OK,    0, NULL,       E_OK },
	{ "name=Erika&password=x&consent=on&more=1", E_OK,    0, NULL,       E_OK },
	{ "password=x&consent=on",                   E_OK,    1, "name",     E_NOTFOUND },
	{ "name=+&password=x&consent=on",            E_OK,    1, "name",     E_NOTFOUND },
	{ "name=123456789&password=x&consent=on",    E_OK,    1, "name",     E_LIMIT },
	{ "name=a%0Ab&password=x&consent=on",        E_OK,    1, "name",     E_INPUT },
	{ "name=Erika&password=x&age=x&consent=on",  E_OK,    1, "age",      E_INPUT },
	{ "name=Erika&password=x&age=151&consent=1", E_OK,    1, "age",      E_INPUT },
	{ "name=Erika&password=x",                   E_OK,    1, "consent",  E_NOTFOUND },
	{ "name=Erika&password=x&consent=off",       E_OK,    1, "consent",  E_NOTFOUND },
	{ "name=Erika&password=x&consent=perhaps",   E_OK,    1, "consent",  E_INPUT },
	{ "",                                        E_OK,    3, "name",     E_NOTFOUND },
	{ "name=a&name=b&password=x&consent=on",     E_INPUT, 0, NULL,       E_OK },
};
/* clang-format on */

static void
read_into_struct(void **state)
{
	struct form_faults faults;
	struct person p;
	struct form f;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(reads); i++) {
		memset(&p, 0, sizeof(p));
		assert_int_equal(
		    form_decode(bytes_of(reads[i].text), &f, arena), E_OK);
		if (form_read(&f, person_fields, COUNT(person_fields), &p,
			&faults, arena) != reads[i].want)
			fail_msg("row %zu", i);
		if (reads[i].want)
			continue;
		if (faults.n != reads[i].nfaults ||
		    (faults.n &&
			(strcmp(faults.row[0].field->name, reads[i].field) ||
			    faults.row[0].err != reads[i].err)))
			fail_msg("row %zu: %zu faults", i, faults.n);
	}
}

/* Blanks around a password are part of it. */
static void
raw_is_not_trimmed(void **state)
{
	struct form_faults faults;
	struct person p = { 0 };
	struct form f;

	(void)state;
	assert_int_equal(form_decode(bytes_of("name=+Erika+&password=+x+"
					      "&consent=on"),
			     &f, arena),
	    E_OK);
	assert_int_equal(form_read(&f, person_fields, COUNT(person_fields), &p,
			     &faults, arena),
	    E_OK);
	assert_string_equal(p.name, "Erika");
	assert_string_equal(p.password, " x ");
}

static void
escaped(void **state)
{
	struct buf out = BUF(100);

	(void)state;
	assert_int_equal(
	    url_escape(&out, bytes_at("a-._~Z9 +&=/\xC3\xA4\0", 15)), E_OK);
	assert_string_equal(out.p, "a-._~Z9%20%2B%26%3D%2F%C3%A4%00");
	buf_free(&out);
}

/* clang-format off */
static const struct {
	const char *header, *want; /* NULL: absent */
} cookies[] = {
	{ "__Host-s=1",                "1" },
	{ "a=2; __Host-s=1; b=3",      "1" },
	{ "a=2;__Host-s=1",            "1" },
	{ "__Host-s=",                 "" },
	{ "__Host-s=a=b",              "a=b" },
	{ "__Host-s=1; __Host-s=1",    NULL },
	{ "__Host-s=1; __Host-s=2",    NULL },
	{ "__Host-sx=1",               NULL },
	{ "x__Host-s=1",               NULL },
	{ "__host-s=1",                NULL },
	{ "__Host-s",                  NULL },
	{ "",                          NULL },
	{ ";;=;",                      NULL },
};
/* clang-format on */

static void
cookies_found(void **state)
{
	struct fake f = { .param = { "HTTP_COOKIE", "__Host-s=7" } };
	struct request q;
	struct bytes v;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cookies); i++) {
		v = cookie_find(bytes_of(cookies[i].header), "__Host-s");
		if (cookies[i].want ? !bytes_eqs(v, cookies[i].want)
				    : v.p != NULL)
			fail_msg("row %zu: %s", i, cookies[i].header);
	}
	fake_begin(&f, &q);
	assert_true(bytes_eqs(cookie_value(&q, "__Host-s"), "7"));
	fake_end(&q);
}

static void
cookies_set(void **state)
{
	struct fake f = { .body = { NULL, 0 } };
	struct request q;

	(void)state;
	fake_begin(&f, &q);
	assert_int_equal(cookie_set(&q, "s", "1", -1), E_BUG);
	assert_int_equal(cookie_set(&q, "__Host-s", "1;2", -1), E_BUG);
	assert_int_equal(cookie_set(&q, "__Host-s", "1\r\nA: b", -1), E_BUG);
	assert_int_equal(cookie_set(&q, "__Host-s", "\xC3\xA4", -1), E_BUG);
	assert_int_equal(cookie_set(&q, "__Host-a=b", "1", -1), E_BUG);
	assert_int_equal(q.head_out.n, 0);
	assert_int_equal(cookie_set(&q, "__Host-s", "1", -1), E_OK);
	assert_int_equal(cookie_set(&q, "__Host-t", "", 0), E_OK);
	assert_string_equal(q.head_out.p,
	    "Set-Cookie: __Host-s=1; Path=/; Secure; HttpOnly; SameSite=Lax\r\n"
	    "Set-Cookie: __Host-t=; Path=/; Secure; HttpOnly; SameSite=Lax; "
	    "Max-Age=0\r\n");
	fake_end(&q);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoded),
		cmocka_unit_test(pairs_limit),
		cmocka_unit_test(values),
		cmocka_unit_test(read_into_struct),
		cmocka_unit_test(raw_is_not_trimmed),
		cmocka_unit_test(escaped),
		cmocka_unit_test(cookies_found),
		cmocka_unit_test(cookies_set),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
