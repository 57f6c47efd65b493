/*
 * From an order to the database: message seen, order, mail, audit, all or
 * none. The unique keys decide who was first, not a look before.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/shop/shop.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"
#include "shared/model/audit.h"
#include "shared/model/mail.h"
#include "shared/model/outbox.h"

#define TOKEN_OCTETS 32

struct delivery {
	char *shop;
	char *webhook_id;
	struct bytes body_sha256;
	int64_t received_at;
};
struct stored {
	int64_t fresh;
	int64_t coins;
};

#define O(m) FIELD(shop_order, m, 0, 0)

/* clang-format off */
static const struct field delivery_in[] = {
	FIELD(delivery, shop,        0, 0),
	FIELD(delivery, webhook_id,  0, 0),
	FIELD(delivery, body_sha256, 0, 0),
	FIELD(delivery, received_at, 0, 0),
};
static const struct field delivery_key[] = {
	FIELD(delivery, shop,       0, 0),
	FIELD(delivery, webhook_id, 0, 0),
};
static const struct field delivery_out[] = {
	FIELD(delivery, body_sha256, 0, 0),
};
static const struct field order_in[] = {
	O(shop), O(order_id), O(kind), O(username), O(package), O(quantity),
	O(lang), O(token),
};
static const struct field order_out[] = {
	FIELD(stored, fresh, 0, 0),
	FIELD(stored, coins, 0, 0),
};

enum { SQL_SEEN, SQL_DELIVERY, SQL_ORDER, SQL__MAX };

static const struct stmt stmts[SQL__MAX] = {
	[SQL_SEEN] = { "INSERT INTO shop_delivery (shop, webhook_id,"
	    " body_sha256, received_at) VALUES (?, ?, ?, ?)",
	    IN(delivery_in) },
	[SQL_DELIVERY] = { "SELECT body_sha256 FROM shop_delivery"
	    " WHERE shop = ? AND webhook_id = ? LOCK IN SHARE MODE",
	    IN(delivery_key), OUT(delivery_out) },
	[SQL_ORDER] = { "CALL shop_order(?, ?, ?, ?, ?, ?, ?, ?)",
	    IN(order_in), OUT(order_out) },
};
/* clang-format on */

static const char *const routines[] = { "shop_order", NULL };

const struct stmt_table shop_sql = STMTS_CALLING(stmts, routines);

/* One run of the transaction. */
struct storing {
	struct request *q;
	const struct shop_order *o;
	const char *link; /* NULL when cancelled */
	bool fresh;
};

/* The same id must bring the same body, however often. */
static enum err
see(struct db *db, struct storing *t)
{
	struct delivery d = { .shop = t->o->shop,
		.webhook_id = t->o->webhook_id,
		.body_sha256 = t->o->body_sha256,
		.received_at = clock_now() };
	struct delivery was;
	enum err r = db_run(db, &stmts[SQL_SEEN], &d, NULL);

	if (r != E_CONFLICT)
		return r;
	if ((r = db_one(db, &stmts[SQL_DELIVERY], &d, &was, t->q->arena)))
		return r;
	return bytes_eq(was.body_sha256, d.body_sha256) ? E_OK : E_CONFLICT;
}

/* The mail's cause, unique for the order: a digest, as orders are long. */
static enum err
cause_of(const struct storing *t, char **out)
{
	struct buf text = BUF(256);
	unsigned char digest[32];
	char *hex = NULL;
	enum err r;

	if (!(r = buf_addf(&text, "%s\n%s", t->o->shop, t->o->order_id)) &&
	    !(r = sha256(buf_bytes(&text), digest)))
		hex = hex_text(t->q->arena, bytes_at(digest, 32));
	buf_free(&text);
	if (r != E_OK)
		return r;
	*out = hex == NULL ? NULL : arena_printf(t->q->arena, "redeem:%s", hex);
	return *out == NULL ? E_NOMEM : E_OK;
}

static enum err
write_mail(struct db *db, const struct storing *t, int64_t coins)
{
	const struct shop *s = t->q->app;
	struct mail words = { .order = t->o->order_id, .coins = coins };
	struct outbox_mail mail = { .recipient = t->o->username,
		.template = "redeem",
		.lang = t->o->lang,
		.fields = mail_fields,
		.nfields = mail_nfields,
		.object = &words,
		.link = t->link };
	char *once;
	enum err r;

	if ((r = cause_of(t, &once)))
		return r;
	mail.once = once;
	return outbox_add(db, bytes_at(s->notify_key, sizeof(s->notify_key)),
	    &mail, t->q->arena);
}

static enum err
write_audit(struct db *db, const struct storing *t, int64_t coins)
{
	struct audit row = { .event = "shop.order",
		.outcome = "ok",
		.request_id = t->q->request_id };

	row.object = arena_printf(t->q->arena, "order:%s", t->o->order_id);
	row.detail = arena_printf(t->q->arena,
	    "shop=%s kind=%s package=%s quantity=%lld coins=%lld", t->o->shop,
	    t->o->kind, t->o->package, (long long)t->o->quantity,
	    (long long)coins);
	if (row.object == NULL || row.detail == NULL)
		return E_NOMEM;
	return audit_add(db, &row);
}

static enum err
store(struct db *db, void *ctx)
{
	struct storing *t = ctx;
	struct stored stored;
	enum err r;

	if ((r = see(db, t)) ||
	    (r = db_one(db, &stmts[SQL_ORDER], t->o, &stored, NULL)))
		return r;
	t->fresh = stored.fresh != 0;
	if (!t->fresh)
		return E_OK;
	if (t->link != NULL && (r = write_mail(db, t, stored.coins)))
		return r;
	r = write_audit(db, t, stored.coins);
	fault_point("shop.before_commit");
	return r;
}

/* Make the link's token; the database gets its digest, the mail itself. */
static enum err
make_link(struct request *q, struct shop_order *o, char **link)
{
	const struct shop *s = q->app;
	unsigned char octets[TOKEN_OCTETS], digest[32];
	char *token;
	enum err r;

	random_fill(octets, sizeof(octets));
	token =
	    base64_text(q->arena, BASE64_URL, bytes_at(octets, sizeof(octets)));
	secret_wipe(octets, sizeof(octets));
	if (token == NULL)
		return E_NOMEM;
	if ((r = sha256(bytes_of(token), digest)) ||
	    (r = arena_bytes(q->arena, bytes_at(digest, 32), &o->token)))
		return r;
	*link = arena_printf(
	    q->arena, "%s/redeem/%s", s->r.common.portal_url, token);
	return *link == NULL ? E_NOMEM : E_OK;
}

enum err
shop_order_store(struct request *q, struct shop_order *o, bool *fresh)
{
	struct shop *s = q->app;
	struct storing t = { .q = q, .o = o };
	char *link = NULL;
	enum err r;

	if (strcmp(o->kind, "paid") == 0 && (r = make_link(q, o, &link)))
		return r;
	t.link = link;
	if ((r = db_tx(s->db, store, &t)))
		return r;
	fault_point("shop.after_commit");
	*fresh = t.fresh;
	return E_OK;
}
