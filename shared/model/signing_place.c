/*
 * Prepare: one increment per document with field, appearance and an empty
 * /Contents; the digest of its byte range is reckoned here, not believed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/model/certificates.h"
#include "shared/model/pdf_call.h"
#include "shared/model/signer_call.h"
#include "shared/model/signing_private.h"
#include "shared/model/signing_sql.h"
#include "shared/web/form.h"

/* What one placement works on. */
struct place_step {
	struct model *m;
	struct signing s;
	struct signing_doc_row row;
	const struct certificate_row *certificate;
	struct bytes increment;
	bool prepared;
	struct arena *a;
};

/* Members of a choice in the order in which they are kept: for ever, so
 * neither reason nor place, which are personal. */
/* clang-format off */
static const struct field choice[] = {
	FIELD(signing_place, position, 20, 0),
	FIELD(signing_place, page, 10, 0),
	FIELD(signing_place, x, 20, 0),
	FIELD(signing_place, y, 20, 0),
	FIELD(signing_place, width, 20, 0),
	FIELD(signing_place, height, 20, 0),
};
/* clang-format on */

/* Write a choice form-encoded: what the way back shows again. */
static enum err
choice_write(const struct signing_place *p, struct arena *a, char **out)
{
	struct buf text = BUF(200);
	struct buf value = BUF(200);
	enum err r = E_OK;

	for (size_t i = 0; i < COUNT(choice) && !r; i++) {
		if (field_empty(&choice[i], p))
			continue;
		buf_clear(&value);
		if ((r = field_text(&choice[i], p, &value)) ||
		    (r = buf_addf(&text, "%s%s=", text.n > 0 ? "&" : "",
			 choice[i].name)))
			break;
		r = url_escape(&text, buf_bytes(&value));
	}
	if (!r)
		*out = arena_text(a, buf_bytes(&text));
	buf_free(&value);
	buf_free(&text);
	return r ? E_INPUT : *out == NULL ? E_NOMEM : E_OK;
}

/* Ask pdf for the increment of one document. */
static enum err
increment_ask(struct place_step *t, const struct signing_place *p,
    struct bytes pdf, struct call *c)
{
	struct pdf_call_place in = { .page = p->page,
		.position = p->position,
		.x = p->x,
		.y = p->y,
		.width = p->width,
		.height = p->height,
		.name = t->certificate->subject_cn,
		.level = p->level,
		.serial = hex_text(t->a, t->certificate->serial),
		.lang = p->lang,
		.reason = p->reason,
		.place = p->place,
		.field = p->field,
		.at = clock_now() };
	struct pdf_call_placed out = { 0 };
	enum err r;

	if ((r = pdf_call_place(c, pdf, &in, &out)))
		return r;
	t->increment = out.increment;
	t->row.doc.contents_at = out.contents_at;
	t->row.doc.contents_size = out.contents_size;
	t->row.doc.signing_at = in.at;
	return E_OK;
}

/* Make the increment and the digest of what it covers, as the key signs. */
static enum err
increment_make(
    struct place_step *t, const struct signing_place *p, struct call *c)
{
	struct document_ref ref = signing_ref(&t->row.doc);
	unsigned char *digest = arena_alloc(t->a, HASH_BYTES_MAX);
	struct buf pdf = BUF(SIGNING_PDF_MAX);
	enum sig_alg alg;
	enum hash hash;
	enum err r;

	if (digest == NULL)
		return E_NOMEM;
	if ((r = signer_key_algorithm(
		 c, &t->certificate->sign_key, &t->s.account, &alg)) ||
	    (r = document_read(t->m, &ref, &pdf)) ||
	    (r = increment_ask(t, p, buf_bytes(&pdf), c)))
		goto out;
	hash = sig_alg_hash(alg);
	if ((r = signing_digest(buf_bytes(&pdf), t->increment,
		 t->row.doc.contents_at, t->row.doc.contents_size, hash,
		 digest)))
		goto out;
	t->row.doc.digest = bytes_at(digest, hash_bytes(hash));
out:
	buf_free(&pdf);
	return r;
}

