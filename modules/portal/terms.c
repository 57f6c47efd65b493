/*
 * Documents of use: what is in force, and what the person accepted, in the
 * version accepted.
 *
 * The documents are the operator's files, served as they are: their hash is
 * what an acceptance stands for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/page.h"
#include "modules/portal/routes.h"

#include <string.h>

struct term_row {
	const char *code;
	const char *label; /* key */
	const char *href;  /* NULL: no longer at hand */
	const char *version;
	const char *at;
	bool first;
	bool last;
};

struct terms_view {
	struct page page;
	struct list accepted; /* struct term_row */
	struct list current_terms;
};

/* clang-format off */
static const struct field row_fields[] = {
	FIELD(term_row, code, 40, 0),
	FIELD(term_row, label, 80, 0),
	FIELD(term_row, href, 200, 0),
	FIELD(term_row, version, 20, 0),
	FIELD(term_row, at, 80, 0),
	FIELD(term_row, first, 0, 0),
	FIELD(term_row, last, 0, 0),
};

static const struct field fields[] = {
	PAGE_FIELDS(terms_view),
	FIELD_LIST(terms_view, accepted, term_row, row_fields, 500),
	FIELD_LIST(terms_view, current_terms, term_row, row_fields, 20),
};

const struct page_def terms_page = { .id = PAGE_TERMS, .file = "terms.html",
	.title = "title.terms", .fields = fields, .nfields = COUNT(fields) };

/* Documents in the order of the list: code and name. */
static const struct { const char *code, *label; } names[] = {
	{ "terms",           "legal.terms" },
	{ "export",          "legal.export" },
	{ "cp",              "legal.cp" },
	{ "cps",             "legal.cps" },
	{ "pki-info",        "legal.pki-info" },
	{ "subscriber",      "legal.subscriber" },
	{ "privacy",         "legal.privacy" },
	{ "partner-privacy", "legal.partner-privacy" },
	{ "certificates",    "legal.certificates" },
	{ "imprint",         "legal.imprint" },
};
/* clang-format on */

static const char *
name_key(const char *code)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(names[i].code, code) == 0)
			return names[i].label;
	return NULL;
}

static enum err
fill_current(struct visit *v, struct terms_view *p)
{
	struct term_row *row =
	    arena_array(v->arena, COUNT(names), sizeof(*row));
	const struct terms_document *d;
	size_t n = 0;

	if (!row)
		return E_NOMEM;
	for (size_t i = 0; i < COUNT(names); i++) {
		d = terms_current(
		    v->portal->terms, names[i].code, lang_code(v->lang));
		if (!d)
			continue;
		row[n].code = names[i].code;
		row[n].label = names[i].label;
		row[n].version = d->version;
		row[n].href =
		    arena_printf(v->arena, "/terms/%s", names[i].code);
		if (!row[n++].href)
			return E_NOMEM;
	}
	p->current_terms = (struct list){ .rows = row, .n = n };
	return E_OK;
}

static enum err
fill_acceptance(
    struct visit *v, const struct terms_acceptance *a, struct term_row *row)
{
	row->code = a->document;
	row->label = name_key(a->document);
	row->version = a->version;
	row->at = lang_time(v->arena, v->lang, a->accepted_at);
	if (!row->at)
		return E_NOMEM;
	if (!terms_version(v->portal->terms, a->document, a->version, a->lang))
		return E_OK;
	row->href = arena_printf(v->arena, "/terms/%s?version=%s&text=%s",
	    a->document, a->version, a->lang);
	return row->href ? E_OK : E_NOMEM;
}

static enum err
fill_accepted(struct visit *v, struct terms_view *p)
{
	const struct terms_acceptance *a;
	struct term_row *row;
	struct list all;
	enum err r;

	if ((r = terms_accepted(v->m, &v->account.id, &all, v->arena)))
		return r;
	if (!(row = arena_array(v->arena, all.n + 1, sizeof(*row))))
		return E_NOMEM;
	a = all.rows;
	for (size_t i = 0; i < all.n; i++) {
		if ((r = fill_acceptance(v, &a[i], &row[i])))
			return r;
		row[i].first = i == 0;
		row[i].last = i == all.n - 1;
	}
	p->accepted = (struct list){ .rows = row, .n = all.n };
	return E_OK;
}

enum err
terms_get(struct request *q)
{
	struct terms_view p = { .page = { .state = "terms" } };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = fill_current(v, &p)) ||
	    (v->logged_in && (r = fill_accepted(v, &p))))
		return r;
	return page_show(v, &terms_page, &p);
}

/* A document as it is; ?version= and ?text= name an older one. */
enum err
term_get(struct request *q)
{
	const struct terms_document *d;
	char *code, *version, *text;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	code = arena_text(v->arena, q->segment[0]);
	version = arena_text(v->arena, form_value(&v->query, "version"));
	text = arena_text(v->arena, form_value(&v->query, "text"));
	if (!code || !version || !text)
		return E_NOMEM;
	d = *version
	    ? terms_version(v->portal->terms, code, version,
		  *text ? text : lang_code(v->lang))
	    : terms_current(v->portal->terms, code, lang_code(v->lang));
	if (!d)
		return E_NOTFOUND;
	if ((r = answer_header(q, "Cache-Control", "no-store")) ||
	    (r = answer_header(q, "Content-Language", d->lang)))
		return r;
	return answer_body(q, "text/html; charset=utf-8", d->text);
}
