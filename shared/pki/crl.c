/*
 * Certificate revocation lists, version 2. RFC 5280 5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/crl.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "shared/base/log.h"
#include "shared/pki/der.h"
#include "shared/pki/ossl.h"

#define OID_EXPIRED_CERTS "2.5.29.60"

/* Add one entry with its reason (RFC 5280 5.3.1). */
static bool
add_entry(X509_CRL *crl, const struct crl_entry *e)
{
	X509_REVOKED *rev = X509_REVOKED_new();
	ASN1_INTEGER *serial = ossl_serial(e->serial);
	ASN1_TIME *at = ASN1_TIME_set(NULL, e->revoked_at);
	ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
	bool ok;

	ok = rev && serial && at && reason &&
	    X509_REVOKED_set_serialNumber(rev, serial) &&
	    X509_REVOKED_set_revocationDate(rev, at) &&
	    ASN1_ENUMERATED_set_int64(reason, e->reason) &&
	    (e->reason == 0 ||
		X509_REVOKED_add1_ext_i2d(rev, NID_crl_reason, reason, 0, 0)) &&
	    X509_CRL_add0_revoked(crl, rev);
	if (!ok)
		X509_REVOKED_free(rev);
	ASN1_INTEGER_free(serial);
	ASN1_TIME_free(at);
	ASN1_ENUMERATED_free(reason);
	return ok;
}

/* Add authorityKeyIdentifier and cRLNumber (RFC 5280 5.2.1, 5.2.3). */
static bool
add_number(X509_CRL *crl, X509 *issuer, int64_t number)
{
	const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(issuer);
	AUTHORITY_KEYID *akid = AUTHORITY_KEYID_new();
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	bool ok;

	ok = id && akid && n &&
	    (akid->keyid = ASN1_OCTET_STRING_dup(id)) != NULL &&
	    ASN1_INTEGER_set_int64(n, number) &&
	    X509_CRL_add1_ext_i2d(
		crl, NID_authority_key_identifier, akid, 0, 0) &&
	    X509_CRL_add1_ext_i2d(crl, NID_crl_number, n, 0, 0);
	AUTHORITY_KEYID_free(akid);
	ASN1_INTEGER_free(n);
	return ok;
}

/* Add expiredCertsOnCRL (X.509 9.5.2.8): revoked ones stay for ever. */
static bool
add_expired(X509_CRL *crl, int64_t since_at)
{
	struct buf b = BUF(32);
	ASN1_OBJECT *oid = OBJ_txt2obj(OID_EXPIRED_CERTS, 1);
	ASN1_OCTET_STRING *os = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	bool ok;

	ok = oid && os && der_add_time(&b, since_at) == E_OK &&
	    ASN1_OCTET_STRING_set(os, b.p, (int)b.n) &&
	    (e = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, os)) &&
	    X509_CRL_add_ext(crl, e, -1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(os);
	ASN1_OBJECT_free(oid);
	buf_free(&b);
	return ok;
}

/* Set version, issuer and times. */
static bool
fill(X509_CRL *crl, X509 *issuer, const struct crl_order *o)
{
	ASN1_TIME *from = ASN1_TIME_set(NULL, o->this_update_at);
	ASN1_TIME *until = ASN1_TIME_set(NULL, o->next_update_at);
	bool ok;

	ok = from && until && X509_CRL_set_version(crl, X509_CRL_VERSION_2) &&
	    X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer)) &&
	    X509_CRL_set1_lastUpdate(crl, from) &&
	    X509_CRL_set1_nextUpdate(crl, until);
	ASN1_TIME_free(from);
	ASN1_TIME_free(until);
	return ok;
}

enum err
crl_make(const struct crl_order *o, struct arena *a, struct bytes *out)
{
	X509 *issuer = ossl_x509(o->issuer);
	X509_CRL *crl = X509_CRL_new();
	unsigned char *p = NULL;
	bool ok;
	int n;
	enum err r;

	if (!issuer) {
		r = log_err(E_INPUT, "crl.make", "issuer");
		goto out;
	}
	ok = crl && fill(crl, issuer, o) &&
	    add_number(crl, issuer, o->number) &&
	    add_expired(crl, o->expired_since_at);
	for (size_t i = 0; ok && i < o->n; i++)
		ok = add_entry(crl, &o->entries[i]);
	if (!ok || !X509_CRL_sort(crl) ||
	    !X509_CRL_sign(crl, key_evp(o->key), key_md(o->key))) {
		r = ossl_err(E_CRYPTO, "crl.make");
		goto out;
	}
	n = i2d_X509_CRL(crl, &p);
	r = ossl_take(a, p, n, out);
out:
	X509_CRL_free(crl);
	X509_free(issuer);
	return r;
}

