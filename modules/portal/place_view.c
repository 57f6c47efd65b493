/*
 * The placement page: what can be chosen for a document, with prices.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/place.h"

#include "shared/base/encode.h"
#include "shared/base/text.h"
#include "shared/pdf/pdf_appearance.h"

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
	struct place_bears bears;
	int64_t pages;
	int64_t box_width; /* points, as those below */
	int64_t box_height;
	int64_t box_margin;
	struct list levels; /* struct choice_row; none once it is fixed */
	const char *level_fixed;
	const char *level_label; /* key */
	const char *level_error; /* key */
	struct list corners;     /* struct choice_row */
	struct list others;
	bool position_field;
	const char *position_error;
	struct list numbers; /* struct input_row */
	bool few;            /* pages fit into a list of choices */
	struct list options; /* struct option_row */
	bool page_first;
	bool page_last;
	bool page_all;
	bool everywhere; /* all pages can be chosen */
	const char *page_value;
	const char *page_error;
	struct list words; /* struct input_row */
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
	FIELD_AS("departs", place_view, bears.departs, 16, 0),
	FIELD_AS("certified", place_view, bears.certified, 0, 0),
	PAGE_LIST("found", place_view, bears.found, place_found,
	    place_found_fields, 1000),
	FIELD(place_view, pages, INT64_MAX, 0),
	FIELD(place_view, box_width, PDF_BOX_WIDTH, 0),
	FIELD(place_view, box_height, PDF_BOX_HEIGHT, 0),
	FIELD(place_view, box_margin, PDF_BOX_MARGIN, 0),
	FIELD_LIST(place_view, levels, choice_row, choice_row_fields, 3),
	FIELD(place_view, level_fixed, 20, 0),
	FIELD(place_view, level_label, 80, 0),
	FIELD(place_view, level_error, 80, 0),
	FIELD_LIST(place_view, corners, choice_row, choice_row_fields, 4),
	FIELD_LIST(place_view, others, choice_row, choice_row_fields, 2),
	PAGE_LIST("empty", place_view, bears.empty, place_field,
	    place_field_fields, 100),
	FIELD(place_view, position_field, 0, 0),
	FIELD(place_view, position_error, 80, 0),
	FIELD_LIST(place_view, numbers, input_row, input_row_fields, 4),
	FIELD(place_view, few, 0, 0),
	FIELD_LIST(place_view, options, option_row, option_fields,
	    OPTIONS_MAX),
	FIELD(place_view, page_first, 0, 0),
	FIELD(place_view, page_last, 0, 0),
	FIELD(place_view, page_all, 0, 0),
	FIELD(place_view, everywhere, 0, 0),
	FIELD(place_view, page_value, 20, 0),
	FIELD(place_view, page_error, 80, 0),
	FIELD_LIST(place_view, words, input_row, input_row_fields, 2),
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

static const struct input words[] = {
	{ .name = "reason", .label = "place.reason",
	  .hint = "place.reason.hint", .type = "text", .autocomplete = "off",
	  .flags = INPUT_OPTIONAL },
	{ .name = "place_name", .label = "place.place_name", .type = "text",
	  .autocomplete = "off", .flags = INPUT_OPTIONAL },
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
	struct bytes chosen = form
	    ? form_value(form, "position")
	    : bytes_of(p->bears.certified ? "invisible" : "bottom-right");
	enum err r;

	p->position_error = refused_text(f, "position");
	p->position_field = bytes_eqs(chosen, "field");
	if ((r = choice_rows(v, "position", corners, COUNT(corners), chosen,
		 &p->corners)) ||
	    (r = choice_rows(
		 v, "position", others, COUNT(others), chosen, &p->others)) ||
	    (r = input_rows(v, numbers, COUNT(numbers), form, f, &p->numbers)))
		return r;
	return input_rows(v, words, COUNT(words), form, f, &p->words);
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
	p->page_all = bytes_eqs(chosen, "all");
	p->everywhere = p->pages > 1 && p->bears.found.n == 0;
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

/* What is known of batch and document. */
static enum err
fill_facts(struct visit *v, const struct signing *s, const struct form *form,
    struct place_view *p)
{
	const struct signing_doc *doc = s->docs.rows;

	doc += p->document - 1;
	p->batch = id_hex(v->arena, &s->id);
	p->documents = s->documents;
	p->several = s->documents > 1;
	p->name = doc->name;
	p->pages = doc->pages;
	p->level_fixed = s->level;
	p->level_label = level_key(s->level);
	if (!p->batch)
		return E_NOMEM;
	return place_bears(
	    v, doc, form ? form_value(form, "field") : bytes_of(""), &p->bears);
}

enum err
place_show(struct visit *v, const struct signing *s, int64_t document,
    const struct form *form, const struct refusals *f, const char *problem)
{
	struct place_view p = {
		.page = { .state = "place", .step = 2, .steps = 4 },
		.document = document,
		.box_width = PDF_BOX_WIDTH,
		.box_height = PDF_BOX_HEIGHT,
		.box_margin = PDF_BOX_MARGIN
	};
	enum err r;

	p.level_error = refused_text(f, "level");
	if ((r = fill_facts(v, s, form, &p)) ||
	    (!s->level && (r = fill_levels(v, &p, form))) ||
	    (r = fill_position(v, &p, form, f)) ||
	    (r = fill_pages(v, &p, form, f)) ||
	    (problem && (r = page_problem(v, &p.page, problem))) ||
	    (f && (r = refusals_show(v, f, &p.page))))
		return r;
	return page_show(v, &place_page, &p);
}
