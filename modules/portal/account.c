/*
 * Account and personal data: what is stored, and its change.
 *
 * A change of name or number ends an identification. That is said before it
 * is saved, and the password confirms it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/person.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/text.h"

struct account_view {
	struct page page;
	const char *first_name;
	const char *family_name;
	const char *email;
	const char *since;
	struct person_rows person;
	struct list confirm; /* struct input_row */
	bool voids; /* saving ends the identification: confirm once more */
	int64_t wait;
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(account_view),
	FIELD(account_view, first_name, 120, 0),
	FIELD(account_view, family_name, 120, 0),
	FIELD(account_view, email, 254, 0),
	FIELD(account_view, since, 80, 0),
	PERSON_FIELDS(account_view, person),
	FIELD_LIST(account_view, confirm, input_row, input_row_fields, 2),
	FIELD(account_view, voids, 0, 0),
	FIELD(account_view, wait, 86400, 0),
};

const struct page_def account_page = { .id = PAGE_ACCOUNT,
	.file = "account.html", .title = "title.account",
	.nav = "/settings", .fields = fields, .nfields = COUNT(fields) };
const struct page_def personal_data_page = { .id = PAGE_PERSONAL_DATA,
	.file = "personal-data.html", .title = "title.personal",
	.nav = "/settings", .fields = fields, .nfields = COUNT(fields) };

/* The box comes only when saving ends an identification. */
static const struct input confirm[] = {
	{ .name = "password", .label = "personal.password",
	  .hint = "personal.password.hint", .type = "password",
	  .autocomplete = "current-password",
	  .flags = INPUT_REQUIRED | INPUT_SECRET },
	{ .name = "accept_void", .label = "personal.accept_void",
	  .flags = INPUT_BOX | INPUT_REQUIRED },
};
/* clang-format on */

enum err
account_get(struct request *q)
{
	struct account_view p = { .page = { .state = "account" } };
	struct visit *v;
	enum err r = visit_enter(q, &v);

	return r ? r : page_show(v, &account_page, &p);
}

/* The stored data as a form that nobody has sent yet. */
static void
as_form(const struct account *a, struct form *form)
{
	const struct {
		const char *name, *value;
	} row[] = { { "first_name", a->first_name },
		{ "family_name", a->family_name }, { "phone", a->phone },
		{ "phone_kind", a->phone_kind } };

	for (size_t i = 0; i < COUNT(row); i++)
		form->pair[form->n++] = (struct pair){ bytes_of(row[i].name),
			bytes_of(row[i].value) };
}

static enum err
show(struct visit *v, struct account_view *p, const struct form *form,
    const struct refusals *f)
{
	enum err r;

	p->page.state = p->voids ? "personal-data-confirm" : "personal-data";
	p->first_name = v->account.first_name;
	p->family_name = v->account.family_name;
	p->email = v->account.email;
	p->since = lang_date(v->arena, v->lang, v->account.created_at);
	if ((r = p->since ? E_OK : E_NOMEM) ||
	    (r = person_show(v, form, f, &p->person)) ||
	    (r = input_rows(
		 v, confirm, p->voids ? 2 : 1, NULL, f, &p->confirm)) ||
	    (f && (r = refusals_show(v, f, &p->page))))
		return r;
	return page_show(v, &personal_data_page, p);
}

enum err
personal_data_get(struct request *q)
{
	struct account_view p = { 0 };
	struct form form = { 0 };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	page_done(v, &p.page);
	as_form(&v->account, &form);
	return show(v, &p, &form, NULL);
}

/* The password is asked for even when nothing of weight changes. */
static enum err
check_password(struct visit *v, struct account_view *p, struct refusals *f)
{
	char *password = arena_text(v->arena, form_value(&v->form, "password"));
	enum err r;

	if (!password)
		return E_NOMEM;
	r = account_password_confirm(v->m, &v->account.id, password, &p->wait);
	if (r == E_AUTH || r == E_LIMIT)
		refuse(f, "password",
		    r == E_AUTH ? "error.personal_password" : "login.slow");
	return r == E_AUTH || r == E_LIMIT ? E_OK : r;
}

/* Save; a void identification leads to a new one. */
static enum err
save(struct visit *v, const struct account_words *w)
{
	bool voided = false;
	enum err r = account_change(v->m, &v->account.id, w, &voided, v->arena);

	if (r)
		return r;
	return answer_redirect(v->q,
	    voided ? "/identification?done=changed"
		   : "/account/personal-data"
		     "?done=saved");
}

enum err
personal_data_post(struct request *q)
{
	struct account_view p = { 0 };
	struct account_words w = { 0 };
	struct refusals f = { 0 };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = person_read(v, &w, &f)))
		return r;
	if (f.n)
		return show(v, &p, &v->form, &f);
	if ((r = account_change_voids(
		 v->m, &v->account.id, &w, &p.voids, v->arena)) ||
	    (r = check_password(v, &p, &f)))
		return r;
	if (p.voids && !form_value(&v->form, "accept_void").n)
		refuse(&f, "accept_void", "error.accept_void");
	return f.n ? show(v, &p, &v->form, &f) : save(v, &w);
}
