/*
 * The statements of ident. See ident_case.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_case.h"

#include <string.h>

#include "shared/base/clock.h"

#define ROWS_MAX 100

/* What statements are asked with; each uses some of it. */
struct ask {
	struct id id;
	struct id account;
	struct id nonce;
	struct bytes hash;
	struct bytes blob;
	const char *text;
	const char *state;
	const char *from;
	const char *reason;
	int64_t at;
	int64_t number;
};

/* clang-format off */
#define ROW "SELECT c.id, c.account, c.method, c.lang, c.reference, c.state," \
	" c.reason, c.sequence, c.session, c.created_at, c.expires_at," \
	" a.state AS attempt, a.eid_session, a.counter" \
	" FROM ident_case c LEFT JOIN eid_attempt a ON a.ident_case = c.id "
#define OPEN "('created','started','submitted','review')"

static const struct field row_out[] = {
	FIELD(ident_row, id, 0, 0),         FIELD(ident_row, account, 0, 0),
	FIELD(ident_row, method, 20, 0),    FIELD(ident_row, lang, 2, 0),
	FIELD(ident_row, reference, 9, 0),  FIELD(ident_row, state, 20, 0),
	FIELD(ident_row, reason, 40, 0),
	FIELD(ident_row, sequence, INT64_MAX, 0),
	FIELD(ident_row, session, 32, 0),
	FIELD(ident_row, created_at, INT64_MAX, 0),
	FIELD(ident_row, expires_at, INT64_MAX, 0),
	FIELD(ident_row, attempt, 20, 0),
	FIELD(ident_row, eid_session, 128, 0),
	FIELD(ident_row, counter, INT64_MAX, 0),
};
static const struct field inbox_out[] = {
	FIELD(ident_inbox, event, 64, 0),
	FIELD(ident_inbox, body_sha256, 32, 0),
	FIELD(ident_inbox, raw, 1 << 20, 0),
	FIELD(ident_inbox, headers, 1024, 0),
	FIELD(ident_inbox, received_at, INT64_MAX, 0),
	FIELD(ident_inbox, processed_at, INT64_MAX, 0),
	FIELD(ident_inbox, outcome, 24, 0),
};
static const struct field by_nonce[] = {
	FIELD(ask, account, 0, 0), FIELD(ask, nonce, 0, 0),
};
static const struct field by_hash[] = { FIELD(ask, hash, 32, 0) };
static const struct field by_text[] = { FIELD(ask, text, 64, 0) };
static const struct field by_id[] = { FIELD(ask, id, 0, 0) };
static const struct field by_account[] = { FIELD(ask, account, 0, 0) };
static const struct field by_at[] = { FIELD(ask, at, INT64_MAX, 0) };
static const struct field new_case[] = {
	FIELD(ident_new, id, 0, 0),
	FIELD(ident_new, nonce, 0, 0),
	FIELD(ident_new, method, 20, 0),    FIELD(ident_new, lang, 2, 0),
	FIELD(ident_new, reference, 9, 0),  FIELD(ident_new, session, 32, 0),
	FIELD(ident_new, now, INT64_MAX, 0),
	FIELD(ident_new, expires_at, INT64_MAX, 0),
	FIELD(ident_new, account, 0, 0),
};
static const struct field new_attempt[] = {
	FIELD(ident_new, id, 0, 0),
	FIELD(ident_new, t_hash, 32, 0),    FIELD(ident_new, r_hash, 32, 0),
};
static const struct field move_in[] = {
	FIELD(ask, state, 20, 0),           FIELD(ask, reason, 40, 0),
	FIELD(ask, at, INT64_MAX, 0),
	FIELD(ask, id, 0, 0),               FIELD(ask, from, 20, 0),
};
static const struct field number_in[] = {
	FIELD(ask, number, INT64_MAX, 0),   FIELD(ask, id, 0, 0),
};
static const struct field count_in[] = {
	FIELD(ask, number, INT64_MAX, 0),   FIELD(ask, id, 0, 0),
	FIELD(ask, number, INT64_MAX, 0),
};
static const struct field attempt_in[] = {
	FIELD(ask, state, 20, 0),           FIELD(ask, at, INT64_MAX, 0),
	FIELD(ask, id, 0, 0),               FIELD(ask, from, 20, 0),
};
static const struct field session_in[] = {
	FIELD(ask, blob, 128, 0),           FIELD(ask, id, 0, 0),
};
static const struct field end_in[] = {
	FIELD(ask, state, 20, 0),           FIELD(ask, id, 0, 0),
};
static const struct field inbox_key[] = {
	FIELD(ask, from, 16, 0),            FIELD(ask, text, 64, 0),
};
static const struct field inbox_new[] = {
	FIELD(ident_inbox, provider, 16, 0), FIELD(ident_inbox, event, 64, 0),
	FIELD(ident_inbox, body_sha256, 32, 0),
	FIELD(ident_inbox, raw, 1 << 20, 0),
	FIELD(ident_inbox, headers, 1024, 0),
	FIELD(ident_inbox, received_at, INT64_MAX, 0),
};
static const struct field inbox_headers[] = {
	FIELD(ident_inbox, headers, 1024, 0),
	FIELD(ident_inbox, provider, 16, 0), FIELD(ident_inbox, event, 64, 0),
};
static const struct field inbox_done[] = {
	FIELD(ask, at, INT64_MAX, 0),       FIELD(ask, reason, 24, 0),
	FIELD(ask, from, 16, 0),            FIELD(ask, text, 64, 0),
};
static const struct field inbox_due[] = {
	FIELD(ask, from, 16, 0),            FIELD(ask, at, INT64_MAX, 0),
};
static const struct field number_out[] = { FIELD(ask, number, INT64_MAX, 0) };

