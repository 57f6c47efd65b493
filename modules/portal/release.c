/*
 * Release: the summary of what is signed, the TAN, and what can go wrong
 * with it. What counts is decided by signer; this page only says it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/batch.h"
#include "modules/portal/input.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/base/text.h"
#include "shared/model/signer_call.h"

struct release_row {
	int64_t n;
	const char *name;
	const char *position_label; /* key */
	const char *page_text;
	const char *fingerprint; /* as in the text message */
};

struct release_view {
	struct page page;
	const char *batch;     /* hex */
	const char *nonce;     /* names the batch of a new placement */
	struct list documents; /* struct release_row */
	const char *level_label;
	const char *cost;
	const char *before;
	const char *after;
	const char *to;
	bool gone; /* released already: shown elsewhere */
	bool open; /* can be released */
	bool poor; /* top up first */
	bool sendable;
	const char *factor;      /* sms, voice; NULL: the log-in is enough */
	const char *factor_text; /* key */
	const char *expires;
	struct list tan; /* struct input_row */
};

/* clang-format off */
static const struct field row_fields[] = {
	FIELD(release_row, n, SIGNING_DOCUMENTS, 0),
	FIELD(release_row, name, 255, 0),
	FIELD(release_row, position_label, 80, 0),
	FIELD(release_row, page_text, 80, 0),
	FIELD(release_row, fingerprint, 8, 0),
};

static const struct field fields[] = {
	PAGE_FIELDS(release_view),
	FIELD(release_view, batch, 32, 0),
	FIELD(release_view, nonce, 32, 0),
	FIELD_LIST(release_view, documents, release_row, row_fields,
	    SIGNING_DOCUMENTS),
	FIELD(release_view, level_label, 80, 0),
	FIELD(release_view, cost, 80, 0),
	FIELD(release_view, before, 80, 0),
	FIELD(release_view, after, 80, 0),
	FIELD(release_view, to, 80, 0),
	FIELD(release_view, open, 0, 0),
	FIELD(release_view, poor, 0, 0),
	FIELD(release_view, sendable, 0, 0),
	FIELD(release_view, factor, 20, 0),
	FIELD(release_view, factor_text, 80, 0),
	FIELD(release_view, expires, 80, 0),
	FIELD_LIST(release_view, tan, input_row, input_row_fields, 1),
};

const struct page_def release_page = { .id = PAGE_RELEASE,
	.file = "release.html", .title = "title.release", .nav = "/sign",
	.fields = fields, .nfields = COUNT(fields) };

static const struct input tan_input[] = {
	{ .name = "tan", .label = "release.tan", .type = "text",
	  .autocomplete = "one-time-code", .inputmode = "numeric",
	  .flags = INPUT_REQUIRED | INPUT_SECRET | INPUT_SHORT },
};

/* Words of signer's refusals and the page's: key, may it still go on. */
static const struct { const char *reason, *key; bool open; } reasons[] = {
	{ "tan_expired", "release.expired", true },
	{ "tan_locked",  "release.locked",  false },
	{ "failed",      "release.locked",  false },
	{ "void",        "release.void",    false },
	{ "abandoned",   "release.void",    false },
	{ "certificate", "release.void",    false },
	{ "coins",       "release.poor",    true },
	{ "sends",       "release.sends",   true },
	{ "away",        "release.away",    true },
};
/* clang-format on */

/* Where on which page, from the stored choice. */
static enum err
fill_place(struct visit *v, const char *placement, struct release_row *row)
{
	struct form form;
	struct bytes page;
	int64_t number;
	enum err r;

	if (!placement)
		return E_OK;
	if ((r = form_decode(bytes_of(placement), &form, v->arena)))
		return r;
	row->position_label = position_key(form_value(&form, "position"));
	if (bytes_eqs(form_value(&form, "position"), "manual"))
		row->position_label = "release.manually";
	page = form_value(&form, "page");
	if (bytes_eqs(form_value(&form, "position"), "invisible") ||
	    bytes_eqs(form_value(&form, "position"), "field") || !page.n)
		return E_OK;
	if (bytes_eqs(page, "first"))
		row->page_text = visit_text(v, "release.page_first");
	else if (bytes_eqs(page, "last"))
		row->page_text = visit_text(v, "release.page_last");
	else if (bytes_eqs(page, "all"))
		row->page_text = visit_text(v, "release.page_all");
	else if (text_number(page, INT64_MAX, &number) == E_OK)
		row->page_text = visit_count(v, "release.page", number);
	return row->page_text ? E_OK : E_NOMEM;
}

