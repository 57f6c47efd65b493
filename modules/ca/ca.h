/*
 * The certification authority: what its files share.
 *
 * It alone holds the issuing CAs' keys, the partners' secrets and verified
 * person data. It believes no other process about who somebody is: evidence
 * is verified here, and a certificate rests on the row that this process
 * wrote itself. It cannot use people's keys.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CA_CA_H
#define FERNSIGN_CA_CA_H

#include "modules/ca/ca_evidence.h"
#include "shared/db/db.h"
#include "shared/pki/cert.h"
#include "shared/pki/pki_file.h"
#include "shared/pki/pki_init.h"
#include "shared/web/responder.h"

enum ca_level { CA_SIMPLE, CA_ADVANCED, CA_QUALIFIED, CA__LEVELS };

/* Section [ca]. */
struct ca_config {
	char *simple_key_file;
	char *advanced_key_file;
	char *qualified_key_file;
	char *person_key_file;
	char *eid_server_cert;
	char *identity_tm_secret_file;
	char *identity_tm_cert;
	char *pds_url;        /* https: disclosure statement, English */
	int64_t eid_days;     /* certificates after an online ID */
	int64_t partner_days; /* … after the partner's methods */
	int64_t ocsp_days;    /* OCSP signers' certificates */
	int64_t crl_s;        /* how long a list holds; renewed before */
};

/* One issuing CA. */
struct ca_issuer {
	struct key *key;
	struct cert_facts cert;
};

/* A row per level: its name and what belongs to it; see ca.c. */
struct ca_level_row {
	const char *name;
	enum cert_kind person;
	enum pki_file key;
	enum pki_file cert;
};

extern const struct ca_level_row ca_levels[CA__LEVELS];

struct ca {
	struct responder r;
	struct ca_config cfg;
	struct pki_config pki; /* who we are, as in our certificates */
	struct ca_evidence_config evidence;
	struct db *db;
	struct ca_issuer issuer[CA__LEVELS];
	struct cert_facts root;
	struct secret person_key;
};

/* Find a level by its name. E_NOTFOUND  none. */
enum err ca_level_find(const char *name, enum ca_level *out) MUST_USE;

/* RFC 5280 5.3.1. */
#define CA_REASON_CESSATION 5
#define CA_REASON_WITHDRAWN 9 /* the privilege is withdrawn */

/*
 * Void an account's identification and revoke all its certificates, keys
 * first. Nothing there: E_OK. What failed half-way is done by asking again.
 *
 * E_PEER  signer does not answer
 */
enum err ca_withdraw(
    struct request *q, const struct id *account, int64_t reason) MUST_USE;

/* The routes; see ca_routes.c. */
extern const struct route ca_routes[];
extern const size_t ca_nroutes;

/* POST /evidence: judge what a partner said; E_CRYPTO not the partner's. */
enum err ca_route_evidence(struct request *q) MUST_USE;
/* POST /issue: go on from a verified case to three bound certificates. */
enum err ca_route_issue(struct request *q) MUST_USE;
/* POST /certificate/revoke: destroy the key, then revoke; for good. */
enum err ca_route_revoke(struct request *q) MUST_USE;
/* POST /account/close: revoke all of an account, void who it is. */
enum err ca_route_close(struct request *q) MUST_USE;
/* POST /ocsp/certify: certify a key of ocsp for some days. */
enum err ca_route_ocsp_certify(struct request *q) MUST_USE;
/* POST /tick: go on where a crash stopped, write lists that are due. */
enum err ca_route_tick(struct request *q) MUST_USE;

#endif
