/*
 * Run a fuzz target over its corpus: the main of every target unless the
 * build is --enable-fuzz.
 *
 * In: files named on the command line, or all of tests/fuzz/corpus/NAME/,
 * NAME being the program's own without _fuzz. Out: one line; a target that
 * dislikes an input aborts. An empty corpus is a failure.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Feed one file to the target; false when it cannot be read. */
static bool
replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *p = NULL;
	long n = -1;
	bool ok = false;

	if (f && fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 &&
	    fseek(f, 0, SEEK_SET) == 0 && (p = malloc((size_t)n + !n)) &&
	    fread(p, 1, (size_t)n, f) == (size_t)n)
		ok = true;
	if (ok)
		(void)LLVMFuzzerTestOneInput(p, (size_t)n);
	else
		perror(path);
	free(p);
	if (f)
		(void)fclose(f);
	return ok;
}

/* Feed all files of a folder; -1 when one cannot be read. */
static int
replay_folder(const char *dir)
{
	struct dirent **names = NULL;
	int n = scandir(dir, &names, NULL, alphasort), fed = 0;
	char path[4096 + 256];

	for (int i = 0; i < n; i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%s", dir, names[i]->d_name);
		if (names[i]->d_name[0] != '.' && fed >= 0)
			fed = replay_file(path) ? fed + 1 : -1;
		free(names[i]);
	}
	free(names);
	return fed;
}

/* Replay the folder that belongs to this program. */
static int
replay_own(const char *argv0)
{
	const char *top = getenv("top_srcdir"), *base = strrchr(argv0, '/');
	char dir[4096];
	size_t len;

	base = base ? base + 1 : argv0;
	len = strlen(base) > 5 ? strlen(base) - 5 : 0; /* _fuzz */
	(void)snprintf(dir, sizeof(dir), "%s/tests/fuzz/corpus/%.*s",
	    top ? top : ".", (int)len, base);
	return replay_folder(dir);
}

int
main(int argc, char **argv)
{
	int fed = argc > 1 ? 0 : replay_own(argv[0]);

	for (int i = 1; i < argc && fed >= 0; i++)
		fed = replay_file(argv[i]) ? fed + 1 : -1;
	(void)printf("replay: %d inputs of %s\n", fed, argv[0]);
	return fed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
