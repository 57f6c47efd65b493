/*
 * Asking tsa for a time stamp (RFC 3161 over the private socket).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_TSA_CALL_H
#define FERNSIGN_MODEL_TSA_CALL_H

#include "shared/model/call.h"

/*
 * Have a digest stamped and check what comes back.
 *
 * digest   32 octets, SHA-256
 * anchor   DER: what the authority's certificate must chain up to
 * token    DER TimeStampToken, in the arena
 *
 * E_PEER    no time stamp now: go on without, raise the level later
 * E_CRYPTO  what came back does not hold (logged)
 */
enum err tsa_stamp(struct call *c, struct bytes digest, struct bytes anchor,
    struct bytes *token) MUST_USE;

#endif
