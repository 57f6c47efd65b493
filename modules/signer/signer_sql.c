/*
 * See signer_sql.h. Coins move in routines; what is fixed in a row is never
 * updated.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/signer_sql.h"

#include "shared/base/secret.h"

/* clang-format off */
const struct field key_row_fields[KEY_ROW_FIELDS] = {
	FIELD(key_row, id, 0, 0),
	FIELD(key_row, account, 0, 0),
	FIELD(key_row, ident_case, 0, 0),
	FIELD(key_row, level, 10, 0),
	FIELD(key_row, algorithm, 20, 0),
	FIELD(key_row, public_key, 1024, 0),
	FIELD(key_row, wrapped, 4096, 0),
	FIELD(key_row, phone, 16, 0),
	FIELD(key_row, phone_kind, 10, 0),
	FIELD(key_row, landline_pin, 128, 0),
	FIELD(key_row, lang, 2, 0),
	FIELD(key_row, certificate, 4096, 0),
	FIELD(key_row, chain, 8192, 0),
	FIELD(key_row, state, 10, 0),
	FIELD(key_row, created_at, INT64_MAX, 0),
	FIELD(key_row, destroyed_at, INT64_MAX, 0),
	FIELD(key_row, mac, 32, 0),
};

const struct field activation_fields[ACTIVATION_FIELDS] = {
	FIELD(activation_row, id, 0, 0),
	FIELD(activation_row, peer, 12, 0),
	FIELD(activation_row, account, 0, 0),
	FIELD(activation_row, sign_key, 0, 0),
	FIELD(activation_row, level, 10, 0),
	FIELD(activation_row, factor, 10, 0),
	FIELD(activation_row, login, 32, 0),
	FIELD(activation_row, documents, INT64_MAX, 0),
	FIELD(activation_row, coins, INT64_MAX, 0),
	FIELD(activation_row, created_at, INT64_MAX, 0),
	FIELD(activation_row, mac, 32, 0),
	FIELD(activation_row, tan_mac, 32, 0),
	FIELD(activation_row, expires_at, INT64_MAX, 0),
	FIELD(activation_row, state, 10, 0),
	FIELD(activation_row, tries, INT64_MAX, 0),
	FIELD(activation_row, sends, INT64_MAX, 0),
	FIELD(activation_row, signed_at, INT64_MAX, 0),
};

const struct field activation_doc_fields[ACTIVATION_DOC_FIELDS] = {
	FIELD(activation_doc_row, activation, 0, 0),
	FIELD(activation_doc_row, n, INT64_MAX, 0),
	FIELD(activation_doc_row, name, 255, 0),
	FIELD(activation_doc_row, sha256, 32, 0),
	FIELD(activation_doc_row, digest, HASH_BYTES_MAX, 0),
};

/* What is inserted of an activation: the fixed part, MAC and expiry. */
static const struct field activation_in[] = {
	FIELD(activation_row, id, 0, 0),
	FIELD(activation_row, peer, 12, 0),
	FIELD(activation_row, account, 0, 0),
	FIELD(activation_row, sign_key, 0, 0),
	FIELD(activation_row, level, 10, 0),
	FIELD(activation_row, factor, 10, 0),
	FIELD(activation_row, login, 32, 0),
	FIELD(activation_row, documents, INT64_MAX, 0),
	FIELD(activation_row, coins, INT64_MAX, 0),
	FIELD(activation_row, created_at, INT64_MAX, 0),
	FIELD(activation_row, mac, 32, 0),
	FIELD(activation_row, expires_at, INT64_MAX, 0),
};

