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

/* Read what an executed statement brings, or how much it changed. */
static enum err
outcome(struct db *db, MYSQL_STMT *st, struct db_call *call)
{
	bool rows = call->first != NULL || call->out != NULL;

	if (rows && call->s->nout > 0)
		return db_fetch(db, st, call);
	if (rows)
		return log_err(E_BUG, "db.no_columns", "sql=%s", call->s->sql);
	call->changed = (int64_t)mysql_stmt_affected_rows(st);
	return E_OK;
}

static enum err
run_once(struct db *db, struct db_call *call)
{
	MYSQL_STMT *st;
	enum err r;

	db->unsent = false;
	if ((st = db_prepared(db, call->s)) == NULL)
		return log_err(E_BUG, "db.not_loaded", "sql=%s", call->s->sql);
	if ((r = db_execute(db, st, call->s, call->in)))
		return r;
	db->used_ms = clock_ms(); /* it answered; finding nothing is one */
	r = outcome(db, st, call);
	db_drain(st);
	return r;
}

/*
 * Outside of a transaction a statement that did not reach the server may be
 * sent again on a new connection; inside, db_tx repeats the whole.
 */
static enum err
run_stmt(struct db *db, struct db_call *call)
{
	enum err r;

	if (db->lost) {
		if (db->in_tx)
			return E_DB;
		if ((r = db_reopen(db)))
			return r;
	}
	r = run_once(db, call);
	if (r != E_DB || !db->unsent || db->in_tx)
		return r;
	if ((r = db_reopen(db)))
		return r;
	return run_once(db, call);
}

enum err
db_run(struct db *db, const struct stmt *s, const void *in, int64_t *changed)
{
	struct db_call call = { .s = s, .in = in };
	enum err r = run_stmt(db, &call);

	if (r == E_OK && changed != NULL)
		*changed = call.changed;
	return r;
}

enum err
db_one(struct db *db, const struct stmt *s, const void *in, void *out,
    struct arena *a)
{
	struct db_call call = {
		.s = s, .in = in, .first = out, .most = 1, .a = a
	};

	return run_stmt(db, &call);
}

enum err
/* NOLINTNEXTLINE(readability-function-size): what everybody calls */
db_all(struct db *db, const struct stmt *s, const void *in, size_t size,
    size_t most, struct list *out, struct arena *a)
{
	struct db_call call = {
		.s = s, .in = in, .size = size, .most = most, .out = out, .a = a
	};

	return run_stmt(db, &call);
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
