/*
 * Identification: what is valid, how to prove who one is, what to accept.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/identification.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/random.h"

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

const struct page_def identification_page = { .id = PAGE_IDENTIFICATION,
	.file = "identification.html", .title = "title.identification",
	.nav = "/identification", .fields = fields,
	.nfields = COUNT(fields) };
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
	enum err r;

	random_id(&nonce);
	p->nonce = id_hex(v->arena, &nonce);
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

enum err
identification_show(struct visit *v, const struct form *form,
    const struct refusals *f, const char *problem)
{
	struct ident_view p = { .page = { .state = "identification" } };
	struct identification_state s;
	enum err r;

	if ((r = identification_load(v->m, &v->account.id, &s, v->arena)) ||
	    (r = fill_valid(v, &s, &p)))
		return r;
	page_done(v, &p.page);
	if (p.valid)
		p.page.state = "identification-valid";
	p.folded = p.valid && !form;
	r = problem ? page_problem(v, &p.page, problem)
		    : fill_outcome(v, &s, &p);
	if (r || (r = fill_offer(v, &p, form, f)))
		return r;
	return page_show(v, &identification_page, &p);
}

bool
identification_method(const char *method)
{
	for (size_t i = 0; i < COUNT(methods); i++)
		if (strcmp(methods[i].value, method) == 0)
			return true;
	return false;
}

enum err
identification_get(struct request *q)
{
	struct identification_state s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) ||
	    (r = identification_load(v->m, &v->account.id, &s, v->arena)))
		return r;
	r = visit_asks(v, "other", "1") ? E_NOTFOUND
					: identification_wait_show(v, &s);
	if (r != E_NOTFOUND)
		return r;
	return identification_show(v, NULL, NULL, NULL);
}
