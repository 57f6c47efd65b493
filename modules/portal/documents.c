/*
 * Documents: what is there, how long still, download, preview, delete.
 *
 * A document leaves as an attachment, never as a page of this origin; the
 * preview is drawn by script from the same octets.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/documents.h"
#include "modules/portal/batch.h"
#include "modules/portal/routes.h"

#include <stdio.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"

#define HOUR_S          3600
#define DAY_S           86400
#define NAME_MAX_OCTETS 200

struct documents_view {
	struct page page;
	struct list documents; /* struct batch_row */
};

/* clang-format off */
const struct field file_row_fields[3] = {
	FIELD(file_row, name, 255, 0),
	FIELD(file_row, n, SIGNING_DOCUMENTS, 0),
	FIELD(file_row, query, 0, 0),
};

const struct field batch_row_fields[13] = {
	FIELD(batch_row, id, 32, 0),
	FIELD(batch_row, status, 20, 0),
	FIELD(batch_row, made, 80, 0),
	FIELD(batch_row, signed_at, 80, 0),
	FIELD(batch_row, left, 120, 0),
	FIELD(batch_row, deadline, 80, 0),
	FIELD(batch_row, reached, 8, 0),
	FIELD(batch_row, reached_text, 80, 0),
	FIELD(batch_row, raising, 0, 0),
	FIELD_AS("signed", batch_row, signed_, 0, 0),
	FIELD(batch_row, first, 0, 0),
	FIELD(batch_row, last, 0, 0),
	FIELD_LIST(batch_row, files, file_row, file_row_fields,
	    SIGNING_DOCUMENTS),
};

static const struct field fields[] = {
	PAGE_FIELDS(documents_view),
	FIELD_LIST(documents_view, documents, batch_row, batch_row_fields,
	    BATCHES_MAX),
};

const struct page_def documents_page = { .id = PAGE_DOCUMENTS,
	.file = "documents.html", .title = "title.documents",
	.nav = "/documents", .fields = fields, .nfields = COUNT(fields) };
const struct page_def document_delete_page = { .id = PAGE_DOCUMENT_DELETE,
	.file = "document-delete.html", .title = "title.delete",
	.nav = "/documents", .fields = fields, .nfields = COUNT(fields) };

/* Level and what is said about a signature of it. */
static const struct { const char *level, *made; } levels[] = {
	{ "qualified", "documents.signed.qualified" },
	{ "advanced",  "documents.signed.advanced" },
	{ "simple",    "documents.signed.simple" },
};

/* What is said about each level of PAdES. */
static const char *const reached[LEVEL__MAX] = {
	[LEVEL_BB]   = "documents.reached.bb",
	[LEVEL_BT]   = "documents.reached.bt",
	[LEVEL_BLT]  = "documents.reached.blt",
	[LEVEL_BLTA] = "documents.reached.blta",
};
/* clang-format on */

/* Say in words how long a document is still there. */
static char *
time_left(struct visit *v, int64_t deadline_at)
{
	int64_t left = deadline_at - clock_now();

	if (left >= 2 * DAY_S)
		return visit_count(v, "left.days", left / DAY_S);
	if (left >= DAY_S)
		return visit_count(v, "left.day", 1);
	if (left >= 2 * HOUR_S)
		return visit_count(v, "left.hours", left / HOUR_S);
	return visit_count(v, "left.hour", 1);
}

/* Fill what list and page have in common. */
static enum err
fill_row(struct visit *v, const struct signing_row *s, struct batch_row *row)
{
	row->id = id_hex(v->arena, &s->id);
	row->status = s->state;
	row->signed_ = strcmp(s->state, "done") == 0;
	row->left = time_left(v, s->deadline_at);
	row->deadline = lang_time(v->arena, v->lang, s->deadline_at);
	if (row->signed_) {
		row->signed_at = lang_time(v->arena, v->lang, s->done_at);
		row->raising = s->raising > 0;
	}
	if (row->signed_ && s->reached > LEVEL_NONE &&
	    s->reached < LEVEL__MAX) {
		row->reached =
		    signing_level_name((enum signing_level)s->reached);
		row->reached_text = reached[s->reached];
	}
	for (size_t i = 0; s->level && i < COUNT(levels); i++)
		if (strcmp(levels[i].level, s->level) == 0)
			row->made = levels[i].made;
	return row->id && row->left && row->deadline &&
		(!row->signed_ || row->signed_at)
	    ? E_OK
	    : E_NOMEM;
}

/* The documents of a batch by name. */
static enum err
fill_files(struct visit *v, const struct list *docs, struct batch_row *row)
{
	const struct signing_doc *doc = docs->rows;
	struct file_row *file =
	    arena_array(v->arena, docs->n + 1, sizeof(*file));

	if (!file)
		return E_NOMEM;
	for (size_t i = 0; i < docs->n; i++)
		file[i] = (struct file_row){
			.name = doc[i].name, .n = doc[i].n, .query = docs->n > 1
		};
	row->files = (struct list){ .rows = file, .n = docs->n };
	return E_OK;
}