/* Read expiredCertsOnCRL; -1 when absent or no time. */
static int64_t
expired_since(const X509_CRL *crl)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(OID_EXPIRED_CERTS, 1);
	int i = oid ? X509_CRL_get_ext_by_OBJ(crl, oid, -1) : -1;
	const ASN1_OCTET_STRING *os =
	    i < 0 ? NULL : X509_EXTENSION_get_data(X509_CRL_get_ext(crl, i));
	const unsigned char *p = os ? ASN1_STRING_get0_data(os) : NULL;
	ASN1_GENERALIZEDTIME *t = os
	    ? d2i_ASN1_GENERALIZEDTIME(NULL, &p, ASN1_STRING_length(os))
	    : NULL;
	int64_t at = -1;

	if (!t || !ossl_time(t, &at))
		at = -1;
	ASN1_GENERALIZEDTIME_free(t);
	ASN1_OBJECT_free(oid);
	ERR_clear_error();
	return at;
}

/* Copy what a list says. */
static enum err
facts(X509_CRL *crl, struct arena *a, struct crl_facts *f)
{
	ASN1_INTEGER *number =
	    X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
	AUTHORITY_KEYID *akid =
	    X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, NULL, NULL);
	STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(crl);
	unsigned char *name = NULL;
	int n = i2d_X509_NAME(X509_CRL_get_issuer(crl), &name);
	enum err r = E_OK;

	f->expired_since_at = expired_since(crl);
	f->number = -1;
	if (number && !ASN1_INTEGER_get_int64(&f->number, number))
		f->number = -1;
	f->entries = revoked ? (size_t)sk_X509_REVOKED_num(revoked) : 0;
	if (n <= 0 ||
	    !EVP_Digest(
		name, (size_t)n, f->issuer_hash, NULL, EVP_sha1(), NULL) ||
	    !ossl_time(X509_CRL_get0_lastUpdate(crl), &f->this_update_at) ||
	    !ossl_time(X509_CRL_get0_nextUpdate(crl), &f->next_update_at))
		r = ossl_err(E_INPUT, "crl.read");
	else if (akid && akid->keyid)
		r = arena_bytes(a,
		    bytes_at(ASN1_STRING_get0_data(akid->keyid),
			(size_t)ASN1_STRING_length(akid->keyid)),
		    &f->authority_key_id);
	OPENSSL_free(name);
	ASN1_INTEGER_free(number);
	AUTHORITY_KEYID_free(akid);
	return r;
}

enum err
crl_read(struct bytes der, struct bytes issuer, struct arena *a,
    struct crl_facts *out)
{
	const unsigned char *p = der.p;
	X509_CRL *crl = d2i_X509_CRL(NULL, &p, (long)der.n);
	X509 *ca = issuer.n ? ossl_x509(issuer) : NULL;
	struct crl_facts f = { 0 };
	enum err r;

	if (!crl || p != der.p + der.n || (issuer.n && !ca))
		r = ossl_err(E_INPUT, "crl.read");
	else if (ca && X509_CRL_verify(crl, X509_get0_pubkey(ca)) != 1)
		r = ossl_err(E_CRYPTO, "crl.read");
	else if ((r = facts(crl, a, &f)) == E_OK)
		*out = f;
	X509_CRL_free(crl);
	X509_free(ca);
	return r;
}

/* Read an entry. */
static enum err
entry_read(X509_REVOKED *row, struct bytes serial, struct crl_entry *out)
{
	ASN1_ENUMERATED *reason =
	    X509_REVOKED_get_ext_d2i(row, NID_crl_reason, NULL, NULL);

	*out = (struct crl_entry){ .serial = serial,
		.reason = reason ? ASN1_ENUMERATED_get(reason) : 0 };
	ASN1_ENUMERATED_free(reason);
	return ossl_time(
		   X509_REVOKED_get0_revocationDate(row), &out->revoked_at)
	    ? E_OK
	    : ossl_err(E_INPUT, "crl.find");
}

enum err
crl_find(struct bytes der, struct bytes issuer, struct bytes serial,
    struct crl_entry *out)
{
	const unsigned char *p = der.p;
	X509_CRL *crl = d2i_X509_CRL(NULL, &p, (long)der.n);
	X509 *ca = ossl_x509(issuer);
	ASN1_INTEGER *number = ossl_serial(serial);
	X509_REVOKED *row = NULL;
	enum err r;

	if (!crl || p != der.p + der.n || !ca || !number)
		r = ossl_err(E_INPUT, "crl.find");
	else if (X509_CRL_verify(crl, X509_get0_pubkey(ca)) != 1)
		r = ossl_err(E_CRYPTO, "crl.find");
	else if (X509_CRL_get0_by_serial(crl, &row, number) != 1)
		r = E_NOTFOUND;
	else
		r = entry_read(row, serial, out);
	ASN1_INTEGER_free(number);
	X509_CRL_free(crl);
	X509_free(ca);
	return r;
}
