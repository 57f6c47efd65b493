/*
 * Private keys: made, kept, loaded and used. P-256 and RSA.
 * RFC 5208, RFC 5480, RFC 8017, FIPS 186-5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/ossl.h"

struct key {
	EVP_PKEY *evp;
	enum key_type type;
};

/* clang-format off */
/* The kinds of keys: name, family, RSA bits, algorithm unless told otherwise */
static const struct {
	const char *name;
	int evp;
	int bits;
	enum sig_alg alg;
} types[KEY__MAX] = {
	[KEY_P256]    = { "P-256",    EVP_PKEY_EC,  256,  SIG_ECDSA_SHA256 },
	[KEY_RSA3072] = { "RSA-3072", EVP_PKEY_RSA, 3072, SIG_RSA_SHA256 },
	[KEY_RSA4096] = { "RSA-4096", EVP_PKEY_RSA, 4096, SIG_RSA_SHA256 },
};

/* The algorithms: name, family of keys, RSA padding */
static const struct {
	const char *name;
	int evp;
	int padding;
} algs[SIG__MAX] = {
	[SIG_ECDSA_SHA256] = { "ecdsa-sha256",   EVP_PKEY_EC,  0 },
	[SIG_RSA_SHA256]   = { "rsa-sha256",     EVP_PKEY_RSA, RSA_PKCS1_PADDING },
	[SIG_PSS_SHA256]   = { "rsa-pss-sha256", EVP_PKEY_RSA, RSA_PKCS1_PSS_PADDING },
};
/* clang-format on */

const char *
key_type_name(enum key_type t)
{
	return types[t].name;
}

enum err
key_type_read(const char *name, enum key_type *out)
{
	for (int t = 0; name && t < KEY__MAX; t++)
		if (strcmp(types[t].name, name) == 0) {
			*out = (enum key_type)t;
			return E_OK;
		}
	return E_INPUT;
}

const char *
sig_alg_name(enum sig_alg alg)
{
	return algs[alg].name;
}

enum err
sig_alg_read(const char *name, enum sig_alg *out)
{
	for (int i = 0; name && i < SIG__MAX; i++)
		if (strcmp(algs[i].name, name) == 0) {
			*out = (enum sig_alg)i;
			return E_OK;
		}
	return E_INPUT;
}

/* Say which kind an OpenSSL key is of; false when none of ours. */
static bool
type_of(const EVP_PKEY *evp, enum key_type *out)
{
	char group[64];

	for (int t = 0; t < KEY__MAX; t++) {
		if (EVP_PKEY_get_base_id(evp) != types[t].evp ||
		    EVP_PKEY_get_bits(evp) != types[t].bits)
			continue;
		*out = (enum key_type)t;
		return types[t].evp != EVP_PKEY_EC ||
		    (EVP_PKEY_get_group_name(evp, group, sizeof(group), NULL) &&
			strcmp(group, SN_X9_62_prime256v1) == 0);
	}
	return false;
}

/* Wrap an OpenSSL key, taking it over also on failure. */
static enum err
key_of(EVP_PKEY *evp, struct key **out)
{
	struct key *k;
	enum key_type t;

	if (!evp || !type_of(evp, &t)) {
		EVP_PKEY_free(evp);
		ERR_clear_error();
		return E_INPUT;
	}
	if (!(k = calloc(1, sizeof(*k)))) {
		EVP_PKEY_free(evp);
		return E_NOMEM;
	}
	k->evp = evp;
	k->type = t;
	*out = k;
	return E_OK;
}

enum err
key_generate(enum key_type t, struct key **out)
{
	EVP_PKEY *evp;

	if (types[t].evp == EVP_PKEY_EC)
		evp = EVP_EC_gen(SN_X9_62_prime256v1);
	else
		evp = EVP_RSA_gen((size_t)types[t].bits);
	if (!evp)
		return ossl_err(E_CRYPTO, "key.generate");
	return key_of(evp, out);
}

void
key_free(struct key *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->evp);
	free(k);
}

EVP_PKEY *
key_evp(const struct key *k)
{
	return k->evp;
}

enum key_type
key_type_of(const struct key *k)
{
	return k->type;
}

enum sig_alg
key_alg(const struct key *k)
{
	return types[k->type].alg;
}

enum err
key_spki(const struct key *k, struct arena *a, struct bytes *out)
{
	unsigned char *p = NULL;
	int n = i2d_PUBKEY(k->evp, &p);

	return ossl_take(a, p, n, out);
}

enum err
key_pkcs8(const struct key *k, struct secret *out)
{
	PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k->evp);
	unsigned char *p = NULL;
	int n = p8 ? i2d_PKCS8_PRIV_KEY_INFO(p8, &p) : 0;
	enum err r;

	if (n <= 0)
		r = ossl_err(E_CRYPTO, "key.pkcs8");
	else if ((r = secret_new((size_t)n, out)) == E_OK)
		memcpy(out->p, p, (size_t)n);
	if (p)
		OPENSSL_clear_free(p, (size_t)n);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return r;
}

enum err
key_pem(const struct key *k, struct secret *out)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	char *p = NULL;
	long n = 0;
	enum err r;

	if (bio &&
	    PEM_write_bio_PKCS8PrivateKey(
		bio, k->evp, NULL, NULL, 0, NULL, NULL))
		n = BIO_get_mem_data(bio, &p);
	if (n <= 0)
		r = ossl_err(E_CRYPTO, "key.pem");
	else if ((r = secret_new((size_t)n, out)) == E_OK)
		memcpy(out->p, p, (size_t)n);
	if (n > 0)
		OPENSSL_cleanse(p, (size_t)n);
	BIO_free(bio);
	return r;
}

