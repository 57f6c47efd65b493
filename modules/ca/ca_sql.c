/*
 * See ca_sql.h. What was issued is never updated but for its state.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_sql.h"

/* clang-format off */
static const struct field case_out[] = {
	FIELD(case_row, id,           0,   0),
	FIELD(case_row, account,      0,   0),
	FIELD(case_row, nonce,        0,   0),
	FIELD(case_row, method,       12,  0),
	FIELD(case_row, lang,         2,   0),
	FIELD(case_row, reference,    9,   0),
	FIELD(case_row, phone,        16,  0),
	FIELD(case_row, phone_kind,   10,  0),
	FIELD(case_row, landline_pin, 128, 0),
};
static const struct field account_out[] = {
	FIELD(account_row, id,          0,   0),
	FIELD(account_row, email,       254, 0),
	FIELD(account_row, state,       12,  0),
	FIELD(account_row, first_name,  480, 0),
	FIELD(account_row, family_name, 480, 0),
	FIELD(account_row, lang,        2,   0),
	FIELD(account_row, publish,     0,   0),
};
static const struct field identification_fields[] = {
	FIELD(identification_row, ident_case,      0,         0),
	FIELD(identification_row, account,         0,         0),
	FIELD(identification_row, state,           12,        0),
	FIELD(identification_row, method,          12,        0),
	FIELD(identification_row, loa,             16,        0),
	FIELD(identification_row, person,          8192,      0),
	FIELD(identification_row, restricted_hmac, 32,        0),
	FIELD(identification_row, evidence_sha256, 32,        0),
	FIELD(identification_row, name_matches,    0,         0),
	FIELD(identification_row, verified_at,     INT64_MAX, 0),
	FIELD(identification_row, valid_until_at,  INT64_MAX, 0),
};
/* What a statement hands out of certificate, and what it inserts. */
static const struct field cert_out[] = {
	FIELD(cert_row, id,           0,         0),
	FIELD(cert_row, account,      0,         0),
	FIELD(cert_row, ident_case,   0,         0),
	FIELD(cert_row, sign_key,     0,         0),
	FIELD(cert_row, level,        10,        0),
	FIELD(cert_row, issuer,       20,        0),
	FIELD(cert_row, serial,       20,        0),
	FIELD(cert_row, der,          4096,      0),
	FIELD(cert_row, not_after_at, INT64_MAX, 0),
	FIELD(cert_row, state,        10,        0),
	FIELD(cert_row, revoked_at,   INT64_MAX, 0),
};
static const struct field cert_in[] = {
	FIELD(cert_row, id,            0,         0),
	FIELD(cert_row, account,       0,         0),
	FIELD(cert_row, ident_case,    0,         0),
	FIELD(cert_row, sign_key,      0,         0),
	FIELD(cert_row, level,         10,        0),
	FIELD(cert_row, issuer,        20,        0),
	FIELD(cert_row, serial,        20,        0),
	FIELD(cert_row, der,           4096,      0),
	FIELD(cert_row, sha256,        32,        0),
	FIELD(cert_row, email,         254,       0),
	FIELD(cert_row, subject_cn,    254,       0),
	FIELD(cert_row, s_hash,        20,        0),
	FIELD(cert_row, i_and_s_hash,  20,        0),
	FIELD(cert_row, skid_hash,     20,        0),
	FIELD(cert_row, cert_hash,     20,        0),
	FIELD(cert_row, not_before_at, INT64_MAX, 0),
	FIELD(cert_row, not_after_at,  INT64_MAX, 0),
	FIELD(cert_row, state,         10,        0),
	FIELD(cert_row, published,     0,         0),
	FIELD(cert_row, issued_at,     INT64_MAX, 0),
};
static const struct field revoke_in[] = {
	FIELD(cert_row, revoked_at, INT64_MAX, 0),
	FIELD(cert_row, reason,     10,        0),
	FIELD(cert_row, id,         0,         0),
};
static const struct field crl_fields[] = {
	FIELD(crl_row, issuer,         20,        0),
	FIELD(crl_row, number,         INT64_MAX, 0),
	FIELD(crl_row, der,            1 << 24,   0),
	FIELD(crl_row, issuer_hash,    20,        0),
	FIELD(crl_row, skid_hash,      20,        0),
	FIELD(crl_row, this_update_at, INT64_MAX, 0),
	FIELD(crl_row, next_update_at, INT64_MAX, 0),
};
static const struct field revoked_out[] = {
	FIELD(revoked_row, serial,     20,        0),
	FIELD(revoked_row, revoked_at, INT64_MAX, 0),
	FIELD(revoked_row, reason,     10,        0),
};
static const struct field id_io[] = {
	FIELD(sql_id, id, 0, 0),
};
static const struct field two_in[] = {
	FIELD(sql_two, account, 0, 0),
	FIELD(sql_two, other,   0, 0),
};
static const struct field case_level_in[] = {
	FIELD(sql_case_level, ident_case, 0,  0),
	FIELD(sql_case_level, level,      10, 0),
};
static const struct field issuer_in[] = {
	FIELD(sql_issuer, issuer, 20, 0),
};
static const struct field state_out[] = {
	FIELD(sql_state, state, 12, 0),
};
static const struct field count_out[] = {
	FIELD(sql_count, n, INT64_MAX, 0),
};

#define CERT_COLUMNS "id, account, ident_case, sign_key, level, issuer," \
	" serial, der, not_after_at, state, revoked_at"

