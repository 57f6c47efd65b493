/*
 * May the clock be stamped with? The kernel's answer is replaced.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/tsa/tsa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/timex.h>

#include <cmocka.h>

#include "shared/base/clock.h"

#define NOW 1800000000

static int answer;
static struct timex told;

int adjtimex(struct timex *t);

int
adjtimex(struct timex *t)
{
	assert_int_equal(t->modes, 0); /* asked, never set */
	*t = told;
	return answer;
}

int64_t
clock_now(void)
{
	return NOW;
}

int64_t
clock_ms(void)
{
	return 0;
}

static void
test_rows(void **state)
{
	/* clang-format off */
	/* what the kernel says, check on, certificate's end, may stamp */
	static const struct {
		int answer, status;
		long maxerror_us;
		bool check;
		int64_t not_after_at;
		bool ok;
	} rows[] = {
		{ TIME_OK,    STA_PLL,    1000,    true,  NOW + 1, true },
		{ TIME_INS,   STA_PLL,    1000,    true,  NOW + 1, true },
		{ TIME_OK,    STA_PLL,    1000000, true,  NOW + 1, true },
		{ TIME_OK,    STA_PLL,    1000001, true,  NOW + 1, false },
		{ TIME_ERROR, STA_PLL,    1000,    true,  NOW + 1, false },
		{ TIME_OK,    STA_UNSYNC, 1000,    true,  NOW + 1, false },
		{ -1,         0,          0,       true,  NOW + 1, false },
		{ TIME_ERROR, STA_UNSYNC, 9000000, false, NOW + 1, true },
		{ TIME_OK,    STA_PLL,    1000,    true,  NOW - 1, false },
		{ TIME_OK,    STA_PLL,    1000,    false, NOW - 1, false },
	};
	/* clang-format on */
	struct tsa t = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		answer = rows[i].answer;
		told = (struct timex){ .status = rows[i].status,
			.maxerror = rows[i].maxerror_us };
		t.cfg.clock_check = rows[i].check;
		t.not_after_at = rows[i].not_after_at;
		if (tsa_clock_ok(&t) != rows[i].ok)
			fail_msg("row %zu", i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
