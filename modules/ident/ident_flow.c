/*
 * States and steps. See ident_flow.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_flow.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"

enum coins { COINS_KEEP, COINS_CAPTURE, COINS_VOID };

/* clang-format off */
/* state, rank, final, coins on entering it */
static const struct state {
	const char *name;
	int rank;
	bool final;
	enum coins coins;
} states[] = {
	{ "created",     0, false, COINS_KEEP },
	{ "started",     1, false, COINS_KEEP },
	{ "submitted",   4, false, COINS_KEEP },
	{ "review",      5, false, COINS_KEEP },
	{ "verified",    6, true,  COINS_CAPTURE },
	{ "mismatch",    6, true,  COINS_CAPTURE },
	{ "active",      7, true,  COINS_KEEP },
	{ "failed",      6, true,  COINS_VOID },
	{ "cancelled",   6, true,  COINS_VOID },
	{ "expired",     6, true,  COINS_VOID },
	{ "fraud",       8, true,  COINS_KEEP },
	{ "invalidated", 8, true,  COINS_KEEP },
};

/* verdict of ca, its reason (NULL: any), state of the case */
static const struct verdict {
	const char *state, *reason, *to;
} verdicts[] = {
	{ "verified", NULL,        "verified" },
	{ "rejected", "mismatch",  "mismatch" },
	{ "rejected", "cancelled", "cancelled" },
	{ "rejected", "expired",   "expired" },
	{ "rejected", "fraud",     "fraud" },
	{ "rejected", NULL,        "failed" },
};
/* clang-format on */

static const struct state *
find_state(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(states); i++)
		if (name != NULL && strcmp(states[i].name, name) == 0)
			return &states[i];
	return &states[0];
}

int
ident_rank(const char *state)
{
	return find_state(state)->rank;
}

bool
ident_is_final(const char *state)
{
	return find_state(state)->final;
}

static enum err
move_coins(struct db *db, const struct ident_step *step)
{
	enum coins coins = find_state(step->to)->coins;
	enum err r = E_OK;

	/* Fraud before anything was verified costs nothing either. */
	if (strcmp(step->to, "fraud") == 0 && !ident_is_final(step->row->state))
		coins = COINS_VOID;
	if (coins == COINS_CAPTURE)
		r = ident_coins_capture(db, &step->row->id);
	else if (coins == COINS_VOID)
		r = ident_coins_void(db, &step->row->id);
	if (r == E_OK && coins == COINS_CAPTURE)
		r = ident_case_life(db, &step->row->id, step->a);
	return r;
}

static enum err
note_audit(struct db *db, const struct ident_step *step)
{
	char id[33];
	struct audit audit = { .event = "ident.state",
		.subject = step->row->account,
		.outcome = step->to,
		.detail = step->reason,
		.request_id = step->request_id };

	id_text(&step->row->id, id);
	audit.object = arena_printf(step->a, "case:%s", id);
	return audit_add(db, &audit);
}

static enum err
step_tx(struct db *db, void *ctx)
{
	const struct ident_step *step = ctx;
	const struct ident_row *row = step->row;
	enum err r;

	if (step->store != NULL && (r = ident_inbox_insert(db, step->store)))
		return r;
	if (step->to != NULL) {
		if ((r = ident_case_move(db, row, step->to, step->reason,
			 ident_is_final(step->to))) ||
		    (r = move_coins(db, step)) || (r = note_audit(db, step)))
			return r;
	}
	if (step->sequence > 0 &&
	    (r = ident_case_sequence(db, &row->id, step->sequence)))
		return r;
	if (step->attempt != NULL && row->attempt != NULL &&
	    (r = ident_attempt_end(db, &row->id, step->attempt)))
		return r;
	if (step->event == NULL)
		return E_OK;
	return ident_inbox_done(db, step->provider, step->event, step->outcome);
}

enum err
ident_flow_step(struct ident_step *step)
{
	enum err r = db_tx(step->s->db, step_tx, step);

	if (r != E_OK)
		return r;
	if (step->to != NULL) {
		log_line(LOG_EVENT, "ident.state", "from=%s to=%s reason=%s",
		    step->row->state, step->to,
		    step->reason ? step->reason : "");
		step->row->state = arena_str(step->a, step->to);
	}
	return E_OK;
}

static struct call
call_of(const struct ident_step *step)
{
	return (struct call){ .run_dir = step->s->r.common.run_dir,
		.request_id = step->request_id,
		.arena = step->a };
}

void
ident_flow_issue(struct ident_step *step)
{
	struct call call = call_of(step);
	struct ca_issued issued = { 0 };
	struct ident_step active = { .s = step->s,
		.row = step->row,
		.to = "active",
		.request_id = step->request_id,
		.a = step->a };
	enum err r;

	fault_point("ident.before_issue");
	if ((r = ca_issue(&call, &step->row->id, &issued))) {
		log_line(LOG_WARN, "ident.issue", "outcome=%s reason=%s",
		    err_name(r), call.reason ? call.reason : "");
		return;
	}
	fault_point("ident.after_issue");
	if (issued.state == NULL || strcmp(issued.state, "active") != 0)
		return;
	if ((r = ident_flow_step(&active)) && r != E_CONFLICT)
		log_line(LOG_WARN, "ident.active", "outcome=%s", err_name(r));
}

/* Choose the step that a verdict asks for; NULL: nothing is decided. */
static const struct verdict *
find_verdict(const struct ca_verdict *v)
{
	size_t i;

	for (i = 0; i < COUNT(verdicts); i++)
		if (strcmp(verdicts[i].state, v->state) == 0 &&
		    (verdicts[i].reason == NULL ||
			(v->reason != NULL &&
			    strcmp(verdicts[i].reason, v->reason) == 0)))
			return &verdicts[i];
	return NULL;
}

enum err
ident_flow_evidence(struct ident_step *step, const struct ca_evidence *ev)
{
	struct call call = call_of(step);
	struct ca_verdict verdict = { 0 };
	const struct verdict *v;
	enum err r;

	fault_point("ident.before_evidence");
	if ((r = ca_evidence(&call, ev, &verdict))) {
		log_line(LOG_WARN, "ident.evidence", "outcome=%s reason=%s",
		    err_name(r), call.reason ? call.reason : "");
		/* E_CONFLICT: it has counted for another case. */
		return r == E_CRYPTO ? E_AUTH : r == E_CONFLICT ? E_INPUT : r;
	}
	fault_point("ident.after_evidence");
	if ((v = find_verdict(&verdict)) == NULL)
		return E_PEER;
	step->to = v->to;
	step->reason = strcmp(v->to, "verified") == 0 ? NULL : verdict.reason;
	step->attempt =
	    strcmp(verdict.state, "verified") == 0 ? "done" : "failed";
	step->outcome = v->to;
	if ((r = ident_flow_step(step)))
		return r;
	fault_point("ident.after_verified");
	if (strcmp(step->row->state, "verified") == 0)
		ident_flow_issue(step);
	return E_OK;
}
