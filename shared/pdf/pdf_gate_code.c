/*
 * Rule group "font", codes: the character, the glyph and the width that a
 * code of a font stands for. ISO 32000-1 9.6.6, 9.7.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_font.h"

#define UNSURE PDF_GLYPH_UNSURE

const struct pdf_obj *
pdf_code_name(struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code)
{
	const struct pdf_obj *encoding = pdf_get(g->f, x->o, "Encoding");
	const struct pdf_obj *d = pdf_get(g->f, encoding, "Differences");
	const struct pdf_obj *found = &pdf_null;
	int64_t at = 0;
	size_t i;

	for (i = 0; i < pdf_count(d); i++) {
		const struct pdf_obj *o = pdf_at(g->f, d, i);

		if (o->type == PDF_INT)
			at = o->u.i;
		else if (at++ == code)
			found = o;
	}
	return found;
}

/* Name of the encoding to start from; NULL: the font's own. */
static const char *
base_of(struct pdf_gate *g, const struct pdf_obj *encoding)
{
	static const char *const names[] = { "WinAnsiEncoding",
		"MacRomanEncoding", "StandardEncoding" };
	const struct pdf_obj *base = encoding->type == PDF_DICT
	    ? pdf_get(g->f, encoding, "BaseEncoding")
	    : encoding;
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		if (pdf_is_name(base, names[i]))
			return names[i];
	return NULL;
}

uint32_t
pdf_code_character(
    struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code)
{
	const struct pdf_obj *encoding = pdf_get(g->f, x->o, "Encoding");
	const struct pdf_obj *name = pdf_code_name(g, x, code);
	const char *base = base_of(g, encoding);

	if (name->type == PDF_NAME)
		return pdf_glyph_character(name->u.s);
	return base ? pdf_encoding_character(base, code) : 0;
}

/* Say whether an encoding leaves a code without any name. */
static bool
unnamed(struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code)
{
	const struct pdf_obj *encoding = pdf_get(g->f, x->o, "Encoding");
	const char *base = base_of(g, encoding);

	return base != NULL && pdf_encoding_character(base, code) == 0 &&
	    pdf_code_name(g, x, code)->type != PDF_NAME;
}

/* Find a character's glyph; some characters share one. */
static uint32_t
character_glyph(struct pdf_gate_font *x, uint32_t c)
{
	uint32_t glyph = pdf_glyphs_mapped(x->glyphs, 3, 1, c);

	if (glyph == 0 && c == 0xA0) /* readers take the plain blank */
		glyph = pdf_glyphs_mapped(x->glyphs, 3, 1, ' ');
	if (glyph == 0 && c == 0xAD)
		glyph = pdf_glyphs_mapped(x->glyphs, 3, 1, '-');
	return glyph;
}

/* Find a glyph that the Unicode cmap lacks by its name, or as a Mac would. */
static uint32_t
other_way(
    struct pdf_gate *g, struct pdf_gate_font *x, unsigned code, uint32_t c)
{
	const struct pdf_obj *name = pdf_code_name(g, x, code);
	unsigned mac = 0;
	char text[128];

	if (name->type == PDF_NAME && name->u.s.n < sizeof(text)) {
		memcpy(text, name->u.s.p, name->u.s.n);
		text[name->u.s.n] = '\0';
		return pdf_glyphs_named(x->glyphs, text);
	}
	while (
	    mac < 256 && pdf_encoding_character("MacRomanEncoding", mac) != c)
		mac++;
	return mac < 256 ? pdf_glyphs_mapped(x->glyphs, 1, 0, mac) : 0;
}

/* The glyph of a code in a simple TrueType font (ISO 32000-1 9.6.6.4). */
static uint32_t
truetype_glyph(struct pdf_gate *g, struct pdf_gate_font *x, unsigned code)
{
	uint32_t c, glyph;
	bool there, mac;

	if (x->symbolic) {
		glyph = pdf_glyphs_mapped(x->glyphs, 3, 0, code);
		if (glyph == 0)
			glyph =
			    pdf_glyphs_mapped(x->glyphs, 3, 0, 0xF000 + code);
		if (glyph == 0)
			glyph = pdf_glyphs_mapped(x->glyphs, 1, 0, code);
		return glyph;
	}
	(void)pdf_glyphs_cmaps(x->glyphs, 3, 1, &there);
	(void)pdf_glyphs_cmaps(x->glyphs, 1, 0, &mac);
	if (unnamed(g, x, code) || (!there && !mac))
		return 0;
	if (!there || (c = pdf_code_character(g, x, code)) == 0)
		return UNSURE;
	glyph = character_glyph(x, c);
	return glyph ? glyph : other_way(g, x, code, c);
}

