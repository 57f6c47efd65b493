/*
 * Private keys: made, kept, loaded and used. ECDSA and RSA. And the one table
 * of algorithms, which everybody asks (key_alg.c).
 *
 * In: PKCS#8 in a struct secret or a secret file. Out: public halves and
 * signature values. A private key never leaves as anything but PKCS#8 in
 * locked memory or wrapped. RFC 5208, RFC 5480, RFC 8017, FIPS 186-5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_KEY_H
#define FERNSIGN_PKI_KEY_H

#include <stdbool.h>

#include "shared/base/arena.h"
#include "shared/base/secret.h"

/* Kinds of keys that are made; their names stand in the configuration. */
enum key_type { KEY_P256, KEY_P384, KEY_RSA3072, KEY_RSA4096, KEY__MAX };

/* How a value is made and checked; a row per way in key_alg.c. */
enum sig_alg {
	SIG_ECDSA_SHA256, /* DER Ecdsa-Sig-Value (RFC 3279 2.2.3) */
	SIG_ECDSA_SHA384,
	SIG_ECDSA_SHA512,
	SIG_RSA_SHA256, /* PKCS#1 v1.5 (RFC 8017 8.2) */
	SIG_RSA_SHA384,
	SIG_RSA_SHA512,
	SIG_PSS_SHA256, /* MGF1 of the same hash, salt as long as the hash */
	SIG_PSS_SHA384, /* (RFC 8017 8.1) */
	SIG_PSS_SHA512,
	SIG__MAX
};

struct key;

/* Name a kind of key: "P-256", "P-384", "RSA-3072", "RSA-4096". */
const char *key_type_name(enum key_type t);

/* Find a kind of key by its name. E_INPUT when there is none. */
enum err key_type_read(const char *name, enum key_type *out) MUST_USE;

/* Name the algorithm that keys of a kind sign with unless told otherwise. */
enum sig_alg key_type_alg(enum key_type t);

/*
 * Name an algorithm as private services and signer's rows spell it:
 * "ecdsa-sha256", "rsa-sha384", "rsa-pss-sha512".
 */
const char *sig_alg_name(enum sig_alg alg);

/* Find an algorithm by its name. E_INPUT when there is none. */
enum err sig_alg_read(const char *name, enum sig_alg *out) MUST_USE;

/*
 * Say which hash an algorithm signs: of signed attributes, and with CMS of
 * what they name by message-digest as well.
 */
enum hash sig_alg_hash(enum sig_alg alg);

/* Say whether keys of a kind sign with an algorithm. */
bool sig_alg_fits(enum sig_alg alg, enum key_type t);

/*
 * Choose the algorithm of a kind of key as a configuration asks.
 *
 * scheme   "pkcs1" or "pss"; NULL is pkcs1; means nothing to ECDSA
 * hash     "SHA-256", "SHA-384", "SHA-512"; NULL: what suits the kind
 *
 * E_INPUT  one of the words is unknown
 */
enum err sig_alg_choose(enum key_type t, const char *scheme, const char *hash,
    enum sig_alg *out) MUST_USE;

/*
 * Make a key (ECDSA under 1 ms, RSA-3072 about a second, RSA-4096 several).
 *
 * *out is owned by the caller: key_free.
 *
 * E_CRYPTO  the library failed
 */
enum err key_generate(enum key_type t, struct key **out) MUST_USE;

/* Wipe and release; NULL-safe. */
void key_free(struct key *k);

/* Name the kind of a key. */
enum key_type key_type_of(const struct key *k);

/* Name the algorithm that a key signs with unless told otherwise. */
enum sig_alg key_alg(const struct key *k);

/*
 * Write the public half as SubjectPublicKeyInfo, DER, into the arena.
 *
 * E_NOMEM  arena exhausted
 */
enum err key_spki(
    const struct key *k, struct arena *a, struct bytes *out) MUST_USE;

/*
 * Write the private key as PKCS#8 DER into locked memory.
 *
 * *out is owned by the caller: secret_free. E_CRYPTO, E_NOMEM.
 */
enum err key_pkcs8(const struct key *k, struct secret *out) MUST_USE;

/*
 * As key_pkcs8, in PEM: what key_file reads.
 */
enum err key_pem(const struct key *k, struct secret *out) MUST_USE;

/*
 * Load a key from PKCS#8 DER.
 *
 * *out is owned by the caller: key_free.
 *
 * E_INPUT  not such a key, or of another kind than enum key_type
 */
enum err key_read(struct bytes pkcs8, struct key **out) MUST_USE;

/*
 * Load a key from a secret file: PEM, PKCS#8, not encrypted.
 *
 * E_NOTFOUND, E_DENIED  as secret_file
 * E_INPUT               no such key in it (logged)
 */
enum err key_file(const char *path, struct key **out) MUST_USE;

/*
 * Wrap a key for storage: seal() of its PKCS#8.
 *
 * kek  32 octets
 * aad  what the ciphertext is bound to
 *
 * E_NOMEM  out is full; E_CRYPTO
 */
enum err key_wrap(const struct key *k, struct bytes kek, struct bytes aad,
    struct buf *out) MUST_USE;

/*
 * Load a wrapped key; key_free soon.
 *
 * E_CRYPTO  changed, other KEK or other aad
 */
enum err key_unwrap(struct bytes wrapped, struct bytes kek, struct bytes aad,
    struct key **out) MUST_USE;

/*
 * Sign a message: the hash of the algorithm over it, then the algorithm.
 *
 * message  for CMS the DER SET OF that cms_signed_attrs made
 * out      the value, in the arena; ECDSA as DER
 *
 * E_BUG     the algorithm is not one of this kind of key
 * E_CRYPTO  the library failed
 */
enum err key_sign(const struct key *k, enum sig_alg alg, struct bytes message,
    struct arena *a, struct bytes *out) MUST_USE;

/*
 * As key_sign for what is hashed already.
 *
 * digest   as long as the hash of the algorithm; E_BUG otherwise
 */
enum err key_sign_digest(const struct key *k, enum sig_alg alg,
    struct bytes digest, struct arena *a, struct bytes *out) MUST_USE;

/*
 * Check a value against a public key.
 *
 * spki     SubjectPublicKeyInfo, DER
 *
 * E_INPUT   no such public key, or the algorithm is not one of its kind
 * E_CRYPTO  the value does not hold
 */
enum err key_verify(struct bytes spki, enum sig_alg alg, struct bytes message,
    struct bytes value) MUST_USE;

/*
 * Say which kind a public key is of.
 *
 * E_INPUT  none of ours (weaker, other curve, trailing octets)
 */
enum err key_type_of_spki(struct bytes spki, enum key_type *out) MUST_USE;

/*
 * Make a PKCS#10 request with an empty subject: how the OCSP responder asks
 * ca to certify its key. RFC 2986.
 */
enum err key_request(
    const struct key *k, struct arena *a, struct bytes *out) MUST_USE;

/*
 * Check a PKCS#10 request's own signature and take its public key.
 *
 * E_INPUT   not such a request
 * E_CRYPTO  the requester does not hold the key
 */
enum err key_request_read(
    struct bytes csr, struct arena *a, struct bytes *spki) MUST_USE;

#endif
