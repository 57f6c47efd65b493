/*
 * fernsign-ctl migrate: bring the database to this version.
 *
 * In: SHARE/sql/NNN_name.sql, routines.sql, grants.sql, and the
 * administrator's account. Out: a schema; each numbered file is applied once,
 * in order, and recorded; routines and grants are replaced every time. Never
 * undoes anything. Two at once wait for each other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/db/db_script.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (4 * 1024 * 1024)
#define WAIT_S   60

static const char record_sql[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    "name VARCHAR(120) NOT NULL PRIMARY KEY COMMENT 'file of sql/',"
    "applied_at BIGINT NOT NULL COMMENT 'when it had been applied'"
    ") COMMENT 'numbered files that this schema has; kept for ever'";

/* A row of the table migration; n is only the answer of the lock. */
struct migration {
	char *name;
	int64_t applied_at;
	int64_t wait_s;
	int64_t n;
};

/* clang-format off */
static const struct field name_only[] = { FIELD(migration, name, 120, 0) };
static const struct field whole[] = {
	FIELD(migration, name, 120, 0),
	FIELD(migration, applied_at, INT64_MAX, 0),
};
static const struct field lock_in[] = {
	FIELD(migration, wait_s, INT64_MAX, 0),
};
static const struct field lock_out[] = { FIELD(migration, n, INT64_MAX, 0) };

enum { SQL_FIND, SQL_RECORD, SQL_LOCK, SQL__MAX };

static const struct stmt statements[SQL__MAX] = {
	[SQL_FIND] = { "SELECT name, applied_at FROM migration WHERE name = ?",
	    IN(name_only), OUT(whole) },
	[SQL_RECORD] = { "INSERT INTO migration (name, applied_at)"
	    " VALUES (?, ?)", IN(whole) },
	[SQL_LOCK] = { "SELECT GET_LOCK('fernsign.migrate', ?)",
	    IN(lock_in), OUT(lock_out) },
};
/* clang-format on */

static const struct stmt_table table = STMTS(statements);
static const struct stmt_table *const tables[] = { &table };

/* A numbered file: three digits, an underscore, a name, .sql. */
static int
numbered(const struct dirent *e)
{
	const char *s = e->d_name, *end = strrchr(s, '.');

	return isdigit((unsigned char)s[0]) && isdigit((unsigned char)s[1]) &&
	    isdigit((unsigned char)s[2]) && s[3] == '_' && end &&
	    strcmp(end, ".sql") == 0;
}

/* Run one file of SHARE/sql. */
static enum err
apply(struct ctl *c, const struct db_config *admin, const char *name)
{
	struct buf text = BUF(FILE_MAX);
	char *path =
	    arena_printf(c->arena, "%s/sql/%s", c->common.share_dir, name);
	enum err r;

	if (!path)
		return E_NOMEM;
	if ((r = ctl_read_file(path, &text)) ||
	    (r = db_script_run(admin, name, buf_bytes(&text))))
		goto out;
	(void)printf("%s\n", name);
out:
	buf_free(&text);
	return r;
}

/* Apply a numbered file unless it is recorded, and record it. */
static enum err
apply_once(
    struct ctl *c, const struct db_config *admin, struct db *db, char *name)
{
	struct migration m = { .name = name };
	enum err r = db_one(db, &statements[SQL_FIND], &m, &m, c->arena);

	if (r != E_NOTFOUND)
		return r;
	m = (struct migration){ .name = name, .applied_at = clock_now() };
	if ((r = apply(c, admin, name)) ||
	    (r = db_run(db, &statements[SQL_RECORD], &m, NULL)))
		return r;
	return E_OK;
}

/* Go through the numbered files in order. */
static enum err
apply_missing(struct ctl *c, const struct db_config *admin, struct db *db)
{
	char *dir = arena_printf(c->arena, "%s/sql", c->common.share_dir);
	struct dirent **names = NULL;
	int n = dir ? scandir(dir, &names, numbered, alphasort) : -1;
	enum err r = E_OK;

	if (n <= 0)
		r = log_err(E_NOTFOUND, "migrate", "no numbered file in %s/sql",
		    c->common.share_dir);
	for (int i = 0; i < n; i++) {
		if (!r)
			r = apply_once(c, admin, db, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return r;
}

/* Make the schema when it is not there; its name is a plain word. */
static enum err
make_schema(struct ctl *c, const struct db_config *admin)
{
	struct db_config none = *admin;
	char *sql;

	for (const char *s = c->common.db_name; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '_')
			return log_err(E_INPUT, "config.common",
			    "key=db_name: letters, digits and _ only");
	none.schema = NULL;
	sql = arena_printf(c->arena,
	    "CREATE DATABASE IF NOT EXISTS %s CHARACTER SET utf8mb4 "
	    "COLLATE utf8mb4_bin",
	    c->common.db_name);
	if (!sql)
		return E_NOMEM;
	return db_script_run(&none, "schema", bytes_of(sql));
}

enum err
ctl_migrate(struct ctl *c)
{
	struct migration m = { .wait_s = WAIT_S };
	struct db_config admin;
	struct secret word = { NULL, 0 };
	struct db *db = NULL;
	enum err r;

	if ((r = ctl_admin(c, &admin, &word)) || (r = make_schema(c, &admin)) ||
	    (r = db_script_run(&admin, "migration", bytes_of(record_sql))) ||
	    (r = db_open(&admin, tables, COUNT(tables), &db)) ||
	    (r = db_one(db, &statements[SQL_LOCK], &m, &m, c->arena)))
		goto out;
	if (m.n != 1) {
		r = log_err(E_CONFLICT, "migrate", "another one is running");
		goto out;
	}
	if ((r = apply_missing(c, &admin, db)) ||
	    (r = apply(c, &admin, "routines.sql")) ||
	    (r = apply(c, &admin, "grants.sql")))
		goto out;
out:
	db_close(db);
	secret_free(&word);
	return r;
}