enum {
	BY_NONCE, BY_T, BY_R, BY_REFERENCE, BY_ID, OPEN_CASES,
	EXPIRED, LOST, VERIFIED,
	NEW_CASE, NEW_ATTEMPT, MOVE, SEQUENCE, LIFE_OF, LIFE,
	ATTEMPT_MOVE, ATTEMPT_SESSION, ATTEMPT_COUNT, ATTEMPT_END,
	INBOX_FIND, INBOX_NEW, INBOX_HEADERS, INBOX_DONE, INBOX_DUE,
	RESERVE, CAPTURE, VOID, SQL__MAX
};

#define INBOX "SELECT event, body_sha256, raw, headers, received_at," \
	" processed_at, outcome FROM webhook_inbox "

static const struct stmt stmts[SQL__MAX] = {
	[BY_NONCE] = { ROW "WHERE c.account = ? AND c.nonce = ?",
	    IN(by_nonce), OUT(row_out) },
	[BY_T] = { ROW "WHERE a.t_hash = ?", IN(by_hash), OUT(row_out) },
	[BY_R] = { ROW "WHERE a.r_hash = ?", IN(by_hash), OUT(row_out) },
	[BY_REFERENCE] = { ROW "WHERE c.reference = ?",
	    IN(by_text), OUT(row_out) },
	[BY_ID] = { ROW "WHERE c.id = ?", IN(by_id), OUT(row_out) },
	[OPEN_CASES] = { ROW "WHERE c.account = ? AND c.state IN " OPEN
	    " FOR UPDATE", IN(by_account), OUT(row_out) },
	[EXPIRED] = { ROW "WHERE c.state IN ('created','started')"
	    " AND c.expires_at < ? ORDER BY c.expires_at LIMIT 100",
	    IN(by_at), OUT(row_out) },
	[LOST] = { ROW "WHERE a.state = 'fetching' AND a.fetch_at < ?"
	    " AND c.state IN ('created','started') LIMIT 100",
	    IN(by_at), OUT(row_out) },
	[VERIFIED] = { ROW "WHERE c.state = 'verified' AND c.final_at < ?"
	    " ORDER BY c.final_at LIMIT 100", IN(by_at), OUT(row_out) },
	[NEW_CASE] = { "INSERT INTO ident_case (id, account, nonce, method,"
	    " lang, reference, phone, phone_kind, landline_pin, session,"
	    " created_at, expires_at)"
	    " SELECT ?, id, ?, ?, ?, ?, phone, phone_kind, landline_pin,"
	    " ?, ?, ? FROM account WHERE id = ? AND state = 'active'",
	    IN(new_case) },
	[NEW_ATTEMPT] = { "INSERT INTO eid_attempt (ident_case, t_hash,"
	    " r_hash) VALUES (?, ?, ?)", IN(new_attempt) },
	[MOVE] = { "UPDATE ident_case SET state = ?, reason = ?,"
	    " final_at = NULLIF(?, 0) WHERE id = ? AND state = ?",
	    IN(move_in) },
	[SEQUENCE] = { "UPDATE ident_case SET sequence = ? WHERE id = ?",
	    IN(number_in) },
	[LIFE_OF] = { "SELECT valid_until_at FROM identification_own"
	    " WHERE ident_case = ?", IN(by_id), OUT(number_out) },
	[LIFE] = { "UPDATE ident_case SET valid_until_at = ? WHERE id = ?",
	    IN(number_in) },
	[ATTEMPT_MOVE] = { "UPDATE eid_attempt SET state = ?, fetch_at = ?"
	    " WHERE ident_case = ? AND state = ?", IN(attempt_in) },
	[ATTEMPT_SESSION] = { "UPDATE eid_attempt SET eid_session = ?"
	    " WHERE ident_case = ? AND state = 'token_issued'",
	    IN(session_in) },
	[ATTEMPT_COUNT] = { "UPDATE eid_attempt SET counter = ?"
	    " WHERE ident_case = ? AND state = 'fetching' AND counter < ?",
	    IN(count_in) },
	[ATTEMPT_END] = { "UPDATE eid_attempt SET state = ?,"
	    " eid_session = NULL WHERE ident_case = ?",
	    IN(end_in) },
	[INBOX_FIND] = { INBOX "WHERE provider = ? AND event = ?",
	    IN(inbox_key), OUT(inbox_out) },
	[INBOX_NEW] = { "INSERT INTO webhook_inbox (provider, event,"
	    " body_sha256, raw, headers, received_at)"
	    " VALUES (?, ?, ?, ?, ?, ?)", IN(inbox_new) },
	[INBOX_HEADERS] = { "UPDATE webhook_inbox SET headers = ?"
	    " WHERE provider = ? AND event = ? AND processed_at IS NULL",
	    IN(inbox_headers) },
	[INBOX_DONE] = { "UPDATE webhook_inbox SET processed_at = ?,"
	    " outcome = ? WHERE provider = ? AND event = ?"
	    " AND processed_at IS NULL", IN(inbox_done) },
	[INBOX_DUE] = { INBOX "WHERE provider = ? AND received_at < ?"
	    " AND processed_at IS NULL AND raw IS NOT NULL LIMIT 100",
	    IN(inbox_due), OUT(inbox_out) },
	[RESERVE] = { "CALL coins_reserve_ident(?)", IN(by_id) },
	[CAPTURE] = { "CALL coins_capture_ident(?)", IN(by_id) },
	[VOID] = { "CALL coins_void_ident(?)", IN(by_id) },
};
/* clang-format on */

