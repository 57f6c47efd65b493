/*
 * Time stamps, the client's side: ask and check. RFC 3161 2.4, RFC 5816,
 * EN 319 422. The authority stands in tst_reply.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/tst.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

#define CERTS_MAX 16

/* Say why a time stamp is refused. */
static enum err
refused(enum err r, const char *why)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	log_line(LOG_WARN, "tst.refused", "err=%s rule=%s openssl=%s",
	    err_name(r), why, reason ? reason : "");
	ERR_clear_error();
	return r;
}

/* clang-format off */
/* What stamps are asked over, by length: OpenSSL's number and name. */
static const struct { size_t bytes; int nid; const char *name; } imprints[] = {
	{ 32, NID_sha256, "SHA256" },
	{ 48, NID_sha384, "SHA384" },
	{ 64, NID_sha512, "SHA512" },
};
/* clang-format on */

/* Find the row of a digest by its length; the end when there is none. */
static size_t
imprint_row(struct bytes digest)
{
	size_t i = 0;

	while (i < COUNT(imprints) && imprints[i].bytes != digest.n)
		i++;
	return i;
}

/* Give the query its message imprint. */
static bool
set_imprint(TS_REQ *q, struct bytes digest)
{
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	size_t i = imprint_row(digest);
	bool ok;

	ok = m && alg && i < COUNT(imprints) &&
	    X509_ALGOR_set0(
		alg, OBJ_nid2obj(imprints[i].nid), V_ASN1_NULL, NULL) &&
	    TS_MSG_IMPRINT_set_algo(m, alg) &&
	    TS_MSG_IMPRINT_set_msg(
		m, (unsigned char *)digest.p, (int)digest.n) &&
	    TS_REQ_set_msg_imprint(q, m);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(m);
	return ok;
}

enum err
tst_query_make(struct bytes digest, unsigned char nonce[TST_NONCE_BYTES],
    struct arena *a, struct bytes *out)
{
	TS_REQ *q = TS_REQ_new();
	ASN1_INTEGER *n;
	unsigned char *p = NULL;
	int len = 0;

	random_fill(nonce, TST_NONCE_BYTES);
	n = ossl_serial(bytes_at(nonce, TST_NONCE_BYTES));
	if (q && n && TS_REQ_set_version(q, 1) && set_imprint(q, digest) &&
	    TS_REQ_set_nonce(q, n) && TS_REQ_set_cert_req(q, 1))
		len = i2d_TS_REQ(q, &p);
	ASN1_INTEGER_free(n);
	TS_REQ_free(q);
	return ossl_take(a, p, len, out);
}

/* Read a token without trailing octets; NULL otherwise. Owned. */
static PKCS7 *
token_of(struct bytes der)
{
	const unsigned char *p = der.p;
	PKCS7 *token = d2i_PKCS7(NULL, &p, (long)der.n);

	if (token && (p != der.p + der.n || !PKCS7_type_is_signed(token))) {
		PKCS7_free(token);
		token = NULL;
	}
	return token;
}

/* Copy the certificates that stand in the token, the TSU's apart. */
static enum err
certificates(PKCS7 *token, struct arena *a, struct tst_facts *f)
{
	STACK_OF(X509) *all = token->d.sign->cert;
	STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
	struct bytes *chain = arena_array(a, CERTS_MAX, sizeof(*chain));
	enum err r = chain ? E_OK : E_NOMEM;

	if (r == E_OK && sk_X509_num(signers) == 1)
		r = ossl_x509_der(
		    sk_X509_value(signers, 0), a, &f->certificate);
	for (int i = 0; r == E_OK && i < sk_X509_num(all) && i < CERTS_MAX; i++)
		r = ossl_x509_der(
		    sk_X509_value(all, i), a, &chain[f->nchain++]);
	f->chain = chain;
	sk_X509_free(signers);
	ERR_clear_error();
	return r;
}

/* Copy what TSTInfo says (RFC 3161 2.4.2). */
static enum err
info_facts(TS_TST_INFO *info, struct arena *a, struct tst_facts *f)
{
	TS_MSG_IMPRINT *m = TS_TST_INFO_get_msg_imprint(info);
	ASN1_OCTET_STRING *msg = m ? TS_MSG_IMPRINT_get_msg(m) : NULL;
	const ASN1_OBJECT *oid = NULL;
	char policy[128];
	enum err r;

	if (!msg || !ossl_time(TS_TST_INFO_get_time(info), &f->at) ||
	    OBJ_obj2txt(policy, sizeof(policy), TS_TST_INFO_get_policy_id(info),
		1) <= 0)
		return refused(E_INPUT, "RFC 3161 2.4.2: TSTInfo");
	X509_ALGOR_get0(&oid, NULL, NULL, TS_MSG_IMPRINT_get_algo(m));
	f->hash = OBJ_nid2sn(OBJ_obj2nid(oid));
	if (!(f->policy = arena_str(a, policy)))
		return E_NOMEM;
	if ((r = ossl_serial_bytes(
		 TS_TST_INFO_get_serial(info), a, &f->serial)))
		return r;
	return arena_bytes(a,
	    bytes_at(
		ASN1_STRING_get0_data(msg), (size_t)ASN1_STRING_length(msg)),
	    &f->imprint);
}

/* Make a store that trusts one certificate, at the time that is stamped. */
static X509_STORE *
store_of(struct bytes anchor, int64_t at)
{
	X509_STORE *store = X509_STORE_new();
	X509 *x = ossl_x509_own(anchor);

	if (store && x && X509_STORE_add_cert(store, x)) {
		X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), at);
		X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	} else {
		X509_STORE_free(store);
		store = NULL;
	}
	X509_free(x);
	return store;
}

