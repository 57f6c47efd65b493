/*
 * A font subset as PDF objects. ISO 32000-1 9.7, 9.8, 9.10.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_font_write.h"

#include <stdio.h>
#include <string.h>

#include "shared/base/secret.h"
#include "shared/pdf/pdf_limits.h"

#define NAME    "DejaVuSans"
#define PER_MAP 100 /* rows in one block of a character map */

/* Object numbers of the six objects that make up the font. */
struct numbers {
	int file, cidset, descriptor, cid, unicode, type0;
	char tag[7]; /* six capitals that name the subset */
};

/* Name the subset after what is in it: same glyphs, same tag. */
static enum err
tag(const struct pdf_subset *s, char out[7])
{
	unsigned char digest[32];
	enum err r = sha256(s->file, digest);
	size_t i;

	for (i = 0; i < 6; i++)
		out[i] = (char)('A' + digest[i] % 26);
	out[6] = '\0';
	return r;
}

/* All glyphs of the subset are there: n bits, most significant first. */
static enum err
cid_set(struct pdf_increment *inc, const struct pdf_subset *s, int id)
{
	struct buf b = BUF(65536);
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < s->n && r == E_OK; i += 8)
		r = buf_addc(
		    &b, s->n - i >= 8 ? 0xFF : 0xFF << (8 - (s->n - i)) & 0xFF);
	if (r == E_OK)
		r = pdf_increment_stream(inc, id, "", buf_bytes(&b));
	buf_free(&b);
	return r;
}

static enum err
descriptor(struct pdf_increment *inc, const struct pdf_subset *s,
    const struct numbers *n)
{
	enum err r;

	if ((r = pdf_increment_open(inc, n->descriptor, 0)) ||
	    (r = buf_addf(inc->out,
		 "<< /Type /FontDescriptor /FontName /%s+" NAME " /Flags 32 "
		 "/FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d "
		 "/Descent %d /CapHeight 729 /StemV 80 /FontFile2 %d 0 R "
		 "/CIDSet %d 0 R >>",
		 n->tag, s->box[0], s->box[1], s->box[2], s->box[3], s->ascent,
		 s->descent, n->file, n->cidset)))
		return r;
	return pdf_increment_close(inc);
}

static enum err
cid_font(struct pdf_increment *inc, const struct pdf_subset *s,
    const struct numbers *n)
{
	enum err r;
	size_t i;

	if ((r = pdf_increment_open(inc, n->cid, 0)) ||
	    (r = buf_addf(inc->out,
		 "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s+" NAME
		 " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
		 "/Supplement 0 >> /FontDescriptor %d 0 R "
		 "/CIDToGIDMap /Identity /W [0 [",
		 n->tag, n->descriptor)))
		return r;
	for (i = 0; i < s->n && r == E_OK; i++)
		r = buf_addf(inc->out, "%s%u", i ? " " : "", s->width[i]);
	if (r || (r = buf_adds(inc->out, "]] >>")))
		return r;
	return pdf_increment_close(inc);
}

/* Write one row "glyph character" of the character map. */
static enum err
map_row(struct buf *b, unsigned glyph, unsigned c)
{
	if (c < 0x10000)
		return buf_addf(b, "<%04X> <%04X>\n", glyph, c);
	c -= 0x10000;
	return buf_addf(b, "<%04X> <%04X%04X>\n", glyph, 0xD800 | c >> 10,
	    0xDC00 | (c & 0x3FF));
}

static enum err
map_rows(struct buf *b, const struct pdf_subset *s)
{
	enum err r = E_OK;
	size_t left = 0;
	size_t in = 0; /* rows still to come in this block */
	size_t i;

	for (i = 0; i < s->n; i++)
		left += s->text[i] != 0;
	for (i = 0; i < s->n && r == E_OK; i++) {
		if (s->text[i] == 0)
			continue;
		if (in == 0) {
			in = left < PER_MAP ? left : PER_MAP;
			if ((r = buf_addf(b, "%zu beginbfchar\n", in)))
				return r;
		}
		r = map_row(b, (unsigned)i, s->text[i]);
		left--;
		if (--in == 0 && r == E_OK)
			r = buf_adds(b, "endbfchar\n");
	}
	return r;
}

static enum err
to_unicode(struct pdf_increment *inc, const struct pdf_subset *s, int id)
{
	struct buf b = BUF(PDF_LIMIT_INCREMENT);
	enum err r;

	if ((r = buf_adds(&b,
		 "/CIDInit /ProcSet findresource begin\n12 dict begin\n"
		 "begincmap\n/CIDSystemInfo << /Registry (Adobe) "
		 "/Ordering (UCS) /Supplement 0 >> def\n"
		 "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
		 "1 begincodespacerange\n<0000> <FFFF>\n"
		 "endcodespacerange\n")) ||
	    (r = map_rows(&b, s)) ||
	    (r = buf_adds(&b,
		 "endcmap\nCMapName currentdict /CMap defineresource pop\n"
		 "end\nend\n")))
		goto out;
	r = pdf_increment_stream(inc, id, "", buf_bytes(&b));
out:
	buf_free(&b);
	return r;
}

static enum err
type0(struct pdf_increment *inc, const struct numbers *n)
{
	enum err r;

	if ((r = pdf_increment_open(inc, n->type0, 0)) ||
	    (r = buf_addf(inc->out,
		 "<< /Type /Font /Subtype /Type0 /BaseFont /%s+" NAME
		 " /Encoding /Identity-H /DescendantFonts [%d 0 R] "
		 "/ToUnicode %d 0 R >>",
		 n->tag, n->cid, n->unicode)))
		return r;
	return pdf_increment_close(inc);
}

enum err
pdf_font_write(struct pdf_increment *inc, const struct pdf_subset *s, int *id)
{
	struct numbers n = { 0 };
	char length[40];
	enum err r;

	n.file = pdf_increment_number(inc);
	n.cidset = pdf_increment_number(inc);
	n.descriptor = pdf_increment_number(inc);
	n.cid = pdf_increment_number(inc);
	n.unicode = pdf_increment_number(inc);
	n.type0 = *id = pdf_increment_number(inc);
	(void)snprintf(length, sizeof(length), "/Length1 %zu", s->file.n);
	if ((r = tag(s, n.tag)) ||
	    (r = pdf_increment_stream(inc, n.file, length, s->file)) ||
	    (r = cid_set(inc, s, n.cidset)) || (r = descriptor(inc, s, &n)) ||
	    (r = cid_font(inc, s, &n)) || (r = to_unicode(inc, s, n.unicode)))
		return r;
	return type0(inc, &n);
}
