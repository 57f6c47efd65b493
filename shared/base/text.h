/*
 * Small questions about text, asked the same way everywhere.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_TEXT_H
#define FERNSIGN_BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/buf.h"

/* Strip blanks (space, tab, CR, LF) at both ends; borrowed. */
struct bytes text_trim(struct bytes v);

/* Say whether v is well-formed UTF-8 without C0/C1 controls but tab, LF, CR. */
bool text_clean(struct bytes v);

/*
 * Say whether v may be one line that is shown to people: clean, no line
 * ends, no bidirectional overrides (U+202A..202E, U+2066..2069).
 */
bool text_line(struct bytes v);

/*
 * Read a decimal number without sign or blanks.
 *
 * E_INPUT  empty, not digits, or above max (0..max accepted)
 */
enum err text_number(struct bytes v, int64_t max, int64_t *out) MUST_USE;

/*
 * Bring an e-mail address to the form that is compared and stored.
 *
 * Lower-cases ASCII; accepts one '@', a dotted domain, at most 254 octets.
 *
 * E_INPUT  no such address
 * E_NOMEM  arena exhausted
 */
enum err text_email(struct bytes v, struct arena *a, char **out) MUST_USE;

/*
 * Bring a telephone number to E.164 (+ and 7 to 15 digits).
 *
 * Blanks, '-', '/', '(' and ')' are dropped, a leading 00 becomes +; a
 * number without country code is refused.
 *
 * E_INPUT  no such number
 */
enum err text_phone(struct bytes v, struct arena *a, char **out) MUST_USE;

/* Write "+49 *** 678": what may be shown of a number. NULL when exhausted. */
char *text_phone_masked(struct arena *a, const char *phone);

#endif
