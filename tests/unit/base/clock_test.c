/*
 * shared/base/clock and random, with time and randomness replaced.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/clock.h"

#include "shared/base/random.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t draws[4]; /* what the kernel says next */
static size_t drawn;

void
random_fill(void *p, size_t n)
{
	memset(p, 0xab, n);
	if (n == sizeof(uint32_t))
		memcpy(p, &draws[drawn++ % COUNT(draws)], n);
}

static void
times_as_text(void **state)
{
	/* clang-format off */
	static const struct {
		int64_t at;
		const char *generalized, *rfc3339, *http;
		int64_t day;
	} rows[] = {
		{ 0, "19700101000000Z", "1970-01-01T00:00:00Z",
		  "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ -1, "19691231235959Z", "1969-12-31T23:59:59Z",
		  "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
		{ 951782400, "20000229000000Z", "2000-02-29T00:00:00Z",
		  "Tue, 29 Feb 2000 00:00:00 GMT", 11016 },
		{ 1795349730, "20261122121530Z", "2026-11-22T12:15:30Z",
		  "Sun, 22 Nov 2026 12:15:30 GMT", 20779 },
		{ 253402300799, "99991231235959Z", "9999-12-31T23:59:59Z",
		  "Fri, 31 Dec 9999 23:59:59 GMT", 2932896 },
	};
	/* clang-format on */
	char generalized[16], rfc3339[21], http[30];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		clock_generalized(rows[i].at, generalized);
		clock_rfc3339(rows[i].at, rfc3339);
		clock_http(rows[i].at, http);
		assert_string_equal(generalized, rows[i].generalized);
		assert_string_equal(rfc3339, rows[i].rfc3339);
		assert_string_equal(http, rows[i].http);
		assert_int_equal(clock_day(rows[i].at), rows[i].day);
	}
	clock_rfc3339(INT64_MAX, rfc3339);
	assert_string_equal(rfc3339, "9999-12-31T23:59:59Z");
	clock_rfc3339(INT64_MIN, rfc3339);
	assert_string_equal(rfc3339, "1000-01-01T00:00:00Z");
}

static void
draws_are_without_bias(void **state)
{
	struct id id;

	(void)state;
	random_id(&id);
	assert_int_equal(id.b[0], 0xab);
	assert_int_equal(random_below(0), 0);
	assert_int_equal(random_below(1), 0);
	/* 2^32 mod 10 is 6: 0 to 5 are thrown away. */
	draws[0] = 0;
	draws[1] = 5;
	draws[2] = 6;
	draws[3] = 4294967295U;
	drawn = 0;
	assert_int_equal(random_below(10), 6);
	assert_int_equal(drawn, 3);
	assert_int_equal(random_below(10), 5);
	assert_int_equal(random_below(2), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_as_text),
		cmocka_unit_test(draws_are_without_bias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
