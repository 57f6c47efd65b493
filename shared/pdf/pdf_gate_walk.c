/*
 * The walk: which content streams there are, and what hangs on what they
 * use.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_walk.h"

#include <string.h>

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

void
pdf_gate_trouble(struct pdf_gate *g, enum err r)
{
	if (r != E_OK)
		pdf_fault(g->f, r);
}

bool
pdf_gate_first(struct pdf_gate *g, const struct pdf_obj *o)
{
	if (o->id <= 0 || o->id >= g->f->scan.size)
		return true;
	if (g->walk->seen[o->id])
		return false;
	g->walk->seen[o->id] = true;
	return true;
}

static void
queue(struct pdf_gate *g, const struct pdf_gate_job *job)
{
	pdf_gate_trouble(g, buf_add(&g->walk->jobs, job, sizeof(*job)));
}

void
pdf_gate_later(struct pdf_gate *g, const struct pdf_obj *stream,
    const struct pdf_obj *fallback, const struct pdf_page *page)
{
	const struct pdf_obj *own = pdf_get(g->f, stream, "Resources");
	struct pdf_gate_job job = { stream, own, false, page };

	if (stream->type != PDF_STREAM || !pdf_gate_first(g, stream))
		return;
	if (own->type != PDF_DICT) {
		job.resources = fallback;
		job.inherited = true;
	}
	queue(g, &job);
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

/* A group with its colour space (ISO 32000-1 11.6.6). */
static void
group(struct pdf_gate *g, const struct pdf_obj *o, const struct pdf_obj *of,
    const struct pdf_gate_use *u)
{
	struct pdf_gate_use v = *u;

	if (o->type != PDF_DICT)
		return;
	v.kind = PDF_USE_GROUP;
	v.o = o;
	pdf_gate_tell(g, &v);
	(void)of;
	if (!pdf_has(o, "CS"))
		return;
	v.kind = PDF_USE_COLOUR;
	v.o = pdf_get(g->f, o, "CS");
	pdf_gate_visit(g, &v);
}

void
pdf_gate_walk_page(struct pdf_gate *g, const struct pdf_page *p)
{
	const struct pdf_obj *annots = pdf_get(g->f, p->o, "Annots");
	struct pdf_gate_job job = { pdf_get(g->f, p->o, "Contents"),
		p->resources, false, p };
	struct pdf_gate_use u = { .page = p, .resources = p->resources };
	size_t i;

	job.inherited = pdf_get(g->f, p->o, "Resources")->type != PDF_DICT;
	group(g, pdf_get(g->f, p->o, "Group"), p->o, &u);
	queue(g, &job);
	for (i = 0; i < pdf_count(annots) && i < PDF_LIMIT_FIELDS; i++)
		annotation(g, pdf_at(g->f, annots, i), p);
	run_all(g);
}

static void
form(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	struct pdf_gate_use v = *u;

	pdf_gate_tell(g, u);
	group(g, pdf_get(g->f, u->o, "Group"), u->o, &v);
	pdf_gate_later(g, u->o, u->resources, u->page);
}

static void
colour_of(struct pdf_gate *g, const struct pdf_gate_use *u, const char *key)
{
	struct pdf_gate_use v = *u;

	v.kind = PDF_USE_COLOUR;
	v.o = pdf_get(g->f, u->o, key);
	if (v.o->type != PDF_NULL)
		pdf_gate_visit(g, &v);
}

static void
image(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	static const char *const masks[] = { "SMask", "Mask" };
	struct pdf_gate_use v = *u;
	size_t i;

	if (!pdf_gate_first(g, u->o))
		return;
	pdf_gate_tell(g, u);
	if (!pdf_is_name(pdf_get(g->f, u->o, "Filter"), "JPXDecode") ||
	    pdf_has(u->o, "ColorSpace"))
		colour_of(g, u, "ColorSpace");
	for (i = 0; i < COUNT(masks); i++) {
		v.o = pdf_get(g->f, u->o, masks[i]);
		if (v.o->type == PDF_STREAM && pdf_gate_first(g, v.o))
			pdf_gate_tell(g, &v);
	}
}

static void
xobject(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	const struct pdf_obj *subtype = pdf_get(g->f, u->o, "Subtype");
	struct pdf_gate_use v = *u;

	if (u->o->type != PDF_STREAM)
		return;
	if (pdf_is_name(subtype, "Form")) {
		v.kind = PDF_USE_FORM;
		form(g, &v);
	} else if (pdf_is_name(subtype, "Image")) {
		v.kind = PDF_USE_IMAGE;
		image(g, &v);
	} else {
		pdf_gate_tell(g, u);
	}
}

/* A soft mask is a form of its own (ISO 32000-1 11.6.5.3). */
static void
state(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	const struct pdf_obj *mask = pdf_get(g->f, u->o, "SMask");
	struct pdf_gate_use v = *u;

	if (!pdf_gate_first(g, u->o))
		return;
	pdf_gate_tell(g, u);
	v.kind = PDF_USE_FORM;
	v.o = pdf_get(g->f, mask, "G");
	if (v.o->type == PDF_STREAM)
		form(g, &v);
}

static void
pattern(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	struct pdf_gate_use v = *u;

	if (!pdf_is_dict(u->o))
		return;
	pdf_gate_tell(g, u);
	if (u->o->type == PDF_STREAM) {
		v.kind = PDF_USE_FORM;
		form(g, &v);
		return;
	}
	v.kind = PDF_USE_SHADING;
	v.o = pdf_get(g->f, u->o, "Shading");
	pdf_gate_visit(g, &v);
	v.kind = PDF_USE_STATE;
	v.o = pdf_get(g->f, u->o, "ExtGState");
	if (v.o->type == PDF_DICT)
		state(g, &v);
}

/* The glyphs of a Type 3 font are contents (ISO 32000-1 9.6.5). */
static void
font(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	const struct pdf_obj *glyphs = pdf_get(g->f, u->o, "CharProcs");
	const struct pdf_obj *own = pdf_get(g->f, u->o, "Resources");
	const struct pdf_obj *c;
	size_t i;

	if (u->o->type != PDF_DICT)
		return;
	pdf_gate_tell(g, u);
	if (glyphs->type != PDF_DICT || !pdf_gate_first(g, glyphs) ||
	    !pdf_gate_first(g, u->o))
		return;
	for (i = 0; i < glyphs->u.dict.n; i++) {
		c = pdf_follow(g->f, &glyphs->u.dict.at[i].value);
		pdf_gate_later(
		    g, c, own->type == PDF_DICT ? own : u->resources, u->page);
	}
}

void
pdf_gate_visit(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	switch (u->kind) {
	case PDF_USE_XOBJECT:
		xobject(g, u);
		break;
	case PDF_USE_FORM:
		form(g, u);
		break;
	case PDF_USE_STATE:
		state(g, u);
		break;
	case PDF_USE_PATTERN:
		pattern(g, u);
		break;
	case PDF_USE_SHADING:
		pdf_gate_tell(g, u);
		colour_of(g, u, "ColorSpace");
		break;
	case PDF_USE_FONT:
		font(g, u);
		break;
	default:
		pdf_gate_tell(g, u);
	}
}
