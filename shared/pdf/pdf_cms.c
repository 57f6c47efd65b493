/*
 * Judging CMS with OpenSSL. RFC 5652 5, RFC 5035, RFC 3161 2.4.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <string.h>

#include "shared/base/secret.h"

#define WEAK_DIGEST 224 /* bits; ETSI TS 119 312: SHA-224 and longer */
#define WEAK_KEY    112 /* bits of security: RSA-2048, P-224 and larger */

/* A parsed CMS and what belongs to it. */
struct cms {
	CMS_ContentInfo *info;
	CMS_SignerInfo *si; /* the one; borrowed */
	X509 *signer;       /* borrowed */
	BIO *content;       /* of a token: the TSTInfo */
};

static enum err
fails(struct pdf_cms *out, const char *why)
{
	ERR_clear_error();
	if (out->why == NULL)
		out->why = why;
	return E_CRYPTO;
}

static void
cms_clear(struct cms *c)
{
	BIO_free(c->content);
	CMS_ContentInfo_free(c->info);
	memset(c, 0, sizeof(*c));
}

/* Parse; behind the DER only zero octets may stand. */
static enum err
parse(struct bytes der, struct cms *c, struct pdf_cms *out)
{
	const unsigned char *p = der.p;
	STACK_OF(CMS_SignerInfo) * all;
	size_t i;

	c->info = d2i_CMS_ContentInfo(NULL, &p, (long)der.n);
	if (c->info == NULL)
		return fails(out, "CMS unreadable");
	out->der_n = (size_t)(p - der.p);
	for (i = out->der_n; i < der.n; i++)
		if (der.p[i] != 0)
			return fails(out, "octets behind the CMS");
	if (OBJ_obj2nid(CMS_get0_type(c->info)) != NID_pkcs7_signed)
		return fails(out, "CMS is no SignedData");
	all = CMS_get0_SignerInfos(c->info);
	if (all == NULL || sk_CMS_SignerInfo_num(all) != 1)
		return fails(out, "not exactly one SignerInfo");
	c->si = sk_CMS_SignerInfo_value(all, 0);
	return E_OK;
}

/* Say whether digests of a kind are shorter than any that TS 119 312 lists. */
static bool
is_weak(const X509_ALGOR *digest)
{
	const EVP_MD *md = EVP_get_digestbyobj(digest->algorithm);

	return md == NULL || EVP_MD_get_size(md) * 8 < WEAK_DIGEST;
}

