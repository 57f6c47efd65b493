/*
 * Reading certificates and checking chains. RFC 5280 6, RFC 4387 2.1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/pki/cert.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

#define CERT_FILE_MAX 65536

/* Hash for the repository: RFC 4387 knows SHA-1 only. */
static enum err
sha1(struct bytes v, unsigned char out[20])
{
	unsigned int n = 0;

	return EVP_Digest(v.p, v.n, out, &n, EVP_sha1(), NULL)
	    ? E_OK
	    : ossl_err(E_CRYPTO, "cert.sha1");
}

/* Copy a name as it stands in the certificate. */
static enum err
name_der(const X509_NAME *name, struct arena *a, struct bytes *out)
{
	unsigned char *p = NULL;
	int n = i2d_X509_NAME(name, &p);

	return ossl_take(a, p, n, out);
}

/* Copy an ASN.1 string's octets; empty when it is absent. */
static enum err
string_bytes(const ASN1_STRING *s, struct arena *a, struct bytes *out)
{
	*out = bytes_at(NULL, 0);
	if (!s)
		return E_OK;
	return arena_bytes(a,
	    bytes_at(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)),
	    out);
}

/* Copy the last common name as UTF-8; "" when there is none. */
static enum err
common_name(const X509_NAME *name, struct arena *a, char **out)
{
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1), n;
	unsigned char *utf8 = NULL;
	const ASN1_STRING *s;

	*out = arena_str(a, "");
	if (at >= 0) {
		s = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
		n = ASN1_STRING_to_UTF8(&utf8, s);
		if (n >= 0)
			*out = arena_text(a, bytes_at(utf8, (size_t)n));
		OPENSSL_free(utf8);
	}
	return *out ? E_OK : E_NOMEM;
}

/* Copy the URI of a GeneralName; NULL when it is none. */
static char *
uri_of(const GENERAL_NAME *g, struct arena *a)
{
	const ASN1_IA5STRING *s;

	if (!g || g->type != GEN_URI)
		return NULL;
	s = g->d.uniformResourceIdentifier;
	return arena_text(a,
	    bytes_at(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s)));
}

/* Copy the URLs of authorityInfoAccess. */
static void
info_access(const X509 *x, struct arena *a, struct cert_facts *f)
{
	AUTHORITY_INFO_ACCESS *aia =
	    X509_get_ext_d2i(x, NID_info_access, NULL, NULL);

	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(aia); i++) {
		ACCESS_DESCRIPTION *d = sk_ACCESS_DESCRIPTION_value(aia, i);
		char *url = uri_of(d->location, a);
		int nid = OBJ_obj2nid(d->method);

		if (url && nid == NID_ad_OCSP)
			f->ocsp_url = url;
		if (url && nid == NID_ad_ca_issuers)
			f->ca_issuers_url = url;
	}
	AUTHORITY_INFO_ACCESS_free(aia);
}

/* Copy the first URL of cRLDistributionPoints. */
static void
crl_point(const X509 *x, struct arena *a, struct cert_facts *f)
{
	CRL_DIST_POINTS *points =
	    X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
	DIST_POINT *p = points && sk_DIST_POINT_num(points) > 0
	    ? sk_DIST_POINT_value(points, 0)
	    : NULL;

	if (p && p->distpoint && p->distpoint->type == 0 &&
	    sk_GENERAL_NAME_num(p->distpoint->name.fullname) > 0)
		f->crl_url = uri_of(
		    sk_GENERAL_NAME_value(p->distpoint->name.fullname, 0), a);
	CRL_DIST_POINTS_free(points);
}

/* Copy the three URLs; "" where there is none. */
static enum err
urls(const X509 *x, struct arena *a, struct cert_facts *f)
{
	info_access(x, a, f);
	crl_point(x, a, f);
	f->ocsp_url = f->ocsp_url ? f->ocsp_url : arena_str(a, "");
	f->ca_issuers_url =
	    f->ca_issuers_url ? f->ca_issuers_url : arena_str(a, "");
	f->crl_url = f->crl_url ? f->crl_url : arena_str(a, "");
	ERR_clear_error();
	return f->ocsp_url && f->ca_issuers_url && f->crl_url ? E_OK : E_NOMEM;
}