enum err
key_read(struct bytes pkcs8, struct key **out)
{
	const unsigned char *p = pkcs8.p;
	PKCS8_PRIV_KEY_INFO *p8;
	EVP_PKEY *evp = NULL;

	p8 = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, (long)pkcs8.n);
	if (p8 && p == pkcs8.p + pkcs8.n)
		evp = EVP_PKCS82PKEY(p8);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return key_of(evp, out);
}

/* No pass phrase: an encrypted file is refused instead of asking. */
static int
no_pass_phrase(char *p, int n, int write, void *ctx)
{
	(void)p;
	(void)n;
	(void)write;
	(void)ctx;
	return -1;
}

enum err
key_file(const char *path, struct key **out)
{
	struct secret s = { 0 };
	EVP_PKEY *evp = NULL;
	BIO *bio = NULL;
	enum err r;

	if ((r = secret_file(path, 16384, &s)))
		return log_err(r, "key.file", "path=%s", path);
	if ((bio = BIO_new_mem_buf(s.p, (int)s.n)))
		evp = PEM_read_bio_PrivateKey(bio, NULL, no_pass_phrase, NULL);
	if ((r = key_of(evp, out)))
		(void)log_err(r, "key.file", "path=%s", path);
	BIO_free(bio);
	secret_free(&s);
	return r;
}

enum err
key_wrap(
    const struct key *k, struct bytes kek, struct bytes aad, struct buf *out)
{
	struct secret s = { 0 };
	enum err r;

	if ((r = key_pkcs8(k, &s)) == E_OK)
		r = seal(kek, aad, secret_bytes(&s), out);
	secret_free(&s);
	return r;
}

enum err
key_unwrap(
    struct bytes wrapped, struct bytes kek, struct bytes aad, struct key **out)
{
	struct buf plain = BUF(8192);
	enum err r;

	if ((r = seal_open(kek, aad, wrapped, &plain)) == E_OK &&
	    (r = key_read(buf_bytes(&plain), out)) == E_INPUT)
		r = log_err(E_CRYPTO, "key.unwrap", "not a key");
	buf_free(&plain);
	return r;
}

/* Give a context the padding that the algorithm asks for. */
static bool
pad(EVP_PKEY_CTX *ctx, enum sig_alg alg)
{
	if (algs[alg].padding == 0)
		return true;
	if (EVP_PKEY_CTX_set_rsa_padding(ctx, algs[alg].padding) <= 0)
		return false;
	return algs[alg].padding != RSA_PKCS1_PSS_PADDING ||
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0;
}

enum err
key_sign(const struct key *k, enum sig_alg alg, struct bytes message,
    struct arena *a, struct bytes *out)
{
	unsigned char digest[32];
	enum err r;

	if ((r = sha256(message, digest)))
		return r;
	return key_sign_digest(k, alg, bytes_at(digest, 32), a, out);
}

enum err
key_sign_digest(const struct key *k, enum sig_alg alg, struct bytes digest,
    struct arena *a, struct bytes *out)
{
	EVP_PKEY_CTX *ctx = NULL;
	unsigned char value[1024];
	size_t n = sizeof(value);
	enum err r;

	if (algs[alg].evp != types[k->type].evp || digest.n != 32)
		return log_err(E_BUG, "key.sign", "alg=%s key=%s digest=%zu",
		    algs[alg].name, types[k->type].name, digest.n);
	ctx = EVP_PKEY_CTX_new(k->evp, NULL);
	if (!ctx || EVP_PKEY_sign_init(ctx) <= 0 || !pad(ctx, alg) ||
	    EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) <= 0 ||
	    EVP_PKEY_sign(ctx, value, &n, digest.p, digest.n) <= 0)
		r = ossl_err(E_CRYPTO, "key.sign");
	else
		r = arena_bytes(a, bytes_at(value, n), out);
	EVP_PKEY_CTX_free(ctx);
	return r;
}

/* Read a public key without trailing octets; NULL otherwise. Owned. */
static EVP_PKEY *
read_spki(struct bytes spki)
{
	const unsigned char *p = spki.p;
	EVP_PKEY *evp = d2i_PUBKEY(NULL, &p, (long)spki.n);

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
	unsigned char digest[32];
	enum err r = E_CRYPTO;

	if (!evp || EVP_PKEY_get_base_id(evp) != algs[alg].evp) {
		r = log_err(E_INPUT, "key.verify", "alg=%s", algs[alg].name);
		goto out;
	}
	if ((r = sha256(message, digest)))
		goto out;
	ctx = EVP_PKEY_CTX_new(evp, NULL);
	if (!ctx || EVP_PKEY_verify_init(ctx) <= 0 || !pad(ctx, alg) ||
	    EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) <= 0 ||
	    EVP_PKEY_verify(ctx, value.p, value.n, digest, 32) != 1)
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
	bool known = evp && type_of(evp, out);

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
	    !X509_REQ_set_pubkey(q, k->evp) ||
	    !X509_REQ_sign(q, k->evp, EVP_sha256())) {
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

	if (!evp || p != csr.p + csr.n || !type_of(evp, &t)) {
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
