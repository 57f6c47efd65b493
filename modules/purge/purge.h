/*
 * purge: the retention rules, carried out.
 *
 * In: POST /tick from the timer. Out: how many of each kind went, as JSON.
 * It deletes nothing by itself: every rule is a routine of the database with
 * the age inside. Repeatable at any time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODULES_PURGE_PURGE_H
#define FERNSIGN_MODULES_PURGE_PURGE_H

#include "shared/db/db.h"
#include "shared/web/responder.h"

struct purge {
	struct responder r;
	struct db *db;
};

/* What one run took away, in the order of the rules. */
struct purge_report {
	int64_t documents;
	int64_t slots;
	int64_t accounts;
	int64_t identifications;
	int64_t payloads;
	int64_t messages;
	int64_t deliveries;
	int64_t mails;
	int64_t links;
	int64_t sessions;
	int64_t delays;
	int64_t crls;
	bool more; /* stopped by the time limit: the next tick goes on */
};

/* What one rule took. */
struct purge_tally {
	int64_t n;
	bool more; /* no time for all of it */
};

/* One rule: what goes, how long it is kept, and why. */
struct purge_rule {
	const char *what;
	const char *keep_for;
	const char *why;
	size_t count; /* offset of its count in struct purge_report */
	enum err (*apply)(struct db *db, const struct purge_rule *rule,
	    struct purge_tally *t);
	size_t stmt; /* of the statement table */
};

extern const struct purge_rule purge_rules[];
extern const size_t purge_nrules;

/* For db_open: the routines of the rules. */
extern const struct stmt_table purge_sql;

/*
 * Carry out all rules.
 *
 * out  counts of this run; valid on every outcome
 *
 * E_DB  away: what is done is done, the rest comes with the next tick
 */
enum err purge_run(struct db *db, struct purge_report *out) MUST_USE;

#endif
