/*
 * Write the seeds that need keys: signed documents, signatures, replies.
 *
 *	seeds DIR FILE
 *
 * FILE is a small document to be signed. Time stands still, so that targets
 * can judge the seeds at any time. Each run draws new keys.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pki/cms.h"
#include "shared/pki/ocsp.h"
#include "tests/bench/bench.h"
#include "tests/bench/house.h"

#define SEEDS_AT 1800000000 /* 2027-01-15 08:00 UTC */

int64_t
clock_now(void)
{
	return SEEDS_AT;
}

int64_t
clock_ms(void)
{
	return SEEDS_AT * INT64_C(1000);
}

/* Where seeds go, and what they are made with. */
struct seeds {
	const char *dir;
	struct house h;
	struct arena *a;
};

static enum err
save(
    const struct seeds *s, const char *target, const char *name, struct bytes v)
{
	char path[4096];
	FILE *f;
	bool ok;

	(void)snprintf(path, sizeof(path), "%s/%s", s->dir, target);
	(void)mkdir(path, 0777);
	(void)snprintf(path, sizeof(path), "%s/%s/%s", s->dir, target, name);
	f = fopen(path, "wbe");
	ok = f && fwrite(v.p, 1, v.n, f) == v.n;
	return f && fclose(f) == 0 && ok ? E_OK : E_DENIED;
}

/* Append octets behind their number in two octets. */
static enum err
sized(struct buf *b, struct bytes v)
{
	enum err r;

	if ((r = buf_addc(b, (int)(v.n >> 8))) ||
	    (r = buf_addc(b, (int)(v.n & 255))))
		return r;
	return buf_addb(b, v);
}

/* One signature, two of them, one with everything for an archive. */
static enum err
documents(struct seeds *s, const char *file)
{
	struct buf pdf = BUF(PDF_LIMIT_RESULT);
	enum err r;

	if ((r = bench_read(file, &pdf)) ||
	    (r = house_sign(&s->h, HOUSE_B, s->a, &pdf)) ||
	    (r = save(s, "pdf_verify", "b-b", buf_bytes(&pdf))) ||
	    (r = house_sign(&s->h, HOUSE_B, s->a, &pdf)) ||
	    (r = save(s, "pdf_verify", "twice", buf_bytes(&pdf))))
		goto out;
	buf_clear(&pdf);
	if ((r = bench_read(file, &pdf)) ||
	    (r = house_sign(&s->h, HOUSE_LTA, s->a, &pdf)))
		goto out;
	r = save(s, "pdf_verify", "b-lta", buf_bytes(&pdf));
out:
	buf_free(&pdf);
	return r;
}

/* A time stamp over a digest: its query, the reply. */
static enum err
stamp(struct seeds *s, struct bytes digest,
    unsigned char nonce[TST_NONCE_BYTES], struct bytes *reply)
{
	struct bytes query;
	int failure;
	enum err r;

	if ((r = tst_query_make(digest, nonce, s->a, &query)))
		return r;
	return tst_reply_make(&s->h.unit, query, s->a, reply, &failure);
}

/* Signatures and a token over "fernsign". */
static enum err
signatures(struct seeds *s)
{
	struct cms_parts p = { .alg = key_alg(s->h.person.key),
		.certificate = s->h.person.der,
		.chain = &s->h.ca.der,
		.nchain = 1 };
	unsigned char digest[32], imprint[32], nonce[TST_NONCE_BYTES];
	struct bytes cms, d = bytes_at(digest, 32), reply;
	struct bytes i = bytes_at(imprint, 32);
	struct tst_facts tst;
	enum err r;

	if ((r = sha256(bytes_of("fernsign"), digest)) ||
	    (r = cms_signed_attrs(d, p.certificate, s->a, &p.signed_attrs)) ||
	    (r = key_sign(
		 s->h.person.key, p.alg, p.signed_attrs, s->a, &p.signature)) ||
	    (r = cms_assemble(&p, s->a, &cms)) ||
	    (r = save(s, "pdf_cms", "b-b", cms)) ||
	    (r = sha256(p.signature, imprint)) ||
	    (r = stamp(s, i, nonce, &reply)) ||
	    (r = tst_reply_read(reply, i, nonce, s->h.root.der, s->a, &tst)) ||
	    (r = cms_add_time_stamp(cms, tst.token, s->a, &cms)) ||
	    (r = save(s, "pdf_cms", "b-t", cms)) ||
	    (r = stamp(s, d, nonce, &reply)) ||
	    (r = tst_reply_read(reply, d, nonce, s->h.root.der, s->a, &tst)))
		return r;
	return save(s, "pdf_cms", "token", tst.token);
}

