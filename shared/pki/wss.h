/*
 * WS-Security for SOAP 1.1 messages, and enveloped signatures of XML events.
 *
 * Signs envelopes of our own; verifies the other side's against pinned
 * certificates. What is handed out after verification is the very node that
 * was signed; KeyInfo is never consulted.
 *
 * WS-Security 1.0 X.509 token profile, XMLDSig, TR-03130-1 3.5. xmlsec does
 * the cryptography.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_WSS_H
#define FERNSIGN_PKI_WSS_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/buf.h"
#include "shared/pki/xml.h"

#define WSS_SOAP "http://schemas.xmlsoap.org/soap/envelope/"

struct wss_signer; /* a private key and what names its certificate */
struct wss_pin;    /* one or two certificates that alone are believed */

/*
 * Prepare xmlsec for this process, xml_init included. May be called again.
 *
 * E_CRYPTO  the library does not start (logged)
 */
enum err wss_init(void) MUST_USE;

/*
 * Load a signing key.
 *
 * key_file   PEM private key, RSA or EC
 * cert_file  PEM certificate of that key: names the key in messages
 * *out       owned by the caller: wss_signer_free
 *
 * E_INPUT  missing or not understood (logged)
 */
enum err wss_signer_load(const char *key_file, const char *cert_file,
    struct wss_signer **out) MUST_USE;

/* Release a signer; NULL-safe. */
void wss_signer_free(struct wss_signer *s);

/*
 * Wrap a body in a SOAP envelope and sign time stamp and body.
 *
 * body   one element, well-formed, our own
 * now    becomes Created; Expires is five minutes later
 * out    the envelope is appended
 *
 * E_INPUT   body is not well-formed
 * E_CRYPTO  signing failed
 * E_NOMEM   out is full
 */
enum err wss_sign(const struct wss_signer *s, struct bytes body, int64_t now,
    struct buf *out) MUST_USE;

/*
 * Pin the certificates of a file: the current one and, optionally, the next.
 *
 * pem    NUL-ended path of a PEM file with one or two certificates
 * *out   owned by the caller: wss_pin_free
 *
 * E_INPUT  missing, not understood, or more than two (logged)
 */
enum err wss_pin_load(const char *pem, struct wss_pin **out) MUST_USE;

/* Release pins; NULL-safe. */
void wss_pin_free(struct wss_pin *p);

/*
 * Verify a signed SOAP message.
 *
 * doc      as parsed; ids are registered in it, otherwise unchanged
 * now      Created must not be later than 60 s from now
 * late_s   accepted seconds after Expires (0 for a live exchange)
 * payload  on E_OK the one child of the signed Body; use nothing else
 * why      static word naming what was refused; NULL allowed
 *
 * E_INPUT   not a SOAP message, or several signatures, bodies and so on
 * E_CRYPTO  not signed by a pinned key, the signature covers something else,
 *           or the time is over
 */
enum err wss_verify(const struct wss_pin *p, struct xml_doc *doc, int64_t now,
    int64_t late_s, struct xml_node **payload, const char **why) MUST_USE;

/*
 * Verify an enveloped signature: exactly one ds:Signature, last child of the
 * root, one reference to the whole document with the transforms
 * enveloped-signature and exc-c14n.
 *
 * E_NOTFOUND  there is no signature
 * E_INPUT     not of that form
 * E_CRYPTO    not made by a pinned key
 */
enum err wss_verify_enveloped(
    const struct wss_pin *p, struct xml_doc *doc, const char **why) MUST_USE;

#endif
