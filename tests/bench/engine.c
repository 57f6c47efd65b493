/*
 * How long one signature takes in process, beside what cannot be done
 * without: SHA-256 of the file once, and the key operations (for LTA those
 * of the two time stamps as well). CHECK is the check of the result of LTA,
 * beside SHA-256 of the file for signature and document time stamp.
 *
 *	engine P-256|RSA-3072 B|LTA|CHECK ROUNDS FILE
 *
 * Both are measured in turn in every round, in CPU time; prints the medians,
 * in milliseconds: "ours reference".
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/base/log.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_verify.h"
#include "tests/bench/bench.h"
#include "tests/bench/house.h"

#define ROUNDS_MAX 1000

/* What is measured. */
struct engine {
	struct house h;
	const struct kind *kind;
	struct buf pdf;
	struct arena *a;
};

/* One side of what is measured. */
typedef enum err side_fn(struct engine *e);

struct kind {
	const char *name;
	enum house_level level;
	side_fn *ours, *reference;
};

static enum err
sign(struct engine *e)
{
	size_t upload = e->pdf.n;
	enum err r = house_sign(&e->h, e->kind->level, e->a, &e->pdf);

	arena_reset(e->a); /* its own memory, or the reference would pay */
	e->pdf.n = upload;
	return r;
}

static enum err
hash_and_keys(struct engine *e)
{
	const struct key *keys[] = { e->h.person.key, e->h.tsa.key,
		e->h.tsa.key };
	unsigned char d[32];
	struct bytes value;
	enum err r;

	r = sha256(buf_bytes(&e->pdf), d);
	for (size_t i = 0; i < (e->kind->level == HOUSE_B ? 1 : COUNT(keys));
	     i++) {
		if (r)
			break;
		r = key_sign_digest(
		    keys[i], key_alg(keys[i]), bytes_at(d, 32), e->a, &value);
	}
	return r;
}

static enum err
check(struct engine *e)
{
	struct pdf_verified v;
	enum err r = pdf_verify(buf_bytes(&e->pdf), e->a, &v);

	arena_reset(e->a);
	return r ? r : v.ok ? E_OK : E_CRYPTO;
}

static enum err
hash_twice(struct engine *e)
{
	unsigned char d[32];
	enum err r = sha256(buf_bytes(&e->pdf), d);

	return r ? r : sha256(buf_bytes(&e->pdf), d);
}

static const struct kind kinds[] = {
	{ "B", HOUSE_B, sign, hash_and_keys },
	{ "LTA", HOUSE_LTA, sign, hash_and_keys },
	{ "CHECK", HOUSE_LTA, check, hash_twice },
};

static const struct kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

/* Measure one run. */
static enum err
timed(side_fn *run, struct engine *e, double *ms)
{
	double began = bench_ms();
	enum err r = run(e);

	*ms = bench_ms() - began;
	return r;
}

/* Measure both in turn; the first round warms up and does not count. */
static enum err
rounds(struct engine *e, size_t n)
{
	static double own[ROUNDS_MAX + 1], other[ROUNDS_MAX + 1];
	enum err r;

	for (size_t i = 0; i <= n; i++)
		if ((r = timed(e->kind->ours, e, &own[i])) ||
		    (r = timed(e->kind->reference, e, &other[i])))
			return r;
	printf("%.4f %.4f\n", bench_median(own + 1, n),
	    bench_median(other + 1, n));
	return E_OK;
}

int
main(int argc, char *argv[])
{
	struct engine e = { .pdf = BUF(PDF_LIMIT_RESULT) };
	enum key_type t;
	size_t n;
	enum err r;

	log_open("engine", LOG_FAULT);
	if (argc != 5 || key_type_read(argv[1], &t) ||
	    (e.kind = kind_of(argv[2])) == NULL ||
	    (n = strtoul(argv[3], NULL, 10)) < 1 || n > ROUNDS_MAX) {
		fputs("usage: engine P-256|RSA-3072 B|LTA|CHECK ROUNDS FILE\n",
		    stderr);
		return EXIT_FAILURE;
	}
	if ((r = house_make(&e.h, t)) ||
	    (r = arena_new(PDF_LIMIT_ARENA, &e.a)) ||
	    (r = bench_read(argv[4], &e.pdf)) ||
	    (e.kind->ours == check &&
		(r = house_sign(&e.h, HOUSE_LTA, e.a, &e.pdf))) ||
	    (r = rounds(&e, n)))
		fprintf(stderr, "engine: %s\n", err_name(r));
	buf_free(&e.pdf);
	arena_free(e.a);
	house_clear(&e.h);
	return r != E_OK;
}
