/*
 * Signature fields that somebody left empty for a signature.
 *
 * Offered are fields that are shown on a page, come without conditions of
 * their own (/Lock, /SV), and are not locked by an earlier signature.
 * ISO 32000-1 12.7.4.5, 12.8.2.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_PLACE_FIELD_H
#define FERNSIGN_PDF_PLACE_FIELD_H

#include "shared/pdf/pdf_field.h"
#include "shared/pdf/pdf_page.h"

struct pdf_empty_field {
	const char *name;             /* full name */
	const struct pdf_obj *o;      /* the field, indirect */
	const struct pdf_obj *widget; /* its only one, indirect; may be o */
	const struct pdf_page *page;
	size_t number;   /* of the page, from 1 */
	double rect[4];  /* user units: x0 y0 x1 y1 */
	double shown[4]; /* x y width height in points; no size: not seen */
};

struct pdf_empty_fields {
	struct pdf_empty_field *at; /* in the order of the form */
	size_t n;
};

/*
 * Find the empty signature fields.
 *
 * out  in the document's arena
 *
 * E_INPUT  the form is damaged or over a limit (noted)
 * E_NOMEM  arena exhausted
 */
enum err pdf_empty_fields(struct pdf_file *f, const struct pdf_pages *pages,
    struct pdf_empty_fields *out) MUST_USE;

/* Say whether a signed field locks a name (FieldMDP); "" stands for a field
 * that is still to be made. */
bool pdf_field_locked(
    struct pdf_file *f, const struct pdf_fields *all, const char *name);

/* Find one by name; NULL names the first. NULL when there is none. */
const struct pdf_empty_field *pdf_empty_field(
    const struct pdf_empty_fields *all, const char *name);

#endif