/* Compute the hashes by which the repository finds it (RFC 4387 2.1). */
static enum err
hashes(const X509 *x, struct cert_facts *f)
{
	struct buf b = BUF(65536);
	unsigned char *p = NULL;
	int n = i2d_ASN1_INTEGER(X509_get0_serialNumber(x), &p);
	size_t seq;
	enum err r;

	if (n <= 0)
		r = ossl_err(E_INPUT, "cert.serial");
	else if ((r = der_open(&b, DER_SEQUENCE, &seq)) == E_OK &&
	    (r = buf_addb(&b, f->issuer_der)) == E_OK &&
	    (r = buf_add(&b, p, (size_t)n)) == E_OK &&
	    (r = der_close(&b, seq)) == E_OK)
		r = sha1(buf_bytes(&b), f->i_and_s_hash);
	OPENSSL_free(p);
	buf_free(&b);
	if (r || (r = sha256(f->der, f->sha256)) ||
	    (r = sha1(f->der, f->cert_hash)) ||
	    (r = sha1(f->subject_der, f->s_hash)) ||
	    (r = sha1(f->issuer_der, f->i_hash)))
		return r;
	return sha1(f->key_id, f->skid_hash);
}

/* Copy the octets of serial, names, key and key ids. */
static enum err
octets(X509 *x, struct arena *a, struct cert_facts *f)
{
	unsigned char *p = NULL;
	int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &p);
	enum err r;

	if ((r = ossl_take(a, p, n, &f->spki)) ||
	    (r = ossl_serial_bytes(X509_get0_serialNumber(x), a, &f->serial)) ||
	    (r = name_der(X509_get_issuer_name(x), a, &f->issuer_der)) ||
	    (r = name_der(X509_get_subject_name(x), a, &f->subject_der)) ||
	    (r = string_bytes(X509_get0_pubkey_bitstr(x), a, &f->key_bits)) ||
	    (r = string_bytes(X509_get0_subject_key_id(x), a, &f->key_id)))
		return r;
	return string_bytes(
	    X509_get0_authority_key_id(x), a, &f->authority_key_id);
}

enum err
cert_read(struct bytes der, struct arena *a, struct cert_facts *out)
{
	X509 *x = ossl_x509(der);
	struct cert_facts f = { 0 };
	enum err r;

	if (!x || !ossl_time(X509_get0_notBefore(x), &f.not_before_at) ||
	    !ossl_time(X509_get0_notAfter(x), &f.not_after_at))
		r = E_INPUT;
	else if ((r = arena_bytes(a, der, &f.der)) == E_OK &&
	    (r = octets(x, a, &f)) == E_OK &&
	    (r = common_name(X509_get_subject_name(x), a, &f.common_name)) ==
		E_OK &&
	    (r = urls(x, a, &f)) == E_OK && (r = hashes(x, &f)) == E_OK) {
		f.ca = X509_check_ca(x) == 1;
		*out = f;
	}
	X509_free(x);
	return r;
}

/* Take a certificate from text or DER; NULL when there is none. Owned. */
static X509 *
x509_of_file(const unsigned char *p, size_t n)
{
	BIO *bio;
	X509 *x;

	if (n && p[0] == DER_SEQUENCE)
		return ossl_x509(bytes_at(p, n));
	bio = BIO_new_mem_buf(p, (int)n);
	x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	BIO_free(bio);
	ERR_clear_error();
	return x;
}

