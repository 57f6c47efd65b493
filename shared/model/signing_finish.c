/*
 * Finish: values become CMS, CMS goes into the hole, the result is verified
 * in a fresh process, and one transaction stores it and captures the coins.
 * EN 319 142-1 6.3 (B-B, B-T).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/model/mail.h"
#include "shared/model/outbox.h"
#include "shared/model/pdf_call.h"
#include "shared/model/signing_private.h"
#include "shared/model/signing_sql.h"
#include "shared/model/tsa_call.h"
#include "shared/pki/cms.h"
#include "shared/pki/der.h"
#include "shared/web/template.h"

#define CHAIN_MAX 4
#define STAMPS_MS 15000 /* of one release, for all documents together */

/* A document that is finished but not stored yet. */
struct finished {
	struct signing_doc_row row; /* reached is set */
	struct bytes increment;     /* signed */
};

/* What finishing a batch works on. */
struct finish_step {
	struct model *m;
	struct signing *s;
	const struct signer_values *values;
	struct finished *docs;
	struct bytes chain[CHAIN_MAX];
	size_t nchain;
	enum sig_alg alg;
	int64_t stamps_until_ms; /* the person waits no longer for them */
	struct arena *a;
};

/* Part the chain: DER certificates one after the other. */
static enum err
chain_split(struct finish_step *t)
{
	struct bytes rest = t->values->chain;
	enum err r;

	for (t->nchain = 0; rest.n > 0 && t->nchain < CHAIN_MAX; t->nchain++)
		if ((r = der_take_any(&rest, &t->chain[t->nchain])))
			return log_err(E_PEER, "finish.chain", "not DER");
	return E_OK;
}

/*
 * Ask for a time stamp. When nobody stamps now, the other documents of the
 * release do not ask again: the person waits.
 */
static enum err
stamp_ask(struct finish_step *t, struct bytes value, struct bytes *token)
{
	struct signing_policy *p = t->m->policy;
	struct call c = signing_call(t->m, t->a);
	unsigned char imprint[HASH_BYTES_MAX];
	enum err r;

	c.until_ms = t->stamps_until_ms;
	if ((r = hash_runs(p->hash, &value, 1, imprint)))
		return r;
	r = tsa_stamp(&c, p->tsas, p->ntsas,
	    bytes_at(imprint, hash_bytes(p->hash)), token);
	if (r == E_PEER)
		t->stamps_until_ms = clock_ms();
	return r;
}

/* Have the value stamped; without a time stamp, and with one that the hole
 * has no room for, the level is B-B for now. */
static enum err
stamp_add(struct finish_step *t, struct bytes value, int64_t hole,
    struct bytes *cms, char **reached)
{
	static char bb[] = "B-B";
	static char bt[] = "B-T";
	struct bytes token = { 0 }, stamped = { 0 };
	enum err r;

	*reached = bb;
	if (t->m->policy->level < LEVEL_BT)
		return E_OK;
	r = stamp_ask(t, value, &token);
	if (!r)
		r = cms_add_time_stamp(*cms, token, t->a, &stamped);
	if (r == E_PEER || (!r && stamped.n * 2 > (size_t)hole)) {
		log_line(LOG_WARN, "finish.no_time_stamp",
		    "level=B-B octets=%zu", stamped.n);
		return E_OK;
	}
	if (r)
		return r;
	*cms = stamped;
	*reached = bt;
	return E_OK;
}

/* Put the signature of one document together. */
static enum err
cms_make(struct finish_step *t, const struct signer_value *v, int64_t hole,
    struct bytes *cms, char **reached)
{
	struct cms_parts parts = { .signed_attrs = v->signed_attrs,
		.signature = v->signature,
		.alg = t->alg,
		.certificate = t->values->certificate,
		.chain = t->chain,
		.nchain = t->nchain };
	enum err r;

	if ((r = cms_assemble(&parts, t->a, cms)))
		return r;
	return stamp_add(t, v->signature, hole, cms, reached);
}

/* Have the result judged by a process that saw nothing of its making. */
static enum err
result_verify(
    struct finish_step *t, const struct signing_doc *d, struct bytes pdf)
{
	struct call c = signing_call(t->m, t->a);
	struct pdf_call_verified v = { 0 };
	unsigned char sha[32];
	const char *digest = hex_text(t->a, d->digest);
	const char *signer;
	enum err r;

