/*
 * Raise: a finished signature climbs to the level of the policy, one
 * increment a step. EN 319 142-1 6.3.
 *
 *	B-B   document time stamp  B-T    only when there was none at first
 *	B-T   validation data      B-LT
 *	B-LT  document time stamp  B-LTA
 *
 * Each step is stored together with the level that it reaches, by a
 * conditional update: a crash loses a step's work and nothing else, and of
 * two timers one wins. Before its work a step puts off the next try, longer
 * each time; the document's deadline ends it all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/log.h"
#include "shared/model/signing_private.h"
#include "shared/model/signing_sql.h"
#include "shared/model/validation.h"

#define ARENA_MAX  ((size_t)64 << 20)
#define BEGIN_MS   5000  /* of one release: no document is begun later */
#define AT_ONCE_MS 15000 /* of one release, for all documents together */

/* What raising one document works on. */
struct raise {
	struct model *m;
	struct signing s;
	const struct signing_doc *d;
	enum signing_level level;
	struct buf pdf; /* as it would be delivered now */
	int64_t seq;    /* of the next increment */
	size_t pdf_n;   /* octets before this step */
	int64_t until_ms;
	struct arena *a;
};

/* Start a call of a private service. */
static struct call
call_of(const struct raise *t)
{
	struct call c = signing_call(t->m, t->a);

	c.until_ms = t->until_ms;
	return c;
}

/* Have pdf make an increment and append it. */
static enum err
extend(struct raise *t, const struct pdf_validation *v, bool stamp,
    struct pdf_call_placed *out)
{
	struct call c = call_of(t);
	enum err r;

	memset(out, 0, sizeof(*out));
	r = pdf_call_extend(&c, buf_bytes(&t->pdf), v, stamp, out);
	if (r == E_INPUT)
		return log_err(E_CRYPTO, "raise.refused", "n=%lld reason=%s",
		    (long long)t->d->n, c.reason);
	return r ? r : buf_addb(&t->pdf, out->increment);
}

/* Have the result judged by a process that saw nothing of its making. */
static enum err
stamp_verify(struct raise *t, struct bytes digest)
{
	struct call c = call_of(t);
	struct pdf_call_verified v = { 0 };
	const char *hex = hex_text(t->a, digest);
	enum err r;

	if (hex == NULL)
		return E_NOMEM;
	if ((r = pdf_call_verify(&c, buf_bytes(&t->pdf), &v)))
		return r;
	if (v.ok && v.covers_all && v.time_stamp_at > 0 && v.digest != NULL &&
	    strcmp(v.digest, hex) == 0)
		return E_OK;
	return log_err(E_CRYPTO, "raise.verify", "n=%lld reason=%s",
	    (long long)t->d->n, v.reason != NULL ? v.reason : "");
}

/* Step: a document time stamp over everything (EN 319 142-1 5.4.3). */
static enum err
step_stamp(struct raise *t)
{
	struct signing_policy *p = t->m->policy;
	struct call c = call_of(t);
	unsigned char digest[HASH_BYTES_MAX];
	struct bytes imprint = bytes_at(digest, hash_bytes(p->hash));
	struct pdf_call_placed hole = { 0 };
	struct bytes token = { 0 };
	enum err r;

	if ((r = extend(t, NULL, true, &hole)) ||
	    (r = signing_digest(bytes_at(t->pdf.p, t->pdf_n), hole.increment,
		 hole.contents_at, hole.contents_size, p->hash, digest)) ||
	    (r = tsa_stamp(&c, p->tsas, p->ntsas, imprint, &token)))
		return r;
	fault_point("portal.raise_stamped");
	if ((r = signing_fill(
		 &t->pdf, hole.contents_at, hole.contents_size, token)))
		return r;
	return stamp_verify(t, imprint);
}

/* Step: validation data; asked once more, nothing may be missing. */
static enum err
step_validation(struct raise *t)
{
	struct call c = call_of(t);
	struct pdf_validation v = { 0 };
	struct pdf_call_placed made, missing;
	struct list signatures = { 0 };
	enum err r;

	if ((r = pdf_call_signatures(&c, buf_bytes(&t->pdf), &signatures)) ||
	    (r = validation_gather(&c, t->m->policy, &signatures, &v)))
		return r;
	fault_point("portal.raise_gathered");
	if ((r = extend(t, &v, false, &made)) ||
	    (r = extend(t, &v, false, &missing)))
		return r;
	if (missing.increment.n == 0)
		return E_OK;
	return log_err(
	    E_CRYPTO, "raise.incomplete", "octets=%zu", missing.increment.n);
}

/* clang-format off */
/* From a level to the next one */
static enum err (*const steps[LEVEL__MAX])(struct raise *) = {
	[LEVEL_BB]  = step_stamp,
	[LEVEL_BT]  = step_validation,
	[LEVEL_BLT] = step_stamp,
};
/* clang-format on */

/* Name the document and when it is tried again. */
static struct signing_raise_row
row_of(const struct raise *t)
{
	return (struct signing_raise_row){
		.batch = t->s.id, .n = t->d->n, .at = clock_now()
	};
}

