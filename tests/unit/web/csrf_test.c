/*
 * Tokens of forms: bound to visitor and form, and nothing else passes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/csrf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/web/fake.h"

#define ALICE "0123456789abcdef"
#define BOB   "0123456789abcdeg"

static struct arena *arena;

static void
tokens(void **state)
{
	const struct bytes alice = bytes_of(ALICE);
	char *token = csrf_token(arena, alice, "login");
	char changed[44];

	(void)state;
	assert_non_null(token);
	assert_int_equal(strlen(token), 43);
	assert_int_equal(csrf_check(alice, "login", bytes_of(token)), E_OK);
	assert_int_equal(csrf_check(alice, "sign", bytes_of(token)), E_DENIED);
	assert_int_equal(
	    csrf_check(bytes_of(BOB), "login", bytes_of(token)), E_DENIED);
	assert_int_equal(csrf_check(alice, "login", bytes_of("")), E_DENIED);
	assert_int_equal(
	    csrf_check(alice, "login", bytes_at(NULL, 0)), E_DENIED);
	assert_int_equal(
	    csrf_check(alice, "login", bytes_at(token, 42)), E_DENIED);
	memcpy(changed, token, sizeof(changed));
	changed[5] = changed[5] == 'A' ? 'B' : 'A';
	assert_int_equal(
	    csrf_check(alice, "login", bytes_of(changed)), E_DENIED);
}

/* A secret that could be guessed makes and passes none. */
static void
short_secret(void **state)
{
	(void)state;
	assert_null(csrf_token(arena, bytes_of("short"), "login"));
	assert_null(csrf_token(arena, bytes_at(NULL, 0), "login"));
	assert_int_equal(
	    csrf_check(bytes_at(NULL, 0), "login", bytes_of("x")), E_DENIED);
}

static void
visitors(void **state)
{
	struct fake none = { .body = { NULL, 0 } };
	struct fake has = {
		.param = { "HTTP_COOKIE",
		    CSRF_COOKIE
		    "=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq" }
	};
	struct fake bad = { .param = { "HTTP_COOKIE", CSRF_COOKIE "=short" } };
	struct request q;
	struct bytes secret;

	(void)state;
	fake_begin(&none, &q);
	assert_int_equal(csrf_visitor(&q, &secret), E_OK);
	assert_int_equal(secret.n, 43);
	assert_non_null(strstr((char *)q.head_out.p, CSRF_COOKIE "="));
	fake_end(&q);
	fake_begin(&has, &q);
	assert_int_equal(csrf_visitor(&q, &secret), E_OK);
	assert_memory_equal(secret.p, "abc", 3);
	assert_int_equal(q.head_out.n, 0);
	fake_end(&q);
	fake_begin(&bad, &q);
	assert_int_equal(csrf_visitor(&q, &secret), E_OK);
	assert_int_equal(secret.n, 43);
	assert_true(q.head_out.n > 0);
	fake_end(&q);
}

static int
setup(void **state)
{
	(void)state;
	return arena_new(1 << 16, &arena) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens),
		cmocka_unit_test(short_secret),
		cmocka_unit_test(visitors),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
