/*
 * Time stamps, the authority's side: answer every query. RFC 3161, RFC 5816,
 * EN 319 422.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"
#include "shared/pki/tst.h"

#define OID_QC_STATEMENTS "1.3.6.1.5.5.7.1.3"
#define OID_QTST          "0.4.0.19422.1.1"
#define OID_MARK          "2.25.281474976710657" /* leaves this file never */
#define SERIAL_BYTES      20

/* clang-format off */
/* What a rejection says to people: failure, text */
static const struct {
	enum tst_failure failure;
	const char *text;
} rejections[] = {
	{ TST_BAD_ALG,              "Message digest algorithm is not supported." },
	{ TST_BAD_REQUEST,          "Request is not supported." },
	{ TST_BAD_FORMAT,           "Request is not well-formed." },
	{ TST_TIME_NOT_AVAILABLE,   "Time source is not available." },
	{ TST_UNACCEPTED_POLICY,    "Requested policy is not supported." },
	{ TST_UNACCEPTED_EXTENSION, "Extensions are not supported." },
	{ TST_SYSTEM_FAILURE,       "Request cannot be handled now." },
};
/* clang-format on */

/* Write PKIFailureInfo with one bit set. */
static enum err
failure_bits(struct buf *b, enum tst_failure failure)
{
	unsigned char bits[5] = { 0 };

	bits[0] = (unsigned char)(7 - failure % 8); /* unused at the end */
	bits[1 + failure / 8] = (unsigned char)(0x80 >> failure % 8);
	return der_add(
	    b, DER_BIT_STRING, bytes_at(bits, 2 + (size_t)failure / 8));
}

/* Write a rejection (RFC 3161 2.4.2). */
static enum err
reject(enum tst_failure failure, struct arena *a, struct bytes *out)
{
	struct buf b = BUF(256);
	const char *text = "";
	size_t resp, status, list;
	enum err r;

	for (size_t i = 0; i < COUNT(rejections); i++)
		if (rejections[i].failure == failure)
			text = rejections[i].text;
	if ((r = der_open(&b, DER_SEQUENCE, &resp)) == E_OK &&
	    (r = der_open(&b, DER_SEQUENCE, &status)) == E_OK &&
	    (r = der_add_int(&b, TS_STATUS_REJECTION)) == E_OK &&
	    (r = der_open(&b, DER_SEQUENCE, &list)) == E_OK &&
	    (r = der_add(&b, DER_UTF8, bytes_of(text))) == E_OK &&
	    (r = der_close(&b, list)) == E_OK &&
	    (r = failure_bits(&b, failure)) == E_OK &&
	    (r = der_close(&b, status)) == E_OK &&
	    (r = der_close(&b, resp)) == E_OK)
		r = arena_bytes(a, buf_bytes(&b), out);
	buf_free(&b);
	return r;
}

/* Draw a serial number: 158 random bits, so that no state is needed. */
static ASN1_INTEGER *
serial_cb(TS_RESP_CTX *ctx, void *arg)
{
	unsigned char serial[SERIAL_BYTES];

	(void)ctx;
	(void)arg;
	random_fill(serial, sizeof(serial));
	serial[0] = (unsigned char)((serial[0] & 0x3f) | 0x40);
	return ossl_serial(bytes_at(serial, sizeof(serial)));
}

/* Tell the time by the clock of the house. */
static int
time_cb(TS_RESP_CTX *ctx, void *arg, long *sec, long *usec)
{
	(void)ctx;
	(void)arg;
	*sec = (long)clock_now();
	*usec = 0;
	return 1;
}

/* Build the value of qcStatements: esi4-qtstStatement-1. */
static X509_EXTENSION *
qtst_extension(void)
{
	struct buf b = BUF(64);
	ASN1_OBJECT *oid = OBJ_txt2obj(OID_QC_STATEMENTS, 1);
	ASN1_OCTET_STRING *os = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	size_t list, one;

	if (oid && os && der_open(&b, DER_SEQUENCE, &list) == E_OK &&
	    der_open(&b, DER_SEQUENCE, &one) == E_OK &&
	    der_add_oid(&b, OID_QTST) == E_OK && der_close(&b, one) == E_OK &&
	    der_close(&b, list) == E_OK &&
	    ASN1_OCTET_STRING_set(os, b.p, (int)b.n))
		e = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, os);
	ASN1_OCTET_STRING_free(os);
	ASN1_OBJECT_free(oid);
	buf_free(&b);
	return e;
}

/*
 * Claim a qualified time stamp (EN 319 422 9.1). OpenSSL has no door for an
 * extension of the authority's own but this callback, which it calls for each
 * extension of the request; mark() puts the one there that opens it.
 */
static int
extension_cb(TS_RESP_CTX *ctx, X509_EXTENSION *asked, void *arg)
{
	TS_TST_INFO *info = TS_RESP_CTX_get_tst_info(ctx);
	X509_EXTENSION *e = qtst_extension();
	bool ok = info && e && TS_TST_INFO_add_ext(info, e, -1);

	(void)asked;
	(void)arg;
	X509_EXTENSION_free(e);
	return ok;
}

