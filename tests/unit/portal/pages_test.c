/*
 * Every page compiles against its fields in both languages, stands in the
 * registry at its own place, and shows only what is escaped.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modules/portal/page.h"

#define ARENA_BYTES (64 << 20)

static int
setup(void **state)
{
	struct portal *p = calloc(1, sizeof(*p));

	*state = p;
	return !p || arena_new(ARENA_BYTES, &p->responder.arena);
}

static int
teardown(void **state)
{
	struct portal *p = *state;

	arena_free(p->responder.arena);
	free(p);
	return 0;
}

static void
test_registry(void **state)
{
	(void)state;
	for (int i = 0; i < PAGE__MAX; i++) {
		assert_non_null(page_defs[i]);
		assert_int_equal(page_defs[i]->id, i);
		assert_non_null(page_defs[i]->file);
		assert_non_null(page_defs[i]->title);
	}
}

static void
test_compile(void **state)
{
	const char *top = getenv("top_srcdir");
	struct portal *p = *state;
	char *dir = arena_printf(p->responder.arena, "%s/www", top ? top : ".");

	assert_int_equal(pages_load(p, dir), E_OK);
	for (int i = 0; i < PAGE__MAX; i++)
		assert_non_null(p->templates[i]);
}

static void
test_titles(void **state)
{
	struct portal *p = *state;

	for (int i = 0; i < PAGE__MAX; i++)
		for (int l = 0; l < LANG__MAX; l++)
			assert_non_null(catalogue_text(
			    p->texts, (enum lang)l, page_defs[i]->title));
}

/* A page whose every text is markup comes out without any of it. */
static void
test_escape(void **state)
{
	static const char evil[] = "<script>alert(1)</script>\"'&";
	struct portal *p = *state;
	struct page page = { .lang = "en",
		.operator= evil,
		.user = evil,
		.user_email = evil,
		.balance = evil,
		.support_email = evil,
		.support_phone = evil,
		.csrf = evil,
		.switch_href = evil,
		.state = evil,
		.title = "title.welcome",
		.logged_in = true };
	struct buf out = BUF(1 << 20);
	/* The start page needs nothing but the layout's fields. */
	struct {
		struct page page;
		struct list more[2];
	} view = { .page = page };

	assert_int_equal(
	    template_fill(p->templates[PAGE_WELCOME], LANG_EN, &view, &out),
	    E_OK);
	assert_null(strstr((const char *)out.p, "<script>alert"));
	assert_non_null(strstr((const char *)out.p, "&lt;script&gt;alert"));
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registry),
		cmocka_unit_test(test_compile),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_escape),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
