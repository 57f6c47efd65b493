/*
 * The page tree. ISO 32000-1 7.7.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_page.h"

#include <math.h>
#include <string.h>

#include "shared/pdf/pdf_limits.h"

/* What a page takes from the nodes above it (ISO 32000-1 table 30). */
struct inherited {
	const struct pdf_obj *resources;
	const struct pdf_obj *media;
	const struct pdf_obj *crop;
	const struct pdf_obj *rotate;
};

struct level {
	const struct pdf_obj *kids;
	size_t next;
	struct inherited in;
};

struct walk {
	struct pdf_file *f;
	struct level level[PDF_LIMIT_DEPTH];
	size_t depth;
	bool *seen; /* by object number */
	struct buf pages;
};

static enum err
damaged(struct walk *w, const char *why)
{
	return pdf_fault(w->f,
	    pdf_refuse(w->f->no, PDF_DAMAGED, "6.1.1", "page tree: %s", why));
}

static void
inherit(struct pdf_file *f, const struct pdf_obj *o, struct inherited *in)
{
	static const char *const key[] = { "Resources", "MediaBox", "CropBox",
		"Rotate" };
	const struct pdf_obj **at[] = { &in->resources, &in->media, &in->crop,
		&in->rotate };
	size_t i;

	for (i = 0; i < COUNT(key); i++)
		if (pdf_get(f, o, key[i])->type != PDF_NULL)
			*at[i] = pdf_get(f, o, key[i]);
}

/* Cut the crop box to the media box; an empty rest means the media box. */
static void
crop(const double media[4], const double wish[4], double out[4])
{
	out[0] = fmax(media[0], wish[0]);
	out[1] = fmax(media[1], wish[1]);
	out[2] = fmin(media[2], wish[2]);
	out[3] = fmin(media[3], wish[3]);
	if (out[2] <= out[0] || out[3] <= out[1])
		memcpy(out, media, 4 * sizeof(*out));
}

static enum err
leaf(struct walk *w, const struct pdf_obj *o, const struct inherited *in)
{
	struct pdf_page p = {
		.o = o, .resources = in->resources, .crop = in->crop, .unit = 1
	};
	double wish[4];
	int64_t rotate;

	if (w->pages.n / sizeof(p) >= PDF_LIMIT_PAGES)
		return pdf_fault(w->f,
		    pdf_refuse(w->f->no, PDF_TOO_COMPLEX, "",
			"more than %d pages", PDF_LIMIT_PAGES));
	if (!pdf_rectangle(w->f, in->media, p.media) ||
	    p.media[2] <= p.media[0] || p.media[3] <= p.media[1])
		return damaged(w, "no usable MediaBox");
	if (pdf_rectangle(w->f, in->crop, wish))
		crop(p.media, wish, p.box);
	else
		memcpy(p.box, p.media, sizeof(p.box));
	rotate = pdf_int(in->rotate, 0) % 360;
	if (rotate % 90 != 0)
		return damaged(w, "/Rotate is no multiple of 90");
	p.rotate = (int)(rotate < 0 ? rotate + 360 : rotate);
	(void)pdf_number(pdf_get(w->f, o, "UserUnit"), &p.unit);
	if (!(p.unit > 0) || p.unit > 75000)
		return damaged(w, "/UserUnit out of range");
	p.width = (p.box[2] - p.box[0]) * p.unit;
	p.height = (p.box[3] - p.box[1]) * p.unit;
	if (p.rotate % 180 != 0) {
		double t = p.width;

		p.width = p.height;
		p.height = t;
	}
	return buf_add(&w->pages, &p, sizeof(p));
}

/* Enter a node: a page, or a level of kids. */
static enum err
enter(struct walk *w, const struct pdf_obj *o, struct inherited in)
{
	const struct pdf_obj *kids;

	if (o->type != PDF_DICT || o->id == 0)
		return damaged(w, "a kid is no indirect dictionary");
	if (w->seen[o->id])
		return damaged(w, "a node comes twice");
	w->seen[o->id] = true;
	inherit(w->f, o, &in);
	kids = pdf_get(w->f, o, "Kids");
	if (pdf_is_name(pdf_get(w->f, o, "Type"), "Page") ||
	    kids->type == PDF_NULL)
		return leaf(w, o, &in);
	if (kids->type != PDF_ARRAY)
		return damaged(w, "/Kids malformed");
	if (w->depth == PDF_LIMIT_DEPTH)
		return pdf_fault(w->f,
		    pdf_refuse(w->f->no, PDF_TOO_COMPLEX, "",
			"page tree deeper than %d", PDF_LIMIT_DEPTH));
	w->level[w->depth++] = (struct level){ kids, 0, in };
	return E_OK;
}

static enum err
walk(struct walk *w)
{
	struct inherited none = { &pdf_null, &pdf_null, &pdf_null, &pdf_null };
	enum err r = enter(w, pdf_get(w->f, pdf_catalog(w->f), "Pages"), none);

	while (r == E_OK && w->depth > 0) {
		struct level *l = &w->level[w->depth - 1];

		if (l->next == pdf_count(l->kids))
			w->depth--;
		else
			r = enter(w, pdf_at(w->f, l->kids, l->next++), l->in);
	}
	if (r == E_OK && w->f->fault)
		r = w->f->fault;
	if (r == E_OK && w->pages.n == 0)
		r = damaged(w, "no page");
	return r;
}

enum err
pdf_pages(struct pdf_file *f, struct pdf_pages *out)
{
	struct walk w = { .f = f };
	enum err r;

	buf_init(&w.pages, PDF_LIMIT_PAGES * sizeof(struct pdf_page));
	w.seen = arena_array(f->arena, (size_t)f->scan.size, sizeof(*w.seen));
	if (w.seen == NULL)
		return E_NOMEM;
	if ((r = walk(&w)))
		goto out;
	out->n = w.pages.n / sizeof(struct pdf_page);
	out->page = arena_array(f->arena, out->n, sizeof(struct pdf_page));
	if (out->page == NULL)
		r = E_NOMEM;
	else
		memcpy(out->page, w.pages.p, w.pages.n);
out:
	buf_free(&w.pages);
	return r;
}
