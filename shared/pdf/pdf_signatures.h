/*
 * The signatures that a document bears: found, taken apart, judged.
 *
 * A signature counts only if it lies where its dictionary is, covers all of
 * its revision but its own digits, and its CMS holds. ISO 32000-1 12.8.1,
 * EN 319 142-1 5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_SIGNATURES_H
#define FERNSIGN_PDF_SIGNATURES_H

#include "shared/pdf/pdf_cms.h"
#include "shared/pdf/pdf_field.h"

struct pdf_signature {
	const char *field;           /* full name of its field */
	const struct pdf_obj *dict;  /* the signature dictionary */
	const struct pdf_obj *owner; /* the field */
	bool stamp;                  /* document time stamp (ETSI.RFC3161) */
	size_t gap;                  /* offset of '<' */
	size_t gap_end;              /* offset behind '>' */
	size_t end;                  /* of the revision that it covers */
	int64_t at;                  /* time stamp, else /M; 0 unknown */
	struct pdf_cms cms;          /* set by pdf_signature_verify */
};

struct pdf_signatures {
	struct pdf_signature *at; /* by end of their revisions, ascending */
	size_t n;
	int permission; /* least /P that a DocMDP or lock grants; 0: none said */
};

/*
 * Find all signatures and check their ranges.
 *
 * out  in the document's arena
 *
 * E_INPUT  refused as bad_signature or too_complex (noted)
 * E_NOMEM  arena exhausted
 */
enum err pdf_signatures(
    struct pdf_file *f, struct pdf_signatures *out) MUST_USE;

/*
 * Verify one signature's CMS over its ranges; fills s->cms and s->at.
 *
 * E_INPUT  it does not hold: noted as bad_signature
 * E_NOMEM  out of memory
 */
enum err pdf_signature_verify(
    struct pdf_file *f, struct pdf_signature *s) MUST_USE;

/* Say whether a signature dictionary locks the field of a name (FieldMDP). */
bool pdf_signature_locks(
    struct pdf_file *f, const struct pdf_obj *signature, const char *name);

/*
 * Say whether those before it let a signature come: DocMDP, locks of its field
 * (ISO 32000-1 12.8.2). Time stamps of the document may always.
 *
 * first  the earliest of them, in the array that s is of
 */
bool pdf_signature_allowed(struct pdf_file *f,
    const struct pdf_signature *first, const struct pdf_signature *s);

/* Read "D:YYYYMMDDHHmmSS" with an offset; 0 when it is none. */
int64_t pdf_date(const struct pdf_obj *o);

#endif
