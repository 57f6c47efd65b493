/*
 * The statements of ca, with the rights of account fernsign-ca, and the rows
 * they read and write.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CA_CA_SQL_H
#define FERNSIGN_CA_CA_SQL_H

#include "shared/db/db.h"

/* ident_case, as ident wrote it. */
struct case_row {
	struct id id;
	struct id account;
	struct id nonce;
	char *method;
	char *lang;
	char *reference; /* NULL: online ID */
	char *phone;
	char *phone_kind;
	struct bytes landline_pin;
};

/* account. */
struct account_row {
	struct id id;
	char *email;
	char *state;
	char *first_name;
	char *family_name;
	char *lang;
	bool publish;
};

/* identification. */
struct identification_row {
	struct id ident_case;
	struct id account;
	char *state; /* verified, active, superseded, void */
	char *method;
	char *loa;
	struct bytes person; /* sealed */
	struct bytes restricted_hmac;
	struct bytes evidence_sha256;
	bool name_matches;
	int64_t verified_at;
	int64_t valid_until_at;
};

/* certificate. */
struct cert_row {
	struct id id;
	struct id account;
	struct id ident_case;
	struct id sign_key;
	char *level;
	char *issuer;
	struct bytes serial;
	struct bytes der;
	struct bytes sha256;
	char *email;
	char *subject_cn;
	struct bytes s_hash;
	struct bytes i_and_s_hash;
	struct bytes skid_hash;
	struct bytes cert_hash;
	int64_t not_before_at;
	int64_t not_after_at;
	char *state; /* issued, bound, revoked */
	bool published;
	int64_t issued_at;
	int64_t revoked_at; /* 0: not */
	int64_t reason;
};

/* crl. */
struct crl_row {
	const char *issuer;
	int64_t number;
	struct bytes der;
	struct bytes issuer_hash;
	struct bytes skid_hash;
	int64_t this_update_at;
	int64_t next_update_at;
};

/* A revoked certificate, as a list tells it. */
struct revoked_row {
	struct bytes serial;
	int64_t revoked_at;
	int64_t reason;
};

/* Arguments and answers of single statements. */
struct sql_id {
	struct id id;
};
struct sql_two {
	struct id account;
	struct id other;
};
struct sql_case_level {
	struct id ident_case;
	const char *level;
};
struct sql_issuer {
	const char *issuer;
};
struct sql_state {
	char *state;
};
struct sql_count {
	int64_t n;
};

enum ca_sql {
	SQL_CASE,
	SQL_ACCOUNT,
	SQL_ACCEPTED,
	SQL_IDENTIFICATION,
	SQL_IDENTIFICATION_LIVE,
	SQL_IDENTIFICATION_INSERT,
	SQL_IDENTIFICATION_SUPERSEDE,
	SQL_IDENTIFICATION_ACTIVE,
	SQL_IDENTIFICATION_VOID,
	SQL_UNFINISHED,
	SQL_CERT_OF_CASE,
	SQL_CERT_BY_ID,
	SQL_CERT_OF_ACCOUNT,
	SQL_CERT_INSERT,
	SQL_CERT_BOUND,
	SQL_CERT_REVOKE,
	SQL_CRL_LAST,
	SQL_CRL_INSERT,
	SQL_REVOKED,
	SQL_REVOKED_COUNT,
	SQL__MAX
};

extern const struct stmt ca_stmts[SQL__MAX];
extern const struct stmt_table ca_sql;

#endif
