/*
 * FastCGI records as octets. See fcgi_record.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/fcgi_record.h"

#include <stdint.h>
#include <string.h>

#define FCGI_V1     1
#define HEADER_SIZE 8
#define CONTENT_MAX 65535
#define RESPONDER   1 /* FCGI_RESPONDER, 3.3 */

/* 3.3: version, type, request id, content length, padding length, reserved. */
static enum err
add_record(struct buf *out, enum fcgi_type type, struct bytes content)
{
	unsigned char head[HEADER_SIZE] = { FCGI_V1, (unsigned char)type, 0, 1,
		(unsigned char)(content.n >> 8), (unsigned char)content.n, 0,
		0 };
	enum err r;

	if ((r = buf_add(out, head, sizeof(head))))
		return r;
	return buf_addb(out, content);
}

enum err
fcgi_add_begin(struct buf *out)
{
	static const unsigned char body[8] = { 0, RESPONDER };

	return add_record(
	    out, FCGI_BEGIN_REQUEST, bytes_at(body, sizeof(body)));
}

/* 3.4: one octet below 128, else four with the highest bit set. */
static enum err
add_length(struct buf *out, size_t n)
{
	unsigned char four[4] = { (unsigned char)(n >> 24 | 0x80),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8),
		(unsigned char)n };

	if (n > INT32_MAX)
		return E_NOMEM;
	return n < 128 ? buf_addc(out, (int)n) : buf_add(out, four, 4);
}

enum err
fcgi_add_pair(struct buf *out, const char *name, struct bytes value)
{
	enum err r;

	if ((r = add_length(out, strlen(name))) ||
	    (r = add_length(out, value.n)) || (r = buf_adds(out, name)))
		return r;
	return buf_addb(out, value);
}

enum err
fcgi_add_piece(struct buf *out, enum fcgi_type type, struct bytes *rest)
{
	struct bytes part = *rest;

	if (part.n > CONTENT_MAX)
		part.n = CONTENT_MAX;
	if (part.n)
		*rest = bytes_at(rest->p + part.n, rest->n - part.n);
	return add_record(out, type, part);
}

enum err
fcgi_add_stream(struct buf *out, enum fcgi_type type, struct bytes content)
{
	enum err r;

	while (content.n)
		if ((r = fcgi_add_piece(out, type, &content)))
			return r;
	return fcgi_add_piece(out, type, &content);
}

enum err
fcgi_next(struct bytes *from, struct fcgi_record *out)
{
	const unsigned char *h = from->p;
	size_t n;
	size_t all;

	if (from->n < HEADER_SIZE)
		return E_NOTFOUND;
	if (h[0] != FCGI_V1 || h[2] != 0 || h[3] != 1)
		return E_PEER;
	n = (size_t)h[4] << 8 | h[5];
	all = HEADER_SIZE + n + h[6];
	if (from->n < all)
		return E_NOTFOUND;
	out->type = h[1];
	out->content = bytes_at(h + HEADER_SIZE, n);
	*from = bytes_at(h + all, from->n - all);
	return E_OK;
}
