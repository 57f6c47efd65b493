/*
 * Certificate status: responses made and read. RFC 6960, RFC 9919. Requests
 * stand in ocsp_request.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "shared/base/log.h"
#include "shared/pki/ossl.h"

/* clang-format off */
/* How a state is told: OpenSSL's number */
static const int states[] = {
	[OCSP_GOOD]    = V_OCSP_CERTSTATUS_GOOD,
	[OCSP_REVOKED] = V_OCSP_CERTSTATUS_REVOKED,
	[OCSP_UNKNOWN] = V_OCSP_CERTSTATUS_UNKNOWN,
};
/* clang-format on */

/* Make a GeneralizedTime without fractions; NULL when memory is out. */
static ASN1_GENERALIZEDTIME *
time_of(int64_t at)
{
	return ASN1_GENERALIZEDTIME_set(NULL, at);
}

/* Add the one SingleResponse. */
static bool
add_status(OCSP_BASICRESP *bs, OCSP_CERTID *id, const struct ocsp_answer *s)
{
	ASN1_GENERALIZEDTIME *from = time_of(s->this_update_at);
	ASN1_GENERALIZEDTIME *until = time_of(s->next_update_at);
	ASN1_GENERALIZEDTIME *revoked = NULL;
	int reason = s->reason ? (int)s->reason : OCSP_REVOKED_STATUS_NOSTATUS;
	bool ok;

	if (s->state == OCSP_REVOKED)
		revoked = time_of(s->revoked_at);
	ok = from && until && (s->state != OCSP_REVOKED || revoked) &&
	    OCSP_basic_add1_status(
		bs, id, states[s->state], reason, revoked, from, until);
	ASN1_GENERALIZEDTIME_free(from);
	ASN1_GENERALIZEDTIME_free(until);
	ASN1_GENERALIZEDTIME_free(revoked);
	return ok;
}

/* Wrap a signed BasicOCSPResponse and write it. */
static enum err
encode(OCSP_BASICRESP *bs, struct arena *a, struct bytes *out)
{
	OCSP_RESPONSE *resp =
	    OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, bs);
	unsigned char *p = NULL;
	int n = resp ? i2d_OCSP_RESPONSE(resp, &p) : 0;

	OCSP_RESPONSE_free(resp);
	return ossl_take(a, p, n, out);
}

enum err
ocsp_response_make(const struct ocsp_query *q, const struct ocsp_answer *answer,
    const struct ocsp_signer *signer, struct arena *a, struct bytes *out)
{
	const unsigned char *p = q->cert_id.p;
	OCSP_CERTID *id = d2i_OCSP_CERTID(NULL, &p, (long)q->cert_id.n);
	OCSP_BASICRESP *bs = OCSP_BASICRESP_new();
	X509 *x = ossl_x509_own(signer->certificate);
	enum err r;

	if (!x) {
		r = log_err(E_INPUT, "ocsp.make", "signer's certificate");
		goto out;
	}
	if (!id || !bs || !add_status(bs, id, answer) ||
	    (q->nonce.n &&
		!OCSP_basic_add1_nonce(
		    bs, (unsigned char *)q->nonce.p, (int)q->nonce.n)) ||
	    !OCSP_basic_sign(bs, x, key_evp(signer->key), key_md(signer->key),
		NULL, OCSP_RESPID_KEY))
		r = ossl_err(E_CRYPTO, "ocsp.make");
	else
		r = encode(bs, a, out);
out:
	X509_free(x);
	OCSP_BASICRESP_free(bs);
	OCSP_CERTID_free(id);
	return r;
}

struct bytes
ocsp_response_error(enum ocsp_status s)
{
	/* SEQUENCE { ENUMERATED responseStatus } */
	static const unsigned char der[][5] = { { 0x30, 3, 0x0a, 1, 1 },
		{ 0x30, 3, 0x0a, 1, 2 }, { 0x30, 3, 0x0a, 1, 3 },
		{ 0x30, 3, 0x0a, 1, 6 } };

	for (size_t i = 0; i < COUNT(der); i++)
		if (der[i][4] == s)
			return bytes_at(der[i], sizeof(der[i]));
	return bytes_at(der[1], sizeof(der[1]));
}

/* Copy the status of the certificate out of a checked response. */
static enum err
status_of(OCSP_BASICRESP *bs, OCSP_CERTID *id, int64_t from, int64_t at,
    struct ocsp_answer *out)
{
	ASN1_GENERALIZEDTIME *revoked = NULL, *since = NULL, *until = NULL;
	int state = -1, reason = -1;
	struct ocsp_answer s = { 0 };

