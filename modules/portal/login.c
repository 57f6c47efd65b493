/*
 * Log in and log out.
 *
 * One answer for unknown, wrong and closed. Where to go after log-in comes
 * from our own redirect only: a path of ours, no other host.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/input.h"
#include "modules/portal/routes.h"

#include "shared/base/text.h"

#include <string.h>

#define NEXT_MAX 200

struct login_form {
	struct page page;
	struct list access; /* struct input_row */
	const char *next;
	int64_t wait;
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(login_form),
	FIELD_LIST(login_form, access, input_row, input_row_fields, 4),
	FIELD(login_form, next, NEXT_MAX, 0),
	FIELD(login_form, wait, 86400, 0),
};

const struct page_def login_page = { .id = PAGE_LOGIN, .file = "login.html",
	.title = "title.login", .form = true, .fields = fields,
	.nfields = COUNT(fields) };
const struct page_def logout_page = { .id = PAGE_LOGOUT,
	.file = "logout.html", .title = "title.logout", .form = true,
	.fields = fields, .nfields = COUNT(fields) };

static const struct input access_inputs[] = {
	{ .name = "email", .label = "login.email", .type = "email",
	  .autocomplete = "username", .flags = INPUT_REQUIRED },
	{ .name = "password", .label = "login.password", .type = "password",
	  .autocomplete = "current-password",
	  .flags = INPUT_REQUIRED | INPUT_SECRET },
};
/* clang-format on */

/* Take a path of our own; anything else is the start page. */
static const char *
safe_next(struct visit *v, struct bytes next)
{
	static const char allowed[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789/_-.?=&";
	char *text;

	if (next.n < 1 || next.n > NEXT_MAX || next.p[0] != '/' ||
	    (next.n > 1 && next.p[1] == '/'))
		return "/";
	text = arena_text(v->arena, next);
	if (!text || strspn(text, allowed) != next.n)
		return "/";
	return text;
}

static enum err
show_form(struct visit *v, struct login_form *p, struct bytes next,
    const struct refusals *f)
{
	bool sent = v->q->method == POST;
	enum err r;

	p->page.state = "login";
	p->next = safe_next(v, next);
	if ((r = input_rows(v, access_inputs, COUNT(access_inputs),
		 sent ? &v->form : NULL, f, &p->access)) ||
	    (f && (r = refusals_show(v, f, &p->page))))
		return r;
	return page_show(v, &login_page, p);
}

enum err
login_get(struct request *q)
{
	struct login_form p = { 0 };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	page_done(v, &p.page);
	if (v->logged_in)
		return answer_redirect(
		    q, safe_next(v, form_value(&v->query, "next")));
	return show_form(v, &p, form_value(&v->query, "next"), NULL);
}

/* Say why it did not work; status and words are the same for all reasons
 * that a stranger could learn something from. */
static enum err
refuse_login(struct visit *v, struct login_form *p, enum err why)
{
	const char *key = why == E_LIMIT ? "login.slow"
	    : why == E_DENIED            ? "login.unconfirmed"
					 : "login.wrong";
	enum err r = page_problem(v, &p->page, key);

	v->q->status = why == E_LIMIT ? 429 : 403;
	return r ? r : show_form(v, p, form_value(&v->form, "next"), NULL);
}

static enum err
log_in(struct visit *v, const struct id *account)
{
	struct session made;
	char *cookie;
	enum err r;

	if ((r = session_login(v->m, v->logged_in ? &v->session : NULL, account,
		 &made, &cookie, v->arena)) ||
	    (r = cookie_set(v->q, SESSION_COOKIE, cookie, -1)))
		return r;
	return answer_redirect(
	    v->q, safe_next(v, form_value(&v->form, "next")));
}

enum err
login_post(struct request *q)
{
	struct login_form p = { 0 };
	struct refusals f = { 0 };
	struct visit *v;
	struct id account;
	char *email, *password;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = text_email(form_value(&v->form, "email"), v->arena, &email);
	password = arena_text(v->arena, form_value(&v->form, "password"));
	if (r == E_NOMEM || !password)
		return E_NOMEM;
	if (r)
		refuse(&f, "email", "error.login_email");
	if (!*password)
		refuse(&f, "password", "error.login_password");
	if (f.n)
		return show_form(v, &p, form_value(&v->form, "next"), &f);
	r = account_login(v->m, email, password,
	    request_param(q, "REMOTE_ADDR"), &account, &p.wait);
	if (r == E_DENIED) {
		if ((r = account_confirm_again(v->m, email, v->arena)))
			return r;
		return refuse_login(v, &p, E_DENIED);
	}
	if (r == E_AUTH || r == E_LIMIT)
		return refuse_login(v, &p, r);
	return r ? r : log_in(v, &account);
}

enum err
logout_get(struct request *q)
{
	struct login_form p = { .page = { .state = "logout" } };
	struct visit *v;
	enum err r = visit_enter(q, &v);

	return r ? r : page_show(v, &logout_page, &p);
}

enum err
logout_post(struct request *q)
{
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) ||
	    (v->logged_in && (r = session_end(v->m, &v->session))) ||
	    (r = cookie_set(q, SESSION_COOKIE, "", 0)))
		return r;
	return answer_redirect(q, "/login?done=logged-out");
}
