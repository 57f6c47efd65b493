/*
 * What is shown when a page cannot be: one table from outcome or status to
 * page, and the way to log-in for those who are not logged in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/page.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/log.h"

struct fault_view {
	struct page page;
	const char *heading; /* key */
	const char *lead;    /* key */
	const char *request_id;
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(fault_view),
	FIELD(fault_view, heading, 80, 0),
	FIELD(fault_view, lead, 80, 0),
	FIELD(fault_view, request_id, 64, 0),
};

const struct page_def fault_page = { .id = PAGE_FAULT, .file = "fault.html",
	.title = "title.fault", .fields = fields, .nfields = COUNT(fields) };

/* Outcome, status, state of the page; texts are fault.WORD (style.md 5). */
const struct fault portal_faults[E__MAX] = {
	[E_OK]       = { E_OK,       500, "fault.bug" },
	[E_NOMEM]    = { E_NOMEM,    503, "fault.db" },
	[E_INPUT]    = { E_INPUT,    400, "fault.input" },
	[E_AUTH]     = { E_AUTH,     401, "fault.denied" },
	[E_DENIED]   = { E_DENIED,   403, "fault.denied" },
	[E_NOTFOUND] = { E_NOTFOUND, 404, "fault.notfound" },
	[E_CONFLICT] = { E_CONFLICT, 409, "fault.conflict" },
	[E_LIMIT]    = { E_LIMIT,    429, "fault.limit" },
	[E_PEER]     = { E_PEER,     503, "fault.peer" },
	[E_DB]       = { E_DB,       503, "fault.db" },
	[E_CRYPTO]   = { E_CRYPTO,   500, "fault.bug" },
	[E_BUG]      = { E_BUG,      500, "fault.bug" },
};

/* What the dispatcher refuses by itself: status and text. */
static const struct { int status; const char *word; } refused[] = {
	{ 400, "fault.input" },
	{ 403, "fault.denied" },
	{ 404, "fault.notfound" },
	{ 405, "fault.method" },
	{ 413, "fault.large" },
	{ 415, "fault.media" },
};
/* clang-format on */

/* Lead to log-in, and back here when this can be shown again. */
static enum err
lead_to_login(struct visit *v)
{
	struct buf b = BUF(1024);
	struct bytes back = v->q->method == GET ? v->q->path : bytes_of("/");
	enum err r;
	char *where;

	if ((r = buf_adds(&b, "/login?done=first&next=")) ||
	    (r = url_escape(&b, back)))
		goto out;
	where = arena_text(v->arena, buf_bytes(&b));
	r = where ? answer_redirect(v->q, where) : E_NOMEM;
out:
	buf_free(&b);
	return r;
}

static const char *
choose_word(const struct request *q, enum err r)
{
	if (q->reason && strcmp(q->reason, "csrf") == 0)
		return "fault.csrf";
	for (size_t i = 0; q->status && i < COUNT(refused); i++)
		if (refused[i].status == q->status)
			return refused[i].word;
	return portal_faults[r < E__MAX ? r : E_BUG].word;
}

static enum err
show(struct visit *v, enum err r)
{
	struct fault_view p = { .page = { .state = "fault" } };
	const char *word = choose_word(v->q, r);

	if (!v->q->status)
		v->q->status = portal_faults[r < E__MAX ? r : E_BUG].status;
	p.page.state = arena_str(v->arena, word);
	p.heading = word;
	p.lead = arena_printf(v->arena, "%s.help", word);
	p.request_id = v->q->request_id;
	if (!p.page.state || !p.lead)
		return E_NOMEM;
	if (v->q->status == 503 &&
	    (r = answer_header(v->q, "Retry-After", "30")))
		return r;
	return page_show(v, &fault_page, &p);
}

void
portal_fault(struct request *q, enum err r)
{
	struct visit *v;

	if (q->peer == PEER_CTL) {
		private_fault(q, r);
		return;
	}
	v = visit_enter_fault(q);
	if (v && r == E_AUTH && !q->status && lead_to_login(v) == E_OK)
		return;
	if (v && show(v, r) == E_OK)
		return;
	log_line(LOG_FAULT, "portal.fault_page", "err=%s", err_name(r));
	answer_clear(q);
	q->status = 500;
}
