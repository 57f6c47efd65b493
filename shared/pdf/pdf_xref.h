/*
 * One cross-reference section, table or stream. ISO 32000-1 7.5.4, 7.5.8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_XREF_H
#define FERNSIGN_PDF_XREF_H

#include "shared/pdf/pdf_scan.h"

/*
 * Read the section that starts at an offset; a hybrid's stream is read too
 * and its entries stand behind the table's.
 *
 * s    file is set
 *
 * E_INPUT  no section there: noted as damaged
 * E_NOMEM  arena exhausted
 */
enum err pdf_xref_read(const struct pdf_scan *s, size_t at, struct arena *a,
    struct pdf_refusal *no, struct pdf_section *out) MUST_USE;

#endif
