/*
 * fernsign-ctl verify: chains to the root, those of time stamps to the anchor
 * of a configured authority as well, and what is proven of their status.
 * EN 319 102-1 5.2.5, 5.5, 5.6; RFC 5280 6.
 *
 * A signature's time is that of its own time stamp, or of the first document
 * time stamp behind it, or else now. What is judged of a time stamp is judged
 * at the time of the document time stamp that follows it, or now. A time
 * stamp that is not good itself proves no time.
 *
 * A status counts when it was in force at some time from the use of the
 * certificate on (EN 319 102-1 5.2.5.4), and when whoever signed it was still
 * good when the document is known to have held it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "modules/ctl/ctl_verify.h"
#include "shared/pki/cms.h"
#include "shared/pki/crl.h"
#include "shared/pki/ocsp.h"
#include "shared/pki/tst.h"

#define CHAIN_MAX 8

/* Put certificates into the pool; what cannot be read is left out. */
static void
pool_add(struct verify *v, struct bytes der)
{
	if (cert_read(der, v->c->arena, &v->pool[v->npool]) == E_OK)
		v->npool++;
}

/* Take a row's signature apart: who, and who stamped it. */
static void
row_read(struct verify *v, struct verify_row *row)
{
	struct cms_facts cms = { .nchain = 0 };
	struct tst_facts tst = { .nchain = 0 };
	struct bytes token = row->s->cms;
	size_t i;

	row->level = "none known";
	if (!row->s->holds)
		return;
	if (!row->s->stamp) {
		if (cms_read(row->s->cms, true, v->c->arena, &cms))
			return;
		row->signer = cms.certificate;
		token = cms.time_stamp;
		pool_add(v, cms.certificate);
	}
	for (i = 0; i < cms.nchain && i < CHAIN_MAX; i++)
		pool_add(v, cms.chain[i]);
	if (token.n == 0 || tst_read(token, v->c->arena, &tst))
		return;
	row->stamper = tst.certificate;
	for (i = 0; i < tst.nchain && i < CHAIN_MAX; i++)
		pool_add(v, tst.chain[i]);
}

/* Fill the pool: what lies in signatures, time stamps and the store. */
static enum err
gather(struct verify *v)
{
	const struct list *store = &v->report.certificates;
	const struct pdf_call_reported *s = v->report.signatures.rows;
	const struct pdf_der *der = store->rows;
	size_t i;

	v->n = v->report.signatures.n;
	v->row = arena_array(v->c->arena, v->n + 1, sizeof(*v->row));
	v->pool = arena_array(v->c->arena,
	    v->n * (2 * CHAIN_MAX + 1) + store->n + 1, sizeof(*v->pool));
	if (v->row == NULL || v->pool == NULL)
		return E_NOMEM;
	for (i = 0; i < v->n; i++) {
		v->row[i].s = &s[i];
		row_read(v, &v->row[i]);
	}
	for (i = 0; i < store->n; i++)
		pool_add(v, der[i].der);
	return E_OK;
}

/* Find who issued a certificate; NULL when nobody here did. */
static const struct cert_facts *
issuer_of(const struct verify *v, const struct cert_facts *x)
{
	size_t i;

	for (i = 0; i < v->nanchor + v->npool; i++) {
		const struct cert_facts *ca =
		    i < v->nanchor ? &v->anchor[i] : &v->pool[i - v->nanchor];

		if (bytes_eq(ca->subject_der, x->issuer_der) &&
		    bytes_eq(ca->key_id, x->authority_key_id) &&
		    cert_issued_by(x->der, ca->der) == E_OK)
			return ca;
	}
	return NULL;
}

/* Say whether a certificate is trusted: the root for people, for time stamps
 * the anchors as well. */
static bool
is_anchor(
    const struct verify *v, const struct cert_facts *x, enum cert_purpose p)
{
	size_t i, n = p == CERT_FOR_TIME_STAMPS ? v->nanchor : 1;

	for (i = 0; i < n; i++)
		if (memcmp(x->sha256, v->anchor[i].sha256, sizeof(x->sha256)) ==
		    0)
			return true;
	return false;
}

/* What became of asking for a status. */
enum status { STATUS_NONE, STATUS_GOOD, STATUS_REVOKED }; /* the worst last */

/* About whom a status is wanted, and when. */
struct question {
	const struct cert_facts *x;
	const struct cert_facts *ca;
	int64_t from;     /* a status from then on will do: its use */
	int64_t at;       /* the time that counts: revoked later is no matter */
	int64_t known_at; /* when the document is known to have existed */
};

