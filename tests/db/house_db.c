/*
 * See house_db.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_db.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/base/file.h"
#include "shared/db/db_script.h"

#define PASSWORD "specimen"

struct raw {
	MYSQL *my;
};

static const char *const accounts[] = { "portal", "shop", "ident", "repository",
	"ocsp", "signer", "ca", "notify", "purge", "ctl" };
static const char *const files[] = { "001_schema.sql", "002_raise.sql",
	"routines.sql", "grants.sql" };

/* Who administers the private server: whoever runs the test. */
static const char *
admin(void)
{
	const struct passwd *me = getpwuid(getuid());

	return me != NULL ? me->pw_name : "root";
}

/* Load one file of sql/ as migrate does. */
static enum err
file_load(struct house_db *h, const char *name)
{
	struct db_config cfg = { .socket = h->server.socket,
		.schema = HOUSE_SCHEMA,
		.user = admin() };
	const char *top = getenv("top_srcdir");
	char path[512];
	struct bytes text;
	enum err r;

	(void)snprintf(
	    path, sizeof(path), "%s/sql/%s", top != NULL ? top : ".", name);
	if ((r = file_read(path, 1 << 20, h->a, &text)))
		return r;
	return db_script_run(&cfg, name, text);
}

/* Let each account prove itself by a password, as the demo does. */
static bool
passwords_set(struct house_db *h)
{
	for (size_t i = 0; i < COUNT(accounts); i++) {
		char sql[256];

		(void)snprintf(sql, sizeof(sql),
		    "ALTER USER 'fernsign-%s'@localhost IDENTIFIED VIA"
		    " mysql_native_password USING PASSWORD('" PASSWORD "');;",
		    accounts[i]);
		if (!server_sql(&h->server, sql))
			return false;
	}
	return true;
}

int
house_db_start(struct house_db *h)
{
	memset(h, 0, sizeof(*h));
	h->running = server_installed();
	if (!h->running) {
		printf("SKIPPED: MARIADB IS NOT INSTALLED HERE\n");
		return 0;
	}
	if (arena_new((size_t)256 << 20, &h->a) || !server_start(&h->server) ||
	    !server_sql(&h->server,
		"CREATE DATABASE " HOUSE_SCHEMA
		" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;;"))
		return -1;
	for (size_t i = 0; i < COUNT(files); i++)
		if (file_load(h, files[i]) != E_OK)
			return -1;
	/* Applied again by every migrate. */
	if (file_load(h, "routines.sql") || file_load(h, "grants.sql"))
		return -1;
	return passwords_set(h) ? 0 : -1;
}

void
house_db_stop(struct house_db *h)
{
	if (h->running)
		server_remove(&h->server);
	arena_free(h->a);
}

enum err
house_db_open(struct house_db *h, const char *user,
    const struct stmt_table *const *tables, size_t n, struct db **out)
{
	struct db_config *cfg = arena_alloc(h->a, sizeof(*cfg));

	*cfg = (struct db_config){ .socket = h->server.socket,
		.schema = HOUSE_SCHEMA,
		.user = arena_printf(h->a, "fernsign-%s", user),
		.password = bytes_of(PASSWORD) };
	return db_open(cfg, tables, n, out);
}

struct raw *
raw_open(const struct house_db *h, const char *user)
{
	struct raw *c = calloc(1, sizeof(*c));
	bool root = strcmp(user, "root") == 0;
	char name[64];

	assert_non_null(c);
	(void)snprintf(name, sizeof(name), "fernsign-%s", user);
	c->my = mysql_init(NULL);
	assert_non_null(mysql_real_connect(c->my, NULL, root ? admin() : name,
	    root ? NULL : PASSWORD, HOUSE_SCHEMA, 0, h->server.socket, 0));
	return c;
}

void
raw_close(struct raw *c)
{
	if (c == NULL)
		return;
	mysql_close(c->my);
	free(c);
}

unsigned
raw_try(struct raw *c, const char *sql)
{
	MYSQL_RES *res;

	if (mysql_query(c->my, sql) != 0)
		return mysql_errno(c->my);
	do {
		res = mysql_store_result(c->my);
		mysql_free_result(res);
	} while (mysql_next_result(c->my) == 0);
	return mysql_errno(c->my);
}

void
raw_do(struct raw *c, const char *sql)
{
	if (raw_try(c, sql) != 0)
		fail_msg("%s: %s", sql, mysql_error(c->my));
}

int64_t
raw_number(struct raw *c, const char *sql)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	int64_t n;

	if (mysql_query(c->my, sql) != 0)
		fail_msg("%s: %s", sql, mysql_error(c->my));
	res = mysql_store_result(c->my);
	assert_non_null(res);
	row = mysql_fetch_row(res);
	if (row == NULL || row[0] == NULL)
		fail_msg("%s: no row", sql);
	n = strtoll(row[0], NULL, 10);
	mysql_free_result(res);
	return n;
}

const char *
raw_said(struct raw *c)
{
	return mysql_error(c->my);
}
