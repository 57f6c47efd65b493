/*
 * Placement: level, position and page of each document of a batch.
 *
 * Works without script; the preview only fills in the same fields. What is
 * entered is judged by pdf, which alone knows the page.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/place.h"

#include <string.h>

#include "modules/portal/routes.h"
#include "shared/base/text.h"

#define WORDS_MAX 60 /* characters of reason and place */

/* clang-format off */
/* Words in pdf's reasons, and what is said about which field. */
static const struct { const char *word, *field, *text; } misplaced[] = {
	{ "outside the page",         "position",   "error.outside" },
	{ "page too small",           "page",       "error.page_small" },
	{ "too small",                "position",   "error.too_small" },
	{ "no such page",             "page",       "error.page" },
	{ "too many pages",           "page",       "error.page_many" },
	{ "signed already",           "page",       "error.page_signed" },
	{ "no such empty field",      "position",   "error.field" },
	{ "fields locked",            "position",   "error.fields_locked" },
	{ "characters of the name",   "position",   "error.name_letters" },
	{ "characters of the reason", "reason",     "error.letters" },
	{ "characters of the place",  "place_name", "error.letters" },
};
/* clang-format on */

/* The first document that is not placed yet; 0 when all are. */
static int64_t
next_document(const struct signing *s)
{
	const struct signing_doc *doc = s->docs.rows;

	for (size_t i = 0; i < s->docs.n; i++)
		if (!doc[i].placement)
			return doc[i].n;
	return 0;
}

/* Read the batch and say which document is meant; others than uploaded ones
 * are elsewhere. */
static enum err
load(struct visit *v, int64_t fallback, struct signing *s, int64_t *document)
{
	enum err r;

	if ((r = batch_load(v, s)) ||
	    (r = visit_number(
		 v, "document", SIGNING_DOCUMENTS, fallback, document)))
		return r;
	if (!*document)
		*document = next_document(s);
	return *document > s->documents ? E_NOTFOUND : E_OK;
}

static bool
is_placed(const struct signing *s, int64_t document)
{
	const struct signing_doc *doc = s->docs.rows;

	return strcmp(s->state, "uploaded") != 0 || !document ||
	    doc[document - 1].placement;
}

enum err
place_get(struct request *q)
{
	struct signing s;
	struct visit *v;
	int64_t document;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = load(v, 0, &s, &document)))
		return r;
	if (is_placed(&s, document))
		return batch_go(v, &s.id,
		    strcmp(s.state, "uploaded") == 0 && next_document(&s)
			? "/place"
			: "");
	return place_show(v, &s, document, NULL, NULL, NULL);
}

/* A number of points, with or without decimals; NULL when it is none. */
static char *
read_number(struct visit *v, const char *name)
{
	struct bytes text = text_trim(form_value(&v->form, name)), whole, part;
	int64_t n;

	(void)bytes_cut(text, '.', &whole, &part);
	if (text_number(whole, 100000, &n) ||
	    (part.n && text_number(part, 999999, &n)))
		return NULL;
	return arena_text(v->arena, text);
}

/* The numbers of a free position; without a size the words decide. */
static void
read_numbers(struct visit *v, struct signing_place *at, struct refusals *f)
{
	struct {
		const char *name;
		char **to;
		bool optional;
	} row[] = { { "x", &at->x, false }, { "y", &at->y, false },
		{ "width", &at->width, true },
		{ "height", &at->height, true } };

	for (size_t i = 0; i < COUNT(row); i++) {
		if (row[i].optional && !form_value(&v->form, row[i].name).n)
			continue;
		if (!(*row[i].to = read_number(v, row[i].name)))
			refuse(f, row[i].name, "error.number");
	}
}

/* A text that may be left out; NULL when it is. */
static enum err
read_words(struct visit *v, const char *name, char **out, struct refusals *f)
{
	struct bytes text = text_trim(form_value(&v->form, name));
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += (text.p[i] & 0xC0) != 0x80;
	if (n > WORDS_MAX)
		refuse(f, name, "error.words");
	else if (!text_line(text))
		refuse(f, name, "error.letters");
	else if (text.n && !(*out = arena_text(v->arena, text)))
		return E_NOMEM;
	return E_OK;
}

static bool
is_page(struct bytes page, int64_t pages)
{
	int64_t n;

	return bytes_eqs(page, "first") || bytes_eqs(page, "last") ||
	    bytes_eqs(page, "all") ||
	    (text_number(page, pages, &n) == E_OK && n > 0);
}