/* Keep who signed. */
static enum err
keep_signer(struct cms *c, struct pdf_cms *out)
{
	unsigned n = 0;
	unsigned char *utf8 = NULL;
	X509_ALGOR *digest;
	EVP_PKEY *key;
	X509_NAME *name;
	int i, len;

	CMS_SignerInfo_get0_algs(c->si, &key, &c->signer, &digest, NULL);
	if (c->signer == NULL || key == NULL ||
	    !X509_digest(c->signer, EVP_sha256(), out->signer_sha256, &n))
		return fails(out, "no signer certificate");
	out->weak =
	    is_weak(digest) || EVP_PKEY_get_security_bits(key) < WEAK_KEY;
	name = X509_get_subject_name(c->signer);
	i = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	if (i < 0)
		return E_OK;
	len = ASN1_STRING_to_UTF8(
	    &utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
	if (len > 0 && (size_t)len < sizeof(out->signer))
		memcpy(out->signer, utf8, (size_t)len);
	OPENSSL_free(utf8);
	return E_OK;
}

static X509_ATTRIBUTE *
signed_attribute(const struct cms *c, int nid)
{
	int i = CMS_signed_get_attr_by_NID(c->si, nid, -1);

	return i < 0 ? NULL : CMS_signed_get_attr(c->si, i);
}

/* View the DER of an attribute's one value, a SEQUENCE. */
static bool
attribute_value(X509_ATTRIBUTE *a, struct bytes *out)
{
	ASN1_TYPE *t;

	if (a == NULL || X509_ATTRIBUTE_count(a) != 1 ||
	    (t = X509_ATTRIBUTE_get0_type(a, 0)) == NULL ||
	    t->type != V_ASN1_SEQUENCE)
		return false;
	*out = bytes_at(
	    t->value.sequence->data, (size_t)t->value.sequence->length);
	return true;
}

static bool
hash_is(const X509 *x, const EVP_MD *md, const unsigned char *hash, int n)
{
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned dn = 0;

	return md != NULL && X509_digest(x, md, d, &dn) && n == (int)dn &&
	    CRYPTO_memcmp(hash, d, dn) == 0;
}

/*
 * Read the DER of the first ESSCertIDv2: SEQUENCE { hashAlgorithm DEFAULT
 * SHA-256, certHash, … }. OpenSSL 3.0 keeps the structure's members to
 * itself, so the outer shape is taken apart here (RFC 5035 4).
 */
static bool
ess_v2(const X509 *signer, struct bytes der)
{
	const unsigned char *p = der.p;
	const EVP_MD *md = EVP_sha256();
	X509_ALGOR *alg = NULL;
	ASN1_OCTET_STRING *hash = NULL;
	int tag, cls, k;
	bool ok = false;
	long n;

	for (k = 0; k < 3; k++) /* SigningCertificateV2, certs, ESSCertIDv2 */
		if ((ASN1_get_object(&p, &n, &tag, &cls, der.p + der.n - p) &
			0x80) ||
		    tag != V_ASN1_SEQUENCE)
			return false;
	if (p < der.p + der.n && *p == 0x30) {
		alg = d2i_X509_ALGOR(NULL, &p, der.p + der.n - p);
		md = alg ? EVP_get_digestbyobj(alg->algorithm) : NULL;
	}
	hash = d2i_ASN1_OCTET_STRING(NULL, &p, der.p + der.n - p);
	if (hash != NULL)
		ok = hash_is(signer, md, ASN1_STRING_get0_data(hash),
		    ASN1_STRING_length(hash));
	ASN1_OCTET_STRING_free(hash);
	X509_ALGOR_free(alg);
	return ok;
}

/* As ess_v2 for version 1: SEQUENCE { certHash SHA-1, … }. */
static bool
ess_v1(const X509 *signer, struct bytes der)
{
	const unsigned char *p = der.p;
	ASN1_OCTET_STRING *hash;
	int tag, cls, k;
	bool ok = false;
	long n;

	for (k = 0; k < 3; k++)
		if ((ASN1_get_object(&p, &n, &tag, &cls, der.p + der.n - p) &
			0x80) ||
		    tag != V_ASN1_SEQUENCE)
			return false;
	hash = d2i_ASN1_OCTET_STRING(NULL, &p, der.p + der.n - p);
	if (hash != NULL)
		ok = hash_is(signer, EVP_sha1(), ASN1_STRING_get0_data(hash),
		    ASN1_STRING_length(hash));
	ASN1_OCTET_STRING_free(hash);
	return ok;
}

/* Check that the attribute that names the certificate names this one. */
static enum err
signing_certificate(const struct cms *c, struct pdf_cms *out)
{
	X509_ATTRIBUTE *v2 =
	    signed_attribute(c, NID_id_smime_aa_signingCertificateV2);
	X509_ATTRIBUTE *v1 =
	    signed_attribute(c, NID_id_smime_aa_signingCertificate);
	struct bytes der;

	if (v2 != NULL) {
		if (!attribute_value(v2, &der) || !ess_v2(c->signer, der))
			return fails(out, "signing-certificate-v2");
		out->signing_certificate = out->signing_certificate_v2 = true;
	}
	if (v1 != NULL) {
		if (!attribute_value(v1, &der) || !ess_v1(c->signer, der))
			return fails(out, "signing-certificate");
		out->signing_certificate = true;
	}
	out->signing_time = signed_attribute(c, NID_pkcs9_signingTime) != NULL;
	return E_OK;
}

/* The contentType attribute names the content's own type (RFC 5652 11.1). */
static enum err
content_type(const struct cms *c, struct pdf_cms *out)
{
	const ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(
	    c->si, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);

	return type != NULL &&
		OBJ_cmp(type, CMS_get0_eContentType(c->info)) == 0
	    ? E_OK
	    : fails(out, "contentType");
}

/*
 * Hash the run that begins the file. Signatures come in the order of their
 * ends, so each goes on where the one before stopped.
 */
static bool
hash_beginning(
    struct pdf_hashed *h, const EVP_MD *md, struct bytes run, EVP_MD_CTX *out)
{
	if (h->ctx == NULL && (h->ctx = EVP_MD_CTX_new()) == NULL)
		return false;
	if (h->md != md || h->run.p != run.p || h->run.n > run.n) {
		h->md = md;
		h->run = bytes_at(run.p, 0);
		if (!EVP_DigestInit_ex(h->ctx, md, NULL))
			return false;
	}
	if (!EVP_DigestUpdate(h->ctx, run.p + h->run.n, run.n - h->run.n))
		return false;
	h->run = run;
	return EVP_MD_CTX_copy_ex(out, h->ctx);
}

void
pdf_hashed_clear(struct pdf_hashed *h)
{
	EVP_MD_CTX_free(h->ctx);
	h->ctx = NULL;
	h->md = NULL;
}

/* Say whether a digest is that of what was signed; keep it. */
static bool
digest_is(const X509_ALGOR *alg, const ASN1_OCTET_STRING *want,
    const struct bytes part[2], struct pdf_hashed *h, struct pdf_cms *out)
{
	const EVP_MD *md = EVP_get_digestbyobj(alg->algorithm);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned dn = 0;
	bool ok;

	ok = ctx != NULL && md != NULL && hash_beginning(h, md, part[0], ctx) &&
	    EVP_DigestUpdate(ctx, part[1].p, part[1].n) &&
	    EVP_DigestFinal_ex(ctx, d, &dn) &&
	    ASN1_STRING_length(want) == (int)dn &&
	    CRYPTO_memcmp(ASN1_STRING_get0_data(want), d, dn) == 0;
	EVP_MD_CTX_free(ctx);
	if (ok) {
		memcpy(out->digest, d, dn);
		out->digest_n = dn;
	}
	return ok;
}

/* Hold the messageDigest attribute against what was signed. */
static enum err
message_digest(const struct cms *c, const struct bytes part[2],
    struct pdf_hashed *h, struct pdf_cms *out)
{
	ASN1_OCTET_STRING *d = CMS_signed_get0_data_by_OBJ(c->si,
	    OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
	X509_ALGOR *alg;

	CMS_SignerInfo_get0_algs(c->si, NULL, NULL, &alg, NULL);
	if (d == NULL)
		return fails(out, "no messageDigest");
	return digest_is(alg, d, part, h, out)
	    ? E_OK
	    : fails(out, "signature does not hold");
}

static int64_t
seconds(const ASN1_GENERALIZEDTIME *t)
{
	struct tm tm;

	return t != NULL && ASN1_TIME_to_tm(t, &tm) ? timegm(&tm) : 0;
}

/* Say whether a certificate is for time stamps (RFC 3161 2.3). */
static bool
is_authority(X509 *x)
{
	return (X509_get_extension_flags(x) & EXFLAG_XKUSAGE) &&
	    (X509_get_extended_key_usage(x) & XKU_TIMESTAMP);
}

/* Verify a token and its imprint; give its time. */
static enum err
token(struct bytes der, const struct bytes part[2], struct pdf_hashed *h,
    struct pdf_cms *out, int64_t *at)
{
	struct cms c = { 0 };
	TS_TST_INFO *tst = NULL;
	TS_MSG_IMPRINT *m;
	enum err r;

	if ((r = parse(der, &c, out)))
		goto out;
	r = E_CRYPTO;
	if (OBJ_obj2nid(CMS_get0_eContentType(c.info)) !=
		NID_id_smime_ct_TSTInfo ||
	    (c.content = BIO_new(BIO_s_mem())) == NULL ||
	    !CMS_verify(c.info, NULL, NULL, NULL, c.content,
		CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY)) {
		r = fails(out, "time stamp: signature");
		goto out;
	}
	if ((r = keep_signer(&c, out)) || (r = content_type(&c, out)) ||
	    (r = signing_certificate(&c, out)))
		goto out;
	out->weak = out->weak || !is_authority(c.signer);
	tst = d2i_TS_TST_INFO_bio(c.content, NULL);
	m = tst ? TS_TST_INFO_get_msg_imprint(tst) : NULL;
	if (m == NULL ||
	    !digest_is(TS_MSG_IMPRINT_get_algo(m), TS_MSG_IMPRINT_get_msg(m),
		part, h, out) ||
	    (*at = seconds(TS_TST_INFO_get_time(tst))) == 0)
		r = fails(out, "time stamp: imprint");
	else
		out->weak = out->weak || is_weak(TS_MSG_IMPRINT_get_algo(m));
out:
	TS_TST_INFO_free(tst);
	cms_clear(&c);
	return r;
}

/* Verify one signature-time-stamp; of several the earliest counts, and none
 * that nobody should rely on. */
static enum err
time_stamp(const struct cms *c, X509_ATTRIBUTE *a, struct pdf_cms *out)
{
	ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(c->si);
	struct pdf_cms of_token = { .why = NULL };
	const struct bytes part[2] = { bytes_at(
	    ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)) };
	struct pdf_hashed none = { .ctx = NULL };
	struct bytes der;
	int64_t at = 0;
	enum err r;

	if (!attribute_value(a, &der))
		return fails(out, "time stamp: attribute");
	r = token(der, part, &none, &of_token, &at);
	pdf_hashed_clear(&none);
	if (r)
		return r == E_CRYPTO ? fails(out, of_token.why) : r;
	if (of_token.weak ||
	    (out->time_stamp_at != 0 && out->time_stamp_at <= at))
		return E_OK;
	out->time_stamp_at = at;
	memcpy(out->time_stamp_by, of_token.signer, sizeof(out->time_stamp_by));
	return E_OK;
}

/* Verify all time stamps among the unsigned attributes. */
static enum err
time_stamps(const struct cms *c, struct pdf_cms *out)
{
	enum err r = E_OK;
	int i = -1;

	while (r == E_OK &&
	    (i = CMS_unsigned_get_attr_by_NID(
		 c->si, NID_id_smime_aa_timeStampToken, i)) >= 0)
		r = time_stamp(c, CMS_unsigned_get_attr(c->si, i), out);
	return r;
}

/*
 * Check the value over the signed attributes (RFC 5652 5.6) with a
 * certificate of the CMS; without attributes there is nothing to check.
 */
static bool
value_holds(const struct cms *c)
{
	return CMS_set1_signers_certs(c->info, NULL, 0) == 1 &&
	    CMS_signed_get_attr_count(c->si) > 0 &&
	    CMS_SignerInfo_verify(c->si) == 1;
}

enum err
pdf_cms_verify(struct bytes der, const struct bytes part[2],
    struct pdf_hashed *h, struct pdf_cms *out)
{
	struct cms c = { 0 };
	enum err r;

	memset(out, 0, sizeof(*out));
	if ((r = parse(der, &c, out)))
		goto out;
	if (CMS_is_detached(c.info) != 1) {
		r = fails(out, "CMS is not detached");
		goto out;
	}
	if (!value_holds(&c)) {
		r = fails(out, "signature does not hold");
		goto out;
	}
	if ((r = keep_signer(&c, out)) || (r = signing_certificate(&c, out)) ||
	    (r = content_type(&c, out)) ||
	    (r = message_digest(&c, part, h, out)))
		goto out;
	r = time_stamps(&c, out);
out:
	cms_clear(&c);
	return r;
}

enum err
pdf_cms_verify_stamp(struct bytes der, const struct bytes part[2],
    struct pdf_hashed *h, struct pdf_cms *out)
{
	enum err r;

	memset(out, 0, sizeof(*out));
	r = token(der, part, h, out, &out->time_stamp_at);
	memcpy(out->time_stamp_by, out->signer, sizeof(out->time_stamp_by));
	return r;
}
