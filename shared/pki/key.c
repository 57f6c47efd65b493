/*
 * Private keys: made, kept and loaded. RFC 5208, RFC 5480, FIPS 186-5. Using
 * them stands in key_sign.c, the table of their kinds in key_alg.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/key.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/ossl.h"

struct key {
	EVP_PKEY *evp;
	enum key_type type;
};

/* Wrap an OpenSSL key, taking it over also on failure. */
static enum err
key_of(EVP_PKEY *evp, struct key **out)
{
	struct key *k;
	enum key_type t;

	if (!evp || !key_evp_type(evp, &t)) {
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
	EVP_PKEY *evp = key_evp_new(t);

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

const EVP_MD *
key_md(const struct key *k)
{
	return sig_alg_md(key_alg(k));
}

enum sig_alg
key_alg(const struct key *k)
{
	return key_type_alg(k->type);
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
	(void)write;
	(void)ctx;
	if (n > 0)
		p[0] = '\0';
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
