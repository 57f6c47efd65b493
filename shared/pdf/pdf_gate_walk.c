/*
 * The walk: which content streams there are, and running them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_walk.h"

#include <string.h>

#include "shared/pdf/pdf_gate_content.h"
#include "shared/pdf/pdf_limits.h"

#define JOBS_MAX 100000

enum err
pdf_gate_walk_begin(struct pdf_gate *g)
{
	struct pdf_gate_walk *w = arena_alloc(g->f->arena, sizeof(*w));

	if (w == NULL)
		return E_NOMEM;
	buf_init(&w->jobs, JOBS_MAX * sizeof(struct pdf_gate_job));
	w->seen =
	    arena_array(g->f->arena, (size_t)g->f->scan.size, sizeof(*w->seen));
	if (w->seen == NULL)
		return E_NOMEM;
	g->walk = w;
	return E_OK;
}

void
pdf_gate_walk_end(struct pdf_gate *g)
{
	if (g->walk != NULL)
		buf_free(&g->walk->jobs);
	g->walk = NULL;
}

/* Append a stream's data, parted from what stands before it. */
static enum err
append(struct pdf_gate *g, const struct pdf_obj *o, struct buf *out)
{
	struct buf one = BUF(PDF_LIMIT_DECODED);
	enum err r;

	if (o->type == PDF_NULL)
		return E_OK;
	if (o->type != PDF_STREAM)
		return pdf_fault(g->f,
		    pdf_refuse(g->f->no, PDF_DAMAGED, "6.1.1",
			"content is no stream"));
	r = pdf_decode(g->f, o, &one);
	if (r == E_NOTFOUND) /* a picture filter on contents */
		r = pdf_fault(g->f,
		    pdf_refuse(g->f->no, PDF_NOT_PDFA, "6.1.10",
			"content with a filter that is not allowed"));
	if (r == E_OK && (r = buf_addb(out, buf_bytes(&one))) == E_OK)
		r = buf_addc(out, '\n');
	buf_free(&one);
	return r;
}

static void
run(struct pdf_gate *g, const struct pdf_gate_job *job)
{
	struct buf data = BUF(PDF_LIMIT_DECODED);
	enum err r = E_OK;
	size_t i;

	if (job->contents->type != PDF_ARRAY)
		r = append(g, job->contents, &data);
	for (i = 0; i < pdf_count(job->contents) && r == E_OK; i++)
		r = append(g, pdf_at(g->f, job->contents, i), &data);
	if (r == E_OK)
		pdf_gate_content(g, buf_bytes(&data), job);
	else
		pdf_gate_trouble(g, r);
	buf_free(&data);
}

static void
run_all(struct pdf_gate *g)
{
	struct pdf_gate_job job;

	while (g->walk->jobs.n > 0 && g->f->fault == E_OK) {
		g->walk->jobs.n -= sizeof(job);
		memcpy(&job, g->walk->jobs.p + g->walk->jobs.n, sizeof(job));
		run(g, &job);
	}
}

/* Queue the streams of an appearance: one, or one per state. */
static void
appearance(
    struct pdf_gate *g, const struct pdf_obj *n, const struct pdf_page *page)
{
	struct pdf_gate_use u = {
		.kind = PDF_USE_FORM, .page = page, .resources = page->resources
	};
	size_t i;

	if (n->type == PDF_STREAM) {
		u.o = n;
		pdf_gate_visit(g, &u);
		return;
	}
	for (i = 0; n->type == PDF_DICT && i < n->u.dict.n; i++) {
		u.o = pdf_follow(g->f, &n->u.dict.at[i].value);
		if (u.o->type == PDF_STREAM)
			pdf_gate_visit(g, &u);
	}
}

static void
annotation(
    struct pdf_gate *g, const struct pdf_obj *a, const struct pdf_page *page)
{
	struct pdf_gate_use u = { .kind = PDF_USE_ANNOTATION,
		.o = a,
		.page = page,
		.resources = page->resources };

	if (a->type != PDF_DICT || !pdf_gate_first(g, a))
		return;
	pdf_gate_tell(g, &u);
	if (pdf_has(a, "A")) {
		u.kind = PDF_USE_ACTION;
		u.o = pdf_get(g->f, a, "A");
		pdf_gate_tell(g, &u);
	}
	appearance(g, pdf_get(g->f, pdf_get(g->f, a, "AP"), "N"), page);
}

void
pdf_gate_walk_page(struct pdf_gate *g, const struct pdf_page *p)
{
	const struct pdf_obj *annots = pdf_get(g->f, p->o, "Annots");
	struct pdf_gate_job job = { pdf_get(g->f, p->o, "Contents"),
		pdf_get(g->f, p->o, "Resources"), p->resources, p };
	struct pdf_gate_use group = { .kind = PDF_USE_GROUP,
		.o = pdf_get(g->f, p->o, "Group"),
		.page = p,
		.resources = p->resources };
	size_t i;

	pdf_gate_visit(g, &group);
	pdf_gate_queue(g, &job);
	for (i = 0; i < pdf_count(annots) && i < PDF_LIMIT_FIELDS; i++)
		annotation(g, pdf_at(g->f, annots, i), p);
	run_all(g);
}
