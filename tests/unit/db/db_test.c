/*
 * shared/db against a private MariaDB: binding, faults, transactions, grants
 * and reconnection. Skipped, loudly, where MariaDB is not installed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shared/base/random.h"
#include "tests/unit/db/server.h"

#define A_ARENA ((size_t)64 * 1024 * 1024)

struct thing {
	struct id id;
	char *name;
	int64_t n;
	bool yes;
	struct bytes octets;
};

/* clang-format off */
static const struct field thing_fields[] = {
	FIELD(thing, id,     0, 0),
	FIELD(thing, name,   0, 0),
	FIELD(thing, n,      0, 0),
	FIELD(thing, yes,    0, 0),
	FIELD(thing, octets, 0, 0),
};
static const struct field id_fields[] = { FIELD(thing, id, 0, 0) };
static const struct field n_fields[] = { FIELD(thing, n, 0, 0) };
static const struct field name_fields[] = { FIELD(thing, name, 0, 0) };

enum { ADD, GET, ALL, BUMP, SET, COUNTED, SIGNAL, ROWS, PLUS, LOCK,
	LOCK_ALL };
static const struct stmt stmts[] = {
	[ADD]  = { "INSERT INTO thing (id, name, n, yes, octets) "
	           "VALUES (?, ?, ?, ?, ?)", IN(thing_fields), NULL, 0 },
	[GET]  = { "SELECT id, name, n, yes, octets FROM thing WHERE id = ?",
	           IN(id_fields), OUT(thing_fields) },
	[ALL]  = { "SELECT id, name, n, yes, octets FROM thing ORDER BY n",
	           NULL, 0, OUT(thing_fields) },
	[BUMP] = { "UPDATE thing SET n = n + 1 WHERE id = ?",
	           IN(id_fields), NULL, 0 },
	[SET]  = { "UPDATE thing SET n = ?", IN(n_fields), NULL, 0 },
	[COUNTED] = { "SELECT COUNT(*) FROM thing", NULL, 0, OUT(n_fields) },
	[SIGNAL] = { "CALL refuse(?)", IN(name_fields), NULL, 0 },
	[ROWS] = { "CALL rows_of(?)", IN(id_fields), OUT(thing_fields) },
	[PLUS] = { "SELECT n FROM thing WHERE id = ?",
	           IN(id_fields), OUT(n_fields) },
	[LOCK] = { "SELECT n FROM thing WHERE id = ? FOR UPDATE",
	           IN(id_fields), OUT(n_fields) },
	[LOCK_ALL] = { "SELECT n FROM thing ORDER BY id FOR UPDATE",
	           NULL, 0, OUT(n_fields) },
};
/* clang-format on */

static const char *const routines[] = { "refuse", "rows_of", NULL };
static const char *const no_routines[] = { "refuse", "hidden", NULL };
static const struct stmt_table table = STMTS_CALLING(stmts, routines);
static const struct stmt_table *const tables[] = { &table };

static const struct stmt denied_stmts[] = {
	{ "SELECT n FROM locked", NULL, 0, OUT(n_fields) },
};
static const struct stmt wrong_stmts[] = {
	{ "SELECT n, yes FROM thing", NULL, 0, OUT(n_fields) },
};

static const char schema[] =
    "CREATE DATABASE fern;; USE fern;;"
    "CREATE TABLE thing (id BINARY(16) PRIMARY KEY, name VARCHAR(40) UNIQUE,"
    " n BIGINT NOT NULL CHECK (n < 1000), yes BOOLEAN NOT NULL,"
    " octets LONGBLOB);;"
    "CREATE TABLE locked (n BIGINT);;"
    "CREATE PROCEDURE refuse(m VARCHAR(60)) SIGNAL SQLSTATE '45000'"
    " SET MESSAGE_TEXT = m;;"
    "CREATE PROCEDURE rows_of(i BINARY(16)) SELECT id, name, n, yes, octets"
    " FROM thing WHERE id = i;;"
    "CREATE PROCEDURE hidden() SELECT 1;;"
    "CREATE USER 'fern'@localhost IDENTIFIED BY 'secret';;"
    "GRANT SELECT, INSERT, UPDATE, DELETE ON fern.thing TO fern@localhost;;"
    "GRANT EXECUTE ON PROCEDURE fern.refuse TO fern@localhost;;"
    "GRANT EXECUTE ON PROCEDURE fern.rows_of TO fern@localhost;;";

