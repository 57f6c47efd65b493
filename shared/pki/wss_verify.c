/*
 * WS-Security: verifying others' messages. See wss.h.
 *
 * Structure is checked first and by pointers, the signature second, and the
 * references of the verified signature are then resolved again to those
 * pointers: xmlsec by itself accepts a body that was moved into the signature
 * (XML signature wrapping).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include <libxml/parser.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>

#include "shared/base/clock.h"
#include "shared/pki/wss.h"
#include "shared/pki/wss_key.h"

#define SKEW_S 60

/* The parts of a message that were found by structure. */
struct message {
	xmlDocPtr doc;
	xmlNodePtr body, stamp, signature;
};

static xmlNodePtr
lib(struct xml_node *n)
{
	return (xmlNodePtr)n;
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
	if (wss_register_id(m->doc, m->body) ||
	    wss_register_id(m->doc, m->stamp))
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
		(void)snprintf(created, sizeof(created), "%.20s", (char *)text);
	xmlFree(text);
	if ((text = xmlNodeGetContent(lib(e))) != NULL)
		(void)snprintf(expires, sizeof(expires), "%.20s", (char *)text);
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
