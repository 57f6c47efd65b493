/*
 * What the files of this folder share in their dealings with OpenSSL; not
 * for other folders.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_OSSL_H
#define FERNSIGN_PKI_OSSL_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "shared/base/arena.h"
#include "shared/pki/key.h"

/* The OpenSSL key inside; borrowed. */
EVP_PKEY *key_evp(const struct key *k);

/* Say which kind an OpenSSL key is of; false when none of ours. */
bool key_evp_type(const EVP_PKEY *evp, enum key_type *out);

/* Make an OpenSSL key of a kind; NULL when the library fails. Owned. */
EVP_PKEY *key_evp_new(enum key_type t);

/* The hash that certificates, lists and answers under a key are signed with. */
const EVP_MD *key_md(const struct key *k);

/* The hash of an algorithm. */
const EVP_MD *sig_alg_md(enum sig_alg alg);

/* The OID that names an algorithm in a SignerInfo, dotted (RFC 5754). */
const char *sig_alg_oid(enum sig_alg alg);

/* Say whether an algorithm is RSASSA-PSS. */
bool sig_alg_pss(enum sig_alg alg);

/*
 * Find the algorithm that a SignerInfo declares: signatureAlgorithm's OID
 * and OpenSSL's name of digestAlgorithm ("SHA256"); false when none of ours.
 */
bool sig_alg_of(const ASN1_OBJECT *oid, const char *hash, enum sig_alg *out);

/* Set hash and padding of a context; false when the library refuses. */
bool sig_alg_context(enum sig_alg alg, EVP_PKEY_CTX *ctx);

/* Write a fault line with the library's reason, empty its queue, return r. */
enum err ossl_err(enum err r, const char *event);

/*
 * Move what an i2d function allocated (p, n octets) into the arena and
 * release it.
 *
 * E_CRYPTO  n is not above zero; E_NOMEM
 */
enum err ossl_take(
    struct arena *a, unsigned char *p, int n, struct bytes *out) MUST_USE;

/* Read one certificate without trailing octets; NULL otherwise. Owned. */
X509 *ossl_x509(struct bytes der);

/*
 * As ossl_x509, for the certificates that a process signs with, or trusts by
 * its configuration: the last few are kept, for OpenSSL takes six times as
 * long to decode one as to sign. Not for certificates of others, which would
 * drive ours out.
 */
X509 *ossl_x509_own(struct bytes der);

/* Write a certificate into the arena. E_CRYPTO, E_NOMEM. */
enum err ossl_x509_der(X509 *x, struct arena *a, struct bytes *out) MUST_USE;

/* Put certificates on a new stack; NULL when one cannot be read. Owned. */
STACK_OF(X509) * ossl_x509_stack(const struct bytes *chain, size_t n);

/* Hand a serial number (content octets, positive) to an ASN1_INTEGER. */
ASN1_INTEGER *ossl_serial(struct bytes serial);

/* Copy the magnitude of an ASN1_INTEGER into the arena. E_INPUT  negative. */
enum err ossl_serial_bytes(
    const ASN1_INTEGER *i, struct arena *a, struct bytes *out) MUST_USE;

/* Read a time; false when it is malformed. */
bool ossl_time(const ASN1_TIME *t, int64_t *out);

#endif
