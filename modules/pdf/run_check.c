/*
 * POST /check: {"verdict","rule","message_key","pdfa","pages","certified",
 * "signatures":[{"name","state","at"}],"fields":[{"name","page","x","y",
 * "width","height"}],"warnings":[{"rule","message_key"}]}. A refusal is an
 * answer, not a failure; message_key names the text that says why and what to
 * do. fields are the signature fields that were left empty, in whole points as
 * shown.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/pdf/pdf.h"
#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_place_field.h"
#include "shared/web/json.h"

#define EMPTY_MAX 20 /* fields that a person may choose from */

struct signature {
	const char *name;
	const char *state;
	int64_t at;
};

struct warning {
	const char *rule;
	const char *message_key;
};

struct empty {
	const char *name;
	int64_t page;
	int64_t x;
	int64_t y;
	int64_t width;
	int64_t height;
};

struct answer {
	const char *verdict;
	const char *rule;
	const char *message_key;
	const char *pdfa;
	int64_t pages;
	bool certified;
	struct list signatures;
	struct list fields;
	struct list warnings;
};

/* clang-format off */
static const struct field signature_fields[] = {
	FIELD(signature, name,  512, 0),
	FIELD(signature, state, 40,  0),
	FIELD(signature, at,    INT64_MAX, 0),
};
static const struct field warning_fields[] = {
	FIELD(warning, rule,        16, 0),
	FIELD(warning, message_key, 40, 0),
};
static const struct field empty_fields[] = {
	FIELD(empty, name,   512, 0),
	FIELD(empty, page,   PDF_LIMIT_PAGES, 0),
	FIELD(empty, x,      INT64_MAX, 0),
	FIELD(empty, y,      INT64_MAX, 0),
	FIELD(empty, width,  INT64_MAX, 0),
	FIELD(empty, height, INT64_MAX, 0),
};
static const struct field answer_fields[] = {
	FIELD(answer, verdict,     40, 0),
	FIELD(answer, rule,        16, 0),
	FIELD(answer, message_key, 40, 0),
	FIELD(answer, pdfa,        4,  0),
	FIELD(answer, pages,       PDF_LIMIT_PAGES, 0),
	FIELD(answer, certified,   0, 0),
	FIELD_LIST(answer, signatures, signature, signature_fields,
	    PDF_LIMIT_SIGNATURES),
	FIELD_LIST(answer, fields, empty, empty_fields, EMPTY_MAX),
	FIELD_LIST(answer, warnings, warning, warning_fields,
	    PDF_GATE_WARNINGS),
};
/* clang-format on */

/* Describe the signatures that were found valid. */
static enum err
signatures(const struct pdf_signatures *all, struct arena *a, struct list *out)
{
	struct signature *row = arena_array(a, all->n + 1, sizeof(*row));
	size_t i;

	if (row == NULL)
		return E_NOMEM;
	for (i = 0; i < all->n; i++) {
		row[i].name = pdf_shown(a,
		    *all->at[i].cms.signer ? all->at[i].cms.signer
					   : all->at[i].field);
		if (row[i].name == NULL)
			return E_NOMEM;
		row[i].state = all->at[i].stamp    ? "time-stamp"
		    : all->at[i].cms.time_stamp_at ? "stamped"
						   : "valid";
		row[i].at = all->at[i].at;
	}
	out->rows = row;
	out->n = all->n;
	return E_OK;
}

/* Describe the signature fields that are empty; a bad document has none. */
static enum err
fields(const struct pdf_checked *c, struct arena *a, struct list *out)
{
	struct empty *row = arena_array(a, EMPTY_MAX, sizeof(*row));
	struct pdf_empty_fields all;
	enum err r;
	size_t i;

	if (row == NULL)
		return E_NOMEM;
	if ((r = pdf_empty_fields(c->file, &c->pages, &all)))
		return r;
	out->rows = row;
	for (i = 0; i < all.n && out->n < EMPTY_MAX; i++) {
		const struct pdf_empty_field *f = &all.at[i];

		if (!text_line(bytes_of(f->name)))
			continue; /* nobody could choose it */
		row[out->n++] = (struct empty){ f->name, (int64_t)f->number,
			(int64_t)f->shown[0], (int64_t)f->shown[1],
			(int64_t)f->shown[2], (int64_t)f->shown[3] };
	}
	return E_OK;
}

/* Say what was found and does not refuse. */
static enum err
warnings(const struct pdf_gate_warnings *w, struct arena *a, struct list *out)
{
	struct warning *row = arena_array(a, w->n + 1, sizeof(*row));
	size_t i;

	if (row == NULL)
		return E_NOMEM;
	for (i = 0; i < w->n; i++)
		row[i] = (struct warning){ w->row[i].rule, w->row[i].key };
	*out = (struct list){ .rows = row, .n = w->n };
	return E_OK;
}

/*
 * Judge the document ourselves. Where a validator has the word about
 * conformity we look for harm alone; once it has said no, for all, because
 * our rules have names that a person can do something about.
 */
static enum err
judge(struct request *q, struct pdf_refusal *no, struct pdf_checked *c)
{
	struct pdf_app *app = q->app;
	bool told_no = app->kind == PDF_CHECK_SAFETY && !app->conforms;
	enum err r;

	r = pdf_check(q->body, told_no ? PDF_CHECK_FULL : app->kind,
	    PDF_LIMIT_FILE, app->arena, no, c);
	if (r == E_OK && told_no) {
		no->key = "pdf.structure"; /* what else can be said */
		r = pdf_refuse(no, PDF_NOT_PDFA, "", "says the validator");
	}
	if (r == E_NOMEM)
		r = pdf_refuse(no, PDF_TOO_COMPLEX, "", "out of memory");
	return r == E_INPUT ? E_OK : r;
}

enum err
run_check(struct request *q)
{
	struct pdf_app *app = q->app;
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_checked c;
	struct answer x = { .verdict = NULL };
	enum err r;

	if ((r = judge(q, &no, &c)))
		goto out;
	log_line(LOG_EVENT, "pdf.check", "verdict=%s group=%s rule=%s why=%s",
	    pdf_verdict_name(no.verdict), no.group, no.rule, no.why);
	x.verdict = pdf_verdict_name(no.verdict);
	x.message_key = pdf_refusal_key(&no);
	x.rule = *no.rule ? no.rule : NULL;
	x.pdfa = *c.pdfa ? c.pdfa : NULL;
	x.pages = (int64_t)c.pages.n;
	x.certified = c.signatures.permission > 0;
	if ((r = signatures(&c.signatures, app->arena, &x.signatures)) ||
	    (r = warnings(&c.warnings, app->arena, &x.warnings)) ||
	    (no.verdict == PDF_OK && (r = fields(&c, app->arena, &x.fields))))
		goto out;
	r = answer_json(q, answer_fields, COUNT(answer_fields), &x);
out:
	pdf_checked_clear(&c);
	return r;
}
