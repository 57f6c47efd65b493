/*
 * shop: the reseller's callback.
 *
 * In: POST /shop/orders, signed (Standard Webhooks 1.0). Out: an order in
 * the database and, once, a mail with the link that redeems it. Never touches
 * an account: amounts come from our own table, the credit from the person
 * who follows the link.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODULES_SHOP_SHOP_H
#define FERNSIGN_MODULES_SHOP_SHOP_H

#include "shared/db/db.h"
#include "shared/web/responder.h"

/* Section [shop]. */
struct shop_config {
	char *secret_dir; /* a file per shop; fernsign-ctl shop add writes it */
};

struct shop {
	struct responder r;
	struct shop_config cfg;
	struct db *db;
	unsigned char notify_key[32]; /* public: seals the link */
};

/* A message that is genuine and well formed. */
struct shop_order {
	char *shop;       /* header shop-id */
	char *webhook_id; /* header webhook-id */
	struct bytes body_sha256;
	char *order_id;
	char *kind; /* paid, cancelled */
	char *username;
	char *package;
	int64_t quantity;
	char *lang;
	struct bytes token; /* SHA-256 of the link's token; paid alone */
};

/* POST /shop/orders. */
enum err shop_orders(struct request *q) MUST_USE;

/*
 * Check who sent the request: headers, time, HMAC over the raw body.
 *
 * shop  set on E_OK: the shop-id, checked
 *
 * E_AUTH  not proven; the log says why, the answer does not
 */
enum err shop_authenticate(struct request *q, char **shop) MUST_USE;

/*
 * Read the body into an order; nothing of it was looked at before.
 *
 * E_INPUT  not JSON, or a field wrong: q->reason names it
 */
enum err shop_order_read(struct request *q, struct shop_order *o) MUST_USE;

/* For db_open: orders and the messages seen. */
extern const struct stmt_table shop_sql;

/*
 * Store an order, its mail, and the trace of it, in one transaction.
 *
 * o      complete but for the token, which is made here
 * fresh  set on E_OK: true the first time, false for a repetition
 *
 * E_CONFLICT  the same order, or the same message id, with other content
 * E_NOTFOUND  no such package
 * E_DENIED    the shop is unknown or closed
 * E_DB        away or in doubt: the shop repeats, which is harmless
 */
enum err shop_order_store(
    struct request *q, struct shop_order *o, bool *fresh) MUST_USE;

#endif
