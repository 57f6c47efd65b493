/*
 * POST /tick: housekeeping. Releases that nobody finished in time are given
 * up; values are dropped five days after their release, and what they had
 * reserved is given back when their batch was never finished.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/signer/activation.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/web/json.h"

/* What the transaction works on. */
struct drop_step {
	struct request *q;
	struct id id;
	bool voided;
};

/* Say whether a batch's coins are still only reserved. */
static enum err
still_pending(struct drop_step *t, struct signer *s, bool *out)
{
	struct sql_reference in;
	struct sql_state transfer = { 0 };
	char id[33];
	enum err r;

	id_text(&t->id, id);
	in.reference = arena_printf(t->q->arena, "sign:%s", id);
	if (in.reference == NULL)
		return E_NOMEM;
	r = db_one(
	    s->db, &signer_stmts[SQL_COINS_STATE], &in, &transfer, t->q->arena);
	*out = r == E_OK && strcmp(transfer.state, "pending") == 0;
	return r == E_NOTFOUND ? E_OK : r;
}

/* Drop the values; an unfinished batch gets its coins back, and an alarm. */
static enum err
drop_tx(struct db *db, void *ctx)
{
	struct drop_step *t = ctx;
	struct signer *s = t->q->app;
	struct sql_id in = { .id = t->id };
	struct activation v = { 0 };
	enum err r;

	if ((r = activation_load(s, &t->id, true, &v, t->q->arena)) ||
	    (r = still_pending(t, s, &t->voided)) ||
	    (r = db_run(db, &signer_stmts[SQL_VALUES_DROP], &in, NULL)))
		return r;
	if (!t->voided)
		return activation_audit(
		    t->q, &v.row, "release.values_dropped", "ok");
	if ((r = db_run(db, &signer_stmts[SQL_COINS_VOID], &in, NULL)))
		return r;
	return activation_audit(
	    t->q, &v.row, "release.never_finished", "alarm");
}

/* Drop what is due; one that fails does not keep the others. */
static void
drop_all(struct request *q, const struct list *due, struct signer_report *out)
{
	const struct sql_id *row = due->rows;
	struct signer *s = q->app;

	for (size_t i = 0; i < due->n; i++) {
		struct drop_step t = { .q = q, .id = row[i].id };

		if (db_tx(s->db, drop_tx, &t) != E_OK)
			continue;
		out->dropped++;
		out->voided += t.voided;
		if (t.voided)
			log_line(LOG_FAULT, "release.never_finished",
			    "coins given back");
	}
}

enum err
route_tick(struct request *q)
{
	const struct call_row *call = &signer_calls[SIGNER_TICK];
	struct signer *s = q->app;
	struct sql_at stale = { .at = clock_now() - TICKET_LIFE_S };
	struct sql_at old = { .at = clock_now() - VALUES_LIFE_S };
	struct signer_report out = { 0 };
	struct list due = { 0 };
	enum err r;

	if ((r = db_run(
		 s->db, &signer_stmts[SQL_ACTIVATION_STALE], &stale, NULL)) ||
	    (r = db_all(s->db, &signer_stmts[SQL_VALUES_OLD], &old,
		 sizeof(struct sql_id), 100, &due, q->arena)))
		return r;
	drop_all(q, &due, &out);
	return answer_json(q, call->out, call->nout, &out);
}
