/*
 * POST /release: the one door through which a key is used.
 *
 * First transaction: count the try. Then compare. Second transaction: lock,
 * check key and certificate, reserve the coins, sign all, store the values,
 * and only after the commit answer. Every step may be repeated: what is
 * signed already is answered from the stored values.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/signer/keys.h"
#include "modules/signer/tan.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/pki/cms.h"
#include "shared/web/json.h"

/* What the second transaction works on. */
struct release_step {
	struct request *q;
	struct activation v;
	struct key_row key;
};

/* Refuse with a word for the page. */
static enum err
refuse(struct request *q, enum err r, const char *reason)
{
	q->reason = reason;
	return r;
}

/* Hold the session that releases against the one that activated. */
static enum err
login_check(struct request *q, const struct activation_row *row,
    const struct signer_release *in)
{
	unsigned char login[32];

	if (hex_read(bytes_of(in->login), login, sizeof(login)) != E_OK)
		return E_INPUT;
	if (!secret_eq(bytes_at(login, sizeof(login)), row->login))
		return refuse(q, E_AUTH, "login");
	if (row->created_at + TICKET_LIFE_S < clock_now())
		return refuse(q, E_AUTH, "tan_expired");
	return E_OK;
}

/* The third wrong try ends the release. */
static enum err
wrong_tan(struct request *q, const struct activation_row *row)
{
	static const char *const left[] = { "tan_wrong:1", "tan_wrong:2" };
	struct signer *s = q->app;
	struct sql_id id = { .id = row->id };
	int64_t tries_left = TAN_TRIES - row->tries;
	enum err r;

	if ((r = activation_audit(q, row, "release.tan_wrong", "refused")))
		return r;
	if (tries_left > 0)
		return refuse(q, E_AUTH, left[tries_left - 1]);
	if ((r = db_run(s->db, &signer_stmts[SQL_ACTIVATION_FAIL], &id, NULL)))
		return r;
	return refuse(q, E_AUTH, "tan_locked");
}

/* Count the try and commit; then, and only then, compare. */
static enum err
tan_try(struct request *q, struct activation *v, const char *tan)
{
	struct signer *s = q->app;
	struct sql_id id = { .id = v->row.id };
	int64_t changed = 0;
	enum err r;

	if ((r = db_run(
		 s->db, &signer_stmts[SQL_ACTIVATION_TRY], &id, &changed)))
		return r;
	fault_point("signer.try_counted");
	if (changed != 1)
		return refuse(q, E_AUTH, "tan_locked");
	if ((r = activation_for(q, &id.id, v)))
		return r;
	r = tan_check(s, &v->row, tan);
	if (r == E_NOTFOUND)
		return refuse(q, E_AUTH, "tan_expired");
	return r == E_AUTH ? wrong_tan(q, &v->row) : r;
}

/* Sign one document: attributes of our own making, under the bound key. */
static enum err
doc_sign(struct release_step *t, const struct key *k, enum sig_alg alg,
    const struct activation_doc_row *d)
{
	struct signer *s = t->q->app;
	struct value_row value = { .activation = d->activation, .n = d->n };
	enum err r;

	if (d->digest.n != hash_bytes(sig_alg_hash(alg)))
		return log_err(E_BUG, "release.digest", "octets=%zu alg=%s",
		    d->digest.n, sig_alg_name(alg));
	if ((r = cms_signed_attrs(d->digest, t->key.certificate, t->q->arena,
		 &value.signed_attrs)) ||
	    (r = key_sign(
		 k, alg, value.signed_attrs, t->q->arena, &value.value)))
		return r;
	return db_run(s->db, &signer_stmts[SQL_VALUE_INSERT], &value, NULL);
}

/* Unwrap the key, sign every document, wipe the key. */
static enum err
docs_sign(struct release_step *t)
{
	const struct activation_doc_row *d = t->v.docs.rows;
	struct key *k = NULL;
	enum sig_alg alg;
	enum err r;

	if ((r = key_row_alg(&t->key, &alg)) ||
	    (r = key_open(t->q->app, &t->key, &k)))
		return r;
	for (size_t i = 0; i < t->v.docs.n && !r; i++)
		r = doc_sign(t, k, alg, &d[i]);
	key_free(k);
	fault_point("signer.key_used");
	return r;
}

