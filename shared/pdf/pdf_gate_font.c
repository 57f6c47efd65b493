/*
 * Rule group "font": every font that shows text is in the file, and is what
 * its dictionary says. ISO 19005-1 6.3; ISO 19005-2 6.2.11.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_font.h"

#include <string.h>

#include "shared/base/text.h"
#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_limits.h"

#define FLAG_SYMBOLIC 4

/* clang-format off */
static const char *const subtypes[] = { "Type1", "MMType1", "TrueType",
	"Type3", "Type0", "CIDFontType0", "CIDFontType2" };
static const char *const standard14[] = { "Courier", "Courier-Bold",
	"Courier-Oblique", "Courier-BoldOblique", "Helvetica",
	"Helvetica-Bold", "Helvetica-Oblique", "Helvetica-BoldOblique",
	"Times-Roman", "Times-Bold", "Times-Italic", "Times-BoldItalic",
	"Symbol", "ZapfDingbats" };
/* Where a program stands, its subtype there, how it begins, whose it is. */
static const struct {
	const char *key, *subtype;
	enum pdf_packed packed;
	const char *of[5];
} embeddings[] = {
	{ "FontFile",  NULL,            PDF_PACKED_PLAIN,
	    { "Type1", "MMType1" } },
	{ "FontFile2", NULL,            PDF_PACKED_SFNT,
	    { "TrueType", "CIDFontType2" } },
	{ "FontFile2", NULL,            PDF_PACKED_OTTO,
	    { "TrueType", "CIDFontType2" } },
	{ "FontFile3", "Type1C",        PDF_PACKED_CFF,
	    { "Type1", "MMType1" } },
	{ "FontFile3", "CIDFontType0C", PDF_PACKED_CFF,
	    { "CIDFontType0" } },
	{ "FontFile3", "OpenType",      PDF_PACKED_SFNT,
	    { "TrueType", "CIDFontType2" } },
	{ "FontFile3", "OpenType",      PDF_PACKED_OTTO,
	    { "Type1", "MMType1", "TrueType", "CIDFontType0",
	      "CIDFontType2" } },
};
/* clang-format on */

static bool
among(const struct pdf_obj *o, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (pdf_is_name(o, list[i]))
			return true;
	return false;
}

/* Find the embedded program; more than one is as good as one. */
static const struct pdf_obj *
program(struct pdf_gate *g, const struct pdf_obj *descriptor, const char **key)
{
	size_t i;

	for (i = 0; i < COUNT(embeddings); i++) {
		*key = embeddings[i].key;
		if (pdf_get(g->f, descriptor, *key)->type == PDF_STREAM)
			return pdf_get(g->f, descriptor, *key);
	}
	return &pdf_null;
}

/* Say how a program begins. */
static enum pdf_packed
packed(const struct buf *file)
{
	static const struct {
		const char *first;
		size_t n;
		enum pdf_packed packed;
	} rows[] = { { "\0\1\0\0", 4, PDF_PACKED_SFNT },
		{ "true", 4, PDF_PACKED_SFNT }, { "ttcf", 4, PDF_PACKED_SFNT },
		{ "OTTO", 4, PDF_PACKED_OTTO }, { "\1", 1, PDF_PACKED_CFF } };
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (file->n >= rows[i].n &&
		    memcmp(file->p, rows[i].first, rows[i].n) == 0)
			return rows[i].packed;
	return PDF_PACKED_PLAIN;
}

/* Say whether a font of this kind may have such a program there. */
static bool
fits(struct pdf_gate *g, const struct pdf_gate_font *x)
{
	const struct pdf_obj *is = pdf_get(g->f, x->cid, "Subtype");
	const struct pdf_obj *s = pdf_get(g->f, x->program, "Subtype");
	size_t i, k;

	for (i = 0; i < COUNT(embeddings); i++) {
		if (strcmp(embeddings[i].key, x->key) != 0 ||
		    embeddings[i].packed != x->packed ||
		    (embeddings[i].subtype != NULL &&
			!pdf_is_name(s, embeddings[i].subtype)))
			continue;
		for (k = 0; k < 5 && embeddings[i].of[k] != NULL; k++)
			if (pdf_is_name(is, embeddings[i].of[k]))
				return true;
	}
	return false;
}

/* Open the program; one that cannot be read shows nothing. */
static void
open_program(struct pdf_gate *g, struct pdf_gate_font *x)
{
	struct buf file = BUF(PDF_LIMIT_DECODED);
	enum err r;

	if (x->program->type != PDF_STREAM)
		return;
	r = pdf_decode(g->f, x->program, &file);
	x->packed = packed(&file);
	if (r == E_OK && file.n > 0)
		r = pdf_glyphs_open(&file, g->f->arena, &x->glyphs);
	if (r == E_NOMEM)
		pdf_fault(g->f, r);
	buf_free(&file);
}

/* Read the map from CIDs to glyphs, where it is no name. */
static void
read_map(struct pdf_gate *g, struct pdf_gate_font *x)
{
	const struct pdf_obj *o = pdf_get(g->f, x->cid, "CIDToGIDMap");

	buf_init(&x->to_glyph, 2 * 65536);
	if (x->composite && o->type == PDF_STREAM &&
	    pdf_decode(g->f, o, &x->to_glyph) != E_OK)
		buf_free(&x->to_glyph);
}

static void
read_unicode(struct pdf_gate *g, struct pdf_gate_font *x)
{
	const struct pdf_obj *o = pdf_get(g->f, x->o, "ToUnicode");

	if (o->type == PDF_NAME) /* Identity-H and the like */
		x->has_unicode = true;
	if (o->type == PDF_STREAM)
		x->has_unicode = pdf_cmap_read(g->f, o, &x->unicode) == E_OK;
}

