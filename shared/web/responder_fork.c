/*
 * The parent of a responder: it owns the socket and keeps workers alive. It
 * reads no request, opens no database and holds no secret. See responder.h.
 *
 * Every signal it cares for is blocked and taken one at a time by
 * sigwaitinfo, so there are no handlers and no races. Workers tell by a pipe
 * that they are ready.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/web/fcgi.h"
#include "shared/web/responder.h"

#define BACKLOG      1024            /* full: nginx answers 502 at once */
#define LISTEN_START 3               /* sd_listen_fds(3) */
#define FD_OWN       "fernsign-own"  /* LISTEN_FDNAMES: bound by us */
#define FD_KEPT      "fernsign-kept" /* … inherited, before a re-execution */
#define PAUSE_S      1  /* before a worker that failed is tried again */
#define STOP_S       35 /* for workers to end: over one request's deadline */

struct worker {
	pid_t pid; /* 0: none */
	bool ready;
};

struct parent {
	struct responder *r;
	struct worker worker[WORKERS_MAX];
	int pipe[2]; /* workers write their pid when ready */
	sigset_t signals;
	sigset_t before; /* the mask that workers get back */
	bool ever_ready;
	bool pause; /* a worker failed: wait before forking */
	bool stopping;
	char *bound; /* path of a socket bound here; NULL when inherited */
};

static bool
listening(int fd)
{
	int yes = 0;
	socklen_t n = sizeof(yes);

	return !getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &n) && yes;
}

/* Say whether the environment hands us a socket (sd_listen_fds(3)). */
static bool
socket_is_passed(void)
{
	const char *pid = getenv("LISTEN_PID");
	const char *fds = getenv("LISTEN_FDS");
	int64_t n;

	return pid && fds && !text_number(bytes_of(pid), INT32_MAX, &n) &&
	    n == getpid() && !text_number(bytes_of(fds), 1, &n) && n == 1 &&
	    listening(LISTEN_START);
}

/* Give the socket to its group, or to everyone: callers are known by uid. */
static enum err
set_access(const struct responder *r, const char *path)
{
	if (!r->socket_group)
		return chmod(path, 0666) ? E_BUG : E_OK;
	return chown(path, (uid_t)-1, r->socket_gid) || chmod(path, 0660)
	    ? E_BUG
	    : E_OK;
}

static char *
socket_path(const struct responder *r)
{
	return arena_printf(r->arena, "%s/%s.sock", r->common.run_dir, r->name);
}

/* Bind RUN/NAME.sock; a socket left behind by a dead parent is replaced. */
static enum err
bind_socket(struct parent *p)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct responder *r = p->r;
	mode_t mask;
	int rc;

	p->bound = socket_path(r);
	if (!p->bound || strlen(p->bound) >= sizeof(a.sun_path))
		return log_err(E_BUG, "start.socket", "path=%s too long",
		    p->bound ? p->bound : "");
	memcpy(a.sun_path, p->bound, strlen(p->bound) + 1);
	r->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unlink(p->bound);
	mask = umask(0177);
	rc = bind(r->listen_fd, (const struct sockaddr *)&a, sizeof(a));
	umask(mask);
	if (rc || set_access(r, p->bound) || listen(r->listen_fd, BACKLOG))
		return log_err(
		    E_BUG, "start.socket", "path=%s errno=%d", p->bound, errno);
	return E_OK;
}

/*
 * Learn whether this is a re-execution: then failing workers are tried again
 * instead of giving up, and a socket that we bound stays ours to remove.
 */
static void
remember(struct parent *p)
{
	const char *name = getenv("LISTEN_FDNAMES");

	if (!name || (strcmp(name, FD_OWN) && strcmp(name, FD_KEPT)))
		return;
	p->ever_ready = true;
	if (!strcmp(name, FD_OWN))
		p->bound = socket_path(p->r);
}

static enum err
take_socket(struct parent *p)
{
	struct responder *r = p->r;

	if (socket_is_passed()) {
		r->listen_fd = LISTEN_START;
		fcntl(LISTEN_START, F_SETFD, FD_CLOEXEC);
		remember(p);
	} else if (listening(STDIN_FILENO)) {
		r->listen_fd = STDIN_FILENO;
	} else {
		return bind_socket(p);
	}
	return E_OK;
}

/* Become a worker: other signals, and gone when the parent is. */
static void
become_worker(struct parent *p, pid_t parent)
{
	struct sigaction sa = { .sa_handler = fcgi_stop };
	sigset_t term;

	sigaction(SIGTERM, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGHUP, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	/* Taken only between requests: see fcgi_accept. */
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_SETMASK, &p->before, NULL);
	sigprocmask(SIG_BLOCK, &term, NULL);
	close(p->pipe[0]);
	p->r->ready_fd = p->pipe[1];
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		exit(1);
}

/* Fork what is missing; true in a worker. */
static bool
fill_up(struct parent *p)
{
	const pid_t parent = getpid();
	int64_t i;

	for (i = 0; i < p->r->workers; i++) {
		if (p->worker[i].pid)
			continue;
		p->worker[i].ready = false;
		p->worker[i].pid = fork();
		if (!p->worker[i].pid) {
			become_worker(p, parent);
			return true;
		}
		if (p->worker[i].pid < 0) {
			log_line(LOG_FAULT, "start.fork", "errno=%d", errno);
			p->worker[i].pid = 0;
			p->pause = true;
		}
	}
	return false;
}

