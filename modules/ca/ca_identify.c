/*
 * POST /evidence: verify a partner's message and keep the person it names.
 *
 * In: the bytes as ident got them. Out: verified, rejected with a word of
 * why, or pending. A verified person whose names are not the account's is
 * kept as void and answered as rejected, reason mismatch: nothing is ever
 * issued on it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ca/ca.h"
#include "modules/ca/ca_person.h"
#include "modules/ca/ca_sql.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/web/json.h"

/* One message on its way. */
struct identify {
	struct ca *ca;
	struct request *q;
	struct ca_evidence in;
	struct case_row c;
	struct account_row account;
	struct person person;
	struct identification_row row;
	struct ca_verdict out;
};

/* Decide: state and reason are words of ours. */
static enum err
verdict(struct identify *t, const char *state, const char *reason)
{
	t->out.state = arena_str(t->q->arena, state);
	t->out.reason = arena_str(t->q->arena, reason ? reason : "");
	return t->out.state && t->out.reason ? E_OK : E_NOMEM;
}

/* Read the rows that the message is about. */
static enum err
load(struct identify *t)
{
	struct sql_id id = { .id = t->in.case_ };
	enum err r;

	if ((r = db_one(
		 t->ca->db, &ca_stmts[SQL_CASE], &id, &t->c, t->q->arena)))
		return r;
	id.id = t->c.account;
	return db_one(
	    t->ca->db, &ca_stmts[SQL_ACCOUNT], &id, &t->account, t->q->arena);
}

/* Prepare the row: the person sealed, names compared. */
static enum err
row_build(struct identify *t)
{
	struct bytes key = secret_bytes(&t->ca->person_key);
	unsigned char *hash = arena_alloc(t->q->arena, 32);
	int64_t now = clock_now();
	enum err r;

	if (!hash)
		return E_NOMEM;
	t->row = (struct identification_row){ .ident_case = t->c.id,
		.account = t->c.account,
		.method = t->c.method,
		.loa = t->person.loa ? t->person.loa : t->c.method,
		.verified_at = now,
		.valid_until_at = person_valid_until(&t->person, now) };
	t->row.name_matches = person_names_match(
	    &t->person, t->account.first_name, t->account.family_name);
	t->row.state =
	    arena_str(t->q->arena, t->row.name_matches ? "verified" : "void");
	t->row.evidence_sha256 = bytes_at(hash, 32);
	if ((r = sha256(t->in.raw, hash)) ||
	    (r = ca_person_pseudonym(
		 key, &t->person, t->q->arena, &t->row.restricted_hmac)))
		return r;
	return ca_person_seal(key, &t->c.account, &t->c.id, &t->person,
	    t->q->arena, &t->row.person);
}

/* Record what was found out. */
static enum err
identify_audit(struct db *db, struct identify *t)
{
	struct audit e = { .event = "identification.verified",
		.subject = t->c.account,
		.outcome = t->row.name_matches ? "ok" : "mismatch",
		.detail = t->c.method,
		.request_id = t->q->request_id };
	char id[33];

	id_text(&t->c.id, id);
	e.object = arena_printf(t->q->arena, "case:%s", id);
	return audit_add(db, &e);
}

/* Store the row; a new identification takes the place of the one before. */
static enum err
store(struct db *db, void *ctx)
{
	struct identify *t = ctx;
	struct sql_two who = { .account = t->c.account, .other = t->c.id };
	enum err r;

	if (t->row.name_matches &&
	    (r = db_run(
		 db, &ca_stmts[SQL_IDENTIFICATION_SUPERSEDE], &who, NULL)))
		return r;
	if ((r = db_run(
		 db, &ca_stmts[SQL_IDENTIFICATION_INSERT], &t->row, NULL)))
		return r;
	return identify_audit(db, t);
}

/* The same evidence again is answered as before; another's is refused. */
static enum err
stored_before(struct identify *t)
{
	struct identification_row before = { 0 };
	struct sql_id id = { .id = t->c.id };
	enum err r;

	r = db_one(t->ca->db, &ca_stmts[SQL_IDENTIFICATION], &id, &before,
	    t->q->arena);
	if (r == E_NOTFOUND) {
		t->q->reason = "evidence";
		return log_err(E_CONFLICT, "ca.evidence",
		    "counted for another case already");
	}
	if (r)
		return r;
	if (!before.name_matches)
		return verdict(t, "rejected", "mismatch");
	return verdict(t, "verified", "");
}

/* Keep a verified person. */
static enum err
keep(struct identify *t)
{
	const char *misfit = ca_evidence_misfit(
	    &t->person, t->c.reference, t->c.phone, t->c.phone_kind);
	enum err r;

	if (misfit)
		return verdict(t, "rejected", misfit);
	if (strcmp(t->account.state, "active") != 0)
		return verdict(t, "rejected", "account");
	if ((r = row_build(t)))
		return r;
	r = db_tx(t->ca->db, store, t);
	fault_point("ca.evidence_stored");
	if (r == E_CONFLICT)
		return stored_before(t);
	if (r)
		return r;
	if (!t->row.name_matches)
		return verdict(t, "rejected", "mismatch");
	return verdict(t, "verified", "");
}

/*
 * The partner says no. Where it suspects fraud in what it had confirmed
 * before, everything that was issued on it goes at once.
 */
static enum err
refused(struct identify *t)
{
	const char *note = t->person.note;
	struct identification_row row = { 0 };
	struct sql_id id = { .id = t->in.case_ };
	enum err r;

	if (note == NULL || strcmp(note, "fraud") != 0)
		return verdict(t, "rejected", note);
	if ((r = load(t)))
		return r;
	if (ca_evidence_misfit(&t->person, t->c.reference, NULL, NULL))
		return verdict(t, "rejected", "reference");
	r = db_one(
	    t->ca->db, &ca_stmts[SQL_IDENTIFICATION], &id, &row, t->q->arena);
	if (r == E_OK &&
	    (strcmp(row.state, "active") == 0 ||
		strcmp(row.state, "verified") == 0))
		r = ca_withdraw(t->q, &row.account, CA_REASON_WITHDRAWN);
	if (r && r != E_NOTFOUND)
		return r;
	return verdict(t, "rejected", note);
}

enum err
ca_route_evidence(struct request *q)
{
	const struct call_row *call = &ca_calls[CA_EVIDENCE];
	struct identify t = { .ca = q->app, .q = q };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &t.in, &q->reason, q->arena)))
		return r;
	/* Who sent it comes first: a stranger learns of no case. */
	r = ca_evidence_verify(&t.ca->evidence, &t.in, &t.person, q->arena);
	if (r == E_CONFLICT)
		r = verdict(&t, "pending", t.person.note);
	else if (r == E_DENIED)
		r = refused(&t);
	else if (r == E_OK && (r = load(&t)) == E_OK)
		r = keep(&t);
	if (r)
		return r;
	log_line(LOG_EVENT, "ca.evidence", "state=%s reason=%s", t.out.state,
	    t.out.reason);
	return answer_json(q, call->out, call->nout, &t.out);
}
