/*
 * A private MariaDB with the project's own schema, routines and grants, and
 * connections under each process' account.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_DB_HOUSE_DB_H
#define FERNSIGN_TESTS_DB_HOUSE_DB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/db/db.h"
#include "tests/unit/db/server.h"

#define HOUSE_SCHEMA "fernsign"

struct house_db {
	struct server server;
	bool running;
	struct arena *a;
};

/*
 * Start it and load sql/; running stays false where MariaDB is not installed
 * (said in capitals). Returns 0, or -1 when something is wrong.
 */
int house_db_start(struct house_db *h);

/* Kill and remove it. */
void house_db_stop(struct house_db *h);

/* Open a connection of a process with its tables of statements. */
enum err house_db_open(struct house_db *h, const char *user,
    const struct stmt_table *const *tables, size_t n, struct db **out);

/* Skip a test where there is no server. */
#define NEED(h)                   \
	do                        \
		if (!(h).running) \
			skip();   \
	while (0)

/* A raw connection: what somebody who has taken a process over may send. */
struct raw;

/* Connect as "portal", "signer" …, or "root". Fails the test when refused. */
struct raw *raw_open(const struct house_db *h, const char *user);

/* Close; NULL-safe. */
void raw_close(struct raw *c);

/* Send one statement; 0, or MariaDB's error number. Results are dropped. */
unsigned raw_try(struct raw *c, const char *sql);

/* Send one statement that must work. */
void raw_do(struct raw *c, const char *sql);

/* Read one number; a query without rows fails the test. */
int64_t raw_number(struct raw *c, const char *sql);

/* Words of the last error; "" when there was none. Borrowed. */
const char *raw_said(struct raw *c);

#endif
