/*
 * Statements and rows of the account files: portal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_ACCOUNT_SQL_H
#define FERNSIGN_MODEL_ACCOUNT_SQL_H

#include "shared/db/db.h"

/* A registration as it is inserted or renewed. */
struct account_row {
	struct id id;
	const char *email;
	const char *first_name;
	const char *family_name;
	const char *phone;
	const char *phone_kind;
	struct bytes landline_pin;
	const char *password;
	const char *lang;
	bool publish;
	int64_t created_at;
};

/* What a log-in needs to know. */
struct account_credentials {
	struct id id;
	char *state;
	char *password;
	char *name; /* first and family name, for mails */
	char *email;
	char *lang;
};

struct account_email {
	const char *email;
};

struct account_id {
	struct id id;
};

/* A link's token. */
struct account_link {
	struct bytes token; /* SHA-256 */
	const char *kind;   /* confirm, reset */
	struct id account;
	int64_t created_at;
	int64_t expires_at;
	const char *password; /* new one, with account_reset */
};

struct account_identified {
	bool live;
};

/* A row of login_delay. */
struct account_delay {
	struct bytes subject;
	int64_t now;
	int64_t free;  /* wrong tries without delay */
	int64_t cap_s; /* longest delay */
	int64_t until_at;
};

enum account_sql {
	ACCOUNT_INSERT,
	ACCOUNT_RENEW,
	ACCOUNT_BY_ID,
	ACCOUNT_BY_EMAIL,
	ACCOUNT_CREDENTIALS,
	ACCOUNT_UPDATE,
	ACCOUNT_LANG,
	ACCOUNT_PUBLISH,
	ACCOUNT_IDENTIFIED,
	ACCOUNT_LINK_INSERT,
	ACCOUNT_LINK_CONFIRM,
	ACCOUNT_LINK_RESET,
	ACCOUNT_CONFIRM,
	ACCOUNT_WELCOME,
	ACCOUNT_RESET,
	ACCOUNT_DELAY,
	ACCOUNT_DELAY_ADD,
	ACCOUNT_DELAY_END,
	ACCOUNT_SQL__MAX
};

extern const struct stmt account_stmts[ACCOUNT_SQL__MAX];

#endif
