/*
 * Detached CMS signatures: signed attributes, and putting one together.
 * RFC 5652, RFC 5035, EN 319 122-1. Reading stands in cms_read.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

#define OID_CONTENT_TYPE        "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST      "1.2.840.113549.1.9.4"
#define OID_SIGNING_CERTIFICATE "1.2.840.113549.1.9.16.2.47"
#define OID_DATA                "1.2.840.113549.1.7.1"

#define PARTS (CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP)

/* RSASSA-PSS-params: SHA-256, MGF1 with SHA-256, salt 32 (RFC 4055 3.1). */
static const unsigned char pss_params[] = { 0x30, 0x34, 0xa0, 0x0f, 0x30, 0x0d,
	0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
	0x00, 0xa1, 0x1c, 0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
	0x0d, 0x01, 0x01, 0x08, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
	0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0xa2, 0x03, 0x02, 0x01,
	0x20 };

/* Write one attribute whose single value is content under tag. */
static enum err
attribute(struct buf *b, const char *oid, int tag, struct bytes content)
{
	size_t seq, set;
	enum err r;

	if ((r = der_open(b, DER_SEQUENCE, &seq)) ||
	    (r = der_add_oid(b, oid)) || (r = der_open(b, DER_SET, &set)) ||
	    (r = der_add(b, tag, content)) || (r = der_close(b, set)))
		return r;
	return der_close(b, seq);
}

/*
 * Write signing-certificate-v2: SHA-256 is the default and left out, and so
 * is issuerSerial, which is only a hint (EN 319 122-1 5.2.2.3).
 */
static enum err
signing_certificate(struct buf *b, const unsigned char hash[32])
{
	struct buf list = BUF(64);
	size_t certs, cert;
	enum err r;

	if ((r = der_open(&list, DER_SEQUENCE, &certs)) == E_OK &&
	    (r = der_open(&list, DER_SEQUENCE, &cert)) == E_OK &&
	    (r = der_add(&list, DER_OCTET_STRING, bytes_at(hash, 32))) ==
		E_OK &&
	    (r = der_close(&list, cert)) == E_OK &&
	    (r = der_close(&list, certs)) == E_OK)
		r = attribute(
		    b, OID_SIGNING_CERTIFICATE, DER_SEQUENCE, buf_bytes(&list));
	buf_free(&list);
	return r;
}

enum err
cms_signed_attrs(struct bytes digest, struct bytes certificate, struct arena *a,
    struct bytes *out)
{
	unsigned char hash[32], oid[16];
	struct buf b = BUF(512), type = BUF(sizeof(oid));
	struct bytes in, data;
	size_t set;
	enum err r;

	if (digest.n != 32 || certificate.n == 0)
		return log_err(E_INPUT, "cms.signed_attrs",
		    "digest=%zu certificate=%zu", digest.n, certificate.n);
	if ((r = sha256(certificate, hash)) ||
	    (r = der_add_oid(&type, OID_DATA)))
		goto out;
	in = buf_bytes(&type);
	/*
	 * SET OF is sorted by the encodings (X.690 11.6); these three are, as
	 * they grow in length from one to the next.
	 */
	if ((r = der_take(&in, DER_OID, &data)) ||
	    (r = der_open(&b, DER_SET, &set)) ||
	    (r = attribute(&b, OID_CONTENT_TYPE, DER_OID, data)) ||
	    (r = attribute(&b, OID_MESSAGE_DIGEST, DER_OCTET_STRING, digest)) ||
	    (r = signing_certificate(&b, hash)) || (r = der_close(&b, set)))
		goto out;
	r = arena_bytes(a, buf_bytes(&b), out);
out:
	buf_free(&type);
	buf_free(&b);
	return r;
}

/* Give a SignerInfo the attributes that were signed. */
static enum err
add_attributes(CMS_SignerInfo *si, struct bytes set)
{
	struct bytes list, one;
	X509_ATTRIBUTE *attr;
	const unsigned char *p;
	int ok;

	if (der_take(&set, DER_SET, &list) || set.n)
		return log_err(E_INPUT, "cms.assemble", "attributes");
	while (list.n) {
		if (der_take_any(&list, &one))
			return log_err(E_INPUT, "cms.assemble", "attribute");
		p = one.p;
		attr = d2i_X509_ATTRIBUTE(NULL, &p, (long)one.n);
		ok = attr && CMS_signed_add1_attr(si, attr);
		X509_ATTRIBUTE_free(attr);
		if (!ok)
			return ossl_err(E_INPUT, "cms.assemble");
	}
	return E_OK;
}

