/*
 * The audit log: one row per event, stamped by the database with the real
 * caller and time. Written in the transaction of its cause: no audit record,
 * no effect. Never holds a secret.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_AUDIT_H
#define FERNSIGN_MODEL_AUDIT_H

#include "shared/db/db.h"

struct audit {
	const char *event;      /* "release.signed"; at most 60 octets */
	struct id subject;      /* account concerned; none: zero */
	const char *object;     /* "batch:HEX"; NULL when none; at most 80 */
	const char *outcome;    /* "ok" or why not; at most 20 */
	const char *detail;     /* key=value …; NULL when none; at most 255 */
	const char *request_id; /* NULL when none; at most 40 */
};

/* For db_open: calls routine audit_add. */
extern const struct stmt_table audit_sql;

/*
 * Append one event.
 *
 * E_DB, E_INPUT  as db_run: give up what was to be recorded
 */
enum err audit_add(struct db *db, const struct audit *a) MUST_USE;

#endif
