/*
 * POST /ident/identity-tm/events: the partner tells what happened.
 *
 * First ca says who sent it (it alone has the secret), then the message is
 * noted once for ever, then it is read, then the case moves. What a crash
 * interrupts the partner sends again, or the tick applies.
 *
 * Standard Webhooks 1.0, ident-event.xsd.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ident/ident_event_apply.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/web/json.h"

static bool
is_xml(struct bytes media)
{
	struct bytes type, rest;

	bytes_cut(media, ';', &type, &rest);
	return bytes_eqs(type, "application/xml") ||
	    bytes_eqs(type, "text/xml");
}

static enum err
refuse(struct request *q, int status, const char *why)
{
	q->status = status;
	q->reason = why;
	return answer_body(q, "text/plain", bytes_of(why));
}

/* Collect what was signed beside the body. */
static enum err
take_headers(struct request *q, struct ident_message *m)
{
	static const char *const names[] = { "webhook-id", "webhook-timestamp",
		"webhook-signature" };
	const char *value;
	size_t i;

	m->headers =
	    arena_array(q->arena, COUNT(names), sizeof(struct ca_header));
	if (m->headers == NULL)
		return E_NOMEM;
	for (i = 0; i < COUNT(names); i++) {
		value = request_header(q, names[i]);
		if (value == NULL || strlen(value) > 255)
			return E_AUTH;
		m->headers[i].name = arena_str(q->arena, names[i]);
		m->headers[i].value = arena_str(q->arena, value);
	}
	m->nheaders = COUNT(names);
	m->event = m->headers[0].value;
	return strlen(m->event) <= 64 ? E_OK : E_AUTH;
}

/* Find the case that it names; an unknown one stays unset. */
static enum err
find_case(struct ident *s, struct ident_message *m, struct arena *a)
{
	char reference[10];
	enum err r;

	if (ident_event_reference(m->raw, reference))
		return E_OK;
	r = ident_case_by_reference(s->db, reference, &m->row, a);
	m->known = r == E_OK;
	return r == E_NOTFOUND ? E_OK : r;
}

/*
 * Note the message before anything is done with it. Returns E_CONFLICT for
 * the same id with another body, and sets *done when it was applied before.
 */
static enum err
note(struct ident *s, struct ident_message *m, struct ident_inbox *in,
    struct arena *a)
{
	struct ident_inbox old;
	unsigned char *sha = arena_alloc(a, 32);
	enum err r;

	if (sha == NULL)
		return E_NOMEM;
	*in = (struct ident_inbox){ .provider = IDENT_PARTNER,
		.event = m->event,
		.received_at = clock_now(),
		.body_sha256 = bytes_at(sha, 32) };
	if ((r = sha256(m->raw, sha)) ||
	    (r = ident_message_headers(m, &in->headers, a)) ||
	    (r = ident_seal_message(s, m, &in->raw, a)))
		return r;
	if ((r = ident_inbox_insert(s->db, in)) != E_CONFLICT)
		return r;
	if ((r = ident_inbox_find(s->db, IDENT_PARTNER, m->event, &old, a)))
		return r;
	if (!bytes_eq(old.body_sha256, in->body_sha256))
		return log_err(
		    E_CONFLICT, "ident.event_reused", "event=%s", m->event);
	in->processed_at = old.processed_at;
	in->outcome = old.outcome;
	return old.processed_at ? E_OK : ident_inbox_headers(s->db, in);
}

/* clang-format off */
/* what came of it, status */
static const struct {
	const char *outcome;
	int status;
} statuses[] = {
	{ "malformed", 400 }, { "rule", 422 }, { "method", 422 },
	{ "time", 422 },      { "unknown", 404 },
};
/* clang-format on */

static enum err
answer_outcome(struct request *q, const char *outcome)
{
	size_t i;

	for (i = 0; outcome != NULL && i < COUNT(statuses); i++)
		if (strcmp(statuses[i].outcome, outcome) == 0)
			return refuse(q, statuses[i].status, outcome);
	q->reason = outcome;
	return answer_body(q, "text/plain", bytes_of(""));
}

/*
 * The case moved under us. Most often the same message came twice at once
 * and the other one was applied; else let the partner send it again.
 */
static enum err
applied_meanwhile(struct ident_message *m, const char **outcome)
{
	struct ident_inbox now;
	enum err r;

	if ((r = ident_inbox_find(
		 m->s->db, IDENT_PARTNER, m->event, &now, m->a)))
		return r;
	*outcome = now.outcome;
	return now.processed_at ? E_OK : E_DB;
}

enum err
ident_event_run(struct request *q)
{
	struct ident *s = q->app;
	struct ident_message m = { .s = s,
		.raw = q->body,
		.a = q->arena,
		.request_id = q->request_id };
	struct ident_inbox in;
	const char *outcome = NULL;
	enum err r;

	if (!is_xml(q->media) || request_header(q, "content-encoding") != NULL)
		return refuse(q, 415, "media type");
	if (q->body.n == 0)
		return refuse(q, 400, "empty");
	if ((r = take_headers(q, &m)) || (r = find_case(s, &m, q->arena)) ||
	    (r = ident_message_check(&m)))
		return r;
	fault_point("ident.event_checked");
	if ((r = note(s, &m, &in, q->arena)))
		return r;
	fault_point("ident.event_noted");
	if (in.processed_at)
		return answer_outcome(q, in.outcome);
	r = ident_message_apply(&m, &outcome);
	if (r == E_CONFLICT)
		r = applied_meanwhile(&m, &outcome);
	return r ? r : answer_outcome(q, outcome);
}
