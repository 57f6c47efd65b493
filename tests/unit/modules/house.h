/*
 * A database with the project's own schema, for tests of modules.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_UNIT_MODULES_HOUSE_H
#define FERNSIGN_TESTS_UNIT_MODULES_HOUSE_H

#include "shared/db/db.h"
#include "tests/unit/db/server.h"

struct house {
	struct server server;
	struct db_config cfg;
	struct db *db;       /* as account fernsign-NAME */
	struct arena *arena; /* for one test */
};

/*
 * Start MariaDB, lay down the schema, open as account fernsign-NAME.
 *
 * Returns 0 when open, 1 when MariaDB is not installed (said loudly), -1 on
 * failure.
 */
int house_open(struct house *h, const char *name,
    const struct stmt_table *const *tables, size_t n);

/* Do something as the administrator; fails the test when it cannot. */
void house_sql(struct house *h, const char *sql);

/* Ask the administrator for one number; fails the test when it cannot. */
long house_number(struct house *h, const char *sql);

void house_close(struct house *h);

#endif
