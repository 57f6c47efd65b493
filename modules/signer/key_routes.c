/*
 * What ca asks about keys: new, bind, destroy; and what portal must know of
 * one before it hashes. See keys.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/signer/keys.h"
#include "modules/signer/row_mac.h"
#include "modules/signer/tombs.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/model/audit.h"
#include "shared/model/signer_call.h"
#include "shared/pki/cert.h"
#include "shared/web/json.h"

/* What a transaction of this file works on. */
struct key_step {
	struct signer *s;
	struct request *q;
	struct key_row *row;
	const struct signer_key_bind *bind;
	unsigned char mac[32];
};

/* Record what happened to a key. */
static enum err
key_audit(struct key_step *t, const char *event)
{
	struct audit e = { .event = event,
		.subject = t->row->account,
		.outcome = "ok",
		.detail = t->row->level,
		.request_id = t->q->request_id };
	char id[33];

	id_text(&t->row->id, id);
	e.object = arena_printf(t->q->arena, "key:%s", id);
	return audit_add(t->s->db, &e);
}

/* Set a row's MAC; the octets live in the step. */
static enum err
key_seal(struct key_step *t)
{
	enum err r = key_row_mac(t->s, t->row, t->mac);

	t->row->mac = bytes_at(t->mac, sizeof(t->mac));
	return r;
}

/* Refuse what a key's row may not hold. */
static enum err
key_new_check(const struct signer_key_new *in)
{
	bool landline = strcmp(in->phone_kind, "landline") == 0;
	enum level level;

	if (level_read(in->level, &level) != E_OK)
		return E_INPUT;
	if (!landline && strcmp(in->phone_kind, "mobile") != 0)
		return E_INPUT;
	if (landline != (in->landline_pin.n > 0) || in->phone[0] != '+')
		return E_INPUT;
	if (strcmp(in->lang, "de") != 0 && strcmp(in->lang, "en") != 0)
		return E_INPUT;
	return E_OK;
}

/* Make the key itself and its wrapped form; row gets views into wrapped. */
static enum err
key_make(struct key_step *t, struct buf *wrapped)
{
	struct buf aad = BUF(8192);
	struct key *k = NULL;
	enum err r;

	if ((r = key_generate(t->s->key_type, &k)) ||
	    (r = key_spki(k, t->q->arena, &t->row->public_key)))
		goto out;
	t->row->algorithm = arena_str(t->q->arena, sig_alg_name(t->s->alg));
	if ((r = key_wrap_aad(t->row, &aad)) ||
	    (r = key_wrap(
		 k, secret_bytes(&t->s->kek), buf_bytes(&aad), wrapped)))
		goto out;
	t->row->wrapped = buf_bytes(wrapped);
	r = key_seal(t);
out:
	key_free(k);
	buf_free(&aad);
	return r;
}

static enum err
key_insert(struct db *db, void *ctx)
{
	struct key_step *t = ctx;
	enum err r;

	if ((r = db_run(db, &signer_stmts[SQL_KEY_INSERT], t->row, NULL)))
		return r;
	return key_audit(t, "key.made");
}

/* Find the live key of a case and level, made before for the same number. */
static enum err
key_existing(struct signer *s, const struct signer_key_new *in,
    struct key_row *out, struct arena *a)
{
	struct sql_case_level key = { .ident_case = in->case_,
		.level = in->level };
	enum err r;

	if ((r = db_one(s->db, &signer_stmts[SQL_KEY_BY_CASE], &key, out, a)) ||
	    (r = key_row_check(s, out)))
		return r;
	if (!id_eq(&out->account, &in->account) ||
	    strcmp(out->phone, in->phone) != 0 ||
	    strcmp(out->phone_kind, in->phone_kind) != 0)
		return E_CONFLICT;
	return E_OK;
}

/* Make and store a key; a race lost finds the other one's. */
static enum err
key_create(struct signer *s, struct request *q, const struct signer_key_new *in,
    struct key_row *row)
{
	struct buf wrapped = BUF(4096);
	struct key_step t = { .s = s, .q = q, .row = row };
	enum err r;

	*row = (struct key_row){ .account = in->account,
		.ident_case = in->case_,
		.level = in->level,
		.phone = in->phone,
		.phone_kind = in->phone_kind,
		.landline_pin = in->landline_pin,
		.lang = in->lang,
		.state = arena_str(q->arena, "new"),
		.created_at = clock_now() };
	random_id(&row->id);
	if ((r = key_make(&t, &wrapped)))
		goto out;
	r = db_tx(s->db, key_insert, &t);
	fault_point("signer.key_made");
	if (r == E_CONFLICT)
		r = key_existing(s, in, row, q->arena);
out:
	buf_free(&wrapped);
	return r;
}

