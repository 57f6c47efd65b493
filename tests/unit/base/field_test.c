/*
 * shared/base/field: every type from text and back, and its limits.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/field.h"

#include "shared/base/arena.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct thing {
	char *line;
	char *lines;
	char *password;
	int64_t n;
	bool yes;
	struct bytes octets;
	struct id id;
	struct list rows;
	char *url;
	int64_t days;
};

/* clang-format off */
static const struct field sub[] = { FIELD(thing, n, 1, 0) };
static const struct field fields[] = {
	FIELD(thing, line,     10, 0),
	FIELD(thing, lines,    10, FLD_LINES),
	FIELD(thing, password, 10, FLD_RAW | FLD_SECRET),
	FIELD(thing, n,        99, 0),
	FIELD(thing, yes,      0,  0),
	FIELD(thing, octets,   3,  0),
	FIELD(thing, id,       0,  0),
	FIELD_LIST(thing, rows, thing, sub, 3),
	FIELD_URL(thing, url,  20, 0, "smtp smtps"),
	FIELD(thing, days,     9,  FLD_POSITIVE),
};
/* clang-format on */

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
text_in_and_out(void **state)
{
	/* clang-format off */
	static const struct {
		const char *name, *in, *out; /* out NULL: refused */
	} rows[] = {
		{ "line",     " abc ",         "abc" },
		{ "line",     "0123456789",    "0123456789" },
		{ "line",     "01234567890",   NULL },
		{ "line",     "a\nb",          NULL },
		{ "lines",    "a\nb",          "a\nb" },
		{ "lines",    "a\x1b" "b",     NULL },
		{ "password", " pass ",        " pass " },
		{ "n",        "99",            "99" },
		{ "n",        "100",           NULL },
		{ "n",        "-1",            NULL },
		{ "yes",      "on",            "1" },
		{ "yes",      "true",          "1" },
		{ "yes",      "no",            "0" },
		{ "yes",      "",              "0" },
		{ "yes",      "maybe",         NULL },
		{ "octets",   "YWJj",          "YWJj" },
		{ "octets",   "YWI=",          "YWI=" },
		{ "octets",   "YWJjZA==",      NULL },
		{ "octets",   "YWJ",           NULL },
		{ "id", "00112233445566778899aAbBcCdDeEfF",
		        "00112233445566778899aabbccddeeff" },
		{ "id",       "0011",          NULL },
		{ "rows",     "x",             NULL },
		{ "url",      "smtp://a",      "smtp://a" },
		{ "url",      "smtps://[::1]:25", "smtps://[::1]:25" },
		{ "url",      "smtp:///a",     NULL },
		{ "url",      "smtp://",       NULL },
		{ "url",      "smtp:a",        NULL },
		{ "url",      "mtp://a",       NULL },
		{ "url",      "http://a",      NULL },
		{ "url",      "",              NULL },
		{ "url",      "smtp://12345678901234", NULL },
		{ "days",     "1",             "1" },
		{ "days",     "0",             NULL },
		{ "days",     "10",            NULL },
	};
	/* clang-format on */
	const struct field *f;
	struct thing t;
	struct buf out = BUF(100);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		memset(&t, 0, sizeof(t));
		f = field_find(fields, COUNT(fields), bytes_of(rows[i].name));
		assert_non_null(f);
		assert_int_equal(field_set(f, bytes_of(rows[i].in), &t, a),
		    rows[i].out ? E_OK : E_INPUT);
		if (!rows[i].out)
			continue;
		buf_clear(&out);
		assert_int_equal(field_text(f, &t, &out), E_OK);
		assert_string_equal(out.p, rows[i].out);
	}
	assert_int_equal(field_text(&fields[7], &t, &out), E_BUG);
	buf_free(&out);
}

static void
what_is_empty(void **state)
{
	struct thing t = { .n = 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(fields); i++)
		assert_int_equal(
		    field_empty(&fields[i], &t), fields[i].type != F_INT);
	t.line = arena_str(a, "");
	assert_true(field_empty(&fields[0], &t));
	assert_null(field_find(fields, COUNT(fields), bytes_of("lin")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_in_and_out),
		cmocka_unit_test(what_is_empty),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