/* Look for an answer of the CA about a certificate. */
static enum status
ask_ocsps(
    const struct verify *v, const struct question *q, struct ocsp_answer *out)
{
	const struct pdf_der *der = v->report.ocsps.rows;
	enum status s = STATUS_NONE;
	size_t i;

	for (i = 0; i < v->report.ocsps.n && s != STATUS_REVOKED; i++)
		if (ocsp_response_about(der[i].der, q->x->der, q->ca->der) &&
		    ocsp_response_read(der[i].der, q->x->der, q->ca->der, q->at,
			q->known_at, out) == E_OK &&
		    out->state != OCSP_UNKNOWN)
			s = out->state == OCSP_GOOD ? STATUS_GOOD
						    : STATUS_REVOKED;
	return s;
}

/* Say whether a list still names a certificate if it was revoked: it may have
 * been left out once it had expired (X.509 8.5.2.12). */
static bool
lists(const struct crl_facts *f, const struct cert_facts *x)
{
	return f->this_update_at <= x->not_after_at ||
	    (f->expired_since_at >= 0 &&
		f->expired_since_at <= x->not_after_at);
}

/* Look a certificate up in one list of its CA, if it counts. */
static enum status
ask_crl(const struct verify *v, struct bytes der, const struct question *q,
    struct ocsp_answer *out)
{
	static const struct bytes none = { NULL, 0 };
	struct crl_entry entry;
	struct crl_facts f;
	enum err r;

	if (crl_read(der, none, v->c->arena, &f) ||
	    memcmp(f.issuer_hash, q->ca->s_hash, sizeof(q->ca->s_hash)) ||
	    f.this_update_at > q->known_at + 60 || f.next_update_at < q->from ||
	    q->ca->not_after_at < q->known_at || !lists(&f, q->x))
		return STATUS_NONE;
	r = crl_find(der, q->ca->der, q->x->serial, &entry);
	if (r != E_OK && r != E_NOTFOUND)
		return STATUS_NONE;
	out->this_update_at = f.this_update_at;
	out->revoked_at = r ? 0 : entry.revoked_at;
	return r ? STATUS_GOOD : STATUS_REVOKED;
}

/* Look through the document's lists, and the root's own of today. */
static enum status
ask_crls(
    const struct verify *v, const struct question *q, struct ocsp_answer *out)
{
	const struct pdf_der *der = v->report.crls.rows;
	struct question today = *q;
	enum status s, worst;
	size_t i;

	today.known_at = v->now;
	worst =
	    v->root_crl.n ? ask_crl(v, v->root_crl, &today, out) : STATUS_NONE;
	for (i = 0; i < v->report.crls.n && worst != STATUS_REVOKED; i++)
		if ((s = ask_crl(v, der[i].der, q, out)) > worst)
			worst = s;
	return worst;
}

/* Judge the status of one certificate. */
static void
status(const struct verify *v, const struct question *q, struct trust *t)
{
	struct ocsp_answer a = { .this_update_at = 0 };
	enum status s = ask_ocsps(v, q, &a);
	struct ocsp_answer listed = a;

	if (s != STATUS_REVOKED && ask_crls(v, q, &listed) > s) {
		s = listed.revoked_at ? STATUS_REVOKED : STATUS_GOOD;
		a = listed;
	}
	if (s == STATUS_NONE)
		t->proven = false;
	if (s != STATUS_NONE && a.this_update_at > t->status)
		t->status = a.this_update_at;
	if (s != STATUS_REVOKED)
		return;
	if (a.revoked_at > q->at) {
		t->status = q->at; /* afterwards is no concern of it */
		return;
	}
	t->revoked = q->x->common_name;
	t->revoked_at = a.revoked_at;
}

/* Walk from a certificate to an anchor, and ask for the status of each; NULL
 * when the way ends before. */
static const struct cert_facts *
walk(const struct verify *v, struct question q, enum cert_purpose purpose,
    struct trust *t)
{
	size_t depth;

	t->proven = true;
	for (depth = 0; depth < CHAIN_MAX; depth++) {
		if (is_anchor(v, q.x, purpose))
			return q.x;
		if ((q.ca = issuer_of(v, q.x)) == NULL)
			break;
		if (depth == 0)
			t->issuer = q.ca->common_name;
		status(v, &q, t);
		q.x = q.ca;
	}
	t->proven = false;
	return NULL;
}

/* Check a chain as of a time, with all that was found. */
static enum err
chain_check(const struct verify *v, const struct cert_facts *leaf,
    const struct cert_facts *top, int64_t at, enum cert_purpose purpose,
    bool *holds)
{
	struct bytes *chain =
	    arena_array(v->c->arena, v->npool + 1, sizeof(*chain));
	size_t i;

	if (chain == NULL)
		return E_NOMEM;
	for (i = 0; i < v->npool; i++)
		chain[i] = v->pool[i].der;
	*holds = cert_chain_verify(
		     leaf->der, chain, v->npool, top->der, at, purpose) == E_OK;
	return E_OK;
}

