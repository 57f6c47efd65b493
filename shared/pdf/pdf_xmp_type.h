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
	const char *type; /* fields: the structure; properties: NULL */
	const char *ns;
	const char *name;
	const char *value; /* its value type */
	struct pdf_xmp_own *next;
};

/*
 * Say whether a value type is one that can be checked: one of XMP's, or one
 * of the document's own structures.
 */
bool pdf_xmp_type_known(const struct pdf_xmp_own *own, const char *type);

/*
 * Say whether a value is of a type.
 *
 * own      the document's own structures; NULL when none
 * type     as the table or an extension schema names it, in any case
 */
bool pdf_xmp_type_holds(const struct pdf_xmp_own *own, const char *type,
    const struct pdf_xmp *value);

/* Find a property or field of the document's own; NULL when there is none. */
const struct pdf_xmp_own *pdf_xmp_own_find(const struct pdf_xmp_own *own,
    const char *type, const char *ns, const char *name);

#endif
