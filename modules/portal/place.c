/*
 * Placement: level, position and page of each document of a batch.
 *
 * Works without script; the preview only fills in the same fields. What is
 * entered is judged by pdf, which alone knows the page.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/batch.h"
#include "modules/portal/input.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/text.h"

#define OPTIONS_MAX 200 /* pages that a list of choices may have */

struct option_row {
	int64_t value;
	bool checked;
};

struct place_view {
	struct page page;
	const char *batch; /* hex */
	int64_t document;
	int64_t documents;
	bool several;
	const char *name;
	int64_t signatures;
	int64_t pages;
	struct list levels; /* struct choice_row; none once it is fixed */
	const char *level_fixed;
	const char *level_label; /* key */
	const char *level_error; /* key */
	struct list corners;     /* struct choice_row */
	struct list others;
	const char *position_error;
	struct list numbers; /* struct input_row */
	bool few;            /* pages fit into a list of choices */
	struct list options; /* struct option_row */
	bool page_first;
	bool page_last;
	const char *page_value;
	const char *page_error;
};

/* clang-format off */
static const struct field option_fields[] = {
	FIELD(option_row, value, OPTIONS_MAX, 0),
	FIELD(option_row, checked, 0, 0),
};

static const struct field fields[] = {
	PAGE_FIELDS(place_view),
	FIELD(place_view, batch, 32, 0),
	FIELD(place_view, document, SIGNING_DOCUMENTS, 0),
	FIELD(place_view, documents, SIGNING_DOCUMENTS, 0),
	FIELD(place_view, several, 0, 0),
	FIELD(place_view, name, 255, 0),
	FIELD(place_view, signatures, 1000, 0),
	FIELD(place_view, pages, INT64_MAX, 0),
	FIELD_LIST(place_view, levels, choice_row, choice_row_fields, 3),
	FIELD(place_view, level_fixed, 20, 0),
	FIELD(place_view, level_label, 80, 0),
	FIELD(place_view, level_error, 80, 0),
	FIELD_LIST(place_view, corners, choice_row, choice_row_fields, 4),
	FIELD_LIST(place_view, others, choice_row, choice_row_fields, 2),
	FIELD(place_view, position_error, 80, 0),
	FIELD_LIST(place_view, numbers, input_row, input_row_fields, 4),
	FIELD(place_view, few, 0, 0),
	FIELD_LIST(place_view, options, option_row, option_fields,
	    OPTIONS_MAX),
	FIELD(place_view, page_first, 0, 0),
	FIELD(place_view, page_last, 0, 0),
	FIELD(place_view, page_value, 20, 0),
	FIELD(place_view, page_error, 80, 0),
};

const struct page_def place_page = { .id = PAGE_PLACE, .file = "place.html",
	.title = "title.place", .nav = "/sign", .fields = fields,
	.nfields = COUNT(fields) };

static const struct choice_row levels[] = {
	{ .value = "qualified", .label = "level.qualified",
	  .hint = "level.qualified.hint" },
	{ .value = "advanced", .label = "level.advanced",
	  .hint = "level.advanced.hint" },
	{ .value = "simple", .label = "level.simple",
	  .hint = "level.simple.hint" },
};

static const struct choice_row corners[] = {
	{ .value = "top-left", .label = "place.top_left" },
	{ .value = "top-right", .label = "place.top_right" },
	{ .value = "bottom-left", .label = "place.bottom_left" },
	{ .value = "bottom-right", .label = "place.bottom_right" },
};

static const struct choice_row others[] = {
	{ .value = "manual", .label = "place.manually",
	  .hint = "place.manually.hint" },
	{ .value = "invisible", .label = "place.invisible",
	  .hint = "place.invisible.hint" },
};

/* Words in pdf's reasons, and what is said about which field. */
static const struct { const char *word, *field, *text; } misplaced[] = {
	{ "outside", "position", "error.outside" },
	{ "small",   "position", "error.too_small" },
	{ "page",    "page",     "error.page" },
};

#define NUMBER(n, l, f) { .name = n, .label = l, .type = "text", \
	.inputmode = "numeric", .autocomplete = "off", \
	.flags = INPUT_SHORT | (f) }
static const struct input numbers[] = {
	NUMBER("x", "place.x", 0),
	NUMBER("y", "place.y", 0),
	NUMBER("width", "place.width", INPUT_OPTIONAL),
	NUMBER("height", "place.height", INPUT_OPTIONAL),
};
/* clang-format on */

/* The levels with their prices. */
static enum err
fill_levels(struct visit *v, struct place_view *p, const struct form *form)
{
	struct bytes chosen =
	    form ? form_value(form, "level") : bytes_of("qualified");
	struct choice_row *row;
	int64_t price;
	enum err r;

	if ((r = choice_rows(
		 v, "level", levels, COUNT(levels), chosen, &p->levels)))
		return r;
	row = p->levels.rows;
	for (size_t i = 0; i < p->levels.n; i++) {
		price = coins_price(row[i].value, 1);
		row[i].price =
		    price ? visit_coins(v, price) : visit_text(v, "place.free");
		if (!row[i].price)
			return E_NOMEM;
	}
	return E_OK;
}

static enum err
fill_position(struct visit *v, struct place_view *p, const struct form *form,
    const struct refusals *f)
{
	struct bytes chosen =
	    form ? form_value(form, "position") : bytes_of("bottom-right");
	enum err r;

	p->position_error = refused_text(f, "position");
	if ((r = choice_rows(v, "position", corners, COUNT(corners), chosen,
		 &p->corners)) ||
	    (r = choice_rows(
		 v, "position", others, COUNT(others), chosen, &p->others)) ||
	    (r = input_rows(v, numbers, COUNT(numbers), form, f, &p->numbers)))
		return r;
	return E_OK;
}

