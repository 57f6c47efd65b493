/*
 * WS-Security: starting xmlsec, loading keys and pins. See wss.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/wss.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/evp.h>

#include "shared/base/log.h"
#include "shared/pki/wss_key.h"

static void
/* NOLINTNEXTLINE(readability-function-size): as the library calls it */
swallow(const char *file, int line, const char *func, const char *object,
    const char *subject, int reason, const char *msg)
{
	(void)file, (void)line, (void)func, (void)object, (void)subject;
	(void)reason, (void)msg;
}

enum err
wss_init(void)
{
	static bool done;

	xml_init();
	if (done)
		return E_OK;
	if (xmlSecInit() < 0 || xmlSecCheckVersion() != 1 ||
	    xmlSecOpenSSLAppInit(NULL) < 0 || xmlSecOpenSSLInit() < 0)
		return log_err(E_CRYPTO, "wss.init", "library does not start");
	xmlSecErrorsSetCallback(swallow);
	done = true;
	return E_OK;
}

/* Read the nth certificate of a PEM file; NULL when there is none. */
static X509 *
read_certificate(const char *path, size_t nth)
{
	BIO *in = BIO_new_file(path, "r");
	X509 *cert = NULL;
	size_t i;

	for (i = 0; in != NULL && i <= nth; i++) {
		X509_free(cert);
		if ((cert = PEM_read_bio_X509(in, NULL, NULL, NULL)) == NULL)
			break;
	}
	BIO_free(in);
	return cert;
}

static char *
issuer_text(const X509 *cert)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *text = NULL;
	const char *p;
	long n;

	if (out != NULL &&
	    X509_NAME_print_ex(
		out, X509_get_issuer_name(cert), 0, XN_FLAG_RFC2253) >= 0 &&
	    (n = BIO_get_mem_data(out, &p)) > 0)
		text = strndup(p, (size_t)n);
	BIO_free(out);
	return text;
}

static char *
serial_text(const X509 *cert)
{
	BIGNUM *n = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL);
	char *dec = n ? BN_bn2dec(n) : NULL;
	char *text = dec ? strdup(dec) : NULL;

	OPENSSL_free(dec);
	BN_free(n);
	return text;
}

/* Read a private key; xmlsec's own way forgets memory when there is none. */
xmlSecKeyPtr
wss_key_read(const char *path)
{
	BIO *in = BIO_new_file(path, "r");
	xmlSecKeyPtr key = NULL;

	if (in != NULL)
		key = xmlSecOpenSSLAppKeyLoadBIO(
		    in, xmlSecKeyDataFormatPem, NULL, NULL, NULL);
	BIO_free(in);
	return key;
}

enum err
wss_signer_load(
    const char *key_file, const char *cert_file, struct wss_signer **out)
{
	struct wss_signer *s = calloc(1, sizeof(*s));
	X509 *cert = read_certificate(cert_file, 0);
	enum err r = E_INPUT;

	*out = NULL;
	if (s == NULL || cert == NULL)
		goto out;
	s->key = wss_key_read(key_file);
	s->ec = EVP_PKEY_is_a(X509_get0_pubkey(cert), "EC");
	s->issuer = issuer_text(cert);
	s->serial = serial_text(cert);
	if (s->key == NULL || s->issuer == NULL || s->serial == NULL)
		goto out;
	*out = s;
	s = NULL;
	r = E_OK;
out:
	X509_free(cert);
	wss_signer_free(s);
	if (r != E_OK)
		return log_err(r, "wss.signer", "key=%s certificate=%s",
		    key_file, cert_file);
	return r;
}

void
wss_signer_free(struct wss_signer *s)
{
	if (s == NULL)
		return;
	if (s->key != NULL)
		xmlSecKeyDestroy(s->key);
	free(s->issuer);
	free(s->serial);
	free(s);
}

/* Wrap a public key for xmlsec, which takes the key over. */
static xmlSecKeyPtr
key_of(const X509 *cert)
{
	EVP_PKEY *pub = X509_get_pubkey((X509 *)(uintptr_t)cert);
	xmlSecKeyDataPtr value = NULL;
	xmlSecKeyPtr key = xmlSecKeyCreate();

	if (pub != NULL)
		value = xmlSecOpenSSLEvpKeyAdopt(pub);
	if (value == NULL)
		EVP_PKEY_free(pub);
	if (key == NULL || value == NULL || xmlSecKeySetValue(key, value) < 0) {
		if (value != NULL)
			xmlSecKeyDataDestroy(value);
		if (key != NULL)
			xmlSecKeyDestroy(key);
		return NULL;
	}
	return key;
}

enum err
wss_pin_load(const char *pem, struct wss_pin **out)
{
	struct wss_pin *p = calloc(1, sizeof(*p));
	X509 *cert;

	*out = NULL;
	while (p != NULL && (cert = read_certificate(pem, p->n)) != NULL) {
		if (p->n == WSS_PINS) {
			X509_free(cert);
			break;
		}
		p->cert[p->n] = cert;
		p->key[p->n] = key_of(cert);
		if (p->key[p->n++] == NULL)
			break;
	}
	if (p == NULL || p->n == 0 || cert != NULL) {
		wss_pin_free(p);
		return log_err(E_INPUT, "wss.pin", "file=%s", pem);
	}
	*out = p;
	return E_OK;
}

void
wss_pin_free(struct wss_pin *p)
{
	size_t i;

	for (i = 0; p != NULL && i < p->n; i++) {
		if (p->key[i] != NULL)
			xmlSecKeyDestroy(p->key[i]);
		X509_free(p->cert[i]);
	}
	free(p);
}

enum err
wss_register_id(xmlDocPtr doc, xmlNodePtr n)
{
	xmlAttrPtr a =
	    xmlHasNsProp(n, (const xmlChar *)"Id", (const xmlChar *)WSU);
	xmlChar *value;
	enum err r = E_INPUT;

	if (a == NULL || a->children == NULL)
		return E_INPUT;
	value = xmlNodeListGetString(doc, a->children, 1);
	if (value != NULL && *value != '\0' &&
	    xmlAddID(NULL, doc, value, a) != NULL)
		r = E_OK;
	xmlFree(value);
	return r;
}
