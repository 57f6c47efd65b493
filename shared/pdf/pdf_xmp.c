/*
 * XMP from RDF. XMP Specification Part 1, 7 and annex C; the rules on what
 * RDF is allowed are those of 7.9.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_xmp.h"

#include <string.h>

/* An element that still has to be turned into a value. */
struct work {
	const struct pdf_xml *x;
	struct pdf_xmp *out;
};

struct reader {
	struct arena *a;
	struct buf work;   /* struct work, taken from the end */
	const char *about; /* of the first rdf:Description */
};

const struct pdf_xmp *
pdf_xmp_find(const struct pdf_xmp *first, const char *ns, const char *name)
{
	for (; first != NULL; first = first->next)
		if (strcmp(first->name, name) == 0 &&
		    strcmp(first->ns, ns) == 0)
			return first;
	return NULL;
}

static bool
is_rdf(const struct pdf_xml *x, const char *name)
{
	return pdf_xml_is(x, PDF_NS_RDF, name);
}

static bool
attribute_is(
    const struct pdf_xml_attribute *at, const char *ns, const char *name)
{
	return strcmp(at->name, name) == 0 && strcmp(at->ns, ns) == 0;
}

/* Attributes that say something about an element and are no property. */
static bool
is_syntax(const struct pdf_xml_attribute *at)
{
	static const char *const names[] = { "about", "ID", "nodeID",
		"resource", "parseType", "datatype", "type", "value" };
	size_t i;

	if (strcmp(at->ns, PDF_NS_XML) == 0)
		return true;
	/* old RDF left out the prefix of these two */
	if (*at->ns == '\0')
		return strcmp(at->name, "about") == 0 ||
		    strcmp(at->name, "ID") == 0;
	if (strcmp(at->ns, PDF_NS_RDF) != 0)
		return false;
	for (i = 0; i < COUNT(names); i++)
		if (strcmp(at->name, names[i]) == 0)
			return true;
	return false;
}

