/*
 * Checking values against types. XMP Specification Part 1, 8; RFC 2045,
 * RFC 3066, RFC 3986, ISO 8601.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_xmp_type.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "shared/pdf/pdf_xmp_schema.h"

#define WAITING 256 /* values that still have to be checked */

static bool
is_any(const char *s)
{
	(void)s;
	return true;
}

static bool
is_boolean(const char *s)
{
	return strcmp(s, "True") == 0 || strcmp(s, "False") == 0;
}

/* Step over digits; returns how many there were. */
static size_t
digits(const char **s)
{
	size_t n = 0;

	while (isdigit((unsigned char)**s)) {
		++*s;
		n++;
	}
	return n;
}

static bool
is_integer(const char *s)
{
	if (*s == '+' || *s == '-')
		s++;
	return digits(&s) > 0 && *s == '\0';
}

static bool
is_real(const char *s)
{
	size_t n;

	if (*s == '+' || *s == '-')
		s++;
	n = digits(&s);
	if (*s == '.') {
		s++;
		n += digits(&s);
	}
	return n > 0 && *s == '\0';
}

static bool
is_rational(const char *s)
{
	if (*s == '-')
		s++;
	if (digits(&s) == 0 || *s++ != '/')
		return false;
	return digits(&s) > 0 && *s == '\0';
}

/* Z, or a sign and hh:mm. */
static bool
is_zone(const char *s)
{
	if (strcmp(s, "Z") == 0)
		return true;
	if (*s != '+' && *s != '-')
		return false;
	s++;
	return digits(&s) == 2 && *s++ == ':' && digits(&s) == 2 && *s == '\0';
}

/* hh:mm[:ss[.s]] and a zone. */
static bool
is_time(const char *s)
{
	if (digits(&s) != 2 || *s++ != ':' || digits(&s) != 2)
		return false;
	if (*s == ':') {
		s++;
		if (digits(&s) != 2)
			return false;
		if (*s == '.') {
			s++;
			if (digits(&s) == 0)
				return false;
		}
	}
	return is_zone(s);
}

/* A year, a month, a day, or a moment. */
static bool
is_date(const char *s)
{
	int i;

	if (digits(&s) != 4)
		return false;
	for (i = 0; i < 2 && *s == '-'; i++) {
		s++;
		if (digits(&s) != 2)
			return false;
	}
	return *s == '\0' || (i == 2 && *s == 'T' && is_time(s + 1));
}

static bool
is_media(const char *s)
{
	int slashes = 0;
	const char *from = s;

	for (; *s != '\0'; s++) {
		if (*s == '/' && s > from && s[1] != '\0')
			slashes++;
		else if (!isalnum((unsigned char)*s) &&
		    strchr("-_+.", *s) == NULL)
			return false;
	}
	return slashes == 1;
}

/* Characters that RFC 3986 knows, and letters beyond ASCII. */
static bool
is_uri(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' ||
		    strchr("<>\"{}|\\^`", *s) != NULL)
			return false;
	return true;
}

/* "DDD,MM,SSk" or "DDD,MM.mmk". */
static bool
is_coordinate(const char *s)
{
	if (digits(&s) == 0 || *s++ != ',' || digits(&s) == 0)
		return false;
	if (*s != ',' && *s != '.')
		return false;
	s++;
	return digits(&s) > 0 && *s != '\0' && strchr("NSEW", *s) != NULL &&
	    s[1] == '\0';
}