/* A Type 1 glyph .notdef that is asked for is there; only later parts mind. */
static uint32_t
named_notdef(const struct pdf_gate *g)
{
	return g->part == 1 ? UNSURE : 0;
}

/* The glyph of a code in a Type 1 font: by name, or as the font has it. */
static uint32_t
type1_glyph(struct pdf_gate *g, struct pdf_gate_font *x, unsigned code)
{
	const struct pdf_obj *encoding = pdf_get(g->f, x->o, "Encoding");
	const struct pdf_obj *name = pdf_code_name(g, x, code);
	char text[128];
	uint32_t c;

	if (name->type == PDF_NAME && name->u.s.n < sizeof(text)) {
		memcpy(text, name->u.s.p, name->u.s.n);
		text[name->u.s.n] = '\0';
		return strcmp(text, ".notdef") == 0
		    ? named_notdef(g)
		    : pdf_glyphs_named(x->glyphs, text);
	}
	if (base_of(g, encoding) != NULL) {
		c = pdf_code_character(g, x, code);
		return c                  ? character_glyph(x, c)
		    : unnamed(g, x, code) ? named_notdef(g)
					  : UNSURE;
	}
	if (encoding->type == PDF_NAME) /* MacExpertEncoding */
		return UNSURE;
	return pdf_glyphs_coded(x->glyphs, code);
}

uint32_t
pdf_code_glyph(struct pdf_gate *g, struct pdf_gate_font *x, unsigned code)
{
	return x->truetype ? truetype_glyph(g, x, code)
			   : type1_glyph(g, x, code);
}

uint32_t
pdf_cid_shows(struct pdf_gate *g, struct pdf_gate_font *x, uint32_t cid)
{
	if (x->to_glyph.n > 0 || pdf_glyphs_by_cid(x->glyphs) ||
	    pdf_is_name(pdf_get(g->f, x->cid, "CIDToGIDMap"), "Identity"))
		return pdf_cid_glyph(x, cid);
	return x->truetype ? UNSURE : cid;
}

double
pdf_code_width(struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code)
{
	int64_t first = pdf_int(pdf_get(g->f, x->o, "FirstChar"), 0);
	const struct pdf_obj *w = pdf_get(g->f, x->o, "Widths");
	double v = -1;

	if (w->type != PDF_ARRAY)
		return -1;
	if (code < first || code - first >= (int64_t)pdf_count(w)) {
		v = 0;
		(void)pdf_number(
		    pdf_get(g->f, x->descriptor, "MissingWidth"), &v);
		return v;
	}
	(void)pdf_number(pdf_at(g->f, w, (size_t)(code - first)), &v);
	return v;
}

double
pdf_cid_width(struct pdf_gate *g, const struct pdf_gate_font *x, uint32_t cid)
{
	const struct pdf_obj *w = pdf_get(g->f, x->cid, "W");
	double v = 1000;
	size_t i = 0;

	(void)pdf_number(pdf_get(g->f, x->cid, "DW"), &v);
	while (i + 1 < pdf_count(w)) {
		int64_t first = pdf_int(pdf_at(g->f, w, i), -1);
		const struct pdf_obj *second = pdf_at(g->f, w, i + 1);
		int64_t n = (int64_t)pdf_count(second);

		if (second->type == PDF_ARRAY) {
			if (cid >= first && cid < first + n)
				(void)pdf_number(
				    pdf_at(g->f, second, (size_t)(cid - first)),
				    &v);
			i += 2;
			continue;
		}
		if (cid >= first && cid <= pdf_int(second, -1))
			(void)pdf_number(pdf_at(g->f, w, i + 2), &v);
		i += 3;
	}
	return v;
}