static const char *const routines[] = { "coins_reserve_ident",
	"coins_capture_ident", "coins_void_ident", NULL };

const struct stmt_table ident_case_sql = STMTS_CALLING(stmts, routines);

/* Run a change that must hit one row. */
static enum err
change_one(struct db *db, int which, const void *in)
{
	int64_t changed = 0;
	enum err r;

	if ((r = db_run(db, &stmts[which], in, &changed)))
		return r;
	return changed == 1 ? E_OK : E_CONFLICT;
}

enum err
ident_case_by_nonce(struct db *db, const struct id *account,
    const struct id *nonce, struct ident_row *out, struct arena *a)
{
	struct ask k = { .account = *account, .nonce = *nonce };

	return db_one(db, &stmts[BY_NONCE], &k, out, a);
}

enum err
ident_case_by_t(
    struct db *db, struct bytes t_hash, struct ident_row *out, struct arena *a)
{
	struct ask k = { .hash = t_hash };

	return db_one(db, &stmts[BY_T], &k, out, a);
}

enum err
ident_case_by_r(
    struct db *db, struct bytes r_hash, struct ident_row *out, struct arena *a)
{
	struct ask k = { .hash = r_hash };

	return db_one(db, &stmts[BY_R], &k, out, a);
}

enum err
ident_case_by_reference(struct db *db, const char *reference,
    struct ident_row *out, struct arena *a)
{
	struct ask k = { .text = reference };

	return db_one(db, &stmts[BY_REFERENCE], &k, out, a);
}

enum err
ident_case_by_id(
    struct db *db, const struct id *id, struct ident_row *out, struct arena *a)
{
	struct ask k = { .id = *id };

	return db_one(db, &stmts[BY_ID], &k, out, a);
}

enum err
ident_case_open(
    struct db *db, const struct id *account, struct list *out, struct arena *a)
{
	struct ask k = { .account = *account };

	return db_all(db, &stmts[OPEN_CASES], &k, sizeof(struct ident_row),
	    ROWS_MAX, out, a);
}

