/*
 * Short messages and calls: handed to the gateway while the caller waits,
 * never stored, never logged. A TAN is in the text, so a message that the
 * gateway did not take is the caller's to repeat.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <string.h>

#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/notify_call.h"
#include "shared/web/http_client.h"
#include "shared/web/json.h"

#define CONNECT_MS  3000
#define GATEWAY_MS  10000
#define ANSWER_MAX  65536
#define REQUEST_MAX 8192

/* What the gateway gets. */
struct order {
	char *kind;
	char *to;
	char *text;
	char *pin; /* voice: asked for before the text is spoken */
	char *lang;
};

/* clang-format off */
static const struct field order_fields[] = {
	FIELD(order, kind, 10,   0),
	FIELD(order, to,   16,   0),
	FIELD(order, text, 1024, 0),
	FIELD(order, pin,  32,   0),
	FIELD(order, lang, 2,    0),
};
/* clang-format on */

/* Check the kind and open the PIN of a call. */
static enum err
read_order(const struct notify *n, const struct notify_message *m,
    struct order *o, struct arena *a)
{
	bool voice = strcmp(m->kind, "voice") == 0;

	*o = (struct order){
		.kind = m->kind, .to = m->to, .text = m->text, .lang = m->lang
	};
	if (!voice && strcmp(m->kind, "sms") != 0)
		return log_err(E_INPUT, "message.kind", "kind=%s", m->kind);
	if (!voice || m->pin.n == 0)
		return E_OK;
	return notify_open(n, m->pin, a, &o->pin) ? E_INPUT : E_OK;
}

static enum err
call_gateway(const struct notify *n, struct bytes body, struct arena *a)
{
	const struct http_call call = { .method = "POST",
		.url = n->cfg.gateway_url,
		.media = "application/json",
		.body = body,
		.bearer = secret_bytes(&n->gateway_token),
		.ca_file = n->cfg.gateway_ca_file,
		.connect_ms = CONNECT_MS,
		.timeout_ms = GATEWAY_MS,
		.answer_max = ANSWER_MAX };
	struct http_answer answer;
	enum err r;

	if ((r = http_call(&call, &answer, a)))
		return r;
	if (answer.status < 200 || answer.status > 299)
		return log_err(
		    E_PEER, "message.gateway", "status=%d", answer.status);
	return E_OK;
}

enum err
notify_message_take(struct request *q)
{
	const struct call_row *row = &notify_message_call;
	struct notify *n = q->app;
	struct notify_message m = { .kind = NULL };
	struct buf body = BUF(REQUEST_MAX);
	struct order order;
	enum err r;

	if ((r = json_read(
		 q->body, row->in, row->nin, &m, &q->reason, q->arena)) ||
	    (r = read_order(n, &m, &order, q->arena)) ||
	    (r = json_write(&body, order_fields, COUNT(order_fields), &order)))
		goto out;
	fault_point("notify.before_gateway");
	if ((r = call_gateway(n, buf_bytes(&body), q->arena)))
		goto out;
	log_line(LOG_EVENT, "message.sent", "kind=%s", m.kind);
	r = answer_json(q, NULL, 0, NULL);
out:
	buf_free(&body);
	return r;
}
