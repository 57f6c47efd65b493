/*
 * Reading whole files: what is read, and what is not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/file_test.XXXXXX";

static void
put(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
files(void **state)
{
	struct arena *a = NULL;
	struct bytes v;

	(void)state;
	assert_int_equal(arena_new(64, &a), E_OK);
	put("0123456789");
	assert_int_equal(file_read(path, 10, a, &v), E_OK);
	assert_true(bytes_eqs(v, "0123456789"));
	assert_int_equal(v.p[v.n], 0);
	assert_int_equal(file_read(path, 9, a, &v), E_LIMIT);
	put("");
	assert_int_equal(file_read(path, 0, a, &v), E_OK);
	assert_int_equal(v.n, 0);
	assert_int_equal(file_read("/nowhere/x", 9, a, &v), E_NOTFOUND);
	assert_int_equal(file_read("/tmp", 9999, a, &v), E_NOTFOUND);
	assert_int_equal(file_read("/dev/null", 9, a, &v), E_NOTFOUND);
	arena_free(a);
}

static void
no_room(void **state)
{
	struct arena *a = NULL;
	struct bytes v;

	(void)state;
	assert_int_equal(arena_new(64, &a), E_OK);
	put("012345678901234567890123456789012345678901234567890123456789012345"
	    "6"
	    "789");
	assert_int_equal(file_read(path, 1000, a, &v), E_NOMEM);
	arena_free(a);
}

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 || close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
		cmocka_unit_test(no_room),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
