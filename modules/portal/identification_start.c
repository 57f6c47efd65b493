/*
 * The start of an identification: what was accepted is stored first, then
 * ident is asked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/identification.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/model/ident_call.h"

/* clang-format off */
/* What may stand in the way: status and text. */
static const struct { enum err err; int status; const char *key; } refused[] = {
	{ E_LIMIT,    402, "identification.poor" },
	{ E_CONFLICT, 409, "identification.blocked" },
	{ E_PEER,     503, "identification.away" },
	{ E_DB,       503, "identification.away" },
};
/* clang-format on */

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
	if (!identification_method(*method))
		refuse(f, "method", "error.method");
	codes =
	    terms_for_method(identification_method(*method) ? *method : "eid");
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

/* The form again, with the reason. */
static enum err
show_refusal(struct visit *v, enum err why)
{
	for (size_t i = 0; i < COUNT(refused); i++)
		if (refused[i].err == why) {
			v->q->status = refused[i].status;
			return identification_show(
			    v, &v->form, NULL, refused[i].key);
		}
	return why;
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
		return identification_show(v, &v->form, &f, NULL);
	if ((r = start(v, method, &started)))
		return show_refusal(v, r);
	return identification_link_show(v, method, started.link);
}
