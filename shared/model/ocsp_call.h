/*
 * Asking ocsp for the status of a certificate that we issued (RFC 6960 over
 * the private socket).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_OCSP_CALL_H
#define FERNSIGN_MODEL_OCSP_CALL_H

#include "shared/model/call.h"
#include "shared/pki/ocsp.h"

/*
 * Have the status of a certificate told and check what comes back.
 *
 * der      the whole OCSPResponse, in the arena
 * answer   what it says: good, revoked or unknown
 *
 * E_PEER    no status now: try later
 * E_CRYPTO  what came back does not hold (logged)
 */
enum err ocsp_ask(struct call *c, struct bytes certificate, struct bytes issuer,
    struct bytes *der, struct ocsp_answer *answer) MUST_USE;

#endif
