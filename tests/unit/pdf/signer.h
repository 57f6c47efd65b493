/*
 * Signing whole documents in tests: place, hash, CMS, fill in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_PDF_SIGNER_H
#define FERNSIGN_TESTS_PDF_SIGNER_H

#include "tests/unit/pki/house.h"

#include "shared/pdf/pdf_place.h"

/* Place a signature; out receives the whole file with empty /Contents. */
enum err signer_place(struct bytes file, const struct pdf_wish *wish,
    struct buf *out, struct pdf_placed *placed);

/* Hash a placed file, sign, and fill the CMS in; stamped: with time stamp. */
void signer_finish(struct house *h, const struct member *who, bool stamped,
    struct buf *file, const struct pdf_placed *placed);

/* Both, with a wish of the caller's; the test fails when it cannot. */
struct buf signer_sign(
    struct house *h, struct bytes file, const struct pdf_wish *wish);

/* A wish: top right of the first page, Erika Mustermann, qualified. */
struct pdf_wish signer_wish(void);

#endif
