/*
 * shared/base/arena: alignment, zeroing, exhaustion.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
what_is_handed_out_is_zero_and_aligned(void **state)
{
	struct arena *a = NULL;
	unsigned char *p;
	size_t i, k, round;

	(void)state;
	assert_int_equal(arena_new(1 << 20, &a), E_OK);
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 300; i++) {
			p = arena_alloc(a, i);
			assert_non_null(p);
			assert_int_equal(
			    (uintptr_t)p % _Alignof(max_align_t), 0);
			for (k = 0; k < i; k++)
				assert_int_equal(p[k], 0);
			memset(p, 0xff, i);
		}
		p = arena_alloc(a, 200000); /* a chunk of its own */
		assert_non_null(p);
		assert_int_equal(p[0] | p[199999], 0);
		memset(p, 0xff, 200000);
		arena_reset(a);
	}
	arena_free(a);
	arena_free(NULL);
}

static void
the_maximum_holds_until_reset(void **state)
{
	struct arena *a = NULL;

	(void)state;
	assert_int_equal(arena_new(1000, &a), E_OK);
	assert_non_null(arena_alloc(a, 600));
	assert_null(arena_alloc(a, 600));
	assert_null(arena_alloc(a, SIZE_MAX));
	assert_null(arena_array(a, SIZE_MAX / 2, 4));
	assert_null(arena_printf(a, "%600s", "x"));
	arena_reset(a);
	assert_non_null(arena_alloc(a, 600));
	arena_free(a);
}

static void
text_is_copied(void **state)
{
	struct arena *a = NULL;
	struct bytes v;

	(void)state;
	assert_int_equal(arena_new(10000, &a), E_OK);
	assert_null(arena_str(a, NULL));
	assert_string_equal(arena_str(a, "abc"), "abc");
	assert_string_equal(arena_text(a, bytes_at("abcdef", 3)), "abc");
	assert_string_equal(arena_text(a, bytes_at(NULL, 0)), "");
	assert_string_equal(arena_printf(a, "%s-%d", "x", 7), "x-7");
	assert_int_equal(arena_bytes(a, bytes_at("a\0b", 3), &v), E_OK);
	assert_true(bytes_eq(v, bytes_at("a\0b", 3)));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_handed_out_is_zero_and_aligned),
		cmocka_unit_test(the_maximum_holds_until_reset),
		cmocka_unit_test(text_is_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
