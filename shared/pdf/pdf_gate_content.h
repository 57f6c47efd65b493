/*
 * Running content streams. ISO 32000-1 annex A.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_CONTENT_H
#define FERNSIGN_PDF_GATE_CONTENT_H

#include "shared/pdf/pdf_gate_visit.h"

/* Run one content stream: tell of all that its operators use. */
void pdf_gate_content(
    struct pdf_gate *g, struct bytes data, const struct pdf_gate_job *job);

#endif
