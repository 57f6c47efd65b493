/*
 * What all pages show: names, menu, credit, form token, notices.
 *
 * In: a visit and the page's struct. Out: the answer. Never prints anything
 * unescaped: only templates write HTML.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/page.h"

#include <string.h>

#include "shared/web/csrf.h"

#define PAGE_MAX 1048576

/* clang-format off */
const struct field page_nav_fields[3] = {
	FIELD(page_nav, href, 80, 0),
	FIELD(page_nav, label, 80, 0),
	FIELD(page_nav, current, 0, 0),
};

const struct field page_fault_fields[4] = {
	FIELD(page_fault, id, 80, 0),
	FIELD(page_fault, text, 80, 0),
	FIELD(page_fault, first, 0, 0),
	FIELD(page_fault, last, 0, 0),
};

/* The menu: address and text. */
static const struct page_nav menu[] = {
	{ "/sign",           "nav.sign",           false },
	{ "/documents",      "nav.documents",      false },
	{ "/identification", "nav.identification", false },
	{ "/certificates",   "nav.certificates",   false },
	{ "/coins",          "nav.coins",          false },
	{ "/settings",       "nav.settings",       false },
};

/* Words of ?done= and their texts. */
static const struct { const char *word, *key; } done[] = {
	{ "abandoned",   "done.abandoned" },
	{ "changed",     "done.changed" },
	{ "confirmed",   "done.confirmed" },
	{ "deleted",     "done.deleted" },
	{ "first",       "done.login_first" },
	{ "logged-out",  "done.logged_out" },
	{ "password",    "done.password" },
	{ "redeemed",    "done.redeemed" },
	{ "resent",      "done.resent" },
	{ "revoked",     "done.revoked" },
	{ "saved",       "done.saved" },
	{ "tan",         "done.tan" },
};
/* clang-format on */

void
page_done(struct visit *v, struct page *p)
{
	struct bytes word = form_value(&v->query, "done");

	for (size_t i = 0; i < COUNT(done); i++)
		if (bytes_eqs(word, done[i].word))
			p->notice = done[i].key;
}

enum err
page_problem(struct visit *v, struct page *p, const char *key)
{
	p->problem = key;
	p->problem_help = arena_printf(v->arena, "%s.help", key);
	return p->problem_help ? E_OK : E_NOMEM;
}

/* Copy the menu with the page's own entry marked. */
static enum err
fill_nav(struct visit *v, const struct page_def *def, struct page *p)
{
	struct page_nav *rows = arena_alloc(v->arena, sizeof(menu));

	if (!rows)
		return E_NOMEM;
	memcpy(rows, menu, sizeof(menu));
	for (size_t i = 0; i < COUNT(menu); i++)
		rows[i].current =
		    def->nav && strcmp(def->nav, rows[i].href) == 0;
	p->nav = (struct list){ .rows = rows, .n = COUNT(menu) };
	return E_OK;
}

/*
 * The same page in the other language: path and query, without what the
 * switch itself added. A page that answered a form is shown by its address.
 */
static enum err
fill_switch(struct visit *v, struct page *p)
{
	struct buf b = BUF(2048);
	enum err r = buf_addb(&b, v->q->path);

	p->switch_lang = lang_code(v->lang == LANG_DE ? LANG_EN : LANG_DE);
	if (!r)
		r = buf_addf(&b, "?lang=%s", p->switch_lang);
	for (size_t i = 0; !r && i < v->query.n; i++) {
		const struct pair *pair = &v->query.pair[i];

		if (bytes_eqs(pair->name, "lang") ||
		    bytes_eqs(pair->name, "done"))
			continue;
		if ((r = buf_addc(&b, '&')) ||
		    (r = url_escape(&b, pair->name)) ||
		    (r = buf_addc(&b, '=')) ||
		    (r = url_escape(&b, pair->value)))
			break;
	}
	p->switch_href = arena_text(v->arena, buf_bytes(&b));
	buf_free(&b);
	return r ? r : p->switch_href ? E_OK : E_NOMEM;
}

/* The token that this visitor's forms carry. */
static enum err
fill_csrf(struct visit *v, const struct page_def *def, struct page *p)
{
	struct bytes secret;
	enum err r;

	if (v->logged_in)
		secret = v->session.csrf;
	else if (!def->form)
		return E_OK;
	else if ((r = csrf_visitor(v->q, &secret)))
		return r;
	p->csrf = csrf_token(v->arena, secret, "portal");
	return p->csrf ? E_OK : E_NOMEM;
}

static enum err
fill_person(struct visit *v, struct page *p)
{
	p->logged_in = v->logged_in;
	if (!v->logged_in)
		return E_OK;
	p->user = arena_printf(
	    v->arena, "%s %s", v->account.first_name, v->account.family_name);
	p->user_email = v->account.email;
	p->balance = visit_coins(v, visit_spendable(v));
	return p->user && p->balance ? E_OK : E_NOMEM;
}

static enum err
fill(struct visit *v, const struct page_def *def, struct page *p)
{
	const struct config_common *c = &v->portal->responder.common;
	enum err r;

	p->lang = lang_code(v->lang);
	p->operator= c->name;
	p->title = def->title;
	p->support_email = c->support_email;
	p->support_phone = c->support_phone;
	if ((r = fill_nav(v, def, p)) || (r = fill_switch(v, p)) ||
	    (r = fill_csrf(v, def, p)) || (r = fill_person(v, p)))
		return r;
	return E_OK;
}

enum err
page_show(struct visit *v, const struct page_def *def, void *object)
{
	struct template *t = v->portal->templates[def->id];
	struct buf out = BUF(PAGE_MAX);
	enum err r;

	if ((r = fill(v, def, object)) ||
	    (r = template_fill(t, v->lang, object, &out)) ||
	    (r = answer_header(v->q, "Cache-Control", "no-store")) ||
	    (r = answer_body(
		 v->q, "text/html; charset=utf-8", buf_bytes(&out))))
		goto out;
out:
	buf_free(&out);
	return r;
}
