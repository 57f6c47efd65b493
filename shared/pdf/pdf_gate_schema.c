/*
 * Rule group "xmp-schema": every property is one that is defined, here or in
 * an extension schema of the document, and has a value of its type.
 * ISO 19005-1 6.7.8, 6.7.9; ISO 19005-2 6.6.2.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_xmp_schema.h"
#include "shared/pdf/pdf_xmp_type.h"

#define NS_EXTENSION "http://www.aiim.org/pdfa/ns/extension/"
#define NS_SCHEMA    "http://www.aiim.org/pdfa/ns/schema#"
#define NS_PROPERTY  "http://www.aiim.org/pdfa/ns/property#"
#define NS_TYPE      "http://www.aiim.org/pdfa/ns/type#"
#define NS_FIELD     "http://www.aiim.org/pdfa/ns/field#"

/* One field that a description of an extension must or may have. */
struct part {
	const char *name;
	enum pdf_xmp_form form;
	bool required;
};

/* What describes a schema, a property, a value type and a field. */
struct description {
	const char *ns;
	const char *prefix;
	const char *why;
	struct part part[6];
};

/* clang-format off */
static const struct description schema = { NS_SCHEMA, "pdfaSchema",
	"extension schema malformed", {
	{ "schema",       PDF_XMP_SIMPLE, true },
	{ "namespaceURI", PDF_XMP_SIMPLE, true },
	{ "prefix",       PDF_XMP_SIMPLE, true },
	{ "property",     PDF_XMP_SEQ,    false },
	{ "valueType",    PDF_XMP_SEQ,    false },
} };
static const struct description property = { NS_PROPERTY, "pdfaProperty",
	"property of an extension schema malformed", {
	{ "name",         PDF_XMP_SIMPLE, true },
	{ "valueType",    PDF_XMP_SIMPLE, true },
	{ "category",     PDF_XMP_SIMPLE, true },
	{ "description",  PDF_XMP_SIMPLE, true },
} };
static const struct description type = { NS_TYPE, "pdfaType",
	"value type of an extension schema malformed", {
	{ "type",         PDF_XMP_SIMPLE, true },
	{ "namespaceURI", PDF_XMP_SIMPLE, true },
	{ "prefix",       PDF_XMP_SIMPLE, true },
	{ "description",  PDF_XMP_SIMPLE, true },
	{ "field",        PDF_XMP_SEQ,    false },
} };
static const struct description field = { NS_FIELD, "pdfaField",
	"field of an extension schema malformed", {
	{ "name",         PDF_XMP_SIMPLE, true },
	{ "valueType",    PDF_XMP_SIMPLE, true },
	{ "description",  PDF_XMP_SIMPLE, true },
} };
/* clang-format on */

static void
fails(struct pdf_gate *g, const char *why)
{
	pdf_gate_fail(g, "6.7.8", "6.6.2.3.3", NULL, why);
}

/* Say whether a value is simple, also as rdf:resource. */
static bool
is_simple(const struct pdf_xmp *x)
{
	return x->form == PDF_XMP_SIMPLE || x->form == PDF_XMP_URI;
}

/* Say whether a part is of the form it is to have; Alt has an order, too. */
static bool
of_form(const struct pdf_xmp *x, enum pdf_xmp_form form)
{
	return form == PDF_XMP_SIMPLE
	    ? is_simple(x)
	    : x->form == form || x->form == PDF_XMP_ALT;
}

static const struct part *
part_of(const struct description *d, const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(d->part) && d->part[i].name != NULL; i++)
		if (strcmp(d->part[i].name, name) == 0)
			return &d->part[i];
	return NULL;
}

/* Judge one description against what it must be made of. */
static void
describe(
    struct pdf_gate *g, const struct pdf_xmp *x, const struct description *d)
{
	const struct pdf_xmp *f;
	const struct part *p;
	size_t i;

	if (x->form != PDF_XMP_STRUCT) {
		fails(g, d->why);
		return;
	}
	for (f = x->child; f != NULL; f = f->next) {
		p = part_of(d, f->name);
		if (p == NULL || strcmp(f->ns, d->ns) != 0 ||
		    strcmp(f->prefix, d->prefix) != 0 || !of_form(f, p->form))
			fails(g, d->why);
	}
	for (i = 0; i < COUNT(d->part) && d->part[i].name != NULL; i++)
		if (d->part[i].required &&
		    pdf_xmp_find(x->child, d->ns, d->part[i].name) == NULL)
			fails(g, d->why);
}

static const char *
text_of(const struct pdf_xmp *x, const char *ns, const char *name)
{
	const struct pdf_xmp *f = pdf_xmp_find(x->child, ns, name);

	return f && is_simple(f) ? f->text : "";
}

/* First item of an array that is a field; NULL when there is none. */
static const struct pdf_xmp *
items(const struct pdf_xmp *x, const char *ns, const char *name)
{
	const struct pdf_xmp *f = pdf_xmp_find(x->child, ns, name);

	return f ? f->child : NULL;
}

/* A type's name without white space around it. */
static const char *
trimmed(struct pdf_gate *g, const char *s)
{
	size_t n;

	s += strspn(s, " \t\r\n");
	for (n = strlen(s); n > 0 && strchr(" \t\r\n", s[n - 1]); n--)
		;
	return arena_text(g->f->arena, bytes_at((const unsigned char *)s, n));
}

/* What a schema defines: the first definition of a thing is what counts. */
struct definitions {
	const struct pdf_xmp *schema;
	struct pdf_xmp_own *first;
	struct pdf_xmp_own **end;
};

