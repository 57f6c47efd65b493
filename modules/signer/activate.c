/*
 * POST /activate, /result, /abandon: an activation begins, is asked about,
 * is given up. Nothing is sent and nothing is signed here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/signer/activation.h"
#include "modules/signer/keys.h"
#include "modules/signer/row_mac.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/text.h"
#include "shared/model/coins.h"
#include "shared/web/json.h"

/* What the transaction works on. */
struct activate_step {
	struct request *q;
	struct activation *v;
	struct key_row *key;
};

/* Read a hash in hex into the arena. */
static enum err
digest_read(const char *hex, enum hash h, struct arena *a, struct bytes *out)
{
	size_t n = hash_bytes(h);
	unsigned char *p = arena_alloc(a, n);
	enum err r;

	if (p == NULL)
		return E_NOMEM;
	if ((r = hex_read(bytes_of(hex), p, n)))
		return r;
	*out = bytes_at(p, n);
	return E_OK;
}

/* Take one document of the request as it will be stored. */
static enum err
doc_read(const struct signer_doc *d, int64_t n, enum hash h, struct arena *a,
    struct activation_doc_row *out)
{
	enum err r;

	if (d->n != n || !text_line(bytes_of(d->name)))
		return E_INPUT;
	out->n = n;
	out->name = d->name;
	if ((r = digest_read(d->sha256, HASH_SHA256, a, &out->sha256)))
		return r;
	return digest_read(d->digest, h, a, &out->digest);
}

/* Take all documents: 1, 2, … without a gap; digests as the key signs. */
static enum err
docs_read(const struct signer_activate *in, enum hash h, struct arena *a,
    struct list *out)
{
	const struct signer_doc *d = in->documents.rows;
	struct activation_doc_row *rows;
	enum err r;

	out->n = in->documents.n;
	if (out->n < 1 || out->n > SIGNER_DOCUMENTS)
		return E_INPUT;
	rows = arena_array(a, out->n, sizeof(*rows));
	if (rows == NULL)
		return E_NOMEM;
	out->rows = rows;
	for (size_t i = 0; i < out->n; i++) {
		rows[i].activation = in->id;
		if ((r = doc_read(&d[i], (int64_t)i + 1, h, a, &rows[i])))
			return r;
	}
	return E_OK;
}

/* The factor is the key's: the number it was made for, none at simple. */
static const char *
factor_of(const struct key_row *k)
{
	if (strcmp(k->level, "simple") == 0)
		return "none";
	return strcmp(k->phone_kind, "landline") == 0 ? "voice" : "sms";
}

/* Build the row that the request asks for. */
static enum err
row_build(struct request *q, const struct signer_activate *in,
    const struct key_row *k, struct activation *v)
{
	bool none = strcmp(factor_of(k), "none") == 0;
	enum sig_alg alg;
	enum err r;

	v->row = (struct activation_row){ .id = in->id,
		.peer = arena_str(q->arena, peer_name(q)),
		.account = k->account,
		.sign_key = k->id,
		.level = k->level,
		.factor = arena_str(q->arena, factor_of(k)),
		.documents = (int64_t)in->documents.n,
		.coins = coins_price(k->level, (int64_t)in->documents.n),
		.created_at = clock_now(),
		.state = arena_str(q->arena, "open") };
	if (v->row.peer == NULL || v->row.factor == NULL ||
	    v->row.state == NULL)
		return E_NOMEM;
	/* Without a TAN the ticket itself ends; no TAN is on its way yet. */
	v->row.expires_at = none ? v->row.created_at + TICKET_LIFE_S : 0;
	if ((r = digest_read(
		 in->login, HASH_SHA256, q->arena, &v->row.login)) ||
	    (r = key_row_alg(k, &alg)))
		return r;
	return docs_read(in, sig_alg_hash(alg), q->arena, &v->docs);
}

/* Set the MAC of a row that was built. */
static enum err
row_seal(struct request *q, struct activation *v)
{
	unsigned char *mac = arena_alloc(q->arena, 32);

	if (mac == NULL)
		return E_NOMEM;
	v->row.mac = bytes_at(mac, 32);
	return activation_mac(q->app, &v->row, &v->docs, mac);
}

