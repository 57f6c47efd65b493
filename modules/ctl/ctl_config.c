/*
 * fernsign-ctl config check: would every process start?
 *
 * In: the configuration file and the installed sample, which has every key of
 * every process, and the processes' own judgement (-t). Out: one line per
 * finding, or "ok". Never reads a secret: it looks at who may read it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/log.h"
#include "shared/base/text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAMPLE_MAX (1024 * 1024)

/* What is looked at, and what was found. */
struct check {
	struct ctl *ctl;
	struct bytes sample;
	const char *section;
	int findings;
};

static void
finding(struct check *k, const char *key, const char *what)
{
	(void)printf("[%s] %s: %s\n", k->section, key, what);
	k->findings++;
}

/* Say whether a line of the sample is "key = …" or "#key = …". */
static bool
is_key(struct bytes line, const char *key)
{
	struct bytes head, tail;

	if (line.n && line.p[0] == '#')
		line = bytes_at(line.p + 1, line.n - 1);
	return bytes_cut(line, '=', &head, &tail) &&
	    bytes_eqs(text_trim(head), key);
}

/* Look a key up in the sample, within its section. */
static bool
known(const struct check *k, const char *key)
{
	struct bytes rest = k->sample, line;
	char head[64];
	bool inside = false;

	(void)snprintf(head, sizeof(head), "[%s]", k->section);
	while (rest.n) {
		(void)bytes_cut(rest, '\n', &line, &rest);
		if (line.n && line.p[0] == '[')
			inside = bytes_eqs(line, head);
		else if (inside && is_key(line, key))
			return true;
	}
	return false;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

/* A file named by a section belongs to its process; a secret to it alone. */
static void
look_at_file(struct check *k, const char *key, const char *path)
{
	enum peer_row row = ctl_peer(k->section);
	uid_t owner = row < ROW__MAX ? k->ctl->uid[row] : 0;
	struct stat st;

	if (stat(path, &st)) {
		finding(k, key, strerror(errno));
		return;
	}
	if (!S_ISREG(st.st_mode))
		finding(k, key, "is not a file");
	else if (st.st_mode & (S_IWGRP | S_IWOTH))
		finding(k, key, "others may write it");
	else if (!(st.st_mode & (S_IRGRP | S_IROTH)) && st.st_uid != owner &&
	    st.st_uid != 0)
		finding(k, key, "belongs to another user");
}

/* Look at one key = value. */
static enum err
look_at_key(void *ctx, const char *key, const char *value)
{
	struct check *k = ctx;
	struct stat st;

	if (!known(k, key))
		finding(k, key, "is not a key of this section");
	else if (*value && ends_with(key, "_file"))
		look_at_file(k, key, value);
	else if (*value && ends_with(key, "_dir") &&
	    (stat(value, &st) || !S_ISDIR(st.st_mode)))
		finding(k, key, "is not a folder");
	return E_OK;
}

/* Find a process's program beside this one, or where it was configured to be;
 * NULL when it is not there. */
static char *
program_path(struct check *k)
{
	struct arena *a = k->ctl->arena;
	char self[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *end, *path;

	self[len > 0 ? len : 0] = '\0';
	if ((end = strrchr(self, '/')) != NULL) {
		*end = '\0';
		path = arena_printf(
		    a, "%s/../libexec/fernsign/fernsign-%s", self, k->section);
		if (path && access(path, X_OK) == 0)
			return path;
	}
	path = arena_printf(a, LIBEXECDIR "/fernsign-%s", k->section);
	return path && access(path, X_OK) == 0 ? path : NULL;
}

/* Let a process judge its own section, as the user that it will be: values,
 * and whether it can read what they name. */
static void
ask_program(struct check *k)
{
	char *path = program_path(k);
	int status = 0;
	pid_t pid;

	if (!path) {
		finding(k, "program", "is not installed");
		return;
	}
	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (ctl_become(k->ctl, ctl_peer(k->section)))
			_exit(127);
		(void)execl(
		    path, path, "-t", "-c", k->ctl->config, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
		finding(k, path, "would not start with this file");
}

/* The user of each process, and nobody twice. */
static void
look_at_peers(struct check *k)
{
	const uid_t *uid = k->ctl->uid;

	k->section = "peers";
	for (int i = 0; i < ROW__MAX; i++) {
		if (uid[i] == (uid_t)-1)
			finding(k, ctl_peer_names[i], "is missing");
		for (int j = 0; j < i && uid[i] != (uid_t)-1; j++)
			if (uid[j] == uid[i])
				finding(k, ctl_peer_names[i],
				    "shares its user with another");
	}
}

enum err
ctl_config_check(struct ctl *c)
{
	struct buf sample = BUF(SAMPLE_MAX);
	struct check k = { .ctl = c };
	char *path = arena_printf(
	    c->arena, "%s/fernsign.conf.sample", c->common.share_dir);
	enum err r = path ? ctl_read_file(path, &sample) : E_NOMEM;

	k.sample = buf_bytes(&sample);
	for (int i = -1; !r && i < ROW__MAX; i++) {
		if (i == ROW_NGINX)
			continue;
		k.section = i < 0 ? "common" : ctl_peer_names[i];
		r = config_each(c->config, k.section, look_at_key, &k);
		if (!r && i > ROW_NGINX && i < ROW_CTL)
			ask_program(&k);
	}
	if (!r)
		look_at_peers(&k);
	buf_free(&sample);
	if (!r && k.findings)
		r = E_INPUT;
	if (!r)
		(void)printf("ok\n");
	return r;
}
