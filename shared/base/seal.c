/*
 * Digests, MACs and sealing with OpenSSL's EVP: SHA-2 (FIPS 180-4),
 * HMAC-SHA-256 (RFC 2104), AES-256-GCM (NIST SP 800-38D) with random nonces.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"

#define KEY_BYTES   32
#define NONCE_BYTES 12
#define TAG_BYTES   16

enum err
sha256(struct bytes v, unsigned char out[32])
{
	static const unsigned char nothing[1];

	if (EVP_Digest(v.n == 0 ? nothing : v.p, v.n, out, NULL, EVP_sha256(),
		NULL) != 1)
		return log_err(E_CRYPTO, "sha256.failed", "bytes=%zu", v.n);
	return E_OK;
}

/* clang-format off */
static const struct {
	const char *name;
	size_t bytes;
	const EVP_MD *(*md)(void);
} hashes[HASH__MAX] = {
	[HASH_SHA256] = { "SHA-256", 32, EVP_sha256 },
	[HASH_SHA384] = { "SHA-384", 48, EVP_sha384 },
	[HASH_SHA512] = { "SHA-512", 64, EVP_sha512 },
};
/* clang-format on */

enum err
hash_read(const char *name, enum hash *out)
{
	for (int h = 0; h < HASH__MAX; h++)
		if (strcmp(name, hashes[h].name) == 0) {
			*out = (enum hash)h;
			return E_OK;
		}
	return E_INPUT;
}

size_t
hash_bytes(enum hash h)
{
	return hashes[h].bytes;
}

enum err
hash_runs(enum hash h, const struct bytes *runs, size_t n,
    unsigned char out[HASH_BYTES_MAX])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = ctx && EVP_DigestInit_ex(ctx, hashes[h].md(), NULL);

	for (size_t i = 0; ok && i < n; i++)
		ok = runs[i].n == 0 ||
		    EVP_DigestUpdate(ctx, runs[i].p, runs[i].n);
	ok = ok && EVP_DigestFinal_ex(ctx, out, NULL);
	EVP_MD_CTX_free(ctx);
	return ok ? E_OK : log_err(E_CRYPTO, "hash.failed", "runs=%zu", n);
}

enum err
hmac_sha256(struct bytes key, struct bytes v, unsigned char out[32])
{
	static const unsigned char nothing[1];
	unsigned n = 32;

	if (key.n > INT_MAX ||
	    HMAC(EVP_sha256(), key.n == 0 ? nothing : key.p, (int)key.n,
		v.n == 0 ? nothing : v.p, v.n, out, &n) == NULL)
		return log_err(E_CRYPTO, "hmac.failed", "bytes=%zu", v.n);
	return E_OK;
}

/* Start a cipher in one direction and feed it what it is bound to. */
static bool
gcm_start(EVP_CIPHER_CTX *c, int encrypt, struct bytes key,
    const unsigned char *nonce, struct bytes aad)
{
	int n;

	return EVP_CipherInit_ex(
		   c, EVP_aes_256_gcm(), NULL, key.p, nonce, encrypt) == 1 &&
	    (aad.n == 0 || EVP_CipherUpdate(c, NULL, &n, aad.p, (int)aad.n));
}

/* Transform a run of any length; OpenSSL counts in int. */
static bool
gcm_update(EVP_CIPHER_CTX *c, struct bytes in, unsigned char *out)
{
	int n, step;

	while (in.n > 0) {
		step = in.n > INT_MAX / 2 ? INT_MAX / 2 : (int)in.n;
		if (EVP_CipherUpdate(c, out, &n, in.p, step) != 1)
			return false;
		in.p += step;
		in.n -= (size_t)step;
		out += n;
	}
	return true;
}

static bool
gcm_encrypt(EVP_CIPHER_CTX *c, struct bytes key, struct bytes aad,
    struct bytes plain, unsigned char *at)
{
	unsigned char *text = at + NONCE_BYTES, *tag = text + plain.n;
	int n;

	random_fill(at, NONCE_BYTES);
	return gcm_start(c, 1, key, at, aad) && gcm_update(c, plain, text) &&
	    EVP_CipherFinal_ex(c, tag, &n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, tag) == 1;
}

static bool
gcm_decrypt(EVP_CIPHER_CTX *c, struct bytes key, struct bytes aad,
    struct bytes sealed, unsigned char *at)
{
	struct bytes text = { sealed.p + NONCE_BYTES,
		sealed.n - NONCE_BYTES - TAG_BYTES };
	unsigned char tag[TAG_BYTES], rest[TAG_BYTES];
	size_t i;
	int n;

	for (i = 0; i < TAG_BYTES; i++)
		tag[i] = text.p[text.n + i];
	return gcm_start(c, 0, key, sealed.p, aad) && gcm_update(c, text, at) &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) &&
	    EVP_CipherFinal_ex(c, rest, &n) == 1;
}

enum err
seal(struct bytes key, struct bytes aad, struct bytes plain, struct buf *out)
{
	EVP_CIPHER_CTX *c = NULL;
	unsigned char *at;
	size_t n = NONCE_BYTES + plain.n + TAG_BYTES;
	enum err r;

	if (key.n != KEY_BYTES || aad.n > INT_MAX || n < plain.n)
		return log_err(E_BUG, "seal.key", "bytes=%zu", key.n);
	if ((r = buf_room(out, n, &at)))
		return r;
	c = EVP_CIPHER_CTX_new();
	if (c != NULL && gcm_encrypt(c, key, aad, plain, at))
		buf_wrote(out, n);
	else
		r = log_err(E_CRYPTO, "seal.failed", "bytes=%zu", plain.n);
	EVP_CIPHER_CTX_free(c);
	return r;
}

enum err
seal_open(
    struct bytes key, struct bytes aad, struct bytes sealed, struct buf *out)
{
	EVP_CIPHER_CTX *c = NULL;
	unsigned char *at;
	size_t n;
	enum err r;

	if (key.n != KEY_BYTES || aad.n > INT_MAX)
		return log_err(E_BUG, "seal.key", "bytes=%zu", key.n);
	if (sealed.n < NONCE_BYTES + TAG_BYTES)
		return log_err(E_CRYPTO, "seal.short", "bytes=%zu", sealed.n);
	n = sealed.n - NONCE_BYTES - TAG_BYTES;
	if ((r = buf_room(out, n, &at)))
		return r;
	c = EVP_CIPHER_CTX_new();
	if (c != NULL && gcm_decrypt(c, key, aad, sealed, at)) {
		buf_wrote(out, n);
	} else {
		secret_wipe(at, n);
		r = log_err(E_CRYPTO, "seal.broken", "bytes=%zu", sealed.n);
	}
	EVP_CIPHER_CTX_free(c);
	return r;
}
