/*
 * See account_sql.h. State, confirmation and password change in routines
 * alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/account_sql.h"

#include "shared/model/account.h"

/* clang-format off */
static const struct field insert_in[] = {
	FIELD(account_row, id, 0, 0),
	FIELD(account_row, email, 254, 0),
	FIELD(account_row, first_name, 120, 0),
	FIELD(account_row, family_name, 120, 0),
	FIELD(account_row, phone, 16, 0),
	FIELD(account_row, phone_kind, 10, 0),
	FIELD(account_row, landline_pin, 128, 0),
	FIELD(account_row, password, 128, 0),
	FIELD(account_row, lang, 2, 0),
	FIELD(account_row, created_at, INT64_MAX, 0),
};
static const struct field renew_in[] = {
	FIELD(account_row, id, 0, 0),
	FIELD(account_row, first_name, 120, 0),
	FIELD(account_row, family_name, 120, 0),
	FIELD(account_row, phone, 16, 0),
	FIELD(account_row, phone_kind, 10, 0),
	FIELD(account_row, landline_pin, 128, 0),
	FIELD(account_row, password, 128, 0),
	FIELD(account_row, lang, 2, 0),
};
static const struct field update_in[] = {
	FIELD(account_row, first_name, 120, 0),
	FIELD(account_row, family_name, 120, 0),
	FIELD(account_row, phone, 16, 0),
	FIELD(account_row, phone_kind, 10, 0),
	FIELD(account_row, landline_pin, 128, 0),
	FIELD(account_row, id, 0, 0),
};
static const struct field lang_in[] = {
	FIELD(account_row, lang, 2, 0),
	FIELD(account_row, id, 0, 0),
};
static const struct field publish_in[] = {
	FIELD(account_row, publish, 0, 0),
	FIELD(account_row, id, 0, 0),
};
static const struct field id_in[] = {
	FIELD(account_id, id, 0, 0),
};
static const struct field email_in[] = {
	FIELD(account_email, email, 254, 0),
};
static const struct field account_out[] = {
	FIELD(account, id, 0, 0),
	FIELD(account, email, 254, 0),
	FIELD(account, state, 12, 0),
	FIELD(account, first_name, 120, 0),
	FIELD(account, family_name, 120, 0),
	FIELD(account, phone, 16, 0),
	FIELD(account, phone_kind, 10, 0),
	FIELD(account, lang, 2, 0),
	FIELD(account, publish, 0, 0),
	FIELD(account, second_factor, 4, 0),
	FIELD(account, created_at, INT64_MAX, 0),
};
static const struct field credentials_out[] = {
	FIELD(account_credentials, id, 0, 0),
	FIELD(account_credentials, state, 12, 0),
	FIELD(account_credentials, password, 128, 0),
	FIELD(account_credentials, name, 254, 0),
	FIELD(account_credentials, email, 254, 0),
	FIELD(account_credentials, lang, 2, 0),
};
static const struct field identified_out[] = {
	FIELD(account_identified, live, 0, 0),
};
static const struct field link_in[] = {
	FIELD(account_link, token, 32, 0),
	FIELD(account_link, kind, 10, 0),
	FIELD(account_link, account, 0, 0),
	FIELD(account_link, created_at, INT64_MAX, 0),
	FIELD(account_link, expires_at, INT64_MAX, 0),
};
static const struct field link_where[] = {
	FIELD(account_link, token, 32, 0),
	FIELD(account_link, expires_at, INT64_MAX, 0), /* now */
};
static const struct field token_in[] = {
	FIELD(account_link, token, 32, 0),
};
static const struct field reset_in[] = {
	FIELD(account_link, token, 32, 0),
	FIELD(account_link, password, 128, 0),
};
static const struct field subject_in[] = {
	FIELD(account_delay, subject, 32, 0),
};
static const struct field until_out[] = {
	FIELD(account_delay, until_at, INT64_MAX, 0),
};
static const struct field delay_in[] = {
	FIELD(account_delay, subject, 32, 0),
	FIELD(account_delay, now, INT64_MAX, 0),
	FIELD(account_delay, now, INT64_MAX, 0),
	FIELD(account_delay, now, INT64_MAX, 0),
	FIELD(account_delay, free, INT64_MAX, 0),
	FIELD(account_delay, cap_s, INT64_MAX, 0),
	FIELD(account_delay, free, INT64_MAX, 0),
};

