/*
 * shared/base/buf: growth up to the maximum, views, ids.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
grows_to_its_maximum_and_no_further(void **state)
{
	struct buf b = BUF(1000);
	unsigned char *at;
	size_t i;

	(void)state;
	for (i = 0; i < 1000; i++)
		assert_int_equal(buf_addc(&b, 'x'), E_OK);
	assert_int_equal(buf_addc(&b, 'x'), E_NOMEM);
	assert_int_equal(b.n, 1000);
	assert_int_equal(b.p[1000], 0);
	assert_int_equal(buf_room(&b, 1, &at), E_NOMEM);
	assert_int_equal(buf_room(&b, SIZE_MAX, &at), E_NOMEM);
	buf_free(&b);
	assert_null(b.p);
	assert_int_equal(b.max, 1000);
	buf_free(NULL);
}

static void
a_refused_append_changes_nothing(void **state)
{
	struct buf b = BUF(5);

	(void)state;
	assert_int_equal(buf_adds(&b, "abc"), E_OK);
	assert_int_equal(buf_adds(&b, "def"), E_NOMEM);
	assert_int_equal(buf_addf(&b, "%d", 123), E_NOMEM);
	assert_string_equal(b.p, "abc");
	assert_int_equal(buf_addf(&b, "%d", 12), E_OK);
	assert_string_equal(b.p, "abc12");
	buf_clear(&b);
	assert_int_equal(b.n, 0);
	assert_string_equal(b.p, "");
	buf_free(&b);
}

static void
room_is_written_and_counted(void **state)
{
	struct buf b = BUF(100);
	unsigned char *at;

	(void)state;
	assert_int_equal(buf_room(&b, 3, &at), E_OK);
	memcpy(at, "a\0b", 3);
	buf_wrote(&b, 3);
	assert_true(bytes_eq(buf_bytes(&b), bytes_at("a\0b", 3)));
	assert_int_equal(buf_add(&b, NULL, 0), E_OK);
	buf_free(&b);
}

static void
views_are_cut_and_compared(void **state)
{
	/* clang-format off */
	static const struct {
		const char *in, *head, *tail;
		bool found;
	} rows[] = {
		{ "a,b,c", "a", "b,c", true },
		{ ",b",    "",  "b",   true },
		{ "a,",    "a", "",    true },
		{ "abc",   "abc", "",  false },
		{ "",      "",  "",    false },
	};
	/* clang-format on */
	struct bytes head, tail;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    bytes_cut(bytes_of(rows[i].in), ',', &head, &tail),
		    rows[i].found);
		assert_true(bytes_eqs(head, rows[i].head));
		assert_true(bytes_eqs(tail, rows[i].tail));
	}
	head = bytes_of("x=y");
	assert_true(bytes_cut(head, '=', &tail, &head));
	assert_true(bytes_eqs(head, "y"));
	assert_int_equal(bytes_of(NULL).n, 0);
	assert_false(bytes_eqs(bytes_of("ab"), "abc"));
}

static void
ids_are_compared(void **state)
{
	struct id a = { { 0 } }, b = { { 0 } };

	(void)state;
	assert_true(id_none(&a));
	b.b[15] = 1;
	assert_false(id_none(&b));
	assert_false(id_eq(&a, &b));
	a.b[15] = 1;
	assert_true(id_eq(&a, &b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_to_its_maximum_and_no_further),
		cmocka_unit_test(a_refused_append_changes_nothing),
		cmocka_unit_test(room_is_written_and_counted),
		cmocka_unit_test(views_are_cut_and_compared),
		cmocka_unit_test(ids_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
