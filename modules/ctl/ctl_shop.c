/*
 * fernsign-ctl shop: the resellers and their secrets.
 *
 * In: a shop's id. Out: a row in the table shop, a file DIR/ID of the shop
 * process with one or two secrets, newest first (Standard Webhooks: whsec_ and
 * base64); the new one is printed, once. Never shows an old one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/base/text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_MAX      40
#define SECRET_SIZE 32
#define FILE_MAX    1024
#define SHOPS_MAX   1000

struct shop_row {
	char *id;
	char *name;
	bool active;
};

/* Where the shop process finds secrets: its own section's key. */
struct shop_place {
	char *secret_dir;
};

/* clang-format off */
static const struct field row_in[] = {
	FIELD(shop_row, id, ID_MAX, 0),
	FIELD(shop_row, name, 120, 0),
};
static const struct field row_out[] = {
	FIELD(shop_row, id, ID_MAX, 0),
	FIELD(shop_row, name, 120, 0),
	FIELD(shop_row, active, 1, 0),
};

enum { SQL_ADD, SQL_LIST, SQL__MAX };

static const struct stmt statements[SQL__MAX] = {
	[SQL_ADD] = { "INSERT INTO shop (id, name, active) VALUES (?, ?, 1)",
	    IN(row_in) },
	[SQL_LIST] = { "SELECT id, name, active FROM shop ORDER BY id",
	    OUT(row_out) },
};
/* clang-format on */

static const struct stmt_table table = STMTS(statements);
static const struct stmt_table *const tables[] = { &table };

/* An id names a file: letters, digits, - and _, nothing else. */
static enum err
check_id(const char *id)
{
	size_t n = strlen(id);

	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)id[i]) && id[i] != '-' &&
		    id[i] != '_')
			n = 0;
	if (n == 0 || n > ID_MAX)
		return log_err(E_INPUT, "ctl.shop",
		    "an id has 1 to 40 letters, digits, - or _");
	return E_OK;
}

/* Take the one key we need out of [shop]; the others are shop's own. */
static enum err
take_place(void *ctx, const char *key, const char *value)
{
	struct shop_place *p = ctx;

	if (strcmp(key, "secret_dir") == 0 && !p->secret_dir)
		p->secret_dir = strdup(value);
	return E_OK;
}

/* Name the file of a shop's secrets. */
static enum err
secret_path(struct ctl *c, char **out)
{
	struct shop_place p = { NULL };
	enum err r = config_each(c->config, "shop", take_place, &p);

	if (!r && !p.secret_dir)
		r = log_err(E_INPUT, "config.shop", "secret_dir is missing");
	if (!r) {
		*out =
		    arena_printf(c->arena, "%s/%s", p.secret_dir, c->args[0]);
		r = *out ? E_OK : E_NOMEM;
	}
	free(p.secret_dir);
	return r;
}

/* Write a file that the shop process alone may read, whole or not at all. */
static enum err
write_secret(struct ctl *c, const char *path, struct bytes text)
{
	char *new = arena_printf(c->arena, "%s.new", path);
	int fd = -1;
	enum err r = E_OK;

	if (!new)
		return E_NOMEM;
	(void)unlink(new);
	fd = open(
	    new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR);
	if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n ||
	    (geteuid() == 0 && fchown(fd, c->uid[ROW_SHOP], (gid_t)-1) != 0) ||
	    fsync(fd) || rename(new, path))
		r = log_err(
		    E_DENIED, "ctl.shop", "path=%s errno=%d", path, errno);
	if (fd >= 0)
		(void)close(fd);
	return r;
}

/* Make a secret; write it and keep, of the old ones, the newest. */
static enum err
renew(struct ctl *c, const char *path, struct bytes old)
{
	unsigned char key[SECRET_SIZE];
	struct buf line = BUF(FILE_MAX), text = BUF(FILE_MAX);
	struct bytes newest, rest;
	enum err r;

	random_fill(key, sizeof(key));
	(void)bytes_cut(old, '\n', &newest, &rest);
	if ((r = buf_adds(&line, "whsec_")) ||
	    (r = base64_add(&line, BASE64, bytes_at(key, sizeof(key)))) ||
	    (r = buf_addc(&line, '\n')) ||
	    (r = buf_addb(&text, buf_bytes(&line))) ||
	    (r = buf_addb(&text, newest)) ||
	    (r = newest.n ? buf_addc(&text, '\n') : E_OK) ||
	    (r = write_secret(c, path, buf_bytes(&text))))
		goto out;
	(void)printf("%.*s", (int)line.n, (const char *)line.p);
out:
	secret_wipe(key, sizeof(key));
	secret_wipe(line.p, line.n);
	secret_wipe(text.p, text.n);
	buf_free(&line);
	buf_free(&text);
	return r;
}

enum err
ctl_shop_add(struct ctl *c)
{
	struct shop_row row = { 0 };
	struct db *db = NULL;
	struct stat st;
	char *path = NULL;
	enum err r;

	row.id = arena_str(c->arena, c->args[0]);
	row.name = arena_str(c->arena, c->args[c->nargs - 1]);
	if (!row.id || !row.name)
		return E_NOMEM;
	if ((r = check_id(row.id)) || (r = secret_path(c, &path)))
		return r;
	if (stat(path, &st) == 0)
		return log_err(E_CONFLICT, "ctl.shop", "%s exists", path);
	/* The file first, as root: what is left after a failure is a secret
	 * that nobody knows, and the command can be repeated after rotate. */
	if ((r = renew(c, path, bytes_at(NULL, 0))) || (r = ctl_drop(c)) ||
	    (r = ctl_db(c, tables, COUNT(tables), &db)) ||
	    (r = db_run(db, &statements[SQL_ADD], &row, NULL)))
		goto out;
out:
	db_close(db);
	return r;
}

enum err
ctl_shop_rotate(struct ctl *c)
{
	struct buf old = BUF(FILE_MAX);
	char *path = NULL;
	enum err r;

	if ((r = check_id(c->args[0])) || (r = secret_path(c, &path)) ||
	    (r = ctl_read_file(path, &old)) ||
	    (r = renew(c, path, buf_bytes(&old))))
		goto out;
out:
	secret_wipe(old.p, old.n);
	buf_free(&old);
	return r;
}

enum err
ctl_shop_list(struct ctl *c)
{
	struct list rows = { NULL, 0 };
	const struct shop_row *row;
	struct db *db = NULL;
	enum err r;

	if ((r = ctl_drop(c)) || (r = ctl_db(c, tables, COUNT(tables), &db)) ||
	    (r = db_all(db, &statements[SQL_LIST], NULL,
		 sizeof(struct shop_row), SHOPS_MAX, &rows, c->arena)))
		goto out;
	row = rows.rows;
	for (size_t i = 0; i < rows.n; i++)
		(void)printf("%s\t%s\t%s\n", row[i].id,
		    row[i].active ? "active" : "off", row[i].name);
out:
	db_close(db);
	return r;
}
