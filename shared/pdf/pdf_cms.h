/*
 * Judging the CMS in a signature: the only place here that names OpenSSL.
 *
 * Integrity alone: whether the certificates are trusted is no question of
 * this folder. RFC 5652, RFC 5035 (signing-certificate), RFC 3161,
 * EN 319 122-1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_CMS_H
#define FERNSIGN_PDF_CMS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/buf.h"

struct pdf_cms {
	unsigned char signer_sha256[32]; /* of the signer's certificate */
	unsigned char digest[64];        /* of the signed octets */
	size_t digest_n;
	char signer[128];         /* common name, UTF-8; "" when it has none */
	bool signing_certificate; /* attribute of RFC 5035 holds, any kind */
	bool signing_certificate_v2; /* and it is the one of version 2 */
	bool signing_time;           /* attribute that EN 319 142-1 forbids */
	bool weak; /* nobody should rely on its digest, key or authority */
	int64_t time_stamp_at;   /* the earliest; 0: no time stamp */
	char time_stamp_by[128]; /* its common name, as signer */
	size_t der_n;            /* octets of the CMS without padding */
	const char *why;         /* on E_CRYPTO: what does not hold; static */
};

/*
 * The hash of a file's beginning, which its signatures have in common: as far
 * as one was verified the next one need not hash again. Empty to begin with;
 * for one file, which must not change.
 */
struct pdf_hashed {
	struct evp_md_ctx_st *ctx;
	const struct evp_md_st *md;
	struct bytes run; /* that is hashed */
};

/* Forget it; also what is empty. */
void pdf_hashed_clear(struct pdf_hashed *h);

/*
 * Verify a detached signature.
 *
 * der     the CMS, perhaps padded with zero octets
 * part    what was signed, in two runs, the first one from the file's
 *         beginning
 *
 * E_CRYPTO  anything does not hold: out->why says what
 * E_NOMEM   out of memory
 */
enum err pdf_cms_verify(struct bytes der, const struct bytes part[2],
    struct pdf_hashed *h, struct pdf_cms *out) MUST_USE;

/* As pdf_cms_verify for a document time stamp (RFC 3161 token). */
enum err pdf_cms_verify_stamp(struct bytes der, const struct bytes part[2],
    struct pdf_hashed *h, struct pdf_cms *out) MUST_USE;

#endif
