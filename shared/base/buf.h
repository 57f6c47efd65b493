/*
 * Octets: a borrowed view (bytes) and an owned, growing run (buf).
 *
 * A buf has a named maximum from birth; nothing grows without one. A buf is
 * always followed by a NUL octet that is not counted, so that text in it can
 * be handed to a C interface.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_BUF_H
#define FERNSIGN_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/base/err.h"

struct bytes {
	const unsigned char *p; /* borrowed; may be NULL when n is 0 */
	size_t n;
};

struct buf {
	unsigned char *p; /* owned; NULL while empty */
	size_t n;         /* octets in use */
	size_t cap;       /* octets allocated, the NUL included */
	size_t max;       /* n never exceeds this */
};

/* 16 octets that name a thing in public: random, never guessed. */
struct id {
	unsigned char b[16];
};

#define BUF(maximum)                  \
	{                             \
		NULL, 0, 0, (maximum) \
	}

/* View a NUL-ended string (NULL gives an empty view); borrowed. */
struct bytes bytes_of(const char *s);

/* View n octets at p; borrowed. */
struct bytes bytes_at(const void *p, size_t n);

/* View what a buf holds now; invalid after the next change of the buf. */
struct bytes buf_bytes(const struct buf *b);

/* Compare two views for equality; not for secrets (see secret.h). */
bool bytes_eq(struct bytes a, struct bytes b);

/* Compare a view with a NUL-ended string; not for secrets. */
bool bytes_eqs(struct bytes a, const char *s);

/*
 * Split a view at the first octet c: *head before it, *tail after it.
 *
 * Returns false (head = all, tail = empty) when c does not occur. in may be
 * the same object as *head or *tail.
 */
bool bytes_cut(
    struct bytes in, unsigned char c, struct bytes *head, struct bytes *tail);

/* Compare two ids for equality. */
bool id_eq(const struct id *a, const struct id *b);

/* Say whether an id is all zero, that is, unset. */
bool id_none(const struct id *a);

/* Start an empty buf that may hold at most max octets. */
void buf_init(struct buf *b, size_t max);

/*
 * Append octets, a view, a NUL-ended string, one octet, or formatted text.
 *
 * E_NOMEM  over the maximum or out of memory; the buf is unchanged
 */
enum err buf_add(struct buf *b, const void *p, size_t n) MUST_USE;
/* As buf_add, from a view. */
enum err buf_addb(struct buf *b, struct bytes v) MUST_USE;
/* As buf_add, from a NUL-ended string. */
enum err buf_adds(struct buf *b, const char *s) MUST_USE;
/* As buf_add, one octet. */
enum err buf_addc(struct buf *b, int c) MUST_USE;
/* As buf_add, formatted as by printf. */
enum err buf_addf(struct buf *b, const char *fmt, ...) MUST_USE PRINTF(2, 3);

/*
 * Make room for n more octets and hand out the place to write them.
 *
 * The caller writes up to n octets at *at and then calls buf_wrote.
 *
 * E_NOMEM  over the maximum or out of memory
 */
enum err buf_room(struct buf *b, size_t n, unsigned char **at) MUST_USE;

/* Count n octets that the caller wrote into the room. */
void buf_wrote(struct buf *b, size_t n);

/* Empty a buf, keeping its memory. */
void buf_clear(struct buf *b);

/* Release a buf's memory after wiping it; NULL-safe; may be reused. */
void buf_free(struct buf *b);

#endif
