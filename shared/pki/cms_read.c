/*
 * Reading and judging detached CMS signatures, our own strictly, others' as
 * far as a PDF needs it. RFC 5652 5.6, RFC 5035, EN 319 142-1 6.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/cms.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

#define CMS_MAX   (4 << 20)
#define ATTRS_MAX 32
#define CERTS_MAX 64

/* Say why a signature is refused; it is somebody's file, not a fault. */
static enum err
refused(enum err r, const char *clause)
{
	log_line(
	    LOG_WARN, "cms.refused", "err=%s rule=%s", err_name(r), clause);
	ERR_clear_error();
	return r;
}

/* Read the ContentInfo and look at what stands behind it. */
static enum err
parse(struct bytes in, bool padded, CMS_ContentInfo **out, size_t *used)
{
	const unsigned char *p = in.p;

	if (in.n == 0 || in.n > CMS_MAX)
		return refused(E_INPUT, "size");
	*out = d2i_CMS_ContentInfo(NULL, &p, (long)in.n);
	if (!*out || OBJ_obj2nid(CMS_get0_type(*out)) != NID_pkcs7_signed)
		return refused(E_INPUT, "RFC 5652 3: SignedData");
	*used = (size_t)(p - in.p);
	for (; p < in.p + in.n; p++)
		if (!padded || *p)
			return refused(E_INPUT, "octets behind the signature");
	return E_OK;
}

/* Find the one SignerInfo of a detached signature. */
static enum err
signer(CMS_ContentInfo *cms, CMS_SignerInfo **out)
{
	STACK_OF(CMS_SignerInfo) *sis = CMS_get0_SignerInfos(cms);

	if (CMS_is_detached(cms) != 1)
		return refused(E_INPUT, "EN 319 142-1 4.2: detached");
	if (sk_CMS_SignerInfo_num(sis) != 1)
		return refused(E_INPUT, "EN 319 142-1 4.2: one SignerInfo");
	*out = sk_CMS_SignerInfo_value(sis, 0);
	return E_OK;
}

/* Order encodings as SET OF asks (X.690 11.6). */
static int
by_encoding(const void *left, const void *right)
{
	const struct bytes *a = left, *b = right;
	size_t n = a->n < b->n ? a->n : b->n;
	int c = memcmp(a->p, b->p, n);

	return c ? c : (a->n > b->n) - (a->n < b->n);
}

/* Write the signed attributes as they were signed (RFC 5652 5.4). */
static enum err
signed_attrs(CMS_SignerInfo *si, struct arena *a, struct bytes *out)
{
	struct bytes each[ATTRS_MAX];
	struct buf b = BUF(65536);
	int count = CMS_signed_get_attr_count(si);
	unsigned char *p;
	size_t set;
	int n;
	enum err r;

	*out = bytes_at(NULL, 0);
	if (count <= 0)
		return E_OK;
	if (count > ATTRS_MAX)
		return refused(E_INPUT, "too many attributes");
	for (int i = 0; i < count; i++) {
		p = NULL;
		n = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(si, i), &p);
		if ((r = ossl_take(a, p, n, &each[i])))
			return r;
	}
	qsort(each, (size_t)count, sizeof(each[0]), by_encoding);
	r = der_open(&b, DER_SET, &set);
	for (int i = 0; i < count && r == E_OK; i++)
		r = buf_addb(&b, each[i]);
	if (r == E_OK && (r = der_close(&b, set)) == E_OK)
		r = arena_bytes(a, buf_bytes(&b), out);
	buf_free(&b);
	return r;
}

/* Copy the certificates; the signer's own goes first into its place. */
static enum err
certificates(CMS_ContentInfo *cms, CMS_SignerInfo *si, struct arena *a,
    struct cms_facts *f)
{
	STACK_OF(X509) *certs = CMS_get1_certs(cms);
	int count = certs ? sk_X509_num(certs) : 0;
	struct bytes *chain = arena_array(a, CERTS_MAX, sizeof(*chain));
	enum err r = chain ? E_OK : E_NOMEM;

	if (count > CERTS_MAX)
		r = refused(E_INPUT, "too many certificates");
	for (int i = 0; i < count && r == E_OK; i++) {
		X509 *x = sk_X509_value(certs, i);

		if (f->certificate.n == 0 &&
		    CMS_SignerInfo_cert_cmp(si, x) == 0)
			r = ossl_x509_der(x, a, &f->certificate);
		else
			r = ossl_x509_der(x, a, &chain[f->nchain++]);
	}
	f->chain = chain;
	sk_X509_pop_free(certs, X509_free);
	if (r == E_OK && f->certificate.n)
		r = sha256(f->certificate, f->certificate_sha256);
	return r;
}

/* Find the single value of the single signed attribute nid; n 0 if none. */
static struct bytes
signed_value(CMS_SignerInfo *si, int nid, int type)
{
	ASN1_STRING *s =
	    CMS_signed_get0_data_by_OBJ(si, OBJ_nid2obj(nid), -3, type);

	ERR_clear_error();
	return s
	    ? bytes_at(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s))
	    : bytes_at(NULL, 0);
}

/* Copy the signature time stamp, the first one when there are several. */
static enum err
time_stamp(CMS_SignerInfo *si, struct arena *a, struct bytes *out)
{
	int at = CMS_unsigned_get_attr_by_NID(
	    si, NID_id_smime_aa_timeStampToken, -1);
	ASN1_TYPE *v = NULL;

	*out = bytes_at(NULL, 0);
	if (at >= 0)
		v = X509_ATTRIBUTE_get0_type(CMS_unsigned_get_attr(si, at), 0);
	if (!v || v->type != V_ASN1_SEQUENCE)
		return E_OK;
	return arena_bytes(a,
	    bytes_at(
		v->value.sequence->data, (size_t)v->value.sequence->length),
	    out);
}

