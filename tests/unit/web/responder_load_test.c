/*
 * A responder's configuration: what it takes from the file, and what keeps it
 * from starting.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/web/responder.h"

struct own {
	int64_t n;
	char *file;
};

static const struct field own_fields[] = {
	FIELD(own, n, 10, 0),
	FIELD(own, file, 100, FLD_REQUIRED),
};

static char path[] = "/tmp/load_test.XXXXXX";

#define COMMON                                                                \
	"[common]\nname = x\nportal_url = https://x\npublic_url = http://x\n" \
	"run_dir = /run/x\nstate_dir = /tmp\nshare_dir = /usr/share/x\n"

/* clang-format off */
static const struct {
	const char *rest;
	enum err want;
} rows[] = {
	{ "[peers]\nnginx = 33\nctl = root\n[portal]\nfile = a\n",        E_OK },
	{ "[peers]\n[portal]\nfile = a\nn = 10\nworkers = 3\nrequests_max = 7\nsocket_group = 5\n", E_OK },
	{ "[peers]\nnginx = 33\n[portal]\nfile = a\n[signer]\nkek_file = b\n", E_OK },
	{ "[peers]\nnobody = 33\n[portal]\nfile = a\n",                   E_INPUT },
	{ "[peers]\nnginx = 33\nnginx = 34\n[portal]\nfile = a\n",        E_INPUT },
	{ "[peers]\nnginx = no-such-user\n[portal]\nfile = a\n",          E_INPUT },
	{ "[peers]\nnginx = 4294967295\n[portal]\nfile = a\n",            E_INPUT },
	{ "[peers]\nnginx = -1\n[portal]\nfile = a\n",                    E_INPUT },
	{ "[portal]\n",                                                   E_INPUT },
	{ "[portal]\nfile =\n",                                           E_INPUT },
	{ "[portal]\nfile = a\nfile = b\n",                               E_INPUT },
	{ "[portal]\nfile = a\nworkers = 1\nworkers = 1\n",               E_INPUT },
	{ "[portal]\nfile = a\nunknown = b\n",                            E_INPUT },
	{ "[portal]\nfile = a\nn = 11\n",                                 E_INPUT },
	{ "[portal]\nfile = a\nworkers = 0\n",                            E_INPUT },
	{ "[portal]\nfile = a\nworkers = 65\n",                           E_INPUT },
	{ "[portal]\nfile = a\nrequest_bytes = 0\n",                     E_INPUT },
	{ "[portal]\nfile = a\ndb_password_file = /nowhere\n",           E_INPUT },
	{ "[portal]\nfile = a\nsocket_group = no-such-group\n",          E_INPUT },
	{ "[nonsense]\nfile = a\n[portal]\nfile = a\n",                   E_INPUT },
};
/* clang-format on */

static void
put(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(COMMON, f);
	fputs(text, f);
	fclose(f);
}

static enum err
load(struct responder *r, struct own *own)
{
	static char name[] = "x", c[] = "-c";
	char *argv[] = { name, c, path, NULL };

	r->name = "portal";
	return responder_load(r, 3, argv, own_fields, COUNT(own_fields), own);
}

static void
files(void **state)
{
	struct responder r;
	struct own own;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		memset(&own, 0, sizeof(own));
		put(rows[i].rest);
		if (load(&r, &own) != rows[i].want)
			fail_msg("row %zu: %s", i, rows[i].rest);
		responder_clear(&r);
	}
}

static void
values(void **state)
{
	struct own own = { .n = 4 };
	struct responder r;

	(void)state;
	put("[peers]\nnginx = 33\nctl = 0\nportal = 33\n[portal]\nfile = a b\n"
	    "workers = 3\ndb_password_file = /dev/null\n");
	assert_int_equal(load(&r, &own), E_OK);
	assert_int_equal(own.n, 4);
	assert_string_equal(own.file, "a b");
	assert_int_equal(r.workers, 3);
	assert_int_equal(r.requests_max, 0);
	assert_int_equal(r.request_bytes, 64 << 20);
	assert_string_equal(r.db_password_file, "/dev/null");
	assert_string_equal(r.common.run_dir, "/run/x");
	assert_true(r.peers.shared);
	assert_int_equal(peers_of(&r.peers, 33), PEER_NGINX | PEER_PORTAL);
	assert_int_equal(peers_of(&r.peers, 0), PEER_CTL);
	assert_int_equal(peers_of(&r.peers, 1), 0);
	responder_clear(&r);
}

/* clang-format off */
static const struct {
	char args[4][8]; /* FILE stands for the file */
	int argc;
	int want; /* exit status */
} lines[] = {
	{ { "x", "-t", "-c", "FILE" }, 4, 0 }, /* loaded, to test */
	{ { "x", "-c", "FILE", "-t" }, 4, 0 },
	{ { "x", "-c", "FILE" },       3, 7 }, /* loaded, went on */
	{ { "x", "-q" },               2, 1 },
	{ { "x", "-c" },               2, 1 },
	{ { "x", "-c", "FILE", "y" },  4, 1 },
};
/* clang-format on */

static int
run_line(size_t i)
{
	char *argv[5] = { NULL };
	struct own own = { 0 };
	struct responder r;
	enum err e;
	int k;

	for (k = 0; k < lines[i].argc; k++)
		argv[k] = strcmp(lines[i].args[k], "FILE")
		    ? strdup(lines[i].args[k])
		    : path;
	r.name = "portal";
	e = responder_load(
	    &r, lines[i].argc, argv, own_fields, COUNT(own_fields), &own);
	return e ? 1 : r.test ? 0 : 7;
}

static void
command_lines(void **state)
{
	int status;
	pid_t pid;
	size_t i;

	(void)state;
	put("[portal]\nfile = a\n");
	for (i = 0; i < COUNT(lines); i++) {
		if (!(pid = fork()))
			_exit(run_line(i));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (status != lines[i].want << 8)
			fail_msg("row %zu: %d", i, status);
	}
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
		cmocka_unit_test(values),
		cmocka_unit_test(command_lines),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
