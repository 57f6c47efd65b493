/*
 * The form fields of a document, in order. ISO 32000-1 12.7.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_FIELD_H
#define FERNSIGN_PDF_FIELD_H

#include "shared/pdf/pdf_file.h"

struct pdf_field {
	const struct pdf_obj *o;  /* field (or widget) dictionary */
	const struct pdf_obj *ft; /* own or inherited /FT; never NULL */
	const struct pdf_obj *v;  /* own or inherited /V; never NULL */
	const char *name;         /* full name, UTF-8 where it could be read */
	bool leaf;                /* has no kids */
	bool signature;           /* a field of type Sig, not a mere widget */
};

struct pdf_fields {
	struct pdf_field *field;
	size_t n;
};

/*
 * Walk the tree under /AcroForm /Fields; no form gives none.
 *
 * out  in the document's arena
 *
 * E_INPUT  damaged or over a limit (noted)
 * E_NOMEM  arena exhausted
 */
enum err pdf_fields(struct pdf_file *f, struct pdf_fields *out) MUST_USE;

#endif