/*
 * Check signature, certificate binding, EKU and chain; OpenSSL asks for the
 * only and critical time-stamping EKU itself (RFC 3161 2.3).
 */
static enum err
check_signature(PKCS7 *token, struct bytes anchor, int64_t at)
{
	TS_VERIFY_CTX *ctx = TS_VERIFY_CTX_new();
	X509_STORE *store = store_of(anchor, at);
	bool ok = false;

	if (ctx && store) {
		TS_VERIFY_CTX_set_flags(ctx, TS_VFY_SIGNATURE);
		TS_VERIFY_CTX_set_store(ctx, store);
		store = NULL; /* released with the context */
		ok = TS_RESP_verify_token(ctx, token) == 1;
	}
	X509_STORE_free(store);
	TS_VERIFY_CTX_free(ctx);
	return ok ? E_OK : refused(E_CRYPTO, "RFC 3161 2.4.2: signature");
}

/* Say whether a token names its signer by more than SHA-1. */
static bool
has_certificate_v2(PKCS7 *token)
{
	STACK_OF(PKCS7_SIGNER_INFO) *all = PKCS7_get_signer_info(token);

	return sk_PKCS7_SIGNER_INFO_num(all) == 1 &&
	    PKCS7_get_signed_attribute(sk_PKCS7_SIGNER_INFO_value(all, 0),
		NID_id_smime_aa_signingCertificateV2) != NULL;
}

/* Check a token and copy its facts. */
static enum err
check_token(struct bytes der, struct bytes imprint, struct bytes nonce,
    struct bytes anchor, struct arena *a, struct tst_facts *out)
{
	PKCS7 *token = token_of(der);
	TS_TST_INFO *info = token ? PKCS7_to_TS_TST_INFO(token) : NULL;
	ASN1_INTEGER *sent = ossl_serial(nonce);
	const ASN1_INTEGER *got;
	struct tst_facts f = { 0 };
	enum err r;

	if (!info || TS_TST_INFO_get_version(info) != 1) {
		r = refused(E_INPUT, "RFC 3161 2.4.2: token");
		goto out;
	}
	got = TS_TST_INFO_get_nonce(info);
	if ((r = info_facts(info, a, &f)) || (r = certificates(token, a, &f)) ||
	    (r = arena_bytes(a, der, &f.token)))
		goto out;
	if (!bytes_eq(f.imprint, imprint))
		r = refused(E_CRYPTO, "RFC 3161 2.4.2: messageImprint");
	else if (!sent || !got || ASN1_INTEGER_cmp(sent, got))
		r = refused(E_CRYPTO, "RFC 3161 2.4.2: nonce");
	else if (!has_certificate_v2(token))
		r = refused(E_CRYPTO, "RFC 5816 2.2.1: ESSCertIDv2");
	else if ((r = check_signature(token, anchor, f.at)) == E_OK)
		*out = f;
out:
	ASN1_INTEGER_free(sent);
	TS_TST_INFO_free(info);
	PKCS7_free(token);
	return r;
}

/* Read PKIStatusInfo; E_PEER when no token was granted. */
static enum err
check_status(struct bytes info)
{
	struct bytes status, text = { NULL, 0 }, line = { NULL, 0 };

	if (der_take(&info, DER_INTEGER, &status) || status.n != 1)
		return refused(E_INPUT, "RFC 3161 2.4.2: PKIStatus");
	if (status.p[0] <= 1)
		return E_OK;
	if (der_next(info, DER_SEQUENCE) &&
	    der_take(&info, DER_SEQUENCE, &text) == E_OK &&
	    der_take(&text, DER_UTF8, &line) == E_OK && line.n > 120)
		line.n = 120;
	return log_err(E_PEER, "tst.rejected", "status=%d text=%.*s",
	    status.p[0], (int)line.n, line.n ? (const char *)line.p : "");
}

enum err
tst_reply_read(struct bytes reply, struct bytes digest,
    const unsigned char nonce[TST_NONCE_BYTES], struct bytes anchor,
    struct arena *a, struct tst_facts *out)
{
	struct bytes resp, status;
	size_t i = imprint_row(digest);
	struct tst_facts f;
	enum err r;

	if (der_take(&reply, DER_SEQUENCE, &resp) || reply.n ||
	    der_take(&resp, DER_SEQUENCE, &status))
		return refused(E_INPUT, "RFC 3161 2.4.2: TimeStampResp");
	if ((r = check_status(status)) ||
	    (r = check_token(resp, digest, bytes_at(nonce, TST_NONCE_BYTES),
		 anchor, a, &f)))
		return r;
	if (i == COUNT(imprints) || strcmp(f.hash, imprints[i].name) != 0 ||
	    !f.certificate.n)
		return refused(E_CRYPTO, "RFC 3161 2.4.1: not as asked");
	*out = f;
	return E_OK;
}

enum err
tst_read(struct bytes token, struct arena *a, struct tst_facts *out)
{
	PKCS7 *p7 = token_of(token);
	TS_TST_INFO *info = p7 ? PKCS7_to_TS_TST_INFO(p7) : NULL;
	struct tst_facts f = { 0 };
	enum err r;

	if (!info)
		r = refused(E_INPUT, "RFC 3161 2.4.2: token");
	else if ((r = info_facts(info, a, &f)) == E_OK &&
	    (r = certificates(p7, a, &f)) == E_OK &&
	    (r = arena_bytes(a, token, &f.token)) == E_OK)
		*out = f;
	TS_TST_INFO_free(info);
	PKCS7_free(p7);
	return r;
}
