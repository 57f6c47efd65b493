/*
 * Rule group "font", text: each code that is shown leads to a glyph of the
 * width that the dictionary says, and, where promised, to a character.
 * ISO 19005-1 6.3.5, 6.3.6, 6.3.8; ISO 19005-2 6.2.11.4.1, 6.2.11.5,
 * 6.2.11.7, 6.2.11.8.
 *
 * Where the way from code to glyph is not certain, nothing is judged.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "shared/pdf/pdf_gate_font.h"

#define UNSURE UINT32_MAX /* no glyph that we could name */

/* Name of a code in the Differences of an encoding; null when none. */
static const struct pdf_obj *
difference(struct pdf_gate *g, const struct pdf_obj *encoding, unsigned code)
{
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

/* The character that a code of a simple font stands for; 0 unknown. */
static uint32_t
character_of(struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code)
{
	const struct pdf_obj *encoding = pdf_get(g->f, x->o, "Encoding");
	const struct pdf_obj *name = difference(g, encoding, code);
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
	    difference(g, encoding, code)->type != PDF_NAME;
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

/* The glyph of a code in a simple TrueType font (ISO 32000-1 9.6.6.4). */
static uint32_t
truetype_glyph(struct pdf_gate *g, struct pdf_gate_font *x, unsigned code)
{
	uint32_t c, glyph;
	bool there;

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
	if (unnamed(g, x, code))
		return 0;
	if (!there || (c = character_of(g, x, code)) == 0)
		return UNSURE;
	return character_glyph(x, c);
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
	const struct pdf_obj *name = difference(g, encoding, code);
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
		c = character_of(g, x, code);
		return c                  ? character_glyph(x, c)
		    : unnamed(g, x, code) ? named_notdef(g)
					  : UNSURE;
	}
	if (encoding->type == PDF_NAME) /* MacExpertEncoding */
		return UNSURE;
	c = pdf_glyphs_coded(x->glyphs, code);
	return c ? c : named_notdef(g);
}

/* Part 1 wants the glyphs that are shown in the CharSet of a subset. */
static void
named(struct pdf_gate *g, struct pdf_gate_font *x, uint32_t number)
{
	char name[128];

	if (g->part == 1 && x->has_char_set && number != 0 &&
	    number != UNSURE && pdf_glyphs_name(x->glyphs, number, name) &&
	    !pdf_name_listed(x->char_set, name))
		pdf_gate_fail(g, "6.3.5", NULL, x->o,
		    "CharSet does not list a glyph that is shown");
}

/* The glyph of a CID (ISO 32000-1 9.7.4.2). */
static uint32_t
cid_glyph(struct pdf_gate *g, struct pdf_gate_font *x, uint32_t cid)
{
	if (x->to_glyph.n > 0 || pdf_glyphs_by_cid(x->glyphs) ||
	    pdf_is_name(pdf_get(g->f, x->cid, "CIDToGIDMap"), "Identity"))
		return pdf_cid_glyph(x, cid);
	return UNSURE;
}

/*
 * The width that a simple font's dictionary says: /MissingWidth, which is 0
 * when absent, for codes that /Widths leaves out; below 0: none.
 */
static double
simple_width(struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code)
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

/* The width that /W says for a CID, else /DW (ISO 32000-1 9.7.4.3). */
static double
cid_width(struct pdf_gate *g, const struct pdf_gate_font *x, uint32_t cid)
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

/* Judge what a code leads to; in part 1, 0 is the one that may have none. */
static void
glyph(struct pdf_gate *g, struct pdf_gate_font *x, uint32_t code,
    uint32_t number, double width)
{
	double real;

	if (number == UNSURE)
		return;
	if (number == 0) {
		pdf_gate_fail(g, code ? "6.3.5" : NULL, "6.2.11.8", x->o,
		    "text shows .notdef");
		return;
	}
	if (!pdf_glyphs_has(x->glyphs, number)) {
		pdf_gate_fail(g, "6.3.5", "6.2.11.4.1", x->o,
		    "text shows a glyph that is not there");
		return;
	}
	real = pdf_glyphs_width(x->glyphs, number);
	if (real >= 0 && width >= 0 && fabs(real - width) > 1.01)
		pdf_gate_fail(g, "6.3.6", "6.2.11.5", x->o, "width of a glyph");
}

/* The width that a Type 3 glyph declares with d0 or d1; below 0: none. */
static double
drawn_width(struct pdf_gate *g, const struct pdf_obj *stream)
{
	struct buf data = BUF(1 << 20);
	struct pdf_token t;
	struct pdf_lex l;
	double v = -1;

	if (stream->type == PDF_STREAM &&
	    pdf_decode(g->f, stream, &data) == E_OK) {
		l = (struct pdf_lex){ buf_bytes(&data), 0 };
		pdf_lex_next(&l, &t);
		if (t.type == PDF_T_INT || t.type == PDF_T_REAL)
			v = t.d;
	}
	buf_free(&data);
	return v;
}

static void
drawn(struct pdf_gate *g, struct pdf_gate_font *x, unsigned code)
{
	const struct pdf_obj *name =
	    difference(g, pdf_get(g->f, x->o, "Encoding"), code);
	const struct pdf_obj *all = pdf_get(g->f, x->o, "CharProcs");
	const struct pdf_obj *glyph = &pdf_null;
	double says = simple_width(g, x, code);
	double is;
	size_t i;

	for (i = 0; name->type == PDF_NAME && all->type == PDF_DICT &&
	     i < all->u.dict.n;
	     i++)
		if (bytes_eq(all->u.dict.at[i].key, name->u.s))
			glyph = pdf_follow(g->f, &all->u.dict.at[i].value);
	if (glyph->type != PDF_STREAM) {
		pdf_gate_fail(g, "6.3.5", "6.2.11.4.1", x->o,
		    "text shows a drawn glyph that is not there");
		return;
	}
	is = drawn_width(g, glyph);
	if (is >= 0 && says >= 0 && fabs(is - says) > 1.01)
		pdf_gate_fail(
		    g, "6.3.6", "6.2.11.5", x->o, "width of a drawn glyph");
}

/* Say whether a code of a simple font is known to mean a character. */
static bool
means_something(
    struct pdf_gate *g, const struct pdf_gate_font *x, unsigned code)
{
	const struct pdf_obj *encoding = pdf_get(g->f, x->o, "Encoding");
	uint32_t number;
	char name[128];

	if (pdf_is_name(encoding, "MacExpertEncoding") ||
	    character_of(g, x, code) != 0)
		return true;
	if (x->truetype || difference(g, encoding, code)->type == PDF_NAME)
		return false;
	if (x->glyphs == NULL) /* invisible text need not bring its font */
		return pdf_encoding_character("StandardEncoding", code) != 0;
	number = pdf_glyphs_coded(x->glyphs, code);
	return number != 0 && pdf_glyphs_name(x->glyphs, number, name) &&
	    pdf_glyph_character(bytes_of(name)) != 0;
}

/* Levels A and U promise a character for each code. */
static void
to_character(
    struct pdf_gate *g, const struct pdf_gate_font *x, uint32_t code, size_t n)
{
	const char *rule1 = g->level == 'A' ? "6.3.8" : NULL;
	uint32_t c = 0;

	if (g->level == 'B')
		return;
	if (x->has_unicode && x->unicode.nrange > 0) {
		if (!pdf_cmap_find(&x->unicode, code, n, &c))
			pdf_gate_fail(g, rule1, "6.2.11.7.2", x->o,
			    "code without a character");
		else if (c == 0 || c == 0xFEFF || c == 0xFFFE)
			pdf_gate_fail(g, NULL, "6.2.11.7.2", x->o,
			    "code with no real character");
		return;
	}
	if (x->has_unicode)
		return;
	if (x->composite ? x->identity : !means_something(g, x, (unsigned)code))
		pdf_gate_fail(
		    g, rule1, "6.2.11.7.2", x->o, "font without characters");
}

/*
 * Level A wants an ActualText for codes that mean characters of a private use
 * area, also by surrogates (ISO 19005-2 6.2.11.7.3). Whose element a text belongs to is not
 * looked up: one ActualText in the structure lets all pass.
 */
static void
private_use(struct pdf_gate *g, const struct pdf_gate_font *x, uint32_t code,
    size_t n, const struct pdf_gate_use *u)
{
	uint32_t c;

	if (g->level == 'A' && !u->spoken && !g->actual_text &&
	    x->has_unicode && pdf_cmap_find(&x->unicode, code, n, &c) &&
	    ((c >= 0xE000 && c <= 0xF8FF) || (c >= 0xDB80 && c <= 0xDBFF)))
		pdf_gate_fail(g, NULL, "6.2.11.7.3", x->o,
		    "private character without ActualText");
}

/* Note a code as judged, shown or invisible; true the first time. */
static bool
first_time(struct pdf_gate_font *x, uint32_t code, bool shown)
{
	unsigned char mask = (unsigned char)(1 << code % 8);
	size_t at = code / 8 + (shown ? 0 : PDF_GATE_CODES / 8);

	if (code >= PDF_GATE_CODES || x->seen == NULL || (x->seen[at] & mask))
		return false;
	x->seen[at] |= mask;
	return true;
}

/* Later parts want no .notdef even where text is invisible. */
static void
invisible(struct pdf_gate *g, const struct pdf_gate_font *x, uint32_t number)
{
	if (number == 0 ||
	    (number != UNSURE && !pdf_glyphs_has(x->glyphs, number)))
		pdf_gate_fail(
		    g, NULL, "6.2.11.8", x->o, "invisible text means .notdef");
}

static void
simple(struct pdf_gate *g, struct pdf_gate_font *x, unsigned code, bool shown)
{
	uint32_t number;

	to_character(g, x, code, 1);
	if (pdf_is_name(pdf_get(g->f, x->o, "Subtype"), "Type3")) {
		if (shown)
			drawn(g, x, code);
		return;
	}
	if (x->glyphs == NULL)
		return;
	number =
	    x->truetype ? truetype_glyph(g, x, code) : type1_glyph(g, x, code);
	if (!shown) {
		invisible(g, x, number);
		return;
	}
	glyph(g, x, code, number, simple_width(g, x, code));
	named(g, x, number);
}

static void
composite(
    struct pdf_gate *g, struct pdf_gate_font *x, uint32_t code, bool shown)
{
	uint32_t cid = code;

	to_character(g, x, code, 2);
	if (!x->identity &&
	    (!x->has_encoding || !pdf_cmap_find(&x->encoding, code, 2, &cid)))
		return;
	if (!shown) {
		if (x->glyphs != NULL)
			invisible(g, x, cid_glyph(g, x, cid));
		return;
	}
	if (x->has_cid_set && cid != 0 && !pdf_cid_listed(&x->cid_set, cid))
		pdf_gate_fail(g, "6.3.5", NULL, x->cid,
		    "CIDSet does not list a glyph that is shown");
	if (x->glyphs != NULL)
		glyph(g, x, code, cid_glyph(g, x, cid), cid_width(g, x, cid));
}

/* Codes of a composite font are two octets as far as they are judged. */
static bool
two_octets(const struct pdf_gate_font *x)
{
	size_t i;

	if (x->identity)
		return true;
	for (i = 0; i < x->encoding.nspace; i++)
		if (x->encoding.space[i].n != 2)
			return false;
	return x->has_encoding && x->encoding.nspace > 0;
}

void
pdf_gate_text(
    struct pdf_gate *g, struct pdf_gate_font *x, const struct pdf_gate_use *u)
{
	bool shown = u->render != 3;
	size_t i;

	if (!x->composite) {
		for (i = 0; i < u->text.n; i++) {
			private_use(g, x, u->text.p[i], 1, u);
			if (first_time(x, u->text.p[i], shown))
				simple(g, x, u->text.p[i], shown);
		}
		return;
	}
	if (x->identity && u->text.n % 2 != 0)
		pdf_gate_fail(
		    g, "6.3.5", "6.2.11.4.1", x->o, "text shows half a code");
	for (i = 0; two_octets(x) && i + 1 < u->text.n; i += 2) {
		uint32_t code =
		    (uint32_t)(u->text.p[i] << 8 | u->text.p[i + 1]);

		private_use(g, x, code, 2, u);
		if (first_time(x, code, shown))
			composite(g, x, code, shown);
	}
}
