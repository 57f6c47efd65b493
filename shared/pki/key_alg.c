/*
 * The table of algorithms: kinds of keys, ways to sign with them. Everybody
 * asks here. RFC 5480, RFC 5758, RFC 8017, RFC 4056, TS 119 312.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/key.h"
#include "shared/pki/ossl.h"

/* clang-format off */
/* The kinds of keys: name, family, bits, curve, algorithm unless told otherwise */
static const struct {
	const char *name;
	int evp;
	int bits;
	const char *curve;
	enum sig_alg alg;
} types[KEY__MAX] = {
	[KEY_P256]    = { "P-256",    EVP_PKEY_EC,  256,  SN_X9_62_prime256v1, SIG_ECDSA_SHA256 },
	[KEY_P384]    = { "P-384",    EVP_PKEY_EC,  384,  SN_secp384r1,        SIG_ECDSA_SHA384 },
	[KEY_RSA3072] = { "RSA-3072", EVP_PKEY_RSA, 3072, NULL,                SIG_RSA_SHA256 },
	[KEY_RSA4096] = { "RSA-4096", EVP_PKEY_RSA, 4096, NULL,                SIG_RSA_SHA256 },
};

#define OID_RSA "1.2.840.113549.1.1.1"
#define OID_PSS "1.2.840.113549.1.1.10"

#define EC  EVP_PKEY_EC,  0
#define V15 EVP_PKEY_RSA, RSA_PKCS1_PADDING
#define PSS EVP_PKEY_RSA, RSA_PKCS1_PSS_PADDING

/* The algorithms: name, family of keys, RSA padding, hash, name in a SignerInfo */
static const struct {
	const char *name;
	int evp;
	int padding;
	enum hash hash;
	const EVP_MD *(*md)(void);
	const char *oid;
} algs[SIG__MAX] = {
	[SIG_ECDSA_SHA256] = { "ecdsa-sha256",   EC,  HASH_SHA256, EVP_sha256, "1.2.840.10045.4.3.2" },
	[SIG_ECDSA_SHA384] = { "ecdsa-sha384",   EC,  HASH_SHA384, EVP_sha384, "1.2.840.10045.4.3.3" },
	[SIG_ECDSA_SHA512] = { "ecdsa-sha512",   EC,  HASH_SHA512, EVP_sha512, "1.2.840.10045.4.3.4" },
	[SIG_RSA_SHA256]   = { "rsa-sha256",     V15, HASH_SHA256, EVP_sha256, OID_RSA },
	[SIG_RSA_SHA384]   = { "rsa-sha384",     V15, HASH_SHA384, EVP_sha384, OID_RSA },
	[SIG_RSA_SHA512]   = { "rsa-sha512",     V15, HASH_SHA512, EVP_sha512, OID_RSA },
	[SIG_PSS_SHA256]   = { "rsa-pss-sha256", PSS, HASH_SHA256, EVP_sha256, OID_PSS },
	[SIG_PSS_SHA384]   = { "rsa-pss-sha384", PSS, HASH_SHA384, EVP_sha384, OID_PSS },
	[SIG_PSS_SHA512]   = { "rsa-pss-sha512", PSS, HASH_SHA512, EVP_sha512, OID_PSS },
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

enum sig_alg
key_type_alg(enum key_type t)
{
	return types[t].alg;
}

bool
key_evp_type(const EVP_PKEY *evp, enum key_type *out)
{
	char group[64];

	for (int t = 0; t < KEY__MAX; t++) {
		if (EVP_PKEY_get_base_id(evp) != types[t].evp ||
		    EVP_PKEY_get_bits(evp) != types[t].bits)
			continue;
		*out = (enum key_type)t;
		return types[t].curve == NULL ||
		    (EVP_PKEY_get_group_name(evp, group, sizeof(group), NULL) &&
			strcmp(group, types[t].curve) == 0);
	}
	return false;
}

EVP_PKEY *
key_evp_new(enum key_type t)
{
	if (types[t].curve)
		return EVP_EC_gen(types[t].curve);
	return EVP_RSA_gen((size_t)types[t].bits);
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

enum hash
sig_alg_hash(enum sig_alg alg)
{
	return algs[alg].hash;
}

bool
sig_alg_fits(enum sig_alg alg, enum key_type t)
{
	return algs[alg].evp == types[t].evp;
}

/* Find the padding that a configuration names. */
static enum err
padding_read(const char *scheme, int *out)
{
	if (!scheme || strcmp(scheme, "pkcs1") == 0)
		*out = RSA_PKCS1_PADDING;
	else if (strcmp(scheme, "pss") == 0)
		*out = RSA_PKCS1_PSS_PADDING;
	else
		return E_INPUT;
	return E_OK;
}

enum err
sig_alg_choose(
    enum key_type t, const char *scheme, const char *hash, enum sig_alg *out)
{
	enum hash h = algs[types[t].alg].hash;
	int padding;

	if (padding_read(scheme, &padding) || (hash && hash_read(hash, &h)))
		return E_INPUT;
	for (int i = 0; i < SIG__MAX; i++)
		if (algs[i].evp == types[t].evp && algs[i].hash == h &&
		    (algs[i].padding == 0 || algs[i].padding == padding)) {
			*out = (enum sig_alg)i;
			return E_OK;
		}
	return E_INPUT;
}

const EVP_MD *
sig_alg_md(enum sig_alg alg)
{
	return algs[alg].md();
}

const char *
sig_alg_oid(enum sig_alg alg)
{
	return algs[alg].oid;
}

bool
sig_alg_pss(enum sig_alg alg)
{
	return algs[alg].padding == RSA_PKCS1_PSS_PADDING;
}

bool
sig_alg_of(const ASN1_OBJECT *oid, const char *hash, enum sig_alg *out)
{
	char text[64];

	if (OBJ_obj2txt(text, sizeof(text), oid, 1) <= 0)
		return false;
	for (int i = 0; i < SIG__MAX; i++)
		if (strcmp(algs[i].oid, text) == 0 &&
		    EVP_MD_get_type(algs[i].md()) == OBJ_sn2nid(hash)) {
			*out = (enum sig_alg)i;
			return true;
		}
	return false;
}

bool
sig_alg_context(enum sig_alg alg, EVP_PKEY_CTX *ctx)
{
	if (EVP_PKEY_CTX_set_signature_md(ctx, algs[alg].md()) <= 0)
		return false;
	if (algs[alg].padding &&
	    EVP_PKEY_CTX_set_rsa_padding(ctx, algs[alg].padding) <= 0)
		return false;
	return !sig_alg_pss(alg) ||
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0;
}