/* Read the choice; what cannot be meant is refused here. */
static enum err
read_choice(struct visit *v, const struct signing *s, int64_t document,
    struct signing_place *at, struct refusals *f)
{
	const struct signing_doc *doc = s->docs.rows;
	struct bytes position = text_trim(form_value(&v->form, "position"));
	struct bytes level = text_trim(form_value(&v->form, "level"));
	struct bytes page = text_trim(form_value(&v->form, "page"));
	enum err r;

	doc += document - 1;
	if (!level.n && s->level)
		level = bytes_of(s->level);
	if (!page.n)
		page = bytes_of("first");
	at->document = document;
	at->level = arena_text(v->arena, level);
	at->position = arena_text(v->arena, position);
	at->page = arena_text(v->arena, page);
	at->lang = arena_str(v->arena, lang_code(v->lang));
	if (!at->level || !at->position || !at->page || !at->lang)
		return E_NOMEM;
	if (!level_key(at->level))
		refuse(f, "level", "error.level");
	if (!position_key(position))
		refuse(f, "position", "error.position");
	if (bytes_eqs(position, "manual"))
		read_numbers(v, at, f);
	if (!is_page(page, doc->pages))
		refuse(f, "page", "error.page");
	if (bytes_eqs(position, "field") &&
	    !(at->field = arena_text(v->arena, form_value(&v->form, "field"))))
		return E_NOMEM;
	if ((r = read_words(v, "reason", &at->reason, f)))
		return r;
	return read_words(v, "place_name", &at->place, f);
}

/* Find the field that pdf's reason is about; false when it names none. */
static bool
refuse_place(struct refusals *f, const char *reason)
{
	for (size_t i = 0; reason && i < COUNT(misplaced); i++)
		if (strstr(reason, misplaced[i].word)) {
			refuse(f, misplaced[i].field, misplaced[i].text);
			return true;
		}
	return false;
}

/* What pdf or the model refuse, said beside the field it is about. */
static enum err
show_refusal(struct visit *v, const struct signing *s, int64_t document,
    enum err why, const char *reason)
{
	struct refusals f = { 0 };
	const char *problem = NULL;

	if (why == E_CONFLICT)
		return batch_go(v, &s->id, "");
	if (why == E_DENIED)
		refuse(&f, "level", "error.level_none");
	else if (why == E_PEER || why == E_DB)
		problem = "place.away";
	else if (why != E_INPUT)
		return why;
	else if (!refuse_place(&f, reason))
		problem = "place.refused";
	v->q->status = why == E_INPUT ? 422 : why == E_DENIED ? 403 : 503;
	return place_show(v, s, document, &v->form, f.n ? &f : NULL, problem);
}

/* Too few coins are said before anything is prepared or sent. */
static bool
too_poor(struct visit *v, const struct signing *s, const char *level)
{
	return coins_price(level, s->documents) > visit_spendable(v);
}

/* After the last document: the TAN goes out, and the summary follows. What
 * signer refuses now is said there. */
static enum err
activate(struct visit *v, const struct id *id)
{
	struct signing_ticket ticket;
	enum err r = signing_activate(
	    v->m, id, &v->account.id, v->session.token, &ticket, v->arena);

	if (r && r != E_LIMIT && r != E_CONFLICT && r != E_PEER)
		return r;
	return batch_go(v, id, "/release");
}

enum err
place_post(struct request *q)
{
	struct signing_place at = { 0 };
	struct refusals f = { 0 };
	struct signing_placed placed = { 0 };
	struct signing s;
	struct visit *v;
	int64_t document;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = load(v, 1, &s, &document)))
		return r;
	if (is_placed(&s, document))
		return batch_go(v, &s.id, "");
	if ((r = read_choice(v, &s, document, &at, &f)))
		return r;
	if (f.n)
		return place_show(v, &s, document, &v->form, &f, NULL);
	if (too_poor(v, &s, at.level)) {
		q->status = 402;
		return place_show(
		    v, &s, document, &v->form, NULL, "place.poor");
	}
	r = signing_place(v->m, &s.id, &v->account.id, &at, &placed, v->arena);
	if (r)
		return show_refusal(v, &s, document, r, placed.reason);
	return placed.prepared ? activate(v, &s.id)
			       : batch_go(v, &s.id, "/place");
}
