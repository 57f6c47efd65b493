/*
 * POST /start: the portal asks for an identification. A case is made once
 * per form; asked again, the same link comes back.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ident/ident.h"
#include "modules/ident/ident_case.h"
#include "modules/ident/ident_token.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/model/audit.h"
#include "shared/model/ident_call.h"
#include "shared/web/form.h"
#include "shared/web/json.h"

#define EID_LIFE_S 900
#define DAY_S      86400
#define ALPHABET   "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

struct starting {
	struct ident *s;
	const struct ident_start *in;
	struct ident_new new;
	struct ident_row row; /* what came of it */
	const char *request_id;
	const char *reason;
	struct arena *a;
};

static bool
is_eid(const char *method)
{
	return strcmp(method, "eid") == 0;
}

/*
 * A new start takes the place of one that nobody has gone on with; a case
 * that is under way at the partner stays.
 */
static enum err
close_older(struct db *db, struct starting *t)
{
	struct list open;
	struct ident_row *row;
	enum err r;
	size_t i;

	if ((r = ident_case_open(db, &t->in->account, &open, t->a)))
		return r;
	row = open.rows;
	for (i = 0; i < open.n; i++) {
		if (strcmp(row[i].state, "submitted") == 0 ||
		    (!is_eid(row[i].method) &&
			strcmp(row[i].state, "created") != 0)) {
			t->reason = "open";
			return E_CONFLICT;
		}
		if ((r = ident_case_move(
			 db, &row[i], "cancelled", "superseded", true)) ||
		    (r = ident_coins_void(db, &row[i].id)) ||
		    (row[i].attempt != NULL &&
			(r = ident_attempt_end(db, &row[i].id, "failed"))))
			return r;
	}
	return E_OK;
}

static char *
new_reference(struct arena *a)
{
	char *out = arena_alloc(a, 10);
	size_t i;

	for (i = 0; out != NULL && i < 9; i++)
		out[i] = ALPHABET[random_below(sizeof(ALPHABET) - 1)];
	if (out != NULL)
		out[4] = '-';
	return out;
}

static enum err
fill_new(struct starting *t)
{
	struct ident_new *n = &t->new;
	unsigned char *session = arena_alloc(t->a, 32);
	enum err r;

	random_id(&n->id);
	n->account = t->in->account;
	n->nonce = t->in->nonce;
	n->method = t->in->method;
	n->lang = t->in->lang;
	n->now = clock_now();
	n->session = bytes_at(session, 32);
	if (session == NULL)
		return E_NOMEM;
	if ((r = hex_read(bytes_of(t->in->session), session, 32)))
		return r;
	if (!is_eid(n->method)) {
		n->expires_at = n->now + t->s->cfg.partner_days * DAY_S;
		n->reference = new_reference(t->a);
		return n->reference ? E_OK : E_NOMEM;
	}
	n->expires_at = n->now + EID_LIFE_S;
	if ((r = ident_token_hash(t->s, TOKEN_T, &n->id, &n->t_hash, t->a)))
		return r;
	return ident_token_hash(t->s, TOKEN_R, &n->id, &n->r_hash, t->a);
}

static enum err
note_audit(struct db *db, const struct starting *t)
{
	char id[33];
	struct audit audit = { .event = "ident.start",
		.subject = t->in->account,
		.outcome = "ok",
		.detail = t->in->method,
		.request_id = t->request_id };

	id_text(&t->new.id, id);
	audit.object = arena_printf(t->a, "case:%s", id);
	return audit_add(db, &audit);
}

static enum err
start_tx(struct db *db, void *ctx)
{
	struct starting *t = ctx;
	enum err r;

	t->reason = NULL;
	r = ident_case_by_nonce(
	    db, &t->in->account, &t->in->nonce, &t->row, t->a);
	if (r != E_NOTFOUND)
		return r;
	if ((r = close_older(db, t)) || (r = fill_new(t)) ||
	    (r = ident_case_insert(db, &t->new)))
		return r;
	if (!is_eid(t->in->method) &&
	    (r = ident_coins_reserve(db, &t->new.id))) {
		t->reason = r == E_LIMIT ? "coins" : NULL;
		return r;
	}
	if ((r = note_audit(db, t)))
		return r;
	return ident_case_by_id(db, &t->new.id, &t->row, t->a);
}

