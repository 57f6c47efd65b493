/*
 * How long the verdict over one document takes, PDF/A gate included, and how
 * much memory it needs beyond the file.
 *
 *	gate ROUNDS FILE...
 *
 * Prints a line per file: the median in milliseconds of CPU time, and the
 * peak of the resident set less the file in MB, of a process that judges
 * this one file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base/log.h"
#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_limits.h"
#include "tests/bench/bench.h"

#define ROUNDS_MAX 1000

static enum err
judge(struct bytes file)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_checked c;
	struct arena *a;
	enum err r;

	if ((r = arena_new(PDF_LIMIT_ARENA, &a)))
		return r;
	r = pdf_check(file, PDF_CHECK_FULL, PDF_LIMIT_FILE, a, &no, &c);
	if (r)
		fprintf(stderr, "gate: %s %s\n", pdf_verdict_name(no.verdict),
		    no.why);
	pdf_checked_clear(&c);
	arena_free(a);
	return r;
}

/* Judge a file in a process of its own: a new peak of memory each time. */
static int
one_file(const char *path, size_t n)
{
	static double ms[ROUNDS_MAX];
	struct buf file = BUF(PDF_LIMIT_RESULT);
	struct rusage use;
	enum err r = bench_read(path, &file);

	for (size_t i = 0; i < n && r == E_OK; i++) {
		double began = bench_ms();

		r = judge(buf_bytes(&file));
		ms[i] = bench_ms() - began;
	}
	getrusage(RUSAGE_SELF, &use);
	if (r == E_OK)
		printf("%.3f %.1f\n", bench_median(ms, n),
		    (double)use.ru_maxrss / 1024 - (double)file.n / 1048576);
	buf_free(&file);
	return r != E_OK;
}

int
main(int argc, char *argv[])
{
	size_t n = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	int failed = 0, status;
	pid_t pid;

	log_open("gate", LOG_FAULT);
	if (n < 1 || n > ROUNDS_MAX) {
		fputs("usage: gate ROUNDS FILE...\n", stderr);
		return EXIT_FAILURE;
	}
	for (int i = 2; i < argc; i++) {
		if ((pid = fork()) == 0)
			exit(one_file(argv[i], n));
		if (waitpid(pid, &status, 0) != pid || status != 0)
			failed = 1;
	}
	return failed;
}
