/*
 * Checking values against types. XMP Specification Part 1, 8; RFC 2045,
 * ISO 8601.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_xmp_type.h"

#include <regex.h>
#include <string.h>
#include <strings.h>

#include "shared/pdf/pdf_xmp_schema.h"

#define VALUES_MAX 20000 /* values that still have to be checked */
#define VALUE_MAX  1000  /* octets of a value that is to look like something */

/* clang-format off */
/*
 * Simple types: what a value looks like, as an extended regular expression;
 * NULL when anything will do. Where veraPDF takes more than
 * the specification (a date without its zone, any text as a URI or a
 * rational number), this does, too.
 */
static const struct simple {
	const char *name;
	const char *looks;
} simple[] = {
	{ "Text",           NULL },
	{ "ProperName",     NULL },
	{ "AgentName",      NULL },
	{ "RenditionClass", NULL },
	{ "Locale",         NULL },
	{ "URI",            NULL },
	{ "URL",            NULL },
	{ "Rational",       NULL },
	{ "XPath",          "^.+$" },
	{ "Boolean",        "^(True|False)$" },
	{ "Integer",        "^[+-]?[0-9]+$" },
	{ "Real",           "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)$" },
	{ "Date",           "^(-?[0-9]+(-[0-9]+(-[0-9]+(T[0-9]+(:[0-9]+(:[0-9]+"
	    "(\\.[0-9]+)?)?)?(Z|[+-][0-9]+(:?[0-9]+)?)?)?)?)?)?$" },
	{ "MIMEType",       "^[-+._[:alnum:]]+/[-+._[:alnum:]]+$" },
	{ "GPSCoordinate",  "^[0-9]+,[0-9]+[,.][0-9]+[NSEW]$" },
};
static const struct {
	const char *prefix;
	enum pdf_xmp_form form;
} arrays[] = {
	{ "bag", PDF_XMP_BAG },
	{ "seq", PDF_XMP_SEQ },
	{ "alt", PDF_XMP_ALT },
};
/* clang-format on */

static const struct simple *
simple_type(const char *type)
{
	size_t i;

	for (i = 0; i < COUNT(simple); i++)
		if (strcasecmp(simple[i].name, type) == 0)
			return &simple[i];
	return NULL;
}