#define ACCOUNT_COLUMNS "a.id, a.email, a.state, a.first_name," \
	" a.family_name, a.phone, a.phone_kind, a.lang, a.publish," \
	" a.second_factor, a.created_at"
#define CREDENTIALS "id, state, password," \
	" CONCAT(first_name, ' ', family_name), email, lang"

const struct stmt account_stmts[ACCOUNT_SQL__MAX] = {
	[ACCOUNT_INSERT] = {
		"INSERT INTO account (id, email, first_name, family_name,"
		" phone, phone_kind, landline_pin, password, lang,"
		" created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		IN(insert_in) },
	[ACCOUNT_RENEW] = {
		"CALL account_renew(?, ?, ?, ?, ?, ?, ?, ?)",
		IN(renew_in) },
	[ACCOUNT_BY_ID] = {
		"SELECT " ACCOUNT_COLUMNS " FROM account a"
		" WHERE a.id = ? AND a.state <> 'closed'",
		IN(id_in), OUT(account_out) },
	[ACCOUNT_BY_EMAIL] = {
		"SELECT " CREDENTIALS " FROM account WHERE email = ?",
		IN(email_in), OUT(credentials_out) },
	[ACCOUNT_CREDENTIALS] = {
		"SELECT " CREDENTIALS " FROM account WHERE id = ?",
		IN(id_in), OUT(credentials_out) },
	[ACCOUNT_UPDATE] = {
		"UPDATE account SET first_name = ?, family_name = ?,"
		" phone = ?, phone_kind = ?, landline_pin = ?"
		" WHERE id = ? AND state = 'active'",
		IN(update_in) },
	[ACCOUNT_LANG] = {
		"UPDATE account SET lang = ? WHERE id = ?",
		IN(lang_in) },
	[ACCOUNT_PUBLISH] = {
		"UPDATE account SET publish = ? WHERE id = ?",
		IN(publish_in) },
	[ACCOUNT_IDENTIFIED] = {
		"SELECT COUNT(*) > 0 FROM identification_own"
		" WHERE account = ? AND state IN ('verified', 'active')",
		IN(id_in), OUT(identified_out) },
	[ACCOUNT_LINK_INSERT] = {
		"INSERT INTO link_token (token, kind, account, created_at,"
		" expires_at) VALUES (?, ?, ?, ?, ?)",
		IN(link_in) },
	[ACCOUNT_LINK_CONFIRM] = {
		"SELECT " ACCOUNT_COLUMNS " FROM link_token t"
		" JOIN account a ON a.id = t.account"
		" WHERE t.token = ? AND t.kind = 'confirm'"
		" AND t.used_at IS NULL AND t.expires_at > ?"
		" AND a.state = 'unconfirmed'",
		IN(link_where), OUT(account_out) },
	[ACCOUNT_LINK_RESET] = {
		"SELECT " ACCOUNT_COLUMNS " FROM link_token t"
		" JOIN account a ON a.id = t.account"
		" WHERE t.token = ? AND t.kind = 'reset'"
		" AND t.used_at IS NULL AND t.expires_at > ?"
		" AND a.state = 'active'",
		IN(link_where), OUT(account_out) },
	[ACCOUNT_CONFIRM] = { "CALL account_confirm(?)", IN(token_in) },
	[ACCOUNT_WELCOME] = { "CALL coins_welcome(?)", IN(id_in) },
	[ACCOUNT_RESET] = { "CALL account_reset(?, ?)", IN(reset_in) },
	[ACCOUNT_DELAY] = {
		"SELECT until_at FROM login_delay WHERE subject = ?",
		IN(subject_in), OUT(until_out) },
	/* Doubles after the free tries; a quiet day starts anew. */
	[ACCOUNT_DELAY_ADD] = {
		"INSERT INTO login_delay (subject, failures, until_at)"
		" VALUES (?, 1, ?) ON DUPLICATE KEY UPDATE"
		" failures = IF(until_at < ? - 86400, 1, failures + 1),"
		" until_at = ? + IF(failures <= ?, 0,"
		" LEAST(?, POW(2, LEAST(failures - ?, 20))))",
		IN(delay_in) },
	[ACCOUNT_DELAY_END] = {
		"DELETE FROM login_delay WHERE subject = ?",
		IN(subject_in) },
};
/* clang-format on */

static const char *const routines[] = { "account_confirm", "account_renew",
	"account_reset", "coins_welcome", NULL };

const struct stmt_table account_sql = STMTS_CALLING(account_stmts, routines);
