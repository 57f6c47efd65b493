/*
 * Certificate status: requests, read octet by octet so that nothing is
 * accepted that RFC 9919 does not send. RFC 6960 4.1, RFC 9654.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/cert.h"
#include "shared/pki/der.h"
#include "shared/pki/ocsp.h"
#include "shared/pki/ossl.h"

#define OID_SHA1   "1.3.14.3.2.26"
#define OID_SHA256 "2.16.840.1.101.3.4.2.1"
#define OID_NONCE  "1.3.6.1.5.5.7.48.1.2"
#define NONCE_MAX  128
#define SERIAL_MAX 20

/* Read hashAlgorithm: SHA-1 or SHA-256, parameters absent or NULL. */
static enum err
read_hash(struct bytes *in, enum ocsp_hash *out, size_t *length)
{
	struct bytes alg, oid, null;
	enum err r;

	if ((r = der_take(in, DER_SEQUENCE, &alg)) ||
	    (r = der_take(&alg, DER_OID, &oid)))
		return r;
	if (alg.n && ((r = der_take(&alg, DER_NULL, &null)) || null.n || alg.n))
		return E_INPUT;
	if (der_oid_is(oid, OID_SHA1)) {
		*out = OCSP_SHA1;
		*length = 20;
		return E_OK;
	}
	*out = OCSP_SHA256;
	*length = 32;
	return der_oid_is(oid, OID_SHA256) ? E_OK : E_INPUT;
}

/* Read a CertID (RFC 6960 4.1.1). */
static enum err
read_cert_id(struct bytes id, struct ocsp_query *q)
{
	size_t length;
	enum err r;

	if ((r = read_hash(&id, &q->hash, &length)) ||
	    (r = der_take(&id, DER_OCTET_STRING, &q->issuer_name_hash)) ||
	    (r = der_take(&id, DER_OCTET_STRING, &q->issuer_key_hash)) ||
	    (r = der_take(&id, DER_INTEGER, &q->serial)))
		return r;
	if (id.n || q->issuer_name_hash.n != length ||
	    q->issuer_key_hash.n != length || q->serial.n == 0 ||
	    q->serial.p[0] & 0x80)
		return E_INPUT;
	if (q->serial.p[0] == 0 && q->serial.n > 1) {
		if (!(q->serial.p[1] & 0x80))
			return E_INPUT; /* X.690 8.3.2: not shortest */
		q->serial = bytes_at(q->serial.p + 1, q->serial.n - 1);
	}
	return q->serial.n <= SERIAL_MAX ? E_OK : E_INPUT;
}

/* Read requestList: one Request without extensions (RFC 9919 2.1.1). */
static enum err
read_list(struct bytes list, struct ocsp_query *q)
{
	struct bytes one, at, id;
	enum err r;

	if ((r = der_take(&list, DER_SEQUENCE, &one)))
		return r;
	if (list.n)
		return E_INPUT;
	at = one;
	if ((r = der_take_any(&one, &q->cert_id)) || one.n ||
	    (r = der_take(&at, DER_SEQUENCE, &id)))
		return E_INPUT;
	return read_cert_id(id, q);
}

/* Read one extension: the nonce, or another that is not critical. */
static enum err
read_extension(struct bytes e, struct ocsp_query *q)
{
	struct bytes oid, critical = { NULL, 0 }, value, nonce;
	enum err r;

	if ((r = der_take(&e, DER_OID, &oid)) ||
	    (der_next(e, DER_BOOLEAN) &&
		(r = der_take(&e, DER_BOOLEAN, &critical))) ||
	    (r = der_take(&e, DER_OCTET_STRING, &value)))
		return r;
	if (e.n)
		return E_INPUT;
	if (!der_oid_is(oid, OID_NONCE))
		return critical.n == 1 && critical.p[0] ? E_INPUT : E_OK;
	if (q->nonce.n || der_take(&value, DER_OCTET_STRING, &nonce) ||
	    value.n || nonce.n == 0 || nonce.n > NONCE_MAX)
		return E_INPUT; /* RFC 9654 2.1 */
	q->nonce = nonce;
	return E_OK;
}

/* Read requestExtensions, [2] EXPLICIT. */
static enum err
read_extensions(struct bytes in, struct ocsp_query *q)
{
	struct bytes list, one;
	enum err r;

	if ((r = der_take(&in, DER_SEQUENCE, &list)))
		return r;
	if (in.n || list.n == 0)
		return E_INPUT;
	while (list.n)
		if ((r = der_take(&list, DER_SEQUENCE, &one)) ||
		    (r = read_extension(one, q)))
			return r;
	return E_OK;
}

