/*
 * fernsign-ctl account: look at an account, close it, list the minimum.
 *
 * In: an id (32 hex digits) or an e-mail address. Out: tab-separated lines.
 * Never shows person data that an identification brought; never deletes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/web/fcgi_client.h"

#include <stdio.h>
#include <string.h>

#define CERTIFICATES_MAX 1000
#define PAGE_ROWS        500
#define CLOSE_MS         60000

struct account {
	struct id id;
	char *email;
	char *state;
	int64_t created_at;
	int64_t confirmed_at;
	int64_t closed_at;
	int64_t balance;
	int64_t reserved;
	int64_t most;
};

/* An identification or a certificate, as far as ctl may see it. */
struct paper {
	struct id id;
	char *kind; /* method or level */
	char *state;
	int64_t from_at;
	int64_t until_at;
};

/* What is written to the audit when an account is closed. */
struct audit_row {
	const char *event;
	struct id subject;
	char *object;
	const char *outcome;
	char *detail;
	char *request_id;
};

/* The body of ca's /account/close. */
struct close_call {
	struct id account;
};

/* clang-format off */
static const struct field by_id[] = { FIELD(account, id, 16, 0) };
static const struct field by_email[] = { FIELD(account, email, 254, 0) };
static const struct field by_page[] = {
	FIELD(account, id, 16, 0), FIELD(account, most, PAGE_ROWS, 0),
};
static const struct field account_out[] = {
	FIELD(account, id, 16, 0), FIELD(account, email, 254, 0),
	FIELD(account, state, 20, 0), FIELD(account, created_at, INT64_MAX, 0),
	FIELD(account, confirmed_at, INT64_MAX, 0),
	FIELD(account, closed_at, INT64_MAX, 0),
};
static const struct field coins_out[] = {
	FIELD(account, balance, INT64_MAX, 0),
	FIELD(account, reserved, INT64_MAX, 0),
};
static const struct field minimal_out[] = {
	FIELD(account, id, 16, 0), FIELD(account, state, 20, 0),
	FIELD(account, created_at, INT64_MAX, 0),
};
static const struct field paper_out[] = {
	FIELD(paper, id, 16, 0), FIELD(paper, kind, 40, 0),
	FIELD(paper, state, 40, 0), FIELD(paper, from_at, INT64_MAX, 0),
	FIELD(paper, until_at, INT64_MAX, 0),
};
static const struct field audit_in[] = {
	FIELD(audit_row, event, 60, 0), FIELD(audit_row, subject, 16, 0),
	FIELD(audit_row, object, 80, 0), FIELD(audit_row, outcome, 20, 0),
	FIELD(audit_row, detail, 255, 0), FIELD(audit_row, request_id, 40, 0),
};
static const struct field close_in[] = { FIELD(close_call, account, 16, 0) };

enum { SQL_BY_ID, SQL_BY_EMAIL, SQL_COINS, SQL_IDENTIFICATIONS,
	SQL_CERTIFICATES, SQL_MINIMAL, SQL_CLOSE, SQL_AUDIT, SQL__MAX };

#define ACCOUNT_COLUMNS \
	"SELECT id, email, state, created_at, confirmed_at, closed_at" \
	" FROM account"

static const struct stmt statements[SQL__MAX] = {
	[SQL_BY_ID] = { ACCOUNT_COLUMNS " WHERE id = ?",
	    IN(by_id), OUT(account_out) },
	[SQL_BY_EMAIL] = { ACCOUNT_COLUMNS " WHERE email = ?",
	    IN(by_email), OUT(account_out) },
	[SQL_COINS] = { "SELECT balance, reserved FROM coin_account"
	    " WHERE id = ?", IN(by_id), OUT(coins_out) },
	[SQL_IDENTIFICATIONS] = { "SELECT ident_case, method, state,"
	    " verified_at, valid_until_at FROM identification_own"
	    " WHERE account = ? ORDER BY verified_at",
	    IN(by_id), OUT(paper_out) },
	[SQL_CERTIFICATES] = { "SELECT id, level, state, not_before_at,"
	    " not_after_at FROM certificate_own WHERE account = ?"
	    " ORDER BY not_before_at, level", IN(by_id), OUT(paper_out) },
	[SQL_MINIMAL] = { "SELECT id, state, created_at FROM account"
	    " WHERE id > COALESCE(?, '') ORDER BY id LIMIT ?",
	    IN(by_page), OUT(minimal_out) },
	[SQL_CLOSE] = { "CALL account_close(?)", IN(by_id) },
	[SQL_AUDIT] = { "CALL audit_add(?, ?, ?, ?, ?, ?)", IN(audit_in) },
};

static const char *const routines[] = { "account_close", "audit_add", NULL };
/* clang-format on */

static const struct stmt_table table = STMTS_CALLING(statements, routines);
static const struct stmt_table *const tables[] = { &table };

/* Find the account that the first argument names. */
static enum err
find(struct ctl *c, struct db *db, struct account *out)
{
	struct account key = { 0 };
	bool by_mail = strchr(c->args[0], '@') != NULL;
	enum err r;

	if (by_mail && !(key.email = arena_str(c->arena, c->args[0])))
		return E_NOMEM;
	if (!by_mail && (r = id_read(bytes_of(c->args[0]), &key.id)))
		return log_err(E_INPUT, "ctl.account",
		    "neither an e-mail address nor 32 hex digits: %s",
		    c->args[0]);
	r = db_one(db, &statements[by_mail ? SQL_BY_EMAIL : SQL_BY_ID], &key,
	    out, c->arena);
	if (r == E_NOTFOUND)
		return log_err(
		    r, "ctl.account", "no such account: %s", c->args[0]);
	return r;
}

