/*
 * A font subset as PDF objects: Type0 over CIDFontType2, Identity-H, with
 * ToUnicode and CIDSet. ISO 32000-1 9.7, ISO 19005-1 6.3.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_FONT_WRITE_H
#define FERNSIGN_PDF_FONT_WRITE_H

#include "shared/pdf/pdf_font.h"
#include "shared/pdf/pdf_increment.h"

/*
 * Write a subset as new objects.
 *
 * id  number of the Type0 font
 *
 * E_NOMEM   out of memory
 * E_CRYPTO  no digest for the subset's tag
 */
enum err pdf_font_write(
    struct pdf_increment *inc, const struct pdf_subset *s, int *id) MUST_USE;

#endif
