/*
 * POST /send: a new TAN for an open release. The sending is counted and
 * committed before the message leaves; a crash between the two means that
 * the person presses "send again".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/signer/keys.h"
#include "modules/signer/tan.h"
#include "shared/base/clock.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/notify_call.h"
#include "shared/web/json.h"

/* What the transaction works on. */
struct send_step {
	struct request *q;
	struct activation *v;
	const char *tan;
};

/* Refuse a release that may not have another message. */
static enum err
send_allowed(struct request *q, const struct activation_row *row)
{
	struct signer *s = q->app;
	struct sql_id_at in = { .id = row->account,
		.at = clock_now() - MESSAGES_S };
	struct sql_count sent = { 0 };
	enum err r;

	if (strcmp(row->state, "open") != 0 ||
	    row->created_at + TICKET_LIFE_S < clock_now()) {
		q->reason = row->state;
		return E_CONFLICT;
	}
	if (strcmp(row->factor, "none") == 0)
		return E_INPUT;
	if ((r = db_one(s->db, &signer_stmts[SQL_ACTIVATION_SENDS], &in, &sent,
		 q->arena)))
		return r;
	if (row->sends >= SIGNER_SENDS || sent.n >= MESSAGES_MAX) {
		q->reason = "sends";
		return E_LIMIT;
	}
	return E_OK;
}

/* Count the sending and store the MAC of its TAN. */
static enum err
send_tx(struct db *db, void *ctx)
{
	struct send_step *t = ctx;
	struct activation_row *row = &t->v->row;
	unsigned char *mac = arena_alloc(t->q->arena, 32);
	struct sql_send in = { .id = row->id,
		.sends = row->sends,
		.expires_at = clock_now() + TAN_LIFE_S };
	int64_t changed = 0;
	enum err r;

	if (mac == NULL)
		return E_NOMEM;
	in.tan_mac = bytes_at(mac, 32);
	if ((r = tan_mac(t->q->app, &row->id, row->sends + 1, in.expires_at,
		 t->tan, mac)) ||
	    (r = db_run(db, &signer_stmts[SQL_ACTIVATION_SEND], &in, &changed)))
		return r;
	if (changed != 1)
		return E_CONFLICT;
	row->expires_at = in.expires_at;
	return activation_audit(t->q, row, "release.tan_sent", "ok");
}

/* Hand the message to notify; refused or not, nothing of it stays here. */
static enum err
message_send(struct request *q, const struct activation *v,
    const struct key_row *k, const char *tan)
{
	struct signer *s = q->app;
	struct buf text = BUF(2048);
	struct call c = { .run_dir = s->r.common.run_dir,
		.request_id = q->request_id,
		.arena = q->arena };
	struct notify_message m = { .kind = v->row.factor,
		.to = k->phone,
		.pin = k->landline_pin,
		.lang = k->lang };
	enum err r;

	if ((r = tan_message(v, k, s->r.common.name, tan, &text)))
		goto out;
	m.text = (char *)text.p;
	r = notify_message(&c, &m);
	if (r)
		q->reason = "message";
out:
	buf_free(&text);
	return r && r != E_NOMEM ? E_PEER : r;
}

enum err
route_send(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_SEND];
	char tan[TAN_DIGITS + 1];
	struct signer_ticket out = { 0 };
	struct signer *s = q->app;
	struct activation v = { 0 };
	struct key_row k = { 0 };
	struct signer_id in = { 0 };
	struct send_step t = { .q = q, .v = &v, .tan = tan };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = activation_for(q, &in.id, &v)) ||
	    (r = send_allowed(q, &v.row)) ||
	    (r = key_load(s, &v.row.sign_key, &k, q->arena)) ||
	    (r = key_usable(s, &k, q->arena)))
		return r;
	tan_draw(tan);
	if ((r = db_tx(s->db, send_tx, &t)))
		goto out;
	v.row.sends++;
	fault_point("signer.send_counted");
	if ((r = message_send(q, &v, &k, tan)))
		goto out;
	fault_point("signer.sent");
	if (!(r = activation_ticket(&v, &k, q->arena, &out)))
		r = answer_json(q, call->out, call->nout, &out);
out:
	secret_wipe(tan, sizeof(tan));
	return r;
}