/* What is inserted of a key: no certificate yet. */
static const struct field key_insert_in[] = {
	FIELD(key_row, id, 0, 0),
	FIELD(key_row, account, 0, 0),
	FIELD(key_row, ident_case, 0, 0),
	FIELD(key_row, level, 10, 0),
	FIELD(key_row, algorithm, 20, 0),
	FIELD(key_row, public_key, 1024, 0),
	FIELD(key_row, wrapped, 4096, 0),
	FIELD(key_row, phone, 16, 0),
	FIELD(key_row, phone_kind, 10, 0),
	FIELD(key_row, landline_pin, 128, 0),
	FIELD(key_row, lang, 2, 0),
	FIELD(key_row, state, 10, 0),
	FIELD(key_row, created_at, INT64_MAX, 0),
	FIELD(key_row, mac, 32, 0),
};
static const struct field key_bind_in[] = {
	FIELD(key_row, certificate, 4096, 0),
	FIELD(key_row, chain, 8192, 0),
	FIELD(key_row, state, 10, 0),
	FIELD(key_row, mac, 32, 0),
	FIELD(key_row, id, 0, 0),
};
static const struct field key_destroy_in[] = {
	FIELD(key_row, state, 10, 0),
	FIELD(key_row, destroyed_at, INT64_MAX, 0),
	FIELD(key_row, mac, 32, 0),
	FIELD(key_row, id, 0, 0),
};
static const struct field value_fields[] = {
	FIELD(value_row, activation, 0, 0),
	FIELD(value_row, n, INT64_MAX, 0),
	FIELD(value_row, signed_attrs, 1024, 0),
	FIELD(value_row, value, 1024, 0),
};
static const struct field certificate_out[] = {
	FIELD(certificate_state, state, 10, 0),
	FIELD(certificate_state, sha256, 32, 0),
	FIELD(certificate_state, not_before_at, INT64_MAX, 0),
	FIELD(certificate_state, not_after_at, INT64_MAX, 0),
};
static const struct field id_io[] = {
	FIELD(sql_id, id, 0, 0),
};
static const struct field case_level_in[] = {
	FIELD(sql_case_level, ident_case, 0, 0),
	FIELD(sql_case_level, level, 10, 0),
};
static const struct field at_id_in[] = {
	FIELD(sql_id_at, at, INT64_MAX, 0),
	FIELD(sql_id_at, id, 0, 0),
};
static const struct field id_at_in[] = {
	FIELD(sql_id_at, id, 0, 0),
	FIELD(sql_id_at, at, INT64_MAX, 0),
};
static const struct field at_in[] = {
	FIELD(sql_at, at, INT64_MAX, 0),
};
static const struct field state_out[] = {
	FIELD(sql_state, state, 12, 0),
};
static const struct field count_out[] = {
	FIELD(sql_count, n, INT64_MAX, 0),
};
static const struct field reference_in[] = {
	FIELD(sql_reference, reference, 128, 0),
};
static const struct field send_in[] = {
	FIELD(sql_send, tan_mac, 32, 0),
	FIELD(sql_send, expires_at, INT64_MAX, 0),
	FIELD(sql_send, id, 0, 0),
	FIELD(sql_send, sends, INT64_MAX, 0),
};

#define KEY_COLUMNS "id, account, ident_case, level, algorithm, public_key," \
	" wrapped, phone, phone_kind, landline_pin, lang, certificate, chain," \
	" state, created_at, destroyed_at, mac"
#define ACTIVATION_COLUMNS "id, peer, account, sign_key, level, factor," \
	" login, documents, coins, created_at, mac, tan_mac, expires_at," \
	" state, tries, sends, signed_at"