static enum err
activate_tx(struct db *db, void *ctx)
{
	struct activate_step *t = ctx;
	const struct activation_doc_row *d = t->v->docs.rows;
	struct signer *s = t->q->app;
	enum err r;

	if ((r = key_usable(s, t->key, t->q->arena)) ||
	    (r = db_run(
		 db, &signer_stmts[SQL_ACTIVATION_INSERT], &t->v->row, NULL)))
		return r;
	for (size_t i = 0; i < t->v->docs.n; i++)
		if ((r = db_run(
			 db, &signer_stmts[SQL_DOC_INSERT], &d[i], NULL)))
			return r;
	return activation_audit(t->q, &t->v->row, "release.activated", "ok");
}

/*
 * Hold a request against the row that its id has already: the MAC of the
 * new content at the old time is the old MAC, or it is other content.
 */
static enum err
same_content(struct request *q, struct activation *v)
{
	unsigned char mac[32];
	struct activation old = { 0 };
	enum err r;

	if ((r = activation_for(q, &v->row.id, &old)))
		return r == E_NOTFOUND ? E_CONFLICT : r;
	v->row.created_at = old.row.created_at;
	if ((r = activation_mac(q->app, &v->row, &v->docs, mac)))
		return r;
	if (!secret_eq(bytes_at(mac, sizeof(mac)), old.row.mac)) {
		q->reason = "content";
		return E_CONFLICT;
	}
	*v = old;
	return E_OK;
}

/* Read the request and find its key. */
static enum err
activate_read(struct request *q, struct activation *v, struct key_row *k)
{
	const struct call_row *call = &signer_calls[SIGNER_ACTIVATE];
	struct signer_activate in = { 0 };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)))
		return r;
	if ((r = key_of_account(q, &in.key, &in.account, k)) ||
	    (r = row_build(q, &in, k, v)))
		return r;
	return row_seal(q, v);
}

enum err
route_activate(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_ACTIVATE];
	struct signer_ticket out = { 0 };
	struct signer *s = q->app;
	struct activation v = { 0 };
	struct key_row k = { 0 };
	struct activate_step t = { .q = q, .v = &v, .key = &k };
	enum err r;

	if ((r = activate_read(q, &v, &k)))
		return r;
	r = db_tx(s->db, activate_tx, &t);
	fault_point("signer.activated");
	if (r == E_CONFLICT || (r == E_DB && db_in_doubt(s->db)))
		r = same_content(q, &v);
	if (r == E_DENIED)
		q->reason = "certificate";
	if (r || (r = activation_ticket(&v, &k, q->arena, &out)))
		return r;
	return answer_json(q, call->out, call->nout, &out);
}

enum err
route_result(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_RESULT];
	struct signer_values out = { 0 };
	struct activation v = { 0 };
	struct signer_id in = { 0 };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = activation_for(q, &in.id, &v)) ||
	    (r = activation_values(q, &v, &out)))
		return r;
	return answer_json(q, call->out, call->nout, &out);
}

enum err
route_abandon(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_ABANDON];
	struct signer *s = q->app;
	struct activation v = { 0 };
	struct signer_id in = { 0 };
	struct sql_id id;
	int64_t changed = 0;
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)))
		return r;
	r = activation_for(q, &in.id, &v);
	if (r == E_NOTFOUND)
		return answer_json(q, NULL, 0, NULL);
	if (r)
		return r;
	id.id = in.id;
	if ((r = db_run(
		 s->db, &signer_stmts[SQL_ACTIVATION_ABANDON], &id, &changed)))
		return r;
	if (changed == 1 &&
	    (r = activation_audit(q, &v.row, "release.abandoned", "ok")))
		return r;
	/* Nothing changed: it may have been signed since it was read. */
	if (changed == 0 && !(r = activation_for(q, &in.id, &v)) &&
	    strcmp(v.row.state, "signed") == 0)
		return E_CONFLICT;
	return r ? r : answer_json(q, NULL, 0, NULL);
}