/* Judge a certificate; when says all but whose. */
static enum err
judge(const struct verify *v, struct bytes leaf, struct question when,
    enum cert_purpose purpose, struct trust *t)
{
	const struct cert_facts *top;
	struct cert_facts x;
	bool holds = false;
	int64_t then;
	enum err r;

	*t = (struct trust){ .verdict = VERDICT_NO_CHAIN };
	if (leaf.n == 0 || cert_read(leaf, v->c->arena, &x))
		return E_OK;
	when.x = &x;
	if ((top = walk(v, when, purpose, t)) == NULL)
		return E_OK;
	t->not_after_at = x.not_after_at;
	then = when.at < x.not_after_at ? when.at : x.not_after_at - 1;
	if ((r = chain_check(v, &x, top, then, purpose, &holds)) || !holds)
		return r;
	t->verdict = when.at > then ? VERDICT_EXPIRED
	    : t->revoked != NULL    ? VERDICT_REVOKED
	    : t->proven             ? VERDICT_PASSED
				    : VERDICT_UNPROVEN;
	return E_OK;
}

/* Find the n-th document time stamp behind a row that is judged as well at
 * least; NULL. */
static const struct verify_row *
stamp_behind(const struct verify *v, const struct verify_row *row, size_t n,
    enum verdict least)
{
	const struct verify_row *r;

	for (r = row + 1; r < v->row + v->n; r++)
		if (r->s->stamp && r->s->holds && r->stamp.verdict >= least &&
		    n-- == 0)
			return r;
	return NULL;
}

/*
 * The level as far as it can be told: a document time stamp stands for a
 * missing signature time stamp; the one that archives is another one.
 */
static const char *
level(const struct verify *v, const struct verify_row *row)
{
	const enum verdict least = VERDICT_UNPROVEN;
	bool own = row->s->time_stamp_at != 0 && row->stamp.verdict >= least;
	const struct verify_row *first = stamp_behind(v, row, 0, least);
	const struct trust *stamp = own ? &row->stamp
	    : first                     ? &first->stamp
					: NULL;

	if (!row->s->baseline)
		return "no PAdES baseline signature";
	if (stamp == NULL)
		return "B-B";
	if (!row->trust.proven || !stamp->proven)
		return "B-T";
	return stamp_behind(v, row, own ? 0 : 1, least) ? "B-LTA" : "B-LT";
}

/* What nobody should rely on passes for nothing, whoever signed it. */
static void
weaken(const struct pdf_call_reported *s, struct trust *t)
{
	if (s->weak && t->verdict == VERDICT_PASSED)
		t->verdict = VERDICT_WEAK;
}

/* Judge a row; those behind it are judged already. */
static enum err
judge_row(struct verify *v, struct verify_row *row)
{
	const struct pdf_call_reported *s = row->s;
	const struct verify_row *behind =
	    stamp_behind(v, row, 0, VERDICT_PASSED);
	int64_t later = behind ? behind->s->time_stamp_at : v->now;
	enum err r;

	row->verdict = VERDICT_BROKEN;
	if (!s->holds)
		return E_OK;
	if (s->time_stamp_at &&
	    (r = judge(v, row->stamper,
		 (struct question){
		     .from = s->time_stamp_at, .at = later, .known_at = later },
		 CERT_FOR_TIME_STAMPS, &row->stamp)))
		return r;
	if (s->stamp)
		weaken(s, &row->stamp);
	row->at = s->time_stamp_at && row->stamp.verdict == VERDICT_PASSED
	    ? s->time_stamp_at
	    : later;
	if (!s->stamp &&
	    (r = judge(v, row->signer,
		 (struct question){
		     .from = row->at, .at = row->at, .known_at = later },
		 CERT_FOR_ANY, &row->trust)))
		return r;
	if (!s->stamp) {
		row->level = level(v, row);
		weaken(s, &row->trust);
	}
	row->verdict = s->stamp ? row->stamp.verdict : row->trust.verdict;
	if (strcmp(s->later, "refused") == 0)
		row->verdict = VERDICT_CHANGED;
	return E_OK;
}

enum err
ctl_verify_judge(struct verify *v)
{
	enum err r;
	size_t i;

	if ((r = gather(v)))
		return r;
	for (i = v->n; i > 0 && r == E_OK; i--)
		r = judge_row(v, &v->row[i - 1]);
	return r;
}
