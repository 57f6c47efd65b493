/*
 * The validator's word: small scripts that accept, refuse, hang, crash, look
 * around, and leave somebody behind.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/pdf/validator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/base/clock.h"

#define SHORT_MS 500
#define LONG_MS  20000

/* clang-format off */
static const struct {
	const char *script;
	int64_t most_ms;
	enum err r;
	bool conforms;
} rows[] = {
	{ "exit 0",                            LONG_MS,  E_OK,   true },
	{ "exit 1",                            LONG_MS,  E_OK,   false },
	{ "exit 2",                            LONG_MS,  E_PEER, false },
	{ "exit 255",                          LONG_MS,  E_PEER, false },
	{ "kill -SEGV $$",                     LONG_MS,  E_PEER, false },
	{ "kill -KILL $$",                     LONG_MS,  E_PEER, false },
	{ "sleep 60",                          SHORT_MS, E_PEER, false },
	{ "trap '' TERM; while :; do :; done", SHORT_MS, E_PEER, false },
	/* It sees the document, all of it, as its one argument. */
	{ "test $# = 1 && test \"$(cat \"$1\")\" = '%PDF-1.7 hello'",
	    LONG_MS, E_OK, true },
	/* It cannot change it. */
	{ "(echo x >\"$1\") 2>/dev/null && exit 1; exit 0",
	    LONG_MS, E_OK, true },
	/* It has nothing else: input, output, descriptors, environment. */
	{ "test \"$(cat)\" = ''", LONG_MS, E_OK, true },
	{ "test -z \"$SECRET\"", LONG_MS, E_OK, true },
	{ "test ! -e /proc/$$/fd/7", LONG_MS, E_OK, true },
	{ "test $(ulimit -c) = 0 && test $(ulimit -n) -le 256",
	    LONG_MS, E_OK, true },
};
/* clang-format on */

static char dir[64], program[128];

static void
put(const char *script)
{
	FILE *f = fopen(program, "w");

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(program, 0700), 0);
}

static int
setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/validator_test.XXXXXX");
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(program, sizeof(program), "%s/validator", dir);
	return setenv("SECRET", "told", 1) || dup2(STDERR_FILENO, 7) != 7;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(program);
	return rmdir(dir);
}

static void
test_word(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		int64_t began = clock_ms();
		bool conforms = false;
		enum err r;

		put(rows[i].script);
		r = validator_ask(program, bytes_of("%PDF-1.7 hello"),
		    rows[i].most_ms, &conforms);
		if (r != rows[i].r || conforms != rows[i].conforms)
			fail_msg("%s: %d %d", rows[i].script, r, conforms);
		assert_true(clock_ms() - began < LONG_MS);
	}
}

/* What it has started in the background does not outlive it. */
static void
test_left_behind(void **state)
{
	char script[256], path[128];
	bool conforms = false;
	long pid = 0;
	FILE *f;
	int i;

	(void)state;
	snprintf(path, sizeof(path), "%s/pid", dir);
	snprintf(
	    script, sizeof(script), "sleep 60 & echo $! >%s; exit 0", path);
	put(script);
	assert_int_equal(
	    validator_ask(program, bytes_of("x"), LONG_MS, &conforms), E_OK);
	assert_true(conforms);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld", &pid), 1);
	fclose(f);
	unlink(path);
	assert_true(pid > 1);
	/* A zombie that nobody reaps here is gone as well. */
	snprintf(path, sizeof(path), "/proc/%ld/exe", pid);
	for (i = 0; i < 200 && access(path, F_OK) == 0; i++)
		usleep(10000);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void
test_none(void **state)
{
	bool conforms = false;

	(void)state;
	assert_int_equal(validator_ask("/nowhere/validator", bytes_of("x"),
			     LONG_MS, &conforms),
	    E_PEER);
	assert_false(conforms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_word),
		cmocka_unit_test(test_left_behind),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
