/*
 * What the files of shared/db know of each other; nobody else includes this.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_DB_DB_PRIVATE_H
#define FERNSIGN_DB_DB_PRIVATE_H

#include <mysql.h>

#include "shared/db/db.h"

struct db {
	MYSQL *my; /* NULL while away */
	const struct db_config *cfg;
	const struct stmt_table *const *tables;
	size_t ntables;
	MYSQL_STMT **prepared; /* all tables' statements, one after another */
	size_t nprepared;
	int64_t used_ms; /* when the server last answered, clock_ms */
	bool in_tx;
	bool lost;     /* the connection is broken: open a new one */
	bool unsent;   /* the last statement did not reach the server */
	bool conflict; /* the transaction has to be repeated */
	bool in_doubt; /* nobody knows whether the last COMMIT held */
};

/* Find a statement's prepared form; NULL when its table was not loaded. */
MYSQL_STMT *db_prepared(const struct db *db, const struct stmt *s);

/* Drop what is left of a connection and open a new one. As db_open. */
enum err db_reopen(struct db *db) MUST_USE;

/*
 * Turn a fault of the client library into an outcome, log it when nobody
 * expects it, and note in db what follows from it.
 *
 * number   mysql_errno or mysql_stmt_errno
 * message  the server's; read for a SIGNAL, shown only where it cannot hold
 *          values
 * sql      the statement's text, for the log
 */
enum err db_fault(struct db *db, unsigned number, const char *message,
    const char *sql) MUST_USE;

/* As db_fault, for a prepared statement; by the connection's word when the
 * statement has none, as while rows arrive. */
enum err db_stmt_fault(struct db *db, MYSQL_STMT *st, const char *sql) MUST_USE;

/* Bind in to the parameters and execute once; results are still to come. */
enum err db_execute(struct db *db, MYSQL_STMT *st, const struct stmt *s,
    const void *in) MUST_USE;

/* One run of a statement, and what is wanted of it. */
struct db_call {
	const struct stmt *s;
	const void *in;
	int64_t changed;  /* out: rows changed, when none are wanted */
	void *first;      /* where the one row goes; NULL: to the list */
	struct list *out; /* where the rows go; NULL: none are wanted */
	size_t size;      /* of one row */
	size_t most;      /* more rows are E_LIMIT */
	struct arena *a;
};

/* Read the rows of an executed statement, as the call wants them. */
enum err db_fetch(
    struct db *db, MYSQL_STMT *st, const struct db_call *call) MUST_USE;

/* Throw away whatever results are left (a CALL has one more than rows). */
void db_drain(MYSQL_STMT *st);

/* Run one of our own texts without results (SET, COMMIT and the like). */
enum err db_plain(struct db *db, const char *sql) MUST_USE;

#endif
