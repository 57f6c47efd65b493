/*
 * See house.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/modules/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define ARENA_BYTES ((size_t)64 << 20)

int
house_open(struct house *h, const char *name,
    const struct stmt_table *const *tables, size_t n)
{
	static char user[32];

	*h = (struct house){ .db = NULL };
	if (!server_installed()) {
		printf("SKIPPED: MARIADB IS NOT INSTALLED HERE\n");
		return 1;
	}
	(void)snprintf(user, sizeof(user), "fernsign-%s", name);
	if (arena_new(ARENA_BYTES, &h->arena) != E_OK ||
	    !server_start(&h->server) || !server_schema(&h->server))
		return -1;
	h->cfg = (struct db_config){ .socket = h->server.socket,
		.schema = "fernsign",
		.user = user,
		.password = bytes_of(name) };
	return db_open(&h->cfg, tables, n, &h->db) == E_OK ? 0 : -1;
}

void
house_sql(struct house *h, const char *sql)
{
	char text[4096];

	(void)snprintf(text, sizeof(text), "USE fernsign;;%s", sql);
	assert_true(server_sql(&h->server, text));
}

long
house_number(struct house *h, const char *sql)
{
	char answer[64] = "";

	assert_true(server_ask(&h->server, sql, answer, sizeof(answer)));
	return strtol(answer, NULL, 10);
}

void
house_close(struct house *h)
{
	db_close(h->db);
	arena_free(h->arena);
	if (h->server.pid > 0)
		server_remove(&h->server);
}
