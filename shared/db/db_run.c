/*
 * Statements and transactions as modules use them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>
#include <time.h>

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/db/db_private.h"

#define TX_TRIES 5
#define PAUSE_MS 10 /* before the first repetition; doubles */

/* What one run of a statement wants to know afterwards. */
struct run {
	const struct stmt *s;
	const void *in;
	int64_t *changed;  /* db_run */
	void *first;       /* db_one */
	size_t size, most; /* db_all */
	struct list *out;
	struct arena *a;
};

/* Read what an executed statement brings, or how much it changed. */
static enum err
outcome(struct db *db, MYSQL_STMT *st, const struct run *run)
{
	struct list one;

	if (run->s->nout > 0 && (run->first != NULL || run->out != NULL))
		return db_fetch(db, st, run->s, run->first, run->size,
		    run->most, run->out != NULL ? run->out : &one, run->a);
	if (run->first != NULL || run->out != NULL)
		return log_err(E_BUG, "db.no_columns", "sql=%s", run->s->sql);
	if (run->changed != NULL)
		*run->changed = (int64_t)mysql_stmt_affected_rows(st);
	return E_OK;
}

static enum err
run_once(struct db *db, const struct run *run)
{
	MYSQL_STMT *st;
	enum err r;

	db->unsent = false;
	if ((st = db_prepared(db, run->s)) == NULL)
		return log_err(E_BUG, "db.not_loaded", "sql=%s", run->s->sql);
	if ((r = db_execute(db, st, run->s, run->in)))
		return r;
	r = outcome(db, st, run);
	db_drain(st);
	if (r == E_OK)
		db->used_ms = clock_ms();
	return r;
}

/*
 * Outside of a transaction a statement that did not reach the server may be
 * sent again on a new connection; inside, db_tx repeats the whole.
 */
static enum err
run_stmt(struct db *db, const struct run *run)
{
	enum err r;

	if (db->lost) {
		if (db->in_tx)
			return E_DB;
		if ((r = db_reopen(db)))
			return r;
	}
	r = run_once(db, run);
	if (r != E_DB || !db->unsent || db->in_tx)
		return r;
	if ((r = db_reopen(db)))
		return r;
	return run_once(db, run);
}

enum err
db_run(struct db *db, const struct stmt *s, const void *in, int64_t *changed)
{
	struct run run = { .s = s, .in = in, .changed = changed };

	return run_stmt(db, &run);
}

enum err
db_one(struct db *db, const struct stmt *s, const void *in, void *out,
    struct arena *a)
{
	struct run run = { .s = s, .in = in, .first = out, .most = 1, .a = a };

	return run_stmt(db, &run);
}

enum err
db_all(struct db *db, const struct stmt *s, const void *in, size_t size,
    size_t most, struct list *out, struct arena *a)
{
	struct run run = {
		.s = s, .in = in, .size = size, .most = most, .out = out, .a = a
	};

	return run_stmt(db, &run);
}

enum err
db_plain(struct db *db, const char *sql)
{
	if (mysql_real_query(db->my, sql, strlen(sql)) != 0)
		return db_fault(
		    db, mysql_errno(db->my), mysql_error(db->my), sql);
	return E_OK;
}

static enum err
begin(struct db *db)
{
	enum err r = E_DB;

	if (!db->lost)
		r = db_plain(db, "START TRANSACTION");
	if (!db->lost)
		return r;
	if ((r = db_reopen(db)))
		return r;
	return db_plain(db, "START TRANSACTION");
}

/* Whoever does not know whether a COMMIT held must read, not repeat. */
static enum err
commit(struct db *db)
{
	enum err r = db_plain(db, "COMMIT");

	if (r != E_OK && !db->conflict)
		db->in_doubt = true;
	return r;
}

static void
pause_before(int try_number)
{
	uint32_t ms = (uint32_t)PAUSE_MS << try_number;
	struct timespec ts = { 0, 0 };

	/* Two that met once shall not meet again. */
	ms += random_below(ms);
	ts.tv_sec = ms / 1000;
	ts.tv_nsec = (long)(ms % 1000) * 1000000;
	(void)nanosleep(&ts, NULL);
}

static enum err
tx_once(struct db *db, enum err (*fn)(struct db *db, void *ctx), void *ctx)
{
	enum err r;

	db->conflict = false;
	if ((r = begin(db)))
		return r;
	db->in_tx = true;
	r = fn(db, ctx);
	/* What the server rolled back cannot be committed, whatever fn says. */
	if (r == E_OK && (db->conflict || db->lost))
		r = E_DB;
	if (r == E_OK)
		r = commit(db);
	db->in_tx = false;
	if (r != E_OK && !db->lost && db_plain(db, "ROLLBACK") != E_OK)
		db->lost = true;
	return r;
}

enum err
db_tx(struct db *db, enum err (*fn)(struct db *db, void *ctx), void *ctx)
{
	enum err r = E_DB;
	int i;

	if (db->in_tx)
		return log_err(E_BUG, "db.tx", "a transaction in another");
	db->in_doubt = false;
	for (i = 0; i < TX_TRIES; i++) {
		if (i > 0)
			pause_before(i - 1);
		r = tx_once(db, fn, ctx);
		if (r == E_OK || db->in_doubt || !(db->conflict || db->lost))
			return r;
	}
	return log_err(E_DB, "db.tx", "conflict after %d tries", TX_TRIES);
}

bool
db_in_doubt(const struct db *db)
{
	return db->in_doubt;
}
