/*
 * The walk over everything that pages show: contents, forms, patterns,
 * glyphs, appearances. Each thing is visited once; what is never used is
 * never judged. ISO 32000-1 7.8, 8.10, 8.7, 9.6.5, 12.5.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_WALK_H
#define FERNSIGN_PDF_GATE_WALK_H

#include "shared/pdf/pdf_gate.h"

/* A content stream that waits for its turn. */
struct pdf_gate_job {
	const struct pdf_obj *contents; /* a stream, or a page's array */
	const struct pdf_obj
	    *resources; /* its own, or those it falls back to */
	bool inherited; /* resources are not its own */
	const struct pdf_page *page;
};

struct pdf_gate_walk {
	bool *seen;      /* by object number */
	struct buf jobs; /* struct pdf_gate_job, taken from the end */
};

/* Get ready. E_NOMEM  arena exhausted */
enum err pdf_gate_walk_begin(struct pdf_gate *g) MUST_USE;

/* Visit a page: contents, annotations, and all that they use. */
void pdf_gate_walk_page(struct pdf_gate *g, const struct pdf_page *p);

/* Release what the walk holds. */
void pdf_gate_walk_end(struct pdf_gate *g);

/*
 * Note that something is visited.
 *
 * Returns true the first time; always for direct objects.
 */
bool pdf_gate_first(struct pdf_gate *g, const struct pdf_obj *o);

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

/* Run one content stream: tell of all that its operators use. */
void pdf_gate_content(
    struct pdf_gate *g, struct bytes data, const struct pdf_gate_job *job);

/* Note trouble that is no finding: memory. */
void pdf_gate_trouble(struct pdf_gate *g, enum err r);

#endif
