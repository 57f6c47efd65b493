/*
 * shop's start, and its answers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/shop/shop.h"

#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/model/outbox.h"
#include "shared/pki/pki_file.h"
#include "shared/web/json.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

#define BODY_MAX 16384

struct status {
	const char *status;
};
struct refusal {
	const char *error;
	const char *field;
};

/* clang-format off */
static const struct field config_fields[] = {
	FIELD(shop_config, secret_dir, 150, FLD_REQUIRED | FLD_FOLDER),
};
static const struct field status_fields[] = { FIELD(status, status, 0, 0) };
static const struct field refusal_fields[] = {
	FIELD(refusal, error, 0, 0),
	FIELD(refusal, field, 0, 0),
};

static const struct stmt_table *const tables[] = {
	&shop_sql, &outbox_sql, &audit_sql,
};

/*        method  path            peers       body       most */
static const struct route routes[] = {
	{ POST, "/shop/orders", PEER_NGINX, BODY_JSON, BODY_MAX, NULL, 0,
	  shop_orders },
};

/* What the shop is told; contracts: 4xx never valid, 5xx try again. */
static const struct fault faults[] = {
	{ E_INPUT,    400, "invalid" },
	{ E_AUTH,     401, "unauthorized" },
	{ E_DENIED,   401, "unauthorized" },
	{ E_NOTFOUND, 422, "unknown_package" },
	{ E_CONFLICT, 409, "conflict" },
	{ E_LIMIT,    429, "too_many" },
	{ E_PEER,     503, "try_again" },
	{ E_DB,       503, "try_again" },
	{ E_NOMEM,    500, "our_mistake" },
	{ E_CRYPTO,   500, "our_mistake" },
	{ E_BUG,      500, "our_mistake" },
};
/* clang-format on */

/* The dispatcher's own refusals have their status already. */
static void
shop_fault(struct request *q, enum err r)
{
	struct refusal body = { "refused", q->reason };
	int status = q->status;
	size_t i;

	for (i = 0; i < COUNT(faults) && status == 0; i++)
		if (faults[i].err == r) {
			status = faults[i].status;
			body.error = faults[i].word;
			break;
		}
	if ((r == E_DB && answer_header(q, "Retry-After", "5") != E_OK) ||
	    answer_json(q, refusal_fields, COUNT(refusal_fields), &body))
		log_line(LOG_FAULT, "answer.fault", "error=%s", err_name(r));
	q->status = status != 0 ? status : 500;
}

enum err
shop_orders(struct request *q)
{
	struct shop_order o = { .shop = NULL };
	struct status answer;
	bool fresh = false;
	enum err r;

	if ((r = shop_authenticate(q, &o.shop)) ||
	    (r = shop_order_read(q, &o)) ||
	    (r = shop_order_store(q, &o, &fresh)))
		return r;
	answer.status = fresh ? "accepted" : "duplicate";
	log_line(LOG_EVENT, "shop.order", "shop=%s kind=%s status=%s", o.shop,
	    o.kind, answer.status);
	return answer_json(q, status_fields, COUNT(status_fields), &answer);
}

static enum err
alive(void *app)
{
	struct shop *s = app;

	return db_alive(s->db);
}

static enum err
load_notify_key(struct shop *s)
{
	char *path =
	    pki_file_path(&s->r.common, PKI_NOTIFY_PUBLIC, NULL, s->r.arena);

	return path == NULL ? E_NOMEM : pki_file_public(path, s->notify_key);
}

int
main(int argc, char *argv[])
{
	struct shop s = { .r = { .name = "shop" } };
	enum err r;

	if ((r = responder_load(&s.r, argc, argv, config_fields,
		 COUNT(config_fields), &s.cfg)) ||
	    (r = load_notify_key(&s)) ||
	    (r = responder_fork(&s.r, NULL, NULL)) ||
	    (r = responder_db(&s.r, tables, COUNT(tables), &s.db)) ||
	    (r = sandbox_enter(SANDBOX_LOCAL, NULL)))
		goto out;
	r = responder_serve(&s.r, routes, COUNT(routes), shop_fault, alive, &s);
out:
	db_close(s.db);
	responder_clear(&s.r);
	return r != E_OK;
}
