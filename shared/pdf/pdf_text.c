/*
 * Text in PDF strings. ISO 32000-1 7.9.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_text.h"

#include <string.h>

enum err
pdf_utf8_add(struct buf *b, unsigned c)
{
	enum err r;

	if (c < 0x80)
		return buf_addc(b, (int)c);
	if (c < 0x800)
		return (r = buf_addc(b, (int)(0xC0 | c >> 6)))
		    ? r
		    : buf_addc(b, (int)(0x80 | (c & 63)));
	if (c < 0x10000) {
		if ((r = buf_addc(b, (int)(0xE0 | c >> 12))) == E_OK)
			r = buf_addc(b, (int)(0x80 | (c >> 6 & 63)));
		return r ? r : buf_addc(b, (int)(0x80 | (c & 63)));
	}
	if ((r = buf_addc(b, (int)(0xF0 | (c >> 18 & 7)))) == E_OK &&
	    (r = buf_addc(b, (int)(0x80 | (c >> 12 & 63)))) == E_OK)
		r = buf_addc(b, (int)(0x80 | (c >> 6 & 63)));
	return r ? r : buf_addc(b, (int)(0x80 | (c & 63)));
}

static enum err
from_utf16(struct buf *b, struct bytes s)
{
	enum err r = E_OK;
	size_t i;

	for (i = 2; i + 1 < s.n && r == E_OK; i += 2) {
		unsigned c = (unsigned)s.p[i] << 8 | s.p[i + 1];

		if (c >= 0xD800 && c < 0xDC00 && i + 3 < s.n) {
			unsigned d = (unsigned)s.p[i + 2] << 8 | s.p[i + 3];

			c = 0x10000 + ((c - 0xD800) << 10) + (d & 0x3FF);
			i += 2;
		}
		if (c >= 0xD800 && c < 0xE000)
			c = 0xFFFD;
		r = pdf_utf8_add(b, c);
	}
	return r;
}

char *
pdf_text(struct arena *a, const struct pdf_obj *o)
{
	struct buf b = BUF(1 << 20);
	struct bytes s;
	char *out = NULL;
	enum err r = E_OK;
	size_t i;

	if (o->type != PDF_STRING)
		return arena_str(a, "");
	s = o->u.s;
	if (s.n >= 2 && s.p[0] == 0xFE && s.p[1] == 0xFF)
		r = from_utf16(&b, s);
	else if (s.n >= 3 && memcmp(s.p, "\xEF\xBB\xBF", 3) == 0)
		r = buf_add(&b, s.p + 3, s.n - 3);
	else
		for (i = 0; i < s.n && r == E_OK; i++)
			r = pdf_utf8_add(&b, s.p[i]);
	if (r == E_OK)
		out = arena_text(a, buf_bytes(&b));
	buf_free(&b);
	return out;
}

/* Append one code point as UTF-16BE hexadecimal digits. */
static enum err
utf16_write(struct buf *out, unsigned c)
{
	if (c < 0x10000)
		return buf_addf(out, "%04X", c);
	c -= 0x10000;
	return buf_addf(
	    out, "%04X%04X", 0xD800 | c >> 10, 0xDC00 | (c & 0x3FF));
}

bool
pdf_utf8_next(struct bytes *s, unsigned *c)
{
	size_t more = s->p[0] >= 0xF0 ? 3
	    : s->p[0] >= 0xE0         ? 2
	    : s->p[0] >= 0xC0         ? 1
				      : 0;
	size_t i;

	if (s->n <= more || (s->p[0] >= 0x80 && s->p[0] < 0xC2) ||
	    s->p[0] > 0xF4)
		return false;
	*c = s->p[0] & (more == 3 ? 7 : more == 2 ? 15 : more == 1 ? 31 : 127);
	for (i = 1; i <= more; i++) {
		if ((s->p[i] & 0xC0) != 0x80)
			return false;
		*c = *c << 6 | (s->p[i] & 0x3F);
	}
	*s = bytes_at(s->p + more + 1, s->n - more - 1);
	return true;
}

enum err
pdf_text_write(struct buf *out, struct bytes utf8)
{
	enum err r;
	size_t i;
	unsigned c;

	for (i = 0; i < utf8.n; i++)
		if (utf8.p[i] > 126 || utf8.p[i] < ' ')
			break;
	if (i == utf8.n)
		return pdf_string_write(out, utf8);
	r = buf_adds(out, "<FEFF");
	while (utf8.n > 0 && r == E_OK)
		r = pdf_utf8_next(&utf8, &c) ? utf16_write(out, c) : E_INPUT;
	return r ? r : buf_addc(out, '>');
}