/* Take a definition: x is a property, a field of a type, or NULL. */
static void
define(struct pdf_gate *g, struct definitions *d, const char *of,
    const char *ns, const struct pdf_xmp *x)
{
	const char *from = of ? NS_FIELD : NS_PROPERTY;
	struct pdf_xmp_own *o = arena_alloc(g->f->arena, sizeof(*o));

	if (o == NULL) {
		pdf_fault(g->f, E_NOMEM);
		return;
	}
	o->schema = d->schema;
	o->type = of;
	o->ns = ns;
	o->name = x ? text_of(x, from, "name") : "";
	o->value = trimmed(g, x ? text_of(x, from, "valueType") : "");
	if (o->value == NULL) {
		pdf_fault(g->f, E_NOMEM);
		return;
	}
	*d->end = o;
	d->end = &o->next;
}

static void
value_types(struct pdf_gate *g, struct definitions *d)
{
	const struct pdf_xmp *t = items(d->schema, NS_SCHEMA, "valueType");
	const struct pdf_xmp *f;

	for (; t != NULL; t = t->next) {
		const char *name = text_of(t, NS_TYPE, "type");
		const char *ns = text_of(t, NS_TYPE, "namespaceURI");

		describe(g, t, &type);
		f = items(t, NS_TYPE, "field");
		if (f == NULL)
			define(g, d, name, ns, NULL);
		for (; f != NULL; f = f->next) {
			describe(g, f, &field);
			define(g, d, name, ns, f);
		}
	}
}

static void
properties(struct pdf_gate *g, struct definitions *d)
{
	const char *ns = text_of(d->schema, NS_SCHEMA, "namespaceURI");
	const struct pdf_xmp *p = items(d->schema, NS_SCHEMA, "property");
	const char *category;

	for (; p != NULL; p = p->next) {
		describe(g, p, &property);
		category = text_of(p, NS_PROPERTY, "category");
		if (strcmp(category, "external") != 0 &&
		    strcmp(category, "internal") != 0)
			fails(g, "category of a property");
		define(g, d, NULL, ns, p);
	}
}

static int
edition(const struct pdf_gate *g)
{
	return g->part == 1 ? PDF_XMP_2004 : PDF_XMP_2005;
}

/* Read one schema, on top of those that are known. */
static struct pdf_xmp_own *
one_schema(struct pdf_gate *g, const struct pdf_xmp *s, struct pdf_xmp_own *own)
{
	struct definitions d = { .schema = s, .first = NULL };
	const struct pdf_xmp_own *o;

	d.end = &d.first;
	describe(g, s, &schema);
	value_types(g, &d);
	properties(g, &d);
	for (o = d.first; o != NULL && !pdf_tired(g->f); o = o->next)
		if (!pdf_xmp_type_known(d.first, o, edition(g)))
			fails(g, "value type that is not defined");
	*d.end = own;
	return d.first;
}

/* Read the container of extension schemas, if any, on top of own. */
static struct pdf_xmp_own *
extensions(struct pdf_gate *g, const struct pdf_xmp *container,
    struct pdf_xmp_own *own)
{
	const struct pdf_xmp *s;

	if (container == NULL)
		return own;
	if (container->form != PDF_XMP_BAG ||
	    strcmp(container->prefix, "pdfaExtension") != 0) {
		fails(g, "container of extension schemas");
		return own;
	}
	for (s = container->child; s != NULL; s = s->next)
		own = one_schema(g, s, own);
	return own;
}

/* Judge one property; the document may define one of XMP's anew. */
static void
judge(
    struct pdf_gate *g, const struct pdf_xmp *p, const struct pdf_xmp_own *own)
{
	const struct pdf_xmp_row *row = pdf_xmp_row(p->ns, p->name, edition(g));
	const struct pdf_xmp_own *mine =
	    pdf_xmp_own_property(own, p->ns, p->name);

	if (strcmp(p->ns, NS_EXTENSION) == 0) {
		if (strcmp(p->name, "schemas") != 0)
			fails(g, "container of extension schemas");
	} else if (mine == NULL && row == NULL)
		pdf_gate_fail(g, "6.7.9", "6.6.2.3.1", NULL,
		    "property that is not defined");
	else if (mine ? !pdf_xmp_type_holds(own, mine->schema, mine->value, p)
		      : !pdf_xmp_type_holds(NULL, NULL, row->type, p))
		pdf_gate_fail(g, "6.7.9", "6.6.2.3.1", NULL,
		    "property with a value of another type");
}

/* Judge all properties of a packet; those of the document are known in all. */
static struct pdf_xmp_own *
judge_all(struct pdf_gate *g, const struct pdf_xmp *xmp)
{
	struct pdf_xmp_own *own =
	    extensions(g, pdf_xmp_find(xmp, NS_EXTENSION, "schemas"), g->own);
	const struct pdf_xmp *p;

	for (p = xmp; p != NULL && !pdf_tired(g->f); p = p->next)
		judge(g, p, own);
	return own;
}

void
pdf_gate_schema(struct pdf_gate *g)
{
	g->own = judge_all(g, g->xmp);
}

void
pdf_gate_schema_object(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *m = pdf_get(g->f, o, "Metadata");
	struct pdf_xml_document packet;
	const struct pdf_xmp *xmp;
	const char *why;

	if (g->part == 1 || m->type != PDF_STREAM ||
	    m == pdf_get(g->f, pdf_catalog(g->f), "Metadata"))
		return;
	if (pdf_gate_packet(g, m, &packet, &xmp, &why)) {
		pdf_gate_fail(g, NULL, "6.6.2.1", o, why);
		return;
	}
	pdf_gate_packet_form(g, &packet, m);
	(void)judge_all(g, xmp);
}
