/*
 * From an authentic event to the next state of its case.
 *
 * Rules: a final state stays, but for a later suspicion of fraud; an event
 * that is older than the last one applied, or would lead back, is noted and
 * nothing more. Success is for ca to believe.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_event_apply.h"

#include <string.h>

#include "modules/ident/ident_token.h"
#include "shared/base/clock.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/web/json.h"

#define SKEW_S      300
#define HEADERS_MAX 1024

/* clang-format off */
/* how it ended: state; decided by ca */
static const struct ending {
	const char *state;
	bool evidence;
} endings[] = {
	[OUTCOME_NONE]      = { NULL,        false },
	[OUTCOME_SUCCESS]   = { "verified",  true },
	[OUTCOME_REVIEW]    = { "review",    false },
	[OUTCOME_CANCELLED] = { "cancelled", false },
	[OUTCOME_REJECTED]  = { "failed",    false },
	[OUTCOME_FRAUD]     = { "fraud",     true },
	[OUTCOME_EXPIRED]   = { "expired",   false },
};
/* events on the way: state */
static const char *const on_the_way[] = {
	[EVENT_STARTED] = "started",     [EVENT_CONSENT] = "started",
	[EVENT_SUBMITTED] = "submitted", [EVENT_FINISHED] = NULL,
};
/* method of the case, of the event: on site is never offered by the portal */
static const char *const methods[][2] = {
	{ "video", "VIDEO" },       { "video", "EID" },
	{ "eid-partner", "EID" },   { "eid-partner", "VIDEO" },
	{ "pos", "POS" },
};

struct header_list {
	struct list headers;
};

static const struct field header_row[] = {
	FIELD(ca_header, name, 64, FLD_REQUIRED),
	FIELD(ca_header, value, 255, FLD_REQUIRED),
};
static const struct field header_list[] = {
	FIELD_LIST(header_list, headers, ca_header, header_row, 8),
};
/* clang-format on */

static struct ca_evidence
evidence_of(const struct ident_message *m, const char *kind)
{
	struct ca_evidence ev = { .kind = arena_str(m->a, kind),
		.headers = { m->headers, m->nheaders },
		.raw = m->raw };

	/* A case that nobody knows still needs an answer by who sent it. */
	if (m->known)
		ev.case_ = m->row.id;
	else
		random_id(&ev.case_);
	return ev;
}

enum err
ident_message_check(struct ident_message *m)
{
	struct call call = { .run_dir = m->s->r.common.run_dir,
		.request_id = m->request_id,
		.arena = m->a };
	struct ca_evidence ev = evidence_of(m, "check");
	struct ca_verdict verdict;

	return ca_evidence(&call, &ev, &verdict);
}

static bool
method_fits(const char *of_case, const char *of_event)
{
	size_t i;

	for (i = 0; i < COUNT(methods); i++)
		if (strcmp(methods[i][0], of_case) == 0 &&
		    strcmp(methods[i][1], of_event) == 0)
			return true;
	return false;
}

/* Rules between an event and its case; NULL when it fits. */
static const char *
misfit(const struct ident_message *m, const struct ident_event *e)
{
	const struct ident_row *row = &m->row;

	if (strcmp(e->event_id, m->event) != 0)
		return "rule";
	if (!m->known || row->reference == NULL ||
	    strcmp(row->reference, e->reference) != 0)
		return "unknown";
	if (!method_fits(row->method, e->method))
		return "method";
	if (e->occurred_at < row->created_at - SKEW_S ||
	    e->occurred_at > clock_now() + SKEW_S)
		return "time";
	return NULL;
}

static const char *
state_of(const struct ident_event *e)
{
	return e->outcome != OUTCOME_NONE ? endings[e->outcome].state
					  : on_the_way[e->type];
}

/* What keeps an event from having an effect; NULL when nothing does. */
static const char *
without_effect(const struct ident_row *row, const struct ident_event *e)
{
	const char *to = state_of(e);

	if (ident_is_final(row->state) && e->outcome != OUTCOME_FRAUD) {
		if (!ident_is_final(to) || strcmp(to, row->state) == 0 ||
		    (strcmp(to, "verified") == 0 &&
			(strcmp(row->state, "active") == 0 ||
			    strcmp(row->state, "mismatch") == 0)))
			return "late";
		log_line(LOG_FAULT, "ident.conflict", "state=%s event=%s",
		    row->state, to);
		return "conflict";
	}
	if (strcmp(row->state, "fraud") == 0)
		return "late";
	if (e->sequence <= row->sequence)
		return "stale";
	if (ident_rank(to) < ident_rank(row->state))
		return "late";
	return NULL;
}