enum err
cert_file(const char *path, struct arena *a, struct bytes *out)
{
	unsigned char *p = malloc(CERT_FILE_MAX);
	FILE *f = fopen(path, "rbe");
	size_t n = f && p ? fread(p, 1, CERT_FILE_MAX, f) : 0;
	X509 *x = NULL;
	enum err r;

	if (!f)
		r = log_err(E_NOTFOUND, "cert.file", "path=%s", path);
	else if (!(x = x509_of_file(p, n)))
		r = log_err(E_INPUT, "cert.file", "path=%s", path);
	else
		r = ossl_x509_der(x, a, out);
	X509_free(x);
	if (f)
		(void)fclose(f);
	free(p);
	return r;
}

char *
cert_pem(struct bytes der, struct arena *a)
{
	X509 *x = ossl_x509(der);
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL, *p = NULL;
	long n;

	if (x && bio && PEM_write_bio_X509(bio, x) &&
	    (n = BIO_get_mem_data(bio, &p)) > 0)
		text = arena_text(a, bytes_at(p, (size_t)n));
	BIO_free(bio);
	X509_free(x);
	return text;
}

enum err
cert_issued_by(struct bytes der, struct bytes issuer)
{
	X509 *x = ossl_x509(der), *ca = ossl_x509(issuer);
	enum err r = E_OK;

	if (!x || !ca)
		r = log_err(E_INPUT, "cert.issued_by", "not a certificate");
	else if (X509_check_issued(ca, x) != X509_V_OK ||
	    X509_verify(x, X509_get0_pubkey(ca)) != 1)
		r = ossl_err(E_CRYPTO, "cert.issued_by");
	X509_free(x);
	X509_free(ca);
	return r;
}

/* Run OpenSSL's path validation with everything set up. */
static enum err
verify_path(X509_STORE_CTX *ctx, int64_t at, enum cert_purpose purpose)
{
	/* clang-format off */
	static const int purposes[] = {
		[CERT_FOR_ANY]         = X509_PURPOSE_ANY,
		[CERT_FOR_TIME_STAMPS] = X509_PURPOSE_TIMESTAMP_SIGN,
		[CERT_FOR_OCSP]        = X509_PURPOSE_OCSP_HELPER,
	};
	/* clang-format on */
	X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(ctx);
	int code;

	X509_VERIFY_PARAM_set_time(p, at);
	X509_VERIFY_PARAM_set_flags(
	    p, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_X509_STRICT);
	if (!X509_VERIFY_PARAM_set_purpose(p, purposes[purpose]))
		return ossl_err(E_CRYPTO, "cert.chain");
	if (X509_verify_cert(ctx) == 1)
		return E_OK;
	code = X509_STORE_CTX_get_error(ctx);
	log_line(LOG_WARN, "cert.chain", "refused=%s depth=%d",
	    X509_verify_cert_error_string(code),
	    X509_STORE_CTX_get_error_depth(ctx));
	ERR_clear_error();
	return E_CRYPTO;
}

enum err
cert_chain_verify(struct bytes leaf, const struct bytes *chain, size_t nchain,
    struct bytes anchor, int64_t at, enum cert_purpose purpose)
{
	X509 *x = ossl_x509(leaf), *root = ossl_x509(anchor);
	STACK_OF(X509) *between = ossl_x509_stack(chain, nchain);
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	enum err r;

	if (!x || !root || !between)
		r = log_err(E_INPUT, "cert.chain", "not a certificate");
	else if (!store || !ctx || !X509_STORE_add_cert(store, root) ||
	    !X509_STORE_CTX_init(ctx, store, x, between))
		r = ossl_err(E_CRYPTO, "cert.chain");
	else
		r = verify_path(ctx, at, purpose);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	sk_X509_pop_free(between, X509_free);
	X509_free(root);
	X509_free(x);
	return r;
}

enum err
cert_hash_text(struct buf *out, const unsigned char h[20])
{
	struct buf b = BUF(32);
	enum err r;

	/* 20 octets make 28 characters, the last of which is '='. */
	if ((r = base64_add(&b, BASE64, bytes_at(h, 20))) == E_OK)
		r = buf_add(out, b.p, 27);
	buf_free(&b);
	return r;
}