const struct stmt signer_stmts[SQL__MAX] = {
	[SQL_KEY_INSERT] = {
		"INSERT INTO sign_key (id, account, ident_case, level,"
		" algorithm, public_key, wrapped, phone, phone_kind,"
		" landline_pin, lang, state, created_at, mac)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		IN(key_insert_in) },
	[SQL_KEY_BY_ID] = {
		"SELECT " KEY_COLUMNS " FROM sign_key WHERE id = ? FOR UPDATE",
		IN(id_io), OUT(key_row_fields) },
	[SQL_KEY_BY_CASE] = {
		"SELECT " KEY_COLUMNS " FROM sign_key"
		" WHERE ident_case = ? AND live_level = ?",
		IN(case_level_in), OUT(key_row_fields) },
	[SQL_KEY_BIND] = {
		"UPDATE sign_key SET certificate = ?, chain = ?, state = ?,"
		" mac = ? WHERE id = ? AND state = 'new'",
		IN(key_bind_in) },
	[SQL_KEY_DESTROY] = {
		"UPDATE sign_key SET wrapped = NULL, state = ?,"
		" destroyed_at = ?, mac = ?"
		" WHERE id = ? AND state <> 'destroyed'",
		IN(key_destroy_in) },
	[SQL_KEY_VOID_OPEN] = {
		"UPDATE activation SET state = 'void', tan_mac = NULL"
		" WHERE sign_key = ? AND state = 'open'",
		IN(id_io) },
	[SQL_CERTIFICATE] = {
		"SELECT state, sha256, not_before_at, not_after_at"
		" FROM certificate WHERE sign_key = ? LOCK IN SHARE MODE",
		IN(id_io), OUT(certificate_out) },
	[SQL_ACCOUNT] = {
		"SELECT state FROM account WHERE id = ? LOCK IN SHARE MODE",
		IN(id_io), OUT(state_out) },
	[SQL_ACTIVATION_INSERT] = {
		"INSERT INTO activation (id, peer, account, sign_key, level,"
		" factor, login, documents, coins, created_at, mac,"
		" expires_at, state)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')",
		IN(activation_in) },
	[SQL_ACTIVATION] = {
		"SELECT " ACTIVATION_COLUMNS " FROM activation WHERE id = ?",
		IN(id_io), OUT(activation_fields) },
	[SQL_ACTIVATION_LOCK] = {
		"SELECT " ACTIVATION_COLUMNS " FROM activation WHERE id = ?"
		" FOR UPDATE",
		IN(id_io), OUT(activation_fields) },
	[SQL_ACTIVATION_SENDS] = {
		"SELECT COALESCE(SUM(sends), 0) FROM activation"
		" WHERE account = ? AND created_at > ?",
		IN(id_at_in), OUT(count_out) },
	[SQL_ACTIVATION_SEND] = {
		"UPDATE activation SET tan_mac = ?, expires_at = ?,"
		" sends = sends + 1"
		" WHERE id = ? AND sends = ? AND state = 'open'",
		IN(send_in) },
	[SQL_ACTIVATION_TRY] = {
		"UPDATE activation SET tries = tries + 1"
		" WHERE id = ? AND state = 'open' AND tries < 3",
		IN(id_io) },
	[SQL_ACTIVATION_FAIL] = {
		"UPDATE activation SET state = 'failed', tan_mac = NULL"
		" WHERE id = ? AND state = 'open'",
		IN(id_io) },
	[SQL_ACTIVATION_VOID] = {
		"UPDATE activation SET state = 'void', tan_mac = NULL"
		" WHERE id = ? AND state = 'open'",
		IN(id_io) },
	[SQL_ACTIVATION_ABANDON] = {
		"UPDATE activation SET state = 'abandoned', tan_mac = NULL"
		" WHERE id = ? AND state = 'open'",
		IN(id_io) },
	[SQL_ACTIVATION_SIGNED] = {
		"UPDATE activation SET state = 'signed', tan_mac = NULL,"
		" signed_at = ? WHERE id = ? AND state = 'open'",
		IN(at_id_in) },
	[SQL_ACTIVATION_STALE] = {
		"UPDATE activation SET state = 'abandoned', tan_mac = NULL"
		" WHERE state = 'open' AND created_at <= ?",
		IN(at_in) },
	[SQL_DOC_INSERT] = {
		"INSERT INTO activation_doc"
		" (activation, n, name, sha256, digest)"
		" VALUES (?, ?, ?, ?, ?)",
		IN(activation_doc_fields) },
	[SQL_DOCS] = {
		"SELECT activation, n, name, sha256, digest"
		" FROM activation_doc WHERE activation = ? ORDER BY n",
		IN(id_io), OUT(activation_doc_fields) },
	[SQL_VALUE_INSERT] = {
		"INSERT INTO signature_value"
		" (activation, n, signed_attrs, value) VALUES (?, ?, ?, ?)",
		IN(value_fields) },
	[SQL_VALUES] = {
		"SELECT activation, n, signed_attrs, value"
		" FROM signature_value WHERE activation = ? ORDER BY n",
		IN(id_io), OUT(value_fields) },
	[SQL_VALUES_OLD] = {
		"SELECT DISTINCT a.id FROM activation a"
		" JOIN signature_value v ON v.activation = a.id"
		" WHERE a.state = 'signed' AND a.signed_at <= ? LIMIT 100",
		IN(at_in), OUT(id_io) },
	[SQL_VALUES_DROP] = {
		"DELETE FROM signature_value WHERE activation = ?",
		IN(id_io) },
	[SQL_COINS_RESERVE] = { "CALL coins_reserve(?)", IN(id_io) },
	[SQL_COINS_VOID] = { "CALL coins_void(?)", IN(id_io) },
	[SQL_COINS_STATE] = {
		"SELECT state FROM coin_transfer WHERE reference = ?",
		IN(reference_in), OUT(state_out) },
};
/* clang-format on */

static const char *const routines[] = { "coins_reserve", "coins_void", NULL };

const struct stmt_table signer_sql = STMTS_CALLING(signer_stmts, routines);
