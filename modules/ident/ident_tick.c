/*
 * POST /tick: what time, silence or a crash left behind.
 *
 * Open cases past their time expire; a getResult that never ended is lost;
 * answers and events that were stored but not applied are applied; verified
 * cases without certificates are issued.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ident/ident.h"
#include "modules/ident/ident_event_apply.h"
#include "modules/ident/ident_token.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/web/json.h"

#define LOST_S  60 /* getResult takes 37 s at most */
#define APPLY_S 45 /* let whoever stored it finish first */
#define ISSUE_S 5

struct report {
	int64_t expired;
	int64_t lost;
	int64_t applied;
	int64_t issued;
};

/* clang-format off */
static const struct field report_fields[] = {
	FIELD(report, expired, INT64_MAX, 0),
	FIELD(report, lost, INT64_MAX, 0),
	FIELD(report, applied, INT64_MAX, 0),
	FIELD(report, issued, INT64_MAX, 0),
};
/* clang-format on */

static struct ident_step
step_of(struct request *q, struct ident_row *row)
{
	return (struct ident_step){ .s = q->app,
		.row = row,
		.request_id = q->request_id,
		.a = q->arena };
}

/* End all cases that are due; somebody else may have been faster. */
static enum err
end_all(struct request *q, enum ident_due what, int64_t before, const char *to,
    const char *reason, int64_t *n)
{
	struct ident *s = q->app;
	struct ident_step step;
	struct list due;
	struct ident_row *row;
	enum err r;
	size_t i;

	if ((r = ident_case_due(s->db, what, before, &due, q->arena)))
		return r;
	row = due.rows;
	for (i = 0; i < due.n; i++) {
		step = step_of(q, &row[i]);
		step.to = to;
		step.reason = reason;
		step.attempt = "failed";
		r = ident_flow_step(&step);
		if (r != E_OK && r != E_CONFLICT)
			return r;
		*n += r == E_OK;
	}
	return E_OK;
}

/* An answer of the eID server that ca has not judged yet. */
static enum err
apply_answer(struct request *q, struct ident_inbox *in)
{
	struct ident *s = q->app;
	struct ident_row row = { 0 };
	struct ident_step step = step_of(q, &row);
	struct ca_evidence ev = { .kind = arena_str(q->arena, "eid") };
	enum err r;

	if (id_read(bytes_of(in->event), &ev.case_) ||
	    (r = ident_case_by_id(s->db, &ev.case_, &row, q->arena)) ||
	    ident_is_final(row.state))
		return ident_inbox_done(s->db, in->provider, in->event, "late");
	if ((r = ident_unseal(s, &row.id, in->raw, &ev.raw, q->arena)))
		return r;
	step.provider = in->provider;
	step.event = in->event;
	r = ident_flow_evidence(&step, &ev);
	if (r != E_AUTH && r != E_INPUT)
		return r;
	step.to = "failed";
	step.reason = "evidence";
	step.attempt = "failed";
	step.outcome = "failed";
	return ident_flow_step(&step);
}

/* An event that was noted but not applied; ca checks its time, too. */
static enum err
apply_event(struct request *q, struct ident_inbox *in)
{
	struct ident *s = q->app;
	struct ident_message m = { .s = s,
		.event = in->event,
		.a = q->arena,
		.request_id = q->request_id };
	const char *outcome;
	char reference[10];
	enum err r;

	if ((r = ident_message_headers_read(&m, in->headers)) ||
	    (r = ident_unseal_message(s, &m, in->raw)))
		return r;
	if (ident_event_reference(m.raw, reference) == E_OK) {
		r = ident_case_by_reference(s->db, reference, &m.row, q->arena);
		m.known = r == E_OK;
	}
	return ident_message_apply(&m, &outcome);
}

static enum err
apply_all(struct request *q, const char *provider,
    enum err (*apply)(struct request *q, struct ident_inbox *in), int64_t *n)
{
	struct ident *s = q->app;
	struct list due;
	struct ident_inbox *in;
	enum err r;
	size_t i;

	if ((r = ident_inbox_waiting(
		 s->db, provider, clock_now() - APPLY_S, &due, q->arena)))
		return r;
	in = due.rows;
	for (i = 0; i < due.n; i++) {
		in[i].provider = provider;
		if ((r = apply(q, &in[i])))
			log_line(LOG_WARN, "ident.tick", "event=%s outcome=%s",
			    in[i].event, err_name(r));
		*n += r == E_OK;
	}
	return E_OK;
}

static enum err
issue_all(struct request *q, int64_t *n)
{
	struct ident *s = q->app;
	struct ident_step step;
	struct list due;
	struct ident_row *row;
	enum err r;
	size_t i;

	if ((r = ident_case_due(
		 s->db, DUE_VERIFIED, clock_now() - ISSUE_S, &due, q->arena)))
		return r;
	row = due.rows;
	for (i = 0; i < due.n; i++) {
		step = step_of(q, &row[i]);
		ident_flow_issue(&step);
		*n += strcmp(row[i].state, "active") == 0;
	}
	return E_OK;
}

enum err
ident_tick_run(struct request *q)
{
	struct report report = { 0 };
	int64_t now = clock_now();
	enum err r;

	if ((r = end_all(
		 q, DUE_EXPIRED, now, "expired", "expired", &report.expired)) ||
	    (r = end_all(
		 q, DUE_LOST, now - LOST_S, "failed", "lost", &report.lost)) ||
	    (r = apply_all(q, "eid-server", apply_answer, &report.applied)) ||
	    (r = apply_all(q, IDENT_PARTNER, apply_event, &report.applied)) ||
	    (r = issue_all(q, &report.issued)))
		return r;
	return answer_json(q, report_fields, COUNT(report_fields), &report);
}
