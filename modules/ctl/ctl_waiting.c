/*
 * fernsign-ctl status, second part: signed documents that have not reached
 * the level of the policy, because a time stamp or validation data were not
 * to be had yet.
 *
 * Out: one line. Never says whose they are.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ctl/ctl.h"

#include "shared/base/clock.h"

#include <stdio.h>

struct waiting {
	int64_t at;
	int64_t documents;
	int64_t since_at; /* when the oldest was signed; 0: none */
};

/* clang-format off */
static const struct field waiting_in[] = { FIELD(waiting, at, INT64_MAX, 0) };
static const struct field waiting_out[] = {
	FIELD(waiting, documents, INT64_MAX, 0),
	FIELD(waiting, since_at, INT64_MAX, 0),
};

static const struct stmt statements[] = {
	/* After its deadline a document is gone: nothing waits any more. */
	{ "SELECT COUNT(*), IFNULL(MIN(b.done_at), 0) FROM sign_doc d"
	  " JOIN sign_batch b ON b.id = d.batch"
	  " WHERE d.raise_at IS NOT NULL AND b.deadline_at > ?",
	    IN(waiting_in), OUT(waiting_out) },
};
/* clang-format on */

static const struct stmt_table table = STMTS(statements);
static const struct stmt_table *const tables[] = { &table };

enum err
ctl_waiting(struct ctl *c)
{
	struct waiting w = { .at = clock_now() };
	struct db *db = NULL;
	char since[21];
	enum err r;

	if ((r = ctl_db(c, tables, COUNT(tables), &db)) ||
	    (r = db_one(db, &statements[0], &w, &w, c->arena)))
		(void)printf("documents  cannot be counted\n");
	else if (w.documents == 0)
		(void)printf("documents  none waits for its level\n");
	else {
		clock_rfc3339(w.since_at, since);
		(void)printf("documents  %lld wait for their level, the oldest"
			     " since %s\n",
		    (long long)w.documents, since);
	}
	db_close(db);
	return r;
}
