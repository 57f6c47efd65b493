/*
 * Enveloped XAdES baseline B signatures. See wss_xades.h.
 *
 * The signature is written as a template of our own and filled in by xmlsec:
 * one reference to the whole document, one to the signed properties.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/wss_xades.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <xmlsec/crypto.h>
#include <xmlsec/openssl/app.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/pki/cert.h"
#include "shared/pki/key.h"
#include "shared/pki/wss.h"
#include "shared/pki/wss_key.h"
#include "shared/pki/xml.h"

#define DS       "http://www.w3.org/2000/09/xmldsig#"
#define EXC_C14N "http://www.w3.org/2001/10/xml-exc-c14n#"
#define ENC      "http://www.w3.org/2001/04/xmlenc#"
#define MORE     "http://www.w3.org/2001/04/xmldsig-more#"
#define XADES    "http://uri.etsi.org/01903/v1.3.2#"

#define TRANSFORM(t) "<ds:Transform Algorithm=\"" t "\"/>"
/* clang-format off */
/* What XML calls the hashes: RFC 9231 2.1, XML Encryption 5.8 */
static const char *const digests[HASH__MAX] = {
	[HASH_SHA256] = ENC "sha256",
	[HASH_SHA384] = MORE "sha384",
	[HASH_SHA512] = ENC "sha512",
};
/* clang-format on */

/* Append a reference whose digest is still to come. */
static enum err
add_reference(
    struct buf *b, const char *what, const char *transforms, const char *digest)
{
	return buf_addf(b,
	    "<ds:Reference %s><ds:Transforms>%s</ds:Transforms>"
	    "<ds:DigestMethod Algorithm=\"%s\"></ds:DigestMethod>"
	    "<ds:DigestValue/></ds:Reference>",
	    what, transforms, digest);
}

/* Append what is signed: the document and the properties. */
static enum err
add_signed_info(struct buf *b, enum sig_alg alg)
{
	static const char document[] = "Id=\"list\" URI=\"\"";
	static const char properties[] =
	    "Type=\"http://uri.etsi.org/01903#SignedProperties\" "
	    "URI=\"#properties\"";
	const char *digest = digests[sig_alg_hash(alg)];
	enum err r;

	if ((r = buf_addf(b,
		 "<ds:SignedInfo><ds:CanonicalizationMethod "
		 "Algorithm=\"" EXC_C14N "\"/>"
		 "<ds:SignatureMethod Algorithm=\"" MORE "%s\"/>",
		 sig_alg_name(alg))) ||
	    (r = add_reference(b, document,
		 TRANSFORM(DS "enveloped-signature") TRANSFORM(EXC_C14N),
		 digest)) ||
	    (r = add_reference(b, properties, TRANSFORM(EXC_C14N), digest)))
		return r;
	return buf_adds(b, "</ds:SignedInfo>");
}

/* Append the signed properties: when, and by which certificate. */
static enum err
add_properties(struct buf *b, struct bytes cert, int64_t now, struct arena *a)
{
	unsigned char hash[32];
	char at[21];
	char *text;
	enum err r;

	clock_rfc3339(now, at);
	if ((r = sha256(cert, hash)))
		return r;
	if (!(text = base64_text(a, BASE64, bytes_at(hash, sizeof(hash)))))
		return E_NOMEM;
	return buf_addf(b,
	    "<ds:Object><xades:QualifyingProperties xmlns:xades=\"" XADES
	    "\" Target=\"#signature\"><xades:SignedProperties "
	    "Id=\"properties\"><xades:SignedSignatureProperties>"
	    "<xades:SigningTime>%s</xades:SigningTime>"
	    "<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
	    "<ds:DigestMethod Algorithm=\"" ENC "sha256\"></ds:DigestMethod>"
	    "<ds:DigestValue>%s</ds:DigestValue></xades:CertDigest>"
	    "</xades:Cert></xades:SigningCertificateV2>"
	    "</xades:SignedSignatureProperties>"
	    "<xades:SignedDataObjectProperties>"
	    "<xades:DataObjectFormat ObjectReference=\"#list\">"
	    "<xades:MimeType>text/xml</xades:MimeType>"
	    "</xades:DataObjectFormat></xades:SignedDataObjectProperties>"
	    "</xades:SignedProperties></xades:QualifyingProperties>"
	    "</ds:Object>",
	    at, text);
}

