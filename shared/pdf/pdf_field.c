/*
 * The tree of form fields. ISO 32000-1 12.7.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_field.h"

#include <string.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_text.h"

struct level {
	const struct pdf_obj *kids;
	size_t next;
	struct pdf_field above; /* what the kids inherit */
};

struct walk {
	struct pdf_file *f;
	struct level level[PDF_LIMIT_DEPTH];
	size_t depth;
	bool *seen;
	struct buf fields;
};

static enum err
refuse(struct walk *w, enum pdf_verdict v, const char *why)
{
	return pdf_fault(w->f, pdf_refuse(w->f->no, v, "", "form: %s", why));
}

/* Work out name, type and value of a node below another. */
static enum err
describe(struct walk *w, const struct pdf_obj *o, const struct pdf_field *above,
    struct pdf_field *out)
{
	const struct pdf_obj *t = pdf_get(w->f, o, "T");
	const struct pdf_obj *ft = pdf_get(w->f, o, "FT");
	const struct pdf_obj *v = pdf_get(w->f, o, "V");
	const char *part;

	*out = *above;
	out->o = o;
	out->leaf = pdf_count(pdf_get(w->f, o, "Kids")) == 0;
	if (ft->type != PDF_NULL)
		out->ft = ft;
	if (v->type != PDF_NULL)
		out->v = v;
	out->signature = pdf_is_name(out->ft, "Sig") &&
	    (t->type != PDF_NULL || ft->type != PDF_NULL);
	if (t->type == PDF_NULL)
		return E_OK;
	if ((part = pdf_text(w->f->arena, t)) == NULL)
		return E_NOMEM;
	out->name = *above->name
	    ? arena_printf(w->f->arena, "%s.%s", above->name, part)
	    : part;
	return out->name == NULL ? E_NOMEM : E_OK;
}

static enum err
enter(struct walk *w, const struct pdf_obj *o, const struct pdf_field *above)
{
	struct pdf_field x;
	enum err r;

	if (o->type != PDF_DICT)
		return refuse(w, PDF_DAMAGED, "a field is no dictionary");
	if (o->id != 0) {
		if (w->seen[o->id])
			return refuse(w, PDF_DAMAGED, "a field comes twice");
		w->seen[o->id] = true;
	}
	if (w->fields.n / sizeof(x) >= PDF_LIMIT_FIELDS)
		return refuse(w, PDF_TOO_COMPLEX, "too many fields");
	if ((r = describe(w, o, above, &x)) ||
	    (r = buf_add(&w->fields, &x, sizeof(x))))
		return r;
	if (x.leaf)
		return E_OK;
	if (w->depth == PDF_LIMIT_DEPTH)
		return refuse(w, PDF_TOO_COMPLEX, "nested too deeply");
	w->level[w->depth++] = (struct level){ pdf_get(w->f, o, "Kids"), 0, x };
	return E_OK;
}

static enum err
walk(struct walk *w)
{
	struct pdf_field none = { &pdf_null, &pdf_null, &pdf_null, "", false,
		false };
	const struct pdf_obj *form =
	    pdf_get(w->f, pdf_catalog(w->f), "AcroForm");
	enum err r = E_OK;

	w->level[w->depth++] =
	    (struct level){ pdf_get(w->f, form, "Fields"), 0, none };
	while (r == E_OK && w->depth > 0) {
		struct level *l = &w->level[w->depth - 1];

		if (l->next == pdf_count(l->kids))
			w->depth--;
		else
			r = enter(
			    w, pdf_at(w->f, l->kids, l->next++), &l->above);
	}
	return r ? r : w->f->fault;
}

enum err
pdf_fields(struct pdf_file *f, struct pdf_fields *out)
{
	struct walk w = { .f = f };
	enum err r;

	buf_init(&w.fields, PDF_LIMIT_FIELDS * sizeof(struct pdf_field));
	w.seen = arena_array(f->arena, (size_t)f->scan.size, sizeof(*w.seen));
	if (w.seen == NULL)
		return E_NOMEM;
	if ((r = walk(&w)))
		goto out;
	out->n = w.fields.n / sizeof(struct pdf_field);
	out->field =
	    arena_array(f->arena, out->n + 1, sizeof(struct pdf_field));
	if (out->field == NULL)
		r = E_NOMEM;
	else if (out->n > 0)
		memcpy(out->field, w.fields.p, w.fields.n);
out:
	buf_free(&w.fields);
	return r;
}
