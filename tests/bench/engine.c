/*
 * How long one signature takes in process, beside what cannot be done
 * without: SHA-256 of the file once, and the key operations (for LTA those
 * of the two time stamps as well).
 *
 *	engine P-256|RSA-3072 B|LTA ROUNDS FILE
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
#include "tests/bench/bench.h"
#include "tests/bench/house.h"

#define ROUNDS_MAX 1000

/* What is measured. */
struct engine {
	struct house h;
	enum house_level level;
	struct buf pdf;
	struct arena *a;
};

static enum err
ours(struct engine *e)
{
	size_t upload = e->pdf.n;
	enum err r = house_sign(&e->h, e->level, e->a, &e->pdf);

	arena_reset(e->a); /* its own memory, or the reference would pay */
	e->pdf.n = upload;
	return r;
}

static enum err
reference(struct engine *e)
{
	const struct key *keys[] = { e->h.person.key, e->h.tsa.key,
		e->h.tsa.key };
	unsigned char d[32];
	struct bytes value;
	enum err r;

	r = sha256(buf_bytes(&e->pdf), d);
	for (size_t i = 0; i < (e->level == HOUSE_B ? 1 : COUNT(keys)); i++) {
		if (r)
			break;
		r = key_sign_digest(
		    keys[i], key_alg(keys[i]), bytes_at(d, 32), e->a, &value);
	}
	return r;
}

/* Measure one run. */
static enum err
timed(enum err (*run)(struct engine *), struct engine *e, double *ms)
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
		if ((r = timed(ours, e, &own[i])) ||
		    (r = timed(reference, e, &other[i])))
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
	    (n = strtoul(argv[3], NULL, 10)) < 1 || n > ROUNDS_MAX) {
		fputs(
		    "usage: engine P-256|RSA-3072 B|LTA ROUNDS FILE\n", stderr);
		return EXIT_FAILURE;
	}
	e.level = strcmp(argv[2], "LTA") == 0 ? HOUSE_LTA : HOUSE_B;
	if ((r = house_make(&e.h, t)) ||
	    (r = arena_new(PDF_LIMIT_ARENA, &e.a)) ||
	    (r = bench_read(argv[4], &e.pdf)) || (r = rounds(&e, n)))
		fprintf(stderr, "engine: %s\n", err_name(r));
	buf_free(&e.pdf);
	arena_free(e.a);
	house_clear(&e.h);
	return r != E_OK;
}
