/*
 * Adding validation data to the document security store.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_dss.h"

#include "shared/pdf/pdf_limits.h"

/* Names of the arrays, by enum pdf_dss_kind. */
static const char *const keys[PDF_DSS__MAX] = { "Certs", "OCSPs", "CRLs" };

struct dss {
	struct pdf_file *f;
	const struct pdf_dss_data *data;
	const struct pdf_obj *old; /* the present store; null when none */
	struct pdf_obj *store;     /* its copy, grown */
	struct pdf_increment inc;
	bool begun;
	struct buf *out;
};

static enum err
malformed(struct dss *d, const char *why)
{
	return pdf_refuse(d->f->no, PDF_DAMAGED, "", "DSS: %s", why);
}

/* Say whether a stream of the present array holds exactly these octets. */
static enum err
holds(struct dss *d, const struct pdf_obj *stream, struct bytes der, bool *yes)
{
	struct buf plain = BUF(PDF_LIMIT_DECODED);
	enum err r = pdf_decode(d->f, stream, &plain);

	*yes = r == E_OK && bytes_eq(buf_bytes(&plain), der);
	buf_free(&plain);
	return r == E_NOTFOUND ? E_OK : r;
}

/* Look for the n-th item of a kind: in the document, among those before it. */
static enum err
present(struct dss *d, size_t kind, size_t n, bool *yes)
{
	const struct pdf_obj *array = pdf_get(d->f, d->old, keys[kind]);
	const struct bytes *at = d->data->kind[kind].at;
	enum err r = E_OK;
	size_t i;

	*yes = false;
	for (i = 0; i < n && !*yes; i++)
		*yes = bytes_eq(at[i], at[n]);
	for (i = 0; i < pdf_count(array) && !*yes && r == E_OK; i++)
		r = holds(d, pdf_at(d->f, array, i), at[n], yes);
	return r;
}

/* Write one item and put it at the end of its array. */
static enum err
add(struct dss *d, size_t kind, struct bytes der)
{
	const struct pdf_obj *array = pdf_get(d->f, d->store, keys[kind]);
	struct pdf_obj ref;
	struct pdf_obj *grown;
	enum err r;

	if (!d->begun && (r = pdf_increment_begin(d->f, d->out, &d->inc)))
		return r;
	d->begun = true;
	ref = pdf_new_ref(pdf_increment_number(&d->inc), 0);
	if ((r = pdf_increment_stream(&d->inc, ref.id, "", der)))
		return r;
	if ((grown = pdf_array_grown(array, &ref, d->f->arena)) == NULL)
		return E_NOMEM;
	grown->id = 0; /* the array stands in the store itself */
	pdf_dict_set(d->store, keys[kind], grown);
	return E_OK;
}

static enum err
add_missing(struct dss *d)
{
	enum err r;
	size_t kind, n;
	bool yes;

	for (kind = 0; kind < PDF_DSS__MAX; kind++) {
		for (n = 0; n < d->data->kind[kind].n; n++) {
			if ((r = present(d, kind, n, &yes)))
				return r;
			if (!yes &&
			    (r = add(d, kind, d->data->kind[kind].at[n])))
				return r;
		}
	}
	return E_OK;
}

/* Find the present store and check its shape. */
static enum err
find(struct dss *d)
{
	const struct pdf_obj *array;
	size_t i;

	d->old = pdf_get(d->f, pdf_catalog(d->f), "DSS");
	if (d->old->type != PDF_NULL && d->old->type != PDF_DICT)
		return malformed(d, "no dictionary");
	for (i = 0; i < PDF_DSS__MAX; i++) {
		array = pdf_get(d->f, d->old, keys[i]);
		if (array->type != PDF_NULL && array->type != PDF_ARRAY)
			return malformed(d, "no array");
		if (pdf_count(array) > PDF_LIMIT_FIELDS)
			return malformed(d, "too many entries");
	}
	d->store = pdf_dict_copy(d->old, PDF_DSS__MAX + 1, d->f->arena);
	return d->store == NULL ? E_NOMEM : E_OK;
}

enum err
pdf_dss(struct pdf_file *f, const struct pdf_dss_data *data, struct buf *out)
{
	struct dss d = { .f = f, .data = data, .out = out };
	struct pdf_obj type = { .type = PDF_NAME };
	enum err r;

	type.u.s = bytes_of("DSS");
	if ((r = find(&d)) || (r = add_missing(&d)) || !d.begun)
		goto out;
	pdf_dict_set(d.store, "Type", &type);
	if ((r = pdf_increment_entry(&d.inc, "DSS", d.old, d.store)))
		goto out;
	r = pdf_increment_end(&d.inc);
out:
	if (d.begun)
		pdf_increment_clear(&d.inc);
	return r ? r : f->fault;
}

/* Copy the octets of one array of streams into the arena. */
static enum err
array_read(struct pdf_file *f, const struct pdf_obj *array, struct bytes *at)
{
	size_t i, n = pdf_count(array);
	enum err r = E_OK;

	for (i = 0; i < n && r == E_OK; i++) {
		struct buf plain = BUF(PDF_LIMIT_DECODED);

		if ((r = pdf_decode(f, pdf_at(f, array, i), &plain)) == E_OK)
			r = arena_bytes(f->arena, buf_bytes(&plain), &at[i]);
		buf_free(&plain);
	}
	return r == E_NOTFOUND
	    ? pdf_refuse(f->no, PDF_DAMAGED, "", "DSS: filter")
	    : r;
}

enum err
pdf_dss_read(struct pdf_file *f, struct pdf_dss_data *out)
{
	const struct pdf_obj *dss = pdf_get(f, pdf_catalog(f), "DSS");
	enum err r = E_OK;
	size_t kind;

	for (kind = 0; kind < PDF_DSS__MAX && r == E_OK; kind++) {
		const struct pdf_obj *array = pdf_get(f, dss, keys[kind]);
		size_t n = pdf_count(array);
		struct bytes *at = arena_array(f->arena, n + 1, sizeof(*at));

		if (n > PDF_DSS_READ)
			return pdf_refuse(f->no, PDF_TOO_COMPLEX, "",
			    "DSS: more than %d pieces", PDF_DSS_READ);
		if (at == NULL)
			return E_NOMEM;
		r = array_read(f, array, at);
		out->kind[kind].at = at;
		out->kind[kind].n = n;
	}
	return r ? r : f->fault;
}
