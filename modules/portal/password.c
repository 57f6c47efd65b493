/*
 * Forgotten password: a link by mail, a new password, everything revoked.
 *
 * What it costs is said before the request is sent. No answer tells whether
 * an address is known.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/person.h"
#include "modules/portal/routes.h"

#include "shared/base/text.h"

struct password_view {
	struct page page;
	const char *action;
	bool usable;
	struct list inputs; /* struct input_row */
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(password_view),
	FIELD(password_view, action, 200, 0),
	FIELD(password_view, usable, 0, 0),
	FIELD_LIST(password_view, inputs, input_row, input_row_fields, 2),
};

const struct page_def password_page = { .id = PAGE_PASSWORD,
	.file = "password.html", .title = "title.password", .form = true,
	.fields = fields, .nfields = COUNT(fields) };
const struct page_def password_sent_page = { .id = PAGE_PASSWORD_SENT,
	.file = "password-sent.html", .title = "title.password",
	.fields = fields, .nfields = COUNT(fields) };
const struct page_def password_new_page = { .id = PAGE_PASSWORD_NEW,
	.file = "password-new.html", .title = "title.password", .form = true,
	.fields = fields, .nfields = COUNT(fields) };

static const struct input email_input[] = {
	{ .name = "email", .label = "login.email", .type = "email",
	  .autocomplete = "username", .flags = INPUT_REQUIRED },
	{ .name = "accept_void", .label = "password.accept_void",
	  .flags = INPUT_BOX | INPUT_REQUIRED },
};

static const struct input password_input[] = {
	{ .name = "password", .label = "password.new",
	  .hint = "register.password.hint", .type = "password",
	  .autocomplete = "new-password",
	  .flags = INPUT_REQUIRED | INPUT_SECRET },
};
/* clang-format on */

static enum err
show_request(struct visit *v, const struct form *form, const struct refusals *f)
{
	struct password_view p = { .page = { .state = "password" } };
	enum err r;

	if ((r = input_rows(
		 v, email_input, COUNT(email_input), form, f, &p.inputs)) ||
	    (f && (r = refusals_show(v, f, &p.page))))
		return r;
	return page_show(v, &password_page, &p);
}

enum err
password_get(struct request *q)
{
	struct visit *v;
	enum err r = visit_enter(q, &v);

	return r ? r : show_request(v, NULL, NULL);
}

enum err
password_post(struct request *q)
{
	struct password_view p = { .page = { .state = "password-sent" } };
	struct refusals f = { 0 };
	struct visit *v;
	char *email;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = text_email(form_value(&v->form, "email"), v->arena, &email);
	if (r && r != E_INPUT)
		return r;
	if (r)
		refuse(&f, "email", "error.login_email");
	if (!form_value(&v->form, "accept_void").n)
		refuse(&f, "accept_void", "error.accept_void");
	if (f.n)
		return show_request(v, &v->form, &f);
	if ((r = account_reset_request(v->m, email, v->arena)))
		return r;
	return page_show(v, &password_sent_page, &p);
}

/* The form of a link, or the word that it no longer holds. */
static enum err
show_new(struct visit *v, bool usable, const struct refusals *f)
{
	struct password_view p = { .usable = usable };
	enum err r;

	p.page.state = usable ? "password-new" : "password-expired";
	if (!usable)
		v->q->status = 410;
	p.action = arena_text(v->arena, v->q->path);
	if ((r = p.action ? E_OK : E_NOMEM) ||
	    (r = input_rows(v, password_input, COUNT(password_input), NULL, f,
		 &p.inputs)) ||
	    (f && (r = refusals_show(v, f, &p.page))))
		return r;
	return page_show(v, &password_new_page, &p);
}

enum err
password_new_get(struct request *q)
{
	struct account who;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = account_reset_find(v->m, q->segment[0], &who, v->arena);
	if (r && r != E_NOTFOUND)
		return r;
	return show_new(v, !r, NULL);
}

static enum err
set_password(struct visit *v, const struct account *who)
{
	const struct account_words words = { .first_name = who->first_name,
		.family_name = who->family_name,
		.phone = who->phone };
	char *password = arena_text(v->arena, form_value(&v->form, "password"));
	struct refusals f = { 0 };
	enum err r;

	if (!password)
		return E_NOMEM;
	if (!*password)
		refuse(&f, "password", "error.password_missing");
	account_refuse(
	    &f, account_password_check(password, who->email, &words));
	if (f.n)
		return show_new(v, true, &f);
	r = account_reset(v->m, v->q->segment[0], password, v->arena);
	if (r == E_NOTFOUND)
		return show_new(v, false, NULL);
	return r ? r : answer_redirect(v->q, "/login?done=password");
}

enum err
password_new_post(struct request *q)
{
	struct account who;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = account_reset_find(v->m, q->segment[0], &who, v->arena);
	if (r == E_NOTFOUND)
		return show_new(v, false, NULL);
	return r ? r : set_password(v, &who);
}