/* Hang a new, empty value behind the last one. */
static struct pdf_xmp *
hang(struct reader *r, struct pdf_xmp **first)
{
	struct pdf_xmp *p = arena_alloc(r->a, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->ns = p->prefix = p->name = p->text = "";
	while (*first != NULL)
		first = &(*first)->next;
	*first = p;
	return p;
}

/* Hang a named value: a property, or a field. Each stands there once. */
static enum err
hang_named(struct reader *r, struct pdf_xmp **first, const char *ns,
    const char *prefix, const char *name, struct pdf_xmp **out)
{
	if (*ns == '\0' || pdf_xmp_find(*first, ns, name) != NULL)
		return E_INPUT;
	if ((*out = hang(r, first)) == NULL)
		return E_NOMEM;
	(*out)->ns = ns;
	(*out)->prefix = prefix;
	(*out)->name = name;
	return E_OK;
}

/* Take attributes that are properties written short (7.9.2.2). */
static enum err
short_forms(struct reader *r, const struct pdf_xml *x, struct pdf_xmp **first)
{
	struct pdf_xmp *p;
	enum err e = E_OK;
	size_t i;

	for (i = 0; i < x->nattribute && e == E_OK; i++) {
		const struct pdf_xml_attribute *at = &x->attribute[i];

		if (is_syntax(at))
			continue;
		if (strcmp(at->ns, PDF_NS_RDF) == 0)
			return E_INPUT;
		e = hang_named(r, first, at->ns, at->prefix, at->name, &p);
		if (e == E_OK)
			p->text = at->value;
	}
	return e;
}

/* Let a property element wait for its turn. */
static enum err
later(struct reader *r, const struct pdf_xml *x, struct pdf_xmp **first,
    bool item)
{
	struct work w = { x, NULL };
	enum err e = E_OK;

	if (!item)
		e = hang_named(r, first, x->ns, x->prefix, x->name, &w.out);
	else if ((w.out = hang(r, first)) == NULL)
		e = E_NOMEM;
	return e ? e : buf_add(&r->work, &w, sizeof(w));
}

/* Turn all children of an element into fields. */
static enum err
fields(struct reader *r, const struct pdf_xml *x, struct pdf_xmp **first)
{
	const struct pdf_xml *c;
	enum err e = E_OK;

	if (!x->blank)
		return E_INPUT;
	for (c = x->child; c != NULL && e == E_OK; c = c->next) {
		if (strcmp(c->ns, PDF_NS_RDF) == 0 && !is_rdf(c, "value") &&
		    !is_rdf(c, "type"))
			return E_INPUT;
		e = later(r, c, first, false);
	}
	return e;
}

static enum err
items(struct reader *r, const struct pdf_xml *array, struct pdf_xmp *out)
{
	const struct pdf_xml *c;
	enum err e = E_OK;

	if (!array->blank)
		return E_INPUT;
	for (c = array->child; c != NULL && e == E_OK; c = c->next)
		e = is_rdf(c, "li") ? later(r, c, &out->child, true) : E_INPUT;
	return e;
}

/* The one element inside a property: array, description, typed node. */
static enum err
node(struct reader *r, const struct pdf_xml *x, struct pdf_xmp *out)
{
	enum err e;

	if (is_rdf(x, "Bag"))
		out->form = PDF_XMP_BAG;
	else if (is_rdf(x, "Seq"))
		out->form = PDF_XMP_SEQ;
	else if (is_rdf(x, "Alt"))
		out->form = PDF_XMP_ALT;
	else
		out->form = PDF_XMP_STRUCT;
	if (out->form != PDF_XMP_STRUCT)
		return items(r, x, out);
	if ((strcmp(x->ns, PDF_NS_RDF) == 0 && !is_rdf(x, "Description")) ||
	    pdf_xml_attribute(x, PDF_NS_RDF, "type") != NULL)
		return E_INPUT;
	e = short_forms(r, x, &out->child);
	return e ? e : fields(r, x, &out->child);
}

/* Property attributes on a property element make it a structure, or, with
 * rdf:value, a qualified simple value (7.9.2.5). */
static enum err
empty(struct reader *r, const struct pdf_xml *x, struct pdf_xmp *out)
{
	const char *resource = pdf_xml_attribute(x, PDF_NS_RDF, "resource");
	const char *value = pdf_xml_attribute(x, PDF_NS_RDF, "value");
	enum err e;

	if (value != NULL && resource != NULL)
		return E_INPUT;
	if (value != NULL) {
		out->text = value;
		return E_OK;
	}
	if (resource != NULL) {
		out->form = PDF_XMP_URI;
		out->text = resource;
		return E_OK;
	}
	if ((e = short_forms(r, x, &out->child)))
		return e;
	if (out->child != NULL)
		out->form = PDF_XMP_STRUCT;
	return E_OK;
}

/* Say whether an element carries xml:lang and one attribute of RDF only;
 * name "": none. */
static bool
carries_only(const struct pdf_xml *x, const char *name)
{
	size_t i;

	for (i = 0; i < x->nattribute; i++)
		if (!attribute_is(&x->attribute[i], PDF_NS_XML, "lang") &&
		    !attribute_is(&x->attribute[i], PDF_NS_RDF, name))
			return false;
	return true;
}

static enum err
property(struct reader *r, const struct pdf_xml *x, struct pdf_xmp *out)
{
	const char *parse = pdf_xml_attribute(x, PDF_NS_RDF, "parseType");

	out->lang = pdf_xml_attribute(x, PDF_NS_XML, "lang");
	if (parse != NULL) {
		if (strcmp(parse, "Resource") != 0 ||
		    !carries_only(x, "parseType"))
			return E_INPUT;
		out->form = PDF_XMP_STRUCT;
		return fields(r, x, &out->child);
	}
	if (x->child != NULL) {
		if (!x->blank || x->child->next != NULL || !carries_only(x, ""))
			return E_INPUT;
		return node(r, x->child, out);
	}
	if (*x->text == '\0' && !x->pieces)
		return empty(r, x, out);
	if (x->pieces || !carries_only(x, "datatype"))
		return E_INPUT;
	out->text = x->text;
	return E_OK;
}

/*
 * A structure with rdf:value is a value with qualifiers: it counts as the
 * value alone.
 */
static void
unqualify(struct pdf_xmp *p)
{
	const struct pdf_xmp *value;

	if (p->form != PDF_XMP_STRUCT)
		return;
	value = pdf_xmp_find(p->child, PDF_NS_RDF, "value");
	if (value == NULL)
		return;
	p->form = value->form;
	p->text = value->text;
	p->child = value->child;
}

/* Lift qualified values, innermost last; bounded by the arena. */
static enum err
unqualify_all(struct reader *r, struct pdf_xmp *first)
{
	struct work w;
	enum err e = E_OK;

	for (; first != NULL && e == E_OK; first = first->next) {
		w = (struct work){ NULL, first };
		e = buf_add(&r->work, &w, sizeof(w));
	}
	while (r->work.n > 0 && e == E_OK) {
		struct pdf_xmp *c;

		r->work.n -= sizeof(w);
		memcpy(&w, r->work.p + r->work.n, sizeof(w));
		unqualify(w.out);
		for (c = w.out->child; c != NULL && e == E_OK; c = c->next) {
			struct work next = { NULL, c };

			e = buf_add(&r->work, &next, sizeof(next));
		}
	}
	return e;
}

/* One rdf:Description at the top. */
static enum err
description(struct reader *r, const struct pdf_xml *x, struct pdf_xmp **first)
{
	const char *about = pdf_xml_attribute(x, PDF_NS_RDF, "about");
	enum err e;

	if (!is_rdf(x, "Description") ||
	    pdf_xml_attribute(x, PDF_NS_XML, "lang") != NULL ||
	    pdf_xml_attribute(x, PDF_NS_RDF, "type") != NULL ||
	    pdf_xml_attribute(x, PDF_NS_RDF, "resource") != NULL)
		return E_INPUT;
	if (about != NULL && *about != '\0') {
		if (r->about != NULL && strcmp(r->about, about) != 0)
			return E_INPUT;
		r->about = about;
	}
	if ((e = short_forms(r, x, first)))
		return e;
	return fields(r, x, first);
}

/* Find rdf:RDF: the root itself or a child of x:xmpmeta. */
static const struct pdf_xml *
rdf(const struct pdf_xml *root)
{
	const struct pdf_xml *c;

	if (is_rdf(root, "RDF"))
		return root;
	for (c = root->child; c != NULL; c = c->next)
		if (is_rdf(c, "RDF"))
			return c;
	return NULL;
}

enum err
pdf_xmp_read(const struct pdf_xml *root, struct arena *a, struct pdf_xmp **out)
{
	struct reader r = { .a = a, .work = BUF(16 << 20) };
	const struct pdf_xml *top = rdf(root);
	const struct pdf_xml *c;
	struct work w;
	enum err e = E_OK;

	*out = NULL;
	if (top == NULL || !top->blank)
		return E_INPUT;
	for (c = top->child; c != NULL && e == E_OK; c = c->next)
		e = description(&r, c, out);
	while (e == E_OK && r.work.n > 0) {
		r.work.n -= sizeof(w);
		memcpy(&w, r.work.p + r.work.n, sizeof(w));
		e = property(&r, w.x, w.out);
	}
	if (e == E_OK)
		e = unqualify_all(&r, *out);
	buf_free(&r.work);
	return e;
}
