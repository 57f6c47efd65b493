/*
 * From a request to an order: who sent it, then what it says.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/shop/shop.h"

#include <string.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/base/text.h"
#include "shared/web/json.h"
#include "shared/web/webhook.h"

#define ID_MAX       40
#define KEYS         2 /* active at once, for rotation */
#define QUANTITY_MAX 1000

/* The message, as contracts say. */
struct data {
	char *order_id;
	char *username;
	char *package;
	int64_t quantity;
	char *language;
};
struct message {
	char *type;
	struct list data; /* one */
};

/* clang-format off */
static const struct field data_fields[] = {
	FIELD(data, order_id, 64,           FLD_REQUIRED),
	FIELD(data, username, 254,          FLD_REQUIRED),
	FIELD(data, package,  20,           FLD_REQUIRED),
	FIELD(data, quantity, QUANTITY_MAX, FLD_REQUIRED),
	FIELD(data, language, 2,            0),
};
static const struct field message_fields[] = {
	FIELD(message, type, 20, FLD_REQUIRED),
	FIELD_LIST(message, data, data, data_fields, 1),
};

static const struct { const char *type, *kind; } kinds[] = {
	{ "order.paid",      "paid" },
	{ "order.cancelled", "cancelled" },
};
/* clang-format on */

/* An id that names a file or an order: no blank, no slash, no dot first. */
static bool
is_name(const char *s, size_t most)
{
	size_t n = strspn(s,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_.");

	return n > 0 && n <= most && s[n] == '\0' && s[0] != '.';
}

/* Read the secrets anew each time: a rotation needs no restart. */
static enum err
verify(struct request *q, const char *shop, const char **why)
{
	const struct shop *s = q->app;
	const struct webhook w = { .id = request_header(q, "webhook-id"),
		.timestamp = request_header(q, "webhook-timestamp"),
		.signature = request_header(q, "webhook-signature") };
	struct secret keys[KEYS];
	char *path;
	size_t i;
	enum err r;

	*why = "unknown shop";
	path = arena_printf(q->arena, "%s/%s", s->cfg.secret_dir, shop);
	if (path == NULL)
		return E_NOMEM;
	if (access(path, F_OK) != 0 || webhook_keys(path, keys, KEYS) != E_OK)
		return E_AUTH;
	r = webhook_verify(keys, KEYS, &w, q->body, clock_now(), why);
	for (i = 0; i < KEYS; i++)
		secret_free(&keys[i]);
	return r;
}

enum err
shop_authenticate(struct request *q, char **shop)
{
	const char *id = request_header(q, "shop-id");
	const char *why = "shop-id";
	enum err r = E_AUTH;

	if (id != NULL && is_name(id, ID_MAX))
		r = verify(q, id, &why);
	if (r != E_OK) {
		log_line(LOG_WARN, "shop.refused", "shop=%s why=%s",
		    id == NULL ? "-" : id, why);
		return r;
	}
	*shop = arena_str(q->arena, id);
	return *shop == NULL ? E_NOMEM : E_OK;
}

static enum err
refuse(struct request *q, const char *field)
{
	q->reason = field;
	log_line(LOG_WARN, "shop.invalid", "field=%s", field);
	return E_INPUT;
}

/* Check each field; amounts are not among them. */
static enum err
read_data(struct request *q, const struct data *d, struct shop_order *o)
{
	enum err r;

	if (!is_name(d->order_id, 64))
		return refuse(q, "order_id");
	r = text_email(bytes_of(d->username), q->arena, &o->username);
	if (r != E_OK)
		return r == E_INPUT ? refuse(q, "username") : r;
	if (d->quantity < 1)
		return refuse(q, "quantity");
	o->lang = d->language != NULL ? d->language : arena_str(q->arena, "de");
	if (o->lang == NULL)
		return E_NOMEM;
	if (strcmp(o->lang, "de") != 0 && strcmp(o->lang, "en") != 0)
		return refuse(q, "language");
	o->order_id = d->order_id;
	o->package = d->package;
	o->quantity = d->quantity;
	return E_OK;
}

static enum err
read_kind(struct request *q, const char *type, struct shop_order *o)
{
	size_t i;

	for (i = 0; i < COUNT(kinds); i++)
		if (strcmp(type, kinds[i].type) == 0) {
			o->kind = arena_str(q->arena, kinds[i].kind);
			return o->kind == NULL ? E_NOMEM : E_OK;
		}
	return refuse(q, "type");
}

enum err
shop_order_read(struct request *q, struct shop_order *o)
{
	struct message m = { .type = NULL };
	unsigned char digest[32];
	const char *why;
	enum err r;

	r = json_read(
	    q->body, message_fields, COUNT(message_fields), &m, &why, q->arena);
	if (r == E_INPUT)
		return refuse(q, *why != '\0' ? why : "json");
	if (r != E_OK)
		return r;
	if (m.data.n != 1)
		return refuse(q, "data");
	if ((r = read_kind(q, m.type, o)) ||
	    (r = read_data(q, m.data.rows, o)) ||
	    (r = sha256(q->body, digest)) ||
	    (r = arena_bytes(
		 q->arena, bytes_at(digest, sizeof(digest)), &o->body_sha256)))
		return r;
	o->webhook_id = arena_str(q->arena, request_header(q, "webhook-id"));
	return o->webhook_id == NULL ? E_NOMEM : E_OK;
}
