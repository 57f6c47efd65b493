/*
 * Comparing revisions object by object.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_revision.h"

#include <stdlib.h>
#include <string.h>

#include "shared/pdf/pdf_open.h"
#include "shared/pdf/pdf_page.h"

struct compare {
	struct pdf_file *was;
	struct pdf_file *is;
	struct pdf_pages pages; /* of the newer revision */
	struct pdf_refusal *no;
};

static enum err
changed(struct compare *c, int id, const char *what)
{
	return pdf_refuse(c->no, PDF_BAD_SIGNATURE, "",
	    "changed after signing: object %d: %s", id, what);
}

/* Say whether key is one of a list that ends with NULL. */
static bool
listed(struct bytes key, const char *const *list)
{
	for (; *list != NULL; list++)
		if (bytes_eqs(key, *list))
			return true;
	return false;
}

static const struct pdf_obj *
value_of(const struct pdf_obj *dict, struct bytes key)
{
	size_t i;

	for (i = 0; pdf_is_dict(dict) && i < dict->u.dict.n; i++)
		if (bytes_eq(dict->u.dict.at[i].key, key))
			return &dict->u.dict.at[i].value;
	return &pdf_null;
}

/* Say whether two dictionaries are equal but for some keys. */
static bool
same_but(
    const struct pdf_obj *a, const struct pdf_obj *b, const char *const *keys)
{
	size_t i;

	if (!pdf_is_dict(a) || a->type != b->type)
		return false;
	for (i = 0; i < a->u.dict.n; i++)
		if (!listed(a->u.dict.at[i].key, keys) &&
		    !pdf_equal(&a->u.dict.at[i].value,
			value_of(b, a->u.dict.at[i].key)))
			return false;
	for (i = 0; i < b->u.dict.n; i++)
		if (!listed(b->u.dict.at[i].key, keys) &&
		    !pdf_equal(&b->u.dict.at[i].value,
			value_of(a, b->u.dict.at[i].key)))
			return false;
	return true;
}

/* Say whether an element of the newer revision is a signed signature field. */
static bool
is_signed(struct compare *c, const struct pdf_obj *element)
{
	const struct pdf_obj *w = pdf_follow(c->is, element);
	const struct pdf_obj *v = pdf_get(c->is, w, "V");

	return pdf_is_name(pdf_get(c->is, w, "FT"), "Sig") && pdf_is_dict(v) &&
	    pdf_has(v, "ByteRange") && pdf_has(v, "Contents");
}

/* Say whether an array only grew, at its end, by signed signature fields. */
static bool
grown_by_signatures(
    struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	size_t i;

	if (is->type != PDF_ARRAY || pdf_count(was) > pdf_count(is) ||
	    (was->type != PDF_ARRAY && was->type != PDF_NULL))
		return false;
	for (i = 0; i < pdf_count(is); i++) {
		if (i < pdf_count(was) &&
		    !pdf_equal(&was->u.array.at[i], &is->u.array.at[i]))
			return false;
		if (i >= pdf_count(was) && !is_signed(c, &is->u.array.at[i]))
			return false;
	}
	return true;
}

/* Say whether a value is the same or grew by signatures; null is empty. */
static bool
array_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is,
    const char *key)
{
	const struct pdf_obj *a = pdf_get(c->was, was, key);
	const struct pdf_obj *b = pdf_get(c->is, is, key);

	return (a->type == PDF_NULL && b->type == PDF_NULL) ||
	    grown_by_signatures(c, a, b);
}

static bool
form_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "Fields", "SigFlags", "DR", "DA",
		NULL };
	static const struct pdf_obj empty = { .type = PDF_DICT };

	if (is->type != PDF_DICT)
		return false;
	if (was->type == PDF_NULL)
		was = &empty;
	return same_but(was, is, may) && array_ok(c, was, is, "Fields");
}

/* Say whether validation data is made of arrays of streams and nothing else
 * (EN 319 142-1 5.4.2). */
static bool
dss_ok(struct compare *c, const struct pdf_obj *dss)
{
	static const char *const lists[] = { "Certs", "OCSPs", "CRLs" };
	const struct pdf_obj *list;
	size_t i, k;

	if (dss->type == PDF_NULL)
		return true;
	if (dss->type != PDF_DICT)
		return false;
	for (i = 0; i < COUNT(lists); i++) {
		list = pdf_get(c->is, dss, lists[i]);
		if (list->type != PDF_ARRAY && list->type != PDF_NULL)
			return false;
		for (k = 0; k < pdf_count(list); k++)
			if (pdf_at(c->is, list, k)->type != PDF_STREAM)
				return false;
	}
	return true;
}

