/*
 * XMP: properties as XMP has them, read from RDF the way its specification
 * allows. XMP Specification Part 1, 7 (ISO 16684-1).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_XMP_H
#define FERNSIGN_PDF_XMP_H

#include "shared/pdf/pdf_xml.h"

#define PDF_NS_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define PDF_NS_XML "http://www.w3.org/XML/1998/namespace"
#define PDF_NS_ID  "http://www.aiim.org/pdfa/ns/id/"

enum pdf_xmp_form {
	PDF_XMP_SIMPLE,
	PDF_XMP_URI, /* simple, given as rdf:resource */
	PDF_XMP_STRUCT,
	PDF_XMP_BAG,
	PDF_XMP_SEQ,
	PDF_XMP_ALT
};

/* A property, a field of a structure or an item of an array. */
struct pdf_xmp {
	enum pdf_xmp_form form;
	const char *ns; /* "" for items */
	const char *prefix;
	const char *name;
	const char *text;      /* SIMPLE, URI; "" else */
	const char *lang;      /* xml:lang; NULL when none */
	struct pdf_xmp *child; /* first field or item */
	struct pdf_xmp *next;
};

/*
 * Read all top-level properties of a packet.
 *
 * out  first property, NULL when there is none; in the arena
 *
 * E_INPUT  RDF that XMP does not allow
 * E_LIMIT  nested too deeply
 * E_NOMEM  arena exhausted
 */
enum err pdf_xmp_read(
    const struct pdf_xml *root, struct arena *a, struct pdf_xmp **out) MUST_USE;

/* Find a property among siblings; NULL when absent. */
const struct pdf_xmp *pdf_xmp_find(
    const struct pdf_xmp *first, const char *ns, const char *name);

#endif
