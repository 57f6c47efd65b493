/*
 * A private MariaDB for a test, driven by its own commands.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/db/server.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *
arg(char *out, size_t n, const char *option, const char *value)
{
	(void)snprintf(out, n, "--%s=%s", option, value);
	return out;
}

/* Start a command; its output goes to a file. */
static pid_t
spawn_to(const char *const argv[], int in, const char *path)
{
	pid_t pid = fork();
	int fd;

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (in >= 0)
		(void)dup2(in, STDIN_FILENO);
	(void)dup2(fd, STDOUT_FILENO);
	(void)dup2(fd, STDERR_FILENO);
	(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* Start a command; its output goes to DIR/log. */
static pid_t
spawn(const struct server *s, const char *const argv[], int in)
{
	char path[96];

	(void)snprintf(path, sizeof(path), "%s/log", s->dir);
	return spawn_to(argv, in, path);
}

static bool
ended_well(pid_t pid)
{
	int status;

	return pid > 0 && waitpid(pid, &status, 0) == pid &&
	    WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Start mariadb on what can be read from in; delimiter ends statements. */
static pid_t
client(
    const struct server *s, const char *schema, const char *delimiter, int in)
{
	char socket[128], end[32];
	const char *argv[] = { "mariadb", "--no-defaults",
		arg(socket, sizeof(socket), "socket", s->socket),
		arg(end, sizeof(end), "delimiter", delimiter), schema, NULL };

	return spawn(s, argv, in);
}

bool
server_sql(const struct server *s, const char *sql)
{
	int fd[2];
	size_t n = strlen(sql);
	pid_t pid;
	bool fed;

	if (pipe2(fd, O_CLOEXEC) != 0)
		return false;
	pid = client(s, NULL, ";;", fd[0]);
	(void)close(fd[0]);
	fed = write(fd[1], sql, n) == (ssize_t)n;
	(void)close(fd[1]);
	return ended_well(pid) && fed;
}

bool
server_ask(const struct server *s, const char *sql, char *out, size_t n)
{
	char socket[128], answer[96], text[2048];
	const char *argv[] = { "mariadb", "--no-defaults",
		arg(socket, sizeof(socket), "socket", s->socket), "-N", "-B",
		NULL, "fernsign", NULL };
	ssize_t got = -1;
	int fd;

	(void)snprintf(answer, sizeof(answer), "%s/answer", s->dir);
	(void)unlink(answer);
	argv[5] = arg(text, sizeof(text), "execute", sql);
	if (!ended_well(spawn_to(argv, -1, answer)))
		return false;
	if ((fd = open(answer, O_RDONLY | O_CLOEXEC)) >= 0) {
		got = read(fd, out, n - 1);
		(void)close(fd);
	}
	out[got > 0 ? got : 0] = '\0';
	return got >= 0;
}

static bool
sql_file(const struct server *s, const char *name, const char *delimiter)
{
	const char *top = getenv("top_srcdir");
	char path[512];
	bool good;
	int fd;

	(void)snprintf(
	    path, sizeof(path), "%s/sql/%s", top == NULL ? "." : top, name);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0) {
		perror(path); /* where is top_srcdir? */
		return false;
	}
	good = ended_well(client(s, "fernsign", delimiter, fd));
	(void)close(fd);
	return good;
}

bool
server_schema(const struct server *s)
{
	static const char *const accounts[] = { "portal", "shop", "ident",
		"repository", "ocsp", "signer", "ca", "notify", "purge",
		"ctl" };
	char sql[200];
	size_t i;

	if (!server_sql(s,
		"CREATE DATABASE fernsign CHARACTER SET utf8mb4 "
		"COLLATE utf8mb4_bin") ||
	    !sql_file(s, "001_schema.sql", ";") ||
	    !sql_file(s, "002_raise.sql", ";") ||
	    !sql_file(s, "routines.sql", "$$") ||
	    !sql_file(s, "grants.sql", ";"))
		return false;
	for (i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
		(void)snprintf(sql, sizeof(sql),
		    "ALTER USER 'fernsign-%s'@localhost IDENTIFIED BY '%s'",
		    accounts[i], accounts[i]);
		if (!server_sql(s, sql))
			return false;
	}
	return true;
}

static bool
wait_ready(const struct server *s)
{
	const struct timespec step = { 0, 50000000 };
	int i;

	for (i = 0; i < 400; i++) {
		if (waitpid(s->pid, NULL, WNOHANG) == s->pid)
			return false;
		if (access(s->socket, F_OK) == 0 && server_sql(s, "SELECT 1"))
			return true;
		(void)nanosleep(&step, NULL);
	}
	return false;
}

bool
server_restart(struct server *s)
{
	const struct passwd *me = getpwuid(getuid());
	char user[64], data[96], tmp[96], socket[128];
	const char *argv[] = { "mariadbd", "--no-defaults",
		arg(user, sizeof(user), "user", me ? me->pw_name : ""),
		arg(data, sizeof(data), "datadir", s->data),
		arg(tmp, sizeof(tmp), "tmpdir", s->dir),
		arg(socket, sizeof(socket), "socket", s->socket),
		"--skip-networking", "--secure-timestamp=YES",
		"--character-set-server=utf8mb4",
		"--collation-server=utf8mb4_bin",
		"--innodb-buffer-pool-size=16M", "--innodb-fast-shutdown=2",
		"--performance-schema=OFF", NULL };

	(void)unlink(s->socket);
	s->pid = spawn(s, argv, -1);
	return s->pid > 0 && wait_ready(s);
}

bool
server_installed(void)
{
	const struct server nowhere = { .dir = "/dev/null" };
	const char *argv[] = { "mariadbd", "--version", NULL };

	return ended_well(spawn(&nowhere, argv, -1));
}

bool
server_start(struct server *s)
{
	const struct passwd *me = getpwuid(getuid());
	char user[64], root[96], data[96], tmp[96];
	const char *argv[] = { "mariadb-install-db", "--no-defaults",
		arg(user, sizeof(user), "user", me ? me->pw_name : ""),
		arg(root, sizeof(root), "auth-root-socket-user",
		    me ? me->pw_name : ""),
		NULL, NULL, "--auth-root-authentication-method=socket",
		"--skip-test-db", "--innodb-log-file-size=8M", NULL };

	*s = (struct server){ .pid = -1 };
	(void)snprintf(s->dir, sizeof(s->dir), "/tmp/fernsign-db-XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		return false;
	(void)snprintf(s->data, sizeof(s->data), "%s/data", s->dir);
	(void)snprintf(s->socket, sizeof(s->socket), "%s/sock", s->dir);
	argv[4] = arg(data, sizeof(data), "datadir", s->data);
	/* Servers that share a folder clear away each other's tables. */
	argv[5] = arg(tmp, sizeof(tmp), "tmpdir", s->dir);
	return ended_well(spawn(s, argv, -1)) && server_restart(s);
}

void
server_kill(struct server *s)
{
	if (s->pid <= 0)
		return;
	(void)kill(s->pid, SIGKILL);
	(void)waitpid(s->pid, NULL, 0);
	s->pid = -1;
}

void
server_remove(struct server *s)
{
	const char *argv[] = { "rm", "-rf", s->dir, NULL };

	server_kill(s);
	(void)ended_well(spawn(s, argv, -1));
}