/* Find what is remembered of a font, or begin to. */
static struct pdf_gate_font *
font_of(struct pdf_gate *g, const struct pdf_obj *o, bool *first)
{
	struct pdf_gate_font *x;
	const struct pdf_obj *s = pdf_get(g->f, o, "Subtype");

	*first = false;
	for (x = g->fonts; x != NULL; x = x->next)
		if (x->o == o)
			return x;
	if ((x = arena_alloc(g->f->arena, sizeof(*x))) == NULL) {
		pdf_fault(g->f, E_NOMEM);
		return NULL;
	}
	*first = true;
	x->o = x->cid = o;
	x->composite = pdf_is_name(s, "Type0");
	if (x->composite)
		x->cid = pdf_at(g->f, pdf_get(g->f, o, "DescendantFonts"), 0);
	x->truetype = pdf_is_name(s, "TrueType") ||
	    pdf_is_name(pdf_get(g->f, x->cid, "Subtype"), "CIDFontType2");
	x->descriptor = pdf_get(g->f, x->cid, "FontDescriptor");
	x->symbolic =
	    pdf_int(pdf_get(g->f, x->descriptor, "Flags"), 0) & FLAG_SYMBOLIC;
	x->program = program(g, x->descriptor, &x->key);
	open_program(g, x);
	read_map(g, x);
	read_unicode(g, x);
	x->seen = arena_alloc(g->f->arena, 2 * PDF_GATE_CODES / 8);
	x->next = g->fonts;
	g->fonts = x;
	return x;
}

/* Names of fonts are UTF-8 (ISO 19005-2 6.1.8). */
static void
name(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *base = pdf_get(g->f, o, "BaseFont");

	if (base->type != PDF_NAME)
		pdf_gate_fail(g, "6.3.2", "6.2.11.2", o, "font without name");
	else if (!text_clean(base->u.s))
		pdf_gate_fail(g, NULL, "6.1.8", o, "font name is not UTF-8");
}

/* FirstChar, LastChar and as many widths as they say. */
static void
widths(struct pdf_gate *g, const struct pdf_gate_font *x)
{
	const struct pdf_obj *o = x->o;
	int64_t first = pdf_int(pdf_get(g->f, o, "FirstChar"), -1);
	int64_t last = pdf_int(pdf_get(g->f, o, "LastChar"), -1);
	const struct pdf_obj *w = pdf_get(g->f, o, "Widths");

	if (x->program->type != PDF_STREAM &&
	    pdf_is_name(pdf_get(g->f, o, "Subtype"), "Type1") &&
	    among(pdf_get(g->f, o, "BaseFont"), standard14, COUNT(standard14)))
		return;
	if (first < 0 || last < 0 || w->type != PDF_ARRAY ||
	    (int64_t)pdf_count(w) != last - first + 1)
		pdf_gate_fail(
		    g, "6.3.2", "6.2.11.2", o, "font without complete widths");
}

static void
program_type(struct pdf_gate *g, const struct pdf_gate_font *x)
{
	const struct pdf_obj *s = pdf_get(g->f, x->program, "Subtype");

	if (s->type == PDF_NULL || pdf_is_name(s, "Type1C") ||
	    pdf_is_name(s, "CIDFontType0C") ||
	    (g->part != 1 && pdf_is_name(s, "OpenType")))
		return;
	pdf_gate_fail(
	    g, "6.3.2", "6.2.11.2", x->o, "font program of unknown type");
}

/* Judge the dictionary, whoever uses it. */
static void
dictionary(struct pdf_gate *g, struct pdf_gate_font *x)
{
	const struct pdf_obj *s = pdf_get(g->f, x->o, "Subtype");

	if (!pdf_is_name(pdf_get(g->f, x->o, "Type"), "Font") ||
	    !pdf_is_name(pdf_get(g->f, x->cid, "Type"), "Font"))
		pdf_gate_fail(g, "6.3.2", "6.2.11.2", x->o, "font type");
	if (!among(s, subtypes, COUNT(subtypes)))
		pdf_gate_fail(g, "6.3.2", "6.2.11.2", x->o, "font subtype");
	if (!pdf_is_name(s, "Type3"))
		name(g, x->o);
	if (x->composite)
		pdf_gate_composite(g, x);
	else
		widths(g, x);
	program_type(g, x);
	if (x->truetype && !x->composite)
		pdf_gate_truetype(g, x);
	pdf_gate_subset(g, x);
}

/* Judge what only counts for text that can be seen. */
static void
visible(struct pdf_gate *g, struct pdf_gate_font *x)
{
	if (pdf_is_name(pdf_get(g->f, x->o, "Subtype"), "Type3"))
		return;
	if (x->program->type != PDF_STREAM)
		pdf_gate_fail(
		    g, "6.3.4", "6.2.11.4.1", x->o, "font not embedded");
	else if (x->glyphs == NULL || !fits(g, x))
		pdf_gate_fail(g, "6.3.4", "6.2.11.4.1", x->o,
		    "embedded font that cannot be read as what it is");
}

void
pdf_gate_font(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	struct pdf_gate_font *x;
	bool first;

	if (u->kind != PDF_USE_FONT || (x = font_of(g, u->o, &first)) == NULL)
		return;
	if (first)
		dictionary(g, x);
	if (u->render != 3 && !x->visible) {
		x->visible = true;
		visible(g, x);
	}
	pdf_gate_text(g, x, u);
}

void
pdf_gate_font_end(struct pdf_gate *g)
{
	struct pdf_gate_font *x;

	for (x = g->fonts; x != NULL; x = x->next) {
		buf_free(&x->cid_set);
		buf_free(&x->to_glyph);
		pdf_glyphs_close(x->glyphs);
	}
	g->fonts = NULL;
}
