/*
 * The verdict over a document that somebody wants signed: everything that
 * has to hold before a signature may be placed, in one call.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_CHECK_H
#define FERNSIGN_PDF_CHECK_H

#include "shared/pdf/pdf_gate.h"
#include "shared/pdf/pdf_page.h"
#include "shared/pdf/pdf_signatures.h"

enum pdf_check_kind {
	PDF_CHECK_FULL,    /* PDF/A gate included */
	PDF_CHECK_LENIENT, /* its findings about properties only warn */
	PDF_CHECK_SAFETY,  /* of the gate only what may do harm */
	PDF_CHECK_ENGINE   /* without the gate: tests of the rest */
};

struct pdf_checked {
	struct pdf_file *file; /* open; NULL when it could not be opened */
	struct pdf_pages pages;
	struct pdf_signatures signatures;
	char pdfa[4]; /* claimed: "2b"; "" when none was found */
	struct pdf_gate_warnings warnings;
};

/*
 * Judge a document.
 *
 * file  borrowed
 * most  octets that are taken
 * out   release with pdf_checked_clear whatever came out
 *
 * E_INPUT  refused, no says why
 * E_NOMEM  out of memory: too complex for what it may use
 */
enum err pdf_check(struct bytes file, enum pdf_check_kind kind, size_t most,
    struct arena *a, struct pdf_refusal *no, struct pdf_checked *out) MUST_USE;

/*
 * Judge all signatures of an open document: ranges, CMS, what came after.
 *
 * E_INPUT  bad_signature, too_complex (noted)
 */
enum err pdf_check_signatures(
    struct pdf_file *f, struct pdf_signatures *out) MUST_USE;

/*
 * Judge what came between the revision of a signature and that of the next,
 * or the end of the document.
 *
 * i   which signature of all
 * no  why, on E_INPUT
 *
 * E_INPUT  a change that is not allowed, or a signature that an earlier one
 *          locks out: noted as bad_signature
 * E_NOMEM  arena exhausted
 */
enum err pdf_signature_later(struct pdf_file *f,
    const struct pdf_signatures *all, size_t i,
    struct pdf_refusal *no) MUST_USE;

/* Close what pdf_check opened; NULL-safe. */
void pdf_checked_clear(struct pdf_checked *c);

#endif
