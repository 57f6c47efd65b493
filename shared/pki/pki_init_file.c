/*
 * The files that pki init writes: where, whose, and all or none.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/pki_init_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/log.h"
#include "shared/base/text.h"

/* What is looked for in one section. */
struct wanted {
	const char *key;
	char *value; /* NULL when the section does not have it */
	struct arena *a;
};

/* Keep the value of the key that is wanted. */
static enum err
keep(void *ctx, const char *key, const char *value)
{
	struct wanted *w = ctx;

	if (strcmp(key, w->key) == 0 && !(w->value = arena_str(w->a, value)))
		return E_NOMEM;
	return E_OK;
}

/* Look one key up; *value stays NULL when it is not set. */
static enum err
look_up(const char *config, const char *section, const char *key,
    struct arena *a, char **value)
{
	struct wanted w = { .key = key, .value = NULL, .a = a };
	enum err r = config_each(config, section, keep, &w);

	*value = w.value;
	return r;
}

/* Turn a user's name or number into a uid. */
static enum err
uid_of(const char *peer, const char *text, uid_t *out)
{
	struct passwd *pw;
	int64_t n;

	if (text && text_number(bytes_of(text), INT32_MAX, &n) == E_OK) {
		*out = (uid_t)n;
		return E_OK;
	}
	pw = text ? getpwnam(text) : NULL;
	if (!pw)
		return log_err(E_INPUT, "pki.init", "peer=%s user=%s", peer,
		    text ? text : "");
	*out = pw->pw_uid;
	return E_OK;
}

enum err
init_files_find(struct init_files *f, const char *config,
    const struct config_common *c, struct arena *a)
{
	char *value;
	enum err r;

	for (int i = 0; i < PKI__MAX; i++) {
		const struct pki_file_row *row = &pki_files[i];

		value = NULL;
		if (row->key &&
		    (r = look_up(config, row->section, row->key, a, &value)))
			return r;
		f->file[i].path = pki_file_path(c, (enum pki_file)i, value, a);
		if (!f->file[i].path)
			return E_NOMEM;
		f->file[i].uid = geteuid();
		if (row->owner &&
		    ((r = look_up(config, "peers", row->owner, a, &value)) ||
			(r = uid_of(row->owner, value, &f->file[i].uid))))
			return r;
	}
	return E_OK;
}

size_t
init_files_count(const struct init_files *f)
{
	size_t n = 0;
	struct stat st;

	for (int i = 0; i < PKI__MAX; i++)
		n += lstat(f->file[i].path, &st) == 0 || errno != ENOENT;
	return n;
}

void
init_files_log_missing(const struct init_files *f)
{
	struct stat st;

	for (int i = 0; i < PKI__MAX; i++)
		log_line(LOG_FAULT, "pki.init", "path=%s %s", f->file[i].path,
		    lstat(f->file[i].path, &st) == 0 ? "exists" : "missing");
}

/* Make the folder of a file: for its owner alone, or for everybody. */
static enum err
make_folder(const char *path, uid_t uid, bool secret)
{
	char dir[512];
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (n == 0 || n >= sizeof(dir))
		return log_err(E_INPUT, "pki.init", "path=%s", path);
	memcpy(dir, path, n);
	dir[n] = '\0';
	if (mkdir(dir, secret ? 0700 : 0755) == 0) {
		/* mkdir is held back by the umask, everybody must read. */
		if (chmod(dir, secret ? 0700 : 0755) ||
		    chown(dir, uid, (gid_t)-1))
			return log_err(E_DENIED, "pki.init",
			    "folder=%s error=%s", dir, strerror(errno));
		return E_OK;
	}
	if (errno != EEXIST)
		return log_err(E_DENIED, "pki.init", "folder=%s error=%s", dir,
		    strerror(errno));
	return E_OK;
}

/* Write all octets. */
static bool
write_all(int fd, struct bytes v)
{
	ssize_t n;

	while (v.n) {
		n = write(fd, v.p, v.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		v = bytes_at(v.p + n, v.n - (size_t)n);
	}
	return true;
}

/* Write one file that was not there before. */
static enum err
write_file(struct init_files *f, int i)
{
	bool secret = pki_files[i].secret;
	const char *path = f->file[i].path;
	struct bytes content =
	    secret ? secret_bytes(&f->file[i].secret) : f->file[i].open;
	int fd;
	bool ok;
	enum err r;

	if ((r = make_folder(path, f->file[i].uid, secret)))
		return r;
	fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400);
	if (fd < 0)
		return log_err(errno == EEXIST ? E_CONFLICT : E_DENIED,
		    "pki.init", "path=%s error=%s", path, strerror(errno));
	f->file[i].made = true;
	ok = content.n && write_all(fd, content) &&
	    fchmod(fd, secret ? 0400 : 0444) == 0 &&
	    fchown(fd, f->file[i].uid, (gid_t)-1) == 0 && fsync(fd) == 0;
	if (!ok)
		r = log_err(E_DENIED, "pki.init", "path=%s error=%s", path,
		    strerror(errno));
	(void)close(fd);
	return r;
}

enum err
init_files_write(struct init_files *f, void (*say)(const char *path))
{
	enum err r = E_OK;

	for (int i = 0; i < PKI__MAX && r == E_OK; i++)
		r = write_file(f, i);
	for (int i = 0; i < PKI__MAX; i++) {
		if (r && f->file[i].made)
			(void)unlink(f->file[i].path);
		else if (r == E_OK && say)
			say(f->file[i].path);
	}
	return r;
}

void
init_files_clear(struct init_files *f)
{
	for (int i = 0; i < PKI__MAX; i++)
		secret_free(&f->file[i].secret);
}
