/*
 * Revocation: the key is destroyed first, then the certificate is revoked.
 *
 * In this order nothing can be signed with a key whose certificate is
 * revoked; a crash in between leaves a valid certificate without a key, and
 * the caller asks again. OCSP tells at once, a CRL follows within a minute.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ca/ca.h"
#include "modules/ca/ca_sql.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/model/signer_call.h"
#include "shared/web/json.h"

#define LIVE_MAX 256

/* Reasons that people and operators may give (RFC 5280 5.3.1). */
#define REASON_KEY_COMPROMISE 1
static const int64_t reasons[] = { 0, REASON_KEY_COMPROMISE, 3, 4,
	CA_REASON_CESSATION, CA_REASON_WITHDRAWN };

/* One revocation on its way. */
struct revoke {
	struct ca *ca;
	struct request *q;
	struct cert_row row;
};

static bool
reason_allowed(int64_t reason)
{
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i] == reason)
			return true;
	return false;
}

/* Mark the row and record it. */
static enum err
mark(struct db *db, void *ctx)
{
	struct revoke *t = ctx;
	struct audit e = { .event = "certificate.revoked",
		.subject = t->row.account,
		.outcome = "ok",
		.request_id = t->q->request_id };
	int64_t changed = 0;
	char id[33];
	enum err r;

	t->row.revoked_at = clock_now();
	if ((r = db_run(db, &ca_stmts[SQL_CERT_REVOKE], &t->row, &changed)))
		return r;
	if (!changed)
		return E_OK; /* somebody was faster */
	id_text(&t->row.id, id);
	e.object = arena_printf(t->q->arena, "certificate:%s", id);
	e.detail = arena_printf(t->q->arena, "level=%s reason=%d", t->row.level,
	    (int)t->row.reason);
	return audit_add(db, &e);
}

/* Destroy the key, then revoke. */
static enum err
revoke_row(struct revoke *t)
{
	struct call c = { .run_dir = t->ca->r.common.run_dir,
		.request_id = t->q->request_id,
		.arena = t->q->arena };
	enum err r;

	if (!id_none(&t->row.sign_key)) {
		r = signer_key_destroy(&c, &t->row.sign_key);
		if (r && r != E_NOTFOUND)
			return r;
		fault_point("ca.key_destroyed");
	}
	if ((r = db_tx(t->ca->db, mark, t)))
		return r;
	fault_point("ca.revoked");
	log_line(LOG_EVENT, "ca.revoked", "level=%s reason=%d", t->row.level,
	    (int)t->row.reason);
	return E_OK;
}

enum err
ca_route_revoke(struct request *q)
{
	const struct call_row *call = &ca_calls[CA_REVOKE];
	struct revoke t = { .ca = q->app, .q = q };
	struct ca_revoke in = { 0 };
	struct sql_id id;
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)))
		return r;
	if (!reason_allowed(in.reason)) {
		q->reason = "reason";
		return log_err(
		    E_INPUT, "ca.revoke", "reason=%lld", (long long)in.reason);
	}
	id.id = in.certificate;
	if ((r = db_one(
		 t.ca->db, &ca_stmts[SQL_CERT_BY_ID], &id, &t.row, q->arena)))
		return r;
	if (id_none(&t.row.account) || !id_eq(&t.row.account, &in.account))
		return E_NOTFOUND;
	t.row.reason = in.reason;
	if (strcmp(t.row.state, "revoked") != 0 && (r = revoke_row(&t)))
		return r;
	return answer_json(q, NULL, 0, NULL);
}

/* Void the identification, and record that the account is closed to ca. */
static enum err
void_tx(struct db *db, void *ctx)
{
	struct revoke *t = ctx;
	struct sql_id id = { .id = t->row.account };
	struct audit e = { .event = "identification.void",
		.subject = t->row.account,
		.outcome = "ok",
		.request_id = t->q->request_id };
	int64_t changed = 0;
	enum err r;

	if ((r = db_run(db, &ca_stmts[SQL_IDENTIFICATION_VOID], &id, &changed)))
		return r;
	return changed ? audit_add(db, &e) : E_OK;
}

/*
 * The identification goes first: while certificates are being revoked,
 * nothing new may be issued on it.
 */
enum err
ca_withdraw(struct request *q, const struct id *account, int64_t reason)
{
	struct revoke t = { .ca = q->app, .q = q };
	struct sql_id id = { .id = *account };
	struct list live = { 0 };
	const struct cert_row *rows;
	enum err r;

	t.row.account = *account;
	if ((r = db_tx(t.ca->db, void_tx, &t)) ||
	    (r = db_all(t.ca->db, &ca_stmts[SQL_CERT_OF_ACCOUNT], &id,
		 sizeof(struct cert_row), LIVE_MAX, &live, q->arena)))
		return r;
	rows = live.rows;
	for (size_t i = 0; i < live.n; i++) {
		t.row = rows[i];
		t.row.reason = reason;
		if ((r = revoke_row(&t)))
			return r;
	}
	return E_OK;
}

enum err
ca_route_close(struct request *q)
{
	const struct call_row *call = &ca_calls[CA_CLOSE];
	struct ca_account in = { 0 };
	enum err r;

	if ((r = json_read(
		 q->body, call->in, call->nin, &in, &q->reason, q->arena)) ||
	    (r = ca_withdraw(q, &in.account, CA_REASON_CESSATION)))
		return r;
	return answer_json(q, NULL, 0, NULL);
}
