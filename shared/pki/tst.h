/*
 * Time stamps, both sides: RFC 3161, RFC 5816, EN 319 422.
 *
 * The authority answers every query, rejections included, and keeps no
 * state: serials are random. The client checks what it gets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_TST_H
#define FERNSIGN_PKI_TST_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/pki/key.h"

#define TST_QUERY_MAX   4096
#define TST_REPLY_MAX   16384 /* as much as /Contents of a document holds */
#define TST_NONCE_BYTES 16

/*
 * Make a query with a fresh nonce, certReq true.
 *
 * digest   32, 48 or 64 octets of SHA-256, SHA-384 or SHA-512
 * nonce    what the reply must repeat
 */
enum err tst_query_make(struct bytes digest,
    unsigned char nonce[TST_NONCE_BYTES], struct arena *a,
    struct bytes *out) MUST_USE;

/* What a time stamp says. */
struct tst_facts {
	struct bytes token;        /* DER TimeStampToken */
	int64_t at;                /* genTime */
	struct bytes certificate;  /* the TSU's, DER; empty when not inside */
	const struct bytes *chain; /* all certificates inside */
	size_t nchain;
	const char *hash; /* of the imprint: "SHA256", … */
	struct bytes imprint;
	char *policy; /* dotted */
	struct bytes serial;
};

/*
 * Check a reply to a query of ours: status granted, nonce, imprint,
 * signature, the signer's only and critical EKU, ESSCertIDv2 (RFC 5816),
 * chain to anchor.
 *
 * anchor   trusted certificate, DER: the root, or the TSU's own
 *
 * E_INPUT   not such a reply
 * E_PEER    the authority refused (logged with its words)
 * E_CRYPTO  something does not hold
 */
enum err tst_reply_read(struct bytes reply, struct bytes digest,
    const unsigned char nonce[TST_NONCE_BYTES], struct bytes anchor,
    struct arena *a, struct tst_facts *out) MUST_USE;

/*
 * Read a token that was checked before, without judging it again.
 *
 * E_INPUT  no token
 */
enum err tst_read(
    struct bytes token, struct arena *a, struct tst_facts *out) MUST_USE;

/* PKIFailureInfo (RFC 3161 2.4.2). */
enum tst_failure {
	TST_BAD_ALG = 0,
	TST_BAD_REQUEST = 2,
	TST_BAD_FORMAT = 5,
	TST_TIME_NOT_AVAILABLE = 14,
	TST_UNACCEPTED_POLICY = 15,
	TST_UNACCEPTED_EXTENSION = 16,
	TST_SYSTEM_FAILURE = 25
};

/* An authority; lives as long as the process. */
struct tst_authority {
	struct bytes certificate;  /* the TSU's, DER */
	const struct bytes *chain; /* further ones for certReq */
	size_t nchain;
	const struct key *key;
	const char *policy;          /* dotted OID */
	bool qualified;              /* esi4-qtstStatement-1 (EN 319 422 9.1) */
	bool (*clock_ok)(void *ctx); /* NULL: always */
	void *clock_ctx;
};

/*
 * Answer a query: a token, or a rejection that says why.
 *
 * out       DER TimeStampResp, in the arena; also for E_OK rejections
 * failure   -1 when granted, else enum tst_failure: for the log
 *
 * E_CRYPTO, E_NOMEM  not even a rejection could be made
 */
enum err tst_reply_make(const struct tst_authority *t, struct bytes query,
    struct arena *a, struct bytes *out, int *failure) MUST_USE;

#endif
