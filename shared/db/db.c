/*
 * The connection to MariaDB: open, prove schema and grants, keep alive.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/db/db.h"

#include <stdlib.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/db/db_private.h"

#define CONNECT_S    5
#define ANSWER_S     60
#define PACKET_BYTES (128UL * 1024 * 1024)
#define IDLE_MS      1000 /* a connection used within this is not asked */

/* clang-format off */
static const char *const session[] = {
	"SET NAMES utf8mb4 COLLATE utf8mb4_bin",
	"SET SESSION sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,"
	    "NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
	    "NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', "
	    "innodb_snapshot_isolation = ON, innodb_lock_wait_timeout = 10, "
	    "lock_wait_timeout = 10, max_statement_time = 30",
};
/* clang-format on */

struct secure {
	bool on;
};
static const struct field secure_out[] = { FIELD(secure, on, 0, 0) };
static const struct stmt secure_stmt = {
	"SELECT @@GLOBAL.secure_timestamp = 'YES'", NULL, 0, OUT(secure_out)
};

struct routine {
	char *name;
};
struct routine_count {
	int64_t n;
};
static const struct field routine_in[] = { FIELD(routine, name, 64, 0) };
static const struct field routine_out[] = { FIELD(routine_count, n, 0, 0) };
/* The view lists what the account may execute, and nothing else. */
static const struct stmt routine_stmt = {
	"SELECT COUNT(*) FROM information_schema.ROUTINES "
	"WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_NAME = ?",
	IN(routine_in), OUT(routine_out)
};

MYSQL_STMT *
db_prepared(const struct db *db, const struct stmt *s)
{
	size_t i, at = 0;

	for (i = 0; i < db->ntables; at += db->tables[i++]->n)
		if (s >= db->tables[i]->stmts &&
		    s < db->tables[i]->stmts + db->tables[i]->n)
			return db
			    ->prepared[at + (size_t)(s - db->tables[i]->stmts)];
	return NULL;
}

/* Close the connection and forget what was prepared on it. */
static void
drop(struct db *db)
{
	size_t i;

	for (i = 0; i < db->nprepared; i++) {
		if (db->prepared[i] != NULL)
			(void)mysql_stmt_close(db->prepared[i]);
		db->prepared[i] = NULL;
	}
	if (db->my != NULL)
		mysql_close(db->my);
	db->my = NULL;
}

