/*
 * See audit.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/audit.h"

/* clang-format off */
static const struct field audit_in[] = {
	FIELD(audit, event, 60, FLD_REQUIRED),
	FIELD(audit, subject, 0, 0),
	FIELD(audit, object, 80, 0),
	FIELD(audit, outcome, 20, FLD_REQUIRED),
	FIELD(audit, detail, 255, 0),
	FIELD(audit, request_id, 40, 0),
};

static const struct stmt stmts[] = {
	{ "CALL audit_add(?,"
	  " NULLIF(?, X'00000000000000000000000000000000'), ?, ?, ?, ?)",
	  IN(audit_in) },
};
/* clang-format on */

static const char *const routines[] = { "audit_add", NULL };

const struct stmt_table audit_sql = STMTS_CALLING(stmts, routines);

enum err
audit_add(struct db *db, const struct audit *a)
{
	return db_run(db, &stmts[0], a, NULL);
}
