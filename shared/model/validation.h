/*
 * Validation data: all that somebody needs to judge a signature when nobody
 * can be asked any more. EN 319 142-1 5.4.2.2, 6.3 (B-LT).
 *
 * In: what is signed in a document. Out: certificates up to the roots, the
 * signers' status, revocation lists; each piece checked before it is handed
 * out. Never decides whether a signature is good, and never calls an address
 * for a certificate that does not lead to one that the operator trusts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_VALIDATION_H
#define FERNSIGN_MODEL_VALIDATION_H

#include "shared/model/call.h"
#include "shared/model/pdf_call.h"
#include "shared/model/signing_policy.h"

#define VALIDATION_MAX 200 /* pieces of one kind, as pdf takes them */

/*
 * Gather what belongs to the last signature of a document, the one that is
 * raised, to earlier ones of this installation that have no document time
 * stamp behind them yet, and to all document time stamps whose authority is
 * trusted here (EN 319 142-1 5.4.3).
 *
 * signatures  struct pdf_call_reported, oldest first; document time stamps
 *             behind the last signature prove its time
 * out         rows are struct pdf_der, in the call's arena, each piece once
 *
 * The signer's status is newer than the time stamp (EN 319 102-1 5.2.5).
 * Earlier signatures of others are left as they are: who made them knows
 * where their validation data are.
 *
 * E_PEER      a status, list or certificate is not to be had now: try later
 * E_CRYPTO    a piece does not hold, or a chain does not end in our root
 * E_INPUT     no such signature
 * E_LIMIT     more than VALIDATION_MAX pieces
 */
enum err validation_gather(struct call *c, const struct signing_policy *p,
    const struct list *signatures, struct pdf_validation *out) MUST_USE;

#endif
