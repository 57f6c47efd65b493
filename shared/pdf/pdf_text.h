/*
 * Text in PDF strings: UTF-8 here, UTF-16BE or bytes there.
 * ISO 32000-1 7.9.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_TEXT_H
#define FERNSIGN_PDF_TEXT_H

#include "shared/pdf/pdf_object.h"

/* Append one code point as UTF-8. E_NOMEM as buf_add. */
enum err pdf_utf8_add(struct buf *b, unsigned c) MUST_USE;

/* Take one code point off UTF-8 text; false when it is none. */
bool pdf_utf8_next(struct bytes *s, unsigned *c);

/* Read a text string as UTF-8 (UTF-16BE, UTF-8 or Latin-1). NULL: memory. */
char *pdf_text(struct arena *a, const struct pdf_obj *o);

/*
 * Append UTF-8 text as a text string: ASCII as (…), other as UTF-16BE <…>.
 *
 * E_INPUT  not UTF-8
 * E_NOMEM  as buf_add
 */
enum err pdf_text_write(struct buf *out, struct bytes utf8) MUST_USE;

#endif
