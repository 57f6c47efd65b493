/*
 * The configuration file, read by inih. inih cuts lines at 200 octets and
 * reads the rest as a line of its own; the reader here refuses them instead.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/log.h"
#include "shared/base/text.h"

#define C(m, most, fl) FIELD(config_common, m, most, fl)
#define PATH_BYTES     150
#define SOCKET_BYTES   107 /* sun_path without its NUL, unix(7) */

/* clang-format off */
const struct field config_common_fields[] = {
	C(name,          100,          FLD_REQUIRED),
	C(portal_url,    PATH_BYTES,   FLD_REQUIRED),
	C(public_url,    PATH_BYTES,   FLD_REQUIRED),
	C(run_dir,       SOCKET_BYTES, FLD_REQUIRED),
	C(state_dir,     PATH_BYTES,   FLD_REQUIRED),
	C(share_dir,     PATH_BYTES,   FLD_REQUIRED),
	C(legal_dir,     PATH_BYTES,   0),
	C(db_socket,     SOCKET_BYTES, 0),
	C(db_name,       64,           0),
	C(mail_from,     150,          0),
	C(support_email, 150,          0),
	C(support_phone, 40,           0),
	C(shop_url,      PATH_BYTES,   0),
	C(fault_points,  0,            0),
};

/* Sections of the file; one that is not here is a slip of the pen. */
static const char *const sections[] = {
	"common", "peers", "portal", "api", "app", "shop", "ident",
	"repository", "ocsp", "tsa", "signer", "ca", "pdf", "notify", "purge",
	"ctl", "pki",
};
/* clang-format on */

const size_t config_common_nfields = COUNT(config_common_fields);

/* One pass over the file. */
struct pass {
	const char *path;
	const char *section; /* the one that is wanted */
	enum err (*each)(void *ctx, const char *key, const char *value);
	void *ctx;
	FILE *file;
	bool long_line;
	enum err r; /* the first fault; later lines are not looked at */
};

/* Where the keys of one section go. */
struct target {
	const char *path;
	const char *section;
	const struct field *f;
	size_t n;
	void *object;
	struct arena *a;
	uint64_t seen; /* bit i: key i stood there */
};

static bool
section_known(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(sections); i++)
		if (strcmp(sections[i], name) == 0)
			return true;
	return false;
}

/* Read a line as fgets does, and notice when it is longer than inih takes. */
static char *
read_line(char *line, int size, void *stream)
{
	struct pass *p = stream;
	size_t n;

	if (fgets(line, size, p->file) == NULL)
		return NULL;
	n = strlen(line);
	if ((n == 0 || line[n - 1] != '\n') && !feof(p->file)) {
		p->long_line = true;
		return NULL;
	}
	return line;
}

/* inih goes on after a fault here; it returns the first line that had one. */
static int
take_pair(void *user, const char *section, const char *key, const char *value)
{
	struct pass *p = user;

	if (p->r != E_OK)
		return 0;
	if (!section_known(section))
		p->r = log_err(E_INPUT, "config.section", "file=%s section=%s",
		    p->path, section);
	else if (strcmp(section, p->section) == 0)
		p->r = p->each(p->ctx, key, value == NULL ? "" : value);
	return p->r == E_OK;
}

enum err
config_each(const char *path, const char *section,
    enum err (*each)(void *ctx, const char *key, const char *value), void *ctx)
{
	struct pass p = {
		.path = path, .section = section, .each = each, .ctx = ctx
	};
	int line;

	if ((p.file = fopen(path, "re")) == NULL)
		return log_err(
		    E_NOTFOUND, "config.file", "file=%s errno=%d", path, errno);
	line = ini_parse_stream(read_line, &p, take_pair, &p);
	if (p.long_line)
		p.r = log_err(E_INPUT, "config.line",
		    "file=%s: a line exceeds %d octets", path,
		    INI_MAX_LINE - 2);
	else if (ferror(p.file))
		p.r = log_err(
		    E_INPUT, "config.file", "file=%s errno=%d", path, errno);
	else if (line != 0 && p.r == E_OK)
		p.r = log_err(
		    E_INPUT, "config.line", "file=%s line=%d", path, line);
	(void)fclose(p.file);
	return p.r;
}

enum err
config_named(const struct field *f, const void *object)
{
	bool folder = f->flags & FLD_FOLDER;
	struct stat st;
	char *path;

	if (!(f->flags & (FLD_FILE | FLD_FOLDER)))
		return E_OK;
	memcpy(&path, (const char *)object + f->off, sizeof(path));
	if (path == NULL || stat(path, &st) || access(path, R_OK))
		return E_INPUT;
	return S_ISDIR(st.st_mode) == folder ? E_OK : E_INPUT;
}

/* Take one key of the section into the struct. */
static enum err
take_key(void *ctx, const char *key, const char *value)
{
	struct target *t = ctx;
	const struct field *f = field_find(t->f, t->n, bytes_of(key));
	uint64_t bit;

	if (f == NULL)
		return log_err(E_INPUT, "config.unknown_key",
		    "file=%s section=%s key=%s", t->path, t->section, key);
	bit = UINT64_C(1) << (f - t->f);
	if (t->seen & bit)
		return log_err(E_INPUT, "config.key_twice",
		    "file=%s section=%s key=%s", t->path, t->section, key);
	t->seen |= bit;
	if (field_set(f, bytes_of(value), t->object, t->a) ||
	    config_named(f, t->object))
		return log_err(E_INPUT, "config.value",
		    "file=%s section=%s key=%s max=%lld", t->path, t->section,
		    key, (long long)f->max);
	return E_OK;
}

/* A required key must stand there and hold something. */
static enum err
check_required(const struct target *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		if (!(t->f[i].flags & FLD_REQUIRED))
			continue;
		if ((t->seen >> i & 1) && !field_empty(&t->f[i], t->object))
			continue;
		return log_err(E_INPUT, "config.missing",
		    "file=%s section=%s key=%s", t->path, t->section,
		    t->f[i].name);
	}
	return E_OK;
}

enum err
config_read(const char *path, const char *section, const struct field *f,
    size_t n, void *object, struct arena *a)
{
	struct target t = { .path = path,
		.section = section,
		.f = f,
		.n = n,
		.object = object,
		.a = a };
	enum err r;

	if (n > 64)
		return log_err(E_BUG, "config.table", "section=%s", section);
	if ((r = config_each(path, section, take_key, &t)))
		return r;
	return check_required(&t);
}