static enum err
catalog(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "AcroForm", "DSS", "Extensions",
		"Perms", "Metadata", "Version", NULL };

	if (!same_but(was, is, may))
		return changed(c, is->id, "catalog");
	if (!pdf_equal(pdf_key(was, "AcroForm"), pdf_key(is, "AcroForm")) &&
	    !form_ok(c, pdf_get(c->was, was, "AcroForm"),
		pdf_get(c->is, is, "AcroForm")))
		return changed(c, is->id, "form");
	if (!dss_ok(c, pdf_get(c->is, is, "DSS")))
		return changed(c, is->id, "validation data");
	return E_OK;
}

/* An empty signature field that became a signed one. */
static bool
field_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "V", "AP", "F", "M", "P", "Lock",
		NULL };

	return pdf_is_name(pdf_get(c->was, was, "FT"), "Sig") &&
	    pdf_get(c->was, was, "V")->type == PDF_NULL &&
	    same_but(was, is, may) &&
	    pdf_equal(pdf_key(was, "Lock"), pdf_key(is, "Lock")) &&
	    is_signed(c, is);
}

/* The widget of such a field, where it is an object of its own. */
static bool
widget_ok(
    struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "AP", "F", "M", "P", NULL };
	const struct pdf_obj *field = pdf_get(c->was, was, "Parent");

	return pdf_is_name(pdf_get(c->was, was, "Subtype"), "Widget") &&
	    !pdf_has(was, "T") && !pdf_has(was, "FT") &&
	    pdf_is_name(pdf_get(c->was, field, "FT"), "Sig") &&
	    pdf_get(c->was, field, "V")->type == PDF_NULL &&
	    same_but(was, is, may) &&
	    is_signed(c, pdf_get(c->is, is, "Parent"));
}

static bool
page_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "Annots", NULL };

	return pdf_is_name(pdf_get(c->was, was, "Type"), "Page") &&
	    same_but(was, is, may) && array_ok(c, was, is, "Annots");
}

/* Say whether an object is an array that pages or the form list. */
static bool
is_list(struct compare *c, int id)
{
	const struct pdf_obj *form =
	    pdf_get(c->is, pdf_catalog(c->is), "AcroForm");
	size_t i;

	if (pdf_get(c->is, form, "Fields")->id == id)
		return true;
	for (i = 0; i < c->pages.n; i++)
		if (pdf_get(c->is, c->pages.page[i].o, "Annots")->id == id)
			return true;
	return false;
}

/* Say whether an object belongs to the validation data. */
static bool
is_dss(struct compare *c, int id)
{
	static const char *const lists[] = { "Certs", "OCSPs", "CRLs", "VRI" };
	const struct pdf_obj *dss = pdf_get(c->was, pdf_catalog(c->was), "DSS");
	size_t i;

	if (dss->type == PDF_NULL)
		return false;
	if (dss->id == id)
		return true;
	for (i = 0; i < COUNT(lists); i++)
		if (pdf_get(c->was, dss, lists[i])->id == id)
			return true;
	return false;
}

/* Document information and its metadata may follow the changes. */
static bool
is_description(struct compare *c, int id)
{
	return pdf_get(c->was, pdf_trailer(c->was), "Info")->id == id ||
	    pdf_get(c->was, pdf_catalog(c->was), "Metadata")->id == id;
}

static bool
same_stream(
    struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	struct bytes a, b;

	return pdf_data(c->was, was, &a) == E_OK &&
	    pdf_data(c->is, is, &b) == E_OK && bytes_eq(a, b);
}

/* Judge an object that the newer revision writes anew. */
static enum err
object(struct compare *c, int id)
{
	const struct pdf_obj *was = pdf_object(c->was, id);
	const struct pdf_obj *is = pdf_object(c->is, id);

	if (c->is->fault || c->was->fault)
		return changed(c, id, "unreadable");
	if (was->type == PDF_NULL)
		return E_OK; /* new; it shows only through something changed */
	if (was->gen != is->gen)
		return changed(c, id, "other generation");
	if (is == pdf_catalog(c->is))
		return catalog(c, was, is);
	if (pdf_equal(was, is) &&
	    (was->type != PDF_STREAM || same_stream(c, was, is)))
		return E_OK;
	if (is == pdf_get(c->is, pdf_catalog(c->is), "AcroForm"))
		return form_ok(c, was, is) ? E_OK : changed(c, id, "form");
	if (is_description(c, id) || (is_dss(c, id) && was->type == is->type))
		return E_OK;
	if (was->type == PDF_ARRAY && is_list(c, id) &&
	    grown_by_signatures(c, was, is))
		return E_OK;
	if (was->type == PDF_DICT &&
	    (page_ok(c, was, is) || field_ok(c, was, is) ||
		widget_ok(c, was, is)))
		return E_OK;
	return changed(c, id, "content");
}

