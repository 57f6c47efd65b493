/*
 * The certificate status responder: what its files share.
 *
 * In: RFC 6960 requests by GET and POST. Out: signed responses. It has keys
 * of its own, one per issuing CA, which ca certifies for days; it reads one
 * view of states and sees no names.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_OCSP_OCSP_H
#define FERNSIGN_OCSP_OCSP_H

#include "shared/db/db.h"
#include "shared/pki/ocsp.h"
#include "shared/web/responder.h"

#define OCSP_ISSUERS         3
#define OCSP_CERTIFICATE_MAX 4096

/* Section [ocsp]. */
struct ocsp_config {
	int64_t response_s; /* from thisUpdate to nextUpdate */
	int64_t max_age_s;  /* how long caches may keep a state */
};

/* An issuing CA, and our own key for it. */
struct ocsp_own {
	const char *name; /* "qualified" */
	struct bytes issuer_der;
	struct ocsp_issuer issuer;
	char *path;             /* key and certificate, PEM */
	enum key_type type;     /* of the issuing CA: so is ours */
	struct key *key;        /* NULL: none yet */
	struct buf certificate; /* DER */
	int64_t not_after_at;
	int64_t renew_at; /* half of its life is over */
	int64_t file_at;  /* change time of path as loaded, ns */
	int64_t tried_ms; /* last time ca was asked */
};

struct ocsp {
	struct responder r;
	struct ocsp_config cfg;
	struct db *db;
	struct ocsp_own own[OCSP_ISSUERS];
	char *dir; /* STATE/ocsp */
};

/* The routes; see ocsp_route.c. */
extern const struct route ocsp_routes[];
extern const size_t ocsp_nroutes;

/* Answer a failure: OCSPResponseStatus (RFC 6960 4.2.1), or HTTP's own. */
void ocsp_fault(struct request *q, enum err r);

#endif