static enum err
connect_to(struct db *db)
{
	unsigned connect_s = CONNECT_S, answer_s = ANSWER_S, no = 0;
	unsigned protocol = MYSQL_PROTOCOL_SOCKET;
	unsigned long packet = PACKET_BYTES;
	my_bool reconnect = 0;
	const char *password =
	    db->cfg->password.n > 0 ? (const char *)db->cfg->password.p : NULL;

	if ((db->my = mysql_init(NULL)) == NULL)
		return E_NOMEM;
	(void)mysql_options(db->my, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	(void)mysql_options(db->my, MYSQL_OPT_READ_TIMEOUT, &answer_s);
	(void)mysql_options(db->my, MYSQL_OPT_WRITE_TIMEOUT, &answer_s);
	(void)mysql_options(db->my, MYSQL_OPT_LOCAL_INFILE, &no);
	(void)mysql_options(db->my, MYSQL_OPT_PROTOCOL, &protocol);
	(void)mysql_options(db->my, MYSQL_OPT_RECONNECT, &reconnect);
	(void)mysql_options(db->my, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
	(void)mysql_options(db->my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (mysql_real_connect(db->my, "localhost", db->cfg->user, password,
		db->cfg->schema, 0, db->cfg->socket, 0) == NULL)
		return db_fault(
		    db, mysql_errno(db->my), mysql_error(db->my), "connect");
	return E_OK;
}

/* A CALL says how many columns it has only when it runs. */
static bool
shape_fits(MYSQL_STMT *st, const struct stmt *s)
{
	unsigned columns = mysql_stmt_field_count(st);

	return mysql_stmt_param_count(st) == s->nin &&
	    (columns == s->nout || columns == 0);
}

static enum err
prepare(struct db *db, const struct stmt *s, MYSQL_STMT **out)
{
	MYSQL_STMT *st = mysql_stmt_init(db->my);
	enum err r = E_OK;

	if (st == NULL)
		return E_NOMEM;
	if (mysql_stmt_prepare(st, s->sql, strlen(s->sql)) != 0)
		r = db_stmt_fault(db, st, s->sql);
	else if (!shape_fits(st, s))
		r = log_err(E_BUG, "db.shape", "in=%lu out=%u sql=%s",
		    mysql_stmt_param_count(st), mysql_stmt_field_count(st),
		    s->sql);
	if (r != E_OK) {
		(void)mysql_stmt_close(st);
		return r;
	}
	*out = st;
	return E_OK;
}

/* Run a statement of this file once. */
static enum err
once(struct db *db, const struct stmt *s, const void *in, void *out)
{
	const struct db_call call = { .s = s, .first = out, .most = 1 };
	MYSQL_STMT *st = NULL;
	enum err r;

	if ((r = prepare(db, s, &st)))
		return r;
	if (!(r = db_execute(db, st, s, in)))
		r = db_fetch(db, st, &call);
	db_drain(st);
	(void)mysql_stmt_close(st);
	return r;
}

/* A caller that can set its clock could let codes live for ever. */
static enum err
check_clock(struct db *db)
{
	struct secure secure = { false };
	enum err r;

	if ((r = once(db, &secure_stmt, NULL, &secure)))
		return r;
	if (!secure.on)
		return log_err(E_DENIED, "db.secure_timestamp",
		    "the server must run with secure_timestamp=YES");
	return E_OK;
}

static enum err
check_routines(struct db *db, const char *const *names)
{
	struct routine_count count;
	struct routine routine;
	enum err r;

	for (; names != NULL && *names != NULL; names++) {
		count.n = 0;
		routine.name = (char *)(uintptr_t)*names;
		if ((r = once(db, &routine_stmt, &routine, &count)))
			return r;
		if (count.n == 0)
			return log_err(E_DENIED, "db.routine",
			    "user=%s may not execute %s", db->cfg->user,
			    *names);
	}
	return E_OK;
}

static enum err
prepare_all(struct db *db)
{
	size_t i, k, at = 0;
	enum err r;

	for (i = 0; i < db->ntables; i++) {
		for (k = 0; k < db->tables[i]->n; k++, at++)
			if ((r = prepare(db, &db->tables[i]->stmts[k],
				 &db->prepared[at])))
				return r;
		if ((r = check_routines(db, db->tables[i]->routines)))
			return r;
	}
	return E_OK;
}

enum err
db_reopen(struct db *db)
{
	size_t i;
	enum err r;

	drop(db);
	if ((r = connect_to(db)))
		goto out;
	for (i = 0; i < COUNT(session); i++)
		if ((r = db_plain(db, session[i])))
			goto out;
	if ((r = check_clock(db)) || (r = prepare_all(db)))
		goto out;
	db->lost = false;
	db->used_ms = clock_ms();
out:
	if (r != E_OK) {
		drop(db);
		db->lost = true;
	}
	return r;
}

enum err
db_open(const struct db_config *cfg, const struct stmt_table *const *tables,
    size_t ntables, struct db **out)
{
	struct db *db = calloc(1, sizeof(*db));
	size_t i;
	enum err r;

	if (db == NULL)
		return E_NOMEM;
	db->cfg = cfg;
	db->tables = tables;
	db->ntables = ntables;
	for (i = 0; i < ntables; i++)
		db->nprepared += tables[i]->n;
	/* One more, so that no statements at all is no special case. */
	db->prepared = calloc(db->nprepared + 1, sizeof(MYSQL_STMT *));
	if (db->prepared == NULL)
		r = E_NOMEM;
	else
		r = db_reopen(db);
	if (r != E_OK) {
		db_close(db);
		return r;
	}
	*out = db;
	return E_OK;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	drop(db);
	free(db->prepared);
	free(db);
}

enum err
db_alive(struct db *db)
{
	if (!db->lost && clock_ms() - db->used_ms > IDLE_MS &&
	    mysql_ping(db->my) != 0)
		db->lost = true;
	if (db->lost)
		return db_reopen(db);
	return E_OK;
}
