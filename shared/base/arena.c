/*
 * The request arena: a list of chunks from which memory is only handed out,
 * and which is emptied as a whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)64 * 1024) /* least size of a chunk */

struct chunk {
	struct chunk *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) unsigned char mem[];
};

struct arena {
	struct chunk *chunks; /* newest first; the oldest one is kept */
	size_t out;           /* octets handed out since the last reset */
	size_t max;
};

enum err
arena_new(size_t max_bytes, struct arena **out)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		return E_NOMEM;
	a->max = max_bytes;
	*out = a;
	return E_OK;
}

/*
 * The chunk that stays is wiped, so that no request finds what another left
 * there, and arena_alloc need not clear.
 */
void
arena_reset(struct arena *a)
{
	struct chunk *c, *next;

	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		memset(c->mem, 0, c->used);
		c->used = 0;
		if (next == NULL && c->size == CHUNK_BYTES)
			break;
		free(c);
	}
	a->chunks = c;
	a->out = 0;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_reset(a);
	free(a->chunks);
	free(a);
}

/* Put a new chunk for at least n octets in front. */
static struct chunk *
chunk_add(struct arena *a, size_t n)
{
	size_t size = n < CHUNK_BYTES ? CHUNK_BYTES : n;
	struct chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		return NULL;
	if ((c = calloc(1, sizeof(*c) + size)) == NULL)
		return NULL;
	c->size = size;
	c->next = a->chunks;
	a->chunks = c;
	return c;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	const size_t align = _Alignof(max_align_t);
	struct chunk *c = a->chunks;
	void *p;

	if (n > a->max || n > SIZE_MAX - align)
		return NULL;
	n = n == 0 ? align : (n + align - 1) / align * align;
	if (n > a->max || a->out > a->max - n)
		return NULL;
	if ((c == NULL || c->size - c->used < n) &&
	    (c = chunk_add(a, n)) == NULL)
		return NULL;
	p = c->mem + c->used;
	c->used += n;
	a->out += n;
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		return NULL;
	return arena_alloc(a, count * size);
}

char *
arena_str(struct arena *a, const char *s)
{
	if (s == NULL)
		return NULL;
	return arena_text(a, bytes_of(s));
}

char *
arena_text(struct arena *a, struct bytes v)
{
	char *p;

	if (v.n == SIZE_MAX || (p = arena_alloc(a, v.n + 1)) == NULL)
		return NULL;
	if (v.n > 0)
		memcpy(p, v.p, v.n);
	return p;
}

enum err
arena_bytes(struct arena *a, struct bytes v, struct bytes *out)
{
	char *p = arena_text(a, v);

	if (p == NULL)
		return E_NOMEM;
	*out = bytes_at(p, v.n);
	return E_OK;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (p = arena_alloc(a, (size_t)n + 1)) == NULL)
		return NULL;
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}
