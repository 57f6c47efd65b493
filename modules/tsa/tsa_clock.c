/*
 * May the clock be stamped with? See tsa.h. adjtimex(2).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sys/timex.h>

#include "modules/tsa/tsa.h"
#include "shared/base/clock.h"
#include "shared/base/log.h"

#define ACCURACY_US 1000000 /* what every token promises */

/* Ask the kernel; an NTP daemon keeps this up to date. */
static bool
synchronised(void)
{
	struct timex t = { 0 };
	int state = adjtimex(&t);

	if (state >= 0 && state != TIME_ERROR && !(t.status & STA_UNSYNC) &&
	    t.maxerror <= ACCURACY_US)
		return true;
	log_line(LOG_FAULT, "tsa.clock", "state=%d status=%d maxerror_us=%ld",
	    state, t.status, (long)t.maxerror);
	return false;
}

bool
tsa_clock_ok(void *tsa)
{
	const struct tsa *t = tsa;

	if (clock_now() > t->not_after_at) {
		log_line(LOG_FAULT, "tsa.expired", "not_after=%lld",
		    (long long)t->not_after_at);
		return false;
	}
	return !t->cfg.clock_check || synchronised();
}