/* Fix the level by the first placement; later ones must agree. */
static enum err
level_fix(struct place_step *t)
{
	struct signing_state in = { .id = t->s.id,
		.level = t->certificate->level,
		.sign_key = t->certificate->sign_key };
	struct signing now;
	int64_t changed = 0;
	enum err r;

	if ((r = signing_lock(t->m, &t->s.id, &now, t->a)))
		return r;
	if (strcmp(now.state, "uploaded") != 0)
		return E_CONFLICT;
	if (now.level != NULL)
		return strcmp(now.level, in.level) == 0 &&
			id_eq(&now.sign_key, &in.sign_key)
		    ? E_OK
		    : E_CONFLICT;
	r = db_run(t->m->db, &signing_stmts[SIGNING_LEVEL], &in, &changed);
	return r ? r : changed == 1 ? E_OK : E_CONFLICT;
}

static enum err
place_tx(struct db *db, void *ctx)
{
	struct place_step *t = ctx;
	struct document_ref ref = signing_ref(&t->row.doc);
	struct signing_id id = { .id = t->s.id };
	struct signing_count left = { 0 };
	int64_t changed = 0;
	enum err r;

	if ((r = level_fix(t)) ||
	    (r = document_increment_add(
		 t->m, &ref, &t->s.id, INCREMENT_PREPARED, t->increment)) ||
	    (r = db_run(db, &signing_stmts[SIGNING_PLACED], &t->row, &changed)))
		return r;
	if (changed != 1)
		return E_CONFLICT;
	if ((r = db_one(
		 db, &signing_stmts[SIGNING_UNPLACED], &id, &left, t->a)))
		return r;
	t->prepared = left.n == 0;
	if (left.n > 0)
		return E_OK;
	if ((r = db_run(db, &signing_stmts[SIGNING_PREPARED], &id, NULL)))
		return r;
	t->s.level = t->certificate->level;
	return signing_audit(t->m, &t->s, "document.prepared", t->a);
}

/* Say whether a document has this very place already (a second click). */
static bool
placed_already(struct place_step *t)
{
	const struct signing_doc *d = signing_doc_find(&t->s, t->row.doc.n);

	t->prepared = strcmp(t->s.state, "uploaded") != 0;
	return d->placement != NULL && t->row.doc.placement != NULL &&
	    strcmp(d->placement, t->row.doc.placement) == 0;
}

/* Find the document and the certificate that a placement is about. */
static enum err
place_find(struct place_step *t, const struct id *account,
    const struct signing_place *p, struct certificate_row *certificate,
    char **reason)
{
	const struct signing_doc *d = signing_doc_find(&t->s, p->document);
	enum err r;

	if (d == NULL)
		return E_NOTFOUND;
	t->row.batch = t->s.id;
	t->row.doc = *d;
	if ((r = choice_write(p, t->a, &t->row.doc.placement)))
		return r;
	if (t->s.level != NULL && strcmp(t->s.level, p->level) != 0) {
		signing_reason(reason, "level", t->a);
		return E_CONFLICT;
	}
	r = certificate_for_level(t->m, account, p->level, certificate, t->a);
	if (r == E_NOTFOUND) {
		signing_reason(reason, "certificate", t->a);
		return E_DENIED;
	}
	t->certificate = certificate;
	return r;
}

enum err
signing_place(struct model *m, const struct id *id, const struct id *account,
    const struct signing_place *p, struct signing_placed *out, struct arena *a)
{
	struct place_step t = { .m = m, .a = a };
	struct call c = signing_call(m, a);
	struct certificate_row certificate = { 0 };
	enum err r;

	signing_reason(&out->reason, "", a);
	if ((r = signing_load(m, id, account, &t.s, a)) ||
	    (r = place_find(&t, account, p, &certificate, &out->reason)))
		return r;
	if (placed_already(&t)) {
		out->prepared = t.prepared;
		return E_OK;
	}
	if (strcmp(t.s.state, "uploaded") != 0 ||
	    signing_doc_find(&t.s, p->document)->placement != NULL)
		return E_CONFLICT;
	if ((r = increment_make(&t, p, &c))) {
		signing_reason(&out->reason, c.reason, a);
		return r;
	}
	fault_point("portal.increment_made");
	r = db_tx(m->db, place_tx, &t);
	fault_point("portal.placed");
	out->prepared = t.prepared;
	return r;
}
