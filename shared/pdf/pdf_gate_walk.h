/*
 * The walk over everything that pages show: contents, forms, patterns,
 * glyphs, appearances. Each thing is visited once; what is never used is
 * never judged. ISO 32000-1 7.8, 8.10, 8.7, 9.6.5, 12.5.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_WALK_H
#define FERNSIGN_PDF_GATE_WALK_H

#include "shared/pdf/pdf_gate_report.h"

/* Get ready. E_NOMEM  arena exhausted */
enum err pdf_gate_walk_begin(struct pdf_gate *g) MUST_USE;

/* Visit a page: contents, annotations, and all that they use. */
void pdf_gate_walk_page(struct pdf_gate *g, const struct pdf_page *p);

/* Release what the walk holds. */
void pdf_gate_walk_end(struct pdf_gate *g);

#endif
