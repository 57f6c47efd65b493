/*
 * Comparing revisions object by object.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_revision.h"

#include "shared/pdf/pdf_account.h"
#include "shared/pdf/pdf_open.h"
#include "shared/pdf/pdf_page.h"
#include "shared/pdf/pdf_used.h"

struct compare {
	struct pdf_file *was;
	struct pdf_file *is;
	const struct pdf_signature *by; /* that covers it; NULL: none does */
	const unsigned char *used;      /* of the older revision (pdf_used) */
	struct pdf_pages pages;         /* of the newer revision */
	struct pdf_refusal *no;
	struct pdf_refusal inner; /* what the two files note, for nobody */
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

/*
 * Say whether an element of the newer revision is the field, or a widget of
 * the field, whose signature covers it. No other is verified as a signature
 * of this revision, whatever it says of itself.
 */
static bool
is_signed(struct compare *c, const struct pdf_obj *element)
{
	const struct pdf_obj *w = pdf_follow(c->is, element);

	if (!pdf_has(w, "V"))
		w = pdf_get(c->is, w, "Parent");
	return c->by != NULL && w->id != 0 && w->id == c->by->owner->id;
}

/* Say whether an array only grew, at its end, by the signed field. */
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

/* Say whether a form keeps the fonts by which its filled fields are shown. */
static bool
fonts_kept(
    struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	const struct pdf_obj *a =
	    pdf_get(c->was, pdf_get(c->was, was, "DR"), "Font");
	const struct pdf_obj *b =
	    pdf_get(c->is, pdf_get(c->is, is, "DR"), "Font");
	size_t i;

	for (i = 0; pdf_is_dict(a) && i < a->u.dict.n; i++)
		if (!pdf_equal(&a->u.dict.at[i].value,
			value_of(b, a->u.dict.at[i].key)))
			return false;
	return true;
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
	return same_but(was, is, may) && array_ok(c, was, is, "Fields") &&
	    fonts_kept(c, was, is);
}

static const char *const store_lists[] = { "Certs", "OCSPs", "CRLs" };

/* Say whether a list of the store is of streams, and none fewer. */
static bool
store_list_ok(
    struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	size_t i;

	if ((is->type != PDF_ARRAY && is->type != PDF_NULL) ||
	    pdf_count(is) < pdf_count(was))
		return false;
	for (i = 0; i < pdf_count(is); i++)
		if (pdf_at(c->is, is, i)->type != PDF_STREAM)
			return false;
	return true;
}

/* Say whether validation data is made of arrays of streams and nothing else,
 * and only grew (EN 319 142-1 5.4.2). */
static bool
store_ok(struct compare *c)
{
	const struct pdf_obj *was = pdf_get(c->was, pdf_catalog(c->was), "DSS");
	const struct pdf_obj *is = pdf_get(c->is, pdf_catalog(c->is), "DSS");
	size_t i;

	if (is->type != PDF_DICT)
		return is->type == PDF_NULL && was->type == PDF_NULL;
	for (i = 0; i < COUNT(store_lists); i++)
		if (!store_list_ok(c, pdf_get(c->was, was, store_lists[i]),
			pdf_get(c->is, is, store_lists[i])))
			return false;
	return true;
}

/* A certification stays what it was; where there was none, the signature
 * that covers the revision may be one (ISO 32000-1 12.8.4). */
static bool
perms_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	const struct pdf_obj *a = pdf_get(c->was, was, "Perms");
	const struct pdf_obj *b = pdf_get(c->is, is, "Perms");

	if (pdf_equal(a, b))
		return true;
	return a->type == PDF_NULL && b->type == PDF_DICT && b->u.dict.n == 1 &&
	    c->by != NULL && c->by->dict->id != 0 &&
	    pdf_get(c->is, b, "DocMDP")->id == c->by->dict->id;
}

static enum err
catalog(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "AcroForm", "DSS", "Extensions",
		"Perms", "Metadata", "Version", NULL };

	if (!same_but(was, is, may) || !perms_ok(c, was, is))
		return changed(c, is->id, "catalog");
	if (!pdf_equal(pdf_key(was, "AcroForm"), pdf_key(is, "AcroForm")) &&
	    !form_ok(c, pdf_get(c->was, was, "AcroForm"),
		pdf_get(c->is, is, "AcroForm")))
		return changed(c, is->id, "form");
	return E_OK;
}

/* An empty signature field that became a signed one. */
static bool
field_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "V", "AP", "F", "M", "P", NULL };

	return pdf_is_name(pdf_get(c->was, was, "FT"), "Sig") &&
	    pdf_get(c->was, was, "V")->type == PDF_NULL &&
	    same_but(was, is, may) && is_signed(c, is);
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

