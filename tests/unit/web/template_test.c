/*
 * Pages: what a template may say, what refuses to start, and that nothing
 * gets out unescaped.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct cell {
	char *text;
};

struct row {
	char *name;
	int64_t n;
	struct list cells;
};

struct page {
	char *title;
	char *key;
	int64_t n;
	int64_t zero;
	bool yes;
	bool no;
	struct id id;
	struct list rows;
	struct list none;
};

/* clang-format off */
static const struct field cell_fields[] = { FIELD(cell, text, 9, 0) };
static const struct field row_fields[] = {
	FIELD(row, name, 9, 0), FIELD(row, n, 9, 0),
	FIELD_LIST(row, cells, cell, cell_fields, 9),
};
static const struct field fields[] = {
	FIELD(page, title, 99, 0), FIELD(page, key, 9, 0),
	FIELD(page, n, 9, 0),      FIELD(page, zero, 9, 0),
	FIELD(page, yes, 0, 0),    FIELD(page, no, 0, 0),
	FIELD(page, id, 0, 0),
	FIELD_LIST(page, rows, row, row_fields, 9),
	FIELD_LIST(page, none, row, row_fields, 9),
};

static const char de[] = "{\"hello\":\"Gr\xC3\xBC\xC3\x9F {title} <b>\","
    "\"plain\":\"{ } {Title} {\",\"tries\":\"noch {n}\",\"lost\":\"{nowhere}\"}";
static const char en[] = "{\"hello\":\"Hi {title} <b>\","
    "\"plain\":\"{ } {Title} {\",\"tries\":\"{n} left\",\"lost\":\"{nowhere}\"}";

/* template, German page; NULL: refuses to start */
static const struct {
	const char *text, *want;
} rows[] = {
	{ "",                                     "" },
	{ "a\n{b}\n",                             "a\n{b}\n" },
	{ "{{title}}",                            "&lt;&amp;&#39;&quot;&gt;" },
	{ "<a href=\"{{title}}\">",               "<a href=\"&lt;&amp;&#39;&quot;&gt;\">" },
	{ "{{n}}{{zero}}{{id}}",                  "70" },
	{ "{{_hello}}",                           "Gr\xC3\xBC\xC3\x9F &lt;&amp;&#39;&quot;&gt; &lt;b&gt;" },
	{ "{{_plain}}",                           "{ } {Title} {" },
	{ "{{@key}}",                             "noch 7" },
	{ "{{!no {one} reads this}}x",            "x" },
	{ "{{#yes}}y{{/yes}}{{^yes}}n{{/yes}}",   "y" },
	{ "{{#no}}y{{/no}}{{^no}}n{{/no}}",       "n" },
	{ "{{#zero}}y{{/zero}}{{^zero}}n{{/zero}}", "n" },
	{ "{{#title}}{{title}}{{/title}}",        "&lt;&amp;&#39;&quot;&gt;" },
	{ "{{#id}}y{{/id}}{{^id}}n{{/id}}",       "n" },
	{ "{{#none}}y{{/none}}{{^none}}n{{/none}}", "n" },
	{ "{{^rows}}n{{/rows}}",                  "" },
	{ "{{#rows}}{{name}}{{n}},{{/rows}}{{n}}", "a1,b0,7" },
	{ "{{#rows}}{{#yes}}{{@key}} {{/yes}}{{/rows}}", "noch 1 noch 0 " },
	{ "{{#rows}}{{#cells}}{{text}}{{name}} {{/cells}}{{^cells}}-{{/cells}}{{/rows}}", "xa ya -" },
	{ "{{#rows}}{{>part}}{{/rows}}",          "[a][b]" },
	{ "{{#rows}}{{#rows}}{{name}}{{/rows}}{{/rows}}", "abab" },
	{ "{{nowhere}}",                          NULL },
	{ "{{name}}",                             NULL },
	{ "{{rows}}",                             NULL },
	{ "{{}}",                                 NULL },
	{ "{{ title }}",                          NULL },
	{ "{{&title}}",                           NULL },
	{ "{{{title}}}",                          NULL },
	{ "{{title",                              NULL },
	{ "{{@n}}",                               NULL },
	{ "{{@nowhere}}",                         NULL },
	{ "{{_nowhere}}",                         NULL },
	{ "{{_lost}}",                            NULL },
	{ "{{#nowhere}}{{/nowhere}}",             NULL },
	{ "{{^nowhere}}{{/nowhere}}",             NULL },
	{ "{{#yes}}",                             NULL },
	{ "{{/yes}}",                             NULL },
	{ "{{#yes}}{{#no}}{{/yes}}{{/no}}",       NULL },
	{ "{{>nowhere}}",                         NULL },
	{ "{{>../de}}",                           NULL },
	{ "{{>loop}}",                            NULL },
	{ "{{#yes}}{{>opens}}{{/no}}{{/yes}}",    NULL },
};
/* clang-format on */

