/*
 * Does a value look as its type demands? XMP Specification Part 1, 8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_XMP_TYPE_H
#define FERNSIGN_PDF_XMP_TYPE_H

#include "shared/pdf/pdf_xmp.h"

/* A property or a field that the document defines itself. */
struct pdf_xmp_own {
	const struct pdf_xmp *schema; /* the description it stands in */
	const char *type; /* fields: the structure; properties: NULL */
	const char *ns;
	const char *name;  /* "": a structure that has no fields */
	const char *value; /* its value type */
	struct pdf_xmp_own *next;
};

/*
 * Say whether the value type of a definition is one that can be checked: one
 * of XMP's, or a structure of the same schema.
 *
 * own      definitions of the schema
 * edition  whose structures count: PDF_XMP_2004 or PDF_XMP_2005
 */
bool pdf_xmp_type_known(
    const struct pdf_xmp_own *own, const struct pdf_xmp_own *o, int edition);

/*
 * Say whether a value is of a type.
 *
 * own     the document's own definitions; NULL when none
 * schema  whose structures may be meant; NULL when none
 * type    as the table or an extension schema names it, in any case
 */
bool pdf_xmp_type_holds(const struct pdf_xmp_own *own,
    const struct pdf_xmp *schema, const char *type,
    const struct pdf_xmp *value);

/* Find a property of the document's own; NULL when there is none. */
const struct pdf_xmp_own *pdf_xmp_own_property(
    const struct pdf_xmp_own *own, const char *ns, const char *name);

#endif
