/*
 * Online ID: what the eID client fetches and where the browser comes back.
 *
 * Two secrets per attempt: T goes to whoever got the link, R only into the
 * TcToken. Coming back takes R and the session that started, so a link sent
 * to somebody else brings nobody's identity into an account. Each state is
 * left once, by a conditional update.
 *
 * TR-03124-1 2.6, TR-03130-1 3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <time.h>

#include "modules/ident/ident.h"
#include "modules/ident/ident_flow.h"
#include "modules/ident/ident_page.h"
#include "modules/ident/ident_soap.h"
#include "modules/ident/ident_tctoken.h"
#include "modules/ident/ident_token.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/session.h"
#include "shared/web/form.h"

#define POLLS  6
#define SERVER "eid-server" /* in webhook_inbox */

/* Pauses after "no result yet": seven seconds together. */
static const long pause_ms[POLLS] = { 300, 500, 1000, 2000, 3000, 0 };

static enum err
find_by_token(
    struct request *q, const char *name, bool t, struct ident_row *row)
{
	struct ident *s = q->app;
	struct bytes hash;
	struct form f;
	enum err r;

	if ((r = form_decode(q->query, &f, q->arena)) ||
	    (r = ident_token_read(form_value(&f, name), &hash, q->arena)))
		return r;
	return t ? ident_case_by_t(s->db, hash, row, q->arena)
		 : ident_case_by_r(s->db, hash, row, q->arena);
}

static char *
address(struct request *q, const char *path, const struct ident_row *row)
{
	struct ident *s = q->app;
	const char *r = ident_token_text(s, TOKEN_R, &row->id, q->arena);

	return r ? arena_printf(
		       q->arena, "%s%s?r=%s", s->r.common.portal_url, path, r)
		 : NULL;
}

static struct ident_step
step_of(struct request *q, struct ident_row *row)
{
	return (struct ident_step){ .s = q->app,
		.row = row,
		.request_id = q->request_id,
		.a = q->arena };
}

/* End an attempt and its case; what fails here is left to the tick. */
static void
give_up(struct request *q, struct ident_row *row, const char *to,
    const char *reason)
{
	struct ident_step step = step_of(q, row);
	enum err r;

	step.to = to;
	step.reason = reason;
	step.attempt = "failed";
	if (ident_is_final(row->state))
		return;
	if ((r = ident_flow_step(&step)))
		log_line(LOG_WARN, "ident.give_up", "outcome=%s", err_name(r));
}

static enum err
answer_token(struct request *q, struct buf *b)
{
	enum err r;

	if ((r = answer_header(q, "Cache-Control", "no-store")) == E_OK)
		r = answer_body(q, "text/xml; charset=utf-8", buf_bytes(b));
	secret_wipe(b->p, b->n);
	buf_free(b);
	return r;
}

/* Claim the attempt's one TcToken. */
static enum err
claim_token(struct ident *s, const struct ident_row *row)
{
	if (strcmp(row->state, "created") != 0 || row->expires_at < clock_now())
		return E_CONFLICT;
	return ident_attempt_move(s->db, &row->id, "created", "token_issued");
}

/* Get a session from the eID server, and keep what getResult will need. */
static enum err
open_session(struct request *q, struct ident_row *row, struct eid_start *start,
    const char **reason)
{
	struct ident *s = q->app;
	struct ident_step step = step_of(q, row);
	struct bytes sealed;
	enum eid_code code;
	enum err r;

	*reason = "server";
	if ((r = ident_use_id(s, s->r.common.name, &code, start, q->arena)))
		return r;
	*reason = eid_code_word(code);
	if (code != EID_OK)
		return E_PEER;
	*reason = "server";
	if (start->server_address == NULL)
		start->server_address = s->cfg.eid_paos_url;
	if (!tctoken_server_allowed(
		start->server_address, s->cfg.eid_server_url))
		return log_err(E_PEER, "ident.server_address", "not allowed");
	fault_point("ident.after_useid");
	step.to = "started";
	if ((r = ident_seal(
		 s, &row->id, bytes_of(start->session), &sealed, q->arena)) ||
	    (r = ident_attempt_session(s->db, &row->id, sealed)))
		return r;
	return ident_flow_step(&step);
}

/*
 * Whatever goes wrong, the client gets a TcToken: a status other than 200
 * leaves the person with the app's bare error page.
 */
enum err
ident_tctoken_run(struct request *q)
{
	struct ident *s = q->app;
	struct buf b = BUF(16384);
	struct eid_start start = { 0 };
	struct tctoken t = { 0 };
	struct ident_row row;
	const char *reason = NULL;
	enum err r;

	if ((r = find_by_token(q, "t", true, &row)))
		return r;
	t.error_address = address(q, "/eid/error", &row);
	t.refresh_address = address(q, "/eid/refresh", &row);
	if (t.error_address == NULL || t.refresh_address == NULL)
		return E_NOMEM;
	r = claim_token(s, &row);
	fault_point("ident.token_claimed");
	if (r == E_OK && (r = open_session(q, &row, &start, &reason)))
		give_up(q, &row, "failed", reason);
	if (r != E_OK) {
		q->reason = reason ? reason : "used";
		r = tctoken_write_error(&b, t.error_address);
	} else {
		t.server_address = start.server_address;
		t.session_identifier = start.psk_id;
		t.psk = start.psk;
		r = tctoken_write(&b, &t);
	}
	return r ? r : answer_token(q, &b);
}

/* Say whether this browser holds the session that started. */
static bool
same_session(struct request *q, const struct ident_row *row)
{
	struct bytes hash;

	return ident_token_read(
		   cookie_value(q, SESSION_COOKIE), &hash, q->arena) == E_OK &&
	    row->session.n == hash.n && secret_eq(hash, row->session);
}

