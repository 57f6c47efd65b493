/*
 * Batches: uploaded, read, listed, given up. See signing.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/signing.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/secret.h"
#include "shared/base/text.h"
#include "shared/model/audit.h"
#include "shared/model/coins.h"
#include "shared/model/pdf_call.h"
#include "shared/model/signing_private.h"
#include "shared/model/signing_sql.h"

#define LIST_MAX 200

struct call
signing_call(const struct model *m, struct arena *a)
{
	return (struct call){
		.run_dir = m->run_dir, .request_id = m->request_id, .arena = a
	};
}

void
signing_reason(char **reason, const char *word, struct arena *a)
{
	*reason = arena_str(a, word);
}

struct signing_doc *
signing_doc_find(const struct signing *s, int64_t n)
{
	struct signing_doc *d = s->docs.rows;

	for (size_t i = 0; i < s->docs.n; i++)
		if (d[i].n == n)
			return &d[i];
	return NULL;
}

struct document_ref
signing_ref(const struct signing_doc *d)
{
	return (struct document_ref){ .document = d->document, .day = d->day };
}

enum err
signing_audit(struct model *m, const struct signing *s, const char *event,
    struct arena *a)
{
	struct audit e = { .event = event,
		.subject = s->account,
		.outcome = "ok",
		.request_id = m->request_id };
	char id[33];

	id_text(&s->id, id);
	e.object = arena_printf(a, "batch:%s", id);
	e.detail = arena_printf(a, "documents=%lld level=%s",
	    (long long)s->documents, s->level != NULL ? s->level : "none");
	return audit_add(m->db, &e);
}

enum err
signing_find(
    struct model *m, const struct id *id, struct signing *out, struct arena *a)
{
	struct signing_id in = { .id = *id };
	enum err r;

	memset(out, 0, sizeof(*out));
	if ((r = db_one(m->db, &signing_stmts[SIGNING_BATCH], &in, out, a)) ||
	    (r = db_all(m->db, &signing_stmts[SIGNING_DOCS], &in,
		 sizeof(struct signing_doc), SIGNING_DOCUMENTS, &out->docs, a)))
		return r;
	out->coins = coins_price(out->level, out->documents);
	return E_OK;
}

enum err
signing_lock(
    struct model *m, const struct id *id, struct signing *out, struct arena *a)
{
	struct signing_id in = { .id = *id };

	memset(out, 0, sizeof(*out));
	return db_one(m->db, &signing_stmts[SIGNING_BATCH_LOCK], &in, out, a);
}

enum err
signing_load(struct model *m, const struct id *id, const struct id *account,
    struct signing *out, struct arena *a)
{
	enum err r = signing_find(m, id, out, a);

	if (r)
		return r;
	return id_eq(&out->account, account) ? E_OK : E_NOTFOUND;
}

enum err
signing_list(struct model *m, const struct id *account, struct list *out,
    struct arena *a)
{
	struct signing_id in = { .id = *account };

	return db_all(m->db, &signing_stmts[SIGNING_LIST], &in,
	    sizeof(struct signing_row), LIST_MAX, out, a);
}

enum err
signing_room(struct model *m, const struct id *account, struct arena *a)
{
	struct signing in = { .account = *account, .deadline_at = clock_now() };
	struct signing_count held = { 0 };
	enum err r = db_one(m->db, &signing_stmts[SIGNING_HELD], &in, &held, a);

	return r ? r : held.n < SIGNING_HELD_MAX ? E_OK : E_LIMIT;
}

/* Take the last part of a path as the file's name. */
static enum err
name_take(struct bytes name, struct arena *a, char **out)
{
	struct bytes head;

	name = text_trim(name);
	while (bytes_cut(name, '/', &head, &name) ||
	    bytes_cut(head, '\\', &head, &name))
		if (name.n == 0)
			return E_INPUT;
	name = head;
	if (name.n == 0 || name.n > 255 || !text_line(name))
		return E_INPUT;
	*out = arena_text(a, name);
	return *out == NULL ? E_NOMEM : E_OK;
}

/* Keep what /check found. */
static void
facts_take(const struct pdf_call_check *c, struct signing_file *file)
{
	file->verdict = c->verdict;
	file->rule = c->rule;
	file->message_key = c->message_key;
	file->doc.pages = c->pages;
	/* An operator's validator may take what claims no part. */
	file->doc.pdfa = c->pdfa ? c->pdfa : "";
	file->doc.check = c->json;
	file->doc.signatures = (int64_t)c->signatures.n;
}

