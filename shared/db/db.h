/*
 * MariaDB, one connection per worker: statements are declared in tables,
 * prepared at start, and bound to structs by their field tables.
 *
 * A module names the tables of statements that it loads: one file, one set
 * of rights. MariaDB refuses at PREPARE what the account may not touch, so
 * a start proves schema and grants. SQL text is never assembled at run time.
 * The only folder that knows the client library is shared/db.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_DB_DB_H
#define FERNSIGN_DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/config.h"
#include "shared/base/field.h"

struct db;

/* One statement: its ? in the order of in, its columns in the order of out. */
struct stmt {
	const char *sql;
	const struct field *in;
	size_t nin;
	const struct field *out;
	size_t nout;
};

/* The statements of one file, and the routines it calls (for EXECUTE). */
struct stmt_table {
	const struct stmt *stmts;
	size_t n;
	const char *const *routines; /* NULL-ended; NULL when none */
};

/* clang-format off */
#define STMTS(t) { .stmts = (t), .n = sizeof(t) / sizeof((t)[0]) }
#define STMTS_CALLING(t, r) { .stmts = (t), \
	.n = sizeof(t) / sizeof((t)[0]), .routines = (r) }
#define IN(f) .in = (f), .nin = sizeof(f) / sizeof((f)[0])
#define OUT(f) .out = (f), .nout = sizeof(f) / sizeof((f)[0])
/* clang-format on */

struct db_config {
	const char *socket; /* UNIX socket of mariadbd */
	const char *schema;
	const char *user;      /* "fernsign-portal" */
	struct bytes password; /* empty: unix_socket authentication */
};

/*
 * Connect and prepare every statement of the tables.
 *
 * Refuses when secure_timestamp is not YES, when a statement cannot be
 * prepared, or when EXECUTE on a named routine is missing. Sets strict
 * sql_mode, UTC, innodb_snapshot_isolation and lock_wait_timeout for the
 * session. cfg and tables are borrowed for the connection's life.
 *
 * *out is owned by the caller: db_close.
 *
 * E_DB      not reachable
 * E_DENIED  the account may not do what the tables declare (logged)
 */
enum err db_open(const struct db_config *cfg,
    const struct stmt_table *const *tables, size_t ntables,
    struct db **out) MUST_USE;

/* Close; NULL-safe. */
void db_close(struct db *db);

/*
 * Run a statement that returns no rows.
 *
 * s        a statement of a loaded table
 * in       the struct that s->in describes; NULL when nin is 0. A char * or
 *          bytes member that is NULL binds SQL NULL, so does an id of zeros
 * changed  rows changed (MariaDB's affected rows: for UPDATE, rows whose
 *          values really changed); NULL when not wanted
 *
 * E_CONFLICT  a unique key exists already (1062)
 * E_INPUT     a constraint refused a value (4025, 1452, 1406, 1264)
 * E_DENIED    the account may not (1142, 1143, 1370)
 * any name    what a routine SIGNALled (SQLSTATE 45000): MESSAGE_TEXT is
 *             "E_LIMIT" and so on, alone or before a blank or a colon
 * E_DB        server away, or to be retried: inside db_tx the transaction is
 *             repeated; outside, one reconnection is tried when nothing was
 *             sent twice
 */
enum err db_run(struct db *db, const struct stmt *s, const void *in,
    int64_t *changed) MUST_USE;

/*
 * Run a statement that returns at most one row, and read it.
 *
 * out      the struct that s->out describes; valid on E_OK only. Text and
 *          octets go to the arena; SQL NULL becomes NULL, 0, false, no id
 * a        may be NULL when no column is text or octets
 *
 * E_NOTFOUND  no row; E_BUG more than one row; else as db_run
 */
enum err db_one(struct db *db, const struct stmt *s, const void *in, void *out,
    struct arena *a) MUST_USE;

/*
 * Run a statement that returns rows, and read them all.
 *
 * size     sizeof the struct that s->out describes
 * most     more rows than this are E_LIMIT
 * out      rows in the arena; n = 0 when none
 */
enum err db_all(struct db *db, const struct stmt *s, const void *in,
    size_t size, size_t most, struct list *out, struct arena *a) MUST_USE;

/*
 * Do fn in one transaction and commit; roll back when it fails.
 *
 * Repeats the whole of fn, up to five times with a growing pause, after 1213
 * (also at COMMIT), 1205, 1020 and 1047: fn must have no effect outside the
 * database and must set its outputs anew each time. An unknown COMMIT (2006,
 * 2013, 1180) is E_DB with db_in_doubt() true: the caller finds out by
 * reading its id again.
 *
 * E_DB       away, in doubt, or still in conflict after five times
 * any other  what fn returned
 */
enum err db_tx(struct db *db, enum err (*fn)(struct db *db, void *ctx),
    void *ctx) MUST_USE;

/* Say whether the last db_tx ended without knowing if it was committed. */
bool db_in_doubt(const struct db *db);

/*
 * Make sure that the connection lives: reconnect and prepare anew if it does
 * not. Called by the loop before each request of a responder that has one.
 *
 * E_DB  still away
 */
enum err db_alive(struct db *db) MUST_USE;

#endif