/* Level and increment, together or not at all. */
static enum err
raise_tx(struct db *db, void *ctx)
{
	struct raise *t = ctx;
	struct signing_raise_row row = row_of(t);
	struct document_ref ref = signing_ref(t->d);
	struct bytes increment =
	    bytes_at(t->pdf.p + t->pdf_n, t->pdf.n - t->pdf_n);
	int64_t changed = 0;
	enum err r;

	row.from = signing_level_name(t->level);
	row.to = signing_level_name(t->level + 1);
	row.next_at = t->level + 1 < t->m->policy->level ? row.at : 0;
	if ((r = db_run(db, &signing_stmts[SIGNING_RAISED], &row, &changed)))
		return r;
	if (changed != 1)
		return E_CONFLICT; /* another timer was faster */
	if (increment.n > 0 &&
	    (r = document_increment_add(
		 t->m, &ref, &t->s.id, t->seq, increment)))
		return r;
	fault_point("portal.raise_stored");
	return signing_audit(t->m, &t->s, "document.raised", t->a);
}

/* Take one step and store it. */
static enum err
step(struct raise *t)
{
	enum err r;

	t->pdf_n = t->pdf.n;
	if ((r = steps[t->level](t)))
		return r;
	fault_point("portal.raise_verified");
	if ((r = db_tx(t->m->db, raise_tx, t)))
		return r;
	fault_point("portal.raised");
	t->seq += t->pdf.n > t->pdf_n;
	t->level++;
	return E_OK;
}

/* Climb as far as it goes. */
static enum err
climb(struct raise *t)
{
	struct document_ref ref = signing_ref(t->d);
	size_t room = (size_t)t->d->size_bytes + SIGNING_MORE;
	unsigned char *at;
	enum err r;

	t->level = signing_level_of(t->d->reached);
	if (t->level == LEVEL_NONE || t->level >= t->m->policy->level)
		return E_NOTFOUND; /* the policy wants no more */
	if ((r = buf_room(&t->pdf, room, &at)) ||
	    (r = document_signed(t->m, &ref, &t->s.id, &t->pdf, &t->seq)))
		return r;
	while (t->level < t->m->policy->level)
		if ((r = step(t)))
			return r;
	return E_OK;
}

/*
 * Raise one document, unless somebody else is at it.
 *
 * E_NOTFOUND  nothing to raise any more
 */
static enum err
doc_raise(struct model *m, const struct id *batch, int64_t n, int64_t until_ms,
    struct arena *a)
{
	struct raise t = { .m = m,
		.pdf = BUF(SIGNING_PDF_MAX),
		.until_ms = until_ms,
		.a = a };
	struct signing_raise_row row;
	int64_t claimed = 0;
	enum err r;

	if ((r = signing_find(m, batch, &t.s, a)))
		return r;
	if ((t.d = signing_doc_find(&t.s, n)) == NULL)
		return E_NOTFOUND;
	row = row_of(&t);
	if ((r = db_run(
		 m->db, &signing_stmts[SIGNING_RAISE_CLAIM], &row, &claimed)))
		return r;
	if (claimed != 1)
		return E_CONFLICT;
	fault_point("portal.raise_claimed");
	r = climb(&t);
	buf_free(&t.pdf);
	if (r == E_NOTFOUND &&
	    db_run(m->db, &signing_stmts[SIGNING_RAISE_END], &row, NULL))
		return E_DB;
	return r;
}

/* Raise one document with memory of its own. */
static enum err
doc_raise_apart(
    struct model *m, const struct id *batch, int64_t n, int64_t until_ms)
{
	struct arena *own = NULL;
	enum err r = arena_new(ARENA_MAX, &own);

	if (!r)
		r = doc_raise(m, batch, n, until_ms, own);
	arena_free(own);
	return r;
}

/* A missing time stamp says that no authority answers: the timer asks. */
void
signing_raise(struct model *m, const struct id *id, struct arena *a)
{
	int64_t now_ms = clock_ms();
	const struct signing_doc *d;
	struct signing s;

	if (signing_find(m, id, &s, a))
		return;
	d = s.docs.rows;
	for (size_t i = 0; i < s.docs.n && clock_ms() < now_ms + BEGIN_MS; i++)
		if (d[i].raise_at != 0 &&
		    signing_level_of(d[i].reached) >= LEVEL_BT &&
		    doc_raise_apart(m, id, d[i].n, now_ms + AT_ONCE_MS) ==
			E_PEER)
			return;
}

enum err
signing_raise_due(
    struct model *m, size_t most, int64_t until_ms, int64_t *raised)
{
	struct signing_raise_row in = { .at = clock_now(), .n = (int64_t)most };
	const struct signing_raise_row *row;
	struct arena *a = NULL;
	struct list due = { 0 };
	enum err r;

	*raised = 0;
	if ((r = arena_new(65536, &a)) ||
	    (r = db_all(m->db, &signing_stmts[SIGNING_RAISE_DUE], &in,
		 sizeof(*row), most, &due, a)))
		goto out;
	row = due.rows;
	for (size_t i = 0; i < due.n && clock_ms() < until_ms; i++) {
		enum err one =
		    doc_raise_apart(m, &row[i].batch, row[i].n, until_ms);

		*raised += one == E_OK;
		if (one == E_PEER || one == E_DB)
			break;
	}
out:
	arena_free(a);
	return r;
}
