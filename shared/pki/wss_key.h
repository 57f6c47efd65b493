/*
 * What the files of WS-Security share: keys, pins and names.
 *
 * wss.c loads keys, wss_sign.c signs, wss_verify.c verifies.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_WSS_KEY_H
#define FERNSIGN_PKI_WSS_KEY_H

#include <stdbool.h>

#include <libxml/tree.h>
#include <openssl/x509.h>
#include <xmlsec/keys.h>
#include <xmlsec/xmlsec.h>

#include "shared/base/err.h"

#define WSSE                                      \
	"http://docs.oasis-open.org/wss/2004/01/" \
	"oasis-200401-wss-wssecurity-secext-1.0.xsd"
#define WSU                                       \
	"http://docs.oasis-open.org/wss/2004/01/" \
	"oasis-200401-wss-wssecurity-utility-1.0.xsd"
#define DS "http://www.w3.org/2000/09/xmldsig#"

#define WSS_PINS 2

struct wss_signer {
	xmlSecKeyPtr key;
	bool ec;
	char *issuer; /* RFC 2253 */
	char *serial; /* decimal */
};

struct wss_pin {
	xmlSecKeyPtr key[WSS_PINS];
	X509 *cert[WSS_PINS];
	size_t n;
};

/* Read a private key from a PEM file; NULL when there is none. The caller
 * releases it. */
xmlSecKeyPtr wss_key_read(const char *path);

/*
 * Register the wsu:Id of an element, so that a reference finds it.
 *
 * E_INPUT  it has none, or another element has the same
 */
enum err wss_register_id(xmlDocPtr doc, xmlNodePtr n) MUST_USE;

#endif
