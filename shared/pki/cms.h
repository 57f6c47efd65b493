/*
 * Detached CMS signatures in the shape of CAdES and PAdES baseline, built
 * around a signature value that another process made.
 *
 * In: the digest of the signed octets, certificates, a value. Out: SignedData
 * with exactly one SignerInfo. Never touches a private key; never writes
 * signing-time (EN 319 142-1 6.3). RFC 5652, RFC 5035, EN 319 122-1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_CMS_H
#define FERNSIGN_PKI_CMS_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/pki/key.h"

/*
 * Build the signed attributes: content-type id-data, message-digest,
 * signing-certificate-v2 (SHA-256). What is signed is this SET OF, DER.
 *
 * digest       of the signed octets, under the hash of the algorithm that
 *              will sign (sig_alg_hash): SHA-256, SHA-384 or SHA-512
 * certificate  DER of the signer's certificate
 * out          DER SET OF Attribute, sorted, in the arena
 *
 * E_INPUT  digest has the length of no such hash, certificate is empty
 * E_NOMEM  arena exhausted
 *
 * RFC 5652 5.4, RFC 5035 4, EN 319 122-1 5.2.2.3.
 */
enum err cms_signed_attrs(struct bytes digest, struct bytes certificate,
    struct arena *a, struct bytes *out) MUST_USE;

/* What a signature is put together from; all borrowed. */
struct cms_parts {
	struct bytes signed_attrs; /* as cms_signed_attrs made them */
	struct bytes signature;    /* the value over signed_attrs */
	enum sig_alg alg;
	struct bytes certificate;  /* the signer's, DER */
	const struct bytes *chain; /* further certificates, DER; NULL with 0 */
	size_t nchain;
};

/*
 * Put a detached SignedData together (CAdES-B-B) and check that the value
 * holds for the certificate's key. digestAlgorithm is the hash of alg.
 *
 * out       DER ContentInfo, in the arena: what goes into /Contents
 *
 * E_INPUT   a certificate or the attributes cannot be read
 * E_CRYPTO  the value does not hold
 * E_NOMEM   arena exhausted
 */
enum err cms_assemble(
    const struct cms_parts *parts, struct arena *a, struct bytes *out) MUST_USE;

/*
 * Add a signature time stamp (CAdES-B-T): unsigned attribute
 * signature-time-stamp.
 *
 * cms      DER ContentInfo as cms_assemble made it
 * token    DER TimeStampToken over SHA-256 of the signature value
 *          (cms_facts.signature); not judged here: tst_reply_read
 * out      DER ContentInfo, in the arena
 *
 * E_INPUT  one of the two cannot be read
 */
enum err cms_add_time_stamp(struct bytes cms, struct bytes token,
    struct arena *a, struct bytes *out) MUST_USE;

/* What a signature says; all in the arena. */
struct cms_facts {
	struct bytes certificate; /* the signer's, DER; n 0 when not inside */
	unsigned char certificate_sha256[32];
	struct bytes signature;    /* the value: a time stamp's imprint */
	struct bytes signed_attrs; /* DER SET OF; n 0 when there are none */
	const char *hash;          /* OpenSSL's name: "SHA256", "SHA512", … */
	struct bytes digest;       /* message-digest; n 0 when absent */
	struct bytes time_stamp;   /* DER token; n 0 when there is none */
	const struct bytes *chain; /* the other certificates, DER */
	size_t nchain;
	int64_t signing_time_at; /* 0 when absent, as it must be in ours */
};

/* Which signatures are accepted. */
enum cms_shape {
	CMS_OURS,   /* the shape that cms_assemble makes, nothing else */
	CMS_FOREIGN /* of any producer: BER, other hashes, with signing-time */
};

/*
 * Read a signature without judging it.
 *
 * padded   zeros may follow (the placeholder of /Contents)
 *
 * E_INPUT  not one SignedData with exactly one SignerInfo, or it is not
 *          detached (EN 319 142-1 4.2)
 */
enum err cms_read(struct bytes cms, bool padded, struct arena *a,
    struct cms_facts *out) MUST_USE;

/*
 * Verify a detached signature; trust in the certificate is not judged here
 * (cert_chain_verify).
 *
 * Always: certificate inside, content-type id-data, message-digest equal to
 * digest, a value that holds, signing-certificate(-v2), where present, names
 * the certificate. CMS_OURS besides: octet for octet what cms_assemble and
 * cms_add_time_stamp make, so DER, one algorithm of enum sig_alg, its hash
 * everywhere, signing-certificate-v2 present, signing-time absent (EN 319
 * 142-1 6.3).
 *
 * digest   of the signed octets under cms_facts.hash
 * out      set on E_OK only
 *
 * E_INPUT   not of that shape (logged with the clause)
 * E_CRYPTO  digest, certificate binding or value do not hold
 */
enum err cms_verify(struct bytes cms, bool padded, enum cms_shape shape,
    struct bytes digest, struct arena *a, struct cms_facts *out) MUST_USE;

#endif
