/*
 * Using keys: signature values, their check, certification requests.
 * RFC 8017, RFC 3279 2.2.3, RFC 2986.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/key.h"
#include "shared/pki/ossl.h"

enum err
key_sign(const struct key *k, enum sig_alg alg, struct bytes message,
    struct arena *a, struct bytes *out)
{
	enum hash h = sig_alg_hash(alg);
	unsigned char digest[HASH_BYTES_MAX];
	enum err r;

	if ((r = hash_runs(h, &message, 1, digest)))
		return r;
	return key_sign_digest(k, alg, bytes_at(digest, hash_bytes(h)), a, out);
}

enum err
key_sign_digest(const struct key *k, enum sig_alg alg, struct bytes digest,
    struct arena *a, struct bytes *out)
{
	EVP_PKEY_CTX *ctx = NULL;
	unsigned char value[1024];
	size_t n = sizeof(value);
	enum err r;

	if (!sig_alg_fits(alg, key_type_of(k)) ||
	    digest.n != hash_bytes(sig_alg_hash(alg)))
		return log_err(E_BUG, "key.sign", "alg=%s key=%s digest=%zu",
		    sig_alg_name(alg), key_type_name(key_type_of(k)), digest.n);
	ctx = EVP_PKEY_CTX_new(key_evp(k), NULL);
	if (!ctx || EVP_PKEY_sign_init(ctx) <= 0 ||
	    !sig_alg_context(alg, ctx) ||
	    EVP_PKEY_sign(ctx, value, &n, digest.p, digest.n) <= 0)
		r = ossl_err(E_CRYPTO, "key.sign");
	else
		r = arena_bytes(a, bytes_at(value, n), out);
	EVP_PKEY_CTX_free(ctx);
	return r;
}

/* What stands before the point in the SubjectPublicKeyInfo of P-256. */
static const unsigned char p256_head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07,
	0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
	0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };

#define P256_POINT 65

/*
 * Make a P-256 key from its point. OpenSSL's search for a decoder takes twice
 * as long as the check of a value.
 */
static EVP_PKEY *
read_p256(const unsigned char *point)
{
	char group[] = "P-256";
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(
				    OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
		OSSL_PARAM_construct_octet_string(
		    OSSL_PKEY_PARAM_PUB_KEY, (void *)point, P256_POINT),
		OSSL_PARAM_construct_end() };
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *evp = NULL;

	if (!ctx || EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &evp, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		evp = NULL;
	ERR_clear_error();
	EVP_PKEY_CTX_free(ctx);
	return evp;
}

/* Read a public key without trailing octets; NULL otherwise. Owned. */
static EVP_PKEY *
read_spki(struct bytes spki)
{
	const unsigned char *p = spki.p;
	EVP_PKEY *evp;

	if (spki.n == sizeof(p256_head) + P256_POINT &&
	    memcmp(p, p256_head, sizeof(p256_head)) == 0)
		return read_p256(p + sizeof(p256_head));
	evp = d2i_PUBKEY(NULL, &p, (long)spki.n);
	if (evp && p != spki.p + spki.n) {
		EVP_PKEY_free(evp);
		evp = NULL;
	}
	ERR_clear_error();
	return evp;
}

enum err
key_verify(struct bytes spki, enum sig_alg alg, struct bytes message,
    struct bytes value)
{
	EVP_PKEY *evp = read_spki(spki);
	EVP_PKEY_CTX *ctx = NULL;
	enum hash h = sig_alg_hash(alg);
	unsigned char digest[HASH_BYTES_MAX];
	enum key_type t;
	enum err r = E_CRYPTO;

	if (!evp || !key_evp_type(evp, &t) || !sig_alg_fits(alg, t)) {
		r = log_err(E_INPUT, "key.verify", "alg=%s", sig_alg_name(alg));
		goto out;
	}
	if ((r = hash_runs(h, &message, 1, digest)))
		goto out;
	ctx = EVP_PKEY_CTX_new(evp, NULL);
	if (!ctx || EVP_PKEY_verify_init(ctx) <= 0 ||
	    !sig_alg_context(alg, ctx) ||
	    EVP_PKEY_verify(ctx, value.p, value.n, digest, hash_bytes(h)) != 1)
		r = ossl_err(E_CRYPTO, "key.verify");
out:
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(evp);
	return r;
}

enum err
key_type_of_spki(struct bytes spki, enum key_type *out)
{
	EVP_PKEY *evp = read_spki(spki);
	bool known = evp && key_evp_type(evp, out);

	EVP_PKEY_free(evp);
	ERR_clear_error();
	return known ? E_OK : E_INPUT;
}

enum err
key_request(const struct key *k, struct arena *a, struct bytes *out)
{
	X509_REQ *q = X509_REQ_new();
	unsigned char *p = NULL;
	int n;
	enum err r;

	if (!q || !X509_REQ_set_version(q, X509_REQ_VERSION_1) ||
	    !X509_REQ_set_pubkey(q, key_evp(k)) ||
	    !X509_REQ_sign(q, key_evp(k), key_md(k))) {
		r = ossl_err(E_CRYPTO, "key.request");
	} else {
		n = i2d_X509_REQ(q, &p);
		r = ossl_take(a, p, n, out);
	}
	X509_REQ_free(q);
	return r;
}

enum err
key_request_read(struct bytes csr, struct arena *a, struct bytes *spki)
{
	const unsigned char *p = csr.p;
	X509_REQ *q = d2i_X509_REQ(NULL, &p, (long)csr.n);
	EVP_PKEY *evp = q ? X509_REQ_get0_pubkey(q) : NULL;
	enum key_type t;
	unsigned char *der = NULL;
	int n;
	enum err r;

	if (!evp || p != csr.p + csr.n || !key_evp_type(evp, &t)) {
		r = ossl_err(E_INPUT, "key.request_read");
	} else if (X509_REQ_verify(q, evp) != 1) {
		r = ossl_err(E_CRYPTO, "key.request_read");
	} else {
		n = i2d_PUBKEY(evp, &der);
		r = ossl_take(a, der, n, spki);
	}
	X509_REQ_free(q);
	return r;
}