/* Say in the SignerInfo that the value is RSASSA-PSS. */
static bool
declare_pss(CMS_SignerInfo *si)
{
	ASN1_STRING *params = ASN1_STRING_new();
	X509_ALGOR *alg = NULL;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, NULL, &alg);
	if (params && alg &&
	    ASN1_STRING_set(params, pss_params, sizeof(pss_params)) &&
	    X509_ALGOR_set0(
		alg, OBJ_nid2obj(NID_rsassaPss), V_ASN1_SEQUENCE, params))
		return true;
	ASN1_STRING_free(params);
	return false;
}

/* Make the SignedData with its one SignerInfo, value included. */
static enum err
build(const struct cms_parts *parts, X509 *signer, STACK_OF(X509) * chain,
    CMS_ContentInfo **out)
{
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, chain, NULL, PARTS);
	CMS_SignerInfo *si = NULL;
	enum err r = E_CRYPTO;

	*out = cms;
	if (cms)
		si = CMS_add1_signer(
		    cms, signer, X509_get0_pubkey(signer), EVP_sha256(), PARTS);
	if (!si)
		return ossl_err(E_CRYPTO, "cms.assemble");
	if ((r = add_attributes(si, parts->signed_attrs)))
		return r;
	if ((parts->alg == SIG_PSS_SHA256 && !declare_pss(si)) ||
	    !ASN1_STRING_set(CMS_SignerInfo_get0_signature(si),
		parts->signature.p, (int)parts->signature.n))
		return ossl_err(E_CRYPTO, "cms.assemble");
	return E_OK;
}

/* Check that the value is one of the certificate's key. */
static enum err
check_value(const struct cms_parts *parts, X509 *signer)
{
	unsigned char *spki = NULL;
	int n = i2d_PUBKEY(X509_get0_pubkey(signer), &spki);
	enum err r;

	if (n <= 0)
		return ossl_err(E_INPUT, "cms.assemble");
	r = key_verify(bytes_at(spki, (size_t)n), parts->alg,
	    parts->signed_attrs, parts->signature);
	OPENSSL_free(spki);
	return r;
}

/* Write a CMS object into the arena. */
static enum err
encode(CMS_ContentInfo *cms, struct arena *a, struct bytes *out)
{
	unsigned char *der = NULL;
	int n = i2d_CMS_ContentInfo(cms, &der);

	return ossl_take(a, der, n, out);
}

enum err
cms_assemble(const struct cms_parts *parts, struct arena *a, struct bytes *out)
{
	X509 *signer = ossl_x509(parts->certificate);
	STACK_OF(X509) *chain = ossl_x509_stack(parts->chain, parts->nchain);
	CMS_ContentInfo *cms = NULL;
	enum err r;

	if (!signer || !chain)
		r = log_err(E_INPUT, "cms.assemble", "certificate");
	else if ((r = check_value(parts, signer)) == E_OK &&
	    (r = build(parts, signer, chain, &cms)) == E_OK)
		r = encode(cms, a, out);
	CMS_ContentInfo_free(cms);
	sk_X509_pop_free(chain, X509_free);
	X509_free(signer);
	return r;
}

/* Find the one SignerInfo; NULL otherwise. Borrowed. */
static CMS_SignerInfo *
one_signer(CMS_ContentInfo *cms)
{
	STACK_OF(CMS_SignerInfo) *sis = CMS_get0_SignerInfos(cms);

	return sk_CMS_SignerInfo_num(sis) == 1 ? sk_CMS_SignerInfo_value(sis, 0)
					       : NULL;
}

enum err
cms_add_time_stamp(
    struct bytes cms, struct bytes token, struct arena *a, struct bytes *out)
{
	const unsigned char *p = cms.p;
	CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)cms.n);
	CMS_SignerInfo *si = ci && p == cms.p + cms.n ? one_signer(ci) : NULL;
	struct bytes rest = token, whole;
	enum err r = E_INPUT;

	if (!si || der_take_any(&rest, &whole) || rest.n ||
	    whole.p[0] != DER_SEQUENCE)
		r = ossl_err(E_INPUT, "cms.time_stamp");
	else if (!CMS_unsigned_add1_attr_by_NID(si,
		     NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.p,
		     (int)token.n))
		r = ossl_err(E_CRYPTO, "cms.time_stamp");
	else
		r = encode(ci, a, out);
	CMS_ContentInfo_free(ci);
	return r;
}
