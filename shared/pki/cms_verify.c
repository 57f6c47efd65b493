/*
 * Judging detached CMS signatures, our own strictly, others' as far as a PDF
 * needs it. RFC 5652 5.6, RFC 5035, EN 319 142-1 6.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "shared/pki/cms_read.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

/*
 * Compare ESSCertIDv2's hash with the certificate (RFC 5035 4): the first
 * entry names the signer's. Other hashes than SHA-256 are looked up.
 */
static bool
names_certificate(struct bytes attr, struct bytes certificate)
{
	struct bytes seq, certs, cert, alg, oid, hash, rest;
	const EVP_MD *md = EVP_sha256();
	unsigned char own[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	ASN1_OBJECT *obj;
	const unsigned char *p;

	if (der_take(&attr, DER_SEQUENCE, &seq) || attr.n ||
	    der_take(&seq, DER_SEQUENCE, &certs) ||
	    der_take(&certs, DER_SEQUENCE, &cert))
		return false;
	if (der_next(cert, DER_SEQUENCE)) {
		if (der_take(&cert, DER_SEQUENCE, &alg))
			return false;
		rest = alg;
		if (der_take_any(&rest, &oid))
			return false;
		p = oid.p;
		obj = d2i_ASN1_OBJECT(NULL, &p, (long)oid.n);
		md = obj ? EVP_get_digestbyobj(obj) : NULL;
		ASN1_OBJECT_free(obj);
	}
	if (!md || der_take(&cert, DER_OCTET_STRING, &hash) ||
	    !EVP_Digest(certificate.p, certificate.n, own, &n, md, NULL))
		return false;
	return bytes_eq(hash, bytes_at(own, n));
}

/* Check the binding to the certificate (EN 319 122-1 5.2.2). */
static enum err
check_binding(
    CMS_SignerInfo *si, enum cms_shape shape, const struct cms_facts *f)
{
	struct bytes v2 = cms_signed_value(
	    si, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);

	if (v2.n == 0)
		return shape == CMS_OURS
		    ? cms_refused(
			  E_INPUT, "EN 319 142-1 6.3: signing-certificate-v2")
		    : E_OK;
	return names_certificate(v2, f->certificate)
	    ? E_OK
	    : cms_refused(E_CRYPTO, "RFC 5035 4: other certificate");
}

/* Say which of our algorithms a SignerInfo declares. */
static bool
declared_alg(CMS_SignerInfo *si, const struct cms_facts *f, enum sig_alg *out)
{
	X509_ALGOR *alg = NULL;
	const ASN1_OBJECT *oid = NULL;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, NULL, &alg);
	X509_ALGOR_get0(&oid, NULL, NULL, alg);
	return sig_alg_of(oid, f->hash, out);
}

/*
 * Put the signature together anew from what was read: ours comes out octet
 * for octet, so nothing unsigned (versions, algorithm identifiers, further
 * attributes) can be anything but what cms_assemble writes.
 */
static enum err
rebuild(CMS_SignerInfo *si, const struct cms_facts *f, struct arena *a,
    struct bytes *out)
{
	struct cms_parts parts = { .signed_attrs = f->signed_attrs,
		.signature = f->signature,
		.certificate = f->certificate,
		.chain = f->chain,
		.nchain = f->nchain };
	enum err r;

	if (!declared_alg(si, f, &parts.alg))
		return cms_refused(E_INPUT, "TS 119 312: signature algorithm");
	if (f->digest.n != hash_bytes(sig_alg_hash(parts.alg)))
		return cms_refused(E_INPUT, "RFC 5652 11.2: message-digest");
	if ((r = cms_assemble(&parts, a, out)))
		return cms_refused(r, "RFC 5652 5.6: value");
	if (f->time_stamp.n)
		r = cms_add_time_stamp(*out, f->time_stamp, a, out);
	return r;
}

/* Check what only our own signatures must fulfil. */
static enum err
check_ours(CMS_SignerInfo *si, struct bytes in, const struct cms_facts *f,
    struct arena *a)
{
	struct bytes again = { 0 };
	enum err r;

	if (f->signing_time_at)
		return cms_refused(E_INPUT, "EN 319 142-1 6.3: signing-time");
	if ((r = rebuild(si, f, a, &again)))
		return r;
	return bytes_eq(again, in) ? E_OK
				   : cms_refused(E_INPUT, "not as we make it");
}

/* Check content-type and message-digest (RFC 5652 11.1, 11.2). */
static enum err
check_digest(CMS_SignerInfo *si, struct bytes digest, const struct cms_facts *f)
{
	ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(
	    si, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);

	if (!type || OBJ_obj2nid(type) != NID_pkcs7_data)
		return cms_refused(E_INPUT, "RFC 5652 11.1: content-type");
	if (f->digest.n == 0)
		return cms_refused(E_INPUT, "RFC 5652 11.2: message-digest");
	if (!bytes_eq(f->digest, digest))
		return cms_refused(E_CRYPTO, "RFC 5652 11.2: other digest");
	return E_OK;
}

/* Let OpenSSL check the value over the attributes (RFC 5652 5.6). */
static enum err
check_value(CMS_SignerInfo *si, const struct cms_facts *f)
{
	X509 *x = ossl_x509(f->certificate);
	bool ok = false;

	if (x) {
		CMS_SignerInfo_set1_signer_cert(si, x);
		ok = CMS_SignerInfo_verify(si) == 1;
	}
	X509_free(x);
	return ok ? E_OK : cms_refused(E_CRYPTO, "RFC 5652 5.6: value");
}

enum err
cms_verify(struct bytes cms, bool padded, enum cms_shape shape,
    struct bytes digest, struct arena *a, struct cms_facts *out)
{
	CMS_ContentInfo *ci = NULL;
	CMS_SignerInfo *si = NULL;
	struct cms_facts f;
	size_t used;
	enum err r;

	if ((r = cms_parse(cms, padded, &ci, &used)) ||
	    (r = cms_signer(ci, &si)) || (r = cms_facts(ci, si, a, &f)))
		goto out;
	if (f.certificate.n == 0) {
		r = cms_refused(E_INPUT, "EN 319 142-1 4.2: no certificate");
		goto out;
	}
	if ((shape == CMS_OURS &&
		(r = check_ours(si, bytes_at(cms.p, used), &f, a))) ||
	    (r = check_digest(si, digest, &f)) ||
	    (r = check_binding(si, shape, &f)) || (r = check_value(si, &f)))
		goto out;
	*out = f;
out:
	CMS_ContentInfo_free(ci);
	return r;
}
