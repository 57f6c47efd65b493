/*
 * The beginning of every page: who is it, which language, may it be.
 *
 * In: a request. Out: a visit in the request's arena. Never lets a function
 * run whose row's needs are not met.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/portal.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/text.h"
#include "shared/web/csrf.h"

#define LANG_COOKIE   "__Host-lang"
#define LANG_COOKIE_S 31536000

/* Find session, account and credit; somebody unknown goes on without. */
static enum err
read_session(struct visit *v)
{
	enum err r = session_find(
	    v->m, cookie_value(v->q, SESSION_COOKIE), &v->session, v->arena);

	if (r == E_NOTFOUND)
		return E_OK;
	if (r)
		return r;
	r = account_load(v->m, &v->session.account, &v->account, v->arena);
	if (r == E_NOTFOUND)
		return E_OK; /* closed meanwhile */
	if (!r)
		r = coins_balance(v->m, &v->account.id, &v->coins);
	v->logged_in = !r;
	return r;
}

/* A chosen language is remembered by the browser, as nobody else needs it. */
static enum err
read_lang(struct visit *v)
{
	struct bytes asked = form_value(&v->query, "lang");

	v->lang = lang_choose(asked, cookie_value(v->q, LANG_COOKIE),
	    request_header(v->q, "accept-language"));
	if (!asked.n || !bytes_eqs(asked, lang_code(v->lang)))
		return E_OK;
	return cookie_set(v->q, LANG_COOKIE, lang_code(v->lang), LANG_COOKIE_S);
}

enum err
visit_csrf(struct visit *v, struct bytes token)
{
	struct bytes secret;
	enum err r;

	if (v->logged_in)
		secret = v->session.csrf;
	else if ((r = csrf_visitor(v->q, &secret)))
		return r;
	if ((r = csrf_check(secret, "portal", token)))
		v->q->reason = "csrf";
	return r;
}

static enum err
check_needs(struct visit *v)
{
	unsigned need = v->q->route->need;

	if (need & NEED_LOGIN && !v->logged_in)
		return E_AUTH;
	if (need & NEED_CSRF && v->q->route->body == BODY_FORM)
		return visit_csrf(v, form_value(&v->form, CSRF_FIELD));
	return E_OK;
}

static struct visit *
visit_new(struct request *q)
{
	struct visit *v = arena_alloc(q->arena, sizeof(*v));

	if (!v)
		return NULL;
	v->q = q;
	v->portal = q->app;
	v->m = &v->portal->model;
	v->m->request_id = q->request_id;
	v->arena = q->arena;
	return v;
}

enum err
visit_enter(struct request *q, struct visit **out)
{
	struct visit *v = visit_new(q);
	enum err r;

	if (!v)
		return E_NOMEM;
	if ((r = form_decode(q->query, &v->query, v->arena)) ||
	    (q->route->body == BODY_FORM &&
		(r = form_decode(q->body, &v->form, v->arena))) ||
	    (r = read_session(v)) || (r = read_lang(v)) || (r = check_needs(v)))
		return r;
	*out = v;
	return E_OK;
}

struct visit *
visit_enter_fault(struct request *q)
{
	struct visit *v = visit_new(q);

	if (!v)
		return NULL;
	if (form_decode(q->query, &v->query, v->arena))
		v->query.n = 0;
	v->lang = lang_choose(form_value(&v->query, "lang"),
	    cookie_value(q, LANG_COOKIE), request_header(q, "accept-language"));
	return v;
}

enum err
visit_id(const struct visit *v, size_t n, struct id *out)
{
	return id_read(v->q->segment[n], out) ? E_NOTFOUND : E_OK;
}

enum err
visit_number(const struct visit *v, const char *name, int64_t most,
    int64_t fallback, int64_t *out)
{
	struct bytes text = form_value(&v->form, name);

	if (!text.n)
		text = form_value(&v->query, name);
	*out = fallback;
	if (!text.n)
		return E_OK;
	if (text_number(text_trim(text), most, out) || *out < 1)
		return E_INPUT;
	return E_OK;
}

bool
visit_asks(const struct visit *v, const char *name, const char *value)
{
	return bytes_eqs(form_value(&v->query, name), value);
}

const char *
visit_text(const struct visit *v, const char *key)
{
	const char *text = catalogue_text(v->portal->texts, v->lang, key);

	return text ? text : "";
}

char *
visit_coins(struct visit *v, int64_t coins)
{
	if (coins == 1)
		return arena_str(v->arena, visit_text(v, "coins.one"));
	return arena_printf(v->arena, "%s %s", visit_amount(v, coins),
	    visit_text(v, "coins.many"));
}

char *
visit_amount(struct visit *v, int64_t n)
{
	const char *sep = v->lang == LANG_DE ? "." : ",";
	int64_t plain = n < 0 ? -n : n;
	const char *sign = n < 0 ? "\xe2\x88\x92" : "";

	if (plain < 1000)
		return arena_printf(v->arena, "%s%lld", sign, (long long)plain);
	if (plain < 1000000)
		return arena_printf(v->arena, "%s%lld%s%03lld", sign,
		    (long long)plain / 1000, sep, (long long)plain % 1000);
	return arena_printf(v->arena, "%s%lld%s%03lld%s%03lld", sign,
	    (long long)plain / 1000000, sep, (long long)plain / 1000 % 1000,
	    sep, (long long)plain % 1000);
}

int64_t
visit_spendable(const struct visit *v)
{
	return v->coins.balance - v->coins.reserved;
}

char *
visit_count(struct visit *v, const char *key, int64_t n)
{
	const char *text = visit_text(v, key), *at = strstr(text, "{n}");

	if (!at)
		return arena_str(v->arena, text);
	return arena_printf(v->arena, "%.*s%lld%s", (int)(at - text), text,
	    (long long)n, at + 3);
}
