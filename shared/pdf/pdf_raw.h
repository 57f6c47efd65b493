/*
 * Our own reader of objects: from an offset or from an object stream.
 * ISO 32000-1 7.3.10, 7.5.7.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_RAW_H
#define FERNSIGN_PDF_RAW_H

#include "shared/pdf/pdf_file.h"

/*
 * Read an object as the newest cross-reference entry says.
 *
 * id  below f->scan.size; its entry is AT or IN
 *
 * E_INPUT  it does not stand there: noted as damaged
 * E_LIMIT  nested too deeply or over the budget: noted
 * E_NOMEM  arena exhausted
 */
enum err pdf_raw_load(struct pdf_file *f, int id, struct pdf_obj *out) MUST_USE;

/*
 * Find the text of an object that lies in an object stream.
 *
 * e  an entry of the kind IN
 * l  stands where the object begins; its input goes on behind the object
 *
 * As pdf_raw_load, of which it is the first part.
 */
enum err pdf_raw_stored(
    struct pdf_file *f, const struct pdf_entry *e, struct pdf_lex *l) MUST_USE;

/* Release what object streams took. */
void pdf_raw_close(struct pdf_file *f);

#endif