	if (!OCSP_resp_find_status(
		bs, id, &state, &reason, &revoked, &since, &until) ||
	    !ossl_time(since, &s.this_update_at) ||
	    !ossl_time(until, &s.next_update_at))
		return ossl_err(E_INPUT, "ocsp.read");
	if (s.this_update_at > at + 60 || s.next_update_at < from)
		return log_err(E_CRYPTO, "ocsp.read", "not current");
	while (s.state < OCSP_UNKNOWN && states[s.state] != state)
		s.state++;
	if (s.state == OCSP_REVOKED && !ossl_time(revoked, &s.revoked_at))
		return ossl_err(E_INPUT, "ocsp.read");
	s.reason = reason > 0 ? reason : 0;
	*out = s;
	return E_OK;
}

/* Check who signed: the issuer, or a delegate that it certified. */
static bool
signed_for(OCSP_BASICRESP *bs, X509 *issuer, int64_t at)
{
	X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *extra = sk_X509_new_null();
	bool ok;

	if (store)
		X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), at);
	ok = store && extra && X509_STORE_add_cert(store, issuer) &&
	    X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) &&
	    sk_X509_push(extra, issuer) &&
	    OCSP_basic_verify(bs, extra, store, 0) == 1;
	sk_X509_free(extra);
	X509_STORE_free(store);
	return ok;
}

/* Find a certificate in a response: named by SHA-256 or by SHA-1. */
static OCSP_CERTID *
find_id(OCSP_BASICRESP *bs, X509 *x, X509 *issuer)
{
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha256(), x, issuer);

	if (OCSP_resp_find(bs, id, -1) >= 0)
		return id;
	OCSP_CERTID_free(id);
	return OCSP_cert_to_id(EVP_sha1(), x, issuer);
}

enum err
ocsp_response_read(struct bytes der, struct bytes certificate,
    struct bytes issuer, int64_t from, int64_t at, struct ocsp_answer *out)
{
	const unsigned char *p = der.p;
	OCSP_RESPONSE *resp = d2i_OCSP_RESPONSE(NULL, &p, (long)der.n);
	X509 *x = ossl_x509(certificate), *ca = ossl_x509(issuer);
	OCSP_BASICRESP *bs = NULL;
	OCSP_CERTID *id = NULL;
	enum err r;

	if (!resp || p != der.p + der.n || !x || !ca ||
	    OCSP_response_status(resp) != OCSP_RESPONSE_STATUS_SUCCESSFUL ||
	    !(bs = OCSP_response_get1_basic(resp)))
		r = ossl_err(E_INPUT, "ocsp.read");
	else if (!signed_for(bs, ca, at))
		r = ossl_err(E_CRYPTO, "ocsp.read");
	else {
		id = find_id(bs, x, ca);
		r = status_of(bs, id, from, at, out);
	}
	OCSP_CERTID_free(id);
	OCSP_BASICRESP_free(bs);
	OCSP_RESPONSE_free(resp);
	X509_free(ca);
	X509_free(x);
	return r;
}

bool
ocsp_response_about(
    struct bytes der, struct bytes certificate, struct bytes issuer)
{
	const unsigned char *p = der.p;
	OCSP_RESPONSE *resp = d2i_OCSP_RESPONSE(NULL, &p, (long)der.n);
	OCSP_BASICRESP *bs = resp ? OCSP_response_get1_basic(resp) : NULL;
	X509 *x = ossl_x509(certificate), *ca = ossl_x509(issuer);
	OCSP_CERTID *id = bs && x && ca ? find_id(bs, x, ca) : NULL;
	bool about = id && OCSP_resp_find(bs, id, -1) >= 0;

	OCSP_CERTID_free(id);
	OCSP_BASICRESP_free(bs);
	OCSP_RESPONSE_free(resp);
	X509_free(ca);
	X509_free(x);
	ERR_clear_error();
	return about;
}

enum err
ocsp_response_certificates(
    struct bytes der, struct arena *a, struct bytes *out, size_t *n)
{
	const unsigned char *p = der.p;
	OCSP_RESPONSE *resp = d2i_OCSP_RESPONSE(NULL, &p, (long)der.n);
	OCSP_BASICRESP *bs = resp ? OCSP_response_get1_basic(resp) : NULL;
	const STACK_OF(X509) *all = bs ? OCSP_resp_get0_certs(bs) : NULL;
	enum err r = bs ? E_OK : ossl_err(E_INPUT, "ocsp.certificates");

	*n = 0;
	for (int i = 0;
	     !r && i < sk_X509_num(all) && *n < OCSP_CERTIFICATES_MAX;
	     i++, (*n)++)
		r = ossl_x509_der(sk_X509_value(all, i), a, &out[*n]);
	OCSP_BASICRESP_free(bs);
	OCSP_RESPONSE_free(resp);
	return r;
}
