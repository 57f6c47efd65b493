/*
 * Issuing certificates by profile. RFC 5280 4, EN 319 412-2, EN 319 412-3.
 * Reading stands in cert_read.c, the profiles in cert_profile.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cert.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/pki/cert_profile.h"
#include "shared/pki/ossl.h"

void
cert_serial(unsigned char out[CERT_SERIAL_BYTES])
{
	random_fill(out, CERT_SERIAL_BYTES);
	/* Neither negative nor shorter: every serial has the same length. */
	out[0] = (unsigned char)((out[0] & 0x3f) | 0x40);
}

/*
 * Add an attribute to a name. The type is given as it stands, because
 * OpenSSL holds MBSTRING types to RFC 5280's upper bounds, which names may
 * exceed (EN 319 412-2 4.2.4).
 */
static bool
add_name(X509_NAME *name, int nid, int type, const char *value)
{
	X509_NAME_ENTRY *e;
	bool ok;

	if (!value || !*value)
		return true;
	e = X509_NAME_ENTRY_create_by_NID(
	    NULL, nid, type, (const unsigned char *)value, (int)strlen(value));
	ok = e && X509_NAME_add_entry(name, e, -1, 0);
	X509_NAME_ENTRY_free(e);
	return ok;
}

/* Build the subject; NULL when memory is out. Owned. */
static X509_NAME *
subject_of(const struct cert_name *n)
{
	X509_NAME *name = X509_NAME_new();

	if (name &&
	    add_name(
		name, NID_countryName, V_ASN1_PRINTABLESTRING, n->country) &&
	    add_name(name, NID_organizationName, V_ASN1_UTF8STRING,
		n->organization) &&
	    add_name(name, NID_organizationIdentifier, V_ASN1_UTF8STRING,
		n->organization_id) &&
	    add_name(name, NID_surname, V_ASN1_UTF8STRING, n->family_name) &&
	    add_name(name, NID_givenName, V_ASN1_UTF8STRING, n->given_name) &&
	    add_name(name, NID_serialNumber, V_ASN1_PRINTABLESTRING,
		n->serial_number) &&
	    add_name(name, NID_commonName, V_ASN1_UTF8STRING, n->common_name))
		return name;
	X509_NAME_free(name);
	return NULL;
}

/* Say whether a text is there. */
static bool
given(const char *s)
{
	return s && *s;
}

/* Check that the order has what its profile needs. */
static enum err
check_order(const struct cert_order *o, const struct cert_profile *p)
{
	const struct cert_name *n = &o->subject;
	enum key_type type;
	bool named = given(n->country) && strlen(n->country) == 2 &&
	    given(n->common_name);

	if (p->subject == SUBJECT_PERSON)
		named = named && given(n->serial_number) &&
		    (given(n->family_name) || given(n->given_name));
	else
		named = named && given(n->organization);
	if (!named)
		return log_err(E_INPUT, "cert.issue", "subject incomplete");
	if (key_type_of_spki(o->spki, &type))
		return log_err(E_INPUT, "cert.issue", "public key refused");
	if (o->serial.n == 0 || o->serial.n > 20 || o->serial.p[0] & 0x80 ||
	    (p->ext & X_QC && !given(o->pds_url)) ||
	    (p->ext & (X_AIA | X_AIA_ISSUER | X_CRLDP) &&
		(!given(o->public_url) || !given(o->issuer_name))))
		return log_err(E_BUG, "cert.issue", "order incomplete");
	return E_OK;
}

/* How long a certificate is valid. */
struct life {
	int64_t not_before_at;
	int64_t not_after_at;
};

/* Keep a certificate's life within its issuer's. */
static bool
life_within(const X509 *issuer, struct life *life)
{
	struct life its;

	if (!issuer)
		return true;
	if (!ossl_time(X509_get0_notBefore(issuer), &its.not_before_at) ||
	    !ossl_time(X509_get0_notAfter(issuer), &its.not_after_at))
		return false;
	if (life->not_before_at < its.not_before_at)
		life->not_before_at = its.not_before_at;
	if (life->not_after_at > its.not_after_at)
		life->not_after_at = its.not_after_at;
	return true;
}

