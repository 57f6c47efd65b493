/*
 * POST /place?page=&position=&…: {"increment","contents_at","contents_size",
 * "field"}. The document is judged again: whoever acts, checks.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "modules/pdf/pdf.h"
#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_place.h"
#include "shared/web/form.h"
#include "shared/web/json.h"

/* The query as it comes. */
struct query {
	char *page, *position, *x, *y, *width, *height;
	char *name, *level, *serial, *lang, *reason, *place, *field;
	int64_t at;
};

struct placed {
	struct bytes increment;
	int64_t contents_at;
	int64_t contents_size;
	const char *field;
};

/* clang-format off */
static const struct field query_fields[] = {
	FIELD(query, page,     10,  FLD_REQUIRED),
	FIELD(query, position, 20,  FLD_REQUIRED),
	FIELD(query, x,        20,  0),
	FIELD(query, y,        20,  0),
	FIELD(query, width,    20,  0),
	FIELD(query, height,   20,  0),
	FIELD(query, name,     254, FLD_REQUIRED),
	FIELD(query, level,    10,  FLD_REQUIRED),
	FIELD(query, serial,   64,  0),
	FIELD(query, lang,     2,   0),
	FIELD(query, reason,   240, 0),
	FIELD(query, place,    240, 0),
	FIELD(query, field,    512, 0),
	FIELD(query, at,       253402300799, FLD_REQUIRED),
};
static const struct field placed_fields[] = {
	FIELD(placed, increment,     PDF_LIMIT_INCREMENT, 0),
	FIELD(placed, contents_at,   INT64_MAX, 0),
	FIELD(placed, contents_size, INT64_MAX, 0),
	FIELD(placed, field,         80, 0),
};
static const struct {
	const char *name;
	int64_t page;
} page_names[] = {
	{ "first", 1 },
	{ "last",  PDF_PAGE_LAST },
	{ "all",   PDF_PAGE_ALL },
};
static const struct {
	const char *name;
	enum pdf_level level;
} levels[] = {
	{ "simple",    PDF_SIMPLE },
	{ "advanced",  PDF_ADVANCED },
	{ "qualified", PDF_QUALIFIED },
};
/* clang-format on */

static enum err
wrong(struct request *q, const char *reason)
{
	q->reason = reason;
	return E_INPUT;
}

/* Read a length in points: digits with at most one point; NULL is 0. */
static bool
points(const char *s, double *out)
{
	size_t i;

	*out = 0;
	if (s == NULL || *s == '\0')
		return true;
	for (i = 0; s[i] != '\0'; i++)
		if ((s[i] < '0' || s[i] > '9') && s[i] != '.' && s[i] != '-')
			return false;
	*out = strtod(s, NULL);
	return *out > -100000 && *out < 100000;
}

static bool
page_number(const char *s, int64_t *out)
{
	size_t i;

	for (i = 0; i < COUNT(page_names); i++) {
		if (strcmp(s, page_names[i].name) == 0) {
			*out = page_names[i].page;
			return true;
		}
	}
	return text_number(bytes_of(s), PDF_LIMIT_PAGES, out) == E_OK &&
	    *out > 0;
}

static bool
level_read(const char *s, enum pdf_level *out)
{
	size_t i;

	for (i = 0; i < COUNT(levels); i++) {
		if (strcmp(s, levels[i].name) == 0) {
			*out = levels[i].level;
			return true;
		}
	}
	return false;
}

/* Turn the query into a wish. */
static enum err
wish(struct request *q, const struct query *in, struct pdf_wish *out)
{
	struct pdf_words *w = &out->words;

	if (!pdf_position_read(bytes_of(in->position), &out->position) ||
	    !page_number(in->page, &out->page) ||
	    !level_read(in->level, &w->level) || !points(in->x, &out->x) ||
	    !points(in->y, &out->y) || !points(in->width, &out->width) ||
	    !points(in->height, &out->height))
		return wrong(q, "placement");
	w->lang = in->lang && strcmp(in->lang, "en") == 0 ? PDF_EN : PDF_DE;
	w->name = in->name;
	w->serial = in->serial;
	w->reason = in->reason;
	w->place = in->place;
	w->at = in->at;
	out->field = in->field && *in->field ? in->field : NULL;
	return E_OK;
}

static enum err
query_read(struct request *q, struct query *out)
{
	struct form_faults faults;
	struct form form;
	enum err r;

	if ((r = form_decode(q->query, &form, q->arena)) ||
	    (r = form_read(&form, query_fields, COUNT(query_fields), out,
		 &faults, q->arena)))
		return r == E_INPUT ? wrong(q, "query") : r;
	return faults.n > 0 ? wrong(q, faults.row[0].field->name) : E_OK;
}

/* What is wrong with a placement, for whoever asked. */
static const char *
refused_text(struct request *q, const struct pdf_refusal *no)
{
	const char *why = *no->why ? arena_str(q->arena, no->why) : NULL;

	return why ? why : "placement";
}

/* Judge, place, answer. */
static enum err
place(struct request *q, const struct pdf_wish *w, struct buf *increment)
{
	struct pdf_app *app = q->app;
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_checked c;
	struct pdf_placed placed;
	struct placed x;
	enum err r;

	if ((r = pdf_check(
		 q->body, app->kind, PDF_LIMIT_FILE, app->arena, &no, &c))) {
		q->reason = pdf_verdict_name(no.verdict);
		goto out;
	}
	if ((r = pdf_place(c.file, &c.pages, w, increment, &placed))) {
		q->reason = refused_text(q, &no);
		goto out;
	}
	x = (struct placed){ buf_bytes(increment), (int64_t)placed.contents_at,
		(int64_t)placed.contents_size, placed.field };
	r = answer_json(q, placed_fields, COUNT(placed_fields), &x);
out:
	if (no.verdict != PDF_OK)
		log_line(LOG_EVENT, "pdf.place", "verdict=%s rule=%s why=%s",
		    pdf_verdict_name(no.verdict), no.rule, no.why);
	pdf_checked_clear(&c);
	return r;
}

enum err
run_place(struct request *q)
{
	struct pdf_app *app = q->app;
	struct buf increment = BUF(PDF_LIMIT_INCREMENT);
	struct pdf_wish w = { .font = app->font };
	struct query in = { .page = NULL };
	enum err r;

	if ((r = query_read(q, &in)) || (r = wish(q, &in, &w)))
		return r;
	r = place(q, &w, &increment);
	buf_free(&increment);
	return r;
}
