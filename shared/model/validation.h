/*
 * Validation data: all that somebody needs to judge a signature when nobody
 * can be asked any more. EN 319 142-1 5.4.2.2, 6.3 (B-LT).
 *
 * In: a signature and its time stamps. Out: certificates up to the roots, the
 * signer's status, revocation lists; each piece checked before it is handed
 * out. Never decides whether a signature is good.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_VALIDATION_H
#define FERNSIGN_MODEL_VALIDATION_H

#include "shared/model/call.h"
#include "shared/model/pdf_call.h"
#include "shared/model/signing_policy.h"

#define VALIDATION_MAX 40 /* pieces of one kind */

/*
 * Gather what belongs to one signature.
 *
 * cms      DER of the signature, as it stands in /Contents; padded
 * stamp    DER of a document time stamp that proves its time; n 0 when the
 *          signature bears a time stamp itself
 * out      rows are struct pdf_der, in the call's arena, each piece once
 *
 * The signer's status is newer than the time stamp (EN 319 102-1 5.2.5).
 *
 * E_PEER      a status, list or certificate is not to be had now: try later
 * E_CRYPTO    a piece does not hold, or a chain does not end in our root
 * E_INPUT     no such signature
 * E_LIMIT     more than VALIDATION_MAX pieces
 */
enum err validation_gather(struct call *c, const struct signing_policy *p,
    struct bytes cms, struct bytes stamp, struct pdf_validation *out) MUST_USE;

#endif