static char dir[] = "/tmp/template_test.XXXXXX";
static struct arena *arena;
static struct catalogue *catalogue;

static void
put(const char *name, const char *text)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static struct page
make_page(void)
{
	static char title[] = "<&'\">", key[] = "tries", x[] = "x", y[] = "y",
		    a[] = "a", b[] = "b";
	static struct cell cells[] = { { x }, { y } };
	static struct row page_rows[] = { { a, 1, { cells, 2 } },
		{ b, 0, { NULL, 0 } } };

	return (struct page){ .title = title,
		.key = key,
		.n = 7,
		.yes = true,
		.rows = { page_rows, 2 } };
}

static enum err
compile(const char *name, enum template_kind kind, struct template **out)
{
	const struct template_source source = { .dir = dir,
		.name = name,
		.kind = kind,
		.texts = catalogue,
		.f = fields,
		.n = COUNT(fields) };

	return template_compile(&source, arena, out);
}

static void
pages(void **state)
{
	struct page page = make_page();
	struct buf out = BUF(1000);
	struct template *t;
	enum err r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		put("page.html", rows[i].text);
		r = compile("page.html", TEMPLATE_HTML, &t);
		if (r != (rows[i].want ? E_OK : E_INPUT))
			fail_msg(
			    "row %zu: %s: %s", i, rows[i].text, err_name(r));
		if (r)
			continue;
		buf_clear(&out);
		assert_int_equal(template_fill(t, LANG_DE, &page, &out), E_OK);
		if (!bytes_eqs(buf_bytes(&out), rows[i].want))
			fail_msg("row %zu: %s", i, out.p);
	}
	buf_free(&out);
}

static void
languages(void **state)
{
	struct page page = make_page();
	struct buf out = BUF(1000);
	struct template *t;

	(void)state;
	put("page.html", "{{_tries}}");
	assert_int_equal(compile("page.html", TEMPLATE_HTML, &t), E_OK);
	assert_int_equal(template_fill(t, LANG_EN, &page, &out), E_OK);
	assert_string_equal(out.p, "7 left");
	buf_free(&out);
}

/* Mails are text: nothing is escaped, and no value brings a CR along. */
static void
mails(void **state)
{
	char title[] = "<a>\r\nb\rc";
	struct page page = { .title = title };
	struct buf out = BUF(1000);
	struct template *t;

	(void)state;
	put("mail.txt", "Hi {{title}}{{>part}}\n");
	put("part.txt", "\n--\n");
	assert_int_equal(compile("mail.txt", TEMPLATE_TEXT, &t), E_OK);
	assert_int_equal(template_fill(t, LANG_EN, &page, &out), E_OK);
	assert_string_equal(out.p, "Hi <a>\nbc\n--\n\n");
	buf_free(&out);
}

static void
keys_at_run_time(void **state)
{
	char unknown[] = "nowhere", lost[] = "lost";
	struct page page = { .key = NULL };
	struct buf out = BUF(1000);
	struct buf small = BUF(3);
	struct template *t;

	(void)state;
	put("page.html", "[{{@key}}]");
	assert_int_equal(compile("page.html", TEMPLATE_HTML, &t), E_OK);
	assert_int_equal(template_fill(t, LANG_DE, &page, &out), E_OK);
	assert_string_equal(out.p, "[]");
	page.key = unknown;
	assert_int_equal(template_fill(t, LANG_DE, &page, &out), E_BUG);
	page.key = lost;
	assert_int_equal(template_fill(t, LANG_DE, &page, &out), E_BUG);
	page = make_page();
	assert_int_equal(template_fill(t, LANG_DE, &page, &small), E_NOMEM);
	buf_free(&out);
	buf_free(&small);
}

