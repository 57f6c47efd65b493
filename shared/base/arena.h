/*
 * The request arena: what a request allocates dies with the request.
 *
 * Never holds a secret (see secret.h). One arena per worker, reset by the
 * loop before each request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_ARENA_H
#define FERNSIGN_BASE_ARENA_H

#include <stddef.h>

#include "shared/base/buf.h"
#include "shared/base/err.h"

struct arena;

/*
 * Make an arena that hands out at most max_bytes between two resets.
 *
 * *out is owned by the caller: release with arena_free.
 * E_NOMEM  out of memory
 */
enum err arena_new(size_t max_bytes, struct arena **out) MUST_USE;

/* Forget everything handed out; the memory is kept for the next request. */
void arena_reset(struct arena *a);

/* Release an arena; NULL-safe. */
void arena_free(struct arena *a);

/* Hand out n zeroed octets aligned for any type; NULL when exhausted. */
void *arena_alloc(struct arena *a, size_t n);

/* Hand out count zeroed elements of size octets; NULL when exhausted. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* Copy a NUL-ended string; NULL when exhausted or s is NULL. */
char *arena_str(struct arena *a, const char *s);

/* Copy a view and end it with NUL; NULL when exhausted. */
char *arena_text(struct arena *a, struct bytes v);

/* Copy a view; E_NOMEM when exhausted. */
enum err arena_bytes(
    struct arena *a, struct bytes v, struct bytes *out) MUST_USE;

/* Format into the arena; NULL when exhausted. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

#endif
