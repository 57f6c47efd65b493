/*
 * Coins as people see them: balance, statement, redeeming an order. Money
 * itself moves in the database's routines alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_COINS_H
#define FERNSIGN_MODEL_COINS_H

#include "shared/model/model.h"

#define COINS_IDENT 50 /* an identification by the partner */

/* For db_open: portal. */
extern const struct stmt_table coins_sql;

/* Price of n signatures at a level; level NULL or unknown: 0. As the routine
 * coins_reserve reckons. */
int64_t coins_price(const char *level, int64_t n);

struct coins {
	int64_t balance;         /* posted */
	int64_t reserved;        /* of these, pending */
	int64_t identifications; /* included ones, not used */
};

/* Read a balance; nobody's account is all zeros. */
enum err coins_balance(
    struct model *m, const struct id *account, struct coins *out) MUST_USE;

/* One line of a statement. */
struct coins_row {
	int64_t at;
	char *kind;  /* welcome, sign, identification, order, cancel, refund */
	char *state; /* pending, posted */
	char *reference; /* "sign:HEX" … */
	int64_t coins;   /* signed: positive credits */
	int64_t balance; /* after it; pending ones count */
};

/* List the movements of an account, newest first (struct coins_row). */
enum err coins_statement(struct model *m, const struct id *account,
    struct list *out, struct arena *a) MUST_USE;

/* An order as its link shows it. */
struct coins_order {
	char *username; /* whose it is */
	char *package;
	int64_t quantity;
	int64_t coins;
	int64_t identifications;
	int64_t redeemed_at; /* 0: not yet */
	bool cancelled;
};

/*
 * Find an order by its link's token.
 *
 * E_NOTFOUND  no such token
 */
enum err coins_order_find(struct model *m, struct bytes token,
    struct coins_order *out, struct arena *a) MUST_USE;

/*
 * Credit an order to the account that is logged in; once.
 *
 * E_NOTFOUND  no such token, or somebody else's order
 * E_CONFLICT  redeemed or cancelled already
 */
enum err coins_redeem(
    struct model *m, struct bytes token, const struct id *account) MUST_USE;

#endif
