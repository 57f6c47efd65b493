/*
 * The table of XMP: which properties there are and what their values are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_XMP_SCHEMA_H
#define FERNSIGN_PDF_XMP_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/base/err.h"

#define PDF_XMP_2004 1 /* ISO 19005-1 */
#define PDF_XMP_2005 2 /* ISO 19005-2 and -3 */

/* One property of a schema. */
struct pdf_xmp_row {
	const char *ns;
	const char *name;
	const char *type; /* "Text", "bag ProperName", "Lang Alt", … */
	int editions;     /* in which editions it is defined */
};

/* One field of a structure. */
struct pdf_xmp_row_field {
	const char *type; /* the structure */
	const char *ns;
	const char *name;
	const char *value; /* type of the field */
};

/* Find a property; NULL when the edition does not define it. */
const struct pdf_xmp_row *pdf_xmp_row(
    const char *ns, const char *name, int edition);

/* Say whether an edition has a structure: it uses it in a property. */
bool pdf_xmp_structure(const char *type, int edition);

/* Find the fields of a structure, in one run; NULL when there is none. */
const struct pdf_xmp_row_field *pdf_xmp_fields(const char *type, size_t *n);

#endif
