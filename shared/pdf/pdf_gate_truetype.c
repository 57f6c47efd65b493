/*
 * Rule group "font", TrueType: codes lead to glyphs without guessing.
 * ISO 19005-1 6.3.7; ISO 19005-2 6.2.11.6.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_font.h"

/* The encoding's name, or that of the encoding it starts from. */
static const struct pdf_obj *
base_encoding(struct pdf_gate *g, const struct pdf_obj *encoding)
{
	return encoding->type == PDF_DICT
	    ? pdf_get(g->f, encoding, "BaseEncoding")
	    : encoding;
}

/*
 * Say whether a name may stand in Differences: one that we know. Those that
 * only follow a pattern are not listed. Names of other scripts are long words
 * that we cannot tell from wrong ones, so those are let through.
 */
static bool
may_be_listed(struct bytes name)
{
	size_t i;
	size_t capitals = 0;

	if (bytes_eqs(name, ".notdef") || pdf_glyph_listed(name) != 0)
		return true;
	if (pdf_glyph_character(name) != 0 ||
	    memchr(name.p, '.', name.n) != NULL)
		return false;
	for (i = 0; i < name.n; i++)
		capitals += name.p[i] >= 'A' && name.p[i] <= 'Z';
	return name.n > 5 && capitals < 2;
}

static void
differences(struct pdf_gate *g, const struct pdf_gate_font *x,
    const struct pdf_obj *encoding)
{
	const struct pdf_obj *d = pdf_get(g->f, encoding, "Differences");
	bool unicode = false;
	size_t i;

	if (d->type == PDF_NULL)
		return;
	pdf_gate_fail(g, "6.3.7", NULL, x->o, "encoding with differences");
	if (x->glyphs != NULL)
		(void)pdf_glyphs_cmaps(x->glyphs, 3, 1, &unicode);
	if (x->glyphs != NULL && !unicode)
		pdf_gate_fail(g, NULL, "6.2.11.6", x->o,
		    "differences without a Unicode cmap");
	for (i = 0; i < pdf_count(d); i++) {
		const struct pdf_obj *name = pdf_at(g->f, d, i);

		if (name->type == PDF_NAME && !may_be_listed(name->u.s))
			pdf_gate_fail(g, NULL, "6.2.11.6", x->o,
			    "glyph name that is not listed");
	}
}

static void
not_symbolic(struct pdf_gate *g, const struct pdf_gate_font *x)
{
	const struct pdf_obj *encoding = pdf_get(g->f, x->o, "Encoding");
	const struct pdf_obj *base = base_encoding(g, encoding);
	bool symbol = false;
	size_t n = 1;

	if (!pdf_is_name(base, "MacRomanEncoding") &&
	    !pdf_is_name(base, "WinAnsiEncoding"))
		pdf_gate_fail(g, "6.3.7", "6.2.11.6", x->o,
		    "TrueType font without encoding");
	differences(g, x, encoding);
	if (x->glyphs != NULL)
		n = pdf_glyphs_cmaps(x->glyphs, 3, 0, &symbol);
	if (n < (symbol ? 2U : 1U))
		pdf_gate_fail(g, NULL, "6.2.11.6", x->o,
		    "TrueType font without a usable cmap");
}

static void
is_symbolic(struct pdf_gate *g, const struct pdf_gate_font *x)
{
	bool symbol = true;
	size_t n = 1;

	if (pdf_has(x->o, "Encoding"))
		pdf_gate_fail(g, "6.3.7", "6.2.11.6", x->o,
		    "symbolic TrueType font with encoding");
	if (x->glyphs != NULL)
		n = pdf_glyphs_cmaps(x->glyphs, 3, 0, &symbol);
	if (n != 1) {
		pdf_gate_fail(g, "6.3.7", NULL, x->o,
		    "symbolic TrueType font with several cmaps");
		if (!symbol)
			pdf_gate_fail(g, NULL, "6.2.11.6", x->o,
			    "symbolic TrueType font without symbol cmap");
	}
}

void
pdf_gate_truetype(struct pdf_gate *g, struct pdf_gate_font *x)
{
	if (x->symbolic)
		is_symbolic(g, x);
	else
		not_symbolic(g, x);
}