static enum err
read_event(struct ident_message *m, struct ident_event *e, const char **outcome)
{
	struct xml_doc *doc = NULL;
	struct person person; /* for ca; not looked at here */
	const char *why;
	enum err r;

	*outcome = "malformed";
	if ((r = xml_parse(m->raw, &doc)))
		return r;
	*outcome = "rule";
	if ((r = ident_event_read(
		 xml_root(doc), m->s->event, e, &person, &why, m->a)))
		log_line(
		    LOG_WARN, "ident.event", "event=%s rule=%s", m->event, why);
	xml_free(doc);
	return r;
}

static struct ident_step
step_of(struct ident_message *m)
{
	return (struct ident_step){ .s = m->s,
		.row = &m->row,
		.provider = IDENT_PARTNER,
		.event = m->event,
		.request_id = m->request_id,
		.a = m->a };
}

static enum err
end_without(struct ident_message *m, const char *outcome)
{
	log_line(
	    LOG_EVENT, "ident.event", "event=%s outcome=%s", m->event, outcome);
	return ident_inbox_done(m->s->db, IDENT_PARTNER, m->event, outcome);
}

static enum err
take_step(
    struct ident_message *m, const struct ident_event *e, const char **outcome)
{
	struct ident_step step = step_of(m);
	struct ca_evidence ev;
	enum err r;

	step.sequence = e->sequence;
	step.to = state_of(e);
	if (e->outcome == OUTCOME_REJECTED)
		step.reason = "rejected";
	else if (ident_is_final(step.to))
		step.reason = step.to;
	if (strcmp(step.to, m->row.state) == 0)
		step.to = NULL;
	step.outcome = state_of(e);
	if (endings[e->outcome].evidence) {
		ev = evidence_of(m, "event");
		r = ident_flow_evidence(&step, &ev);
	} else {
		r = ident_flow_step(&step);
	}
	*outcome = step.outcome;
	return r;
}

enum err
ident_message_apply(struct ident_message *m, const char **outcome)
{
	struct ident_event e = { 0 };
	const char *why = NULL;
	enum err r;

	r = read_event(m, &e, &why);
	if (r == E_NOMEM)
		return r;
	if (r == E_OK && (why = misfit(m, &e)) == NULL)
		why = without_effect(&m->row, &e);
	if (why != NULL) {
		*outcome = why;
		return end_without(m, why);
	}
	fault_point("ident.event_read");
	r = take_step(m, &e, outcome);
	if (r == E_INPUT) {
		*outcome = "rule";
		return end_without(m, *outcome);
	}
	return r;
}

enum err
ident_message_headers(
    const struct ident_message *m, char **out, struct arena *a)
{
	struct header_list l = { { m->headers, m->nheaders } };
	struct buf b = BUF(HEADERS_MAX);
	enum err r;

	r = json_write(&b, header_list, COUNT(header_list), &l);
	if (r == E_OK && (*out = arena_text(a, buf_bytes(&b))) == NULL)
		r = E_NOMEM;
	buf_free(&b);
	return r;
}

enum err
ident_message_headers_read(struct ident_message *m, const char *json)
{
	struct header_list l = { { NULL, 0 } };
	enum err r;

	r = json_read(
	    bytes_of(json), header_list, COUNT(header_list), &l, NULL, m->a);
	m->headers = l.headers.rows;
	m->nheaders = l.headers.n;
	return r;
}

/* Events are bound to their id: a case may not be known yet. */
static enum err
event_id(const char *event, struct id *out)
{
	unsigned char sha[32];
	enum err r;

	if ((r = sha256(bytes_of(event), sha)))
		return r;
	memcpy(out->b, sha, sizeof(out->b));
	return E_OK;
}

enum err
ident_seal_message(struct ident *s, const struct ident_message *m,
    struct bytes *out, struct arena *a)
{
	struct id id;
	enum err r;

	if ((r = event_id(m->event, &id)))
		return r;
	return ident_seal(s, &id, m->raw, out, a);
}

enum err
ident_unseal_message(
    struct ident *s, struct ident_message *m, struct bytes sealed)
{
	struct id id;
	enum err r;

	if ((r = event_id(m->event, &id)))
		return r;
	return ident_unseal(s, &id, sealed, &m->raw, m->a);
}
