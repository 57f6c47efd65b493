/*
 * Times as text, in UTC whatever the environment says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shared/base/clock.h"

#define DAY_S INT64_C(86400)

/* Break a time down; outside of years 1000 to 9999 the nearest of them. */
static struct tm
broken_down(int64_t at)
{
	const int64_t least = INT64_C(-30610224000),
		      most = INT64_C(253402300799);
	struct tm tm;
	time_t t;

	memset(&tm, 0, sizeof(tm));
	t = (time_t)(at < least ? least : at > most ? most : at);
	(void)gmtime_r(&t, &tm);
	return tm;
}

void
clock_generalized(int64_t at, char out[16])
{
	struct tm tm = broken_down(at);

	(void)strftime(out, 16, "%Y%m%d%H%M%SZ", &tm);
}

void
clock_rfc3339(int64_t at, char out[21])
{
	struct tm tm = broken_down(at);

	(void)strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* Names of days and months are fixed, whatever the locale. */
void
clock_http(int64_t at, char out[30])
{
	static const char day[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat" };
	static const char month[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm = broken_down(at);

	(void)snprintf(out, 30, "%s, %02u %s %04u %02u:%02u:%02u GMT",
	    day[tm.tm_wday], (unsigned)tm.tm_mday % 100u, month[tm.tm_mon],
	    (unsigned)(tm.tm_year + 1900) % 10000u, (unsigned)tm.tm_hour % 100u,
	    (unsigned)tm.tm_min % 100u, (unsigned)tm.tm_sec % 100u);
}

int64_t
clock_day(int64_t at)
{
	return at >= 0 ? at / DAY_S : -((-at + DAY_S - 1) / DAY_S);
}
