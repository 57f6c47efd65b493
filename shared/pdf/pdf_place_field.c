/*
 * Finding empty signature fields. ISO 32000-1 12.7.4.5, 12.8.2.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_place_field.h"

#include <string.h>

#include "shared/pdf/pdf_place_box.h"
#include "shared/pdf/pdf_signatures.h"

struct search {
	struct pdf_file *f;
	const struct pdf_pages *pages;
	struct pdf_fields fields;
	size_t *page_of; /* by object number: the page that shows it, from 1 */
};

/* Note for each annotation the first page that shows it. */
static enum err
map_annotations(struct search *s)
{
	size_t i, k;

	s->page_of = arena_array(
	    s->f->arena, (size_t)s->f->scan.size, sizeof(*s->page_of));
	if (s->page_of == NULL)
		return E_NOMEM;
	for (i = 0; i < s->pages->n; i++) {
		const struct pdf_obj *all =
		    pdf_get(s->f, s->pages->page[i].o, "Annots");

		for (k = 0; k < pdf_count(all); k++) {
			const struct pdf_obj *ref = &all->u.array.at[k];

			if (ref->type == PDF_REF && ref->id > 0 &&
			    ref->id < s->f->scan.size &&
			    s->page_of[ref->id] == 0)
				s->page_of[ref->id] = i + 1;
		}
	}
	return E_OK;
}

bool
pdf_field_locked(
    struct pdf_file *f, const struct pdf_fields *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->field[i].signature && pdf_is_dict(all->field[i].v) &&
		    pdf_signature_locks(f, all->field[i].v, name))
			return true;
	return false;
}

/* Say whether a field may be offered. */
static bool
is_free(const struct search *s, const struct pdf_field *x)
{
	return x->signature && x->v->type == PDF_NULL && x->o->id > 0 &&
	    !pdf_has(x->o, "Lock") && !pdf_has(x->o, "SV") &&
	    !pdf_field_locked(s->f, &s->fields, x->name);
}

/* Find the one widget of a field: itself, or its only kid. */
static const struct pdf_obj *
widget_of(const struct search *s, const struct pdf_field *x)
{
	const struct pdf_obj *kids = pdf_get(s->f, x->o, "Kids");

	if (x->leaf)
		return x->o;
	return pdf_count(kids) == 1 ? pdf_at(s->f, kids, 0) : &pdf_null;
}

/* Describe where a field stands; false when it has no place of its own. */
static bool
describe(const struct search *s, const struct pdf_field *x,
    struct pdf_empty_field *out)
{
	const struct pdf_obj *w = widget_of(s, x);
	const struct pdf_page *p;

	if (w->id <= 0 || w->id >= s->f->scan.size || s->page_of[w->id] == 0 ||
	    !pdf_is_name(pdf_get(s->f, w, "Subtype"), "Widget") ||
	    (w != x->o && (pdf_has(w, "T") || pdf_has(w, "FT"))) ||
	    !pdf_rectangle(s->f, pdf_get(s->f, w, "Rect"), out->rect))
		return false;
	p = &s->pages->page[s->page_of[w->id] - 1];
	pdf_place_shown(p, out->rect, out->shown);
	out->name = x->name;
	out->o = x->o;
	out->widget = w;
	out->page = p;
	out->number = s->page_of[w->id];
	return true;
}

enum err
pdf_empty_fields(struct pdf_file *f, const struct pdf_pages *pages,
    struct pdf_empty_fields *out)
{
	struct search s = { .f = f, .pages = pages };
	enum err r;
	size_t i;

	*out = (struct pdf_empty_fields){ .at = NULL };
	if ((r = pdf_fields(f, &s.fields)) || (r = map_annotations(&s)))
		return r;
	out->at = arena_array(f->arena, s.fields.n + 1, sizeof(*out->at));
	if (out->at == NULL)
		return E_NOMEM;
	for (i = 0; i < s.fields.n; i++)
		if (is_free(&s, &s.fields.field[i]) &&
		    describe(&s, &s.fields.field[i], &out->at[out->n]))
			out->n++;
	return f->fault;
}

const struct pdf_empty_field *
pdf_empty_field(const struct pdf_empty_fields *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (name == NULL || strcmp(all->at[i].name, name) == 0)
			return &all->at[i];
	return NULL;
}
