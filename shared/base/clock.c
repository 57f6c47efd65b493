/*
 * The time of day. Alone in its file, so that a test can replace it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/clock.h"

#include <time.h>

int64_t
clock_now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec;
}

int64_t
clock_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