static enum err
fill_documents(struct visit *v, const struct signing *s, struct release_view *p)
{
	const struct signing_doc *doc = s->docs.rows;
	struct release_row *row =
	    arena_array(v->arena, s->docs.n + 1, sizeof(*row));
	enum err r = row ? E_OK : E_NOMEM;

	for (size_t i = 0; !r && i < s->docs.n; i++) {
		row[i].n = doc[i].n;
		row[i].name = doc[i].name;
		row[i].fingerprint = hex_text(v->arena,
		    bytes_at(doc[i].sha256.p, doc[i].sha256.n < 4 ? 0 : 4));
		r = row[i].fingerprint
		    ? fill_place(v, doc[i].placement, &row[i])
		    : E_NOMEM;
	}
	p->documents = (struct list){ .rows = row, .n = r ? 0 : s->docs.n };
	return r;
}

static enum err
fill_cost(struct visit *v, const struct signing *s, struct release_view *p)
{
	int64_t now = visit_spendable(v);
	int64_t price = coins_price(s->level, s->documents);

	p->level_label = level_key(s->level);
	p->cost = price ? visit_coins(v, price) : visit_text(v, "place.free");
	p->before = visit_coins(v, now);
	p->after = visit_coins(v, now - price);
	return p->cost && p->before && p->after ? E_OK : E_NOMEM;
}

/* What signer says about the release, as it stands now. */
static enum err
fill_ticket(
    struct visit *v, const struct signing_ticket *t, struct release_view *p)
{
	p->open = true;
	if (!t->factor || strcmp(t->factor, "none") == 0)
		return E_OK;
	p->factor = t->factor;
	p->factor_text =
	    strcmp(t->factor, "voice") == 0 ? "release.voice" : "release.sms";
	p->to = t->to;
	p->sendable = t->sends < SIGNER_SENDS;
	p->expires = lang_time(v->arena, v->lang, t->expires_at);
	return p->expires ? E_OK : E_NOMEM;
}

/* Say a refusal; unknown words mean that it cannot go on. */
static enum err
say(struct visit *v, struct release_view *p, const char *reason)
{
	const char *key = "release.void";
	bool open = false;

	for (size_t i = 0; reason && i < COUNT(reasons); i++)
		if (strcmp(reasons[i].reason, reason) == 0) {
			key = reasons[i].key;
			open = reasons[i].open;
		}
	p->open = p->open && open;
	p->sendable = p->sendable && open;
	p->poor = strcmp(key, "release.poor") == 0;
	return page_problem(v, &p->page, key);
}

/* Ask for the ticket; a release that was never opened is opened now. */
static enum err
ask(struct visit *v, const struct signing *s, struct release_view *p)
{
	struct signing_ticket t = { 0 };
	enum err r = signing_activate(
	    v->m, &s->id, &v->account.id, v->session.token, &t, v->arena);

	if (r == E_PEER || r == E_DB)
		return say(v, p, "away");
	p->gone =
	    r == E_CONFLICT && t.reason && strcmp(t.reason, "signed") == 0;
	if (r == E_LIMIT || r == E_CONFLICT || r == E_DENIED)
		return say(v, p, t.reason);
	return r ? r : fill_ticket(v, &t, p);
}

