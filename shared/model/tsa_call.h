/*
 * Asking for time stamps (RFC 3161): our own tsa over its private socket, or
 * authorities elsewhere by HTTP (RFC 3161 3.4).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_TSA_CALL_H
#define FERNSIGN_MODEL_TSA_CALL_H

#include "shared/base/secret.h"
#include "shared/model/call.h"

#define TSA_MAX 3

/* One authority; all borrowed but the password. */
struct tsa {
	const char *url;     /* NULL: our own */
	struct bytes anchor; /* DER: what its certificate must chain up to */
	const char *user;    /* basic authentication; NULL: none */
	struct secret password;
	const char *cert_file; /* client certificate and key; NULL: none */
	const char *key_file;
	const char *ca_file; /* NULL: the system's */
};

/*
 * Have a digest stamped by the first authority that does, and check what
 * comes back.
 *
 * tsas     n of them, in order of preference
 * digest   of SHA-256, SHA-384 or SHA-512
 * token    DER TimeStampToken, in the arena
 *
 * E_PEER    no time stamp now: go on without, raise the level later
 * E_CRYPTO  what the last one sent does not hold (logged)
 */
enum err tsa_stamp(struct call *c, const struct tsa *tsas, size_t n,
    struct bytes digest, struct bytes *token) MUST_USE;

#endif
