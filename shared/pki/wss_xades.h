/*
 * Signing XML documents of our own: an enveloped XAdES baseline signature,
 * as a trusted list bears it.
 *
 * EN 319 132-1 6.3 (B-B), TS 119 612 Annex B. xmlsec does the cryptography.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_WSS_XADES_H
#define FERNSIGN_PKI_WSS_XADES_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/buf.h"

/* Who signs. */
struct wss_xades_signer {
	const char *key_file;  /* PEM private key of a kind of ours */
	const char *cert_file; /* PEM certificate of that key: for KeyInfo */
	struct bytes cert;     /* the same, DER: its digest is signed */
};

/*
 * Sign a document; the signature becomes the last child of its root.
 *
 * document   well-formed UTF-8 of our own, up to XML_MAX_BYTES; borrowed
 * by         borrowed
 * now        signing time, seconds UTC
 * out        the signed document is appended
 *
 * Key kinds sign and hash as key_type_alg says.
 *
 * E_INPUT   the document cannot be parsed, key or certificate not read
 * E_CRYPTO  signing failed (logged)
 * E_NOMEM   arena or out exhausted
 */
enum err wss_xades_sign(struct bytes document,
    const struct wss_xades_signer *by, int64_t now, struct buf *out,
    struct arena *a) MUST_USE;

#endif
