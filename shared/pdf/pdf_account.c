/*
 * Accounting for appended octets, run by run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_account.h"

#include <stdlib.h>

/* A run of octets that is accounted for. */
struct run {
	size_t at, end;
};

static int
by_start(const void *a, const void *b)
{
	const struct run *x = a;
	const struct run *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Find the run of octets of an object. */
static enum err
object(struct pdf_file *f, const struct pdf_entry *e, struct run *out)
{
	struct pdf_extent ext = { 0 };
	struct pdf_obj o;
	enum err r;

	r = pdf_scan_object(&f->scan, e, f->arena, &o, &ext);
	if (r == E_OK && o.type == PDF_STREAM)
		r = pdf_scan_extent(
		    &f->scan, pdf_int(pdf_get(f, &o, "Length"), -1), &ext);
	*out = (struct run){ e->at, ext.end };
	return r == E_OK || r == E_NOMEM ? r : E_INPUT;
}

/* Add the runs of a section and of the objects that it lists. */
static enum err
section(struct pdf_file *f, size_t from, const struct pdf_section *x,
    struct buf *runs)
{
	struct run run = { x->at, x->end };
	enum err r = buf_add(runs, &run, sizeof(run));
	size_t i;

	for (i = 0; i < x->n && r == E_OK; i++)
		if (x->entry[i].kind == PDF_E_AT && x->entry[i].at >= from &&
		    (r = object(f, &x->entry[i], &run)) == E_OK)
			r = buf_add(runs, &run, sizeof(run));
	return r;
}

/* Say whether between two runs stands nothing but an end of a revision. */
static bool
only_ending(struct bytes file, size_t at, size_t end)
{
	struct pdf_lex l = { bytes_at(file.p, end), at };
	struct pdf_token t;

	for (;;) {
		pdf_lex_next(&l, &t); /* %%EOF reads as a comment */
		if (t.type == PDF_T_END)
			return true;
		if (t.type == PDF_T_WORD && bytes_eqs(t.raw, "startxref"))
			pdf_lex_next(&l, &t);
		else
			return false;
		if (t.type != PDF_T_INT)
			return false;
	}
}

/* Every octet between the runs belongs to an ending. */
static enum err
between(struct bytes file, size_t at, struct buf *runs)
{
	struct run *run = (struct run *)(void *)runs->p;
	size_t i, n = runs->n / sizeof(*run);

	if (n > 0)
		qsort(run, n, sizeof(*run), by_start);
	for (i = 0; i < n; i++) {
		if (run[i].at > at && !only_ending(file, at, run[i].at))
			return E_INPUT;
		if (run[i].end > at)
			at = run[i].end;
	}
	return only_ending(file, at, file.n) ? E_OK : E_INPUT;
}

enum err
pdf_account(struct pdf_file *f, size_t from)
{
	struct buf runs = BUF(4 << 20);
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < f->scan.n && r == E_OK; i++)
		if (f->scan.section[i].at >= from)
			r = section(f, from, &f->scan.section[i], &runs);
	if (r == E_OK)
		r = between(f->scan.file, from, &runs);
	buf_free(&runs);
	return r;
}