static struct server server;
static bool running;
static struct db_config cfg;
static struct db *db;
static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	running = server_installed();
	if (!running) {
		printf("SKIPPED: MARIADB IS NOT INSTALLED HERE\n");
		return 0;
	}
	if (!server_start(&server) || !server_sql(&server, schema))
		return -1;
	cfg = (struct db_config){ .socket = server.socket,
		.schema = "fern",
		.user = "fern",
		.password = bytes_of("secret") };
	return arena_new(A_ARENA, &a) || db_open(&cfg, tables, 1, &db);
}

static int
teardown(void **state)
{
	(void)state;
	db_close(db);
	arena_free(a);
	if (running)
		server_remove(&server);
	return 0;
}

#define NEED_SERVER()           \
	do                      \
		if (!running)   \
			skip(); \
	while (0)

static struct thing
new_thing(const char *name, int64_t n)
{
	struct thing t = { .name = arena_str(a, name), .n = n, .yes = true };

	random_id(&t.id);
	t.octets = bytes_at("a\0b", 3);
	return t;
}

static void
values_survive(void **state)
{
	struct thing t, got;
	int64_t changed = 0;

	(void)state;
	NEED_SERVER();
	t = new_thing("Müller", 42);
	assert_int_equal(db_run(db, &stmts[ADD], &t, &changed), E_OK);
	assert_int_equal(changed, 1);
	assert_int_equal(db_one(db, &stmts[GET], &t, &got, a), E_OK);
	assert_true(id_eq(&t.id, &got.id));
	assert_string_equal(got.name, "Müller");
	assert_int_equal(got.n, 42);
	assert_true(got.yes);
	assert_true(bytes_eq(got.octets, t.octets));
	assert_int_equal(db_one(db, &stmts[ROWS], &t, &got, a), E_OK);
	assert_string_equal(got.name, "Müller");
}

static void
null_is_empty(void **state)
{
	struct thing t, got = { .name = (char *)(uintptr_t) "x" };

	(void)state;
	NEED_SERVER();
	t = new_thing(NULL, 0);
	t.octets = bytes_at(NULL, 0);
	t.yes = false;
	assert_int_equal(db_run(db, &stmts[ADD], &t, NULL), E_OK);
	assert_int_equal(db_one(db, &stmts[GET], &t, &got, a), E_OK);
	assert_null(got.name);
	assert_null(got.octets.p);
	assert_int_equal(got.n, 0);
	assert_false(got.yes);
	t.octets = bytes_at("", 0);
	random_id(&t.id);
	assert_int_equal(db_run(db, &stmts[ADD], &t, NULL), E_OK);
	assert_int_equal(db_one(db, &stmts[GET], &t, &got, a), E_OK);
	assert_non_null(got.octets.p);
	assert_int_equal(got.octets.n, 0);
}

static void
large_values_survive(void **state)
{
	const size_t n = (size_t)8 * 1024 * 1024;
	struct thing t, got;
	unsigned char *p;

	(void)state;
	NEED_SERVER();
	p = malloc(n);
	assert_non_null(p);
	memset(p, 0xa5, n);
	t = new_thing("large", 1);
	t.octets = bytes_at(p, n);
	assert_int_equal(db_run(db, &stmts[ADD], &t, NULL), E_OK);
	assert_int_equal(db_one(db, &stmts[GET], &t, &got, a), E_OK);
	assert_true(bytes_eq(got.octets, t.octets));
	free(p);
}

