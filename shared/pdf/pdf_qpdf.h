/*
 * The reader built on libqpdf: the only place that names it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_QPDF_H
#define FERNSIGN_PDF_QPDF_H

#include "shared/pdf/pdf_file.h"

/*
 * Let libqpdf open the file, without any recovery.
 *
 * E_INPUT  refused: encrypted, or libqpdf had to warn of anything that is
 *          not known to be harmless
 * E_NOMEM  out of memory
 */
enum err pdf_qpdf_open(struct pdf_file *f) MUST_USE;

/*
 * Read an object through libqpdf; must agree with our own reading of it.
 *
 * own  what pdf_raw_load gave for the same number
 *
 * E_INPUT  libqpdf warned, or the two readers differ: noted as damaged
 * E_NOMEM  arena exhausted
 */
enum err pdf_qpdf_agree(
    struct pdf_file *f, int id, const struct pdf_obj *own) MUST_USE;

/* Release what libqpdf holds; NULL-safe. */
void pdf_qpdf_close(struct pdf_qpdf *q);

#endif
