/*
 * Rule group "font", subsets: the lists of what is in them are right.
 * ISO 19005-1 6.3.5; ISO 19005-2 6.2.11.4.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <string.h>

#include "shared/pdf/pdf_gate_font.h"

#define SET_MAX 65536

/* "ABCDEF+Name": a subset. */
static bool
is_subset(const struct pdf_obj *name)
{
	size_t i;

	if (name->type != PDF_NAME || name->u.s.n < 7 || name->u.s.p[6] != '+')
		return false;
	for (i = 0; i < 6; i++)
		if (!isupper(name->u.s.p[i]))
			return false;
	return true;
}

bool
pdf_cid_listed(const struct buf *set, size_t cid)
{
	return cid / 8 < set->n && (set->p[cid / 8] & 0x80 >> cid % 8);
}

uint32_t
pdf_cid_glyph(const struct pdf_gate_font *x, uint32_t cid)
{
	const unsigned char *p = x->to_glyph.p;

	if (x->to_glyph.n == 0)
		return cid;
	return 2 * (size_t)cid + 1 < x->to_glyph.n
	    ? (uint32_t)p[2 * cid] << 8 | p[2 * cid + 1]
	    : 0;
}

/* Say whether a CID leads to a glyph that CIDSet has to list. */
static bool
present(const struct pdf_gate_font *x, uint32_t cid)
{
	uint32_t glyph = pdf_cid_glyph(x, cid);

	if (x->to_glyph.n > 0)
		return glyph != 0 && glyph < pdf_glyphs_count(x->glyphs);
	return pdf_glyphs_by_cid(x->glyphs)
	    ? pdf_glyphs_has(x->glyphs, glyph)
	    : pdf_glyphs_drawn(x->glyphs, glyph);
}

/* Say whether CIDSet lists one that the font does not have. */
static bool
lists_more(const struct pdf_gate_font *x)
{
	size_t n = pdf_glyphs_count(x->glyphs);
	size_t cid;

	for (cid = 1; cid < x->cid_set.n * 8; cid++)
		if (pdf_cid_listed(&x->cid_set, cid) &&
		    (pdf_glyphs_by_cid(x->glyphs)
			    ? !present(x, (uint32_t)cid)
			    : pdf_cid_glyph(x, (uint32_t)cid) >= n))
			return true;
	return false;
}

static bool
lists_all(const struct pdf_gate_font *x)
{
	size_t end = pdf_glyphs_count(x->glyphs);
	size_t cid;

	if (pdf_glyphs_by_cid(x->glyphs) || x->to_glyph.n > 0)
		end = SET_MAX;
	for (cid = 1; cid < end; cid++)
		if (!pdf_cid_listed(&x->cid_set, cid) &&
		    present(x, (uint32_t)cid))
			return false;
	return true;
}

static void
cid_set(struct pdf_gate *g, struct pdf_gate_font *x)
{
	const struct pdf_obj *o = pdf_get(g->f, x->descriptor, "CIDSet");

	if (o->type != PDF_STREAM) {
		pdf_gate_fail(g, "6.3.5", NULL, x->cid, "no CIDSet");
		return;
	}
	buf_init(&x->cid_set, SET_MAX);
	x->has_cid_set = pdf_decode(g->f, o, &x->cid_set) == E_OK;
	if (!x->has_cid_set || g->part == 1)
		return; /* part 1 asks for those used, and text sees them */
	if (x->glyphs != NULL && !lists_all(x))
		pdf_gate_fail(g, NULL, "6.2.11.4.2", x->cid,
		    "CIDSet does not list all glyphs");
	if (x->glyphs != NULL && lists_more(x))
		pdf_gate_fail(g, NULL, "6.2.11.4.2", x->cid,
		    "CIDSet lists a glyph that is not there");
}

bool
pdf_name_listed(struct bytes set, const char *name)
{
	size_t n = strlen(name);
	const unsigned char *p = set.p;
	size_t left = set.n;

	while (left > n && (p = memmem(p, left, name, n)) != NULL) {
		left = set.n - (size_t)(p - set.p);
		if (p > set.p && p[-1] == '/' &&
		    (left == n || p[n] == '/' || isspace(p[n])))
			return true;
		p++;
		left--;
	}
	return false;
}

/* Say whether a CharSet lists all glyphs of the font. */
static bool
names_all(const struct pdf_gate_font *x)
{
	char name[128];
	size_t i;

	for (i = 1; i < pdf_glyphs_count(x->glyphs); i++)
		if (pdf_glyphs_name(x->glyphs, (uint32_t)i, name) &&
		    strcmp(name, ".notdef") != 0 &&
		    !pdf_name_listed(x->char_set, name))
			return false;
	return true;
}

/* Say whether a CharSet ("/a/b/c") lists one that the font does not have. */
static bool
names_more(const struct pdf_gate_font *x)
{
	struct pdf_lex l = { x->char_set, 0 };
	struct pdf_token t;
	char name[128];

	for (pdf_lex_next(&l, &t); t.type == PDF_T_NAME; pdf_lex_next(&l, &t)) {
		if (t.raw.n > sizeof(name))
			return true;
		memcpy(name, t.raw.p + 1, t.raw.n - 1);
		name[t.raw.n - 1] = '\0';
		if (strcmp(name, ".notdef") != 0 &&
		    pdf_glyphs_named(x->glyphs, name) == 0)
			return true;
	}
	return false;
}

static void
char_set(struct pdf_gate *g, struct pdf_gate_font *x)
{
	const struct pdf_obj *o = pdf_get(g->f, x->descriptor, "CharSet");

	x->has_char_set = o->type == PDF_STRING;
	if (!x->has_char_set) {
		pdf_gate_fail(g, "6.3.5", NULL, x->o, "no CharSet");
		return;
	}
	x->char_set = o->u.s;
	if (g->part == 1 || x->glyphs == NULL)
		return; /* part 1 asks for those used, and text sees them */
	if (!names_all(x))
		pdf_gate_fail(g, NULL, "6.2.11.4.2", x->o,
		    "CharSet does not list all glyphs");
	if (names_more(x))
		pdf_gate_fail(g, NULL, "6.2.11.4.2", x->o,
		    "CharSet lists a glyph that is not there");
}

void
pdf_gate_subset(struct pdf_gate *g, struct pdf_gate_font *x)
{
	const struct pdf_obj *s = pdf_get(g->f, x->o, "Subtype");

	if ((x->program->type != PDF_STREAM && g->part != 1) ||
	    !is_subset(pdf_get(g->f, x->cid, "BaseFont")))
		return;
	if (x->composite)
		cid_set(g, x);
	else if (pdf_is_name(s, "Type1") || pdf_is_name(s, "MMType1"))
		char_set(g, x);
}