/* Add the extension that makes extension_cb run. */
static bool
mark(TS_REQ *q)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(OID_MARK, 1);
	ASN1_OCTET_STRING *os = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	bool ok;

	ok = oid && os && ASN1_OCTET_STRING_set(os, (unsigned char *)"\5", 2) &&
	    (e = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, os)) &&
	    TS_REQ_add_ext(q, e, -1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(os);
	ASN1_OBJECT_free(oid);
	return ok;
}

/* Set up OpenSSL's authority; NULL when it fails. Owned. */
static TS_RESP_CTX *
context(const struct tst_authority *t)
{
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	X509 *x = ossl_x509_own(t->certificate);
	STACK_OF(X509) *chain = ossl_x509_stack(t->chain, t->nchain);
	ASN1_OBJECT *policy = OBJ_txt2obj(t->policy, 1);
	bool ok;

	ok = ctx && x && chain && policy &&
	    TS_RESP_CTX_set_signer_cert(ctx, x) &&
	    TS_RESP_CTX_set_signer_key(ctx, key_evp(t->key)) &&
	    TS_RESP_CTX_set_signer_digest(ctx, key_md(t->key)) &&
	    TS_RESP_CTX_set_ess_cert_id_digest(ctx, EVP_sha256()) &&
	    TS_RESP_CTX_set_def_policy(ctx, policy) &&
	    TS_RESP_CTX_set_certs(ctx, chain) &&
	    TS_RESP_CTX_add_md(ctx, EVP_sha256()) &&
	    TS_RESP_CTX_add_md(ctx, EVP_sha384()) &&
	    TS_RESP_CTX_add_md(ctx, EVP_sha512()) &&
	    TS_RESP_CTX_set_accuracy(ctx, 1, 0, 0);
	if (ok) {
		TS_RESP_CTX_set_serial_cb(ctx, serial_cb, NULL);
		TS_RESP_CTX_set_time_cb(ctx, time_cb, NULL);
		TS_RESP_CTX_set_extension_cb(ctx, extension_cb, NULL);
	} else {
		TS_RESP_CTX_free(ctx);
		ctx = NULL;
	}
	ASN1_OBJECT_free(policy);
	sk_X509_pop_free(chain, X509_free);
	X509_free(x);
	return ctx;
}

/* Say which failure OpenSSL's answer tells; -1 when it grants. */
static int
failure_of(TS_RESP *resp)
{
	TS_STATUS_INFO *info = TS_RESP_get_status_info(resp);
	const ASN1_BIT_STRING *bits = TS_STATUS_INFO_get0_failure_info(info);

	if (TS_RESP_get_token(resp))
		return -1;
	for (size_t i = 0; bits && i < COUNT(rejections); i++)
		if (ASN1_BIT_STRING_get_bit(bits, (int)rejections[i].failure))
			return (int)rejections[i].failure;
	return TST_SYSTEM_FAILURE;
}

/* Let OpenSSL answer a query that is well-formed. */
static enum err
answer(const struct tst_authority *t, TS_REQ *q, struct arena *a,
    struct bytes *out, int *failure)
{
	TS_RESP_CTX *ctx = context(t);
	BIO *bio = BIO_new(BIO_s_mem());
	TS_RESP *resp = NULL;
	unsigned char *p = NULL;
	int n;
	enum err r;

	if (ctx && bio && (!t->qualified || mark(q)) && i2d_TS_REQ_bio(bio, q))
		resp = TS_RESP_create_response(ctx, bio);
	if (!resp) {
		r = ossl_err(E_CRYPTO, "tst.reply");
	} else {
		*failure = failure_of(resp);
		n = i2d_TS_RESP(resp, &p);
		r = ossl_take(a, p, n, out);
	}
	ERR_clear_error();
	TS_RESP_free(resp);
	BIO_free(bio);
	TS_RESP_CTX_free(ctx);
	return r;
}

enum err
tst_reply_make(const struct tst_authority *t, struct bytes query,
    struct arena *a, struct bytes *out, int *failure)
{
	const unsigned char *p = query.p;
	TS_REQ *q = NULL;
	enum err r;

	if (query.n > 0 && query.n <= TST_QUERY_MAX)
		q = d2i_TS_REQ(NULL, &p, (long)query.n);
	ERR_clear_error();
	*failure = -1;
	if (!q || p != query.p + query.n)
		*failure = TST_BAD_FORMAT;
	else if (TS_REQ_get_ext_count(q) > 0)
		*failure = TST_UNACCEPTED_EXTENSION;
	else if (t->clock_ok && !t->clock_ok(t->clock_ctx))
		*failure = TST_TIME_NOT_AVAILABLE;
	if (*failure >= 0) {
		r = reject((enum tst_failure) * failure, a, out);
	} else if ((r = answer(t, q, a, out, failure)) == E_CRYPTO) {
		*failure = TST_SYSTEM_FAILURE;
		r = reject(TST_SYSTEM_FAILURE, a, out);
	}
	TS_REQ_free(q);
	return r;
}
