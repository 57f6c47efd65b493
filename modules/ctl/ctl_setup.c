/*
 * What every command begins with: configuration, user, database.
 *
 * In: fernsign.conf. Out: struct ctl filled in, a connection. Never keeps
 * root's rights for a private call: services know callers by uid.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/log.h"
#include "shared/base/text.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWORD_MAX 255

/* clang-format off */
const char *const ctl_peer_names[ROW__MAX] = {
	[ROW_NGINX] = "nginx", [ROW_PORTAL] = "portal", [ROW_SHOP] = "shop",
	[ROW_IDENT] = "ident", [ROW_REPOSITORY] = "repository",
	[ROW_OCSP] = "ocsp", [ROW_TSA] = "tsa", [ROW_SIGNER] = "signer",
	[ROW_CA] = "ca", [ROW_PDF] = "pdf", [ROW_NOTIFY] = "notify",
	[ROW_PURGE] = "purge", [ROW_CTL] = "ctl",
};

static const struct field own_fields[] = {
	FIELD(ctl_config, admin_user, 80, 0),
	FIELD(ctl_config, admin_password_file, 4096, 0),
	FIELD(ctl_config, db_password_file, 4096, 0),
};
/* clang-format on */

enum peer_row
ctl_peer(const char *name)
{
	enum peer_row row = ROW_NGINX;

	while (row < ROW__MAX && strcmp(name, ctl_peer_names[row]) != 0)
		row++;
	return row;
}

/* Take one line of [peers]: a name we know, a user by name or number. */
static enum err
take_peer(void *ctx, const char *key, const char *value)
{
	struct ctl *c = ctx;
	enum peer_row row = ctl_peer(key);
	struct passwd pw, *found = NULL;
	char room[4096];
	int64_t number;

	if (row == ROW__MAX) /* api, app: not called by ctl */
		return E_OK;
	if (text_number(bytes_of(value), INT32_MAX, &number) == E_OK) {
		c->uid[row] = (uid_t)number;
		return E_OK;
	}
	if (getpwnam_r(value, &pw, room, sizeof(room), &found) || !found)
		return log_err(E_INPUT, "config.peers",
		    "name=%s: no such user: %s", key, value);
	c->uid[row] = found->pw_uid;
	return E_OK;
}

enum err
ctl_config_load(struct ctl *c)
{
	enum err r;

	for (int i = 0; i < ROW__MAX; i++)
		c->uid[i] = (uid_t)-1;
	c->own.admin_user = arena_str(c->arena, "root");
	if (!c->own.admin_user)
		return E_NOMEM;
	if ((r = config_read(c->config, "common", config_common_fields,
		 config_common_nfields, &c->common, c->arena)) ||
	    (r = config_read(c->config, "ctl", own_fields, COUNT(own_fields),
		 &c->own, c->arena)) ||
	    (r = config_each(c->config, "peers", take_peer, c)))
		return r;
	return E_OK;
}

/* List the groups of the sockets that are there. */
static size_t
socket_groups(struct ctl *c, gid_t *groups)
{
	struct stat st;
	size_t n = 0;
	char *path;

	for (int i = ROW_PORTAL; i < ROW_CTL; i++) {
		path = arena_printf(c->arena, "%s/%s.sock", c->common.run_dir,
		    ctl_peer_names[i]);
		if (path && stat(path, &st) == 0)
			groups[n++] = st.st_gid;
	}
	return n;
}

/* Become a user; the groups are its own unless others are given. */
static enum err
become(uid_t uid, const gid_t *groups, size_t n)
{
	gid_t gid = (gid_t)uid;
	struct passwd pw, *found = NULL;
	char room[4096];
	int rc;

	if (geteuid() != 0 || uid == 0 || uid == (uid_t)-1)
		return E_OK;
	if (getpwuid_r(uid, &pw, room, sizeof(room), &found) == 0 && found)
		gid = found->pw_gid;
	rc = found && !groups ? initgroups(found->pw_name, gid)
			      : setgroups(n, groups);
	if (rc || setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		return log_err(E_DENIED, "ctl.drop", "uid=%u errno=%d",
		    (unsigned)uid, errno);
	return E_OK;
}

enum err
ctl_drop(struct ctl *c)
{
	gid_t groups[ROW__MAX];
	size_t n = socket_groups(c, groups);

	return become(c->uid[ROW_CTL], groups, n);
}

enum err
ctl_become(struct ctl *c, enum peer_row row)
{
	return become(c->uid[row], NULL, 0);
}

/* Read a password file without its line end; no path is no password. */
static enum err
read_password(const char *path, struct secret *word, struct bytes *out)
{
	enum err r;

	*out = bytes_at(NULL, 0);
	if (!path || !*path)
		return E_OK;
	if ((r = secret_file(path, PASSWORD_MAX, word)))
		return r;
	*out = text_trim(secret_bytes(word));
	return E_OK;
}

enum err
ctl_db(struct ctl *c, const struct stmt_table *const *tables, size_t n,
    struct db **out)
{
	struct db_config *cfg = arena_alloc(c->arena, sizeof(*cfg));
	struct secret *word = arena_alloc(c->arena, sizeof(*word));
	enum err r;

	if (!cfg || !word)
		return E_NOMEM;
	/* The connection borrows both for its life: they end with it. */
	*cfg = (struct db_config){ .socket = c->common.db_socket,
		.schema = c->common.db_name,
		.user = "fernsign-ctl" };
	if ((r = read_password(c->own.db_password_file, word, &cfg->password)))
		return r;
	return db_open(cfg, tables, n, out);
}

enum err
ctl_admin(struct ctl *c, struct db_config *cfg, struct secret *word)
{
	*cfg = (struct db_config){ .socket = c->common.db_socket,
		.schema = c->common.db_name,
		.user = c->own.admin_user };
	return read_password(c->own.admin_password_file, word, &cfg->password);
}

enum err
ctl_read_file(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "re");
	unsigned char part[512];
	enum err r = E_OK;
	size_t n;

	if (!f)
		return log_err(errno == ENOENT ? E_NOTFOUND : E_DENIED,
		    "ctl.file", "path=%s errno=%d", path, errno);
	while (!r && (n = fread(part, 1, sizeof(part), f)) > 0)
		r = buf_add(b, part, n);
	if (!r && ferror(f))
		r = log_err(
		    E_INPUT, "ctl.file", "path=%s errno=%d", path, errno);
	(void)fclose(f);
	/* It may have been a file of secrets. */
	secret_wipe(part, sizeof(part));
	return r;
}
