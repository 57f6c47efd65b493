/*
 * Whether every octet of what was appended to a document belongs to
 * something that its readers see. ISO 32000-1 7.5.6.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_ACCOUNT_H
#define FERNSIGN_PDF_ACCOUNT_H

#include "shared/pdf/pdf_file.h"

/*
 * Account for the octets from an offset to the end: objects that the
 * cross-reference sections there list, the sections, ends of revisions,
 * white space, comments.
 *
 * from  where an earlier revision ended
 *
 * E_INPUT  something else stands there (not noted)
 * E_NOMEM  out of memory
 */
enum err pdf_account(struct pdf_file *f, size_t from) MUST_USE;

#endif
