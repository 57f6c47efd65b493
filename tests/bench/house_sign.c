/*
 * One signature from the first octet to the last, as portal, pdf, signer and
 * tsa make it together: judged without the PDF/A gate, placed, hashed,
 * signed, put in. The document is hashed once; what is appended is hashed
 * on a copy of that state.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/evp.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_dss.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_open.h"
#include "shared/pdf/pdf_place.h"
#include "shared/pki/cms.h"
#include "tests/bench/house.h"

/* One signature in the making. */
struct work {
	const struct house *h;
	struct arena *a;
	struct buf *pdf;
	size_t upload;      /* octets of the document */
	EVP_MD_CTX *hashed; /* the document, and nothing else */
};

/* Make an increment on what stands in pdf. */
typedef enum err increment_fn(
    struct work *w, struct pdf_checked *c, struct buf *out, void *ctx);

/*
 * Open what stands in pdf. Signatures that a stranger's document bears are
 * judged; what was made of it here is not judged again.
 */
static enum err
look(struct work *w, struct pdf_refusal *no, struct pdf_checked *c)
{
	enum err r;

	if ((r = pdf_open(buf_bytes(w->pdf), w->a, no, &c->file)) ||
	    (r = pdf_pages(c->file, &c->pages)) || w->pdf->n > w->upload)
		return r;
	return pdf_check_signatures(c->file, &c->signatures);
}

/* Make an increment and append it. */
static enum err
extend(struct work *w, increment_fn *make, void *ctx)
{
	struct buf out = BUF(PDF_LIMIT_INCREMENT);
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_checked c = { .file = NULL };
	enum err r;

	if ((r = look(w, &no, &c)) || (r = make(w, &c, &out, ctx))) {
		log_line(LOG_FAULT, "bench.extend", "%s %s",
		    pdf_verdict_name(no.verdict), no.why);
		goto out;
	}
	pdf_close(c.file); /* it looks at pdf, which may move now */
	c.file = NULL;
	r = buf_addb(w->pdf, buf_bytes(&out));
out:
	pdf_close(c.file);
	buf_free(&out);
	return r;
}

/* Increments: a signature's or a time stamp's place; validation data. */
struct placing {
	struct pdf_wish wish;
	struct pdf_placed at;
};

static enum err
place(struct work *w, struct pdf_checked *c, struct buf *out, void *ctx)
{
	struct placing *p = ctx;

	(void)w;
	return pdf_place(c->file, &c->pages, &p->wish, out, &p->at);
}

static enum err
store(struct work *w, struct pdf_checked *c, struct buf *out, void *ctx)
{
	const struct bytes certs[] = { w->h->person.der, w->h->ca.der,
		w->h->root.der, w->h->ocsp.der, w->h->tsa.der };
	const struct pdf_dss_data data = {
		.kind = { [PDF_DSS_CERTS] = { certs, COUNT(certs) },
		    [PDF_DSS_OCSPS] = { &w->h->status, 1 } }
	};

	(void)ctx;
	return pdf_dss(c->file, &data, out);
}

/* Hash everything but the hole, going on from the document's hash. */
static enum err
digest(struct work *w, const struct pdf_placed *at, unsigned char out[32])
{
	size_t behind = at->contents_at + at->contents_size + 2;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = md && EVP_MD_CTX_copy_ex(md, w->hashed) &&
	    EVP_DigestUpdate(
		md, w->pdf->p + w->upload, at->contents_at - w->upload) &&
	    EVP_DigestUpdate(md, w->pdf->p + behind, w->pdf->n - behind) &&
	    EVP_DigestFinal_ex(md, out, NULL);

	EVP_MD_CTX_free(md);
	return ok ? E_OK : E_CRYPTO;
}

/* Write what belongs into the hole. */
static enum err
fill(struct work *w, const struct pdf_placed *at, struct bytes der)
{
	struct buf hex = BUF(2 * PDF_LIMIT_CONTENTS);
	enum err r;

	if (!(r = hex_add(&hex, der)))
		memcpy(w->pdf->p + at->contents_at + 1, hex.p, hex.n);
	buf_free(&hex);
	return r;
}

/* Ask the unit for a time stamp, and check it. */
static enum err
stamp(struct work *w, const unsigned char imprint[32], struct bytes *token)
{
	struct bytes d = bytes_at(imprint, 32), query, reply;
	unsigned char nonce[TST_NONCE_BYTES];
	struct tst_facts facts;
	int failure;
	enum err r;

	if ((r = tst_query_make(d, nonce, w->a, &query)) ||
	    (r = tst_reply_make(&w->h->unit, query, w->a, &reply, &failure)) ||
	    (r = tst_reply_read(reply, d, nonce, w->h->root.der, w->a, &facts)))
		return r;
	*token = facts.token;
	return E_OK;
}

/* The CMS over a digest; with a time stamp for HOUSE_LTA. */
static enum err
cms(struct work *w, enum house_level level, const unsigned char d[32],
    struct bytes *out)
{
	const struct member *who = &w->h->person;
	struct cms_parts parts = { .alg = key_alg(who->key),
		.certificate = who->der,
		.chain = &w->h->ca.der,
		.nchain = w->h->ca.der.n > 0 };
	unsigned char imprint[32];
	struct bytes token;
	enum err r;

	if ((r = cms_signed_attrs(
		 bytes_at(d, 32), who->der, w->a, &parts.signed_attrs)) ||
	    (r = key_sign(who->key, parts.alg, parts.signed_attrs, w->a,
		 &parts.signature)) ||
	    (r = cms_assemble(&parts, w->a, out)) || level == HOUSE_B)
		return r;
	if ((r = sha256(parts.signature, imprint)) ||
	    (r = stamp(w, imprint, &token)))
		return r;
	return cms_add_time_stamp(*out, token, w->a, out);
}

static enum err
sign(struct work *w, enum house_level level)
{
	struct placing p = { .wish = { .position = PDF_BOTTOM_RIGHT,
				 .page = PDF_PAGE_LAST,
				 .words = { .name = "Erika Mustermann",
				     .level = PDF_QUALIFIED,
				     .at = clock_now(),
				     .serial = "4711" },
				 .font = w->h->font } };
	unsigned char d[32];
	struct bytes der;
	enum err r;

	if ((r = extend(w, place, &p)) || (r = digest(w, &p.at, d)) ||
	    (r = cms(w, level, d, &der)))
		return r;
	return fill(w, &p.at, der);
}

/* Validation data, then the time stamp over everything. */
static enum err
archive(struct work *w)
{
	struct placing p = { .wish = { .stamp = true, .page = 1 } };
	unsigned char d[32];
	struct bytes token;
	enum err r;

	if ((r = extend(w, store, NULL)) || (r = extend(w, place, &p)) ||
	    (r = digest(w, &p.at, d)) || (r = stamp(w, d, &token)))
		return r;
	return fill(w, &p.at, token);
}

enum err
house_sign(const struct house *h, enum house_level level, struct arena *own,
    struct buf *pdf)
{
	struct work w = { .h = h, .a = own, .pdf = pdf, .upload = pdf->n };
	enum err r = E_CRYPTO;

	arena_reset(own);
	w.hashed = EVP_MD_CTX_new();
	if (w.hashed && EVP_DigestInit_ex(w.hashed, EVP_sha256(), NULL) &&
	    EVP_DigestUpdate(w.hashed, pdf->p, pdf->n))
		r = sign(&w, level);
	if (r == E_OK && level == HOUSE_LTA)
		r = archive(&w);
	EVP_MD_CTX_free(w.hashed);
	return r;
}
