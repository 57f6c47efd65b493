/*
 * See ocsp_status.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ocsp/ocsp_status.h"

#include <string.h>

struct status_key {
	const char *issuer;
	struct bytes serial;
};

struct status_row {
	char *state;
	int64_t revoked_at;
	int64_t reason;
};

/* clang-format off */
static const struct field key_in[] = {
	FIELD(status_key, issuer, 20, 0),
	FIELD(status_key, serial, 20, 0),
};
static const struct field row_out[] = {
	FIELD(status_row, state,      10,        0),
	FIELD(status_row, revoked_at, INT64_MAX, 0),
	FIELD(status_row, reason,     10,        0),
};
static const struct stmt stmts[] = {
	{ "SELECT state, revoked_at, reason FROM certificate_status"
	  " WHERE issuer = ? AND serial = ?",
	  IN(key_in), OUT(row_out) },
};
/* clang-format on */

const struct stmt_table ocsp_status_sql = STMTS(stmts);

enum err
ocsp_status_find(struct db *db, const char *issuer, struct bytes serial,
    struct ocsp_answer *out, struct arena *a)
{
	struct status_key key = { .issuer = issuer, .serial = serial };
	struct status_row row = { 0 };
	enum err r;

	memset(out, 0, sizeof(*out));
	out->state = OCSP_UNKNOWN;
	r = db_one(db, &stmts[0], &key, &row, a);
	if (r == E_NOTFOUND)
		return E_OK;
	if (r)
		return r;
	out->state = OCSP_GOOD;
	if (strcmp(row.state, "revoked") == 0) {
		out->state = OCSP_REVOKED;
		out->revoked_at = row.revoked_at;
		out->reason = row.reason;
	}
	return E_OK;
}
