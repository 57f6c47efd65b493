/*
 * See validation.h. Chains are walked upwards, each link by its signature, to
 * a certificate that the operator trusts, and nothing is asked for before
 * that is reached: a document never tells which addresses are called. Then
 * each certificate below the top brings along what tells its status:
 *
 *	issued by our root                  the root's list, a public file
 *	issued by one of our issuing CAs    ocsp, by its private socket
 *	issued elsewhere (foreign stamps)   the addresses in the certificate
 *
 * An OCSP responder's certificate bears id-pkix-ocsp-nocheck and needs none
 * (RFC 6960 4.2.2.2.1).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/validation.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "shared/base/log.h"
#include "shared/model/ocsp_call.h"
#include "shared/pki/cert.h"
#include "shared/pki/cms.h"
#include "shared/pki/crl.h"
#include "shared/pki/tst.h"
#include "shared/web/http_client.h"

#define CHAIN_MAX  8
#define CRL_MAX    65536 /* what pdf takes as one piece */
#define SLACK_S    60    /* between the clocks of two houses */
#define CONNECT_MS 3000
#define TIMEOUT_MS 5000

/* What gathering works on. */
struct gather {
	struct call *c;
	const struct signing_policy *p;
	struct pdf_validation *out;
	int64_t after_at; /* the signer's status must be as new as this */
	bool earlier;     /* before the signature that is raised */
	bool archived;    /* a document time stamp stands behind */
};

/* A chain from a leaf up to a certificate that is trusted. */
struct chain {
	struct cert_facts at[CHAIN_MAX];
	size_t n;
};

/* Say whether a piece is there. */
static bool
piece_there(const struct list *l, struct bytes der)
{
	const struct pdf_der *rows = l->rows;

	for (size_t i = 0; i < l->n; i++)
		if (bytes_eq(rows[i].der, der))
			return true;
	return false;
}

/* Add a piece unless it is there. */
static enum err
piece_add(struct list *l, struct bytes der)
{
	struct pdf_der *rows = l->rows;

	if (piece_there(l, der))
		return E_OK;
	if (l->n == VALIDATION_MAX)
		return log_err(E_LIMIT, "validation.pieces", "n=%zu", l->n);
	rows[l->n++].der = der;
	return E_OK;
}

/* Fetch octets from an address that a certificate names. */
static enum err
url_get(struct gather *g, const char *url, struct bytes *out)
{
	struct http_answer answer = { 0 };
	struct http_call h = { .method = "GET",
		.url = url,
		.connect_ms = CONNECT_MS,
		.timeout_ms = TIMEOUT_MS,
		.answer_max = CRL_MAX };
	enum err r;

	if ((r = call_time(g->c, &h.timeout_ms)) ||
	    (r = http_call(&h, &answer, g->c->arena)))
		return r;
	if (answer.status != 200)
		return log_err(E_PEER, "validation.get", "url=%s status=%d",
		    url, answer.status);
	*out = answer.body;
	return E_OK;
}

/* Add a list that its issuer signed and that is current. */
static enum err
crl_add(struct gather *g, struct bytes der, struct bytes issuer)
{
	struct crl_facts f = { 0 };
	int64_t now = clock_now();
	enum err r;

	if ((r = crl_read(der, issuer, g->c->arena, &f)))
		return r;
	if (f.this_update_at > now + SLACK_S || f.next_update_at <= now)
		return log_err(E_PEER, "validation.crl",
		    "not current: this_update=%lld next_update=%lld",
		    (long long)f.this_update_at, (long long)f.next_update_at);
	return piece_add(&g->out->crls, der);
}

/* Add a status and who signed it; "unknown" is none. */
static enum err
ocsp_add(struct gather *g, struct bytes der, const struct ocsp_answer *says)
{
	struct bytes all[OCSP_CERTIFICATES_MAX];
	size_t n = 0;
	enum err r;

	if (says->state == OCSP_UNKNOWN)
		return log_err(E_CRYPTO, "validation.status", "unknown");
	if ((r = ocsp_response_certificates(der, g->c->arena, all, &n)))
		return r;
	for (size_t i = 0; i < n; i++)
		if ((r = piece_add(&g->out->certificates, all[i])))
			return r;
	return piece_add(&g->out->ocsps, der);
}

/* Have our own ocsp tell the status of a person's certificate. */
static enum err
status_own(struct gather *g, struct bytes certificate, struct bytes issuer)
{
	struct ocsp_answer answer = { 0 };
	struct bytes der;
	enum err r;

	if ((r = ocsp_ask(g->c, certificate, issuer, &der, &answer)))
		return r;
	if (answer.this_update_at < g->after_at)
		return log_err(E_PEER, "validation.status",
		    "older than the time stamp by %lld s",
		    (long long)(g->after_at - answer.this_update_at));
	return ocsp_add(g, der, &answer);
}