/* Say whether text looks as a type wants it; each expression is made once. */
static bool
looks(const struct simple *type, const char *text)
{
	static struct {
		bool made;
		regex_t regex;
	} made[COUNT(simple)];
	size_t i = (size_t)(type - simple);

	if (type->looks == NULL)
		return true;
	if (strlen(text) > VALUE_MAX)
		return false;
	if (!made[i].made &&
	    regcomp(&made[i].regex, type->looks, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	made[i].made = true;
	return regexec(&made[i].regex, text, 0, NULL, 0) == 0;
}

/* Find what an array type is an array of; NULL when it is none. */
static const char *
element_type(const char *type, enum pdf_xmp_form *form)
{
	size_t i;

	for (i = 0; i < COUNT(arrays); i++) {
		if (strncasecmp(type, arrays[i].prefix, 3) == 0 &&
		    (type[3] == ' ' || type[3] == '\0')) {
			*form = arrays[i].form;
			return type + (type[3] == ' ' ? 4 : 3);
		}
	}
	return NULL;
}

/*
 * A choice is of the type it names, or of text: "closed Choice of Integer".
 * So is a type that is left empty.
 */
static const char *
unchoose(const char *type)
{
	if (strncasecmp(type, "open ", 5) == 0)
		type += 5;
	else if (strncasecmp(type, "closed ", 7) == 0)
		type += 7;
	if (strncasecmp(type, "choice of ", 10) == 0)
		return type + 10;
	return *type == '\0' || strcasecmp(type, "choice") == 0 ? "Text" : type;
}

const struct pdf_xmp_own *
pdf_xmp_own_property(
    const struct pdf_xmp_own *own, const char *ns, const char *name)
{
	for (; own != NULL; own = own->next)
		if (own->type == NULL && strcmp(own->name, name) == 0 &&
		    strcmp(own->ns, ns) == 0)
			return own;
	return NULL;
}

/*
 * Find a field of a structure that a schema defines for itself; name NULL:
 * any, so whether there is such a structure.
 */
static const struct pdf_xmp_own *
own_field(const struct pdf_xmp_own *own, const struct pdf_xmp *schema,
    const char *type, const struct pdf_xmp *field)
{
	for (; own != NULL; own = own->next)
		if (own->schema == schema && own->type != NULL &&
		    strcasecmp(own->type, type) == 0 &&
		    (field == NULL ||
			(strcmp(own->name, field->name) == 0 &&
			    strcmp(own->ns, field->ns) == 0)))
			return own;
	return NULL;
}

bool
pdf_xmp_type_known(
    const struct pdf_xmp_own *own, const struct pdf_xmp_own *o, int edition)
{
	const char *type = unchoose(o->value);
	enum pdf_xmp_form form;
	const char *element;

	while ((element = element_type(type, &form)) != NULL)
		type = unchoose(element);
	return strcasecmp(type, "Lang Alt") == 0 || simple_type(type) != NULL ||
	    own_field(own, o->schema, type, NULL) != NULL ||
	    pdf_xmp_structure(type, edition);
}

/* A value and what it is to be. */
struct wait {
	const char *type;
	const struct pdf_xmp *value;
};

struct check {
	const struct pdf_xmp_own *own;
	const struct pdf_xmp *schema; /* whose structures may be meant */
	struct buf wait;              /* struct wait, taken from the end */
};

static bool
later(struct check *c, const char *type, const struct pdf_xmp *value)
{
	struct wait w = { type, value };

	return buf_add(&c->wait, &w, sizeof(w)) == E_OK;
}

static bool
is_simple(const struct pdf_xmp *v)
{
	return v->form == PDF_XMP_SIMPLE || v->form == PDF_XMP_URI;
}

/* An alternative of texts by language; one that says its language will do. */
static bool
lang_alt(const struct pdf_xmp *v)
{
	const struct pdf_xmp *c;
	bool said = v->child == NULL;

	if (v->form != PDF_XMP_ALT)
		return false;
	for (c = v->child; c != NULL; c = c->next) {
		if (!is_simple(c))
			return false;
		said = said || c->lang != NULL;
	}
	return said;
}

static bool
elements(struct check *c, const struct wait *w, const char *type,
    enum pdf_xmp_form form)
{
	const struct pdf_xmp *e;

	if (w->value->form != form)
		return false;
	for (e = w->value->child; e != NULL; e = e->next)
		if (!later(c, type, e))
			return false;
	return true;
}

/* Type of a field in one of XMP's structures; NULL when there is no such. */
static const char *
field_type(const char *type, const struct pdf_xmp *field)
{
	size_t i, n;
	const struct pdf_xmp_row_field *row = pdf_xmp_fields(type, &n);

	for (i = 0; i < n; i++)
		if (strcmp(row[i].name, field->name) == 0 &&
		    strcmp(row[i].ns, field->ns) == 0)
			return row[i].value;
	return NULL;
}

/*
 * Each field of a structure must be one that the structure has; the
 * schema's own structures come before XMP's. One without fields is text.
 */
static bool
structure(struct check *c, const struct wait *w, const char *type,
    const struct pdf_xmp_own *own)
{
	const struct pdf_xmp *f;
	const char *of;

	if (own != NULL && *own->name == '\0')
		return is_simple(w->value);
	if (w->value->form != PDF_XMP_STRUCT)
		return false;
	for (f = w->value->child; f != NULL; f = f->next) {
		of = field_type(type, f);
		if (own != NULL) {
			own = own_field(c->own, c->schema, type, f);
			of = own ? own->value : NULL;
		}
		if (of == NULL || !later(c, of, f))
			return false;
	}
	return true;
}

static bool
one(struct check *c, const struct wait *w)
{
	const char *type = unchoose(w->type);
	const struct pdf_xmp_own *own =
	    own_field(c->own, c->schema, type, NULL);
	const struct simple *s = simple_type(type);
	enum pdf_xmp_form form;
	const char *element;

	if (strcasecmp(type, "Lang Alt") == 0)
		return lang_alt(w->value);
	if ((element = element_type(type, &form)) != NULL)
		return elements(c, w, element, form);
	if (own == NULL && s != NULL)
		return is_simple(w->value) && looks(s, w->value->text);
	return strcasecmp(type, "Any") == 0 || structure(c, w, type, own);
}

bool
pdf_xmp_type_holds(const struct pdf_xmp_own *own, const struct pdf_xmp *schema,
    const char *type, const struct pdf_xmp *value)
{
	struct check c = { .own = own, .schema = schema };
	bool holds;
	struct wait w;

	buf_init(&c.wait, VALUES_MAX * sizeof(w));
	holds = later(&c, type, value);
	while (holds && c.wait.n > 0) {
		c.wait.n -= sizeof(w);
		memcpy(&w, c.wait.p + c.wait.n, sizeof(w));
		holds = one(&c, &w);
	}
	buf_free(&c.wait);
	return holds;
}
