/*
 * Judges every file of the public corpus and compares with what is expected.
 *
 * Reads CORPUS/index.tsv (file, category, expected, why, …); each file is
 * judged in a child of its own under the limits of the pdf process, so a
 * crash or a hang is a finding, not the end. Prints a table by category and
 * fails when a rate falls below its floor. Skips, saying so, when the corpus
 * is not there: it is too large to be part of the project.
 *
 *	pdf_corpus [-v] [CORPUS]
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_limits.h"

#define LINE_MAX_OCTETS 4096
#define FILE_MAX_OCTETS (32 << 20)

/* What a child tells. */
struct told {
	bool crashed;
	enum err err;
	struct pdf_refusal no;
};

/*
 * Categories: what counts as right and the least share of it, in tenths of a
 * per cent. Raised whenever the gate gets better, never lowered.
 */
/* clang-format off */
static struct category {
	const char *name;
	bool accept;  /* rows that are to be accepted, or to be refused */
	int floor;
	int n, right;
} categories[] = {
	{ "attack",    false, 1000, 0, 0 },
	{ "broken",    false, 1000, 0, 0 },
	{ "encrypted", false, 1000, 0, 0 },
	{ "pdfa-fail", false, 1000, 0, 0 },
	{ "pdfa-pass", true,   995, 0, 0 },
	{ "pdfa-pass", false, 1000, 0, 0 },
	{ "signed",    true,  1000, 0, 0 },
	{ "signed",    false, 1000, 0, 0 },
	{ "xref-odd",  true,  1000, 0, 0 },
	{ "xref-odd",  false, 1000, 0, 0 },
};
/* clang-format on */

static bool verbose;
static int crashes;

static enum err
slurp(const char *path, struct buf *out)
{
	unsigned char some[65536];
	ssize_t n;
	int fd = open(path, O_RDONLY);
	enum err r = E_OK;

	if (fd < 0)
		return E_NOTFOUND;
	while (r == E_OK && (n = read(fd, some, sizeof(some))) > 0)
		r = buf_add(out, some, (size_t)n);
	close(fd);
	return r;
}

static void
limits(void)
{
#if !defined(__SANITIZE_ADDRESS__)
	struct rlimit memory = { PDF_LIMIT_MEMORY, PDF_LIMIT_MEMORY };

	setrlimit(RLIMIT_AS, &memory);
#endif
	setrlimit(
	    RLIMIT_CPU, &(struct rlimit){ PDF_LIMIT_CPU_S, PDF_LIMIT_CPU_S });
	alarm(PDF_LIMIT_WALL_S);
}

static void
child(const char *path, int fd)
{
	struct told told = { .crashed = false };
	struct buf file = BUF(FILE_MAX_OCTETS);
	struct pdf_checked checked;
	struct arena *a = NULL;

	limits();
	if ((told.err = slurp(path, &file)) == E_OK &&
	    (told.err = arena_new(PDF_LIMIT_ARENA, &a)) == E_OK) {
		told.err = pdf_check(buf_bytes(&file), PDF_CHECK_FULL,
		    PDF_LIMIT_RESULT, a, &told.no, &checked);
		pdf_checked_clear(&checked);
	}
	if (write(fd, &told, sizeof(told)) != sizeof(told))
		_exit(2);
	arena_free(a);
	buf_free(&file);
	_exit(0);
}

static struct told
judge(const char *path)
{
	struct told told = { .crashed = true };
	int status, fd[2];
	pid_t pid;

	if (pipe(fd) || (pid = fork()) < 0) {
		perror("fork");
		exit(1);
	}
	if (pid == 0)
		child(path, fd[1]);
	close(fd[1]);
	if (read(fd[0], &told, sizeof(told)) != sizeof(told))
		told.crashed = true;
	close(fd[0]);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0)
		told.crashed = true;
	return told;
}

static struct category *
find(const char *name, bool accept)
{
	size_t i;

	for (i = 0; i < COUNT(categories); i++)
		if (strcmp(categories[i].name, name) == 0 &&
		    categories[i].accept == accept)
			return &categories[i];
	return NULL;
}

/* Judge one row: file, category, expected. */
static void
row(const char *corpus, const char *file, const char *name,
    const char *expected)
{
	bool accept = strcmp(expected, "accept") == 0;
	struct category *c = find(name, accept);
	char path[LINE_MAX_OCTETS];
	struct told t;
	bool right;

	if (c == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s", corpus, file);
	t = judge(path);
	right = !t.crashed && (t.err == E_OK) == accept;
	c->n++;
	c->right += right;
	crashes += t.crashed;
	if (verbose || t.crashed)
		printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", right ? "ok" : "WRONG",
		    file, t.crashed ? "CRASH" : err_name(t.err),
		    pdf_verdict_name(t.no.verdict), t.no.group, t.no.rule,
		    t.no.why);
}

static void
rows(const char *corpus, FILE *index)
{
	char line[LINE_MAX_OCTETS];

	while (fgets(line, sizeof(line), index) != NULL) {
		char *rest = line;
		char *file = strsep(&rest, "\t");
		char *name = strsep(&rest, "\t");
		char *expected = strsep(&rest, "\t");

		if (expected != NULL)
			row(corpus, file, name, expected);
	}
}

/* Print the table; returns the number of rates below their floor. */
static int
report(void)
{
	int failed = 0;
	size_t i;

	printf("%-10s %-7s %5s %5s %7s %7s\n", "category", "expect", "files",
	    "right", "rate", "floor");
	for (i = 0; i < COUNT(categories); i++) {
		struct category *c = &categories[i];
		int rate = c->n ? c->right * 1000 / c->n : 1000;

		printf("%-10s %-7s %5d %5d %6.1f%% %6.1f%%%s\n", c->name,
		    c->accept ? "accept" : "refuse", c->n, c->right,
		    rate / 10.0, c->floor / 10.0,
		    rate < c->floor ? "  BELOW FLOOR" : "");
		failed += rate < c->floor;
	}
	if (crashes > 0)
		printf("%d CRASHED OR HUNG\n", crashes);
	return failed + (crashes > 0);
}

int
main(int argc, char *argv[])
{
	const char *top = getenv("top_srcdir");
	char corpus[LINE_MAX_OCTETS - 64], path[LINE_MAX_OCTETS];
	FILE *index;
	int failed;

	verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	snprintf(
	    corpus, sizeof(corpus), "%s/../shared/corpus", top ? top : ".");
	if (argc > 1 + verbose)
		snprintf(corpus, sizeof(corpus), "%s", argv[1 + verbose]);
	snprintf(path, sizeof(path), "%s/index.tsv", corpus);
	if ((index = fopen(path, "re")) == NULL) {
		printf("SKIPPED: NO CORPUS AT %s\n", corpus);
		return 77;
	}
	rows(corpus, index);
	fclose(index);
	failed = report();
	printf("%zu passed, %d failed\n",
	    COUNT(categories) - (size_t)(failed < 10 ? failed : 10), failed);
	return failed != 0;
}