static void
lists_and_limits(void **state)
{
	struct list l;
	struct thing none;

	(void)state;
	NEED_SERVER();
	assert_int_equal(
	    db_all(db, &stmts[ALL], NULL, sizeof(none), 100, &l, a), E_OK);
	assert_int_equal(l.n, 4);
	assert_int_equal(((struct thing *)l.rows)[3].n, 42);
	assert_int_equal(
	    db_all(db, &stmts[ALL], NULL, sizeof(none), 3, &l, a), E_LIMIT);
	assert_int_equal(db_one(db, &stmts[ALL], NULL, &none, a), E_BUG);
	random_id(&none.id);
	assert_int_equal(db_one(db, &stmts[GET], &none, &none, a), E_NOTFOUND);
}

static void
faults_have_outcomes(void **state)
{
	/* clang-format off */
	static const struct {
		const char *name; /* of the new row; or the SIGNAL's message */
		int64_t n;
		size_t stmt;
		enum err r;
	} rows[] = {
		{ "large",                     1, ADD,    E_CONFLICT },
		{ "too much",               5000, ADD,    E_INPUT },
		{ "a name of more than forty octets is refused", 1, ADD, E_INPUT },
		{ "E_LIMIT",                   0, SIGNAL, E_LIMIT },
		{ "E_NOTFOUND no such thing",  0, SIGNAL, E_NOTFOUND },
		{ "E_CONFLICT: other content", 0, SIGNAL, E_CONFLICT },
		{ "something else",            0, SIGNAL, E_BUG },
	};
	/* clang-format on */
	struct thing t;
	size_t i;

	(void)state;
	NEED_SERVER();
	for (i = 0; i < COUNT(rows); i++) {
		t = new_thing(rows[i].name, rows[i].n);
		assert_int_equal(
		    db_run(db, &stmts[rows[i].stmt], &t, NULL), rows[i].r);
	}
}

static void
grants_are_proved(void **state)
{
	const struct stmt_table denied = STMTS(denied_stmts);
	const struct stmt_table wrong = STMTS(wrong_stmts);
	const struct stmt_table hidden = STMTS_CALLING(stmts, no_routines);
	const struct stmt_table *t = &denied;
	struct db_config other = cfg;
	struct db *d = NULL;

	(void)state;
	NEED_SERVER();
	assert_int_equal(db_open(&cfg, &t, 1, &d), E_DENIED);
	t = &wrong;
	assert_int_equal(db_open(&cfg, &t, 1, &d), E_BUG);
	t = &hidden;
	assert_int_equal(db_open(&cfg, &t, 1, &d), E_DENIED);
	other.password = bytes_of("wrong");
	assert_int_equal(db_open(&other, tables, 1, &d), E_DENIED);
	other.socket = "/nowhere";
	assert_int_equal(db_open(&other, tables, 1, &d), E_DB);
	assert_null(d);
}

struct transfer {
	struct thing t;
	enum err r;
	int runs;
};

static enum err
add_and_end(struct db *d, void *ctx)
{
	struct transfer *t = ctx;
	enum err r = db_run(d, &stmts[ADD], &t->t, NULL);

	t->runs++;
	return r != E_OK ? r : t->r;
}

static void
transactions_hold_or_vanish(void **state)
{
	struct transfer t = { .r = E_LIMIT };
	struct thing got;

	(void)state;
	NEED_SERVER();
	t.t = new_thing("vanishes", 1);
	assert_int_equal(db_tx(db, add_and_end, &t), E_LIMIT);
	assert_int_equal(db_one(db, &stmts[GET], &t.t, &got, a), E_NOTFOUND);
	t.r = E_OK;
	assert_int_equal(db_tx(db, add_and_end, &t), E_OK);
	assert_int_equal(db_one(db, &stmts[GET], &t.t, &got, a), E_OK);
	assert_int_equal(t.runs, 2);
	assert_false(db_in_doubt(db));
}

struct race {
	struct thing mine;
	struct db *other;
	int runs;
};

/* Read; the first time another connection changes the row after that. */
static enum err
read_late(struct db *d, struct race *race)
{
	struct thing got;
	enum err r = db_one(d, &stmts[PLUS], &race->mine, &got, a);

	return r || race->runs++ > 0
	    ? r
	    : db_run(race->other, &stmts[BUMP], &race->mine, NULL);
}

