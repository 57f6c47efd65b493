/*
 * Identification: what is valid, how to prove who one is, what to accept,
 * and the wait for the partner.
 *
 * The link into the partner's hands is shown, not followed by itself: a
 * person should see where they are going.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/input.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/model/certificates.h"
#include "shared/model/ident_call.h"

struct ident_view {
	struct page page;
	bool valid;
	bool certified; /* certificates are there */
	bool again;     /* valid already: the form is for the next one */
	bool folded;    /* the form waits until it is asked for */
	const char *valid_until;
	const char *nonce;
	const char *phone;
	struct list methods; /* struct choice_row */
	const char *method_error;
	struct list boxes; /* struct input_row */
};

struct waiting_view {
	struct page page;
	const char *heading;    /* key */
	const char *lead;       /* key */
	const char *link;       /* into the partner's hands */
	const char *link_label; /* key */
	const char *reference;
	bool other;
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(ident_view),
	FIELD(ident_view, valid, 0, 0),
	FIELD(ident_view, certified, 0, 0),
	FIELD(ident_view, again, 0, 0),
	FIELD(ident_view, folded, 0, 0),
	FIELD(ident_view, valid_until, 80, 0),
	FIELD(ident_view, nonce, 32, 0),
	FIELD(ident_view, phone, 20, 0),
	FIELD_LIST(ident_view, methods, choice_row, choice_row_fields, 3),
	FIELD(ident_view, method_error, 80, 0),
	FIELD_LIST(ident_view, boxes, input_row, input_row_fields, 12),
};

static const struct field waiting_fields[] = {
	PAGE_FIELDS(waiting_view),
	FIELD(waiting_view, heading, 80, 0),
	FIELD(waiting_view, lead, 80, 0),
	FIELD(waiting_view, link, 2048, 0),
	FIELD(waiting_view, link_label, 80, 0),
	FIELD(waiting_view, reference, 20, 0),
	FIELD(waiting_view, other, 0, 0),
};

const struct page_def identification_page = { .id = PAGE_IDENTIFICATION,
	.file = "identification.html", .title = "title.identification",
	.nav = "/identification", .fields = fields,
	.nfields = COUNT(fields) };
const struct page_def identification_waiting_page = {
	.id = PAGE_IDENTIFICATION_WAITING,
	.file = "identification-waiting.html",
	.title = "title.identification", .nav = "/identification",
	.fields = waiting_fields, .nfields = COUNT(waiting_fields) };

static const struct choice_row methods[] = {
	{ .value = "eid", .label = "identification.eid",
	  .hint = "identification.eid.hint" },
	{ .value = "video", .label = "identification.video",
	  .hint = "identification.video.hint" },
	{ .value = "eid-partner", .label = "identification.partner",
	  .hint = "identification.partner.hint" },
};

/* Boxes, and what is said when one is not ticked: "error.accept_CODE". */
#define BOX(code, f) { .name = "accept_" code, .label = "accept." code, \
	.flags = INPUT_BOX | (f), .href = "/terms/" code, \
	.link = "legal." code }
static const struct input boxes[] = {
	BOX("terms", INPUT_REQUIRED),
	BOX("export", INPUT_REQUIRED),
	BOX("cp", INPUT_REQUIRED),
	BOX("cps", INPUT_REQUIRED),
	BOX("pki-info", INPUT_REQUIRED),
	BOX("subscriber", INPUT_REQUIRED),
	BOX("privacy", INPUT_REQUIRED),
	BOX("partner-privacy", 0),
	{ .name = "consent_certificates", .label = "identification.consent",
	  .flags = INPUT_BOX | INPUT_REQUIRED },
};

/* What the latest attempt came to, and what is said about it. */
static const struct { const char *state, *reason, *key; } outcomes[] = {
	{ "failed",      "document", "ident.document" },
	{ "failed",      NULL,       "ident.failed" },
	{ "fraud",       NULL,       "ident.failed" },
	{ "cancelled",   NULL,       "ident.cancelled" },
	{ "expired",     NULL,       "ident.expired" },
	{ "mismatch",    NULL,       "ident.mismatch" },
	{ "invalidated", NULL,       "ident.invalidated" },
};

