/*
 * See document.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/document.h"

#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"
#include "shared/model/document_sql.h"

#define SLOTS          16
#define KEY_OCTETS     32
#define SEALED_MORE    28 /* nonce and tag of seal() */
#define CIPHERTEXT_MAX (DOCUMENT_MAX + 4096)

/* What a ciphertext is bound to; batch and seq of increments only. */
struct place {
	const char *kind;
	const struct document_ref *ref;
	const struct id *batch; /* NULL: none */
	int64_t seq;
};

/* Write a place as AAD: kind, document, day, batch, number. */
static enum err
aad_add(struct buf *out, const struct place *at)
{
	static const struct id none = { { 0 } };
	char document[33];
	char owner[33];

	id_text(&at->ref->document, document);
	id_text(at->batch != NULL ? at->batch : &none, owner);
	return buf_addf(out, "%s:%s:%lld:%s:%lld", at->kind, document,
	    (long long)at->ref->day, owner, (long long)at->seq);
}

static int64_t
slot_of(const struct document_ref *ref)
{
	return ref->day % SLOTS;
}

/* Unwrap the key of a document. */
static enum err
key_load(struct model *m, const struct document_ref *ref, struct buf *key)
{
	struct document_key_row row = { .slot = slot_of(ref),
		.document = ref->document };
	const struct place at = { .kind = "document_key", .ref = ref };
	struct buf aad = BUF(256);
	struct arena *a = NULL;
	enum err r;

	if ((r = arena_new(4096, &a)) ||
	    (r = db_one(m->db, &document_stmts[DOCUMENT_KEY], &row, &row, a)) ||
	    (r = aad_add(&aad, &at)))
		goto out;
	r = seal_open(m->document_kek, buf_bytes(&aad), row.wrapped, key);
out:
	buf_free(&aad);
	arena_free(a);
	return r;
}

/* Seal octets under a document's key. */
static enum err
octets_seal(struct bytes key, const struct place *at, struct bytes plain,
    struct buf *out)
{
	struct buf aad = BUF(256);
	enum err r;

	if (!(r = aad_add(&aad, at)))
		r = seal(key, buf_bytes(&aad), plain, out);
	buf_free(&aad);
	return r;
}

/* Open what octets_seal made. */
static enum err
octets_open(struct model *m, const struct place *at, struct bytes sealed,
    struct buf *out)
{
	struct buf key = BUF(KEY_OCTETS);
	struct buf aad = BUF(256);
	enum err r;

	if (!(r = key_load(m, at->ref, &key)) && !(r = aad_add(&aad, at)))
		r = seal_open(buf_bytes(&key), buf_bytes(&aad), sealed, out);
	buf_free(&aad);
	buf_free(&key);
	return r;
}

/* What is stored of an upload in one transaction. */
struct upload {
	struct document_key_row key;
	struct document_content_row content;
};

static enum err
upload_tx(struct db *db, void *ctx)
{
	const struct upload *u = ctx;
	enum err r;

	if ((r = db_run(
		 db, &document_stmts[DOCUMENT_KEY_INSERT], &u->key, NULL)))
		return r;
	return db_run(
	    db, &document_stmts[DOCUMENT_CONTENT_INSERT], &u->content, NULL);
}

/* Make the key, its wrapped form and the ciphertext. */
static enum err
upload_seal(struct model *m, const struct document_ref *ref,
    struct bytes content, struct buf *wrapped, struct buf *ciphertext)
{
	const struct place in = { .kind = "document_content", .ref = ref };
	const struct place at = { .kind = "document_key", .ref = ref };
	unsigned char key[KEY_OCTETS];
	struct buf aad = BUF(256);
	enum err r;

	random_fill(key, sizeof(key));
	if ((r = octets_seal(
		 bytes_at(key, sizeof(key)), &in, content, ciphertext)) ||
	    (r = aad_add(&aad, &at)))
		goto out;
	r = seal(m->document_kek, buf_bytes(&aad), bytes_at(key, sizeof(key)),
	    wrapped);
out:
	secret_wipe(key, sizeof(key));
	buf_free(&aad);
	return r;
}

enum err
document_store(struct model *m, struct bytes content, int64_t deadline_at,
    struct document_ref *ref)
{
	struct buf ciphertext = BUF(CIPHERTEXT_MAX);
	struct buf wrapped = BUF(128);
	struct upload u = { 0 };
	enum err r;

