/*
 * The statements of signer, with the rights of account fernsign-signer, and
 * the rows they read and write.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_SIGNER_SIGNER_SQL_H
#define FERNSIGN_SIGNER_SIGNER_SQL_H

#include "shared/db/db.h"

/* sign_key. */
struct key_row {
	struct id id;
	struct id account;
	struct id ident_case;
	char *level;
	char *algorithm; /* sig_alg_name */
	struct bytes public_key;
	struct bytes wrapped; /* empty: destroyed */
	char *phone;
	char *phone_kind;
	struct bytes landline_pin;
	char *lang;
	struct bytes certificate;
	struct bytes chain;
	char *state; /* new, bound, destroyed */
	int64_t created_at;
	int64_t destroyed_at;
	struct bytes mac; /* over everything before */
};

#define KEY_ROW_FIELDS 17
extern const struct field key_row_fields[KEY_ROW_FIELDS]; /* mac is last */

/* activation. */
struct activation_row {
	struct id id;
	char *peer;
	struct id account;
	struct id sign_key;
	char *level;
	char *factor; /* none, sms, voice */
	struct bytes login;
	int64_t documents;
	int64_t coins;
	int64_t created_at; /* fixed up to here */
	struct bytes mac;
	struct bytes tan_mac;
	int64_t expires_at;
	char *state;
	int64_t tries;
	int64_t sends;
	int64_t signed_at;
};

#define ACTIVATION_FIXED  10
#define ACTIVATION_FIELDS 17
extern const struct field activation_fields[ACTIVATION_FIELDS];

/* activation_doc. */
struct activation_doc_row {
	struct id activation;
	int64_t n;
	char *name;
	struct bytes sha256;
	struct bytes digest;
};

#define ACTIVATION_DOC_FIELDS 5
extern const struct field activation_doc_fields[ACTIVATION_DOC_FIELDS];

/* signature_value. */
struct value_row {
	struct id activation;
	int64_t n;
	struct bytes signed_attrs;
	struct bytes value;
};

/* certificate, as far as signer may see it. */
struct certificate_state {
	char *state;
	struct bytes sha256;
	int64_t not_before_at;
	int64_t not_after_at;
};

/* Small ones. */
struct sql_id {
	struct id id;
};

struct sql_case_level {
	struct id ident_case;
	char *level;
};

struct sql_id_at {
	struct id id;
	int64_t at;
};

struct sql_at {
	int64_t at;
};

struct sql_state {
	char *state;
};

struct sql_count {
	int64_t n;
};

struct sql_reference {
	char *reference;
};

/* What a send writes. */
struct sql_send {
	struct bytes tan_mac;
	int64_t expires_at;
	struct id id;
	int64_t sends; /* as read: nobody else may send the same number */
};

enum signer_sql {
	SQL_KEY_INSERT,
	SQL_KEY_BY_ID,
	SQL_KEY_BY_CASE,
	SQL_KEY_BIND,
	SQL_KEY_DESTROY,
	SQL_KEY_VOID_OPEN,
	SQL_CERTIFICATE,
	SQL_ACCOUNT,
	SQL_ACTIVATION_INSERT,
	SQL_ACTIVATION,
	SQL_ACTIVATION_LOCK,
	SQL_ACTIVATION_SENDS,
	SQL_ACTIVATION_SEND,
	SQL_ACTIVATION_TRY,
	SQL_ACTIVATION_FAIL,
	SQL_ACTIVATION_VOID,
	SQL_ACTIVATION_ABANDON,
	SQL_ACTIVATION_SIGNED,
	SQL_ACTIVATION_STALE,
	SQL_DOC_INSERT,
	SQL_DOCS,
	SQL_VALUE_INSERT,
	SQL_VALUES,
	SQL_VALUES_OLD,
	SQL_VALUES_DROP,
	SQL_COINS_RESERVE,
	SQL_COINS_VOID,
	SQL_COINS_STATE,
	SQL__MAX
};

extern const struct stmt signer_stmts[SQL__MAX];
extern const struct stmt_table signer_sql;

#endif
