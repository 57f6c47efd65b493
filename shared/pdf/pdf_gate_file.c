/*
 * Rule group "file": how the file begins, ends and is cross-referenced.
 * ISO 19005-1 6.1.2 to 6.1.4; ISO 19005-2 6.1.2, 6.1.3, 6.1.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_groups.h"

/* The comment behind the header: at least four octets above 127. */
static bool
binary_comment(struct bytes f)
{
	size_t i = 8;
	size_t k;

	while (i < f.n && i < 64 && f.p[i] != '\r' && f.p[i] != '\n')
		i++;
	i += i + 1 < f.n && f.p[i] == '\r' && f.p[i + 1] == '\n' ? 2 : 1;
	if (i + 5 > f.n || f.p[i] != '%')
		return false;
	for (k = 1; k <= 4; k++)
		if (f.p[i + k] <= 127)
			return false;
	return true;
}

static void
header(struct pdf_gate *g)
{
	const struct pdf_scan *s = &g->f->scan;
	int end = s->file.n > 8 ? s->file.p[8] : 0;

	if (s->version < 10 || s->version > 17)
		pdf_gate_fail(g, NULL, "6.1.2", NULL, "version in header");
	if (end != '\n' && end != '\r')
		pdf_gate_fail(g, NULL, "6.1.2", NULL, "header line too long");
	if (!binary_comment(s->file))
		pdf_gate_fail(g, "6.1.2", "6.1.2", NULL,
		    "no binary comment behind the header");
}

static void
sections(struct pdf_gate *g)
{
	const struct pdf_scan *s = &g->f->scan;
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (!s->section[i].strict)
			pdf_gate_fail(g, "6.1.4", "6.1.4", NULL,
			    "cross-reference table not written as required");
		if (s->section[i].kind != PDF_XREF_TABLE)
			pdf_gate_fail(
			    g, "6.1.4", NULL, NULL, "cross-reference stream");
	}
}

static void
identifier(struct pdf_gate *g)
{
	const struct pdf_obj *id = pdf_get(g->f, pdf_trailer(g->f), "ID");

	if (pdf_count(id) != 2 || pdf_at(g->f, id, 0)->type != PDF_STRING ||
	    pdf_at(g->f, id, 1)->type != PDF_STRING ||
	    pdf_at(g->f, id, 0)->u.s.n == 0)
		pdf_gate_fail(g, "6.1.3", "6.1.3", NULL, "no /ID");
}

/* In a linearized file both trailers must name the same file. */
static void
linearized(struct pdf_gate *g)
{
	const struct pdf_scan *s = &g->f->scan;
	const struct pdf_obj *a, *b;

	if (s->n != 2 || s->section[0].at > s->section[1].at)
		return;
	a = pdf_get(g->f, &s->section[0].trailer, "ID");
	b = pdf_get(g->f, &s->section[1].trailer, "ID");
	if (b->type != PDF_NULL && !pdf_equal(a, b))
		pdf_gate_fail(g, "6.1.3", NULL, NULL,
		    "/ID differs between the two parts");
}

void
pdf_gate_file(struct pdf_gate *g)
{
	header(g);
	sections(g);
	identifier(g);
	linearized(g);
}
