/*
 * shared/base/config: what is read, and every refusal with what it refuses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct own {
	char *word;
	int64_t n;
	bool yes;
};

/* clang-format off */
static const struct field fields[] = {
	FIELD(own, word, 20, FLD_REQUIRED),
	FIELD(own, n,    99, 0),
	FIELD(own, yes,  0,  0),
};
/* clang-format on */

static char path[] = "/tmp/fernsign-config-XXXXXX";
static struct arena *a;

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd) || arena_new(1 << 20, &a);
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return unlink(path);
}

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
rows_of_files(void **state)
{
#define FIFTY "01234567890123456789012345678901234567890123456789"
	/* clang-format off */
	static const struct {
		const char *text;
		enum err r;
		const char *word;
		int64_t n;
	} rows[] = {
		{ "[shop]\nword = a b\nn = 7\nyes = on\n",  E_OK, "a b", 7 },
		{ "# x\n[shop]\n; y\nword = a ; comment\n", E_OK, "a", 5 },
		{ "[ca]\nkey = 1\n[shop]\nword = a",        E_OK, "a", 5 },
		{ "[shop]\nn = 7\n",                        E_INPUT, NULL, 0 },
		{ "[shop]\nword =\n",                       E_INPUT, NULL, 0 },
		{ "[shop]\nword = a\nword = b\n",           E_INPUT, NULL, 0 },
		{ "[shop]\nword = a\n[shop]\nword = b\n",   E_INPUT, NULL, 0 },
		{ "[shop]\nword = a\n more\n",              E_INPUT, NULL, 0 },
		{ "[shop]\nword = a\nwird = b\n",           E_INPUT, NULL, 0 },
		{ "[shop]\nword = a\nn = 100\n",            E_INPUT, NULL, 0 },
		{ "[shop]\nword = 012345678901234567890\n", E_INPUT, NULL, 0 },
		{ "[shop]\nword = a\n[shup]\nx = 1\n",      E_INPUT, NULL, 0 },
		{ "[shop]\nword = a\nno equals sign\n",     E_INPUT, NULL, 0 },
		{ "[shop\nword = a\n",                      E_INPUT, NULL, 0 },
		/* inih would take the rest of it for a line of its own */
		{ "[shop]\nword = a\n[ca]\nkey = " FIFTY FIFTY FIFTY FIFTY "\n",
		  E_INPUT, NULL, 0 },
	};
	/* clang-format on */
	struct own own;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		own = (struct own){ .n = 5 };
		write_file(rows[i].text);
		assert_int_equal(
		    config_read(path, "shop", fields, COUNT(fields), &own, a),
		    rows[i].r);
		if (rows[i].r != E_OK)
			continue;
		assert_string_equal(own.word, rows[i].word);
		assert_int_equal(own.n, rows[i].n);
	}
	assert_int_equal(
	    config_read("/nowhere", "shop", fields, COUNT(fields), &own, a),
	    E_NOTFOUND);
}

static enum err
count(void *ctx, const char *key, const char *value)
{
	(*(int *)ctx)++;
	return strcmp(key, "bad") == 0 || *value == '\0' ? E_CONFLICT : E_OK;
}

static void
each_key_until_a_refusal(void **state)
{
	int n = 0;

	(void)state;
	write_file("[peers]\nnginx = 1\nca = 2\n[ca]\nx = 1\n");
	assert_int_equal(config_each(path, "peers", count, &n), E_OK);
	assert_int_equal(n, 2);
	write_file("[peers]\nbad = 1\nca = 2\n");
	n = 0;
	assert_int_equal(config_each(path, "peers", count, &n), E_CONFLICT);
	assert_int_equal(n, 1);
}

struct names {
	char *file;
	char *folder;
	char *text;
};

static void
named(void **state)
{
	/* clang-format off */
	static const struct field names[] = {
		FIELD(names, file,   100, FLD_FILE),
		FIELD(names, folder, 100, FLD_FOLDER),
		FIELD(names, text,   100, 0),
	};
	static const struct {
		const char *key, *value; /* NULL: the file itself */
		enum err r;
	} rows[] = {
		{ "file",   NULL,       E_OK },
		{ "file",   "/nowhere", E_INPUT },
		{ "file",   "/tmp",     E_INPUT },
		{ "file",   "",         E_INPUT },
		{ "folder", "/tmp",     E_OK },
		{ "folder", "/nowhere", E_INPUT },
		{ "folder", NULL,       E_INPUT },
		{ "text",   "/nowhere", E_OK },
	};
	/* clang-format on */
	struct names own;
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		own = (struct names){ NULL };
		text = arena_printf(a, "[shop]\n%s = %s\n", rows[i].key,
		    rows[i].value ? rows[i].value : path);
		assert_non_null(text);
		write_file(text);
		if (config_read(path, "shop", names, COUNT(names), &own, a) !=
		    rows[i].r)
			fail_msg("%s", text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_files),
		cmocka_unit_test(named),
		cmocka_unit_test(each_key_until_a_refusal),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
