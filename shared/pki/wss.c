/*
 * WS-Security over xmlsec. Structure is checked first and by pointers, the
 * signature second, and the references of the verified signature are then
 * resolved again to those pointers: xmlsec by itself accepts a body that was
 * moved into the signature (XML signature wrapping).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/wss.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/tree.h>
#include <libxml/valid.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/templates.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/base/text.h"

#define WSSE                                      \
	"http://docs.oasis-open.org/wss/2004/01/" \
	"oasis-200401-wss-wssecurity-secext-1.0.xsd"
#define WSU                                       \
	"http://docs.oasis-open.org/wss/2004/01/" \
	"oasis-200401-wss-wssecurity-utility-1.0.xsd"
#define DS "http://www.w3.org/2000/09/xmldsig#"

#define LIFE_S 300
#define SKEW_S 60
#define PINS   2

struct wss_signer {
	xmlSecKeyPtr key;
	bool ec;
	char *issuer; /* RFC 2253 */
	char *serial; /* decimal */
};

struct wss_pin {
	xmlSecKeyPtr key[PINS];
	X509 *cert[PINS];
	size_t n;
};

/* The parts of a message that were found by structure. */
struct message {
	xmlDocPtr doc;
	xmlNodePtr body, stamp, signature;
};

static const xmlChar *
x(const char *s)
{
	return (const xmlChar *)s;
}

static xmlNodePtr
lib(struct xml_node *n)
{
	return (xmlNodePtr)n;
}

