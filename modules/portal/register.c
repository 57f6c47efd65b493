/*
 * Registration: the form, the mail, the confirmation by its link.
 *
 * Whether an address is known is told to nobody: the same page and a mail
 * that says so. A link has no effect by itself; its page has a button.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/person.h"
#include "modules/portal/routes.h"

#include "shared/base/text.h"

#include <string.h>

/* The form as a page, and the pages that follow it. */
struct register_form {
	struct page page;
	struct person_rows person;
	struct list access; /* struct input_row */
	const char *action;
	bool usable; /* of a confirmation link */
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(register_form),
	PERSON_FIELDS(register_form, person),
	FIELD_LIST(register_form, access, input_row, input_row_fields, 8),
	FIELD(register_form, action, 200, 0),
	FIELD(register_form, usable, 0, 0),
};

#define PAGE(name, i, t) const struct page_def name = { .id = (i), \
	.file = t ".html", .title = "title." t, .form = true, \
	.fields = fields, .nfields = COUNT(fields) }
PAGE(register_page, PAGE_REGISTER, "register");
PAGE(registered_page, PAGE_REGISTERED, "registered");
PAGE(confirm_page, PAGE_CONFIRM, "confirm");

static const struct input access_inputs[] = {
	{ .name = "email", .label = "register.email",
	  .hint = "register.email.hint", .type = "email",
	  .autocomplete = "email", .flags = INPUT_REQUIRED },
	{ .name = "password", .label = "register.password",
	  .hint = "register.password.hint", .type = "password",
	  .autocomplete = "new-password",
	  .flags = INPUT_REQUIRED | INPUT_SECRET },
	{ .name = "consent_privacy", .label = "register.consent_privacy",
	  .flags = INPUT_REQUIRED | INPUT_BOX, .href = "/terms/privacy",
	  .link = "register.read_privacy" },
};

static const struct input resend_inputs[] = {
	{ .name = "email", .label = "register.email", .type = "email",
	  .autocomplete = "email", .flags = INPUT_REQUIRED },
};

/* clang-format on */

static enum err
show_form(struct visit *v, const struct form *form, const struct refusals *f)
{
	struct register_form p = {
		.page = { .state = "register", .step = 1, .steps = 3 }
	};
	enum err r;

	if ((r = person_show(v, form, f, &p.person)) ||
	    (r = input_rows(
		 v, access_inputs, COUNT(access_inputs), form, f, &p.access)) ||
	    (f && (r = refusals_show(v, f, &p.page))))
		return r;
	return page_show(v, &register_page, &p);
}

enum err
register_get(struct request *q)
{
	struct visit *v;
	enum err r = visit_enter(q, &v);

	return r ? r : show_form(v, NULL, NULL);
}

/* Read how one wants to get in, and the consent. */
static enum err
read_access(
    struct visit *v, struct account_registration *reg, struct refusals *f)
{
	enum err r =
	    text_email(form_value(&v->form, "email"), v->arena, &reg->email);

	if (r == E_NOMEM)
		return r;
	if (r)
		refuse(f, "email", "error.email");
	reg->password = arena_text(v->arena, form_value(&v->form, "password"));
	if (!reg->password)
		return E_NOMEM;
	if (!*reg->password)
		refuse(f, "password", "error.password_missing");
	account_refuse(f,
	    account_password_check(
		reg->password, reg->email, f->n ? NULL : &reg->words));
	if (!form_value(&v->form, "consent_privacy").n)
		refuse(f, "consent_privacy", "error.consent_privacy");
	return E_OK;
}

static enum err
show_sent(struct visit *v, const char *notice)
{
	struct register_form p = { .page = { .state = "registered",
				       .step = 2,
				       .steps = 3,
				       .notice = notice } };
	enum err r = input_rows(
	    v, resend_inputs, COUNT(resend_inputs), &v->form, NULL, &p.access);

	return r ? r : page_show(v, &registered_page, &p);
}

enum err
register_post(struct request *q)
{
	struct account_registration reg = { 0 };
	struct refusals f = { 0 };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = person_read(v, &reg.words, &f)) ||
	    (r = read_access(v, &reg, &f)))
		return r;
	if (f.n)
		return show_form(v, &v->form, &f);
	reg.lang = arena_str(v->arena, lang_code(v->lang));
	if ((r = account_register(v->m, &reg, v->arena)))
		return r;
	return show_sent(v, NULL);
}

enum err
register_resend_post(struct request *q)
{
	struct visit *v;
	char *email;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = text_email(form_value(&v->form, "email"), v->arena, &email);
	if (!r)
		r = account_confirm_again(v->m, email, v->arena);
	if (r && r != E_INPUT)
		return r;
	return show_sent(v, "done.resent");
}

/* The page of a link: a button, or the offer of a new link. */
static enum err
show_confirm(struct visit *v, bool usable)
{
	struct register_form p = { .page = { .step = 3, .steps = 3 },
		.usable = usable };
	enum err r;

	p.page.state = usable ? "confirm" : "confirm-expired";
	p.action = arena_text(v->arena, v->q->path);
	if (!usable)
		v->q->status = 410;
	if ((r = p.action ? E_OK : E_NOMEM) ||
	    (r = input_rows(v, resend_inputs, COUNT(resend_inputs), NULL, NULL,
		 &p.access)))
		return r;
	return page_show(v, &confirm_page, &p);
}

enum err
confirm_get(struct request *q)
{
	struct visit *v;
	enum err r = visit_enter(q, &v);

	return r ? r : show_confirm(v, true);
}

enum err
confirm_post(struct request *q)
{
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	r = account_confirm(v->m, q->segment[0], v->arena);
	if (r == E_NOTFOUND)
		return show_confirm(v, false);
	return r ? r : answer_redirect(q, "/login?done=confirmed");
}