/* Say whether an object is a page, called one or not. */
static bool
is_page(const struct compare *c, int id)
{
	size_t i;

	for (i = 0; i < c->pages.n; i++)
		if (c->pages.page[i].o->id == id)
			return true;
	return false;
}

static bool
page_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	static const char *const may[] = { "Annots", NULL };

	return is_page(c, is->id) && same_but(was, is, may) &&
	    array_ok(c, was, is, "Annots");
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
is_store(struct compare *c, int id)
{
	const struct pdf_obj *store =
	    pdf_get(c->was, pdf_catalog(c->was), "DSS");
	size_t i;

	if (store->type == PDF_NULL)
		return false;
	if (store->id == id || pdf_get(c->was, store, "VRI")->id == id)
		return true;
	for (i = 0; i < COUNT(store_lists); i++)
		if (pdf_get(c->was, store, store_lists[i])->id == id)
			return true;
	return false;
}

/*
 * Information, metadata and validation data may change where they serve
 * nothing else: trailer, catalog or store alone refer to them.
 */
static bool
apart_ok(struct compare *c, const struct pdf_obj *was, const struct pdf_obj *is)
{
	int id = is->id;

	if (was->type != is->type)
		return false;
	if (was == pdf_get(c->was, pdf_trailer(c->was), "Info"))
		return c->used[id] == 0;
	return c->used[id] == 1 &&
	    (is_store(c, id) ||
		was == pdf_get(c->was, pdf_catalog(c->was), "Metadata"));
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
	if (was->type == PDF_NULL) /* shows only through something changed */
		return c->used[id] == 0 ? E_OK : changed(c, id, "was awaited");
	if (was->gen != is->gen)
		return changed(c, id, "other generation");
	if (is == pdf_catalog(c->is))
		return catalog(c, was, is);
	if (pdf_equal(was, is) &&
	    (was->type != PDF_STREAM || same_stream(c, was, is)))
		return E_OK;
	if (is == pdf_get(c->is, pdf_catalog(c->is), "AcroForm"))
		return form_ok(c, was, is) ? E_OK : changed(c, id, "form");
	if (apart_ok(c, was, is))
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

/* Judge what the sections behind the older revision list. They lead on to the
 * one that it ends with: none of its changes is passed over. */
static enum err
sections(struct compare *c)
{
	const struct pdf_section *x = c->is->scan.section;
	enum err r = E_OK;
	size_t i, n = c->is->scan.n;

	for (i = 0; i < n && x[i].at >= c->was->scan.file.n && r == E_OK; i++)
		r = x[i].kind == PDF_XREF_HYBRID
		    ? changed(c, 0, "hybrid cross-reference")
		    : entries(c, &x[i]);
	if (r == E_OK && (i == n || x[i].at != c->was->scan.section[0].at))
		r = changed(c, 0, "a revision is passed over");
	return r;
}

/* Open both, and look at what the older one refers to. */
static enum err
open_both(
    struct compare *c, struct bytes older, struct bytes newer, struct arena *a)
{
	unsigned char *used;
	int64_t highest;
	enum err r;

	if ((r = pdf_open_raw(older, a, &c->inner, &c->was)) == E_OK &&
	    (r = pdf_open_raw(newer, a, &c->inner, &c->is)) == E_OK &&
	    (r = pdf_pages(c->is, &c->pages)) == E_OK &&
	    (r = pdf_used(c->was, c->is->scan.size, &used, &highest)) == E_OK)
		c->used = used;
	return r == E_INPUT ? changed(c, 0, "revision unreadable") : r;
}

enum err
pdf_revision_compare(struct bytes older, struct bytes newer,
    const struct pdf_signature *by, struct arena *a, struct pdf_refusal *no)
{
	struct compare c = {
		.by = by, .no = no, .inner = { .verdict = PDF_OK }
	};
	enum err r;

	if ((r = open_both(&c, older, newer, a)) || (r = trailers(&c)) ||
	    (r = sections(&c)))
		goto out;
	if (!store_ok(&c))
		r = changed(&c, 0, "validation data");
	else if ((r = pdf_account(c.is, older.n)) == E_INPUT)
		r = changed(&c, 0, "octets outside any object");
	if (r == E_OK && (c.was->fault || c.is->fault))
		r = changed(&c, 0, "unreadable");
out:
	pdf_close(c.is);
	pdf_close(c.was);
	return r;
}
