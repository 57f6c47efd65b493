/*
 * Signed callbacks: Standard Webhooks 1.0, HMAC-SHA-256 alone.
 *
 * Signed is id "." timestamp "." body, as received. Two keys may be good at
 * the same time, for rotation; the caller remembers which ids it has seen.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_WEBHOOK_H
#define FERNSIGN_WEB_WEBHOOK_H

#include <stdint.h>

#include "shared/base/secret.h"

#define WEBHOOK_TOLERANCE_S 300

/* The three headers, NUL-ended; NULL when absent. */
struct webhook {
	const char *id;
	const char *timestamp; /* seconds since 1970 */
	const char *signature; /* "v1,BASE64 v1,BASE64 …" */
};

/*
 * Load the keys of a file with one whsec_BASE64 (24 to 64 octets) per line,
 * newest first: the two that are good at the same time while a secret is
 * renewed.
 *
 * out  room for most keys; what is not there stays empty; owned by the caller
 *
 * E_INPUT     no key, more than most, or not of that form (logged)
 * any other   as secret_file; out is empty then
 */
enum err webhook_keys(
    const char *path, struct secret *out, size_t most) MUST_USE;

/*
 * Check a callback.
 *
 * keys, n  accepted keys; empty ones are skipped
 * body     the octets as received
 * why      static word for logs; NULL allowed
 *
 * E_AUTH  a header is missing or malformed, the time is more than 300 s off,
 *         or no signature of version v1 is right
 */
enum err webhook_verify(const struct secret *keys, size_t n,
    const struct webhook *w, struct bytes body, int64_t now,
    const char **why) MUST_USE;

#endif
