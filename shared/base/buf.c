/*
 * Octets: borrowed views and owned, growing runs with a maximum.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_FIRST 256 /* octets of a buf's first allocation */

struct bytes
bytes_of(const char *s)
{
	return bytes_at(s, s == NULL ? 0 : strlen(s));
}

struct bytes
bytes_at(const void *p, size_t n)
{
	return (struct bytes){ .p = p, .n = n };
}

struct bytes
buf_bytes(const struct buf *b)
{
	return bytes_at(b->p, b->n);
}

bool
bytes_eq(struct bytes a, struct bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
bytes_eqs(struct bytes a, const char *s)
{
	return bytes_eq(a, bytes_of(s));
}

bool
bytes_cut(
    struct bytes in, unsigned char c, struct bytes *head, struct bytes *tail)
{
	const unsigned char *at = NULL;
	size_t before;

	if (in.n > 0)
		at = memchr(in.p, c, in.n);
	if (at == NULL) {
		*tail = bytes_at(NULL, 0);
		*head = in;
		return false;
	}
	before = (size_t)(at - in.p);
	*head = bytes_at(in.p, before);
	*tail = bytes_at(at + 1, in.n - before - 1);
	return true;
}

bool
id_eq(const struct id *a, const struct id *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool
id_none(const struct id *a)
{
	static const struct id none;

	return id_eq(a, &none);
}

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf)BUF(max);
}

/*
 * Move the octets to a larger place. realloc could leave a copy of a personal
 * datum behind, so the old place is wiped here.
 */
static enum err
buf_move(struct buf *b, size_t cap)
{
	unsigned char *p = malloc(cap);

	if (p == NULL)
		return E_NOMEM;
	if (b->p != NULL) {
		memcpy(p, b->p, b->n);
		explicit_bzero(b->p, b->cap);
	}
	p[b->n] = '\0';
	free(b->p);
	b->p = p;
	b->cap = cap;
	return E_OK;
}

/* Make room for n more octets and the NUL behind them. */
static enum err
buf_grow(struct buf *b, size_t n)
{
	size_t need, cap;

	if (n > b->max || b->n > b->max - n || b->max == SIZE_MAX)
		return E_NOMEM;
	need = b->n + n + 1;
	if (b->p != NULL && need <= b->cap)
		return E_OK;
	cap = b->cap > SIZE_MAX / 2 ? SIZE_MAX : b->cap * 2;
	if (cap < BUF_FIRST)
		cap = BUF_FIRST;
	if (cap > b->max + 1)
		cap = b->max + 1;
	return buf_move(b, cap < need ? need : cap);
}

enum err
buf_room(struct buf *b, size_t n, unsigned char **at)
{
	enum err r = buf_grow(b, n);

	if (r == E_OK)
		*at = b->p + b->n;
	return r;
}

void
buf_wrote(struct buf *b, size_t n)
{
	b->n += n;
	b->p[b->n] = '\0';
}

enum err
buf_add(struct buf *b, const void *p, size_t n)
{
	enum err r;

	if ((r = buf_grow(b, n)))
		return r;
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	buf_wrote(b, n);
	return E_OK;
}

enum err
buf_addb(struct buf *b, struct bytes v)
{
	return buf_add(b, v.p, v.n);
}

enum err
buf_adds(struct buf *b, const char *s)
{
	return buf_addb(b, bytes_of(s));
}

enum err
buf_addc(struct buf *b, int c)
{
	unsigned char octet = (unsigned char)c;

	return buf_add(b, &octet, 1);
}

/* Write into the room that there is, and once more where that is too little. */
enum err
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	enum err r;
	int n;

	if (b->p == NULL && (r = buf_grow(b, 0)))
		return r;
	va_start(ap, fmt);
	n = vsnprintf((char *)b->p + b->n, b->cap - b->n, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= b->cap - b->n) {
		b->p[b->n] = '\0';
		if ((r = buf_grow(b, (size_t)n)))
			return r;
		va_start(ap, fmt);
		n = vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	if (n < 0)
		return E_BUG;
	buf_wrote(b, (size_t)n);
	return E_OK;
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->p != NULL)
		b->p[0] = '\0';
}

void
buf_free(struct buf *b)
{
	if (b == NULL)
		return;
	if (b->p != NULL)
		explicit_bzero(b->p, b->cap);
	free(b->p);
	*b = (struct buf)BUF(b->max);
}
