/*
 * DER, as much as profiles and CMS attributes need. ITU-T X.690 10, 11.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/der.h"

#include <stdlib.h>
#include <string.h>

#include "shared/base/clock.h"

/* Write the length octets of n to p, shortest form; returns how many. */
static size_t
length_octets(size_t n, unsigned char p[9])
{
	size_t k = 0;

	if (n < 0x80) {
		p[0] = (unsigned char)n;
		return 1;
	}
	for (size_t v = n; v; v >>= 8)
		k++;
	p[0] = (unsigned char)(0x80 | k);
	for (size_t i = 0; i < k; i++)
		p[1 + i] = (unsigned char)(n >> (8 * (k - 1 - i)));
	return 1 + k;
}

enum err
der_open(struct buf *out, int tag, size_t *at)
{
	*at = out->n;
	return buf_addc(out, tag);
}

enum err
der_close(struct buf *out, size_t at)
{
	unsigned char length[9], *room;
	size_t n = out->n - at - 1, k = length_octets(n, length);
	enum err r;

	if ((r = buf_room(out, k, &room)))
		return r;
	buf_wrote(out, k);
	memmove(out->p + at + 1 + k, out->p + at + 1, n);
	memcpy(out->p + at + 1, length, k);
	return E_OK;
}

enum err
der_add(struct buf *out, int tag, struct bytes content)
{
	unsigned char length[9];
	size_t k = length_octets(content.n, length);
	enum err r;

	if ((r = buf_addc(out, tag)) || (r = buf_add(out, length, k)))
		return r;
	return buf_addb(out, content);
}

/* Append one arc in base 128. */
static enum err
add_arc(struct buf *out, uint64_t arc)
{
	enum err r;

	for (int shift = 63; shift > 0; shift -= 7)
		if (arc >> shift &&
		    (r = buf_addc(out, (int)(0x80 | ((arc >> shift) & 0x7f)))))
			return r;
	return buf_addc(out, (int)(arc & 0x7f));
}

/* Read one decimal arc and step over a following dot. */
static bool
take_arc(const char **s, uint64_t *arc)
{
	const char *p = *s;

	for (*arc = 0; *p >= '0' && *p <= '9'; p++) {
		if (*arc > UINT64_MAX / 16)
			return false;
		*arc = *arc * 10 + (uint64_t)(*p - '0');
	}
	if (p == *s || (*p && *p != '.') || (*p == '.' && !p[1]))
		return false;
	*s = *p ? p + 1 : p;
	return true;
}

/* Order encodings as SET OF asks (X.690 11.6). */
static int
by_encoding(const void *left, const void *right)
{
	const struct bytes *a = left, *b = right;
	size_t n = a->n < b->n ? a->n : b->n;
	int c = memcmp(a->p, b->p, n);

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

enum err
der_add_set_of(struct buf *out, int tag, struct bytes *each, size_t n)
{
	size_t set;
	enum err r;

	qsort(each, n, sizeof(each[0]), by_encoding);
	if ((r = der_open(out, tag, &set)))
		return r;
	for (size_t i = 0; i < n; i++)
		if ((r = buf_addb(out, each[i])))
			return r;
	return der_close(out, set);
}

enum err
der_add_oid(struct buf *out, const char *dotted)
{
	uint64_t first, second, arc;
	size_t at;
	enum err r;

	if (!take_arc(&dotted, &first) || !take_arc(&dotted, &second) ||
	    first > 2 || (first < 2 && second > 39))
		return E_BUG;
	if ((r = der_open(out, DER_OID, &at)) ||
	    (r = add_arc(out, first * 40 + second)))
		return r;
	while (*dotted) {
		if (!take_arc(&dotted, &arc))
			return E_BUG;
		if ((r = add_arc(out, arc)))
			return r;
	}
	return der_close(out, at);
}

enum err
der_add_int(struct buf *out, int64_t v)
{
	unsigned char p[9] = { 0 };
	size_t skip = 0;

	if (v < 0)
		return E_BUG;
	for (int i = 0; i < 8; i++)
		p[1 + i] = (unsigned char)((uint64_t)v >> (8 * (7 - i)));
	while (skip < 8 && p[skip] == 0 && !(p[skip + 1] & 0x80))
		skip++;
	return der_add(out, DER_INTEGER, bytes_at(p + skip, 9 - skip));
}

enum err
der_add_time(struct buf *out, int64_t at)
{
	char text[16];

	clock_generalized(at, text);
	return der_add(out, DER_GENERALIZED_TIME, bytes_of(text));
}

/* Read the length octets at p; false unless they are DER and fit. */
static bool
read_length(struct bytes in, size_t *header, size_t *n)
{
	size_t k;

	if (in.n < 2)
		return false;
	*n = in.p[1];
	*header = 2;
	if (!(in.p[1] & 0x80))
		return *n <= in.n - 2;
	k = in.p[1] & 0x7f;
	if (k == 0 || k > 4 || in.n < 2 + k || in.p[2] == 0)
		return false;
	*n = 0;
	for (size_t i = 0; i < k; i++)
		*n = *n << 8 | in.p[2 + i];
	*header = 2 + k;
	return *n >= 0x80 && *n <= in.n - *header;
}

enum err
der_take(struct bytes *in, int tag, struct bytes *content)
{
	size_t header, n;

	if (!der_next(*in, tag) || !read_length(*in, &header, &n))
		return E_INPUT;
	*content = bytes_at(in->p + header, n);
	*in = bytes_at(in->p + header + n, in->n - header - n);
	return E_OK;
}

enum err
der_take_any(struct bytes *in, struct bytes *whole)
{
	size_t header, n;

	/* Tags above 30 take more than one octet: none of ours does. */
	if (in->n < 2 || (in->p[0] & 0x1f) == 0x1f ||
	    !read_length(*in, &header, &n))
		return E_INPUT;
	*whole = bytes_at(in->p, header + n);
	*in = bytes_at(in->p + header + n, in->n - header - n);
	return E_OK;
}

bool
der_next(struct bytes in, int tag)
{
	return in.n > 0 && in.p[0] == tag;
}

bool
der_oid_is(struct bytes content, const char *dotted)
{
	struct buf b = BUF(64);
	struct bytes in, own;
	bool same = false;

	if (der_add_oid(&b, dotted) == E_OK) {
		in = buf_bytes(&b);
		same = der_take(&in, DER_OID, &own) == E_OK &&
		    bytes_eq(own, content);
	}
	buf_free(&b);
	return same;
}