static void
catalogues(void **state)
{
	struct catalogue *c;

	(void)state;
	assert_string_equal(
	    catalogue_text(catalogue, LANG_EN, "tries"), "{n} left");
	assert_null(catalogue_text(catalogue, LANG_EN, "nowhere"));
	put("en.json", "{\"hello\":\"a\"}");
	assert_int_equal(catalogue_load(dir, arena, &c), E_INPUT);
	put("en.json", "{\"hello\":1}");
	assert_int_equal(catalogue_load(dir, arena, &c), E_INPUT);
	put("en.json", "no JSON");
	assert_int_equal(catalogue_load(dir, arena, &c), E_INPUT);
	assert_int_equal(catalogue_load("/nowhere", arena, &c), E_INPUT);
	put("en.json", en);
	assert_int_equal(catalogue_load(dir, arena, &c), E_OK);
}

/* clang-format off */
static const struct {
	const char *query, *cookie, *accept;
	enum lang want;
} choices[] = {
	{ "de", "en", "en",               LANG_DE },
	{ "en", "de", "de",               LANG_EN },
	{ "fr", "de", "en",               LANG_DE },
	{ "",   "",   "de",               LANG_DE },
	{ "",   "",   "de-AT,de;q=0.9",   LANG_DE },
	{ "",   "",   "DE",               LANG_DE },
	{ "",   "",   "fr, de;q=0.8, en", LANG_DE },
	{ "",   "",   "fr-FR,en;q=0.5",   LANG_EN },
	{ "",   "",   "den",              LANG_EN },
	{ "",   "",   "fr",               LANG_EN },
	{ "",   "",   "*",                LANG_EN },
	{ "",   "",   NULL,               LANG_EN },
};

/* Around both changes of the clocks, and at the turn of a year. */
static const struct {
	int64_t at;
	const char *de, *en;
} times[] = {
	{ 1795356185, "22. November 2026, 15:03 Uhr", "22 November 2026, 15:03" },
	{ 1774745999, "29. M\xC3\xA4rz 2026, 01:59 Uhr", "29 March 2026, 01:59" },
	{ 1774746000, "29. M\xC3\xA4rz 2026, 03:00 Uhr", "29 March 2026, 03:00" },
	{ 1792889999, "25. Oktober 2026, 02:59 Uhr", "25 October 2026, 02:59" },
	{ 1792890000, "25. Oktober 2026, 02:00 Uhr", "25 October 2026, 02:00" },
	{ 1798758000, "1. Januar 2027, 00:00 Uhr", "1 January 2027, 00:00" },
	{ 0,          "1. Januar 1970, 01:00 Uhr", "1 January 1970, 01:00" },
};
/* clang-format on */

static void
languages_chosen(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(choices); i++)
		if (lang_choose(bytes_of(choices[i].query),
			bytes_of(choices[i].cookie),
			choices[i].accept) != choices[i].want)
			fail_msg("row %zu", i);
	assert_string_equal(lang_code(LANG_DE), "de");
	assert_string_equal(lang_code(LANG_EN), "en");
}

static void
times_in_words(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(times); i++) {
		assert_string_equal(
		    lang_time(arena, LANG_DE, times[i].at), times[i].de);
		assert_string_equal(
		    lang_time(arena, LANG_EN, times[i].at), times[i].en);
	}
	assert_string_equal(
	    lang_date(arena, LANG_EN, 1798758000), "1 January 2027");
}

static int
setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir) || arena_new(64 << 20, &arena))
		return -1;
	put("de.json", de);
	put("en.json", en);
	put("part.html", "[{{name}}]");
	put("loop.html", "{{>loop}}");
	put("opens.html", "{{#no}}");
	return catalogue_load(dir, arena, &catalogue) != E_OK;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "de.json", "en.json", "part.html",
		"part.txt", "loop.html", "opens.html", "page.html",
		"mail.txt" };
	char path[100];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	arena_free(arena);
	return rmdir(dir);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages),
		cmocka_unit_test(languages),
		cmocka_unit_test(mails),
		cmocka_unit_test(keys_at_run_time),
		cmocka_unit_test(catalogues),
		cmocka_unit_test(languages_chosen),
		cmocka_unit_test(times_in_words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