static void
rest(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

/*
 * Ask for the result until there is one. The counter is stored before it is
 * used; an answer that is lost is lost, for the server has forgotten it.
 */
static const char *
fetch(struct request *q, const struct ident_row *row, enum eid_code *code,
    struct bytes *raw)
{
	struct ident *s = q->app;
	int64_t counter = row->counter;
	struct bytes plain;
	const char *session;
	int i;

	*code = EID_SERVER;
	if (ident_unseal(s, &row->id, row->eid_session, &plain, q->arena) ||
	    (session = arena_text(q->arena, plain)) == NULL)
		return "server";
	for (i = 0; i < POLLS; i++) {
		if (ident_attempt_count(s->db, &row->id, ++counter))
			return "server";
		fault_point("ident.counted");
		if (ident_get_result(s, session, counter, code, raw, q->arena))
			return "lost";
		fault_point("ident.result_received");
		if (*code != EID_NOT_YET)
			break;
		rest(pause_ms[i]);
	}
	return *code == EID_OK ? NULL : eid_code_word(*code);
}

/* Keep the answer before anything is done with it: it cannot be had again. */
static enum err
store_result(struct ident_step *step, const char *event, struct bytes raw)
{
	struct ident_inbox m = {
		.provider = SERVER, .event = event, .received_at = clock_now()
	};
	unsigned char sha[32];
	enum err r;

	m.body_sha256 = bytes_at(sha, sizeof(sha));
	if ((r = sha256(raw, sha)) ||
	    (r = ident_seal(step->s, &step->row->id, raw, &m.raw, step->a)))
		return r;
	step->store = &m;
	step->to = "submitted";
	r = ident_flow_step(step);
	step->store = NULL;
	return r;
}

static enum err
take_result(struct request *q, struct ident_row *row, struct bytes raw)
{
	struct ident_step step = step_of(q, row);
	struct ca_evidence ev = {
		.case_ = row->id, .kind = arena_str(q->arena, "eid"), .raw = raw
	};
	char event[33];
	enum err r;

	id_text(&row->id, event);
	if ((r = store_result(&step, event, raw)))
		return r;
	fault_point("ident.result_stored");
	step.provider = SERVER;
	step.event = event;
	r = ident_flow_evidence(&step, &ev);
	if (r == E_AUTH || r == E_INPUT)
		give_up(q, row, "failed", "evidence");
	return E_OK; /* what is not decided yet, the tick goes on with */
}

/*
 * The result is there, or is not. What the URL says is the client's word: it
 * may end an attempt, and never makes one succeed.
 */
static enum err
finish(struct request *q, struct ident_row *row, bool said_ok, bool cancelled)
{
	enum eid_code code;
	struct bytes raw = { NULL, 0 };
	const char *failed = fetch(q, row, &code, &raw);

	if (failed == NULL && said_ok)
		return take_result(q, row, raw);
	if (cancelled)
		give_up(q, row, "cancelled", "cancelled");
	else
		give_up(q, row, "failed", failed ? failed : "client");
	return E_OK;
}

static bool
value_is(const struct form *f, const char *name, const char *want)
{
	return bytes_eqs(form_value(f, name), want);
}

/* Another browser or account: destroy the data, take over nothing. */
static enum err
refuse_session(struct request *q, struct ident_row *row)
{
	enum eid_code code;
	struct bytes raw;

	log_line(LOG_WARN, "ident.session", "returned in another session");
	fetch(q, row, &code, &raw);
	give_up(q, row, "failed", "session");
	return ident_page(q, 403);
}

enum err
ident_refresh_run(struct request *q)
{
	struct ident *s = q->app;
	struct ident_row row;
	struct form f;
	bool same;
	enum err r;

	if ((r = find_by_token(q, "r", false, &row)) ||
	    (r = form_decode(q->query, &f, q->arena)))
		return r;
	same = same_session(q, &row);
	r = ident_attempt_move(s->db, &row.id, "token_issued", "fetching");
	if (r == E_CONFLICT) /* been here before: the portal shows the rest */
		return same ? ident_to_portal(q, "/identification")
			    : ident_page(q, 403);
	if (r != E_OK)
		return r;
	fault_point("ident.fetching");
	if (!same)
		return refuse_session(q, &row);
	if (row.expires_at < clock_now())
		give_up(q, &row, "expired", "expired");
	else if ((r = finish(q, &row, value_is(&f, "ResultMajor", "ok"),
		      value_is(&f, "ResultMinor", "cancellationByUser"))))
		return r;
	return ident_to_portal(q, "/identification");
}

/* The client could not use the TcToken, or got the error TcToken. */
enum err
ident_error_run(struct request *q)
{
	struct ident_row row;
	enum err r;

	if ((r = find_by_token(q, "r", false, &row)))
		return r;
	if (!same_session(q, &row))
		return ident_page(q, 403);
	give_up(q, &row, "failed", "client");
	return ident_to_portal(q, "/identification");
}

enum err
ident_return_run(struct request *q)
{
	struct ident *s = q->app;
	const char *want;
	struct form f;
	struct id id;
	enum err r;

	if ((r = form_decode(q->query, &f, q->arena)))
		return r;
	if (id_read(form_value(&f, "case"), &id))
		return E_NOTFOUND;
	want = ident_token_text(s, TOKEN_S, &id, q->arena);
	if (want == NULL || !secret_eq(bytes_of(want), form_value(&f, "state")))
		return E_NOTFOUND;
	return ident_to_portal(q, "/identification");
}