	if ((r = sha256(t->values->certificate, sha)))
		return r;
	signer = hex_text(t->a, bytes_at(sha, sizeof(sha)));
	if (digest == NULL || signer == NULL)
		return E_NOMEM;
	if ((r = pdf_call_verify(&c, pdf, &v)))
		return r;
	if (v.ok && v.covers_all && v.signer_sha256 != NULL &&
	    v.digest != NULL && strcmp(v.signer_sha256, signer) == 0 &&
	    strcmp(v.digest, digest) == 0)
		return E_OK;
	return log_err(E_CRYPTO, "finish.verify", "n=%lld reason=%s",
	    (long long)d->n, v.reason != NULL ? v.reason : "");
}

/* Read upload and prepared increment; hold them against the digest. */
static enum err
prepared_read(
    struct finish_step *t, const struct signing_doc *d, struct buf *pdf)
{
	struct document_ref ref = signing_ref(d);
	enum hash hash = sig_alg_hash(t->alg);
	unsigned char digest[HASH_BYTES_MAX];
	size_t upload = (size_t)d->size_bytes;
	unsigned char *at;
	enum err r;

	if ((r = buf_room(pdf, upload + SIGNING_MORE, &at)) ||
	    (r = document_read(t->m, &ref, pdf)))
		return r;
	if (pdf->n != upload)
		return log_err(
		    E_CRYPTO, "finish.size", "n=%lld", (long long)d->n);
	if ((r = document_increment_read(
		 t->m, &ref, &t->s->id, INCREMENT_PREPARED, pdf)) ||
	    (r = signing_digest(bytes_at(pdf->p, upload),
		 bytes_at(pdf->p + upload, pdf->n - upload), d->contents_at,
		 d->contents_size, hash, digest)))
		return r;
	if (bytes_eq(bytes_at(digest, hash_bytes(hash)), d->digest))
		return E_OK;
	return log_err(E_CRYPTO, "finish.digest", "n=%lld", (long long)d->n);
}

/* Finish one document; its signed increment goes to the arena. */
static enum err
doc_finish(struct finish_step *t, const struct signing_doc *d,
    const struct signer_value *v, struct finished *out)
{
	struct buf pdf = BUF(SIGNING_PDF_MAX);
	struct bytes cms = { 0 };
	size_t upload = (size_t)d->size_bytes;
	enum err r;

	out->row.batch = t->s->id;
	out->row.doc = *d;
	if ((r = prepared_read(t, d, &pdf)) ||
	    (r = cms_make(
		 t, v, d->contents_size, &cms, &out->row.doc.reached)) ||
	    (r = signing_fill(&pdf, d->contents_at, d->contents_size, cms)) ||
	    (r = result_verify(t, d, buf_bytes(&pdf))))
		goto out;
	r = arena_bytes(
	    t->a, bytes_at(pdf.p + upload, pdf.n - upload), &out->increment);
out:
	buf_free(&pdf);
	return r;
}

/* Finish every document; values and documents go together by n. */
static enum err
docs_finish(struct finish_step *t)
{
	const struct signing_doc *d = t->s->docs.rows;
	const struct signer_value *v = t->values->values.rows;
	enum err r;

	if (t->values->values.n != t->s->docs.n)
		return log_err(
		    E_PEER, "finish.values", "values=%zu", t->values->values.n);
	t->docs = arena_array(t->a, t->s->docs.n, sizeof(*t->docs));
	if (t->docs == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->s->docs.n; i++) {
		if (v[i].n != d[i].n)
			return log_err(E_PEER, "finish.values", "order");
		if ((r = doc_finish(t, &d[i], &v[i], &t->docs[i])))
			return r;
	}
	return E_OK;
}

/* Store signed increments, levels, and the new deadline. */
static enum err
docs_store(struct finish_step *t, int64_t deadline_at)
{
	enum err r;

	for (size_t i = 0; i < t->s->docs.n; i++) {
		struct signing_doc *d = &t->docs[i].row.doc;
		struct document_ref ref = signing_ref(d);

		d->raise_at = signing_level_of(d->reached) < t->m->policy->level
		    ? clock_now()
		    : 0;
		if ((r = document_increment_add(t->m, &ref, &t->s->id,
			 INCREMENT_SIGNED, t->docs[i].increment)) ||
		    (r = db_run(t->m->db, &signing_stmts[SIGNING_REACHED],
			 &t->docs[i].row, NULL)) ||
		    (r = document_deadline(t->m, &ref, deadline_at)))
			return r;
	}
	return E_OK;
}

/* Name the documents of a batch for the mail. */
static enum err
mail_documents(struct finish_step *t, struct list *out)
{
	const struct signing_doc *d = t->s->docs.rows;
	struct mail_document *rows =
	    arena_array(t->a, t->s->docs.n, sizeof(*rows));

	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->s->docs.n; i++)
		rows[i].name = d[i].name;
	out->rows = rows;
	out->n = t->s->docs.n;
	return E_OK;
}

