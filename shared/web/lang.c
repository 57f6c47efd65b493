/*
 * Languages, and times in words. See template.h.
 *
 * Local time is that of Europe/Berlin by the rule that has held since 1996
 * (Directive 2000/84/EC: last Sunday of March and of October, 01:00 UTC), so
 * it needs no file and works behind every sandbox.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <strings.h>
#include <time.h>

#include "shared/base/text.h"
#include "shared/web/template.h"

#define HOUR_S 3600
#define DAY_S  86400

/* clang-format off */
static const char *const codes[LANG__MAX] = { "de", "en" };

static const char *const months[LANG__MAX][12] = {
	{ "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
	  "August", "September", "Oktober", "November", "Dezember" },
	{ "January", "February", "March", "April", "May", "June", "July",
	  "August", "September", "October", "November", "December" },
};
/* clang-format on */

const char *
lang_code(enum lang l)
{
	return codes[l];
}

/* Find a language by its code; "de-AT" is German. */
static bool
find(struct bytes v, enum lang *out)
{
	enum lang l;

	for (l = 0; l < LANG__MAX; l++) {
		if (v.n < 2 || strncasecmp((const char *)v.p, codes[l], 2) ||
		    (v.n > 2 && v.p[2] != '-'))
			continue;
		*out = l;
		return true;
	}
	return false;
}

enum lang
lang_choose(
    struct bytes query, struct bytes cookie, const char *accept_language)
{
	struct bytes left = bytes_of(accept_language);
	struct bytes range;
	struct bytes weight;
	enum lang l;
	bool more;

	if (find(query, &l) || find(cookie, &l))
		return l;
	do {
		more = bytes_cut(left, ',', &range, &left);
		bytes_cut(range, ';', &range, &weight);
		if (find(text_trim(range), &l))
			return l;
	} while (more);
	return LANG_EN;
}

/* The last Sunday of a month of 31 days (0: January), 01:00 UTC. */
static int64_t
last_sunday(int year, int month)
{
	struct tm tm = { .tm_year = year, .tm_mon = month, .tm_mday = 31 };
	time_t at = timegm(&tm);

	return (int64_t)at - (int64_t)tm.tm_wday * DAY_S + HOUR_S;
}

/* Break a time down as clocks in Berlin show it. */
static void
berlin(int64_t at, struct tm *out)
{
	time_t t = (time_t)at;

	gmtime_r(&t, out);
	t += HOUR_S;
	if (at >= last_sunday(out->tm_year, 2) &&
	    at < last_sunday(out->tm_year, 9))
		t += HOUR_S;
	gmtime_r(&t, out);
}

char *
lang_date(struct arena *a, enum lang l, int64_t at)
{
	struct tm tm;

	berlin(at, &tm);
	return arena_printf(a, l == LANG_DE ? "%d. %s %d" : "%d %s %d",
	    tm.tm_mday, months[l][tm.tm_mon], tm.tm_year + 1900);
}

char *
lang_time(struct arena *a, enum lang l, int64_t at)
{
	char *date = lang_date(a, l, at);
	struct tm tm;

	if (!date)
		return NULL;
	berlin(at, &tm);
	return arena_printf(a,
	    l == LANG_DE ? "%s, %02d:%02d Uhr" : "%s, %02d:%02d", date,
	    tm.tm_hour, tm.tm_min);
}