static enum err
entries(struct compare *c, const struct pdf_section *x)
{
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < x->n && r == E_OK; i++) {
		const struct pdf_entry *e = &x->entry[i];
		enum pdf_entry_kind was = e->id < c->was->scan.size
		    ? c->was->scan.newest[e->id].kind
		    : PDF_E_NONE;

		if (e->kind != PDF_E_FREE)
			r = object(c, e->id);
		else if (was == PDF_E_AT || was == PDF_E_IN)
			r = changed(c, e->id, "freed");
	}
	return r;
}

/* A run of octets that the newer revision accounts for. */
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

static enum err
account(struct compare *c, const struct pdf_section *x, struct buf *runs)
{
	struct run run = { x->at, x->end };
	struct pdf_extent ext;
	struct pdf_obj o;
	enum err r = buf_add(runs, &run, sizeof(run));
	size_t i;

	for (i = 0; i < x->n && r == E_OK; i++) {
		const struct pdf_entry *e = &x->entry[i];

		if (e->kind != PDF_E_AT || e->at < c->was->scan.file.n)
			continue;
		memset(&ext, 0, sizeof(ext));
		r = pdf_scan_object(&c->is->scan, e, c->is->arena, &o, &ext);
		if (r == E_OK && o.type == PDF_STREAM)
			r = pdf_scan_extent(&c->is->scan,
			    pdf_int(pdf_get(c->is, &o, "Length"), -1), &ext);
		if (r)
			return r == E_NOMEM ? r
					    : changed(c, e->id, "unreadable");
		run = (struct run){ e->at, ext.end };
		r = buf_add(runs, &run, sizeof(run));
	}
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

/* Every octet behind the older revision belongs to an object or section. */
static enum err
nothing_else(struct compare *c, struct buf *runs)
{
	struct run *run = (struct run *)(void *)runs->p;
	size_t n = runs->n / sizeof(*run);
	size_t at = c->was->scan.file.n;
	size_t i;

	if (n > 0)
		qsort(run, n, sizeof(*run), by_start);
	for (i = 0; i < n; i++) {
		if (run[i].at > at &&
		    !only_ending(c->is->scan.file, at, run[i].at))
			return changed(c, 0, "octets outside any object");
		if (run[i].end > at)
			at = run[i].end;
	}
	return only_ending(c->is->scan.file, at, c->is->scan.file.n)
	    ? E_OK
	    : changed(c, 0, "octets outside any object");
}

/* The trailer may name new information, never another catalog. */
static enum err
trailers(struct compare *c)
{
	const struct pdf_obj *was = pdf_trailer(c->was);
	const struct pdf_obj *is = pdf_trailer(c->is);

	if (!pdf_equal(pdf_key(was, "Root"), pdf_key(is, "Root")))
		return changed(c, 0, "another catalog");
	return E_OK;
}

static enum err
sections(struct compare *c)
{
	struct buf runs = BUF(4 << 20);
	const struct pdf_section *x;
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < c->is->scan.n && r == E_OK; i++) {
		x = &c->is->scan.section[i];
		if (x->at < c->was->scan.file.n)
			continue;
		if (x->kind == PDF_XREF_HYBRID)
			r = changed(c, 0, "hybrid cross-reference");
		if (r || (r = entries(c, x)))
			break;
		r = account(c, x, &runs);
	}
	if (r == E_OK)
		r = nothing_else(c, &runs);
	buf_free(&runs);
	return r;
}

enum err
pdf_revision_compare(struct bytes older, struct bytes newer, struct arena *a,
    struct pdf_refusal *no)
{
	struct pdf_refusal inner = { .verdict = PDF_OK };
	struct compare c = { .no = no };
	enum err r;

	if ((r = pdf_open_raw(older, a, &inner, &c.was)) ||
	    (r = pdf_open_raw(newer, a, &inner, &c.is)) ||
	    (r = pdf_pages(c.is, &c.pages))) {
		if (r == E_INPUT)
			r = changed(&c, 0, "revision unreadable");
		goto out;
	}
	if ((r = trailers(&c)) || (r = sections(&c)))
		goto out;
	if (c.was->fault || c.is->fault)
		r = changed(&c, 0, "unreadable");
out:
	pdf_close(c.is);
	pdf_close(c.was);
	return r;
}