static void
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
	s->key = xmlSecOpenSSLAppKeyLoad(
	    key_file, xmlSecKeyDataFormatPem, NULL, NULL, NULL);
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
		if (p->n == PINS) {
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

/* Register the wsu:Id of an element; a missing or second one is refused. */
static enum err
register_id(xmlDocPtr doc, xmlNodePtr n)
{
	xmlAttrPtr a = xmlHasNsProp(n, x("Id"), x(WSU));
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

static xmlNodePtr
add_stamp(xmlNodePtr security, xmlNsPtr wsu, int64_t now)
{
	xmlNodePtr stamp;
	char created[21], expires[21];

	clock_rfc3339(now, created);
	clock_rfc3339(now + LIFE_S, expires);
	if ((stamp = xmlNewChild(security, wsu, x("Timestamp"), NULL)) == NULL)
		return NULL;
	xmlNewNsProp(stamp, wsu, x("Id"), x("TS-1"));
	xmlNewTextChild(stamp, wsu, x("Created"), x(created));
	xmlNewTextChild(stamp, wsu, x("Expires"), x(expires));
	return stamp;
}

static enum err
add_reference(xmlNodePtr signature, const char *uri)
{
	xmlNodePtr ref = xmlSecTmplSignatureAddReference(
	    signature, xmlSecTransformSha256Id, NULL, x(uri), NULL);

	if (ref == NULL ||
	    xmlSecTmplReferenceAddTransform(ref, xmlSecTransformExclC14NId) ==
		NULL)
		return E_CRYPTO;
	return E_OK;
}

/* RequireIssuerSerialReference: name the key by issuer and serial. */
static enum err
add_key_info(const struct wss_signer *s, xmlNodePtr signature, xmlNsPtr wsse)
{
	xmlNodePtr n = xmlSecTmplSignatureEnsureKeyInfo(signature, NULL);

	if (n == NULL)
		return E_CRYPTO;
	n = xmlNewChild(n, wsse, x("SecurityTokenReference"), NULL);
	n = xmlNewChild(n, signature->ns, x("X509Data"), NULL);
	n = xmlNewChild(n, signature->ns, x("X509IssuerSerial"), NULL);
	if (n == NULL)
		return E_NOMEM;
	xmlNewTextChild(n, signature->ns, x("X509IssuerName"), x(s->issuer));
	xmlNewTextChild(n, signature->ns, x("X509SerialNumber"), x(s->serial));
	return E_OK;
}

static enum err
sign_message(const struct wss_signer *s, xmlNodePtr signature)
{
	xmlSecDSigCtxPtr c = xmlSecDSigCtxCreate(NULL);
	enum err r = E_CRYPTO;

	if (c == NULL)
		return E_NOMEM;
	c->signKey = xmlSecKeyDuplicate(s->key);
	if (c->signKey != NULL && xmlSecDSigCtxSign(c, signature) >= 0 &&
	    c->status == xmlSecDSigStatusSucceeded)
		r = E_OK;
	xmlSecDSigCtxDestroy(c);
	return r;
}

static enum err
add_security(const struct wss_signer *s, xmlDocPtr doc, int64_t now)
{
	xmlNodePtr env = xmlDocGetRootElement(doc);
	xmlNodePtr header = xmlFirstElementChild(env);
	xmlNodePtr body = xmlNextElementSibling(header);
	xmlNsPtr wsu = xmlNewNs(env, x(WSU), x("wsu"));
	xmlNsPtr wsse = xmlNewNs(header, x(WSSE), x("wsse"));
	xmlNodePtr security, stamp, signature;
	enum err r;

	security = xmlNewChild(header, wsse, x("Security"), NULL);
	xmlNewNsProp(security, env->ns, x("mustUnderstand"), x("1"));
	stamp = add_stamp(security, wsu, now);
	xmlNewNsProp(body, wsu, x("Id"), x("Body-1"));
	signature = xmlSecTmplSignatureCreateNsPref(doc,
	    xmlSecTransformExclC14NId,
	    s->ec ? xmlSecTransformEcdsaSha256Id : xmlSecTransformRsaSha256Id,
	    NULL, x("ds"));
	if (stamp == NULL || signature == NULL)
		return E_NOMEM;
	xmlAddChild(security, signature);
	if ((r = register_id(doc, stamp)) || (r = register_id(doc, body)) ||
	    (r = add_reference(signature, "#TS-1")) ||
	    (r = add_reference(signature, "#Body-1")) ||
	    (r = add_key_info(s, signature, wsse)))
		return r;
	return sign_message(s, signature);
}

enum err
wss_sign(
    const struct wss_signer *s, struct bytes body, int64_t now, struct buf *out)
{
	struct buf plain = BUF(XML_MAX_BYTES);
	struct xml_doc *doc = NULL;
	xmlChar *text = NULL;
	int n = 0;
	enum err r;

	if ((r = buf_adds(&plain,
		 "<soapenv:Envelope xmlns:soapenv=\"" WSS_SOAP
		 "\"><soapenv:Header/><soapenv:Body>")) ||
	    (r = buf_addb(&plain, body)) ||
	    (r = buf_adds(&plain, "</soapenv:Body></soapenv:Envelope>")) ||
	    (r = xml_parse(buf_bytes(&plain), &doc)) ||
	    (r = add_security(s, (xmlDocPtr)doc, now)))
		goto out;
	xmlDocDumpMemoryEnc((xmlDocPtr)doc, &text, &n, "UTF-8");
	r = text ? buf_add(out, text, (size_t)n) : E_NOMEM;
out:
	xmlFree(text);
	xml_free(doc);
	buf_free(&plain);
	return r;
}

/* Find the parts by structure: exactly one of each, nothing beside them. */
static const char *
find_parts(struct xml_doc *doc, struct message *m)
{
	struct xml_node *env = xml_root(doc), *header, *body, *security, *n;

	if (!xml_is(env, WSS_SOAP, "Envelope"))
		return "root";
	header = xml_child(env, WSS_SOAP, "Header");
	body = xml_child(env, WSS_SOAP, "Body");
	if (header == NULL || body == NULL)
		return "header or body";
	for (n = xml_first(env); n != NULL; n = xml_next(n))
		if (n != header && n != body)
			return "stray part";
	if ((security = xml_child(header, WSSE, "Security")) == NULL)
		return "security";
	m->doc = (xmlDocPtr)doc;
	m->body = lib(body);
	m->stamp = lib(xml_child(security, WSU, "Timestamp"));
	m->signature = lib(xml_child(security, DS, "Signature"));
	if (m->stamp == NULL || m->signature == NULL)
		return "time stamp or signature";
	if (register_id(m->doc, m->body) || register_id(m->doc, m->stamp))
		return "ids";
	return NULL;
}

static enum err
allow(xmlSecDSigCtxPtr c, bool enveloped)
{
	const xmlSecTransformId ref[] = { xmlSecTransformExclC14NId,
		xmlSecTransformSha256Id, xmlSecTransformSha384Id,
		xmlSecTransformSha512Id };
	const xmlSecTransformId sig[] = { xmlSecTransformExclC14NId,
		xmlSecTransformRsaSha256Id, xmlSecTransformRsaSha384Id,
		xmlSecTransformRsaSha512Id, xmlSecTransformEcdsaSha256Id,
		xmlSecTransformEcdsaSha384Id };
	size_t i;

	for (i = 0; i < COUNT(ref); i++)
		if (xmlSecDSigCtxEnableReferenceTransform(c, ref[i]) < 0)
			return E_CRYPTO;
	for (i = 0; i < COUNT(sig); i++)
		if (xmlSecDSigCtxEnableSignatureTransform(c, sig[i]) < 0)
			return E_CRYPTO;
	if (enveloped &&
	    xmlSecDSigCtxEnableReferenceTransform(
		c, xmlSecTransformEnvelopedId) < 0)
		return E_CRYPTO;
	return E_OK;
}

/* The two references must be the body and the time stamp themselves. */
static bool
covers(xmlSecDSigCtxPtr c, const struct message *m)
{
	xmlSecDSigReferenceCtxPtr ref;
	unsigned body = 0, stamp = 0;
	xmlAttrPtr id;
	xmlSecSize i;

	if (xmlSecPtrListGetSize(&c->signedInfoReferences) != 2)
		return false;
	for (i = 0; i < 2; i++) {
		ref = xmlSecPtrListGetItem(&c->signedInfoReferences, i);
		if (ref == NULL || ref->status != xmlSecDSigStatusSucceeded ||
		    ref->uri == NULL || ref->uri[0] != '#' ||
		    (id = xmlGetID(m->doc, ref->uri + 1)) == NULL)
			return false;
		body += id->parent == m->body;
		stamp += id->parent == m->stamp;
	}
	return body == 1 && stamp == 1;
}

/* One reference to the whole document, with exactly these transforms. */
static bool
covers_all(xmlSecDSigCtxPtr c, xmlNodePtr signature)
{
	struct xml_node *n = (struct xml_node *)signature;
	xmlSecDSigReferenceCtxPtr ref;

	if (xmlSecPtrListGetSize(&c->signedInfoReferences) != 1)
		return false;
	ref = xmlSecPtrListGetItem(&c->signedInfoReferences, 0);
	n = xml_child(xml_child(n, DS, "SignedInfo"), DS, "Reference");
	n = xml_first(xml_child(n, DS, "Transforms"));
	return ref != NULL && ref->status == xmlSecDSigStatusSucceeded &&
	    ref->uri != NULL && ref->uri[0] == '\0' && n != NULL &&
	    xml_next(n) != NULL && xml_next(xml_next(n)) == NULL;
}

/* Verify with one pinned key; m is NULL for an enveloped signature. */
static const char *
verify_with(xmlSecKeyPtr key, xmlNodePtr signature, const struct message *m)
{
	xmlSecDSigCtxPtr c = xmlSecDSigCtxCreate(NULL);
	const char *why = "setup";

	if (c == NULL)
		return why;
	c->flags |= XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS |
	    XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
	c->enabledReferenceUris = m ? xmlSecTransformUriTypeSameDocument
				    : xmlSecTransformUriTypeEmpty;
	if (allow(c, m == NULL) ||
	    (c->signKey = xmlSecKeyDuplicate(key)) == NULL)
		goto out;
	why = "signature";
	if (xmlSecDSigCtxVerify(c, signature) < 0 ||
	    c->status != xmlSecDSigStatusSucceeded)
		goto out;
	why = "references";
	if (m ? covers(c, m) : covers_all(c, signature))
		why = NULL;
out:
	xmlSecDSigCtxDestroy(c);
	return why;
}

/* Try each pin that is valid now; pinning alone does not look at dates. */
static const char *
verify_pinned(const struct wss_pin *p, int64_t now, xmlNodePtr signature,
    const struct message *m)
{
	const char *why = "no pin is valid now";
	time_t at = (time_t)now;
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (X509_cmp_time(X509_get0_notAfter(p->cert[i]), &at) < 0 ||
		    X509_cmp_time(X509_get0_notBefore(p->cert[i]), &at) > 0)
			continue;
		if ((why = verify_with(p->key[i], signature, m)) == NULL)
			return NULL;
	}
	return why;
}

/*
 * Compare the time stamp as text: both sides are UTC in the same form, the
 * first 19 characters are the seconds.
 */
static const char *
check_time(const struct message *m, int64_t now, int64_t late_s)
{
	struct xml_node *stamp = (struct xml_node *)m->stamp;
	char latest[21], earliest[21], created[21] = "", expires[21] = "";
	struct xml_node *c = xml_child(stamp, WSU, "Created");
	struct xml_node *e = xml_child(stamp, WSU, "Expires");
	xmlChar *text;

	clock_rfc3339(now + SKEW_S, latest);
	clock_rfc3339(now - late_s, earliest);
	if (c == NULL || e == NULL)
		return "time stamp";
	if ((text = xmlNodeGetContent(lib(c))) != NULL)
		snprintf(created, sizeof(created), "%.20s", (char *)text);
	xmlFree(text);
	if ((text = xmlNodeGetContent(lib(e))) != NULL)
		snprintf(expires, sizeof(expires), "%.20s", (char *)text);
	xmlFree(text);
	if (strlen(created) < 19 || strlen(expires) < 19 ||
	    strncmp(created, latest, 19) > 0 ||
	    strncmp(expires, earliest, 19) < 0)
		return "time";
	return NULL;
}

enum err
wss_verify(const struct wss_pin *p, struct xml_doc *doc, int64_t now,
    int64_t late_s, struct xml_node **payload, const char **why)
{
	struct message m = { 0 };
	struct xml_node *one;
	const char *ignored;

	why = why ? why : &ignored;
	*payload = NULL;
	if ((*why = find_parts(doc, &m)) != NULL)
		return E_INPUT;
	if ((*why = verify_pinned(p, now, m.signature, &m)) != NULL ||
	    (*why = check_time(&m, now, late_s)) != NULL)
		return E_CRYPTO;
	one = xml_first((struct xml_node *)m.body);
	if (one == NULL || xml_next(one) != NULL) {
		*why = "payload";
		return E_INPUT;
	}
	*payload = one;
	return E_OK;
}

enum err
wss_verify_enveloped(
    const struct wss_pin *p, struct xml_doc *doc, const char **why)
{
	struct xml_node *n, *signature = NULL;
	const char *ignored;

	why = why ? why : &ignored;
	for (n = xml_first(xml_root(doc)); n != NULL; n = xml_next(n)) {
		if (signature != NULL) {
			*why = "signature is not last";
			return E_INPUT;
		}
		if (xml_is(n, DS, "Signature"))
			signature = n;
	}
	*why = "no signature";
	if (signature == NULL)
		return E_NOTFOUND;
	*why = verify_pinned(p, clock_now(), lib(signature), NULL);
	return *why == NULL ? E_OK : E_CRYPTO;
}
