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
 * Read an object with both readers, which must agree.
 *
 * As pdf_raw_load, and
 * E_INPUT  libqpdf warned, or the two readers differ: noted as damaged
 */
enum err pdf_qpdf_load(
    struct pdf_file *f, int id, struct pdf_obj *out) MUST_USE;

/* Release what libqpdf holds; NULL-safe. */
void pdf_qpdf_close(struct pdf_qpdf *q);

#endif
