/*
 * Counting references in tokens: no trees are made.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_used.h"

#include "shared/pdf/pdf_raw.h"

struct count {
	unsigned char *used;
	int n;
	int64_t highest;
};

static void
refer(struct count *c, int64_t id)
{
	if (id > c->highest)
		c->highest = id;
	if (id > 0 && id < c->n && c->used[id] < 2)
		c->used[id]++;
}

/* How deep the next token is, which stands at depth. */
static int
deeper(int depth, const struct pdf_token *t)
{
	if (t->type == PDF_T_ARRAY || t->type == PDF_T_DICT)
		return depth + 1;
	if (t->type == PDF_T_ARRAY_END || t->type == PDF_T_DICT_END)
		return depth - 1;
	return depth;
}

/*
 * Say whether an object that begins outside of all brackets ends with the
 * n-th token: with any that is no number, for "12 0 R" is one object.
 */
static bool
ends(size_t n, int depth, const struct pdf_token *t)
{
	return t->type == PDF_T_END || t->type == PDF_T_BAD || depth < 0 ||
	    (depth == 0 && (n == 3 || t->type != PDF_T_INT));
}

/* Count "id generation R" in one object. */
static void
count(struct count *c, struct pdf_lex l)
{
	struct pdf_token t[3] = { 0 };
	int depth = 0;
	size_t n = 0;

	do {
		t[0] = t[1];
		t[1] = t[2];
		pdf_lex_next(&l, &t[2]);
		if (n++ > 0 && depth == 0 && deeper(0, &t[2]) != 0)
			return; /* behind a number the next object begins */
		depth = deeper(depth, &t[2]);
		if (t[2].type == PDF_T_WORD && bytes_eqs(t[2].raw, "R") &&
		    t[0].type == PDF_T_INT && t[1].type == PDF_T_INT)
			refer(c, t[0].i);
	} while (!ends(n, depth, &t[2]));
}

/* Find where an object's value begins. */
static enum err
begin(struct pdf_file *f, const struct pdf_entry *e, struct pdf_lex *l)
{
	struct pdf_token t;
	int i;

	if (e->kind == PDF_E_IN)
		return pdf_raw_stored(f, e, l);
	*l = (struct pdf_lex){ f->scan.file, e->at };
	for (i = 0; i < 3; i++) /* id, generation, "obj" */
		pdf_lex_next(l, &t);
	return E_OK;
}

/* Say whether an entry leads to a cross-reference stream, whose dictionary is
 * a trailer. */
static bool
is_section(const struct pdf_scan *s, const struct pdf_entry *e)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (e->kind == PDF_E_AT &&
		    (e->at == s->section[i].at ||
			(int64_t)e->at == s->section[i].xref_stm))
			return true;
	return false;
}

enum err
pdf_used(struct pdf_file *f, int n, unsigned char **out, int64_t *highest)
{
	struct count c = { arena_alloc(f->arena, (size_t)n), n, 0 };
	struct pdf_lex l = { { NULL, 0 }, 0 };
	enum err r = E_OK;
	int i;

	if (c.used == NULL)
		return E_NOMEM;
	for (i = 0; i < f->scan.size && r == E_OK && !pdf_tired(f); i++) {
		const struct pdf_entry *e = &f->scan.newest[i];

		if ((e->kind == PDF_E_AT || e->kind == PDF_E_IN) &&
		    !is_section(&f->scan, e) && (r = begin(f, e, &l)) == E_OK)
			count(&c, l);
	}
	*out = c.used;
	*highest = c.highest;
	return r ? r : f->fault;
}