/* clang-format off */
static const struct simple {
	const char *name;
	bool (*holds)(const char *s);
} simple[] = {
	{ "Text",           is_any },
	{ "ProperName",     is_any },
	{ "AgentName",      is_any },
	{ "XPath",          is_any },
	{ "GUID",           is_any },
	{ "RenditionClass", is_any },
	{ "Boolean",        is_boolean },
	{ "Integer",        is_integer },
	{ "Real",           is_real },
	{ "Rational",       is_rational },
	{ "Date",           is_date },
	{ "MIMEType",       is_media },
	{ "URI",            is_uri },
	{ "URL",            is_uri },
	{ "Locale", is_any },
	{ "GPSCoordinate",  is_coordinate },
};
static const struct {
	const char *prefix;
	enum pdf_xmp_form form;
} arrays[] = {
	{ "bag ", PDF_XMP_BAG },
	{ "seq ", PDF_XMP_SEQ },
	{ "alt ", PDF_XMP_ALT },
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

/* Find what an array type is an array of; NULL when it is none. */
static const char *
element_type(const char *type, enum pdf_xmp_form *form)
{
	size_t i;

	for (i = 0; i < COUNT(arrays); i++) {
		if (strncasecmp(type, arrays[i].prefix, 4) == 0) {
			*form = arrays[i].form;
			return type + 4;
		}
	}
	return NULL;
}

/* A choice is of the type it names, or of text: "closed Choice of Integer". */
static const char *
unchoose(const char *type)
{
	if (strncasecmp(type, "open ", 5) == 0)
		type += 5;
	else if (strncasecmp(type, "closed ", 7) == 0)
		type += 7;
	if (strncasecmp(type, "choice of ", 10) == 0)
		return type + 10;
	return strcasecmp(type, "choice") == 0 ? "Text" : type;
}

const struct pdf_xmp_own *
pdf_xmp_own_find(const struct pdf_xmp_own *own, const char *type,
    const char *ns, const char *name)
{
	for (; own != NULL; own = own->next) {
		if ((type == NULL) != (own->type == NULL) ||
		    (type != NULL && strcasecmp(type, own->type) != 0))
			continue;
		if (name == NULL ||
		    (strcmp(own->name, name) == 0 && strcmp(own->ns, ns) == 0))
			return own;
	}
	return NULL;
}

bool
pdf_xmp_type_known(const struct pdf_xmp_own *own, const char *type)
{
	enum pdf_xmp_form form;
	const char *element;
	size_t n;

	if (strcasecmp(type, "Lang Alt") == 0)
		return true;
	if ((element = element_type(type, &form)) != NULL)
		type = element;
	type = unchoose(type);
	return simple_type(type) != NULL ||
	    pdf_xmp_own_find(own, type, NULL, NULL) != NULL ||
	    pdf_xmp_fields(type, &n) != NULL;
}

/* A value and what it is to be. */
struct wait {
	const char *type;
	const struct pdf_xmp *value;
};

struct check {
	const struct pdf_xmp_own *own;
	struct wait wait[WAITING];
	size_t n;
};

static bool
later(struct check *c, const char *type, const struct pdf_xmp *value)
{
	if (c->n == WAITING)
		return false;
	c->wait[c->n++] = (struct wait){ type, value };
	return true;
}

/* An alternative of texts, each with its language. */
static bool
lang_alt(const struct pdf_xmp *v)
{
	const struct pdf_xmp *c;

	if (v->form != PDF_XMP_ALT)
		return false;
	for (c = v->child; c != NULL; c = c->next)
		if (c->form != PDF_XMP_SIMPLE || c->lang == NULL)
			return false;
	return true;
}

static bool
simple_holds(const char *type, const struct pdf_xmp *v)
{
	return (v->form == PDF_XMP_SIMPLE || v->form == PDF_XMP_URI) &&
	    simple_type(type)->holds(v->text);
}

static bool
elements(struct check *c, const struct wait *w, const char *type,
    enum pdf_xmp_form form)
{
	const struct pdf_xmp *e;

	if (w->value->form != form)
		return false;
	for (e = w->value->child; e != NULL; e = e->next) {
		if (simple_type(unchoose(type)) != NULL) {
			if (!simple_holds(unchoose(type), e))
				return false;
		} else if (!later(c, type, e)) {
			return false;
		}
	}
	return true;
}

/* Each field of a structure must be one that the structure has. */
static bool
structure(struct check *c, const struct wait *w, const char *type)
{
	const struct pdf_xmp_row_field *row;
	const struct pdf_xmp_own *own;
	const struct pdf_xmp *f;
	size_t i, n;

	if (w->value->form != PDF_XMP_STRUCT)
		return false;
	row = pdf_xmp_fields(type, &n);
	for (f = w->value->child; f != NULL; f = f->next) {
		own = pdf_xmp_own_find(c->own, type, f->ns, f->name);
		if (own != NULL) {
			if (!later(c, own->value, f))
				return false;
			continue;
		}
		for (i = 0; i < n; i++)
			if (strcmp(row[i].name, f->name) == 0 &&
			    strcmp(row[i].ns, f->ns) == 0)
				break;
		if (i == n || !later(c, row[i].value, f))
			return false;
	}
	return true;
}

static bool
one(struct check *c, const struct wait *w)
{
	const struct pdf_xmp *v = w->value;
	enum pdf_xmp_form form;
	const char *type;

	if (strcasecmp(w->type, "Lang Alt") == 0)
		return lang_alt(v);
	if ((type = element_type(w->type, &form)) != NULL)
		return elements(c, w, type, form);
	type = unchoose(w->type);
	if (simple_type(type) == NULL)
		return structure(c, w, type);
	return simple_holds(type, v);
}

bool
pdf_xmp_type_holds(const struct pdf_xmp_own *own, const char *type,
    const struct pdf_xmp *value)
{
	struct check c = { .own = own, .n = 0 };
	struct wait w;

	if (!later(&c, type, value))
		return false;
	while (c.n > 0) {
		w = c.wait[--c.n];
		if (!one(&c, &w))
			return false;
	}
	return true;
}