/* The pages: a list of choices, or a field when there are very many. */
static enum err
fill_pages(struct visit *v, struct place_view *p, const struct form *form,
    const struct refusals *f)
{
	struct bytes chosen =
	    form ? form_value(form, "page") : bytes_of("last");
	struct option_row *row;
	int64_t number = 0;

	p->page_error = refused_text(f, "page");
	p->page_first = bytes_eqs(chosen, "first");
	p->page_last = bytes_eqs(chosen, "last");
	p->page_value = arena_text(v->arena, chosen);
	p->few = p->pages <= OPTIONS_MAX;
	if (!p->page_value)
		return E_NOMEM;
	if (!p->few)
		return E_OK;
	if (text_number(chosen, OPTIONS_MAX, &number))
		number = 0;
	if (!(row = arena_array(v->arena, (size_t)p->pages + 1, sizeof(*row))))
		return E_NOMEM;
	for (int64_t i = 0; i < p->pages; i++)
		row[i] = (struct option_row){ i + 1, number == i + 1 };
	p->options = (struct list){ .rows = row, .n = (size_t)p->pages };
	return E_OK;
}

/* form and f are NULL when the page is asked for. */
static enum err
show(struct visit *v, struct place_view *p, const struct signing *s,
    const struct form *form, const struct refusals *f)
{
	const struct signing_doc *doc = s->docs.rows;
	char hex[33];
	enum err r;

	doc += p->document - 1;
	id_text(&s->id, hex);
	p->batch = arena_str(v->arena, hex);
	p->documents = s->documents;
	p->several = s->documents > 1;
	p->name = doc->name;
	p->signatures = doc->signatures;
	p->pages = doc->pages;
	p->page.state = "place";
	p->page.step = 2;
	p->page.steps = 4;
	p->level_fixed = s->level;
	p->level_label = level_key(s->level);
	p->level_error = refused_text(f, "level");
	if ((r = p->batch ? E_OK : E_NOMEM) ||
	    (!s->level && (r = fill_levels(v, p, form))) ||
	    (r = fill_position(v, p, form, f)) ||
	    (r = fill_pages(v, p, form, f)) ||
	    (f && (r = refusals_show(v, f, &p->page))))
		return r;
	return page_show(v, &place_page, p);
}

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
	struct place_view p = { 0 };
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = load(v, 0, &s, &p.document)))
		return r;
	if (is_placed(&s, p.document))
		return batch_go(v, &s.id,
		    strcmp(s.state, "uploaded") == 0 && next_document(&s)
			? "/place"
			: "");
	return show(v, &p, &s, NULL, NULL);
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

static bool
is_page(struct bytes page, int64_t pages)
{
	int64_t n;

	return bytes_eqs(page, "first") || bytes_eqs(page, "last") ||
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
	if (strcmp(level_key(at->level), "level.simple") == 0 &&
	    strcmp(at->level, "simple") != 0)
		refuse(f, "level", "error.level");
	if (!position_key(position))
		refuse(f, "position", "error.position");
	if (bytes_eqs(position, "manual"))
		read_numbers(v, at, f);
	if (!is_page(page, doc->pages))
		refuse(f, "page", "error.page");
	return E_OK;
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
show_refusal(struct visit *v, struct place_view *p, const struct signing *s,
    enum err why, const char *reason)
{
	struct refusals f = { 0 };
	enum err r = E_OK;

	if (why == E_CONFLICT)
		return batch_go(v, &s->id, "");
	if (why == E_DENIED)
		refuse(&f, "level", "error.level_none");
	else if (why == E_INPUT && refuse_place(&f, reason))
		r = E_OK;
	else if (why == E_INPUT)
		r = page_problem(v, &p->page, "place.refused");
	else if (why == E_PEER || why == E_DB)
		r = page_problem(v, &p->page, "place.away");
	else
		return why;
	v->q->status = why == E_INPUT ? 422 : why == E_DENIED ? 403 : 503;
	return r ? r : show(v, p, s, &v->form, f.n ? &f : NULL);
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
	char *reason;
	enum err r = signing_activate(v->m, id, &v->account.id,
	    v->session.token, &ticket, &reason, v->arena);

	if (r && r != E_LIMIT && r != E_CONFLICT && r != E_PEER)
		return r;
	return batch_go(v, id, "/release");
}

enum err
place_post(struct request *q)
{
	struct signing_place at = { 0 };
	struct place_view p = { 0 };
	struct refusals f = { 0 };
	bool prepared = false;
	char *reason = NULL;
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = load(v, 1, &s, &p.document)))
		return r;
	if (is_placed(&s, p.document))
		return batch_go(v, &s.id, "");
	if ((r = read_choice(v, &s, p.document, &at, &f)))
		return r;
	if (f.n)
		return show(v, &p, &s, &v->form, &f);
	if (too_poor(v, &s, at.level)) {
		q->status = 402;
		r = page_problem(v, &p.page, "place.poor");
		return r ? r : show(v, &p, &s, &v->form, NULL);
	}
	r = signing_place(
	    v->m, &s.id, &v->account.id, &at, &prepared, &reason, v->arena);
	if (r)
		return show_refusal(v, &p, &s, r, reason);
	return prepared ? activate(v, &s.id) : batch_go(v, &s.id, "/place");
}
