/*
 * Visiting what is used: groups are told, what hangs on it is visited too,
 * and contents are put into the queue that pdf_gate_walk.c works off; so
 * contents that use contents never nest. ISO 32000-1 8.10, 8.7, 9.6.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_VISIT_H
#define FERNSIGN_PDF_GATE_VISIT_H

#include "shared/pdf/pdf_gate_report.h"

/* A content stream that waits for its turn. */
struct pdf_gate_job {
	const struct pdf_obj *contents;  /* a stream, or a page's array */
	const struct pdf_obj *resources; /* its own; perhaps null */
	const struct pdf_obj *fallback;  /* of what it stands in */
	const struct pdf_page *page;
};

struct pdf_gate_walk {
	bool *seen;      /* by object number */
	struct buf jobs; /* struct pdf_gate_job, taken from the end */
};

/*
 * Note that something is visited.
 *
 * Returns true the first time; always for direct objects.
 */
bool pdf_gate_first(struct pdf_gate *g, const struct pdf_obj *o);

/* Let contents wait for their turn. */
void pdf_gate_queue(struct pdf_gate *g, const struct pdf_gate_job *job);

/*
 * Let a form, pattern, glyph or appearance wait for its turn, once.
 *
 * fallback  resources that it uses when it has none of its own
 */
void pdf_gate_later(struct pdf_gate *g, const struct pdf_obj *stream,
    const struct pdf_obj *fallback, const struct pdf_page *page);

/* Visit an XObject, a font, a graphics state, a colour space or a pattern
 * that a content stream names; resources as in force there. */
void pdf_gate_visit(struct pdf_gate *g, const struct pdf_gate_use *u);

/* Note trouble that is no finding: memory. */
void pdf_gate_trouble(struct pdf_gate *g, enum err r);

#endif