/* Attempts that are under way: state, method (NULL any), page's texts. */
static const struct {
	const char *state, *method, *page, *heading, *lead;
} underway[] = {
	{ "created",   "eid", "identification-started", "waiting.eid.heading",
	  "waiting.eid.lead" },
	{ "started",   "eid", "identification-started", "waiting.eid.heading",
	  "waiting.eid.lead" },
	{ "created",   NULL, "identification-started", "waiting.video.heading",
	  "waiting.video.lead" },
	{ "started",   NULL, "identification-started", "waiting.video.heading",
	  "waiting.video.lead" },
	{ "submitted", NULL, "identification-waiting",
	  "waiting.review.heading", "waiting.review.lead" },
	{ "review",    NULL, "identification-waiting",
	  "waiting.review.heading", "waiting.review.lead" },
	{ "verified",  NULL, "identification-issuing",
	  "waiting.issue.heading", "waiting.issue.lead" },
};
/* clang-format on */

/* The methods with their prices; an included identification costs nothing. */
static enum err
fill_methods(struct visit *v, struct ident_view *p, const struct form *form)
{
	struct bytes chosen =
	    form ? form_value(form, "method") : bytes_of("eid");
	struct choice_row *row;
	enum err r = choice_rows(
	    v, "method", methods, COUNT(methods), chosen, &p->methods);

	if (r)
		return r;
	row = p->methods.rows;
	row[0].price = visit_text(v, "identification.free");
	for (size_t i = 1; i < p->methods.n; i++)
		row[i].price = v->coins.identifications
		    ? visit_text(v, "identification.included")
		    : visit_coins(v, COINS_IDENT);
	return row[1].price ? E_OK : E_NOMEM;
}

static enum err
fill_offer(struct visit *v, struct ident_view *p, const struct form *form,
    const struct refusals *f)
{
	struct id nonce;
	char hex[33];
	enum err r;

	random_id(&nonce);
	id_text(&nonce, hex);
	p->nonce = arena_str(v->arena, hex);
	p->phone = v->account.phone;
	p->method_error = refused_text(f, "method");
	if ((r = p->nonce ? E_OK : E_NOMEM) || (r = fill_methods(v, p, form)) ||
	    (r = input_rows(v, boxes, COUNT(boxes), form, f, &p->boxes)))
		return r;
	return f ? refusals_show(v, f, &p->page) : E_OK;
}

static enum err
fill_valid(
    struct visit *v, const struct identification_state *s, struct ident_view *p)
{
	p->valid = strcmp(s->state, "active") == 0;
	if (!p->valid)
		return E_OK;
	p->certified = true;
	p->again = true;
	p->valid_until = lang_date(v->arena, v->lang, s->valid_until_at);
	return p->valid_until ? E_OK : E_NOMEM;
}

/* Say what the latest attempt came to, if that is news. */
static enum err
fill_outcome(
    struct visit *v, const struct identification_state *s, struct ident_view *p)
{
	if (!s->attempt_state || (p->valid && s->verified_at > s->attempt_at))
		return E_OK;
	for (size_t i = 0; i < COUNT(outcomes); i++) {
		if (strcmp(outcomes[i].state, s->attempt_state) != 0)
			continue;
		if (outcomes[i].reason &&
		    (!s->attempt_reason ||
			strcmp(outcomes[i].reason, s->attempt_reason) != 0))
			continue;
		p->page.state = arena_printf(
		    v->arena, "identification-%s", s->attempt_state);
		return page_problem(v, &p->page, outcomes[i].key);
	}
	return E_OK;
}

static enum err
show(struct visit *v, const struct identification_state *s,
    struct ident_view *p, const struct form *form, const struct refusals *f)
{
	enum err r;

	p->page.state = "identification";
	page_done(v, &p->page);
	if ((r = fill_valid(v, s, p)))
		return r;
	if (p->valid)
		p->page.state = "identification-valid";
	p->folded = p->valid && !form;
	if ((!p->page.problem && (r = fill_outcome(v, s, p))) ||
	    (r = fill_offer(v, p, form, f)))
		return r;
	return page_show(v, &identification_page, p);
}

/* Find the page of an attempt that is under way; false when none is. */
static bool
find_underway(const struct identification_state *s, struct waiting_view *p)
{
	for (size_t i = 0; s->attempt_state && i < COUNT(underway); i++) {
		if (strcmp(underway[i].state, s->attempt_state) != 0)
			continue;
		if (underway[i].method && s->attempt_method &&
		    strcmp(underway[i].method, s->attempt_method) != 0)
			continue;
		p->page.state = underway[i].page;
		p->heading = underway[i].heading;
		p->lead = underway[i].lead;
		return true;
	}
	return false;
}

