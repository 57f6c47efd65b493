/*
 * shared/base/log, err and fault: one event, one line; one file, one death.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/log.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/fault.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int kept; /* the real standard error */
static int reading;

int64_t
clock_now(void)
{
	return 1795349730;
}

int64_t
clock_ms(void)
{
	return 0;
}

static int
setup(void **state)
{
	int fd[2];

	(void)state;
	if (pipe(fd) != 0 || (kept = dup(STDERR_FILENO)) < 0)
		return -1;
	reading = fd[0];
	return dup2(fd[1], STDERR_FILENO) < 0 ? -1 : close(fd[1]);
}

static int
teardown(void **state)
{
	(void)state;
	return dup2(kept, STDERR_FILENO) < 0 ? -1 : 0;
}

static const char *
line(void)
{
	static char text[4096];
	ssize_t n = read(reading, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
one_event_is_one_line(void **state)
{
	char want[256], long_text[5000];
	const char *got;

	(void)state;
	log_open("test", LOG_EVENT);
	log_request("r1");
	log_line(LOG_EVENT, "release.wrong_tan", "tries=%d name=%s", 2,
	    "a\nb\"\x1b\xc3\xbc\\");
	(void)snprintf(want, sizeof(want),
	    "2026-11-22T12:15:30Z test[%d] event req=r1 release.wrong_tan "
	    "tries=2 name=a\\x0ab\\x22\\x1b\\xc3\\xbc\\x5c\n",
	    (int)getpid());
	assert_string_equal(line(), want);
	log_line(LOG_TRACE, "too.much", "not written");
	log_request(NULL);
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	assert_int_equal(log_err(E_PEER, "long", "%s", long_text), E_PEER);
	got = line();
	assert_non_null(strstr(got, " fault long E_PEER xxx"));
	assert_int_equal(strlen(got), 2048);
	assert_ptr_equal(strchr(got, '\n'), got + 2047);
}

static void
outcomes_have_names(void **state)
{
	enum err r;

	(void)state;
	for (r = E_OK; r < E__MAX; r++)
		assert_int_equal(err_from_name(err_name(r)), r);
	assert_string_equal(err_name(E__MAX), "E_?");
	assert_string_equal(err_name((enum err) - 1), "E_?");
	assert_int_equal(err_from_name(NULL), E_BUG);
	assert_int_equal(err_from_name("E_"), E_BUG);
}

static void
a_fault_point_fires_once(void **state)
{
	char dir[] = "/tmp/fernsign-fault-XXXXXX", path[64];
	int status, fd;
	pid_t pid;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/test.step", dir);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
	fault_point("test.step"); /* off: nothing happens */
	if ((pid = fork()) == 0) {
		fault_enable(true, dir);
		fault_point("test.other");
		fault_point("test.step");
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_int_not_equal(access(path, F_OK), 0);
	fault_enable(true, dir);
	fault_point("test.step");
	fault_enable(false, NULL);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_event_is_one_line),
		cmocka_unit_test(outcomes_have_names),
		cmocka_unit_test(a_fault_point_fires_once),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