/* A batch of one document needs no second look into the database. */
static enum err
fill_names(struct visit *v, const struct signing_row *s, struct batch_row *row)
{
	struct signing_doc one = { .n = 1, .name = s->name };
	struct list docs = { .rows = &one, .n = 1 };
	struct signing batch;
	enum err r;

	if (s->documents == 1)
		return fill_files(v, &docs, row);
	if ((r = signing_load(v->m, &s->id, &v->account.id, &batch, v->arena)))
		return r;
	return fill_files(v, &batch.docs, row);
}

enum err
batch_rows(struct visit *v, size_t most, struct list *out)
{
	struct batch_row *row;
	const struct signing_row *s;
	struct list all;
	size_t n = 0;
	enum err r;

	if ((r = signing_list(v->m, &v->account.id, &all, v->arena)))
		return r;
	if (!(row = arena_array(v->arena, most, sizeof(*row))))
		return E_NOMEM;
	s = all.rows;
	for (size_t i = 0; i < all.n && n < most; i++) {
		if (s[i].deadline_at <= clock_now())
			continue;
		if ((r = fill_row(v, &s[i], &row[n])) ||
		    (r = fill_names(v, &s[i], &row[n])))
			return r;
		row[n].first = n == 0;
		n++;
	}
	if (n)
		row[n - 1].last = true;
	*out = (struct list){ .rows = row, .n = n };
	return E_OK;
}

enum err
batch_row(struct visit *v, const struct signing *s, struct list *out)
{
	struct signing_row head = { .id = s->id,
		.level = s->level,
		.state = s->state,
		.documents = s->documents,
		.created_at = s->created_at,
		.done_at = s->done_at,
		.deadline_at = s->deadline_at };
	struct batch_row *row = arena_alloc(v->arena, sizeof(*row));
	const struct signing_doc *doc = s->docs.rows;
	enum err r;

	if (!row)
		return E_NOMEM;
	for (size_t i = 0; i < s->docs.n; i++) {
		int64_t level = signing_level_of(doc[i].reached);

		if (i == 0 || level < head.reached)
			head.reached = level;
		head.raising += doc[i].raise_at != 0;
	}
	if ((r = fill_row(v, &head, row)) || (r = fill_files(v, &s->docs, row)))
		return r;
	row->first = row->last = true;
	*out = (struct list){ .rows = row, .n = 1 };
	return E_OK;
}

enum err
documents_get(struct request *q)
{
	struct documents_view p = { 0 };
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) ||
	    (r = batch_rows(v, BATCHES_MAX, &p.documents)))
		return r;
	p.page.state = p.documents.n ? "documents" : "documents-empty";
	page_done(v, &p.page);
	return page_show(v, &documents_page, &p);
}

/*
 * Name the file for the browser (RFC 6266 4.3, RFC 8187): the given name
 * without its ending, percent-encoded, so nothing in it can break out.
 */
static enum err
name_file(struct visit *v, const char *name, const char *ending)
{
	struct buf b = BUF(2048);
	struct bytes stem = bytes_of(name);
	char *value;
	enum err r;

	if (stem.n > 4 && strncasecmp(name + stem.n - 4, ".pdf", 4) == 0)
		stem.n -= 4;
	while (stem.n > NAME_MAX_OCTETS ||
	    (stem.n && stem.n < strlen(name) && (name[stem.n] & 0xc0) == 0x80))
		stem.n--;
	if ((r = buf_adds(&b,
		 "attachment; filename=\"document.pdf\"; "
		 "filename*=UTF-8''")) ||
	    (r = url_escape(&b, stem)) || (r = buf_adds(&b, ending)))
		goto out;
	value = arena_text(v->arena, buf_bytes(&b));
	r = value ? answer_header(v->q, "Content-Disposition", value) : E_NOMEM;
out:
	buf_free(&b);
	return r;
}

/* Answer with a document of a batch; ?document= tells which. */
static enum err
send_document(struct request *q, bool signed_, const char *ending)
{
	struct buf out = BUF(DOCUMENT_MAX + 16 * INCREMENT_MAX);
	struct visit *v;
	struct id id;
	struct signing_part part = { .signed_ = signed_ };
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = visit_id(v, 0, &id)) ||
	    (r = visit_number(v, "document", SIGNING_DOCUMENTS, 1, &part.n)) ||
	    (r = signing_document(
		 v->m, &id, &v->account.id, &part, &out, v->arena)) ||
	    (r = answer_header(q, "Cache-Control", "no-store")) ||
	    (r = name_file(v, part.name, ending)) ||
	    (r = answer_body(q, "application/pdf", buf_bytes(&out))))
		goto out;
out:
	buf_free(&out);
	return r;
}

enum err
document_signed_get(struct request *q)
{
	return send_document(q, true, "-signed.pdf");
}

enum err
document_preview_get(struct request *q)
{
	return send_document(q, false, ".pdf");
}

enum err
document_delete_get(struct request *q)
{
	struct documents_view p = { 0 };
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = batch_load(v, &s)) ||
	    (r = batch_row(v, &s, &p.documents)))
		return r;
	return page_show(v, &document_delete_page, &p);
}

enum err
document_delete_post(struct request *q)
{
	struct signing s;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = batch_load(v, &s)))
		return r;
	if (strcmp(s.state, "done") == 0)
		r = signing_delete(v->m, &s.id, &v->account.id, v->arena);
	else
		r = signing_abandon(v->m, &s.id, &v->account.id, v->arena);
	return r ? r : answer_redirect(q, "/documents?done=deleted");
}
