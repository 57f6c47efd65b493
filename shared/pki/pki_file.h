/*
 * Which files keys and certificates are, and whose: one table for the
 * command that makes them and for the processes that read them.
 *
 * Secrets stand in STATE/NAME/, mode 0400, owned by that process alone; what
 * everybody may know stands in STATE/pki/. The configuration may name another
 * place for each.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_PKI_FILE_H
#define FERNSIGN_PKI_PKI_FILE_H

#include "shared/base/config.h"

enum pki_file {
	PKI_ROOT_KEY, /* to be taken offline */
	PKI_ROOT_CERT,
	PKI_ROOT_CRL, /* DER; a year */
	PKI_SIMPLE_KEY,
	PKI_SIMPLE_CERT,
	PKI_ADVANCED_KEY,
	PKI_ADVANCED_CERT,
	PKI_QUALIFIED_KEY,
	PKI_QUALIFIED_CERT,
	PKI_TSA_KEY,
	PKI_TSA_CERT,
	PKI_TL_KEY, /* root's neighbour: used by hand */
	PKI_TL_CERT,
	PKI_PERSON_KEY,    /* ca: seals verified person data, 32 octets */
	PKI_SIGNER_KEK,    /* signer: wraps people's keys, 32 octets */
	PKI_SIGNER_MAC,    /* signer: MAC over its rows, 32 octets */
	PKI_DOCUMENT_KEK,  /* portal: wraps documents' keys, 32 octets */
	PKI_IDENT_KEY,     /* ident: seals its tokens, 32 octets */
	PKI_NOTIFY_KEY,    /* notify: opens sealed boxes, 32 octets */
	PKI_NOTIFY_PUBLIC, /* for outbox_seal, 32 octets */
	PKI__MAX
};

/* One file. */
struct pki_file_row {
	const char *section; /* of the configuration: the process */
	const char *key;     /* names another place; NULL: fixed */
	const char *path;    /* below STATE/ unless the key is set */
	const char *owner;   /* peer that reads it; NULL: everybody */
	bool secret;
};

/* The table, by enum pki_file. */
extern const struct pki_file_row pki_files[PKI__MAX];

/*
 * Say where a file stands.
 *
 * named   what the configuration's key says; NULL or "" when it is not set
 *
 * NULL when the arena is exhausted.
 */
char *pki_file_path(const struct config_common *c, enum pki_file f,
    const char *named, struct arena *a);

/*
 * Read a public file of 32 octets such as notify's key.
 *
 * E_NOTFOUND  not readable; E_INPUT other length (both logged)
 */
enum err pki_file_public(const char *path, unsigned char out[32]) MUST_USE;

#endif