/* Set serial, names, times and key. */
static bool
fill(X509 *x, const struct cert_order *o, X509 *issuer, const struct life *life)
{
	X509_NAME *subject = subject_of(&o->subject);
	ASN1_INTEGER *serial = ossl_serial(o->serial);
	const unsigned char *p = o->spki.p;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)o->spki.n);
	bool ok;

	ok = subject && serial && key && X509_set_version(x, X509_VERSION_3) &&
	    X509_set_serialNumber(x, serial) &&
	    X509_set_issuer_name(
		x, issuer ? X509_get_subject_name(issuer) : subject) &&
	    X509_set_subject_name(x, subject) && X509_set_pubkey(x, key) &&
	    ASN1_TIME_set(X509_getm_notBefore(x), life->not_before_at) &&
	    ASN1_TIME_set(X509_getm_notAfter(x), life->not_after_at);
	X509_NAME_free(subject);
	ASN1_INTEGER_free(serial);
	EVP_PKEY_free(key);
	return ok;
}

/* Add one extension to the certificate in ctx. */
static enum err
add_extension(void *ctx, const char *oid, bool critical, struct bytes value)
{
	X509 *x = ctx;
	ASN1_OBJECT *obj = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *os = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	bool ok;

	ok = obj && os && ASN1_OCTET_STRING_set(os, value.p, (int)value.n) &&
	    (e = X509_EXTENSION_create_by_OBJ(NULL, obj, critical, os)) &&
	    X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(os);
	ASN1_OBJECT_free(obj);
	return ok ? E_OK : ossl_err(E_CRYPTO, "cert.extension");
}

/* Add all extensions of the profile. */
static enum err
extend(X509 *x, const struct cert_order *o, X509 *issuer, int64_t not_after_at)
{
	unsigned char id[EVP_MAX_MD_SIZE];
	const ASN1_OCTET_STRING *ski =
	    issuer ? X509_get0_subject_key_id(issuer) : NULL;
	unsigned int n = 0;
	struct ext_input in = { .profile = cert_profile(o->kind), .order = o };

	if (!X509_pubkey_digest(x, EVP_sha1(), id, &n) || (issuer && !ski))
		return ossl_err(E_CRYPTO, "cert.key_id");
	in.key_id = bytes_at(id, n);
	in.not_after_at = not_after_at;
	if (ski)
		in.issuer_id = bytes_at(ASN1_STRING_get0_data(ski),
		    (size_t)ASN1_STRING_length(ski));
	return cert_extensions(&in, add_extension, x);
}

enum err
cert_issue(const struct cert_order *o, struct arena *a, struct bytes *out)
{
	const struct cert_profile *profile = cert_profile(o->kind);
	X509 *issuer = NULL, *x = NULL;
	struct life life = { o->not_before_at, o->not_after_at };
	enum err r;

	if ((r = check_order(o, profile)))
		return r;
	if ((o->kind != CERT_ROOT && !(issuer = ossl_x509(o->issuer))) ||
	    !life_within(issuer, &life)) {
		r = ossl_err(E_INPUT, "cert.issuer");
		goto out;
	}
	if (!(x = X509_new()) || !fill(x, o, issuer, &life)) {
		r = ossl_err(E_CRYPTO, "cert.issue");
		goto out;
	}
	if ((r = extend(x, o, issuer, life.not_after_at)))
		goto out;
	if (!X509_sign(x, key_evp(o->issuer_key), key_md(o->issuer_key)))
		r = ossl_err(E_CRYPTO, "cert.sign");
	else
		r = ossl_x509_der(x, a, out);
out:
	X509_free(x);
	X509_free(issuer);
	return r;
}