/* Ask the responder that a foreign certificate names. */
static enum err
status_foreign(
    struct gather *g, const struct cert_facts *f, struct bytes issuer)
{
	struct ocsp_answer said = { 0 };
	struct http_answer answer = { 0 };
	struct http_call h = { .method = "POST",
		.url = f->ocsp_url,
		.media = "application/ocsp-request",
		.connect_ms = CONNECT_MS,
		.timeout_ms = TIMEOUT_MS,
		.answer_max = CRL_MAX };
	enum err r;

	if ((r = call_time(g->c, &h.timeout_ms)) ||
	    (r = ocsp_request_make(f->der, issuer, OCSP_SHA1, bytes_at(NULL, 0),
		 g->c->arena, &h.body)) ||
	    (r = http_call(&h, &answer, g->c->arena)))
		return r;
	if (answer.status != 200)
		return log_err(E_PEER, "validation.ocsp", "url=%s status=%d",
		    h.url, answer.status);
	if ((r = ocsp_response_read(
		 answer.body, f->der, issuer, clock_now(), clock_now(), &said)))
		return r == E_INPUT ? E_PEER : r;
	return ocsp_add(g, answer.body, &said);
}

/* Add what tells the status of a certificate that is not ours. */
static enum err
revocation_foreign(
    struct gather *g, const struct cert_facts *f, struct bytes issuer)
{
	struct bytes crl = { 0 };
	enum err r;

	if (!g->p->outside)
		return log_err(E_CRYPTO, "validation.foreign", "subject=%s",
		    f->common_name);
	if (f->crl_url[0] != '\0' &&
	    (r = url_get(g, f->crl_url, &crl)) == E_OK &&
	    (r = crl_add(g, crl, issuer)) == E_OK)
		return E_OK;
	if (f->ocsp_url[0] != '\0')
		return status_foreign(g, f, issuer);
	return log_err(
	    E_PEER, "validation.foreign", "subject=%s", f->common_name);
}

/* Add what tells the status of a certificate. */
static enum err
revocation_add(
    struct gather *g, const struct cert_facts *f, struct bytes issuer)
{
	struct bytes crl = { 0 };
	enum err r;

	if (bytes_eq(issuer, g->p->root)) {
		if ((r = file_read(g->p->root_crl, CRL_MAX, g->c->arena, &crl)))
			return log_err(E_PEER, "validation.root_crl", "path=%s",
			    g->p->root_crl);
		return crl_add(g, crl, issuer);
	}
	for (size_t i = 0; i < SIGNING_ISSUERS; i++)
		if (bytes_eq(issuer, g->p->issuers[i]))
			return status_own(g, f->der, issuer);
	r = revocation_foreign(g, f, issuer);
	/* An authority of former times may be gone for good. */
	return r == E_PEER && g->earlier ? E_CRYPTO : r;
}

/* Say whether a certificate is the CA that issued another. */
static bool
issues(struct gather *g, struct bytes der, const struct cert_facts *f)
{
	struct cert_facts i = { 0 };

	return cert_read(der, g->c->arena, &i) == E_OK && i.ca &&
	    bytes_eq(i.subject_der, f->issuer_der) &&
	    cert_issued_by(f->der, der) == E_OK;
}

/* Find an issuer: our own, a trusted one, one that came along. */
static bool
issuer_find(struct gather *g, const struct cert_facts *f,
    const struct tst_facts *inside, struct bytes *out)
{
	for (size_t i = 0; i < SIGNING_ISSUERS; i++)
		if (issues(g, *out = g->p->issuers[i], f))
			return true;
	for (size_t i = 0; i < g->p->ntsas; i++)
		if (issues(g, *out = g->p->tsas[i].anchor, f))
			return true;
	if (issues(g, *out = g->p->root, f))
		return true;
	for (size_t i = 0; inside != NULL && i < inside->nchain; i++)
		if (issues(g, *out = inside->chain[i], f))
			return true;
	return false;
}

/* Say whether walking up ends at this certificate. */
static bool
is_top(const struct gather *g, struct bytes der)
{
	if (bytes_eq(der, g->p->root))
		return true;
	for (size_t i = 0; i < g->p->ntsas; i++)
		if (bytes_eq(der, g->p->tsas[i].anchor))
			return true;
	return false;
}

/*
 * Walk from a certificate up to one that is trusted.
 *
 * E_NOTFOUND  it leads elsewhere
 */
static enum err
chain_find(struct gather *g, struct bytes leaf, const struct tst_facts *inside,
    struct chain *out)
{
	struct cert_facts *f;

	for (out->n = 0; out->n < CHAIN_MAX;) {
		f = &out->at[out->n++];
		if (cert_read(leaf, g->c->arena, f))
			return log_err(
			    E_INPUT, "validation.chain", "depth=%zu", out->n);
		if (is_top(g, f->der))
			return E_OK;
		if (bytes_eq(f->subject_der, f->issuer_der) ||
		    !issuer_find(g, f, inside, &leaf))
			return E_NOTFOUND;
	}
	return E_NOTFOUND;
}