/* Print a time, or a dash when there is none. */
static void
print_time(const char *label, int64_t at)
{
	char text[21] = "-";

	if (at)
		clock_rfc3339(at, text);
	(void)printf("%s\t%s\n", label, text);
}

/* Print identifications or certificates, a line each. */
static enum err
print_papers(struct ctl *c, struct db *db, int which, const char *label,
    const struct account *acc)
{
	char id[33], from[21], until[21];
	struct list rows = { NULL, 0 };
	const struct paper *row;
	enum err r = db_all(db, &statements[which], acc, sizeof(*row),
	    CERTIFICATES_MAX, &rows, c->arena);

	row = rows.rows;
	for (size_t i = 0; !r && i < rows.n; i++) {
		id_text(&row[i].id, id);
		clock_rfc3339(row[i].from_at, from);
		clock_rfc3339(row[i].until_at, until);
		(void)printf("%s\t%s\t%s\t%s\t%s\t%s\n", label, id, row[i].kind,
		    row[i].state, from, until);
	}
	return r;
}

static void
print_account(const struct account *acc)
{
	char id[33];

	id_text(&acc->id, id);
	(void)printf(
	    "account\t%s\ne-mail\t%s\nstate\t%s\n", id, acc->email, acc->state);
	print_time("registered", acc->created_at);
	print_time("confirmed", acc->confirmed_at);
	print_time("closed", acc->closed_at);
}

enum err
ctl_account_show(struct ctl *c)
{
	struct account acc = { 0 }, coins = { 0 };
	struct db *db = NULL;
	enum err r;

	if ((r = ctl_drop(c)) || (r = ctl_db(c, tables, COUNT(tables), &db)) ||
	    (r = find(c, db, &acc)))
		goto out;
	print_account(&acc);
	r = db_one(db, &statements[SQL_COINS], &acc, &coins, c->arena);
	if (r && r != E_NOTFOUND)
		goto out;
	(void)printf("coins\t%lld\nreserved\t%lld\n", (long long)coins.balance,
	    (long long)coins.reserved);
	if ((r = print_papers(
		 c, db, SQL_IDENTIFICATIONS, "identification", &acc)) ||
	    (r = print_papers(c, db, SQL_CERTIFICATES, "certificate", &acc)))
		goto out;
out:
	db_close(db);
	return r;
}

/* Close in the database and write it down, in one transaction. */
static enum err
close_account(struct db *db, void *ctx)
{
	const struct account *acc = ctx;
	struct audit_row audit = { .event = "account.deactivate",
		.subject = acc->id,
		.outcome = "ok" };
	enum err r;

	if ((r = db_run(db, &statements[SQL_CLOSE], acc, NULL)))
		return r;
	return db_run(db, &statements[SQL_AUDIT], &audit, NULL);
}

/* Have ca revoke what the account has; repeatable. */
static enum err
revoke_all(struct ctl *c, const struct account *acc)
{
	struct close_call body = { .account = acc->id };
	struct private_call call = { .run_dir = c->common.run_dir,
		.service = "ca",
		.path = "/account/close",
		.in = close_in,
		.nin = COUNT(close_in),
		.in_object = &body,
		.timeout_ms = CLOSE_MS };
	char *reason = NULL;
	enum err r = private_call(&call, &reason, c->arena);

	if (r)
		return log_err(r, "ctl.account",
		    "ca did not revoke (%s): repeat the command",
		    reason ? reason : "");
	return E_OK;
}

enum err
ctl_account_deactivate(struct ctl *c)
{
	struct account acc = { 0 };
	struct db *db = NULL;
	enum err r;

	/* The door first: sessions end before anything else is tried. */
	if ((r = ctl_drop(c)) || (r = ctl_db(c, tables, COUNT(tables), &db)) ||
	    (r = find(c, db, &acc)) || (r = db_tx(db, close_account, &acc)) ||
	    (r = revoke_all(c, &acc)) || (r = find(c, db, &acc)))
		goto out;
	print_account(&acc);
	r = print_papers(c, db, SQL_CERTIFICATES, "certificate", &acc);
out:
	db_close(db);
	return r;
}

enum err
ctl_account_list(struct ctl *c)
{
	struct account key = { .most = PAGE_ROWS };
	struct list rows = { NULL, PAGE_ROWS };
	const struct account *row;
	struct db *db = NULL;
	char id[33], at[21];
	enum err r;

	if ((r = ctl_drop(c)) || (r = ctl_db(c, tables, COUNT(tables), &db)))
		goto out;
	while (!r && rows.n == PAGE_ROWS) {
		r = db_all(db, &statements[SQL_MINIMAL], &key, sizeof(*row),
		    PAGE_ROWS, &rows, c->arena);
		row = rows.rows;
		for (size_t i = 0; !r && i < rows.n; i++) {
			key.id = row[i].id;
			id_text(&row[i].id, id);
			clock_rfc3339(row[i].created_at, at);
			(void)printf("%s\t%s\t%s\n", id, row[i].state, at);
		}
	}
out:
	db_close(db);
	return r;
}
