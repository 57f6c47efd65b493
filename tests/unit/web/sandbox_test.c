/*
 * Behind closed doors: each forbidden thing is tried in a child that is in
 * the sandbox, and each needed thing as well.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define KILLED 128 /* plus the signal */

static char dir[] = "/tmp/sandbox_test.XXXXXX";
static char inside[64], outside[64];

/* Return 0 when it was possible. */
static int
try_socket(int family)
{
	int fd = socket(family, SOCK_STREAM, 0);

	return fd < 0;
}

static int
try_unix(void)
{
	return try_socket(AF_UNIX);
}

static int
try_inet(void)
{
	return try_socket(AF_INET) || try_socket(AF_INET6);
}

static int
try_packet(void)
{
	return try_socket(AF_PACKET);
}

static int
try_read_file(void)
{
	return open("/etc/passwd", O_RDONLY) < 0;
}

static int
try_write_inside(void)
{
	return open(inside, O_WRONLY | O_CREAT | O_TRUNC, 0600) < 0;
}

static int
try_write_outside(void)
{
	return open(outside, O_WRONLY | O_CREAT | O_TRUNC, 0600) < 0;
}

static int
try_exec(void)
{
	char name[] = "true";
	char *argv[] = { name, NULL };

	execv("/bin/true", argv);
	return 1;
}

static int
try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0;
}

static int
try_fork(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	return pid < 0 || waitpid(pid, NULL, 0) != pid;
}

static int
try_kill(void)
{
	return kill(getppid(), 0) != 0;
}

static int
try_memory(void)
{
	void *p = malloc(8 << 20);

	if (p)
		memset(p, 1, 8 << 20);
	free(p);
	return !p;
}

static int
try_exec_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

static int
try_pipe_io(void)
{
	char c;

	/* Opened before: descriptors 198 and 199. */
	return write(199, "x", 1) != 1 || read(198, &c, 1) != 1;
}

/* clang-format off */
/* what, then the exit status in each sandbox: 0 possible, 1 refused */
static const struct {
	const char *what;
	int (*try)(void);
	int want[3]; /* LOCAL, NET, PARSER */
} rows[] = {
	{ "memory",        try_memory,        { 0, 0, 0 } },
	{ "pipe",          try_pipe_io,       { 0, 0, 0 } },
	{ "unix socket",   try_unix,          { 0, 0, 1 } },
	{ "inet socket",   try_inet,          { 1, 0, 1 } },
	{ "packet socket", try_packet,        { 1, 1, 1 } },
	{ "read a file",   try_read_file,     { 0, 0, 1 } },
	{ "write inside",  try_write_inside,  { 0, 0, 1 } },
	{ "fork",          try_fork,          { 0, 0, 1 } },
	{ "kill",          try_kill,          { 0, 0, 1 } },
	{ "w+x memory",    try_exec_memory,   { 1, 1, 1 } },
	{ "exec",          try_exec,          { KILLED + SIGSYS, KILLED + SIGSYS, KILLED + SIGSYS } },
	{ "ptrace",        try_ptrace,        { KILLED + SIGSYS, KILLED + SIGSYS, KILLED + SIGSYS } },
};
/* clang-format on */

static int
run_in(enum sandbox s, int (*try)(void))
{
	int fds[2];
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (pipe(fds) || dup2(fds[0], 198) < 0 ||
		    dup2(fds[1], 199) < 0 || sandbox_enter(s, dir))
			_exit(99);
		_exit(try());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? KILLED + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static void
doors(void **state)
{
	enum sandbox s;
	size_t i;
	int got;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		for (s = SANDBOX_LOCAL; s <= SANDBOX_PARSER; s++)
			if ((got = run_in(s, rows[i].try)) != rows[i].want[s])
				fail_msg("%s in sandbox %d: %d", rows[i].what,
				    (int)s, got);
}

/* Landlock needs a kernel that has it. */
static void
writing_elsewhere(void **state)
{
	(void)state;
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 0) {
		print_message("SKIPPED: THE KERNEL HAS NO LANDLOCK\n");
		skip();
	}
	assert_int_equal(run_in(SANDBOX_LOCAL, try_write_outside), 1);
	assert_int_equal(run_in(SANDBOX_NET, try_write_outside), 1);
	assert_int_equal(sandbox_allow("/tmp"), E_OK);
	assert_int_equal(run_in(SANDBOX_LOCAL, try_write_outside), 0);
}

static int
use_cpu(void)
{
	volatile unsigned n = 0;

	if (sandbox_limit(1, 1LL << 40))
		return 98;
	for (;;)
		n++;
}

#ifndef __SANITIZE_ADDRESS__ /* it reserves terabytes itself */
static int
use_memory(void)
{
	if (sandbox_limit(60, 256 << 20))
		return 98;
	return malloc((size_t)1 << 30) == NULL;
}
#endif

static void
limits(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (!(pid = fork()))
		_exit(use_cpu());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
#ifdef __SANITIZE_ADDRESS__
	print_message("SKIPPED: ADDRESS SPACE IS NOT LIMITED UNDER ASAN\n");
#else
	if (!(pid = fork()))
		_exit(use_memory());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 1 << 8);
#endif
}

static int
setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(inside, sizeof(inside), "%s/a", dir);
	snprintf(outside, sizeof(outside), "/tmp/%s.outside", dir + 5);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(inside);
	unlink(outside);
	return rmdir(dir);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(doors),
		cmocka_unit_test(writing_elsewhere),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
