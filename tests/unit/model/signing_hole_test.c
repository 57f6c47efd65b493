/*
 * The hole of a signature: what is hashed around it, what fits into it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "shared/model/signing_private.h"

#define BEFORE    "upload"
#define INCREMENT "/Contents <0000> end"
#define HOLE      16 /* where '<' stands in both together */

/* clang-format off */
static const struct {
	int64_t at, n;
	enum err want;
} rows[] = {
	{ HOLE,      4,         E_OK },
	{ HOLE - 1,  4,         E_PEER },
	{ HOLE,      3,         E_PEER },
	{ HOLE,      5,         E_PEER },
	{ HOLE,      -1,        E_PEER },
	{ HOLE,      INT64_MAX, E_PEER },
	{ INT64_MAX, INT64_MAX, E_PEER },
	{ INT64_MAX, 4,         E_PEER },
	{ -1,        4,         E_PEER },
	{ 0,         4,         E_PEER }, /* in what stands before */
	{ 26,        0,         E_PEER },
};
/* clang-format on */

static void
test_digest(void **state)
{
	const struct bytes covered = bytes_of(BEFORE "/Contents "
						     " end");
	unsigned char want[HASH_BYTES_MAX], out[HASH_BYTES_MAX];
	enum err r;

	(void)state;
	assert_int_equal(hash_runs(HASH_SHA384, &covered, 1, want), E_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		r = signing_digest(bytes_of(BEFORE), bytes_of(INCREMENT),
		    rows[i].at, rows[i].n, HASH_SHA384, out);
		if (r != rows[i].want)
			fail_msg("row %zu: %s", i, err_name(r));
		if (r == E_OK)
			assert_memory_equal(out, want, hash_bytes(HASH_SHA384));
	}
}

static void
test_fill(void **state)
{
	struct buf pdf = BUF(100);

	(void)state;
	assert_int_equal(buf_adds(&pdf, BEFORE INCREMENT), E_OK);
	assert_int_equal(signing_fill(&pdf, HOLE, 4, bytes_of("ab")), E_OK);
	assert_string_equal(pdf.p, BEFORE "/Contents <6162> end");
	assert_int_equal(signing_fill(&pdf, HOLE, 4, bytes_of("J")), E_OK);
	assert_string_equal(pdf.p, BEFORE "/Contents <4a62> end");
	assert_int_equal(signing_fill(&pdf, HOLE, 4, bytes_of("abc")), E_BUG);
	assert_int_equal(signing_fill(&pdf, 20, 4, bytes_of("ab")), E_OK);
	assert_int_equal(signing_fill(&pdf, 21, 4, bytes_of("ab")), E_BUG);
	buf_free(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_fill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