/* Read TBSRequest (RFC 6960 4.1.1). */
static enum err
read_tbs(struct bytes tbs, struct ocsp_query *q)
{
	static const unsigned char v1[] = { DER_INTEGER, 1, 0 };
	struct bytes part;
	enum err r;

	/* DER leaves version v1 out, but there are clients that write it. */
	if (der_next(tbs, DER_CONTEXT_SEQ(0)) &&
	    ((r = der_take(&tbs, DER_CONTEXT_SEQ(0), &part)) ||
		!bytes_eq(part, bytes_at(v1, sizeof(v1)))))
		return E_INPUT;
	if (der_next(tbs, DER_CONTEXT_SEQ(1)) &&
	    (r = der_take(&tbs, DER_CONTEXT_SEQ(1), &part)))
		return r; /* requestorName: not asked for, not used */
	if ((r = der_take(&tbs, DER_SEQUENCE, &part)) ||
	    (r = read_list(part, q)))
		return r;
	if (der_next(tbs, DER_CONTEXT_SEQ(2)) &&
	    ((r = der_take(&tbs, DER_CONTEXT_SEQ(2), &part)) ||
		(r = read_extensions(part, q))))
		return r;
	return tbs.n ? E_INPUT : E_OK;
}

enum err
ocsp_request_read(struct bytes der, struct ocsp_query *out)
{
	struct ocsp_query q = { 0 };
	struct bytes in = der, request, tbs, sig;
	enum err r;

	if (der.n > OCSP_REQUEST_MAX ||
	    (r = der_take(&in, DER_SEQUENCE, &request)) || in.n ||
	    (r = der_take(&request, DER_SEQUENCE, &tbs)))
		return E_INPUT;
	if (request.n &&
	    (der_take(&request, DER_CONTEXT_SEQ(0), &sig) || request.n))
		return E_INPUT;
	if ((r = read_tbs(tbs, &q)))
		return r;
	*out = q;
	return E_OK;
}

/* Build the request object; NULL when it fails. Owned. */
static OCSP_REQUEST *
request_of(X509 *x, X509 *ca, enum ocsp_hash hash, struct bytes nonce)
{
	OCSP_REQUEST *q = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(
	    hash == OCSP_SHA256 ? EVP_sha256() : EVP_sha1(), x, ca);

	if (!q || !id || !OCSP_request_add0_id(q, id)) {
		OCSP_CERTID_free(id);
		OCSP_REQUEST_free(q);
		return NULL;
	}
	if (nonce.n &&
	    !OCSP_request_add1_nonce(
		q, (unsigned char *)nonce.p, (int)nonce.n)) {
		OCSP_REQUEST_free(q);
		return NULL;
	}
	return q;
}

enum err
ocsp_request_make(struct bytes certificate, struct bytes issuer,
    enum ocsp_hash hash, struct bytes nonce, struct arena *a, struct bytes *out)
{
	X509 *x = ossl_x509(certificate), *ca = ossl_x509(issuer);
	OCSP_REQUEST *q = NULL;
	unsigned char *p = NULL;
	int n = 0;
	enum err r;

	if (!x || !ca) {
		r = log_err(E_INPUT, "ocsp.request", "certificate");
	} else {
		if ((q = request_of(x, ca, hash, nonce)))
			n = i2d_OCSP_REQUEST(q, &p);
		r = ossl_take(a, p, n, out);
	}
	OCSP_REQUEST_free(q);
	X509_free(ca);
	X509_free(x);
	return r;
}

enum err
ocsp_issuer_of(
    struct bytes certificate, struct arena *a, struct ocsp_issuer *out)
{
	struct cert_facts f;
	enum err r;

	if ((r = cert_read(certificate, a, &f)) ||
	    (r = sha256(f.subject_der, out->name_sha256)) ||
	    (r = sha256(f.key_bits, out->key_sha256)))
		return r;
	if (!EVP_Digest(f.key_bits.p, f.key_bits.n, out->key_sha1, NULL,
		EVP_sha1(), NULL))
		return ossl_err(E_CRYPTO, "ocsp.issuer");
	memcpy(out->name_sha1, f.s_hash, sizeof(out->name_sha1));
	return E_OK;
}

bool
ocsp_issuer_asked(const struct ocsp_issuer *i, const struct ocsp_query *q)
{
	if (q->hash == OCSP_SHA1)
		return bytes_eq(
			   q->issuer_name_hash, bytes_at(i->name_sha1, 20)) &&
		    bytes_eq(q->issuer_key_hash, bytes_at(i->key_sha1, 20));
	return bytes_eq(q->issuer_name_hash, bytes_at(i->name_sha256, 32)) &&
	    bytes_eq(q->issuer_key_hash, bytes_at(i->key_sha256, 32));
}
