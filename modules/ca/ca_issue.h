/*
 * From a verified identification to certificates: key, certificate, binding
 * for each level, then identification active and mail in one transaction.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CA_CA_ISSUE_H
#define FERNSIGN_CA_CA_ISSUE_H

#include "modules/ca/ca.h"
#include "modules/ca/ca_sql.h"

/* One case on its way. */
struct issue {
	struct ca *ca;
	struct arena *a;
	const char *request_id;
	struct case_row c;
	struct account_row account;
	struct identification_row ident;
	struct person person;
	struct cert_row cert[CA__LEVELS];
	struct cert_row *fresh; /* the one being inserted */
	const char *reason;     /* of a refusal */
};

/*
 * Continue a case as far as it goes; every step is repeatable.
 *
 * t         ca, a, request_id set; the rest is filled in
 *
 * E_NOTFOUND  not verified here
 * E_DENIED    not accepted, account not active, identification void,
 *             superseded or over, names do not match (t->reason)
 * E_PEER      signer is away: the tick goes on later
 * E_DB, E_CRYPTO, E_CONFLICT  as the steps
 */
enum err ca_issue_case(struct issue *t, const struct id *case_) MUST_USE;

/*
 * Build a person's certificate and the row for it.
 *
 * spki, key  of signer
 *
 * row        in the arena, state issued
 */
enum err ca_issue_build(struct issue *t, enum ca_level level,
    const struct id *key, struct bytes spki, struct cert_row *row) MUST_USE;

/* Fill a row from a certificate: names, hashes, times. */
enum err ca_issue_row(
    const struct cert_facts *f, struct arena *a, struct cert_row *row) MUST_USE;

#endif
