/*
 * What the files of this folder share in their dealings with OpenSSL.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/ossl.h"

#include <openssl/err.h>

#include "shared/base/log.h"

enum err
ossl_err(enum err r, const char *event)
{
	unsigned long code = ERR_peek_error();
	const char *why = code ? ERR_reason_error_string(code) : NULL;

	log_line(
	    LOG_FAULT, event, "err=%s openssl=%s", err_name(r), why ? why : "");
	ERR_clear_error();
	return r;
}

enum err
ossl_take(struct arena *a, unsigned char *p, int n, struct bytes *out)
{
	enum err r;

	if (n <= 0 || !p)
		return ossl_err(E_CRYPTO, "pki.encode");
	r = arena_bytes(a, bytes_at(p, (size_t)n), out);
	OPENSSL_free(p);
	return r;
}

X509 *
ossl_x509(struct bytes der)
{
	const unsigned char *p = der.p;
	X509 *x =
	    der.n && der.n < 65536 ? d2i_X509(NULL, &p, (long)der.n) : NULL;

	if (x && p != der.p + der.n) {
		X509_free(x);
		x = NULL;
	}
	ERR_clear_error();
	return x;
}

/* Certificates of our own, the newest ones; a copy of their octets. */
static struct {
	X509 *x;
	unsigned char *der;
	size_t n;
} own[8];
static size_t own_next;

/* Keep a certificate in place of the oldest one. */
static void
own_keep(X509 *x, struct bytes der)
{
	unsigned char *copy = OPENSSL_memdup(der.p, der.n);
	size_t i = own_next++ % COUNT(own);

	if (!copy || !X509_up_ref(x)) {
		OPENSSL_free(copy);
		return;
	}
	X509_free(own[i].x);
	OPENSSL_free(own[i].der);
	own[i].x = x;
	own[i].der = copy;
	own[i].n = der.n;
}

X509 *
ossl_x509_own(struct bytes der)
{
	X509 *x;

	for (size_t i = 0; i < COUNT(own); i++)
		if (own[i].x && bytes_eq(der, bytes_at(own[i].der, own[i].n)) &&
		    X509_up_ref(own[i].x))
			return own[i].x;
	if ((x = ossl_x509(der)))
		own_keep(x, der);
	return x;
}

enum err
ossl_x509_der(X509 *x, struct arena *a, struct bytes *out)
{
	unsigned char *p = NULL;
	int n = i2d_X509(x, &p);

	return ossl_take(a, p, n, out);
}

STACK_OF(X509) * ossl_x509_stack(const struct bytes *chain, size_t n)
{
	STACK_OF(X509) *sk = sk_X509_new_null();
	X509 *x;

	for (size_t i = 0; sk && i < n; i++) {
		x = ossl_x509(chain[i]);
		if (!x || !sk_X509_push(sk, x)) {
			X509_free(x);
			sk_X509_pop_free(sk, X509_free);
			return NULL;
		}
	}
	return sk;
}

ASN1_INTEGER *
ossl_serial(struct bytes serial)
{
	BIGNUM *bn = BN_bin2bn(serial.p, (int)serial.n, NULL);
	ASN1_INTEGER *i = bn ? BN_to_ASN1_INTEGER(bn, NULL) : NULL;

	BN_free(bn);
	return i;
}

enum err
ossl_serial_bytes(const ASN1_INTEGER *i, struct arena *a, struct bytes *out)
{
	BIGNUM *bn = ASN1_INTEGER_to_BN(i, NULL);
	enum err r = E_INPUT;
	unsigned char p[64];
	int n = bn ? BN_num_bytes(bn) : -1;

	if (n >= 0 && n <= (int)sizeof(p) && !BN_is_negative(bn)) {
		BN_bn2bin(bn, p);
		r = arena_bytes(a, bytes_at(p, (size_t)n), out);
	}
	BN_free(bn);
	return r;
}

bool
ossl_time(const ASN1_TIME *t, int64_t *out)
{
	struct tm tm = { 0 };

	if (!t || !ASN1_TIME_to_tm(t, &tm))
		return false;
	*out = timegm(&tm);
	return true;
}
