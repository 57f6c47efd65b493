/*
 * Requests by libfcgi, on connections accepted here. See fcgi.h.
 *
 * The library reads params and streams; what it cannot do well it is not
 * asked to do: its accept knows no peer, its SIGTERM handler cuts bodies
 * short, and a kept connection would starve the others.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "shared/base/log.h"

struct fcgi_stream {
	FCGX_Request fcgx;
	int listen_fd;
};

static volatile sig_atomic_t stopping;

void
fcgi_stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

bool
fcgi_stopping(void)
{
	return stopping != 0;
}

enum err
fcgi_new(int listen_fd, struct fcgi_stream **out)
{
	struct fcgi_stream *s = NULL;
	int flags;

	flags = fcntl(listen_fd, F_GETFL);
	if (flags < 0 || fcntl(listen_fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return log_err(E_BUG, "fcgi.socket", "errno=%d", errno);
	if (!(s = calloc(1, sizeof(*s))))
		return E_NOMEM;
	/*
	 * The library never gets the listening socket: after a connection
	 * that was no request it would accept the next one by itself.
	 */
	if (FCGX_Init() || FCGX_InitRequest(&s->fcgx, -1, 0)) {
		free(s);
		return log_err(E_BUG, "fcgi.init", "errno=%d", errno);
	}
	s->listen_fd = listen_fd;
	*out = s;
	return E_OK;
}

void
fcgi_free(struct fcgi_stream *s)
{
	if (!s)
		return;
	fcgi_drop(s);
	free(s);
}

/* Read who is at the other end and limit how long it may be silent. */
static enum err
prepare(int fd, uid_t *uid)
{
	const struct timeval deadline = { FCGI_DEADLINE_S, 0 };
	struct ucred cred;
	socklen_t n = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) < 0 ||
	    setsockopt(
		fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline)) < 0 ||
	    setsockopt(
		fd, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof(deadline)) < 0)
		return log_err(E_BUG, "fcgi.peer", "errno=%d", errno);
	*uid = cred.uid;
	return E_OK;
}

enum err
fcgi_accept(struct fcgi_stream *s, const sigset_t *waiting, uid_t *uid)
{
	struct pollfd p = { .fd = s->listen_fd, .events = POLLIN };
	int fd;

	if (ppoll(&p, 1, NULL, waiting) < 0)
		return errno == EINTR
		    ? E_NOTFOUND
		    : log_err(E_BUG, "fcgi.poll", "errno=%d", errno);
	if (stopping)
		return E_NOTFOUND;
	if ((fd = accept4(s->listen_fd, NULL, NULL, SOCK_CLOEXEC)) < 0)
		return errno == EBADF || errno == EINVAL || errno == ENOTSOCK
		    ? log_err(E_BUG, "fcgi.accept", "errno=%d", errno)
		    : E_NOTFOUND;
	if (prepare(fd, uid)) {
		close(fd);
		return E_NOTFOUND;
	}
	s->fcgx.ipcFd = fd;
	return E_OK;
}

/* Hold the parameters against their limits (security: 64 KiB and so on). */
static enum err
check_params(char *const *envp)
{
	size_t count = 0;
	size_t size = 0;
	const char *eq;
	size_t n;

	for (; *envp; envp++) {
		eq = strchr(*envp, '=');
		n = strlen(*envp);
		size += n;
		if (!eq || eq == *envp || eq - *envp > FCGI_NAME_MAX ||
		    n - (size_t)(eq - *envp) - 1 > FCGI_VALUE_MAX ||
		    ++count > FCGI_PARAMS_MAX || size > FCGI_PARAMS_SIZE)
			return E_LIMIT;
	}
	return E_OK;
}

enum err
fcgi_begin(struct fcgi_stream *s)
{
	/*
	 * With a descriptor in place FCGX_Accept_r does not accept, it only
	 * reads. It first finishes what it takes for the request before, on a
	 * connection that it would close unless it is to be kept.
	 */
	s->fcgx.keepConnection = 1;
	if (FCGX_Accept_r(&s->fcgx))
		return E_INPUT;
	return check_params(s->fcgx.envp);
}

void
fcgi_drop(struct fcgi_stream *s)
{
	if (s->fcgx.ipcFd < 0)
		return;
	close(s->fcgx.ipcFd);
	s->fcgx.ipcFd = -1;
	FCGX_Free(&s->fcgx, 0);
}

const char *
fcgi_param(const struct fcgi_stream *s, const char *name)
{
	const char *found = NULL;
	size_t n = strlen(name);
	char *const *envp;

	for (envp = s->fcgx.envp; envp && *envp; envp++) {
		if (strncmp(*envp, name, n) || (*envp)[n] != '=')
			continue;
		if (found)
			return NULL;
		found = *envp + n + 1;
	}
	return found;
}

enum err
fcgi_read(struct fcgi_stream *s, void *p, size_t n, size_t *got)
{
	int k = FCGX_GetStr(p, n > INT_MAX ? INT_MAX : (int)n, s->fcgx.in);

	if (k < 0 || FCGX_GetError(s->fcgx.in))
		return E_INPUT;
	*got = (size_t)k;
	return E_OK;
}

void
fcgi_drain(struct fcgi_stream *s)
{
	char waste[16384];
	size_t total = 0;
	size_t got;

	while (total < FCGI_DRAIN_MAX &&
	    !fcgi_read(s, waste, sizeof(waste), &got) && got)
		total += got;
}

enum err
fcgi_write(struct fcgi_stream *s, struct bytes v)
{
	int n;

	for (; v.n; v.p += n, v.n -= (size_t)n) {
		n = v.n > INT_MAX ? INT_MAX : (int)v.n;
		if (FCGX_PutStr((const char *)v.p, n, s->fcgx.out) != n)
			return E_PEER;
	}
	return E_OK;
}

void
fcgi_finish(struct fcgi_stream *s)
{
	FCGX_Finish_r(&s->fcgx);
	if (s->fcgx.ipcFd >= 0)
		FCGX_Free(&s->fcgx, 1);
}

int
fcgi_fd(const struct fcgi_stream *s)
{
	return s->fcgx.ipcFd;
}