/* Tell the person by mail, once per batch. */
static enum err
mail_write(struct finish_step *t, int64_t deadline_at)
{
	struct signing_id in = { .id = t->s->account };
	struct signing_holder who = { 0 };
	struct mail words = { 0 };
	struct outbox_mail mail = { .account = t->s->account,
		.template = "signed-ready",
		.fields = mail_fields,
		.nfields = mail_nfields,
		.object = &words };
	char id[33];
	enum err r;

	if ((r = db_one(
		 t->m->db, &signing_stmts[SIGNING_HOLDER], &in, &who, t->a)) ||
	    (r = mail_documents(t, &words.documents)))
		return r;
	id_text(&t->s->id, id);
	words.name = who.name;
	words.until_time = lang_time(
	    t->a, strcmp(who.lang, "de") == 0 ? LANG_DE : LANG_EN, deadline_at);
	mail.once = arena_printf(t->a, "signed:%s", id);
	mail.recipient = who.email;
	mail.lang = who.lang;
	return outbox_add(t->m->db, t->m->notify_key, &mail, t->a);
}

/* Everything or nothing: results, state, coins, mail, audit. */
static enum err
finish_tx(struct db *db, void *ctx)
{
	struct finish_step *t = ctx;
	struct signing_state in = { .id = t->s->id, .at = clock_now() };
	struct signing_id id = { .id = t->s->id };
	struct signing now;
	int64_t changed = 0;
	enum err r;

	if ((r = signing_lock(t->m, &t->s->id, &now, t->a)))
		return r;
	if (strcmp(now.state, "done") == 0)
		return E_OK; /* another tab or the timer was faster */
	in.deadline_at = in.at + DOCUMENT_LIFE_S;
	if ((r = docs_store(t, in.deadline_at)) ||
	    (r = db_run(db, &signing_stmts[SIGNING_DONE], &in, &changed)))
		return r;
	if (changed != 1)
		return E_CONFLICT;
	if ((r = db_run(db, &signing_stmts[SIGNING_CAPTURE], &id, NULL)))
		return r;
	fault_point("portal.coins_captured");
	if ((r = mail_write(t, in.deadline_at)))
		return r;
	return signing_audit(t->m, t->s, "document.signed", t->a);
}

enum err
signing_finish_values(struct model *m, struct signing *s,
    const struct signer_values *values, struct arena *a)
{
	struct finish_step t = { .m = m, .s = s, .values = values, .a = a };
	enum err r;

	if (sig_alg_read(values->algorithm, &t.alg) != E_OK)
		return log_err(
		    E_PEER, "finish.algorithm", "%s", values->algorithm);
	t.stamps_until_ms = clock_ms() + STAMPS_MS;
	if ((r = chain_split(&t)) || (r = docs_finish(&t)))
		/* Signed, but deleted in the meantime: it ends with its values,
		 * and then the coins come back. */
		return r == E_NOTFOUND ? E_CRYPTO : r;
	fault_point("portal.finish_verified");
	r = db_tx(m->db, finish_tx, &t);
	fault_point("portal.finished");
	if (!r)
		signing_raise(m, &s->id, a);
	return r;
}

enum err
signing_finish(struct model *m, const struct id *id, struct arena *a)
{
	struct call c = signing_call(m, a);
	struct signer_values values = { 0 };
	struct signing s;
	enum err r;

	if ((r = signing_find(m, id, &s, a)))
		return r;
	if (strcmp(s.state, "done") == 0)
		return E_OK;
	if (strcmp(s.state, "prepared") != 0)
		return E_NOTFOUND;
	if ((r = signer_result(&c, id, &values)))
		return r;
	return signing_finish_values(m, &s, &values, a);
}

enum err
signing_resume(struct model *m, size_t most, int64_t until_ms,
    int64_t *finished, struct arena *a)
{
	struct signing_count in = { .n = (int64_t)most };
	struct signing_state over = { .at = clock_now() };
	struct list due = { 0 };
	const struct signing_id *row;
	enum err r;

	*finished = 0;
	if ((r = db_run(m->db, &signing_stmts[SIGNING_OVER], &over, NULL)) ||
	    (r = db_all(m->db, &signing_stmts[SIGNING_UNFINISHED], &in,
		 sizeof(struct signing_id), most, &due, a)))
		return r;
	row = due.rows;
	for (size_t i = 0; i < due.n && clock_ms() < until_ms; i++) {
		struct arena *own = NULL;

		if ((r = arena_new((size_t)64 << 20, &own)))
			return r;
		if (signing_finish(m, &row[i].id, own) == E_OK)
			(*finished)++;
		arena_free(own);
	}
	return E_OK;
}
