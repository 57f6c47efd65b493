/*
 * A report on everything that is signed in a document: each signature judged
 * by itself, what came after it, and the validation data that lie beside.
 *
 * Integrity alone; trust in certificates is for whoever reads the report.
 * Our own reader alone, no writer, no gate, as in pdf_verify. EN 319 142-1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_REPORT_H
#define FERNSIGN_PDF_REPORT_H

#include "shared/pdf/pdf_dss.h"
#include "shared/pdf/pdf_signatures.h"

/* What became of a document after a signature. */
enum pdf_later {
	PDF_LATER_NONE,    /* it covers the whole file */
	PDF_LATER_ALLOWED, /* further signatures and validation data alone */
	PDF_LATER_REFUSED  /* something else */
};

struct pdf_report_row {
	const struct pdf_signature *s;
	bool holds;
	const char *why;    /* "" when it holds */
	int64_t claimed_at; /* /M; 0: says nothing */
	bool baseline;      /* a PAdES baseline signature (EN 319 142-1 6.3) */
	enum pdf_later later;
	const char *later_why; /* "" unless refused */
	struct bytes cms;      /* /Contents; without padding when it holds */
};

struct pdf_report {
	const char *why; /* "" or why nothing can be said of the document */
	struct pdf_report_row *row; /* by end of their revisions, ascending */
	size_t n;
	struct pdf_dss_data dss;
};

/*
 * Report on a document.
 *
 * file  borrowed; the report points into it and into the arena
 * out   f: the open document, release with pdf_close when the report is read
 *
 * E_NOMEM  out of memory; every other trouble stands in the report
 */
enum err pdf_report(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_file **f, struct pdf_report *out) MUST_USE;

#endif
