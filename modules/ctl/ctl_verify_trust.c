/*
 * fernsign-ctl verify: chains to the root, those of time stamps to the anchor
 * of a configured authority as well, and what the document proves of their
 * status. EN 319 102-1 5.2.5, 5.6; RFC 5280 6.
 *
 * A signature's time is that of its own time stamp, or of the first document
 * time stamp behind it, or else now. What is judged of a time stamp is judged
 * at the time of the document time stamp that follows it, or now.
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
enum status { STATUS_NONE, STATUS_GOOD, STATUS_REVOKED };

/* Look for an answer of the CA about a certificate. */
static enum status
ask_ocsps(const struct verify *v, const struct cert_facts *x,
    const struct cert_facts *ca, int64_t at, struct ocsp_answer *out)
{
	const struct pdf_der *der = v->report.ocsps.rows;
	size_t i;

	for (i = 0; i < v->report.ocsps.n; i++)
		if (ocsp_response_about(der[i].der, x->der, ca->der) &&
		    ocsp_response_read(der[i].der, x->der, ca->der, at,
			v->c->arena, out) == E_OK &&
		    out->state != OCSP_UNKNOWN)
			return out->state == OCSP_GOOD ? STATUS_GOOD
						       : STATUS_REVOKED;
	return STATUS_NONE;
}

/* Look for a list of the CA that was in force. */
static enum status
ask_crls(const struct verify *v, const struct cert_facts *x,
    const struct cert_facts *ca, int64_t at, struct ocsp_answer *out)
{
	const struct pdf_der *der = v->report.crls.rows;
	static const struct bytes none = { NULL, 0 };
	struct crl_entry entry;
	struct crl_facts f;
	enum err r;
	size_t i;

	for (i = 0; i < v->report.crls.n; i++) {
		if (crl_read(der[i].der, none, v->c->arena, &f) ||
		    memcmp(f.issuer_hash, ca->s_hash, sizeof(ca->s_hash)) ||
		    f.this_update_at > at + 60 || f.next_update_at < at)
			continue;
		out->this_update_at = f.this_update_at;
		r = crl_find(der[i].der, ca->der, x->serial, &entry);
		if (r == E_NOTFOUND)
			return STATUS_GOOD;
		if (r)
			continue;
		out->revoked_at = entry.revoked_at;
		return STATUS_REVOKED;
	}
	return STATUS_NONE;
}

/* Judge the status of one certificate as of a time. */
static void
status(const struct verify *v, const struct cert_facts *x,
    const struct cert_facts *ca, int64_t at, int64_t known_at, struct trust *t)
{
	struct ocsp_answer a = { .this_update_at = 0 };
	enum status s = ask_ocsps(v, x, ca, known_at, &a);

	if (s == STATUS_NONE)
		s = ask_crls(v, x, ca, known_at, &a);
	if (s == STATUS_NONE)
		t->proven = false;
	if (s != STATUS_NONE && a.this_update_at > t->status)
		t->status = a.this_update_at;
	if (s != STATUS_REVOKED)
		return;
	if (a.revoked_at > at) {
		t->status = at; /* afterwards is no concern of it */
		return;
	}
	t->revoked = x->common_name;
	t->revoked_at = a.revoked_at;
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

/*
 * Judge a certificate.
 *
 * at        the time that counts for it
 * known_at  when the document's statuses were in force
 */
static enum err
judge(const struct verify *v, struct bytes leaf, int64_t at, int64_t known_at,
    enum cert_purpose purpose, struct trust *t)
{
	const struct cert_facts *x, *ca;
	struct cert_facts own;
	size_t depth;

	*t = (struct trust){ .issuer = NULL };
	if (leaf.n == 0 || cert_read(leaf, v->c->arena, &own))
		return E_OK;
	t->proven = true;
	x = &own;
	for (depth = 0; depth < CHAIN_MAX; depth++) {
		if (is_anchor(v, x, purpose))
			return chain_check(
			    v, &own, x, at, purpose, &t->trusted);
		if ((ca = issuer_of(v, x)) == NULL)
			break;
		if (depth == 0)
			t->issuer = ca->common_name;
		status(v, x, ca, at, known_at, t);
		x = ca;
	}
	t->proven = false;
	return E_OK;
}

/* Find the n-th document time stamp behind a row that holds; NULL. */
static const struct verify_row *
stamp_behind(const struct verify *v, const struct verify_row *row, size_t n)
{
	const struct verify_row *r;

	for (r = row + 1; r < v->row + v->n; r++)
		if (r->s->stamp && r->s->holds && r->stamp.trusted && n-- == 0)
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
	bool own = row->s->time_stamp_at != 0 && row->stamp.trusted;
	const struct verify_row *first = stamp_behind(v, row, 0);
	const struct trust *stamp = own ? &row->stamp
	    : first                     ? &first->stamp
					: NULL;

	if (!row->s->baseline)
		return "no PAdES baseline signature";
	if (stamp == NULL)
		return "B-B";
	if (!row->trust.proven || !stamp->proven)
		return "B-T";
	return stamp_behind(v, row, own ? 0 : 1) ? "B-LTA" : "B-LT";
}

static bool
is_good(const struct trust *t)
{
	return t->trusted && t->revoked == NULL;
}

/* Judge a row; those behind it are judged already. */
static enum err
judge_row(struct verify *v, struct verify_row *row)
{
	const struct pdf_call_reported *s = row->s;
	const struct verify_row *behind = stamp_behind(v, row, 0);
	int64_t later = behind ? behind->s->time_stamp_at : v->now;
	enum err r;

	if (!s->holds)
		return E_OK;
	if (s->time_stamp_at &&
	    (r = judge(v, row->stamper, later, later, CERT_FOR_TIME_STAMPS,
		 &row->stamp)))
		return r;
	row->valid = strcmp(s->later, "refused") != 0 &&
	    (s->time_stamp_at == 0 || is_good(&row->stamp));
	if (s->stamp)
		return E_OK;
	row->at =
	    s->time_stamp_at && row->stamp.trusted ? s->time_stamp_at : later;
	if ((r = judge(
		 v, row->signer, row->at, later, CERT_FOR_ANY, &row->trust)))
		return r;
	row->level = level(v, row);
	row->valid = row->valid && is_good(&row->trust);
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