enum err
ident_case_due(struct db *db, enum ident_due what, int64_t before,
    struct list *out, struct arena *a)
{
	static const int which[DUE__MAX] = { [DUE_EXPIRED] = EXPIRED,
		[DUE_LOST] = LOST,
		[DUE_VERIFIED] = VERIFIED };
	struct ask k = { .at = before };

	return db_all(db, &stmts[which[what]], &k, sizeof(struct ident_row),
	    ROWS_MAX, out, a);
}

enum err
ident_case_insert(struct db *db, const struct ident_new *n)
{
	int64_t changed = 0;
	enum err r;

	if ((r = db_run(db, &stmts[NEW_CASE], n, &changed)))
		return r;
	if (changed != 1)
		return E_DENIED;
	if (n->t_hash.p == NULL)
		return E_OK;
	return db_run(db, &stmts[NEW_ATTEMPT], n, NULL);
}

enum err
ident_case_move(struct db *db, const struct ident_row *row, const char *state,
    const char *reason, bool final)
{
	struct ask k = { .id = row->id,
		.from = row->state,
		.state = state,
		.reason = reason,
		.at = final ? clock_now() : 0 };

	return change_one(db, MOVE, &k);
}

enum err
ident_case_sequence(struct db *db, const struct id *id, int64_t sequence)
{
	struct ask k = { .id = *id, .number = sequence };

	return db_run(db, &stmts[SEQUENCE], &k, NULL);
}

enum err
ident_case_life(struct db *db, const struct id *id, struct arena *a)
{
	struct ask k = { .id = *id };
	enum err r;

	if ((r = db_one(db, &stmts[LIFE_OF], &k, &k, a)))
		return r;
	return db_run(db, &stmts[LIFE], &k, NULL);
}

enum err
ident_attempt_move(
    struct db *db, const struct id *id, const char *from, const char *to)
{
	struct ask k = {
		.id = *id, .from = from, .state = to, .at = clock_now()
	};

	return change_one(db, ATTEMPT_MOVE, &k);
}

enum err
ident_attempt_session(struct db *db, const struct id *id, struct bytes sealed)
{
	struct ask k = { .id = *id, .blob = sealed };

	return change_one(db, ATTEMPT_SESSION, &k);
}

enum err
ident_attempt_count(struct db *db, const struct id *id, int64_t counter)
{
	struct ask k = { .id = *id, .number = counter };

	return change_one(db, ATTEMPT_COUNT, &k);
}

enum err
ident_attempt_end(struct db *db, const struct id *id, const char *to)
{
	struct ask k = { .id = *id, .state = to };

	return db_run(db, &stmts[ATTEMPT_END], &k, NULL);
}

enum err
ident_inbox_find(struct db *db, const char *provider, const char *event,
    struct ident_inbox *out, struct arena *a)
{
	struct ask k = { .from = provider, .text = event };
	enum err r;

	if ((r = db_one(db, &stmts[INBOX_FIND], &k, out, a)))
		return r;
	out->provider = provider;
	return E_OK;
}

enum err
ident_inbox_insert(struct db *db, const struct ident_inbox *m)
{
	return db_run(db, &stmts[INBOX_NEW], m, NULL);
}

enum err
ident_inbox_headers(struct db *db, const struct ident_inbox *m)
{
	return db_run(db, &stmts[INBOX_HEADERS], m, NULL);
}

enum err
ident_inbox_done(
    struct db *db, const char *provider, const char *event, const char *outcome)
{
	struct ask k = { .from = provider,
		.text = event,
		.reason = outcome,
		.at = clock_now() };

	return db_run(db, &stmts[INBOX_DONE], &k, NULL);
}

enum err
ident_inbox_waiting(struct db *db, const char *provider, int64_t before,
    struct list *out, struct arena *a)
{
	struct ask k = { .from = provider, .at = before };

	return db_all(db, &stmts[INBOX_DUE], &k, sizeof(struct ident_inbox),
	    ROWS_MAX, out, a);
}

enum err
ident_coins_reserve(struct db *db, const struct id *id)
{
	struct ask k = { .id = *id };

	return db_run(db, &stmts[RESERVE], &k, NULL);
}

enum err
ident_coins_capture(struct db *db, const struct id *id)
{
	struct ask k = { .id = *id };

	return db_run(db, &stmts[CAPTURE], &k, NULL);
}

enum err
ident_coins_void(struct db *db, const struct id *id)
{
	struct ask k = { .id = *id };

	return db_run(db, &stmts[VOID], &k, NULL);
}
