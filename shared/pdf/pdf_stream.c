/*
 * Decoding streams with a cap. ISO 32000-1 7.4, RFC 1950.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_stream.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "shared/pdf/pdf_lex.h"
#include "shared/pdf/pdf_limits.h"

/* clang-format off */
static const struct {
	const char *name;
	enum pdf_filter_kind kind;
} filters[] = {
	{ "FlateDecode",     PDF_F_FLATE },
	{ "Fl",              PDF_F_FLATE },
	{ "ASCIIHexDecode",  PDF_F_HEX },
	{ "AHx",             PDF_F_HEX },
	{ "ASCII85Decode",   PDF_F_ASCII85 },
	{ "A85",             PDF_F_ASCII85 },
	{ "RunLengthDecode", PDF_F_RUN },
	{ "RL",              PDF_F_RUN },
	{ "Crypt",           PDF_F_IDENTITY },
};
/* clang-format on */

enum pdf_filter_kind
pdf_filter_kind(struct bytes name)
{
	size_t i;

	for (i = 0; i < COUNT(filters); i++)
		if (bytes_eqs(name, filters[i].name))
			return filters[i].kind;
	return PDF_F_OTHER;
}

/* Append decoded octets, counting them against the document's allowance. */
static enum err
give(struct buf *out, const void *p, size_t n, size_t *left)
{
	if (n > *left)
		return E_LIMIT;
	*left -= n;
	return buf_add(out, p, n);
}

/*
 * Inflate until the stream's end. Octets behind the end are tolerated, an
 * end that is missing is not: readers disagree about what was meant.
 */
static enum err
inflate_all(z_stream *z, size_t *left, struct buf *out)
{
	static unsigned char some[65536];
	enum err r = E_OK;
	int s;

	do {
		z->next_out = some;
		z->avail_out = sizeof(some);
		s = inflate(z, Z_NO_FLUSH);
		if (s != Z_OK && s != Z_STREAM_END)
			return s == Z_MEM_ERROR ? E_NOMEM : E_INPUT;
		r = give(out, some, sizeof(some) - z->avail_out, left);
		if (s == Z_OK && z->avail_in == 0 && z->avail_out > 0)
			return E_INPUT;
	} while (r == E_OK && s != Z_STREAM_END);
	return r;
}

static enum err
flate(struct bytes in, size_t *left, struct buf *out)
{
	z_stream z;
	enum err r;

	memset(&z, 0, sizeof(z));
	if (inflateInit(&z) != Z_OK)
		return E_NOMEM;
	z.next_in = (unsigned char *)(size_t)in.p;
	z.avail_in = (unsigned)in.n;
	r = inflate_all(&z, left, out);
	inflateEnd(&z);
	return r;
}

static enum err
ascii_hex(struct bytes in, size_t *left, struct buf *out)
{
	unsigned char c = 0;
	bool half = false;
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < in.n && in.p[i] != '>' && r == E_OK; i++) {
		int v = pdf_hex_digit(in.p[i]);

		if (pdf_is_space(in.p[i]))
			continue;
		if (v < 0)
			return E_INPUT;
		c = (unsigned char)(half ? c | v : v << 4);
		if (half)
			r = give(out, &c, 1, left);
		half = !half;
	}
	return r || !half ? r : give(out, &c, 1, left);
}

/* Append the n - 1 octets that a group of n base-85 digits stands for. */
static enum err
group85(const unsigned char *digit, size_t n, size_t *left, struct buf *out)
{
	unsigned char o[4];
	uint64_t v = 0;
	size_t i;

	if (n == 0)
		return E_OK;
	for (i = 0; i < 5; i++)
		v = v * 85 + (i < n ? digit[i] : 84);
	if (n == 1 || v > UINT32_MAX)
		return E_INPUT;
	for (i = 0; i < 4; i++)
		o[i] = (unsigned char)(v >> (24 - 8 * i));
	return give(out, o, n - 1, left);
}

static enum err
ascii85(struct bytes in, size_t *left, struct buf *out)
{
	unsigned char digit[5];
	enum err r = E_OK;
	size_t n = 0;
	size_t i;

	for (i = 0; i < in.n && in.p[i] != '~' && r == E_OK; i++) {
		int c = in.p[i];

		if (pdf_is_space(c))
			continue;
		if (c == 'z' && n == 0) {
			r = give(out, "\0\0\0\0", 4, left);
			continue;
		}
		if (c < '!' || c > 'u')
			return E_INPUT;
		digit[n++] = (unsigned char)(c - '!');
		if (n == 5) {
			r = group85(digit, 5, left, out);
			n = 0;
		}
	}
	return r ? r : group85(digit, n, left, out);
}