/* Store a judged upload. */
static enum err
file_store(struct model *m, struct bytes content, struct signing_file *file,
    struct arena *a)
{
	struct document_ref ref = { .day = clock_day(clock_now()) };
	unsigned char *sha = arena_alloc(a, 32);
	enum err r;

	if (sha == NULL)
		return E_NOMEM;
	if ((r = sha256(content, sha)) ||
	    (r = document_store(
		 m, content, clock_now() + DOCUMENT_LIFE_S, &ref)))
		return r;
	fault_point("portal.upload_stored");
	file->doc.sha256 = bytes_at(sha, 32);
	file->doc.size_bytes = (int64_t)content.n;
	file->doc.document = ref.document;
	file->doc.day = ref.day;
	return E_OK;
}

enum err
signing_upload_file(struct model *m, struct bytes name, struct bytes content,
    struct signing_file *file, struct arena *a)
{
	struct call c = signing_call(m, a);
	struct pdf_call_check check = { 0 };
	enum err r;

	memset(file, 0, sizeof(*file));
	if (content.n == 0 || content.n > DOCUMENT_MAX)
		return E_INPUT;
	if ((r = name_take(name, a, &file->doc.name)) ||
	    (r = pdf_call_check(&c, content, &check)))
		return r;
	facts_take(&check, file);
	if (strcmp(check.verdict, "ok") != 0)
		return E_OK;
	return file_store(m, content, file, a);
}

/* What the transaction of an upload works on. */
struct upload_step {
	struct model *m;
	struct signing s;
	const struct signing_file *files;
	struct arena *a;
};

static enum err
upload_tx(struct db *db, void *ctx)
{
	struct upload_step *t = ctx;
	enum err r;

	if ((r = db_run(db, &signing_stmts[SIGNING_BATCH_INSERT], &t->s, NULL)))
		return r;
	for (int64_t i = 0; i < t->s.documents; i++) {
		struct signing_doc_row row = { .batch = t->s.id,
			.doc = t->files[i].doc };

		row.doc.n = i + 1;
		if ((r = db_run(
			 db, &signing_stmts[SIGNING_DOC_INSERT], &row, NULL)))
			return r;
	}
	return signing_audit(t->m, &t->s, "document.uploaded", t->a);
}

void
signing_upload_drop(struct model *m, const struct signing_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct document_ref ref = signing_ref(&files[i].doc);

		if (!id_none(&ref.document) && document_delete(m, &ref))
			return; /* their deadline deletes them */
	}
}

/* Say whether a batch was made of these files; one that was not read was. */
static bool
has_file(const struct signing *s, const struct signing_file *f)
{
	const struct signing_doc *d = s->docs.rows;

	return s->docs.n == 0 || id_eq(&d[0].document, &f->doc.document);
}

enum err
signing_upload(struct model *m, const struct id *id, const struct id *account,
    struct signing_file *files, size_t n, struct arena *a)
{
	struct upload_step t = { .m = m, .files = files, .a = a };
	enum err r;

	if (n < 1 || n > SIGNING_DOCUMENTS)
		return E_INPUT;
	for (size_t i = 0; i < n; i++)
		if (id_none(&files[i].doc.document))
			return E_INPUT;
	t.s = (struct signing){ .id = *id,
		.account = *account,
		.day = files[0].doc.day,
		.documents = (int64_t)n,
		.created_at = clock_now(),
		.deadline_at = clock_now() + DOCUMENT_LIFE_S };
	r = db_tx(m->db, upload_tx, &t);
	fault_point("portal.uploaded");
	/* The id is there: the same person's second click, or somebody else's;
	 * in doubt it says whether this was stored. */
	if ((r == E_CONFLICT || (r == E_DB && db_in_doubt(m->db))) &&
	    signing_load(m, id, account, &t.s, a) == E_OK)
		r = E_OK;
	if (r ? r != E_DB : !has_file(&t.s, &files[0]))
		signing_upload_drop(m, files, n);
	return r;
}

/* What a copy or an end works on. */
struct end_step {
	struct model *m;
	struct signing *s;
	const struct id *new_id;
	struct arena *a;
};

/* End a batch that still stands where it was seen: meanwhile it may have
 * been prepared, or signed and paid, in another tab. */
static enum err
batch_end(struct end_step *t)
{
	int64_t changed = 0;
	enum err r =
	    db_run(t->m->db, &signing_stmts[SIGNING_ABANDONED], t->s, &changed);

	return r ? r : changed == 1 ? E_OK : E_CONFLICT;
}

