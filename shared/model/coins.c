/*
 * See coins.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/coins.h"

#include <string.h>

#include "shared/base/secret.h"
#include "shared/model/audit.h"

#define STATEMENT_MAX 1000

struct coins_id {
	struct id id;
};

struct coins_redeem_in {
	struct bytes token;
	struct id account;
};

enum coins_sql { COINS_BALANCE, COINS_STATEMENT, COINS_ORDER, COINS_REDEEM };

/* What the statement's query wants: the account, three times. */
/* clang-format off */
static const struct field id_in[] = {
	FIELD(coins_id, id, 0, 0),
};
static const struct field id_thrice_in[] = {
	FIELD(coins_id, id, 0, 0),
	FIELD(coins_id, id, 0, 0),
	FIELD(coins_id, id, 0, 0),
};
static const struct field balance_out[] = {
	FIELD(coins, balance, INT64_MAX, 0),
	FIELD(coins, reserved, INT64_MAX, 0),
	FIELD(coins, identifications, INT64_MAX, 0),
};
static const struct field row_out[] = {
	FIELD(coins_row, at, INT64_MAX, 0),
	FIELD(coins_row, kind, 20, 0),
	FIELD(coins_row, state, 10, 0),
	FIELD(coins_row, reference, 128, 0),
	FIELD(coins_row, coins, INT64_MAX, 0),
};
static const struct field token_in[] = {
	FIELD(coins_redeem_in, token, 32, 0),
};
static const struct field order_out[] = {
	FIELD(coins_order, username, 254, 0),
	FIELD(coins_order, package, 20, 0),
	FIELD(coins_order, quantity, INT64_MAX, 0),
	FIELD(coins_order, coins, INT64_MAX, 0),
	FIELD(coins_order, identifications, INT64_MAX, 0),
	FIELD(coins_order, redeemed_at, INT64_MAX, 0),
	FIELD(coins_order, cancelled, 0, 0),
};
static const struct field redeem_in[] = {
	FIELD(coins_redeem_in, token, 32, 0),
	FIELD(coins_redeem_in, account, 0, 0),
};

static const struct stmt stmts[] = {
	[COINS_BALANCE] = {
		"SELECT balance, reserved, identifications FROM coin_account"
		" WHERE id = ?",
		IN(id_in), OUT(balance_out) },
	[COINS_STATEMENT] = {
		"SELECT created_at, kind, state, reference,"
		" IF(credit = ?, CAST(coins AS SIGNED),"
		" -CAST(coins AS SIGNED)) FROM coin_transfer"
		" WHERE (credit = ? OR debit = ?)"
		" AND state IN ('pending', 'posted')"
		" ORDER BY seq DESC LIMIT 1000",
		IN(id_thrice_in), OUT(row_out) },
	[COINS_ORDER] = {
		"SELECT o.username, o.package, o.quantity, o.coins,"
		" o.identifications, o.redeemed_at, c.order_id IS NOT NULL"
		" FROM shop_order o LEFT JOIN shop_order c"
		" ON c.shop = o.shop AND c.order_id = o.order_id"
		" AND c.kind = 'cancelled'"
		" WHERE o.redeem_token = ? AND o.kind = 'paid'",
		IN(token_in), OUT(order_out) },
	[COINS_REDEEM] = { "CALL coins_redeem(?, ?)", IN(redeem_in) },
};
/* clang-format on */

static const char *const routines[] = { "coins_redeem", NULL };

const struct stmt_table coins_sql = STMTS_CALLING(stmts, routines);

/* Level, coins per signature: as the routine coins_reserve reckons. */
static const struct {
	const char *level;
	int64_t coins;
} prices[] = {
	{ "simple", 0 },
	{ "advanced", 2 },
	{ "qualified", 5 },
};

int64_t
coins_price(const char *level, int64_t n)
{
	for (size_t i = 0; level != NULL && i < COUNT(prices); i++)
		if (strcmp(prices[i].level, level) == 0)
			return prices[i].coins * n;
	return 0;
}

enum err
coins_balance(struct model *m, const struct id *account, struct coins *out)
{
	struct coins_id in = { .id = *account };
	enum err r;

	memset(out, 0, sizeof(*out));
	r = db_one(m->db, &stmts[COINS_BALANCE], &in, out, NULL);
	return r == E_NOTFOUND ? E_OK : r;
}

enum err
coins_statement(struct model *m, const struct id *account, struct list *out,
    struct arena *a)
{
	struct coins_id in = { .id = *account };
	struct coins now = { 0 };
	struct coins_row *row;
	enum err r;

	if ((r = coins_balance(m, account, &now)) ||
	    (r = db_all(m->db, &stmts[COINS_STATEMENT], &in,
		 sizeof(struct coins_row), STATEMENT_MAX, out, a)))
		return r;
	/* Backwards from today's balance: what was there after each row. */
	row = out->rows;
	now.balance -= now.reserved;
	for (size_t i = 0; i < out->n; i++) {
		row[i].balance = now.balance;
		now.balance -= row[i].coins;
	}
	return E_OK;
}

/* Hash a link's token. */
static enum err
token_hash(struct bytes token, unsigned char out[32])
{
	return token.n == 0 ? E_NOTFOUND : sha256(token, out);
}

enum err
coins_order_find(struct model *m, struct bytes token, struct coins_order *out,
    struct arena *a)
{
	unsigned char hash[32] = { 0 };
	struct coins_redeem_in in = { .token = bytes_at(hash, sizeof(hash)) };
	enum err r = token_hash(token, hash);

	return r ? r : db_one(m->db, &stmts[COINS_ORDER], &in, out, a);
}

static enum err
redeem_tx(struct db *db, void *ctx)
{
	const struct coins_redeem_in *in = ctx;
	struct audit e = { .event = "coins.redeemed",
		.subject = in->account,
		.outcome = "ok" };
	enum err r;

	if ((r = db_run(db, &stmts[COINS_REDEEM], in, NULL)))
		return r;
	return audit_add(db, &e);
}

enum err
coins_redeem(struct model *m, struct bytes token, const struct id *account)
{
	unsigned char hash[32] = { 0 };
	struct coins_redeem_in in = { .token = bytes_at(hash, sizeof(hash)),
		.account = *account };
	enum err r = token_hash(token, hash);

	return r ? r : db_tx(m->db, redeem_tx, &in);
}
