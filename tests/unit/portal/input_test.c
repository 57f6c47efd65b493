/*
 * Forms as rows: what was entered comes back, secrets do not, each refusal
 * stands at its field and in the summary, in the order of the form.
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

#include "modules/portal/input.h"

/* clang-format off */
static const struct input inputs[] = {
	{ .name = "name", .label = "a", .hint = "h", .type = "text" },
	{ .name = "pin", .label = "b", .type = "text", .flags = INPUT_SECRET },
	{ .name = "box", .label = "c", .flags = INPUT_BOX },
	{ .name = "plain", .label = "d", .type = "text" },
};

static const struct choice_row choices[] = {
	{ .value = "one", .label = "1" },
	{ .value = "two", .label = "2" },
};
/* clang-format on */

struct fixture {
	struct request q;
	struct visit v;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f || arena_new(1 << 20, &f->v.arena))
		return -1;
	f->v.q = &f->q;
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->v.arena);
	free(f);
	return 0;
}

static void
add(struct form *form, const char *name, const char *value)
{
	form->pair[form->n++] =
	    (struct pair){ bytes_of(name), bytes_of(value) };
}

static void
test_values(void **state)
{
	struct fixture *f = *state;
	const struct input_row *row;
	struct form form = { .n = 0 };
	struct list out;

	add(&form, "name", "Erika");
	add(&form, "pin", "48213");
	add(&form, "box", "on");
	assert_int_equal(
	    input_rows(&f->v, inputs, COUNT(inputs), &form, NULL, &out), E_OK);
	row = out.rows;
	assert_int_equal(out.n, COUNT(inputs));
	assert_string_equal(row[0].value, "Erika");
	assert_true(row[0].described);
	assert_null(row[1].value);
	assert_true(row[2].box && row[2].checked);
	assert_null(row[2].value);
	assert_null(row[3].value);
	assert_false(row[3].described);
}

static void
test_no_box_is_ticked_by_us(void **state)
{
	struct fixture *f = *state;
	const struct input_row *row;
	struct list out;

	assert_int_equal(
	    input_rows(&f->v, inputs, COUNT(inputs), NULL, NULL, &out), E_OK);
	row = out.rows;
	for (size_t i = 0; i < out.n; i++)
		assert_false(row[i].checked);
}

static void
test_refusals(void **state)
{
	static const struct field order[] = { { .name = "name" },
		{ .name = "pin" }, { .name = "plain" } };
	struct fixture *f = *state;
	const struct page_fault *fault;
	const struct input_row *row;
	struct refusals refused = { .n = 0 };
	struct page page = { .step = 0 };
	struct list out;

	refuse(&refused, "plain", "late");
	refuse(&refused, "other", "unordered");
	refuse(&refused, "name", "first");
	refuse(&refused, "name", "second");
	refusals_sort(&refused, order, COUNT(order));
	assert_int_equal(
	    input_rows(&f->v, inputs, COUNT(inputs), NULL, &refused, &out),
	    E_OK);
	row = out.rows;
	assert_string_equal(row[0].error, "first");
	assert_null(row[1].error);
	assert_true(row[3].described);
	assert_int_equal(refusals_show(&f->v, &refused, &page), E_OK);
	assert_int_equal(f->q.status, 422);
	fault = page.faults.rows;
	assert_int_equal(page.faults.n, 3);
	assert_string_equal(fault[0].id, "name");
	assert_string_equal(fault[1].id, "plain");
	assert_string_equal(fault[2].id, "other");
	assert_true(fault[0].first && !fault[0].last && fault[2].last);
}

static void
test_most_refusals(void **state)
{
	struct refusals refused = { .n = 0 };
	static char names[REFUSALS + 1][4];

	(void)state;
	for (int i = 0; i <= REFUSALS; i++) {
		names[i][0] = (char)('a' + i / 26);
		names[i][1] = (char)('a' + i % 26);
		refuse(&refused, names[i], "x");
	}
	assert_int_equal(refused.n, REFUSALS);
}

static void
test_choices(void **state)
{
	struct fixture *f = *state;
	const struct choice_row *row;
	struct list out;

	assert_int_equal(choice_rows(&f->v, "n", choices, COUNT(choices),
			     bytes_of("two"), &out),
	    E_OK);
	row = out.rows;
	assert_true(!row[0].checked && row[1].checked);
	assert_true(row[0].first && row[1].last);
	assert_string_equal(row[1].name, "n");
	assert_int_equal(choice_rows(&f->v, "n", choices, COUNT(choices),
			     bytes_of("three"), &out),
	    E_OK);
	row = out.rows;
	assert_false(row[0].checked || row[1].checked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_no_box_is_ticked_by_us),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_most_refusals),
		cmocka_unit_test(test_choices),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