static enum err
again_tx(struct db *db, void *ctx)
{
	struct end_step *t = ctx;
	struct signing_copy in = {
		.new_id = *t->new_id, .old_id = t->s->id, .at = clock_now()
	};
	enum err r;

	if ((r = batch_end(t)) ||
	    (r = db_run(db, &signing_stmts[SIGNING_COPY_BATCH], &in, NULL)) ||
	    (r = db_run(db, &signing_stmts[SIGNING_COPY_DOCS], &in, NULL)))
		return r;
	return signing_audit(t->m, t->s, "document.placed_anew", t->a);
}

/* Take a release back that nobody finished. E_CONFLICT  it is signed. */
static enum err
release_end(struct model *m, const struct signing *s, struct arena *a)
{
	struct call c = signing_call(m, a);

	if (strcmp(s->state, "uploaded") == 0)
		return E_OK;
	if (strcmp(s->state, "prepared") != 0)
		return E_CONFLICT;
	return signer_abandon(&c, &s->id);
}

enum err
signing_again(struct model *m, const struct id *id, const struct id *account,
    const struct id *new_id, struct arena *a)
{
	struct signing s;
	struct end_step t = { .m = m, .s = &s, .new_id = new_id, .a = a };
	enum err r;

	if ((r = signing_load(m, id, account, &s, a)) ||
	    (r = release_end(m, &s, a)))
		goto out;
	r = db_tx(m->db, again_tx, &t);
out:
	if (r == E_CONFLICT && signing_load(m, new_id, account, &s, a) == E_OK)
		return E_OK; /* the same form once more */
	return r;
}

/* Delete the documents of a batch: their keys. */
static enum err
docs_delete(struct model *m, const struct signing *s)
{
	const struct signing_doc *d = s->docs.rows;
	enum err r;

	for (size_t i = 0; i < s->docs.n; i++) {
		struct document_ref ref = signing_ref(&d[i]);

		if ((r = document_delete(m, &ref)))
			return r;
	}
	return E_OK;
}

static enum err
abandon_tx(struct db *db, void *ctx)
{
	struct end_step *t = ctx;
	enum err r;

	(void)db;
	if ((r = batch_end(t)) || (r = docs_delete(t->m, t->s)))
		return r;
	return signing_audit(t->m, t->s, "document.abandoned", t->a);
}

enum err
signing_abandon(struct model *m, const struct id *id, const struct id *account,
    struct arena *a)
{
	struct signing s;
	struct end_step t = { .m = m, .s = &s, .a = a };
	enum err r;

	if ((r = signing_load(m, id, account, &s, a)))
		return r;
	if (strcmp(s.state, "abandoned") == 0)
		return E_OK;
	if ((r = release_end(m, &s, a)))
		return r;
	r = db_tx(m->db, abandon_tx, &t);
	if (r == E_CONFLICT && signing_find(m, id, &s, a) == E_OK &&
	    strcmp(s.state, "abandoned") == 0)
		return E_OK; /* a second click */
	return r;
}

static enum err
delete_tx(struct db *db, void *ctx)
{
	struct end_step *t = ctx;
	enum err r;

	(void)db;
	if ((r = docs_delete(t->m, t->s)))
		return r;
	return signing_audit(t->m, t->s, "document.deleted", t->a);
}

enum err
signing_delete(struct model *m, const struct id *id, const struct id *account,
    struct arena *a)
{
	struct signing s;
	struct end_step t = { .m = m, .s = &s, .a = a };
	enum err r;

	if ((r = signing_load(m, id, account, &s, a)))
		return r;
	if (strcmp(s.state, "done") != 0)
		return E_CONFLICT;
	return db_tx(m->db, delete_tx, &t);
}

enum err
signing_document(struct model *m, const struct id *id, const struct id *account,
    struct signing_part *part, struct buf *out, struct arena *a)
{
	const struct signing_doc *d;
	struct document_ref ref;
	struct signing s;
	enum err r;

	if ((r = signing_load(m, id, account, &s, a)))
		return r;
	d = signing_doc_find(&s, part->n);
	if (d == NULL || (part->signed_ && strcmp(s.state, "done") != 0))
		return E_NOTFOUND;
	part->name = d->name;
	ref = signing_ref(d);
	return part->signed_ ? document_signed(m, &ref, id, out, NULL)
			     : document_read(m, &ref, out);
}