/* reason: of a refusal just now, NULL for none. */
static enum err
show(struct visit *v, const struct signing *s, const char *reason,
    const struct refusals *f)
{
	struct release_view p = {
		.page = { .state = "release", .step = 3, .steps = 4 }
	};
	struct id nonce;
	enum err r;

	random_id(&nonce);
	p.batch = id_hex(v->arena, &s->id);
	p.nonce = id_hex(v->arena, &nonce);
	page_done(v, &p.page);
	if ((r = p.batch && p.nonce ? E_OK : E_NOMEM) ||
	    (r = fill_documents(v, s, &p)) || (r = fill_cost(v, s, &p)) ||
	    (r = ask(v, s, &p)) || (reason && (r = say(v, &p, reason))) ||
	    (r = input_rows(v, tan_input, COUNT(tan_input), NULL, f, &p.tan)) ||
	    (f && (r = refusals_show(v, f, &p.page))))
		return r;
	if (p.gone)
		return batch_go(v, &s->id, "");
	if (!p.open)
		p.page.state = p.poor ? "release-poor" : "release-closed";
	return page_show(v, &release_page, &p);
}

/* Only a prepared batch can be released; others are elsewhere. */
enum err
release_get(struct request *q)
{
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = batch_load(v, &s)))
		return r;
	if (strcmp(s.state, "prepared") != 0)
		return batch_go(v, &s.id, "");
	return show(v, &s, NULL, NULL);
}

/* Six digits, blanks between them do not matter; "" when nothing was sent. */
static enum err
read_tan(
    struct visit *v, const struct signing *s, char out[7], struct refusals *f)
{
	struct bytes text = form_value(&v->form, "tan");
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ')
			continue;
		if (n == 6 || text.p[i] < '0' || text.p[i] > '9') {
			refuse(f, "tan", "error.tan");
			return E_OK;
		}
		out[n++] = (char)text.p[i];
	}
	out[n] = '\0';
	if (n != 6 && (n != 0 || strcmp(s->level, "simple") != 0))
		refuse(f, "tan", "error.tan");
	return E_OK;
}

/* A wrong TAN is said beside its field, with the tries that are left. */
static enum err
show_refusal(struct visit *v, const struct signing *s, enum err why,
    const char *reason, int64_t tries_left)
{
	struct refusals f = { 0 };
	enum err r;

	v->q->status = why == E_LIMIT ? 402 : why == E_AUTH ? 403 : 409;
	if (why == E_AUTH && reason && strcmp(reason, "tan_wrong") == 0 &&
	    tries_left > 0) {
		refuse(&f, "tan",
		    tries_left > 1 ? "error.tan_wrong_2" : "error.tan_wrong_1");
		r = show(v, s, NULL, &f);
		return r;
	}
	if (why == E_AUTH && reason && strcmp(reason, "tan_wrong") == 0)
		reason = "tan_locked";
	return show(v, s, reason ? reason : "void", NULL);
}

enum err
release_post(struct request *q)
{
	struct refusals f = { 0 };
	struct signing_consent yes = { 0 };
	char tan[7] = "";
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = batch_load(v, &s)))
		return r;
	if (strcmp(s.state, "prepared") != 0)
		return batch_go(v, &s.id, "");
	if ((r = read_tan(v, &s, tan, &f)))
		return r;
	if (f.n)
		return show(v, &s, NULL, &f);
	yes.login = v->session.token;
	yes.tan = tan;
	r = signing_release(v->m, &s.id, &v->account.id, &yes, v->arena);
	secret_wipe(tan, sizeof(tan));
	if (r == E_AUTH || r == E_LIMIT || r == E_CONFLICT || r == E_DENIED)
		return show_refusal(v, &s, r, yes.reason, yes.tries_left);
	if (r && r != E_PEER && r != E_DB)
		return r;
	return batch_go(v, &s.id, "");
}

enum err
tan_post(struct request *q)
{
	struct signing_ticket t = { 0 };
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = batch_load(v, &s)))
		return r;
	if (strcmp(s.state, "prepared") != 0)
		return batch_go(v, &s.id, "");
	r = signing_send(v->m, &s.id, &v->account.id, &t, v->arena);
	if (!r)
		return batch_go(v, &s.id, "/release?done=tan");
	if (r == E_LIMIT || r == E_PEER || r == E_DB) {
		q->status = r == E_LIMIT ? 429 : 503;
		return show(v, &s, r == E_LIMIT ? "sends" : "away", NULL);
	}
	if (r == E_CONFLICT) {
		q->status = 409;
		return show(v, &s, t.reason, NULL);
	}
	return r;
}
