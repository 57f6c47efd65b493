/*
 * An open document: references, streams, the budget.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_file.h"

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_stream.h"

#define CHAIN_MAX    32   /* references to references */
#define STEPS_UNSEEN 1024 /* steps between two looks at the clock */

enum err
pdf_fault(struct pdf_file *f, enum err r)
{
	if (f->fault == E_OK)
		f->fault = r;
	return r;
}

bool
pdf_tired(struct pdf_file *f)
{
	if (++f->steps % STEPS_UNSEEN != 0 || f->fault != E_OK)
		return f->fault != E_OK;
	if (clock() - f->began < PDF_LIMIT_OWN_CPU_S * CLOCKS_PER_SEC)
		return false;
	pdf_fault(f,
	    pdf_refuse(f->no, PDF_TOO_COMPLEX, "",
		"more than %d s of processor time", PDF_LIMIT_OWN_CPU_S));
	return true;
}

const struct pdf_obj *
pdf_object(struct pdf_file *f, int id)
{
	const struct pdf_entry *e;
	struct pdf_obj *o;
	enum err r;

	if (id <= 0 || id >= f->scan.size)
		return &pdf_null;
	if (f->slot[id].o != NULL)
		return f->slot[id].o;
	e = &f->scan.newest[id];
	if (e->kind != PDF_E_AT && e->kind != PDF_E_IN)
		return &pdf_null;
	if (pdf_tired(f))
		return &pdf_null;
	f->slot[id].o = &pdf_null; /* what a reader sees that comes by again */
	if ((o = arena_alloc(f->arena, sizeof(*o))) == NULL) {
		pdf_fault(f, E_NOMEM);
		return &pdf_null;
	}
	if ((r = f->load(f, id, o))) {
		pdf_fault(f, r);
		return &pdf_null;
	}
	f->slot[id].o = o;
	return o;
}

const struct pdf_obj *
pdf_follow(struct pdf_file *f, const struct pdf_obj *o)
{
	int i;

	for (i = 0; o->type == PDF_REF && i < CHAIN_MAX; i++) {
		if (pdf_tired(f)) /* whoever goes in circles comes by here */
			return &pdf_null;
		if (o->id < f->scan.size &&
		    f->scan.newest[o->id].gen != o->gen &&
		    f->scan.newest[o->id].kind != PDF_E_IN)
			return &pdf_null;
		o = pdf_object(f, o->id);
	}
	return o->type == PDF_REF ? &pdf_null : o;
}

const struct pdf_obj *
pdf_get(struct pdf_file *f, const struct pdf_obj *dict, const char *key)
{
	return pdf_follow(f, pdf_key(dict, key));
}

size_t
pdf_count(const struct pdf_obj *o)
{
	return o->type == PDF_ARRAY ? o->u.array.n : 0;
}

const struct pdf_obj *
pdf_at(struct pdf_file *f, const struct pdf_obj *array, size_t i)
{
	if (i >= pdf_count(array))
		return &pdf_null;
	return pdf_follow(f, &array->u.array.at[i]);
}

const struct pdf_obj *
pdf_trailer(const struct pdf_file *f)
{
	return &f->scan.section[0].trailer;
}

const struct pdf_obj *
pdf_catalog(struct pdf_file *f)
{
	return pdf_get(f, pdf_trailer(f), "Root");
}

static void
ascending(double *a, double *b)
{
	double t = *a;

	if (*a > *b) {
		*a = *b;
		*b = t;
	}
}

bool
pdf_rectangle(struct pdf_file *f, const struct pdf_obj *o, double out[4])
{
	size_t i;

	if (pdf_count(o) != 4)
		return false;
	for (i = 0; i < 4; i++)
		if (!pdf_number(pdf_at(f, o, i), &out[i]))
			return false;
	ascending(&out[0], &out[2]);
	ascending(&out[1], &out[3]);
	return true;
}

enum err
pdf_data(struct pdf_file *f, const struct pdf_obj *o, struct bytes *out)
{
	const struct pdf_entry *e = NULL;
	struct pdf_extent ext = { 0 };
	struct pdf_obj again;

	if (o->type == PDF_STREAM && o->id > 0 && o->id < f->scan.size)
		e = &f->scan.newest[o->id];
	if (e == NULL || e->kind != PDF_E_AT ||
	    pdf_scan_object(&f->scan, e, f->arena, &again, &ext) ||
	    pdf_scan_extent(
		&f->scan, pdf_int(pdf_get(f, o, "Length"), -1), &ext))
		return pdf_fault(f,
		    pdf_refuse(f->no, PDF_DAMAGED, "6.1.7",
			"stream %d: wrong /Length or end", o->id));
	*out = bytes_at(f->scan.file.p + ext.data, ext.n);
	return E_OK;
}

/* Describe filter i of a stream. */
static void
filter(struct pdf_file *f, const struct pdf_obj *name,
    const struct pdf_obj *parms, struct pdf_filter *out)
{
	out->kind =
	    name->type == PDF_NAME ? pdf_filter_kind(name->u.s) : PDF_F_OTHER;
	if (out->kind == PDF_F_IDENTITY && pdf_has(parms, "Name") &&
	    !pdf_is_name(pdf_get(f, parms, "Name"), "Identity"))
		out->kind = PDF_F_OTHER;
	out->predictor = (int)pdf_int(pdf_get(f, parms, "Predictor"), 1);
	out->colors = (int)pdf_int(pdf_get(f, parms, "Colors"), 1);
	out->bits = (int)pdf_int(pdf_get(f, parms, "BitsPerComponent"), 8);
	out->columns = (int)pdf_int(pdf_get(f, parms, "Columns"), 1);
}

static enum err
filters(struct pdf_file *f, const struct pdf_obj *o, struct pdf_filter *out,
    size_t *n)
{
	const struct pdf_obj *names = pdf_get(f, o, "Filter");
	const struct pdf_obj *parms = pdf_get(f, o, "DecodeParms");
	size_t i;

	*n = 0;
	if (names->type == PDF_NAME) {
		if (parms->type == PDF_ARRAY)
			parms = pdf_at(f, parms, 0);
		filter(f, names, parms, &out[(*n)++]);
		return E_OK;
	}
	if (pdf_count(names) > PDF_LIMIT_FILTERS)
		return pdf_fault(f,
		    pdf_refuse(f->no, PDF_TOO_COMPLEX, "",
			"stream %d: too many filters", o->id));
	for (i = 0; i < pdf_count(names); i++)
		filter(f, pdf_at(f, names, i),
		    parms->type == PDF_ARRAY ? pdf_at(f, parms, i) : parms,
		    &out[(*n)++]);
	return E_OK;
}

enum err
pdf_decode(struct pdf_file *f, const struct pdf_obj *o, struct buf *out)
{
	struct pdf_filter all[PDF_LIMIT_FILTERS];
	struct bytes raw = { NULL, 0 };
	size_t n = 0;
	enum err r;

	if ((r = pdf_data(f, o, &raw)) || (r = filters(f, o, all, &n)))
		return r;
	r = pdf_stream_decode(raw, all, n, &f->left, out);
	if (r == E_LIMIT)
		r = pdf_refuse(f->no, PDF_TOO_COMPLEX, "",
		    "stream %d: over the budget of decoded octets", o->id);
	else if (r == E_INPUT)
		r = pdf_refuse(f->no, PDF_DAMAGED, "6.1.7",
		    "stream %d: data is damaged", o->id);
	return r == E_OK || r == E_NOTFOUND ? r : pdf_fault(f, r);
}