/* Close the release in the transaction that holds its values. */
static enum err
release_close(struct release_step *t)
{
	struct signer *s = t->q->app;
	struct sql_id_at in = { .id = t->v.row.id, .at = clock_now() };
	int64_t changed = 0;
	enum err r;

	if ((r = db_run(
		 s->db, &signer_stmts[SQL_ACTIVATION_SIGNED], &in, &changed)))
		return r;
	if (changed != 1)
		return log_err(E_BUG, "release.state", "not open");
	return activation_audit(t->q, &t->v.row, "release.signed", "ok");
}

/*
 * The second transaction. Lock order: account, activation, key, ledger,
 * audit; nothing leaves the process before the commit, so it may repeat.
 */
static enum err
release_tx(struct db *db, void *ctx)
{
	struct release_step *t = ctx;
	struct signer *s = t->q->app;
	struct sql_id id = { .id = t->v.row.id };
	struct sql_id account = { .id = t->v.row.account };
	struct sql_state state = { 0 };
	enum err r;

	if ((r = db_one(db, &signer_stmts[SQL_ACCOUNT], &account, &state,
		 t->q->arena)) ||
	    (r = activation_load(s, &id.id, true, &t->v, t->q->arena)))
		return r;
	if (strcmp(t->v.row.state, "signed") == 0)
		return E_OK;
	if (strcmp(t->v.row.state, "open") != 0)
		return refuse(t->q, E_CONFLICT, t->v.row.state);
	if ((r = key_load(s, &t->v.row.sign_key, &t->key, t->q->arena)) ||
	    (r = key_usable(s, &t->key, t->q->arena)))
		return r == E_DENIED ? refuse(t->q, r, "certificate") : r;
	r = db_run(db, &signer_stmts[SQL_COINS_RESERVE], &id, NULL);
	if (r == E_LIMIT)
		return refuse(t->q, r, "coins");
	if (r)
		return r;
	fault_point("signer.coins_reserved");
	if ((r = docs_sign(t)))
		return r;
	return release_close(t);
}

/* Answer from the stored values. */
static enum err
values_answer(struct request *q, const struct id *id)
{
	const struct call_row *call = &signer_calls[SIGNER_RELEASE];
	struct signer_values out = { 0 };
	struct activation v = { 0 };
	enum err r;

	if ((r = activation_for(q, id, &v)) ||
	    (r = activation_values(q, &v, &out)))
		return r;
	return answer_json(q, call->out, call->nout, &out);
}

/* Let the person's release in: session, and the TAN where there is one. */
static enum err
release_admit(
    struct request *q, struct activation *v, const struct signer_release *in)
{
	enum err r;

	if (strcmp(v->row.state, "failed") == 0)
		return refuse(q, E_AUTH, "tan_locked");
	if (strcmp(v->row.state, "open") != 0)
		return refuse(q, E_CONFLICT, v->row.state);
	if ((r = login_check(q, &v->row, in)))
		return r;
	if (strcmp(v->row.factor, "none") == 0)
		return E_OK;
	return tan_try(q, v, in->tan);
}

enum err
route_release(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_RELEASE];
	struct release_step t = { .q = q };
	struct signer_release in = { 0 };
	struct signer *s = q->app;
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = activation_for(q, &in.id, &t.v)))
		return r;
	if (strcmp(t.v.row.state, "signed") == 0)
		return values_answer(q, &in.id);
	if ((r = release_admit(q, &t.v, &in)))
		return r;
	r = db_tx(s->db, release_tx, &t);
	fault_point("signer.release_committed");
	if (r && !(r == E_DB && db_in_doubt(s->db)))
		return r;
	/* In doubt: the id says whether the commit happened. */
	r = values_answer(q, &in.id);
	return r == E_NOTFOUND ? E_DB : r;
}
