/*
 * Reading detached CMS signatures of any producer. RFC 5652. Judging stands
 * in cms_verify.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/cms_read.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

#define CMS_MAX   (4 << 20)
#define ATTRS_MAX 32
#define CERTS_MAX 64

/* Say why a signature is refused; it is somebody's file, not a fault. */
enum err
cms_refused(enum err r, const char *clause)
{
	log_line(
	    LOG_WARN, "cms.refused", "err=%s rule=%s", err_name(r), clause);
	ERR_clear_error();
	return r;
}

/* Read the ContentInfo and look at what stands behind it. */
enum err
cms_parse(struct bytes in, bool padded, CMS_ContentInfo **out, size_t *used)
{
	const unsigned char *p = in.p;

	if (in.n == 0 || in.n > CMS_MAX)
		return cms_refused(E_INPUT, "size");
	*out = d2i_CMS_ContentInfo(NULL, &p, (long)in.n);
	if (!*out || OBJ_obj2nid(CMS_get0_type(*out)) != NID_pkcs7_signed)
		return cms_refused(E_INPUT, "RFC 5652 3: SignedData");
	*used = (size_t)(p - in.p);
	for (; p < in.p + in.n; p++)
		if (!padded || *p)
			return cms_refused(
			    E_INPUT, "octets behind the signature");
	return E_OK;
}

/* Find the one SignerInfo of a detached signature. */
enum err
cms_signer(CMS_ContentInfo *cms, CMS_SignerInfo **out)
{
	STACK_OF(CMS_SignerInfo) *sis = CMS_get0_SignerInfos(cms);

	if (CMS_is_detached(cms) != 1)
		return cms_refused(E_INPUT, "EN 319 142-1 4.2: detached");
	if (sk_CMS_SignerInfo_num(sis) != 1)
		return cms_refused(E_INPUT, "EN 319 142-1 4.2: one SignerInfo");
	*out = sk_CMS_SignerInfo_value(sis, 0);
	return E_OK;
}

/* Write the signed attributes as they were signed (RFC 5652 5.4). */
static enum err
signed_attrs(CMS_SignerInfo *si, struct arena *a, struct bytes *out)
{
	struct bytes each[ATTRS_MAX];
	struct buf b = BUF(65536);
	int count = CMS_signed_get_attr_count(si);
	unsigned char *p;
	int n;
	enum err r;

	*out = bytes_at(NULL, 0);
	if (count <= 0)
		return E_OK;
	if (count > ATTRS_MAX)
		return cms_refused(E_INPUT, "too many attributes");
	for (int i = 0; i < count; i++) {
		p = NULL;
		n = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(si, i), &p);
		if ((r = ossl_take(a, p, n, &each[i])))
			return r;
	}
	if ((r = der_add_set_of(&b, DER_SET, each, (size_t)count)) == E_OK)
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
		r = cms_refused(E_INPUT, "too many certificates");
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
struct bytes
cms_signed_value(CMS_SignerInfo *si, int nid, int type)
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
enum err
cms_facts(CMS_ContentInfo *cms, CMS_SignerInfo *si, struct arena *a,
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
		 cms_signed_value(
		     si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING),
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

	if ((r = cms_parse(cms, padded, &ci, &used)) == E_OK &&
	    (r = cms_signer(ci, &si)) == E_OK &&
	    (r = cms_facts(ci, si, a, &f)) == E_OK)
		*out = f;
	CMS_ContentInfo_free(ci);
	return r;
}