/* Read signing-time; 0 when it is absent or malformed. */
static int64_t
signing_time(CMS_SignerInfo *si)
{
	int at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
	ASN1_TYPE *v = NULL;
	int64_t when = 0;

	if (at >= 0)
		v = X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(si, at), 0);
	if (v &&
	    (v->type == V_ASN1_UTCTIME || v->type == V_ASN1_GENERALIZEDTIME) &&
	    ossl_time(v->value.asn1_string, &when))
		return when;
	return at >= 0 ? 1 : 0;
}

/* Copy everything that a SignerInfo says. */
static enum err
facts(CMS_ContentInfo *cms, CMS_SignerInfo *si, struct arena *a,
    struct cms_facts *f)
{
	ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(si);
	X509_ALGOR *hash = NULL;
	const ASN1_OBJECT *oid = NULL;
	enum err r;

	memset(f, 0, sizeof(*f));
	CMS_SignerInfo_get0_algs(si, NULL, NULL, &hash, NULL);
	X509_ALGOR_get0(&oid, NULL, NULL, hash);
	f->hash = OBJ_nid2sn(OBJ_obj2nid(oid));
	f->signing_time_at = signing_time(si);
	if ((r = signed_attrs(si, a, &f->signed_attrs)) ||
	    (r = certificates(cms, si, a, f)) ||
	    (r = arena_bytes(a,
		 bytes_at(ASN1_STRING_get0_data(value),
		     (size_t)ASN1_STRING_length(value)),
		 &f->signature)) ||
	    (r = arena_bytes(a,
		 signed_value(si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING),
		 &f->digest)))
		return r;
	return time_stamp(si, a, &f->time_stamp);
}

enum err
cms_read(struct bytes cms, bool padded, struct arena *a, struct cms_facts *out)
{
	CMS_ContentInfo *ci = NULL;
	CMS_SignerInfo *si = NULL;
	struct cms_facts f;
	size_t used;
	enum err r;

	if ((r = parse(cms, padded, &ci, &used)) == E_OK &&
	    (r = signer(ci, &si)) == E_OK && (r = facts(ci, si, a, &f)) == E_OK)
		*out = f;
	CMS_ContentInfo_free(ci);
	return r;
}

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
	struct bytes v2 = signed_value(
	    si, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);

	if (v2.n == 0)
		return shape == CMS_OURS
		    ? refused(
			  E_INPUT, "EN 319 142-1 6.3: signing-certificate-v2")
		    : E_OK;
	return names_certificate(v2, f->certificate)
	    ? E_OK
	    : refused(E_CRYPTO, "RFC 5035 4: other certificate");
}

/* Say which of our algorithms a SignerInfo declares. */
static bool
declared_alg(CMS_SignerInfo *si, enum sig_alg *out)
{
	/* clang-format off */
	static const int nids[SIG__MAX] = {
		[SIG_ECDSA_SHA256] = NID_ecdsa_with_SHA256,
		[SIG_RSA_SHA256]   = NID_rsaEncryption,
		[SIG_PSS_SHA256]   = NID_rsassaPss,
	};
	/* clang-format on */
	X509_ALGOR *alg = NULL;
	const ASN1_OBJECT *oid = NULL;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, NULL, &alg);
	X509_ALGOR_get0(&oid, NULL, NULL, alg);
	for (int i = 0; i < SIG__MAX; i++)
		if (nids[i] == OBJ_obj2nid(oid)) {
			*out = (enum sig_alg)i;
			return true;
		}
	return false;
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

	if (!declared_alg(si, &parts.alg))
		return refused(E_INPUT, "TS 119 312: signature algorithm");
	if ((r = cms_assemble(&parts, a, out)))
		return refused(r, "RFC 5652 5.6: value");
	if (f->time_stamp.n)
		r = cms_add_time_stamp(*out, f->time_stamp, a, out);
	return r;
}

/* Check what only our own signatures must fulfil. */
static enum err
check_ours(CMS_SignerInfo *si, struct bytes in, const struct cms_facts *f,
    struct arena *a)
{
	struct bytes again;
	enum err r;

	if (strcmp(f->hash, "SHA256") != 0)
		return refused(E_INPUT, "TS 119 312: SHA-256");
	if (f->signing_time_at)
		return refused(E_INPUT, "EN 319 142-1 6.3: signing-time");
	if ((r = rebuild(si, f, a, &again)))
		return r;
	return bytes_eq(again, in) ? E_OK
				   : refused(E_INPUT, "not as we make it");
}

/* Check content-type and message-digest (RFC 5652 11.1, 11.2). */
static enum err
check_digest(CMS_SignerInfo *si, struct bytes digest, const struct cms_facts *f)
{
	ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(
	    si, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);

	if (!type || OBJ_obj2nid(type) != NID_pkcs7_data)
		return refused(E_INPUT, "RFC 5652 11.1: content-type");
	if (f->digest.n == 0)
		return refused(E_INPUT, "RFC 5652 11.2: message-digest");
	if (!bytes_eq(f->digest, digest))
		return refused(E_CRYPTO, "RFC 5652 11.2: other digest");
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
	return ok ? E_OK : refused(E_CRYPTO, "RFC 5652 5.6: value");
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

	if ((r = parse(cms, padded, &ci, &used)) || (r = signer(ci, &si)) ||
	    (r = facts(ci, si, a, &f)))
		goto out;
	if (f.certificate.n == 0) {
		r = refused(E_INPUT, "EN 319 142-1 4.2: no certificate");
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
