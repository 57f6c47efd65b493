/*
 * The time, in seconds since 1970 UTC; replaced at link time by tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_CLOCK_H
#define FERNSIGN_BASE_CLOCK_H

#include <stdint.h>

/* Tell the time of day. */
int64_t clock_now(void);

/* Tell milliseconds of a clock that never goes back; for durations only. */
int64_t clock_ms(void);

/* Write YYYYMMDDHHMMSSZ (RFC 5280 4.1.2.5.2) and NUL. */
void clock_generalized(int64_t at, char out[16]);

/* Write YYYY-MM-DDTHH:MM:SSZ (RFC 3339) and NUL. */
void clock_rfc3339(int64_t at, char out[21]);

/* Write an HTTP date (RFC 9110 5.6.7) and NUL. */
void clock_http(int64_t at, char out[30]);

/* Number the day of a time since 1970-01-01. */
int64_t clock_day(int64_t at);

#endif
