/*
 * What changed between two revisions, and whether a signature survives it.
 *
 * After a signature only this may come: further signatures with their
 * widgets, validation data (DSS), document information. Everything else —
 * pages, contents, fonts, filled forms, layers, actions — is refused, however
 * honest. EN 319 142-1 5.4; ISO 32000-1 12.8.2.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_REVISION_H
#define FERNSIGN_PDF_REVISION_H

#include "shared/pdf/pdf_signatures.h"

/*
 * Compare a revision with the one before it.
 *
 * older, newer  octets of the whole file up to the end of each revision;
 *               older is a prefix of newer
 * by            the signature that covers newer to its end, the only one that
 *               may have come; NULL: none
 * a             for both, may be reset afterwards
 *
 * E_INPUT  a change that is not allowed: noted as bad_signature
 * E_NOMEM  arena exhausted
 */
enum err pdf_revision_compare(struct bytes older, struct bytes newer,
    const struct pdf_signature *by, struct arena *a,
    struct pdf_refusal *no) MUST_USE;

#endif
