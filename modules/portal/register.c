/*
 * Registration: the form, the mail, the confirmation by its link.
 *
 * Whether an address is known is told to nobody: the same page and a mail
 * that says so. A link has no effect by itself; its page has a button.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/input.h"
#include "modules/portal/routes.h"

#include "shared/base/text.h"

#include <string.h>

/* The form as a page, and the pages that follow it. */
struct register_form {
	struct page page;
	struct list person; /* struct input_row */
	struct list kinds;  /* struct choice_row */
	struct list reach;
	struct list access;
	const char *action;
	bool usable; /* of a confirmation link */
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(register_form),
	FIELD_LIST(register_form, person, input_row, input_row_fields, 8),
	FIELD_LIST(register_form, kinds, choice_row, choice_row_fields, 2),
	FIELD_LIST(register_form, reach, input_row, input_row_fields, 8),
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

static const struct input person[] = {
	{ .name = "first_name", .label = "register.first_name", .type = "text",
	  .autocomplete = "given-name", .flags = INPUT_REQUIRED },
	{ .name = "family_name", .label = "register.family_name",
	  .type = "text", .autocomplete = "family-name",
	  .flags = INPUT_REQUIRED },
};

static const struct choice_row kinds[] = {
	{ .value = "mobile", .label = "register.mobile" },
	{ .value = "landline", .label = "register.landline" },
};

static const struct input reach[] = {
	{ .name = "phone", .label = "register.number",
	  .hint = "register.number.hint", .type = "tel",
	  .autocomplete = "tel", .flags = INPUT_REQUIRED },
	{ .name = "landline_pin", .label = "register.landline_pin",
	  .hint = "register.landline_pin.hint", .type = "text",
	  .autocomplete = "off", .inputmode = "numeric",
	  .flags = INPUT_SECRET | INPUT_SHORT },
};

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

/* What the form says, as it is read. */
struct words {
	char *first_name, *family_name, *phone, *phone_kind, *landline_pin,
	    *email, *password;
	bool consent_privacy;
};

static const struct field word_fields[] = {
	FIELD(words, first_name, 120, FLD_REQUIRED),
	FIELD(words, family_name, 120, FLD_REQUIRED),
	FIELD(words, phone_kind, 8, FLD_REQUIRED),
	FIELD(words, phone, 40, FLD_REQUIRED),
	FIELD(words, landline_pin, 20, FLD_SECRET),
	FIELD(words, email, 254, FLD_REQUIRED),
	FIELD(words, password, 1024, FLD_REQUIRED | FLD_SECRET | FLD_RAW),
	FIELD(words, consent_privacy, 0, FLD_REQUIRED),
};

/* What is said about a field that cannot be read at all. */
static const struct { const char *field, *text; } unreadable[] = {
	{ "first_name",      "error.first_name" },
	{ "family_name",     "error.family_name" },
	{ "phone_kind",      "error.phone_kind" },
	{ "phone",           "error.phone" },
	{ "landline_pin",    "error.landline_pin" },
	{ "email",           "error.email" },
	{ "password",        "error.password_missing" },
	{ "consent_privacy", "error.consent_privacy" },
};

static const char *const order[] = { "first_name", "family_name",
	"phone_kind", "phone", "landline_pin", "email", "password",
	"consent_privacy" };

/* The model's judgements: field and text. */
static const struct { const char *field, *text; } judged[ACCOUNT__MAX] = {
	[ACCOUNT_NAME] = { "first_name", "error.first_name" },
	[ACCOUNT_PHONE] = { "phone", "error.phone" },
	[ACCOUNT_LANDLINE] = { "phone", "error.phone_landline" },
	[ACCOUNT_PIN] = { "landline_pin", "error.landline_pin" },
	[ACCOUNT_PASSWORD_SHORT] = { "password", "error.password_short" },
	[ACCOUNT_PASSWORD_LONG] = { "password", "error.password_long" },
	[ACCOUNT_PASSWORD_WEAK] = { "password", "error.password_weak" },
};
/* clang-format on */

void
account_refuse(struct refusals *f, enum account_fault fault)
{
	if (fault != ACCOUNT_OK)
		refuse(f, judged[fault].field, judged[fault].text);
}

static enum err
show_form(struct visit *v, const struct form *form, const struct refusals *f)
{
	struct register_form p = {
		.page = { .state = "register", .step = 1, .steps = 3 }
	};
	struct bytes kind =
	    form ? form_value(form, "phone_kind") : bytes_of("mobile");
	enum err r;

	if ((r = input_rows(v, person, COUNT(person), form, f, &p.person)) ||
	    (r = choice_rows(
		 v, "phone_kind", kinds, COUNT(kinds), kind, &p.kinds)) ||
	    (r = input_rows(v, reach, COUNT(reach), form, f, &p.reach)) ||
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

/* Read the form; note every field that cannot be read. */
static enum err
read_words(struct visit *v, struct words *w, struct refusals *f)
{
	struct form_faults faults;
	enum err r = form_read(
	    &v->form, word_fields, COUNT(word_fields), w, &faults, v->arena);

	for (size_t i = 0; !r && i < COUNT(unreadable); i++)
		for (size_t k = 0; k < faults.n; k++)
			if (strcmp(faults.row[k].field->name,
				unreadable[i].field) == 0)
				refuse(
				    f, unreadable[i].field, unreadable[i].text);
	return r;
}

/* Judge what could be read, by the model's rules. */
static enum err
judge_words(struct visit *v, struct words *w, struct account_registration *reg,
    struct refusals *f)
{
	struct account_words *words = &reg->words;
	enum err r;

	*words = (struct account_words){ w->first_name, w->family_name, NULL,
		w->phone_kind, w->landline_pin };
	if (w->phone_kind && strcmp(w->phone_kind, "mobile") != 0 &&
	    strcmp(w->phone_kind, "landline") != 0)
		refuse(f, "phone_kind", "error.phone_kind");
	if (w->phone_kind && strcmp(w->phone_kind, "mobile") == 0)
		words->landline_pin = NULL;
	r = text_phone(bytes_of(w->phone), v->arena, &words->phone);
	if (r == E_NOMEM)
		return r;
	if (r)
		refuse(f, "phone", "error.phone");
	r = text_email(bytes_of(w->email), v->arena, &reg->email);
	if (r == E_NOMEM)
		return r;
	if (r)
		refuse(f, "email", "error.email");
	if (!f->n)
		account_refuse(f, account_words_check(words));
	if (w->password)
		account_refuse(f,
		    account_password_check(
			w->password, reg->email, f->n ? NULL : words));
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
	struct words w = { 0 };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = read_words(v, &w, &f)) ||
	    (r = judge_words(v, &w, &reg, &f)))
		return r;
	if (f.n) {
		refusals_sort(&f, order, COUNT(order));
		return show_form(v, &v->form, &f);
	}
	reg.password = w.password;
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