/*
 * Take a chain along, up to where another one was taken along before. That is
 * looked at first: a CA that signs its own OCSP answers comes with them.
 */
static enum err
chain_add(struct gather *g, const struct chain *c)
{
	size_t n = 0;
	enum err r;

	while (n < c->n && !piece_there(&g->out->certificates, c->at[n].der))
		n++;
	for (size_t i = 0; i < n; i++)
		if ((r = piece_add(&g->out->certificates, c->at[i].der)) ||
		    (i + 1 < c->n &&
			(r = revocation_add(g, &c->at[i], c->at[i + 1].der))))
			return r;
	return E_OK;
}

/* Take along a time stamp's authority, and note its time. */
static enum err
stamp_add(struct gather *g, struct bytes token)
{
	struct chain c = { .n = 0 };
	struct tst_facts f;
	enum err r;

	if ((r = tst_read(token, g->c->arena, &f)))
		return r;
	if (f.certificate.n == 0)
		return log_err(E_INPUT, "validation.stamp", "no certificate");
	g->after_at = f.at;
	if ((r = chain_find(g, f.certificate, &f, &c)) == E_NOTFOUND)
		return E_NOTFOUND;
	return r ? r : chain_add(g, &c);
}

/* Take along the signer; people's certificates are ours. */
static enum err
signer_add(struct gather *g, struct bytes certificate)
{
	struct chain c = { .n = 0 };
	enum err r;

	if ((r = chain_find(g, certificate, NULL, &c)))
		return r;
	if (!bytes_eq(c.at[c.n - 1].der, g->p->root))
		return E_NOTFOUND;
	return chain_add(g, &c);
}

/* Take along all that one signature or document time stamp wants. */
static enum err
one_add(struct gather *g, const struct pdf_call_reported *s)
{
	struct cms_facts f = { 0 };
	enum err r;

	if (s->stamp)
		return stamp_add(g, s->cms);
	if ((r = cms_read(s->cms, true, g->c->arena, &f)))
		return r;
	if (f.time_stamp.n > 0 && g->archived)
		return E_OK;
	if (f.time_stamp.n > 0 && (r = stamp_add(g, f.time_stamp)))
		return r;
	return f.certificate.n > 0
	    ? signer_add(g, f.certificate)
	    : log_err(E_INPUT, "validation.signer", "no certificate");
}

/* Make room for the pieces. */
static enum err
room_make(struct gather *g)
{
	struct list *const all[] = { &g->out->certificates, &g->out->ocsps,
		&g->out->crls };

	for (size_t i = 0; i < COUNT(all); i++) {
		all[i]->n = 0;
		all[i]->rows = arena_array(
		    g->c->arena, VALIDATION_MAX, sizeof(struct pdf_der));
		if (all[i]->rows == NULL)
			return E_NOMEM;
	}
	return E_OK;
}

/*
 * Take along the signature that is raised, and before it the document time
 * stamps that prove its time.
 */
static enum err
last_add(
    struct gather *g, const struct pdf_call_reported *s, size_t own, size_t n)
{
	enum err r;

	for (size_t i = n; i-- > own;)
		if ((r = one_add(g, &s[i])) == E_NOTFOUND)
			return log_err(E_CRYPTO, "validation.chain",
			    "ends at no certificate that is trusted here");
		else if (r)
			return r;
	return E_OK;
}

/*
 * Take along what stands before it, as far as it is ours: the archive of
 * former signers is renewed with the authorities of their document time
 * stamps, and who had only a time stamp gets the rest. Whatever somebody
 * else's signature lacks, and what is not to be had for it, is not our
 * business.
 */
static enum err
earlier_add(struct gather *g, const struct pdf_call_reported *s, size_t own)
{
	enum err r;

	g->earlier = true;
	for (size_t i = own; i-- > 0;) {
		if (!s[i].holds || s[i].cms.n == 0)
			continue;
		g->archived = g->archived || s[i].stamp;
		r = one_add(g, &s[i]);
		if (r == E_PEER || r == E_NOMEM)
			return r;
	}
	return E_OK;
}

enum err
validation_gather(struct call *c, const struct signing_policy *p,
    const struct list *signatures, struct pdf_validation *out)
{
	struct gather g = { .c = c, .p = p, .out = out };
	const struct pdf_call_reported *s = signatures->rows;
	size_t own = signatures->n;
	enum err r;

	while (own > 0 && s[own - 1].stamp)
		own--;
	if (own == 0)
		return log_err(E_INPUT, "validation.signature", "none");
	own--;
	if ((r = room_make(&g)) || (r = last_add(&g, s, own, signatures->n)))
		return r;
	return earlier_add(&g, s, own);
}