enum err
identification_get(struct request *q)
{
	struct waiting_view wait = { .other = true };
	struct ident_view p = { 0 };
	struct identification_state s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) ||
	    (r = identification_load(v->m, &v->account.id, &s, v->arena)))
		return r;
	if (!visit_asks(v, "other", "1") && find_underway(&s, &wait)) {
		wait.page.refresh = "5";
		wait.page.poll = "/identification";
		wait.reference = s.attempt_reference;
		wait.other =
		    strcmp(wait.page.state, "identification-started") == 0;
		return page_show(v, &identification_waiting_page, &wait);
	}
	return show(v, &s, &p, NULL, NULL);
}

static bool
is_method(const char *method)
{
	for (size_t i = 0; i < COUNT(methods); i++)
		if (strcmp(methods[i].value, method) == 0)
			return true;
	return false;
}

/* Refuse the box that stands for a document unless it is ticked. */
static enum err
check_box(struct visit *v, const char *code, struct refusals *f)
{
	bool consent = strcmp(code, "certificates") == 0;
	const char *name = "consent_certificates";
	const char *text = "error.consent_certificates";

	if (!consent) {
		name = arena_printf(v->arena, "accept_%s", code);
		text = arena_printf(v->arena, "error.accept_%s", code);
	}
	if (!name || !text)
		return E_NOMEM;
	if (!form_value(&v->form, name).n)
		refuse(f, name, text);
	return E_OK;
}

/* Read the form: a method, and every box of that method ticked. */
static enum err
read_form(struct visit *v, char **method, struct refusals *f)
{
	const char *const *codes;
	enum err r;

	*method = arena_text(v->arena, form_value(&v->form, "method"));
	if (!*method)
		return E_NOMEM;
	if (!is_method(*method))
		refuse(f, "method", "error.method");
	codes = terms_for_method(is_method(*method) ? *method : "eid");
	for (size_t i = 0; codes && codes[i]; i++)
		if ((r = check_box(v, codes[i], f)))
			return r;
	return check_box(v, "certificates", f);
}

/* Store what was accepted, then ask ident. */
static enum err
start(struct visit *v, char *method, struct ident_started *out)
{
	struct call c = { .run_dir = v->m->run_dir,
		.request_id = v->m->request_id,
		.arena = v->arena };
	struct ident_start in = { .account = v->account.id, .method = method };
	enum err r;

	in.lang = arena_str(v->arena, lang_code(v->lang));
	in.session = hex_text(v->arena, v->session.token);
	if (!in.lang || !in.session)
		return E_NOMEM;
	if (id_read(form_value(&v->form, "nonce"), &in.nonce))
		random_id(&in.nonce);
	if ((r = terms_accept(v->m, &v->account.id, &in.nonce,
		 terms_for_method(method), in.lang)))
		return r;
	return ident_start(&c, &in, out);
}

/* Where it goes on: the person follows the link; script follows the state. */
static enum err
show_started(struct visit *v, const char *method, const char *link)
{
	bool eid = strcmp(method, "eid") == 0;
	struct waiting_view p = { .page = { .state = "identification-started",
				      .poll = "/identification" },
		.link = link };

	p.heading = eid ? "waiting.eid.heading" : "waiting.video.heading";
	p.lead = eid ? "waiting.eid.lead" : "waiting.video.lead";
	p.link_label = eid ? "waiting.eid.link" : "waiting.video.link";
	return page_show(v, &identification_waiting_page, &p);
}

/* What stands in the way of starting: the form again, with the reason. */
static enum err
show_refusal(struct visit *v, enum err why, const struct refusals *f)
{
	struct identification_state s;
	struct ident_view p = { 0 };
	enum err r;

	if ((r = identification_load(v->m, &v->account.id, &s, v->arena)))
		return r;
	if (why == E_LIMIT) {
		v->q->status = 402;
		r = page_problem(v, &p.page, "identification.poor");
	} else if (why == E_CONFLICT) {
		v->q->status = 409;
		r = page_problem(v, &p.page, "identification.blocked");
	} else if (why == E_PEER || why == E_DB) {
		v->q->status = 503;
		r = page_problem(v, &p.page, "identification.away");
	} else if (why) {
		return why;
	}
	return r ? r : show(v, &s, &p, &v->form, f);
}

enum err
identification_post(struct request *q)
{
	struct ident_started started = { 0 };
	struct refusals f = { 0 };
	struct visit *v;
	char *method;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = read_form(v, &method, &f)))
		return r;
	if (f.n)
		return show_refusal(v, E_OK, &f);
	if ((r = start(v, method, &started)))
		return show_refusal(v, r, NULL);
	return show_started(v, method, started.link);
}
