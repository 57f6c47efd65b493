/*
 * Run a file of SQL as it stands; see db_script.h.
 *
 * In: text. Out: its effects. Never reads rows: results are thrown away.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/db/db_script.h"

#include "shared/base/log.h"

#include <mysql.h>
#include <string.h>

/* Where a script is, for the log. */
struct place {
	const char *name;
	int chunk;
	int statement;
};

/* Say what the server refused. */
static enum err
refused(MYSQL *c, const struct place *at)
{
	return log_err(E_INPUT, "db.script",
	    "file=%s chunk=%d statement=%d code=%u text=%s", at->name,
	    at->chunk, at->statement, mysql_errno(c), mysql_error(c));
}

/* Connect as the account of cfg. */
static enum err
connect_as(const struct db_config *cfg, MYSQL **out)
{
	MYSQL *c = mysql_init(NULL);
	char password[256];
	bool local = false;

	if (!c || cfg->password.n >= sizeof(password)) {
		mysql_close(c);
		return log_err(E_NOMEM, "db.script", "no connection");
	}
	if (cfg->password.n)
		memcpy(password, cfg->password.p, cfg->password.n);
	password[cfg->password.n] = '\0';
	(void)mysql_optionsv(c, MYSQL_OPT_LOCAL_INFILE, &local);
	(void)mysql_optionsv(c, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	(void)mysql_optionsv(c, MYSQL_INIT_COMMAND,
	    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,"
	    "ERROR_FOR_DIVISION_BY_ZERO', time_zone = '+00:00'");
	*out = mysql_real_connect(c, NULL, cfg->user, password,
	    cfg->schema && *cfg->schema ? cfg->schema : NULL, 0, cfg->socket,
	    CLIENT_MULTI_STATEMENTS);
	explicit_bzero(password, sizeof(password));
	if (*out)
		return E_OK;
	(void)log_err(E_DB, "db.connect", "user=%s code=%u text=%s", cfg->user,
	    mysql_errno(c), mysql_error(c));
	mysql_close(c);
	return E_DB;
}

/* Send one chunk and go through the results of all its statements. */
static enum err
run_chunk(MYSQL *c, struct bytes chunk, struct place *at)
{
	MYSQL_RES *rows;
	int more;

	at->statement = 1;
	if (mysql_real_query(c, (const char *)chunk.p, chunk.n))
		return refused(c, at);
	for (;;) {
		rows = mysql_store_result(c);
		mysql_free_result(rows);
		if (mysql_errno(c))
			return refused(c, at);
		at->statement++;
		more = mysql_next_result(c);
		if (more > 0)
			return refused(c, at);
		if (more < 0)
			return E_OK;
	}
}

/* Cut the text before the next line that is "$$"; false at the end. */
static bool
next_chunk(struct bytes *rest, struct bytes *chunk)
{
	struct bytes line, tail = *rest;
	const unsigned char *start = rest->p;

	if (rest->n == 0)
		return false;
	while (tail.n) {
		(void)bytes_cut(tail, '\n', &line, &tail);
		if (bytes_eqs(line, "$$")) {
			*chunk = bytes_at(start, (size_t)(line.p - start));
			*rest = tail;
			return true;
		}
	}
	*chunk = *rest;
	*rest = bytes_at(NULL, 0);
	return true;
}

/* Say whether a chunk holds more than blanks and comment lines. */
static bool
has_statement(struct bytes chunk)
{
	struct bytes line;

	while (chunk.n) {
		(void)bytes_cut(chunk, '\n', &line, &chunk);
		while (line.n && (*line.p == ' ' || *line.p == '\t'))
			line = bytes_at(line.p + 1, line.n - 1);
		if (line.n && !(line.n >= 2 && memcmp(line.p, "--", 2) == 0))
			return true;
	}
	return false;
}

enum err
db_script_run(const struct db_config *cfg, const char *name, struct bytes text)
{
	struct place at = { .name = name };
	struct bytes chunk;
	MYSQL *c = NULL;
	enum err r;

	if ((r = connect_as(cfg, &c)))
		return r;
	while (!r && next_chunk(&text, &chunk)) {
		at.chunk++;
		if (has_statement(chunk))
			r = run_chunk(c, chunk, &at);
	}
	mysql_close(c);
	return r;
}
