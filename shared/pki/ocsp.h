/*
 * Certificate status: requests read strictly, responses made.
 *
 * In: a request's octets; a status somebody looked up. Out: OCSPResponse,
 * DER, signed by a delegated key, ResponderID byKey. Never looks a status up
 * itself. RFC 6960, RFC 9919, RFC 9654.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_OCSP_H
#define FERNSIGN_PKI_OCSP_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/pki/key.h"

#define OCSP_REQUEST_MAX 4096

enum ocsp_hash { OCSP_SHA1, OCSP_SHA256 };

/* One question; views into the request. */
struct ocsp_query {
	enum ocsp_hash hash;
	struct bytes issuer_name_hash;
	struct bytes issuer_key_hash;
	struct bytes serial;  /* content octets, no sign octet */
	struct bytes cert_id; /* whole CertID, DER: answered as asked */
	struct bytes nonce;   /* 1..128 octets; n 0 when absent */
};

/*
 * Read a request: exactly one question, no singleRequestExtensions, nothing
 * critical but the nonce; a signature is ignored.
 *
 * E_INPUT  anything else: answer malformedRequest
 */
enum err ocsp_request_read(struct bytes der, struct ocsp_query *out) MUST_USE;

/*
 * Make a request, SHA-256 or SHA-1 CertID (clients, tests).
 *
 * nonce    1..128 octets, or empty for none
 */
enum err ocsp_request_make(struct bytes certificate, struct bytes issuer,
    enum ocsp_hash hash, struct bytes nonce, struct arena *a,
    struct bytes *out) MUST_USE;

/* How questions name an issuer: by both hashes. */
struct ocsp_issuer {
	unsigned char name_sha1[20], key_sha1[20];
	unsigned char name_sha256[32], key_sha256[32];
};

/* Compute how questions will name an issuer. E_INPUT  no certificate. */
enum err ocsp_issuer_of(struct bytes certificate, struct arena *a,
    struct ocsp_issuer *out) MUST_USE;

/* Say whether a question is about certificates of this issuer. */
bool ocsp_issuer_asked(const struct ocsp_issuer *i, const struct ocsp_query *q);

enum ocsp_state { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

struct ocsp_answer {
	enum ocsp_state state;
	int64_t revoked_at;
	int64_t reason; /* RFC 5280 5.3.1; 0 writes none */
	int64_t this_update_at;
	int64_t next_update_at;
};

/* Who signs. */
struct ocsp_signer {
	struct bytes certificate; /* delegated: goes into certs */
	const struct key *key;
};

/*
 * Make a successful response about one question, the nonce echoed.
 *
 * out       DER, in the arena
 *
 * E_INPUT   the signer's certificate cannot be read
 * E_CRYPTO  the library failed; E_NOMEM
 */
enum err ocsp_response_make(const struct ocsp_query *q,
    const struct ocsp_answer *answer, const struct ocsp_signer *signer,
    struct arena *a, struct bytes *out) MUST_USE;

/* OCSPResponseStatus (RFC 6960 4.2.1). */
enum ocsp_status {
	OCSP_MALFORMED_REQUEST = 1,
	OCSP_INTERNAL_ERROR = 2,
	OCSP_TRY_LATER = 3,
	OCSP_UNAUTHORIZED = 6
};

/* Give an unsigned response: five octets, static. */
struct bytes ocsp_response_error(enum ocsp_status s);

/*
 * Read and check a response: signed by the issuer or by its delegate, about
 * this certificate, current at some time.
 *
 * from, at  between which it must have been current; the delegate must have
 *           been good at the latter; mostly they are the same
 *
 * E_INPUT   not a successful response about it
 * E_CRYPTO  signature, delegate or times do not hold
 */
enum err ocsp_response_read(struct bytes der, struct bytes certificate,
    struct bytes issuer, int64_t from, int64_t at,
    struct ocsp_answer *out) MUST_USE;

/* Say whether a response is successful and about this certificate; judges
 * nothing. */
bool ocsp_response_about(
    struct bytes der, struct bytes certificate, struct bytes issuer);

#define OCSP_CERTIFICATES_MAX 8

/*
 * List the certificates that a response carries: its signer's, mostly.
 *
 * out      OCSP_CERTIFICATES_MAX places; DER in the arena
 * n        how many there are
 *
 * E_INPUT  not a successful response
 */
enum err ocsp_response_certificates(
    struct bytes der, struct arena *a, struct bytes *out, size_t *n) MUST_USE;

#endif
