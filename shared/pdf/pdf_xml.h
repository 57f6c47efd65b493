/*
 * XML as a plain tree: the only place here that names libxml2.
 *
 * No document type, no entities but the five, no network; depth, size and
 * number of nodes are bounded. XML 1.0, Namespaces in XML 1.0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_XML_H
#define FERNSIGN_PDF_XML_H

#include <stdbool.h>

#include "shared/base/arena.h"
#include "shared/base/buf.h"

struct pdf_xml_attribute {
	const char *ns; /* "" when none */
	const char *prefix;
	const char *name;
	const char *value;
};

struct pdf_xml {
	const char *ns; /* "" when none */
	const char *prefix;
	const char *name;
	const char *text; /* all character data directly in it, joined */
	bool blank;       /* text is white space only */
	bool pieces;      /* CDATA or instructions stand directly in it */
	struct pdf_xml_attribute *attribute;
	size_t nattribute;
	struct pdf_xml *child; /* first */
	struct pdf_xml *next;  /* sibling */
};

/* What stands around the tree. */
struct pdf_xml_document {
	struct pdf_xml *root;
	const char
	    *packet; /* data of the first <?xpacket …?>; NULL when none */
	bool utf8;   /* written in UTF-8 */
};

/*
 * Parse a document.
 *
 * out  in the arena
 *
 * E_INPUT  not well-formed, or has what is not allowed here
 * E_LIMIT  too deep or too many nodes
 * E_NOMEM  out of memory
 */
enum err pdf_xml_read(
    struct bytes text, struct arena *a, struct pdf_xml_document *out) MUST_USE;

/* Find an attribute; NULL when absent. ns "" for none. */
const char *pdf_xml_attribute(
    const struct pdf_xml *x, const char *ns, const char *name);

/* Say whether x is this element. */
bool pdf_xml_is(const struct pdf_xml *x, const char *ns, const char *name);

#endif
