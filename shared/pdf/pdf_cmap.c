/*
 * Reading character maps, as far as they say what goes where. Adobe Technical
 * Note 5014; ISO 32000-1 9.7.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_cmap.h"

#include <string.h>

#include "shared/pdf/pdf_limits.h"

#define RANGES_MAX 70000

struct reader {
	struct pdf_file *f;
	struct pdf_lex l;
	struct pdf_token last;
	struct buf space, range;
	struct pdf_cmap *out;
};

/* Read a hexadecimal string as a number of at most four octets. */
static uint32_t
code_of(const struct pdf_token *t, size_t *n)
{
	unsigned char b[64];
	uint32_t v = 0;
	size_t i, have;

	*n = 0;
	if (t->type != PDF_T_HEX || t->raw.n > sizeof(b))
		return 0;
	have = pdf_lex_text(t, b);
	*n = have;
	for (i = 0; i < have && i < 4; i++)
		v = v << 8 | b[i];
	return v;
}

/* First UTF-16 unit of a text that a code stands for. */
static uint32_t
unit_of(const struct pdf_token *t)
{
	unsigned char b[256];
	size_t n;

	if (t->type != PDF_T_HEX || t->raw.n > sizeof(b))
		return 0xFFFD;
	n = pdf_lex_text(t, b);
	if (n == 1)
		return b[0];
	return n >= 2 ? (uint32_t)(b[0] << 8 | b[1]) : 0;
}

static enum err
add(struct reader *r, struct buf *to, const struct pdf_cmap_range *x)
{
	if (to != &r->space && x->value + (x->hi - x->lo) > r->out->most)
		r->out->most = x->value + (x->hi - x->lo);
	return buf_add(to, x, sizeof(*x));
}

/* The texts of a bfrange may stand in an array, one by one. */
static enum err
listed(struct reader *r, struct pdf_cmap_range x)
{
	uint32_t last = x.hi;
	struct pdf_token t;
	enum err e = E_OK;

	for (pdf_lex_next(&r->l, &t); e == E_OK && t.type == PDF_T_HEX;
	     pdf_lex_next(&r->l, &t)) {
		if (x.lo > last)
			break;
		x.hi = x.lo;
		x.value = unit_of(&t);
		e = add(r, &r->range, &x);
		x.lo++;
	}
	while (t.type != PDF_T_ARRAY_END && t.type != PDF_T_END)
		pdf_lex_next(&r->l, &t);
	return e;
}

/* What a section's rows are made of. */
struct kind {
	const char *begin;
	bool range; /* two codes, not one */
	bool value; /* and what they go to */
	bool text;  /* which is text */
};

/* clang-format off */
static const struct kind kinds[] = {
	{ "begincodespacerange", true,  false, false },
	{ "begincidrange",       true,  true,  false },
	{ "begincidchar",        false, true,  false },
	{ "beginbfrange",        true,  true,  true },
	{ "beginbfchar",         false, true,  true },
};
/* clang-format on */

/* One row of a section; *more is false at its end. */
static enum err
row(struct reader *r, const struct kind *k, bool *more)
{
	struct pdf_cmap_range x = { 0, 0, 0, 0 };
	struct pdf_token t;
	size_t n;

	pdf_lex_next(&r->l, &t);
	if ((*more = t.type == PDF_T_HEX) == false)
		return E_OK;
	x.lo = x.hi = code_of(&t, &x.n);
	if (k->range) {
		pdf_lex_next(&r->l, &t);
		x.hi = code_of(&t, &n);
		if (t.type != PDF_T_HEX || x.hi < x.lo)
			return E_OK;
	}
	if (!k->value)
		return add(r, &r->space, &x);
	pdf_lex_next(&r->l, &t);
	if (k->text && t.type == PDF_T_ARRAY)
		return listed(r, x);
	x.value = k->text ? unit_of(&t) : (uint32_t)t.i;
	return add(r, &r->range, &x);
}

static enum err
section(struct reader *r, const struct kind *k)
{
	bool more = true;
	enum err e = E_OK;

	while (more && e == E_OK)
		e = row(r, k, &more);
	return e;
}

/* A word or a value: keys are names that stand before their values. */
static enum err
token(struct reader *r, const struct pdf_token *t)
{
	struct bytes key = r->last.raw;
	size_t i;

	if (r->last.type == PDF_T_NAME && bytes_eqs(key, "/WMode") &&
	    t->type == PDF_T_INT)
		r->out->wmode = t->i;
	if (t->type != PDF_T_WORD)
		return E_OK;
	if (bytes_eqs(t->raw, "usecmap"))
		r->out->uses_other = true;
	for (i = 0; i < COUNT(kinds); i++)
		if (bytes_eqs(t->raw, kinds[i].begin))
			return section(r, &kinds[i]);
	return E_OK;
}

/* Move what was collected into the arena. */
static enum err
settle(
    struct reader *r, struct buf *from, struct pdf_cmap_range **to, size_t *n)
{
	*n = from->n / sizeof(**to);
	*to = arena_array(r->f->arena, *n + 1, sizeof(**to));
	if (*to == NULL)
		return E_NOMEM;
	if (*n > 0)
		memcpy(*to, from->p, from->n);
	return E_OK;
}

enum err
pdf_cmap_read(
    struct pdf_file *f, const struct pdf_obj *stream, struct pdf_cmap *out)
{
	struct reader r = { .f = f, .out = out };
	struct buf data = BUF(PDF_LIMIT_DECODED);
	struct pdf_token t;
	enum err e;

	memset(out, 0, sizeof(*out));
	out->wmode = -1;
	buf_init(&r.space, RANGES_MAX * sizeof(struct pdf_cmap_range));
	buf_init(&r.range, RANGES_MAX * sizeof(struct pdf_cmap_range));
	if ((e = pdf_decode(f, stream, &data)))
		goto out;
	r.l.in = buf_bytes(&data);
	for (pdf_lex_next(&r.l, &t); t.type != PDF_T_END && e == E_OK;
	     pdf_lex_next(&r.l, &t)) {
		e = token(&r, &t);
		r.last = t;
	}
	if (e == E_OK &&
	    (e = settle(&r, &r.space, &out->space, &out->nspace)) == E_OK)
		e = settle(&r, &r.range, &out->range, &out->nrange);
out:
	buf_free(&r.range);
	buf_free(&r.space);
	buf_free(&data);
	return e;
}

bool
pdf_cmap_find(
    const struct pdf_cmap *m, uint32_t code, size_t n, uint32_t *value)
{
	size_t i;

	for (i = m->nrange; i > 0; i--) { /* later ones override */
		const struct pdf_cmap_range *x = &m->range[i - 1];

		if (x->n == n && code >= x->lo && code <= x->hi) {
			*value = x->value + (code - x->lo);
			return true;
		}
	}
	return false;
}
