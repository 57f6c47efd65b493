/*
 * Base64, base64url and hex in the house's shapes; libsodium does the work.
 * RFC 4648.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/encode.h"

#include <sodium.h>
#include <stdint.h>

static int
variant(enum base64_kind k)
{
	return k == BASE64_URL ? sodium_base64_VARIANT_URLSAFE_NO_PADDING
			       : sodium_base64_VARIANT_ORIGINAL;
}

/* Octets of the text, its NUL included; 0 when it cannot be held. */
static size_t
base64_size(enum base64_kind k, size_t n)
{
	if (n > SIZE_MAX / 2)
		return 0;
	return sodium_base64_encoded_len(n, variant(k));
}

enum err
base64_add(struct buf *out, enum base64_kind k, struct bytes v)
{
	size_t size = base64_size(k, v.n);
	unsigned char *at;
	enum err r;

	if (size == 0)
		return E_NOMEM;
	/* A buf always has room for the NUL that libsodium writes. */
	if ((r = buf_room(out, size - 1, &at)))
		return r;
	(void)sodium_bin2base64((char *)at, size, v.p, v.n, variant(k));
	buf_wrote(out, size - 1);
	return E_OK;
}

char *
base64_text(struct arena *a, enum base64_kind k, struct bytes v)
{
	size_t size = base64_size(k, v.n);
	char *p;

	if (size == 0 || (p = arena_alloc(a, size)) == NULL)
		return NULL;
	return sodium_bin2base64(p, size, v.p, v.n, variant(k));
}

enum err
base64_read(struct buf *out, enum base64_kind k, struct bytes v)
{
	size_t room = v.n / 4 * 3 + 3, n;
	unsigned char *at;
	enum err r;

	if (v.n == 0)
		return E_OK;
	if (room > out->max - out->n)
		room = out->max - out->n;
	if ((r = buf_room(out, room, &at)))
		return r;
	if (sodium_base642bin(at, room, (const char *)v.p, v.n, NULL, &n, NULL,
		variant(k)) != 0) {
		buf_wrote(out, 0);
		return E_INPUT;
	}
	buf_wrote(out, n);
	return E_OK;
}

enum err
hex_add(struct buf *out, struct bytes v)
{
	unsigned char *at;
	enum err r;

	if (v.n > SIZE_MAX / 4)
		return E_NOMEM;
	if ((r = buf_room(out, v.n * 2, &at)))
		return r;
	(void)sodium_bin2hex((char *)at, v.n * 2 + 1, v.p, v.n);
	buf_wrote(out, v.n * 2);
	return E_OK;
}

char *
hex_text(struct arena *a, struct bytes v)
{
	char *p;

	if (v.n > SIZE_MAX / 4 || (p = arena_alloc(a, v.n * 2 + 1)) == NULL)
		return NULL;
	return sodium_bin2hex(p, v.n * 2 + 1, v.p, v.n);
}

enum err
hex_read(struct bytes v, unsigned char *out, size_t n)
{
	size_t got;

	if (n > SIZE_MAX / 2 || v.n != n * 2)
		return E_INPUT;
	if (n == 0)
		return E_OK;
	if (sodium_hex2bin(out, n, (const char *)v.p, v.n, NULL, &got, NULL) !=
		0 ||
	    got != n)
		return E_INPUT;
	return E_OK;
}

enum err
percent_read(struct buf *out, struct bytes v)
{
	unsigned char octet;
	size_t i;
	enum err r;

	for (i = 0; i < v.n; i++) {
		octet = v.p[i];
		if (octet == '%') {
			if (v.n - i < 3 ||
			    hex_read(bytes_at(v.p + i + 1, 2), &octet, 1))
				return E_INPUT;
			i += 2;
		}
		if ((r = buf_add(out, &octet, 1)))
			return r;
	}
	return E_OK;
}

void
id_text(const struct id *id, char out[33])
{
	(void)sodium_bin2hex(out, 33, id->b, sizeof(id->b));
}

char *
id_hex(struct arena *a, const struct id *id)
{
	return hex_text(a, bytes_at(id->b, sizeof(id->b)));
}

enum err
id_read(struct bytes v, struct id *out)
{
	struct id id;
	enum err r = hex_read(v, id.b, sizeof(id.b));

	if (r == E_OK)
		*out = id;
	return r;
}