/* Append the whole template. */
static enum err
add_template(struct buf *b, enum sig_alg alg, struct bytes cert, int64_t now,
    struct arena *a)
{
	enum err r;

	if ((r = buf_adds(
		 b, "<ds:Signature xmlns:ds=\"" DS "\" Id=\"signature\">")) ||
	    (r = add_signed_info(b, alg)) ||
	    (r = buf_adds(b,
		 "<ds:SignatureValue/><ds:KeyInfo><ds:X509Data>"
		 "<ds:X509Certificate/></ds:X509Data></ds:KeyInfo>")) ||
	    (r = add_properties(b, cert, now, a)))
		return r;
	return buf_adds(b, "</ds:Signature>");
}

/* Name the algorithm that keys of this kind sign with. */
static enum err
alg_of(struct bytes cert, struct arena *a, enum sig_alg *out)
{
	struct cert_facts f;
	enum key_type type;
	enum err r;

	if ((r = cert_read(cert, a, &f)))
		return r;
	if (key_type_of_spki(f.spki, &type))
		return log_err(E_INPUT, "xades.key", "no kind of ours");
	*out = key_type_alg(type);
	return E_OK;
}

/* Load the key with its certificate. */
static xmlSecKeyPtr
load_key(const char *key_file, const char *cert_file)
{
	xmlSecKeyPtr key = wss_key_read(key_file);

	if (key &&
	    xmlSecOpenSSLAppKeyCertLoad(
		key, cert_file, xmlSecKeyDataFormatPem) < 0) {
		xmlSecKeyDestroy(key);
		key = NULL;
	}
	if (!key)
		log_line(LOG_FAULT, "xades.key", "file=%s", key_file);
	return key;
}

/* Parse the template and hang it below the root. */
static enum err
attach(xmlDocPtr doc, struct bytes template, xmlNodePtr *signature)
{
	struct xml_doc *t = NULL;
	enum err r;

	if ((r = xml_parse(template, &t)))
		return r;
	*signature = xmlDocCopyNode(xmlDocGetRootElement((xmlDocPtr)t), doc, 1);
	if (!*signature || !xmlAddChild(xmlDocGetRootElement(doc), *signature))
		r = E_NOMEM;
	xml_free(t);
	return r;
}

/* Fill in digests, value and certificate. */
static enum err
fill_in(xmlSecKeyPtr key, xmlNodePtr signature)
{
	xmlSecDSigCtxPtr c = xmlSecDSigCtxCreate(NULL);
	enum err r = E_OK;

	if (!c)
		return E_NOMEM;
	c->signKey = xmlSecKeyDuplicate(key);
	if (!c->signKey || xmlSecDSigCtxSign(c, signature) < 0 ||
	    c->status != xmlSecDSigStatusSucceeded)
		r = log_err(E_CRYPTO, "xades.sign", "xmlsec");
	xmlSecDSigCtxDestroy(c);
	return r;
}

static enum err
dump(xmlDocPtr doc, struct buf *out)
{
	xmlChar *text = NULL;
	int n = 0;
	enum err r;

	xmlDocDumpMemoryEnc(doc, &text, &n, "UTF-8");
	r = text ? buf_add(out, text, (size_t)n) : E_NOMEM;
	xmlFree(text);
	return r;
}

enum err
wss_xades_sign(struct bytes document, const struct wss_xades_signer *by,
    int64_t now, struct buf *out, struct arena *a)
{
	struct buf template = BUF(16 * 1024);
	struct xml_doc *doc = NULL;
	xmlSecKeyPtr key = NULL;
	xmlNodePtr signature;
	enum sig_alg alg = SIG_ECDSA_SHA256;
	enum err r;

	if ((r = wss_init()) || (r = alg_of(by->cert, a, &alg)))
		return r;
	if (!(key = load_key(by->key_file, by->cert_file)))
		return E_INPUT;
	if ((r = add_template(&template, alg, by->cert, now, a)) ||
	    (r = xml_parse(document, &doc)) ||
	    (r = attach((xmlDocPtr)doc, buf_bytes(&template), &signature)) ||
	    (r = fill_in(key, signature)))
		goto out;
	r = dump((xmlDocPtr)doc, out);
out:
	xml_free(doc);
	xmlSecKeyDestroy(key);
	buf_free(&template);
	return r;
}
