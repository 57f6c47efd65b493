/*
 * A private MariaDB for a test: its own folder, no network, gone at the end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_UNIT_DB_SERVER_H
#define FERNSIGN_TESTS_UNIT_DB_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct server {
	char dir[64];
	char data[80];
	char socket[80];
	pid_t pid;
};

/* Say whether MariaDB's server is there at all. */
bool server_installed(void);

/* Make the folder, install and start; false when it does not. */
bool server_start(struct server *s);

/* Start again after server_kill. */
bool server_restart(struct server *s);

/* Kill (SIGKILL) and wait. */
void server_kill(struct server *s);

/* Feed SQL to the server as its administrator; false on any error. */
bool server_sql(const struct server *s, const char *sql);

/* As server_sql in schema "fernsign"; out gets what it printed, a row. */
bool server_ask(const struct server *s, const char *sql, char *out, size_t n);

/*
 * Lay down the project's own schema "fernsign": sql/ below the environment's
 * top_srcdir. Each account fernsign-NAME gets the password "NAME".
 */
bool server_schema(const struct server *s);

/* Kill and remove the folder. */
void server_remove(struct server *s);

#endif
