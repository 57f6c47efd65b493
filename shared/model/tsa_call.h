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

/* One authority; all borrowed but the password. One for a worker: it keeps in
 * mind whether the authority failed. */
struct tsa {
	const char *url;     /* NULL: our own */
	struct bytes anchor; /* DER: what its certificate must chain up to */
	const char *user;    /* basic authentication; NULL: none */
	struct secret password;
	const char *cert_file; /* client certificate and key; NULL: none */
	const char *key_file;
	const char *ca_file;    /* NULL: the system's */
	int64_t rests_until_ms; /* of clock_ms: it failed, others go first */
};

/*
 * Have a digest stamped by the first authority that does, and check what
 * comes back. An authority that failed is asked after the others for a
 * minute, so that one that hangs costs its five seconds once.
 *
 * c        until_ms ends it all
 * tsas     n of them, at most TSA_MAX, in order of preference
 * digest   of SHA-256, SHA-384 or SHA-512
 * token    DER TimeStampToken, in the arena
 *
 * E_PEER    no time stamp now, of nobody (logged for each): go on without,
 *           raise the level later
 */
enum err tsa_stamp(struct call *c, struct tsa *tsas, size_t n,
    struct bytes digest, struct bytes *token) MUST_USE;

#endif
