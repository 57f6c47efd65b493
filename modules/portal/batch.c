/*
 * A batch on its way: where it stands, start over, give up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/batch.h"

#include <string.h>

#include "modules/portal/documents.h"
#include "modules/portal/routes.h"
#include "shared/base/encode.h"

struct signed_view {
	struct page page;
	bool done;
	struct list documents; /* struct batch_row */
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(signed_view),
	FIELD(signed_view, done, 0, 0),
	FIELD_LIST(signed_view, documents, batch_row, batch_row_fields, 1),
};

const struct page_def signed_page = { .id = PAGE_SIGNED,
	.file = "signed.html", .title = "title.signed", .nav = "/sign",
	.fields = fields, .nfields = COUNT(fields) };

static const struct { const char *level, *key; } levels[] = {
	{ "qualified", "level.qualified" },
	{ "advanced",  "level.advanced" },
	{ "simple",    "level.simple" },
};

static const struct { const char *position, *key; } positions[] = {
	{ "top-left",     "place.top_left" },
	{ "top-right",    "place.top_right" },
	{ "bottom-left",  "place.bottom_left" },
	{ "bottom-right", "place.bottom_right" },
	{ "manual",       "place.manually" },
	{ "invisible",    "place.invisible" },
	{ "field",        "place.field" },
};
/* clang-format on */

const char *
level_key(const char *level)
{
	for (size_t i = 0; level && i < COUNT(levels); i++)
		if (strcmp(levels[i].level, level) == 0)
			return levels[i].key;
	return NULL;
}

const char *
position_key(struct bytes position)
{
	for (size_t i = 0; i < COUNT(positions); i++)
		if (bytes_eqs(position, positions[i].position))
			return positions[i].key;
	return NULL;
}

enum err
batch_load(struct visit *v, struct signing *out)
{
	struct id id;
	enum err r;

	if ((r = visit_id(v, 0, &id)))
		return r;
	return signing_load(v->m, &id, &v->account.id, out, v->arena);
}

char *
batch_path(struct visit *v, const struct id *id, const char *tail)
{
	char *hex = id_hex(v->arena, id);

	return hex ? arena_printf(v->arena, "/sign/%s%s", hex, tail) : NULL;
}

enum err
batch_go(struct visit *v, const struct id *id, const char *tail)
{
	char *where = batch_path(v, id, tail);

	return where ? answer_redirect(v->q, where) : E_NOMEM;
}

static enum err
show(struct visit *v, const struct signing *s)
{
	struct signed_view p = { .page = { .step = 4, .steps = 4 } };
	enum err r;

	p.done = strcmp(s->state, "done") == 0;
	p.page.state = p.done ? "signed" : "finishing";
	if (!p.done) {
		p.page.refresh = "5";
		p.page.poll = batch_path(v, &s->id, "");
	}
	if ((r = batch_row(v, s, &p.documents)))
		return r;
	return page_show(v, &signed_page, &p);
}

/*
 * A release that is signed but not finished is gone on with here as well as
 * by the timer: what was released is never left lying.
 */
static enum err
show_prepared(struct visit *v, struct signing *s)
{
	enum err r = signing_finish(v->m, &s->id, v->arena);

	if (r == E_NOTFOUND)
		return batch_go(v, &s->id, "/release");
	if (r && r != E_PEER && r != E_DB && r != E_CRYPTO)
		return r;
	if (!r && (r = batch_load(v, s)))
		return r;
	return show(v, s);
}

enum err
sign_batch_get(struct request *q)
{
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = batch_load(v, &s)))
		return r;
	if (strcmp(s.state, "uploaded") == 0)
		return batch_go(v, &s.id, "/place");
	if (strcmp(s.state, "prepared") == 0)
		return show_prepared(v, &s);
	if (strcmp(s.state, "done") == 0)
		return show(v, &s);
	return answer_redirect(q, "/documents?done=abandoned");
}

/* A new placement is a new batch of the same documents, named by the form. */
enum err
sign_again_post(struct request *q)
{
	struct id old, new_id;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = visit_id(v, 0, &old)) ||
	    (r = id_read(form_value(&v->form, "nonce"), &new_id)) ||
	    (r = signing_again(v->m, &old, &v->account.id, &new_id, v->arena)))
		return r;
	return batch_go(v, &new_id, "/place");
}

enum err
sign_abandon_post(struct request *q)
{
	struct visit *v;
	struct id id;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = visit_id(v, 0, &id)) ||
	    (r = signing_abandon(v->m, &id, &v->account.id, v->arena)))
		return r;
	return answer_redirect(q, "/documents?done=abandoned");
}
