/*
 * The signer: people's keys, their releases, their signatures. What all its
 * files share.
 *
 * It believes nobody: not the portal about what was released, not the
 * database about what a row said yesterday (every row that matters is under
 * a MAC of its own). It never sees a document.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_SIGNER_SIGNER_H
#define FERNSIGN_SIGNER_SIGNER_H

#include "shared/base/secret.h"
#include "shared/db/db.h"
#include "shared/pki/key.h"
#include "shared/web/responder.h"

#define TAN_DIGITS    6
#define TAN_LIFE_S    300
#define TAN_TRIES     3
#define TICKET_LIFE_S 1800        /* from activation to release */
#define MESSAGES_MAX  30          /* to one account … */
#define MESSAGES_S    600         /* … within this time */
#define VALUES_LIFE_S (5 * 86400) /* of signature values */

enum level { LEVEL_SIMPLE, LEVEL_ADVANCED, LEVEL_QUALIFIED, LEVEL__MAX };

/* Section [signer]. */
struct signer_config {
	char *kek_file;       /* 32 octets: wraps people's keys */
	char *mac_key_file;   /* 32 octets: MACs of rows and TANs */
	char *key_type;       /* of people's new keys: P-256, P-384, RSA-… */
	char *rsa_scheme;     /* pkcs1 or pss */
	char *signature_hash; /* SHA-256, …; NULL: what suits key_type */
	char *ca_dir;         /* LEVEL.pem: issuing CA of each level */
};

struct signer {
	struct responder r;
	struct signer_config cfg;
	struct db *db;
	struct secret kek;
	struct secret mac_key;
	enum key_type key_type;          /* of new keys … */
	enum sig_alg alg;                /* … and how they sign, for good */
	struct bytes issuer[LEVEL__MAX]; /* DER */
	char *tombs;                     /* folder of destroyed keys' names */
};

/* The routes; see routes.c. */
extern const struct route signer_routes[];
extern const size_t signer_nroutes;

/* Find a level by its name. E_INPUT  none. */
enum err level_read(const char *name, enum level *out) MUST_USE;

/* Name who called as it is stored: "portal". */
const char *peer_name(const struct request *q);

#endif