enum err
route_key_new(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_KEY_NEW];
	struct signer_key_new in = { 0 };
	struct signer_key out = { 0 };
	struct signer *s = q->app;
	struct key_row row = { 0 };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = key_new_check(&in)))
		return r;
	r = key_existing(s, &in, &row, q->arena);
	if (r == E_NOTFOUND)
		r = key_create(s, q, &in, &row);
	if (r)
		return r;
	out.key = row.id;
	out.public_key = row.public_key;
	return answer_json(q, call->out, call->nout, &out);
}

enum err
route_key_algorithm(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_KEY_ALGORITHM];
	struct signer_key_owner in = { 0 };
	struct signer_algorithm out = { 0 };
	struct key_row row = { 0 };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = key_of_account(q, &in.key, &in.account, &row)))
		return r;
	out.algorithm = row.algorithm;
	return answer_json(q, call->out, call->nout, &out);
}

/* Hold a certificate against its key: same public key, issuer of the level. */
static enum err
bind_check(struct key_step *t)
{
	struct cert_facts f = { 0 };
	enum level level;
	enum err r;

	if ((r = cert_read(t->bind->certificate, t->q->arena, &f)) ||
	    (r = level_read(t->row->level, &level)))
		return r;
	if (!bytes_eq(f.spki, t->row->public_key) || f.ca)
		return log_err(E_INPUT, "bind.key", "other public key");
	r = cert_issued_by(t->bind->certificate, t->s->issuer[level]);
	if (r)
		return log_err(
		    E_INPUT, "bind.issuer", "level=%s", t->row->level);
	return E_OK;
}

static enum err
bind_tx(struct db *db, void *ctx)
{
	struct key_step *t = ctx;
	int64_t changed = 0;
	enum err r;

	if ((r = key_load(t->s, &t->bind->key, t->row, t->q->arena)))
		return r;
	if (strcmp(t->row->state, "bound") == 0)
		return bytes_eq(t->row->certificate, t->bind->certificate)
		    ? E_OK
		    : E_CONFLICT;
	if (strcmp(t->row->state, "new") != 0)
		return E_CONFLICT;
	if ((r = bind_check(t)))
		return r;
	t->row->certificate = t->bind->certificate;
	t->row->chain = t->bind->chain;
	t->row->state = arena_str(t->q->arena, "bound");
	if ((r = key_seal(t)) ||
	    (r = db_run(db, &signer_stmts[SQL_KEY_BIND], t->row, &changed)))
		return r;
	return changed == 1 ? key_audit(t, "key.bound") : E_CONFLICT;
}

enum err
route_key_bind(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_KEY_BIND];
	struct signer_key_bind in = { 0 };
	struct key_row row = { 0 };
	struct key_step t = { .s = q->app, .q = q, .row = &row, .bind = &in };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = db_tx(t.s->db, bind_tx, &t)))
		return r;
	fault_point("signer.key_bound");
	return answer_json(q, NULL, 0, NULL);
}

static enum err
destroy_tx(struct db *db, void *ctx)
{
	struct key_step *t = ctx;
	struct sql_id in = { .id = t->row->id };
	int64_t changed = 0;
	enum err r;

	t->row->wrapped = bytes_at(NULL, 0);
	t->row->state = arena_str(t->q->arena, "destroyed");
	t->row->destroyed_at = clock_now();
	if ((r = key_seal(t)) ||
	    (r = db_run(
		 db, &signer_stmts[SQL_KEY_DESTROY], t->row, &changed)) ||
	    (r = db_run(db, &signer_stmts[SQL_KEY_VOID_OPEN], &in, NULL)))
		return r;
	return changed == 1 ? key_audit(t, "key.destroyed") : E_OK;
}

enum err
route_key_destroy(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_KEY_DESTROY];
	struct signer_key_id in = { 0 };
	struct key_row row = { 0 };
	struct key_step t = { .s = q->app, .q = q, .row = &row };
	struct sql_id id;
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)))
		return r;
	id.id = in.key;
	if ((r = db_one(
		 t.s->db, &signer_stmts[SQL_KEY_BY_ID], &id, &row, q->arena)))
		return r;
	/* The tombstone first: from here on the key does not sign. */
	if ((r = tomb_put(t.s, &in.key)))
		return r;
	fault_point("signer.tomb_put");
	if (strcmp(row.state, "destroyed") != 0 &&
	    (r = db_tx(t.s->db, destroy_tx, &t)))
		return r;
	fault_point("signer.key_destroyed");
	return answer_json(q, NULL, 0, NULL);
}