static enum err
read_then_write(struct db *d, void *ctx)
{
	struct race *race = ctx;
	enum err r = read_late(d, race);

	return r ? r : db_run(d, &stmts[BUMP], &race->mine, NULL);
}

/* Opens the other connection too. */
static struct race
race_new(const char *name)
{
	struct race race = { .mine = new_thing(name, 10) };

	assert_int_equal(db_open(&cfg, tables, 1, &race.other), E_OK);
	assert_int_equal(db_run(db, &stmts[ADD], &race.mine, NULL), E_OK);
	return race;
}

static void
a_lost_race_is_repeated(void **state)
{
	struct race race;
	struct thing got;

	(void)state;
	NEED_SERVER();
	race = race_new("race");
	assert_int_equal(db_tx(db, read_then_write, &race), E_OK);
	assert_int_equal(race.runs, 2);
	assert_int_equal(db_one(db, &stmts[PLUS], &race.mine, &got, a), E_OK);
	assert_int_equal(got.n, 12);
	db_close(race.other);
}

/* As above, but it shows only when the rows arrive. */
static enum err
read_then_lock(struct db *d, void *ctx)
{
	struct race *race = ctx;
	struct list all;
	enum err r = read_late(d, race);

	return r ? r
		 : db_all(d, &stmts[LOCK_ALL], NULL, sizeof(struct thing), 1000,
		       &all, a);
}

static void
a_race_lost_among_rows_is_repeated(void **state)
{
	struct race race;

	(void)state;
	NEED_SERVER();
	race = race_new("among");
	assert_int_equal(db_tx(db, read_then_lock, &race), E_OK);
	assert_int_equal(race.runs, 2);
	db_close(race.other);
}

/* The server dies inside the first run of the transaction. */
static enum err
die_once(struct db *d, void *ctx)
{
	struct transfer *t = ctx;
	enum err r = db_run(d, &stmts[ADD], &t->t, NULL);

	if (r == E_OK && t->runs++ == 0) {
		server_kill(&server);
		if (!server_restart(&server))
			return E_BUG;
	}
	return r;
}

static void
a_restart_is_survived(void **state)
{
	struct transfer t = { .r = E_OK };
	struct thing got;

	(void)state;
	NEED_SERVER();
	server_kill(&server);
	assert_true(server_restart(&server));
	assert_int_equal(db_one(db, &stmts[COUNTED], NULL, &got, a), E_OK);
	server_kill(&server);
	assert_int_equal(db_one(db, &stmts[COUNTED], NULL, &got, a), E_DB);
	assert_int_equal(db_alive(db), E_DB);
	assert_true(server_restart(&server));
	assert_int_equal(db_alive(db), E_OK);
	t.t = new_thing("restart", 1);
	/* Killed before COMMIT: the COMMIT is what notices, so in doubt. */
	assert_int_equal(db_tx(db, die_once, &t), E_DB);
	assert_true(db_in_doubt(db));
	assert_int_equal(db_alive(db), E_OK);
	assert_int_equal(db_one(db, &stmts[GET], &t.t, &got, a), E_NOTFOUND);
	assert_int_equal(db_tx(db, die_once, &t), E_OK);
}

static enum err
nested(struct db *d, void *ctx)
{
	return db_tx(d, add_and_end, ctx);
}

static void
no_transaction_in_another(void **state)
{
	struct transfer t = { .r = E_OK };

	(void)state;
	NEED_SERVER();
	t.t = new_thing("nested", 1);
	assert_int_equal(db_tx(db, nested, &t), E_BUG);
	assert_int_equal(t.runs, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_survive),
		cmocka_unit_test(null_is_empty),
		cmocka_unit_test(large_values_survive),
		cmocka_unit_test(lists_and_limits),
		cmocka_unit_test(faults_have_outcomes),
		cmocka_unit_test(grants_are_proved),
		cmocka_unit_test(transactions_hold_or_vanish),
		cmocka_unit_test(a_lost_race_is_repeated),
		cmocka_unit_test(a_race_lost_among_rows_is_repeated),
		cmocka_unit_test(a_restart_is_survived),
		cmocka_unit_test(no_transaction_in_another),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
