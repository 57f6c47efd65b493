/*
 * Why a document is refused: a closed set, made for the person's page.
 *
 * A verdict says what kind of refusal it is, rule the clause of the standard
 * (ISO 19005 unless another stands there), why the finding in a few words
 * for the log. Nothing here is a secret, and nothing quotes the document.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_VERDICT_H
#define FERNSIGN_PDF_VERDICT_H

#include "shared/base/err.h"

enum pdf_verdict {
	PDF_OK,
	PDF_NOT_PDF,        /* something else, named .pdf */
	PDF_ENCRYPTED,      /* with or without a password */
	PDF_DAMAGED,        /* readers would have to guess */
	PDF_NOT_PDFA,       /* no PDF/A, or not what it claims */
	PDF_ACTIVE_CONTENT, /* scripts, actions, programs */
	PDF_FORBIDDEN,      /* an earlier signature allows no further one */
	PDF_TOO_COMPLEX,    /* over a limit */
	PDF_BAD_SIGNATURE,  /* an existing signature does not hold */
	PDF__MAX
};

struct pdf_refusal {
	enum pdf_verdict verdict;
	char rule[16];   /* clause such as "6.1.3"; "" when none */
	char group[16];  /* rule group such as "xmp"; "" outside the gate */
	char why[80];    /* for the log */
	const char *key; /* text that explains it; NULL: the verdict's */
};

/* Name a verdict as private answers do: "ok", "not_pdf", … */
const char *pdf_verdict_name(enum pdf_verdict v);

/* Name the text that tells a person why and what to do: "pdf.font", …; NULL
 * when nothing is refused. */
const char *pdf_refusal_key(const struct pdf_refusal *no);

/*
 * Note a refusal, keeping the first one noted: `return pdf_refuse(...)`.
 *
 * rule  NUL-ended clause, "" when none
 * fmt   few words, formatted as by printf
 *
 * Always E_INPUT.
 */
enum err pdf_refuse(struct pdf_refusal *no, enum pdf_verdict v,
    const char *rule, const char *fmt, ...) PRINTF(4, 5);

#endif