static char *
escaped(struct arena *a, const char *text)
{
	struct buf b = BUF(8192);
	char *out = NULL;

	if (url_escape(&b, bytes_of(text)) == E_OK)
		out = arena_text(a, buf_bytes(&b));
	buf_free(&b);
	return out;
}

/* http://127.0.0.1:24727/eID-Client?tcTokenURL=… (TR-03124-1 2.2) */
static char *
eid_link(struct ident *s, const struct ident_row *row, struct arena *a)
{
	const char *t = ident_token_text(s, TOKEN_T, &row->id, a);
	const char *url;

	if (t == NULL ||
	    (url = arena_printf(a, "%s/eid/tctoken?t=%s",
		 s->r.common.portal_url, t)) == NULL ||
	    (url = escaped(a, url)) == NULL)
		return NULL;
	return arena_printf(a, "%s?tcTokenURL=%s", s->cfg.eid_client_url, url);
}

/* The link to the partner's method page, signed when a key is configured. */
static char *
partner_link(struct ident *s, const struct ident_row *row, struct arena *a)
{
	const char *state = ident_token_text(s, TOKEN_S, &row->id, a);
	unsigned char mac[32];
	char id[33], *query;
	const char *back;

	id_text(&row->id, id);
	back = arena_printf(a, "%s/ident/return?case=%s&state=%s",
	    s->r.common.portal_url, id, state ? state : "");
	if (state == NULL || back == NULL || (back = escaped(a, back)) == NULL)
		return NULL;
	query = arena_printf(a, "ref=%s&lang=%s&method=%s&return=%s",
	    row->reference, row->lang, row->method, back);
	if (query != NULL && s->link_key.p != NULL) {
		if (hmac_sha256(
			secret_bytes(&s->link_key), bytes_of(query), mac))
			return NULL;
		query = arena_printf(
		    a, "%s&sig=%s", query, hex_text(a, bytes_at(mac, 32)));
	}
	return query
	    ? arena_printf(a, "%s/select?%s", s->cfg.identity_tm_url, query)
	    : NULL;
}

static enum err
check(struct request *q, const struct ident *s, const struct ident_start *in)
{
	bool eid = is_eid(in->method);

	if (!eid && strcmp(in->method, "video") != 0 &&
	    strcmp(in->method, "eid-partner") != 0)
		return E_INPUT;
	if (strcmp(in->lang, "de") != 0 && strcmp(in->lang, "en") != 0)
		return E_INPUT;
	if (eid ? s->signer == NULL : s->cfg.identity_tm_url == NULL) {
		q->reason = "method";
		return E_PEER;
	}
	return E_OK;
}

enum err
ident_start_run(struct request *q)
{
	struct ident *s = q->app;
	struct ident_start in = { 0 };
	struct ident_started out = { 0 };
	struct starting t = {
		.s = s, .in = &in, .request_id = q->request_id, .a = q->arena
	};
	enum err r;

	if ((r = json_read(q->body, ident_start_call.in, ident_start_call.nin,
		 &in, NULL, q->arena)) ||
	    (r = check(q, s, &in)))
		return r;
	if ((r = db_tx(s->db, start_tx, &t))) {
		q->reason = t.reason;
		return r;
	}
	fault_point("ident.started");
	if (strcmp(t.row.method, in.method) != 0 ||
	    (strcmp(t.row.state, "created") != 0 &&
		strcmp(t.row.state, "started") != 0)) {
		q->reason = "used";
		return E_CONFLICT;
	}
	out.case_ = t.row.id;
	out.link = is_eid(in.method) ? eid_link(s, &t.row, q->arena)
				     : partner_link(s, &t.row, q->arena);
	if (out.link == NULL)
		return E_NOMEM;
	return answer_json(
	    q, ident_start_call.out, ident_start_call.nout, &out);
}