	random_id(&ref->document);
	if ((r = upload_seal(m, ref, content, &wrapped, &ciphertext)))
		goto out;
	u.key.slot = slot_of(ref);
	u.key.document = ref->document;
	u.key.wrapped = buf_bytes(&wrapped);
	u.key.deadline_at = deadline_at;
	u.content.slot = slot_of(ref);
	u.content.document = ref->document;
	u.content.ciphertext = buf_bytes(&ciphertext);
	r = db_tx(m->db, upload_tx, &u);
out:
	buf_free(&wrapped);
	buf_free(&ciphertext);
	return r;
}

enum err
document_read(struct model *m, const struct document_ref *ref, struct buf *out)
{
	struct document_content_row row = { .slot = slot_of(ref),
		.document = ref->document };
	const struct place at = { .kind = "document_content", .ref = ref };
	struct arena *a = NULL;
	enum err r;

	if (!(r = arena_new(CIPHERTEXT_MAX + 4096, &a)) &&
	    !(r = db_one(
		  m->db, &document_stmts[DOCUMENT_CONTENT], &row, &row, a)))
		r = octets_open(m, &at, row.ciphertext, out);
	arena_free(a);
	return r;
}

enum err
document_increment_add(struct model *m, const struct document_ref *ref,
    const struct id *batch, int64_t seq, struct bytes increment)
{
	struct document_increment_row row = { .slot = slot_of(ref),
		.document = ref->document,
		.batch = *batch,
		.seq = seq,
		.size_bytes = (int64_t)increment.n };
	const struct place at = { "document_increment", ref, batch, seq };
	struct buf ciphertext = BUF(INCREMENT_MAX + SEALED_MORE);
	struct buf key = BUF(KEY_OCTETS);
	enum err r;

	if ((r = key_load(m, ref, &key)) ||
	    (r = octets_seal(buf_bytes(&key), &at, increment, &ciphertext)))
		goto out;
	row.ciphertext = buf_bytes(&ciphertext);
	r = db_run(
	    m->db, &document_stmts[DOCUMENT_INCREMENT_INSERT], &row, NULL);
out:
	buf_free(&key);
	buf_free(&ciphertext);
	return r;
}

enum err
document_increment_read(struct model *m, const struct document_ref *ref,
    const struct id *batch, int64_t seq, struct buf *out)
{
	struct document_increment_row row = { .slot = slot_of(ref),
		.document = ref->document,
		.batch = *batch,
		.seq = seq };
	const struct place at = { "document_increment", ref, batch, seq };
	struct arena *a = NULL;
	enum err r;

	if (!(r = arena_new(INCREMENT_MAX + 65536, &a)) &&
	    !(r = db_one(
		  m->db, &document_stmts[DOCUMENT_INCREMENT], &row, &row, a)))
		r = octets_open(m, &at, row.ciphertext, out);
	arena_free(a);
	return r;
}

enum err
document_signed(struct model *m, const struct document_ref *ref,
    const struct id *batch, struct buf *out, int64_t *next)
{
	int64_t seq = INCREMENT_SIGNED;
	struct buf part = BUF(CIPHERTEXT_MAX);
	enum err r;

	if ((r = document_read(m, ref, out)))
		goto out;
	for (;; seq++) {
		buf_clear(&part);
		r = document_increment_read(m, ref, batch, seq, &part);
		if (r == E_NOTFOUND && seq > INCREMENT_SIGNED) {
			r = E_OK;
			if (next != NULL)
				*next = seq;
			break;
		}
		if (r || (r = buf_addb(out, buf_bytes(&part))))
			break;
	}
out:
	buf_free(&part);
	return r;
}

enum err
document_deadline(
    struct model *m, const struct document_ref *ref, int64_t deadline_at)
{
	struct document_key_row row = { .slot = slot_of(ref),
		.document = ref->document,
		.deadline_at = deadline_at };

	return db_run(
	    m->db, &document_stmts[DOCUMENT_KEY_DEADLINE], &row, NULL);
}

enum err
document_delete(struct model *m, const struct document_ref *ref)
{
	struct document_key_row row = { .slot = slot_of(ref),
		.document = ref->document };

	return db_run(m->db, &document_stmts[DOCUMENT_KEY_DELETE], &row, NULL);
}
