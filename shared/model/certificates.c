/*
 * See certificates.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/certificates.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/model/ca_call.h"

#define LIST_MAX 500

struct certificates_in {
	struct id account;
	struct id id;
	const char *level;
	int64_t at;
};

enum certificates_sql {
	CERTIFICATES_LIST,
	CERTIFICATES_ONE,
	CERTIFICATES_LEVEL,
	CERTIFICATES_IDENTIFICATION,
	CERTIFICATES_ATTEMPT
};

/* clang-format off */
static const struct field account_in[] = {
	FIELD(certificates_in, account, 0, 0),
};
static const struct field one_in[] = {
	FIELD(certificates_in, account, 0, 0),
	FIELD(certificates_in, id, 0, 0),
};
static const struct field level_in[] = {
	FIELD(certificates_in, account, 0, 0),
	FIELD(certificates_in, level, 10, 0),
	FIELD(certificates_in, at, INT64_MAX, 0),
	FIELD(certificates_in, at, INT64_MAX, 0),
};
static const struct field row_out[] = {
	FIELD(certificate_row, id, 0, 0),
	FIELD(certificate_row, sign_key, 0, 0),
	FIELD(certificate_row, level, 10, 0),
	FIELD(certificate_row, issuer, 20, 0),
	FIELD(certificate_row, serial, 20, 0),
	FIELD(certificate_row, der, 4096, 0),
	FIELD(certificate_row, sha256, 32, 0),
	FIELD(certificate_row, subject_cn, 254, 0),
	FIELD(certificate_row, not_before_at, INT64_MAX, 0),
	FIELD(certificate_row, not_after_at, INT64_MAX, 0),
	FIELD(certificate_row, state, 10, 0),
	FIELD(certificate_row, revoked_at, INT64_MAX, 0),
	FIELD(certificate_row, reason, 10, 0),
	FIELD(certificate_row, published, 0, 0),
};
static const struct field identification_out[] = {
	FIELD(identification_state, state, 12, 0),
	FIELD(identification_state, method, 12, 0),
	FIELD(identification_state, verified_at, INT64_MAX, 0),
	FIELD(identification_state, valid_until_at, INT64_MAX, 0),
	FIELD(identification_state, name_matches, 0, 0),
};
static const struct field attempt_out[] = {
	FIELD(identification_state, attempt, 0, 0),
	FIELD(identification_state, attempt_state, 12, 0),
	FIELD(identification_state, attempt_method, 12, 0),
	FIELD(identification_state, attempt_reason, 40, 0),
	FIELD(identification_state, attempt_reference, 9, 0),
	FIELD(identification_state, attempt_at, INT64_MAX, 0),
	FIELD(identification_state, attempt_expires_at, INT64_MAX, 0),
};

#define COLUMNS "id, sign_key, level, issuer, serial, der, sha256," \
	" subject_cn, not_before_at, not_after_at, state, revoked_at," \
	" reason, published"

static const struct stmt stmts[] = {
	[CERTIFICATES_LIST] = {
		"SELECT " COLUMNS " FROM certificate_own WHERE account = ?"
		" AND state <> 'issued' ORDER BY issued_at DESC, level"
		" LIMIT 500",
		IN(account_in), OUT(row_out) },
	[CERTIFICATES_ONE] = {
		"SELECT " COLUMNS " FROM certificate_own"
		" WHERE account = ? AND id = ?",
		IN(one_in), OUT(row_out) },
	[CERTIFICATES_LEVEL] = {
		"SELECT " COLUMNS " FROM certificate_own WHERE account = ?"
		" AND level = ? AND state = 'bound' AND not_before_at <= ?"
		" AND not_after_at > ? ORDER BY issued_at DESC LIMIT 1",
		IN(level_in), OUT(row_out) },
	[CERTIFICATES_IDENTIFICATION] = {
		"SELECT state, method, verified_at, valid_until_at,"
		" name_matches FROM identification_own WHERE account = ?"
		" ORDER BY state IN ('active', 'verified') DESC,"
		" verified_at DESC LIMIT 1",
		IN(account_in), OUT(identification_out) },
	[CERTIFICATES_ATTEMPT] = {
		"SELECT id, state, method, reason, reference, created_at,"
		" expires_at FROM ident_case WHERE account = ?"
		" ORDER BY created_at DESC LIMIT 1",
		IN(account_in), OUT(attempt_out) },
};
/* clang-format on */

const struct stmt_table certificates_sql = STMTS(stmts);

enum err
certificates_list(struct model *m, const struct id *account, struct list *out,
    struct arena *a)
{
	struct certificates_in in = { .account = *account };

	return db_all(m->db, &stmts[CERTIFICATES_LIST], &in,
	    sizeof(struct certificate_row), LIST_MAX, out, a);
}

enum err
certificate_find(struct model *m, const struct id *account, const struct id *id,
    struct certificate_row *out, struct arena *a)
{
	struct certificates_in in = { .account = *account, .id = *id };

	return db_one(m->db, &stmts[CERTIFICATES_ONE], &in, out, a);
}

enum err
certificate_for_level(struct model *m, const struct id *account,
    const char *level, struct certificate_row *out, struct arena *a)
{
	struct certificates_in in = {
		.account = *account, .level = level, .at = clock_now()
	};

	return db_one(m->db, &stmts[CERTIFICATES_LEVEL], &in, out, a);
}

enum err
certificate_revoke(struct model *m, const struct id *account,
    const struct id *id, int64_t reason, struct arena *a)
{
	struct call c = {
		.run_dir = m->run_dir, .request_id = m->request_id, .arena = a
	};
	struct ca_revoke in = {
		.account = *account, .certificate = *id, .reason = reason
	};
	struct certificate_row row = { 0 };
	enum err r = certificate_find(m, account, id, &row, a);

	if (r)
		return r;
	if (strcmp(row.state, "revoked") == 0)
		return E_OK;
	return ca_revoke(&c, &in);
}

enum err
identification_load(struct model *m, const struct id *account,
    struct identification_state *out, struct arena *a)
{
	static char none[] = "none";
	struct certificates_in in = { .account = *account };
	enum err r;

	memset(out, 0, sizeof(*out));
	out->state = none;
	r = db_one(m->db, &stmts[CERTIFICATES_IDENTIFICATION], &in, out, a);
	if (r && r != E_NOTFOUND)
		return r;
	r = db_one(m->db, &stmts[CERTIFICATES_ATTEMPT], &in, out, a);
	return r == E_NOTFOUND ? E_OK : r;
}