/* A reply as its target likes it. */
static enum err
reply_save(struct seeds *s, const char *name, const unsigned char *nonce,
    struct bytes digest, struct bytes reply)
{
	struct buf b = BUF(1 << 16);
	enum err r;

	if (!(r = sized(&b, s->h.root.der)) &&
	    !(r = buf_add(&b, nonce, TST_NONCE_BYTES)) &&
	    !(r = buf_addb(&b, digest)) && !(r = buf_addb(&b, reply)))
		r = save(s, "tst_reply", name, buf_bytes(&b));
	buf_free(&b);
	return r;
}

static enum err
replies(struct seeds *s)
{
	unsigned char nonce[TST_NONCE_BYTES];
	struct bytes d = bytes_of("01234567012345670123456701234567"), reply;
	int failure;
	enum err r;

	if ((r = stamp(s, d, nonce, &reply)) ||
	    (r = reply_save(s, "granted", nonce, d, reply)) ||
	    (r = tst_reply_make(
		 &s->h.unit, bytes_of("none"), s->a, &reply, &failure)))
		return r;
	return reply_save(s, "rejected", nonce, d, reply);
}

/* A response of the delegate or of the issuer, as its target likes it. */
static enum err
response(struct seeds *s, const char *name, const struct member *who,
    enum ocsp_hash hash, const struct ocsp_answer *answer)
{
	struct ocsp_signer signer = { who->der, who->key };
	struct buf b = BUF(1 << 16);
	struct bytes request, out;
	struct ocsp_query q;
	enum err r;

	if ((r = ocsp_request_make(s->h.person.der, s->h.ca.der, hash,
		 bytes_of("0123456789abcdef"), s->a, &request)) ||
	    (r = ocsp_request_read(request, &q)) ||
	    (r = ocsp_response_make(&q, answer, &signer, s->a, &out)) ||
	    (r = sized(&b, s->h.person.der)) || (r = sized(&b, s->h.ca.der)) ||
	    (r = buf_addb(&b, out)))
		goto out;
	r = save(s, "ocsp_response", name, buf_bytes(&b));
out:
	buf_free(&b);
	return r;
}

static enum err
responses(struct seeds *s)
{
	const struct ocsp_answer good = { .state = OCSP_GOOD,
		.this_update_at = SEEDS_AT - 60,
		.next_update_at = SEEDS_AT + 3600 };
	struct ocsp_answer revoked = good, unknown = good;
	enum err r;

	revoked.state = OCSP_REVOKED;
	revoked.revoked_at = SEEDS_AT - 3600;
	revoked.reason = 1;
	unknown.state = OCSP_UNKNOWN;
	if ((r = response(s, "good", &s->h.ocsp, OCSP_SHA256, &good)) ||
	    (r = response(s, "revoked", &s->h.ocsp, OCSP_SHA1, &revoked)) ||
	    (r = response(s, "unknown", &s->h.ocsp, OCSP_SHA256, &unknown)))
		return r;
	return response(s, "by-issuer", &s->h.ca, OCSP_SHA256, &good);
}

int
main(int argc, char *argv[])
{
	struct seeds s = { .dir = argc == 3 ? argv[1] : NULL };
	enum err r;

	log_open("seeds", LOG_FAULT);
	if (argc != 3) {
		fputs("usage: seeds DIR FILE\n", stderr);
		return EXIT_FAILURE;
	}
	if ((r = house_make(&s.h, KEY_P256)) ||
	    (r = arena_new(PDF_LIMIT_ARENA, &s.a)) ||
	    (r = documents(&s, argv[2])) || (r = signatures(&s)) ||
	    (r = replies(&s)) || (r = responses(&s)))
		fprintf(stderr, "seeds: %s\n", err_name(r));
	arena_free(s.a);
	house_clear(&s.h);
	return r != E_OK;
}
