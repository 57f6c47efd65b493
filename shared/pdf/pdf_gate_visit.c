/*
 * What hangs on a thing that is used: its group, its colour space, the
 * contents that wait for their turn.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_visit.h"

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

void
pdf_gate_queue(struct pdf_gate *g, const struct pdf_gate_job *job)
{
	pdf_gate_trouble(g, buf_add(&g->walk->jobs, job, sizeof(*job)));
}

void
pdf_gate_later(struct pdf_gate *g, const struct pdf_obj *stream,
    const struct pdf_obj *fallback, const struct pdf_page *page)
{
	const struct pdf_obj *own = pdf_get(g->f, stream, "Resources");
	struct pdf_gate_job job = { stream, own, fallback, page };

	if (stream->type == PDF_STREAM && pdf_gate_first(g, stream))
		pdf_gate_queue(g, &job);
}

/* A group with its colour space (ISO 32000-1 11.6.6). */
static void
group(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	struct pdf_gate_use v = *u;

	if (u->o->type != PDF_DICT)
		return;
	pdf_gate_tell(g, u);
	if (!pdf_has(u->o, "CS"))
		return;
	v.kind = PDF_USE_COLOUR;
	v.o = pdf_get(g->f, u->o, "CS");
	pdf_gate_tell(g, &v);
}

static void
form(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	struct pdf_gate_use v = *u;

	pdf_gate_tell(g, u);
	v.kind = PDF_USE_GROUP;
	v.o = pdf_get(g->f, u->o, "Group");
	group(g, &v);
	pdf_gate_later(g, u->o, u->resources, u->page);
}

static void
colour_of(struct pdf_gate *g, const struct pdf_gate_use *u, const char *key)
{
	struct pdf_gate_use v = *u;

	v.kind = PDF_USE_COLOUR;
	v.o = pdf_get(g->f, u->o, key);
	if (v.o->type != PDF_NULL)
		pdf_gate_tell(g, &v);
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
shading(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	pdf_gate_tell(g, u);
	colour_of(g, u, "ColorSpace");
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
	shading(g, &v);
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
		shading(g, u);
		break;
	case PDF_USE_FONT:
		font(g, u);
		break;
	case PDF_USE_GROUP:
		group(g, u);
		break;
	default:
		pdf_gate_tell(g, u);
	}
}