static enum err
run_length(struct bytes in, size_t *left, struct buf *out)
{
	unsigned char same[128];
	enum err r = E_OK;
	size_t i = 0;

	while (i < in.n && in.p[i] != 128 && r == E_OK) {
		size_t n = in.p[i++];

		if (n < 128) {
			if (in.n - i < n + 1)
				return E_INPUT;
			r = give(out, in.p + i, n + 1, left);
			i += n + 1;
		} else if (i < in.n) {
			memset(same, in.p[i++], 257 - n);
			r = give(out, same, 257 - n, left);
		} else {
			return E_INPUT;
		}
	}
	return r;
}

static int
paeth(int a, int b, int c)
{
	int p = a + b - c;
	int pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);

	if (pa <= pb && pa <= pc)
		return a;
	return pb <= pc ? b : c;
}

/* Undo one PNG row in place; up is the row above (RFC 2083 6). */
static void
png_row(
    int type, unsigned char *row, const unsigned char *up, size_t n, size_t bpp)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int a = i >= bpp ? row[i - bpp] : 0;
		int b = up != NULL ? up[i] : 0;
		int c = i >= bpp && up != NULL ? up[i - bpp] : 0;
		int add = 0;

		if (type == 1)
			add = a;
		else if (type == 2)
			add = b;
		else if (type == 3)
			add = (a + b) / 2;
		else if (type == 4)
			add = paeth(a, b, c);
		row[i] = (unsigned char)(row[i] + add);
	}
}

static enum err
png(struct buf *b, size_t n, size_t bpp)
{
	size_t rows = (b->n + n) / (n + 1);
	size_t r, have;

	for (r = 0; r < rows; r++) {
		unsigned char *from = b->p + r * (n + 1);

		have = b->n - r * (n + 1) - 1;
		have = have < n ? have : n;
		if (from[0] > 4)
			return E_INPUT;
		png_row(from[0], from + 1, r > 0 ? b->p + (r - 1) * n : NULL,
		    have, bpp);
		memmove(b->p + r * n, from + 1, have);
	}
	b->n = b->n > rows ? b->n - rows : 0;
	return E_OK;
}

/* TIFF predictor 2 for samples of 8 bits, which is all that occurs. */
static enum err
tiff(struct buf *b, size_t n, size_t colors, int bits)
{
	size_t i;

	if (bits != 8)
		return E_NOTFOUND;
	for (i = 0; i < b->n; i++)
		if (i % n >= colors)
			b->p[i] = (unsigned char)(b->p[i] + b->p[i - colors]);
	return E_OK;
}

static enum err
predict(struct buf *b, const struct pdf_filter *f)
{
	size_t bpp, n;

	if (f->predictor <= 1 || b->n == 0)
		return E_OK;
	if (f->colors < 1 || f->colors > 32 || f->columns < 1 ||
	    f->columns > 1 << 24 ||
	    (f->bits != 1 && f->bits != 2 && f->bits != 4 && f->bits != 8 &&
		f->bits != 16))
		return E_INPUT;
	n = ((size_t)f->columns * (size_t)f->colors * (size_t)f->bits + 7) / 8;
	bpp = ((size_t)f->colors * (size_t)f->bits + 7) / 8;
	if (f->predictor == 2)
		return tiff(b, n, (size_t)f->colors, f->bits);
	return f->predictor >= 10 && f->predictor <= 15 ? png(b, n, bpp)
							: E_INPUT;
}

static enum err
one(struct bytes in, const struct pdf_filter *f, size_t *left, struct buf *out)
{
	enum err r;

	if (in.n == 0) /* producers leave the filter of an empty stream */
		return f->kind == PDF_F_OTHER ? E_NOTFOUND : E_OK;
	switch (f->kind) {
	case PDF_F_FLATE:
		r = flate(in, left, out);
		return r ? r : predict(out, f);
	case PDF_F_HEX:
		return ascii_hex(in, left, out);
	case PDF_F_ASCII85:
		return ascii85(in, left, out);
	case PDF_F_RUN:
		return run_length(in, left, out);
	case PDF_F_IDENTITY:
		return give(out, in.p, in.n, left);
	default:
		return E_NOTFOUND;
	}
}

enum err
pdf_stream_decode(struct bytes raw, const struct pdf_filter *f, size_t n,
    size_t *left, struct buf *out)
{
	struct buf last = BUF(SIZE_MAX / 2);
	enum err r = E_OK;
	size_t i;

	if (n == 0)
		return give(out, raw.p, raw.n, left);
	for (i = 0; i < n && r == E_OK; i++) {
		buf_free(&last);
		last = *out;
		buf_init(out, SIZE_MAX / 2);
		r = one(i ? buf_bytes(&last) : raw, &f[i], left, out);
	}
	buf_free(&last);
	return r;
}