static struct worker *
worker_of(struct parent *p, pid_t pid)
{
	size_t i;

	for (i = 0; i < WORKERS_MAX; i++)
		if (p->worker[i].pid == pid)
			return &p->worker[i];
	return NULL;
}

/* Learn from the pipe who is ready. */
static void
read_ready(struct parent *p)
{
	struct worker *w;
	pid_t pid;

	while (read(p->pipe[0], &pid, sizeof(pid)) == sizeof(pid)) {
		p->ever_ready = true;
		if ((w = worker_of(p, pid)))
			w->ready = true;
	}
}

static void
tell_workers(const struct parent *p, int signal_number)
{
	size_t i;

	for (i = 0; i < WORKERS_MAX; i++)
		if (p->worker[i].pid > 0)
			kill(p->worker[i].pid, signal_number);
}

/* Bury one worker and judge how it ended. */
static void
bury(struct parent *p, pid_t pid, int status)
{
	struct worker *w = worker_of(p, pid);

	if (!w)
		return; /* of the program before a re-execution */
	read_ready(p);
	w->pid = 0;
	if (WIFSIGNALED(status))
		log_line(LOG_WARN, "worker.killed", "pid=%d signal=%d",
		    (int)pid, WTERMSIG(status));
	if (w->ready || p->stopping)
		return;
	if (!p->ever_ready) {
		log_line(LOG_FAULT, "start.gave_up",
		    "a worker failed before one was ready");
		tell_workers(p, SIGTERM);
		exit(1);
	}
	p->pause = true;
}

static void
reap(struct parent *p)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		bury(p, pid, status);
}

/* End the workers, in peace as long as it takes one request, and ourselves. */
static void
stop(struct parent *p)
{
	const struct timespec wait = { STOP_S, 0 };
	size_t i;

	p->stopping = true;
	if (p->bound)
		unlink(p->bound);
	tell_workers(p, SIGTERM);
	for (i = 0; i < WORKERS_MAX; i++) {
		while (p->worker[i].pid) {
			if (sigtimedwait(&p->signals, NULL, &wait) < 0 &&
			    errno == EAGAIN)
				tell_workers(p, SIGKILL);
			reap(p);
		}
	}
	exit(0);
}

/* Ask the program that may have been installed meanwhile if it would start. */
static bool
would_start(struct parent *p)
{
	char test[] = "-t";
	char config[] = "-c";
	char *argv[] = { p->r->argv[0], test, config, NULL, NULL };
	int status = 1;
	pid_t pid;

	argv[3] = arena_str(p->r->arena, p->r->config_path);
	if (!argv[3] || (pid = fork()) < 0)
		return false;
	if (!pid) {
		sigprocmask(SIG_SETMASK, &p->before, NULL);
		execvp(argv[0], argv);
		_exit(1);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/*
 * Start anew with the socket open. Connections wait in its backlog, and the
 * workers end after their current request.
 */
static void
execute_again(struct parent *p)
{
	char pid[24];

	if (!would_start(p)) {
		log_line(LOG_FAULT, "reload.refused",
		    "the new start would fail: going on as before");
		return;
	}
	log_line(LOG_EVENT, "reload", "program=%s", p->r->argv[0]);
	if (p->r->listen_fd != LISTEN_START &&
	    dup2(p->r->listen_fd, LISTEN_START) < 0)
		return;
	fcntl(LISTEN_START, F_SETFD, 0);
	(void)snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_FDNAMES", p->bound ? FD_OWN : FD_KEPT, 1);
	tell_workers(p, SIGTERM);
	sigprocmask(SIG_SETMASK, &p->before, NULL);
	execvp(p->r->argv[0], p->r->argv);
	log_line(LOG_FAULT, "reload.exec", "errno=%d", errno);
	exit(1);
}

/* Block what the parent waits for, and open the pipe. */
static enum err
prepare(struct parent *p)
{
	sigemptyset(&p->signals);
	sigaddset(&p->signals, SIGCHLD);
	sigaddset(&p->signals, SIGTERM);
	sigaddset(&p->signals, SIGINT);
	sigaddset(&p->signals, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &p->signals, &p->before) ||
	    pipe2(p->pipe, O_CLOEXEC | O_NONBLOCK))
		return log_err(E_BUG, "start.signals", "errno=%d", errno);
	return E_OK;
}

/* Wait for the next thing to do; a pause ends by itself. */
static void
wait_and_act(struct parent *p)
{
	const struct timespec pause = { PAUSE_S, 0 };

	switch (sigtimedwait(&p->signals, NULL, p->pause ? &pause : NULL)) {
	case SIGCHLD:
		reap(p);
		break;
	case SIGHUP:
		execute_again(p);
		break;
	case SIGTERM:
	case SIGINT:
		stop(p);
		break;
	default:
		p->pause = false;
	}
}

enum err
responder_fork(struct responder *r,
    enum err (*before)(struct responder *r, void *ctx), void *ctx)
{
	static struct parent p;
	enum err e;

	if (r->test)
		return E_OK;
	p.r = r;
	if ((e = prepare(&p)) || (e = take_socket(&p)) ||
	    (before && (e = before(r, ctx))))
		return e;
	/* Workers of before a re-execution may have ended meanwhile. */
	reap(&p);
	for (;;) {
		if (!p.pause && fill_up(&p))
			return E_OK;
		wait_and_act(&p);
	}
}
