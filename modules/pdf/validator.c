/*
 * The validator: a copy of the document in memory, a child in a group of its
 * own with limits, and a deadline. See validator.h.
 *
 * No shell reads anything here. The child has the rights of our account but
 * none of our descriptors, and cannot change what we go on to judge.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/pdf/validator.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"

#define DOCUMENT_FD   3
#define DOCUMENT_PATH "/proc/self/fd/3"
#define SEALS         (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/* clang-format off */
/* What the program may use; a Java machine reserves much and uses little. */
static const struct {
	__rlimit_resource_t what;
	rlim_t most;
} limits[] = {
	{ RLIMIT_AS,     8ULL << 30 },
	{ RLIMIT_CPU,    120 },
	{ RLIMIT_FSIZE,  64 << 20 },
	{ RLIMIT_NOFILE, 256 },
	{ RLIMIT_CORE,   0 },
};
/* clang-format on */

/* Write the document where no file system sees it; -1 on failure. */
static int
copy(struct bytes document)
{
	int fd = memfd_create("document.pdf", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t done = 0;
	ssize_t n = 0;

	while (fd >= 0 && done < document.n && n >= 0) {
		n = write(fd, document.p + done, document.n - done);
		done += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0 &&
	    (done < document.n || fcntl(fd, F_ADD_SEALS, SEALS) ||
		lseek(fd, 0, SEEK_SET))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Lower the child's limits; one that is lower already stays. */
static bool
limit(void)
{
	struct rlimit now;
	size_t i;

	for (i = 0; i < COUNT(limits); i++) {
		if (getrlimit(limits[i].what, &now))
			return false;
		if (now.rlim_max > limits[i].most)
			now.rlim_max = limits[i].most;
		if (now.rlim_cur > now.rlim_max)
			now.rlim_cur = now.rlim_max;
		if (setrlimit(limits[i].what, &now))
			return false;
	}
	return true;
}

/* In the child: nothing of ours but the document. */
static bool
let_go(int document)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGHUP, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	if (setpgid(0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || null < 0 ||
	    dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		return false;
	if (document == DOCUMENT_FD ? fcntl(document, F_SETFD, 0) != 0
				    : dup2(document, DOCUMENT_FD) < 0)
		return false;
	if (close_range(DOCUMENT_FD + 1, UINT_MAX, 0))
		return false;
	return limit() && sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

/* Start the program; -1 on failure. */
static pid_t
start(char *program, int document)
{
	char path[] = DOCUMENT_PATH;
	char env_path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	char env_lang[] = "LC_ALL=C.UTF-8";
	char *const argv[] = { program, path, NULL };
	char *const envp[] = { env_path, env_lang, NULL };
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	if (let_go(document))
		execve(program, argv, envp);
	_exit(127);
}

/* Wait until the program has ended; false when it takes too long. */
static bool
ends(pid_t pid, int64_t most_ms)
{
	struct pollfd p = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int64_t until = clock_ms() + most_ms, left = most_ms;
	int n = -1;

	while (p.fd >= 0 && left > 0 && n <= 0) {
		if ((n = poll(&p, 1, (int)left)) < 0 && errno != EINTR)
			break;
		left = until - clock_ms();
	}
	if (p.fd >= 0)
		close(p.fd);
	return n == 1;
}

/* Wait for its word, then end whatever it has started. */
static enum err
hear(pid_t pid, int64_t most_ms, bool *conforms)
{
	bool in_time;
	int status = 0;

	(void)setpgid(pid, pid); /* whoever is first, we or the child */
	in_time = ends(pid, most_ms);
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return log_err(
			    E_BUG, "validator.wait", "errno=%d", errno);
	if (!in_time)
		return log_err(
		    E_PEER, "validator.late", "ms=%lld", (long long)most_ms);
	if (WIFSIGNALED(status))
		return log_err(
		    E_PEER, "validator.died", "signal=%d", WTERMSIG(status));
	if (WEXITSTATUS(status) > 1)
		return log_err(E_PEER, "validator.failed", "status=%d",
		    WEXITSTATUS(status));
	*conforms = WEXITSTATUS(status) == 0;
	return E_OK;
}

enum err
validator_ask(
    const char *program, struct bytes document, int64_t most_ms, bool *conforms)
{
	char name[4097];
	enum err r;
	pid_t pid;
	int fd;

	if ((fd = copy(document)) < 0)
		return log_err(E_BUG, "validator.copy", "errno=%d", errno);
	(void)snprintf(name, sizeof(name), "%s", program);
	pid = start(name, fd);
	r = pid < 0 ? log_err(E_BUG, "validator.fork", "errno=%d", errno)
		    : hear(pid, most_ms, conforms);
	close(fd);
	return r;
}
