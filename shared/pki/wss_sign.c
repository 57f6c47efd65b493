/*
 * WS-Security: signing our messages. See wss.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include <xmlsec/crypto.h>
#include <xmlsec/templates.h>
#include <xmlsec/xmldsig.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/pki/wss.h"
#include "shared/pki/wss_key.h"

#define LIFE_S    300
#define STAMP_URI 40 /* "#TS-" and 32 hex digits */

static const xmlChar *
x(const char *s)
{
	return (const xmlChar *)s;
}

/*
 * Name the time stamp at random: two messages are never equal octet by octet,
 * so a receiver that counts each message once does not take one for another.
 */
static void
name_stamp(char uri[STAMP_URI])
{
	struct id id;
	char text[33];

	random_id(&id);
	id_text(&id, text);
	(void)snprintf(uri, STAMP_URI, "#TS-%s", text);
}

static xmlNodePtr
add_stamp(xmlNodePtr security, xmlNsPtr wsu, int64_t now, const char *name)
{
	xmlNodePtr stamp;
	char created[21], expires[21];

	clock_rfc3339(now, created);
	clock_rfc3339(now + LIFE_S, expires);
	if ((stamp = xmlNewChild(security, wsu, x("Timestamp"), NULL)) == NULL)
		return NULL;
	xmlNewNsProp(stamp, wsu, x("Id"), x(name));
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
	char uri[STAMP_URI];
	enum err r;

	name_stamp(uri);
	security = xmlNewChild(header, wsse, x("Security"), NULL);
	xmlNewNsProp(security, env->ns, x("mustUnderstand"), x("1"));
	stamp = add_stamp(security, wsu, now, uri + 1);
	xmlNewNsProp(body, wsu, x("Id"), x("Body-1"));
	signature = xmlSecTmplSignatureCreateNsPref(doc,
	    xmlSecTransformExclC14NId,
	    s->ec ? xmlSecTransformEcdsaSha256Id : xmlSecTransformRsaSha256Id,
	    NULL, x("ds"));
	if (stamp == NULL || signature == NULL)
		return E_NOMEM;
	xmlAddChild(security, signature);
	if ((r = wss_register_id(doc, stamp)) ||
	    (r = wss_register_id(doc, body)) ||
	    (r = add_reference(signature, uri)) ||
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
