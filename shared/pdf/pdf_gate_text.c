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

#define WIDTH_MAX 1.0001 /* that two widths differ, in 1/1000 em */

/* Part 1 wants the glyphs that are shown in the CharSet of a subset. */
static void
named(struct pdf_gate *g, struct pdf_gate_font *x, uint32_t number)
{
	char name[128];

	if (g->part == 1 && x->has_char_set && number != 0 &&
	    number != PDF_GLYPH_UNSURE &&
	    pdf_glyphs_name(x->glyphs, number, name) &&
	    !pdf_name_listed(x->char_set, name))
		pdf_gate_fail(g, "6.3.5", NULL, x->o,
		    "CharSet does not list a glyph that is shown");
}

/* Judge what a code leads to; in part 1, 0 is the one that may have none. */
static void
glyph(struct pdf_gate *g, struct pdf_gate_font *x, uint32_t code,
    uint32_t number, double width)
{
	double real;

	if (number == PDF_GLYPH_UNSURE)
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
	if (real >= 0 && width >= 0 && fabs(real - width) > WIDTH_MAX)
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
	const struct pdf_obj *name = pdf_code_name(g, x, code);
	const struct pdf_obj *all = pdf_get(g->f, x->o, "CharProcs");
	const struct pdf_obj *glyph = &pdf_null;
	double says = pdf_code_width(g, x, code);
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
	if (is >= 0 && says >= 0 && fabs(is - says) > WIDTH_MAX)
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
	    pdf_code_character(g, x, code) != 0)
		return true;
	if (x->truetype || pdf_code_name(g, x, code)->type == PDF_NAME)
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
	    (number != PDF_GLYPH_UNSURE && !pdf_glyphs_has(x->glyphs, number)))
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
	number = pdf_code_glyph(g, x, code);
	if (!shown) {
		invisible(g, x, number);
		return;
	}
	glyph(g, x, code, number, pdf_code_width(g, x, code));
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
			invisible(g, x, pdf_cid_shows(g, x, cid));
		return;
	}
	if (x->has_cid_set && cid != 0 && !pdf_cid_listed(&x->cid_set, cid))
		pdf_gate_fail(g, "6.3.5", NULL, x->cid,
		    "CIDSet does not list a glyph that is shown");
	if (x->glyphs != NULL)
		glyph(g, x, code, pdf_cid_shows(g, x, cid),
		    pdf_cid_width(g, x, cid));
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