const struct stmt ca_stmts[SQL__MAX] = {
	[SQL_CASE] = {
		"SELECT id, account, nonce, method, lang, reference, phone,"
		" phone_kind, landline_pin FROM ident_case WHERE id = ?",
		IN(id_io), OUT(case_out) },
	[SQL_ACCOUNT] = {
		"SELECT id, email, state, first_name, family_name, lang,"
		" publish FROM account WHERE id = ?",
		IN(id_io), OUT(account_out) },
	[SQL_ACCEPTED] = {
		"SELECT COUNT(*) FROM acceptance WHERE account = ?"
		" AND nonce = ? AND document = 'certificates'",
		IN(two_in), OUT(count_out) },
	[SQL_IDENTIFICATION] = {
		"SELECT ident_case, account, state, method, loa, person,"
		" restricted_hmac, evidence_sha256, name_matches, verified_at,"
		" valid_until_at FROM identification WHERE ident_case = ?",
		IN(id_io), OUT(identification_fields) },
	/* Locked: closing an account waits, or has been before. */
	[SQL_IDENTIFICATION_LIVE] = {
		"SELECT state FROM identification WHERE ident_case = ?"
		" AND state IN ('verified', 'active') FOR UPDATE",
		IN(id_io), OUT(state_out) },
	[SQL_IDENTIFICATION_INSERT] = {
		"INSERT INTO identification (ident_case, account, state,"
		" method, loa, person, restricted_hmac, evidence_sha256,"
		" name_matches, verified_at, valid_until_at)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		IN(identification_fields) },
	[SQL_IDENTIFICATION_SUPERSEDE] = {
		"UPDATE identification SET state = 'superseded'"
		" WHERE account = ? AND ident_case <> ?"
		" AND state IN ('verified', 'active')",
		IN(two_in) },
	[SQL_IDENTIFICATION_ACTIVE] = {
		"UPDATE identification SET state = 'active'"
		" WHERE ident_case = ? AND state = 'verified'",
		IN(id_io) },
	[SQL_IDENTIFICATION_VOID] = {
		"UPDATE identification SET state = 'void' WHERE account = ?"
		" AND state IN ('verified', 'active')",
		IN(id_io) },
	/* What a crash or an absent signer left undone. */
	[SQL_UNFINISHED] = {
		"SELECT i.ident_case FROM identification i"
		" JOIN ident_case c ON c.id = i.ident_case"
		" JOIN account u ON u.id = i.account AND u.state = 'active'"
		" JOIN acceptance a ON a.account = i.account"
		" AND a.nonce = c.nonce AND a.document = 'certificates'"
		" WHERE i.name_matches AND (i.state = 'verified'"
		" OR (i.state = 'active' AND EXISTS (SELECT 1 FROM certificate z"
		" WHERE z.ident_case = i.ident_case AND z.state = 'issued')))"
		" LIMIT 20",
		OUT(id_io) },
	[SQL_CERT_OF_CASE] = {
		"SELECT " CERT_COLUMNS " FROM certificate"
		" WHERE ident_case = ? AND live_level = ?",
		IN(case_level_in), OUT(cert_out) },
	[SQL_CERT_BY_ID] = {
		"SELECT " CERT_COLUMNS " FROM certificate WHERE id = ?",
		IN(id_io), OUT(cert_out) },
	[SQL_CERT_OF_ACCOUNT] = {
		"SELECT " CERT_COLUMNS " FROM certificate WHERE account = ?"
		" AND state <> 'revoked'",
		IN(id_io), OUT(cert_out) },
	[SQL_CERT_INSERT] = {
		"INSERT INTO certificate (id, account, ident_case, sign_key,"
		" level, issuer, serial, der, sha256, email, subject_cn,"
		" s_hash, i_and_s_hash, skid_hash, cert_hash, not_before_at,"
		" not_after_at, state, published, issued_at) VALUES"
		" (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		IN(cert_in) },
	[SQL_CERT_BOUND] = {
		"UPDATE certificate SET state = 'bound' WHERE id = ?"
		" AND state = 'issued'",
		IN(id_io) },
	[SQL_CERT_REVOKE] = {
		"UPDATE certificate SET state = 'revoked', revoked_at = ?,"
		" reason = ? WHERE id = ? AND state <> 'revoked'",
		IN(revoke_in) },
	[SQL_CRL_LAST] = {
		"SELECT issuer, number, der, issuer_hash, skid_hash,"
		" this_update_at, next_update_at FROM crl WHERE issuer = ?"
		" ORDER BY number DESC LIMIT 1",
		IN(issuer_in), OUT(crl_fields) },
	[SQL_CRL_INSERT] = {
		"INSERT INTO crl (issuer, number, der, issuer_hash, skid_hash,"
		" this_update_at, next_update_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		IN(crl_fields) },
	[SQL_REVOKED] = {
		"SELECT serial, revoked_at, reason FROM certificate"
		" WHERE issuer = ? AND state = 'revoked'",
		IN(issuer_in), OUT(revoked_out) },
	[SQL_REVOKED_COUNT] = {
		"SELECT COUNT(*) FROM certificate WHERE issuer = ?"
		" AND state = 'revoked'",
		IN(issuer_in), OUT(count_out) },
};
/* clang-format on */

const struct stmt_table ca_sql = STMTS(ca_stmts);
