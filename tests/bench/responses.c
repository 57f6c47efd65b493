/*
 * How many OCSP responses or time stamps one CPU-second makes in process,
 * from the octets of the question to those of the answer, beside the P-256
 * signatures that the same second makes.
 *
 *	responses ocsp|tsa ROUNDS
 *
 * A round is a hundred of both in turn; prints the medians: "ours reference",
 * per CPU-second.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/pki/ocsp.h"
#include "tests/bench/bench.h"
#include "tests/bench/house.h"

#define ROUNDS_MAX 1000
#define ROUND      100

struct work {
	struct house h;
	struct bytes question;
	struct arena *a;
};

static enum err
ocsp(struct work *w)
{
	struct ocsp_signer signer = { w->h.ocsp.der, w->h.ocsp.key };
	struct ocsp_answer good = { .state = OCSP_GOOD,
		.this_update_at = clock_now(),
		.next_update_at = clock_now() + 86400 };
	struct ocsp_query q;
	struct bytes out;
	enum err r;

	if ((r = ocsp_request_read(w->question, &q)))
		return r;
	return ocsp_response_make(&q, &good, &signer, w->a, &out);
}

static enum err
tsa(struct work *w)
{
	struct bytes out;
	int failure;

	return tst_reply_make(&w->h.unit, w->question, w->a, &out, &failure);
}

static enum err
signature(struct work *w)
{
	static const unsigned char digest[32] = { 1 };
	struct bytes value;

	return key_sign_digest(w->h.ocsp.key, SIG_ECDSA_SHA256,
	    bytes_at(digest, sizeof(digest)), w->a, &value);
}

static enum err
ask(struct work *w, bool stamp)
{
	unsigned char nonce[TST_NONCE_BYTES] = { 1 };

	return stamp
	    ? tst_query_make(
		  bytes_at(w->h.ca.der.p, 32), nonce, w->h.a, &w->question)
	    : ocsp_request_make(w->h.person.der, w->h.ca.der, OCSP_SHA256,
		  bytes_at(nonce, sizeof(nonce)), w->h.a, &w->question);
}

/* Measure a hundred; per CPU-second. */
static enum err
timed(enum err (*run)(struct work *), struct work *w, double *rate)
{
	double began = bench_ms();
	enum err r = E_OK;

	for (int i = 0; i < ROUND && r == E_OK; i++) {
		arena_reset(w->a);
		r = run(w);
	}
	*rate = ROUND * 1000 / (bench_ms() - began);
	return r;
}

static enum err
rounds(struct work *w, enum err (*run)(struct work *), size_t n)
{
	static double own[ROUNDS_MAX], other[ROUNDS_MAX];
	enum err r;

	for (size_t i = 0; i < n; i++)
		if ((r = timed(run, w, &own[i])) ||
		    (r = timed(signature, w, &other[i])))
			return r;
	printf("%.1f %.1f\n", bench_median(own, n), bench_median(other, n));
	return E_OK;
}

int
main(int argc, char *argv[])
{
	struct work w = { .a = NULL };
	bool stamp = argc > 1 && strcmp(argv[1], "tsa") == 0;
	size_t n = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	enum err r;

	log_open("responses", LOG_FAULT);
	if (n < 1 || n > ROUNDS_MAX) {
		fputs("usage: responses ocsp|tsa ROUNDS\n", stderr);
		return EXIT_FAILURE;
	}
	if ((r = house_make(&w.h, KEY_P256)) ||
	    (r = arena_new(1 << 20, &w.a)) || (r = ask(&w, stamp)) ||
	    (r = rounds(&w, stamp ? tsa : ocsp, n)))
		fprintf(stderr, "responses: %s\n", err_name(r));
	arena_free(w.a);
	house_clear(&w.h);
	return r != E_OK;
}
