/*
 * Cases and attempts in the database: one row type, one function per
 * statement. Functions that change a state say from which: another process
 * may have been faster.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_CASE_H
#define FERNSIGN_IDENT_CASE_H

#include "shared/db/db.h"

/* A case with its eID attempt, if it has one. */
struct ident_row {
	struct id id;
	struct id account;
	char *method; /* eid, video, eid-partner, pos */
	char *lang;
	char *reference; /* NULL for eid */
	char *state;
	char *reason;
	int64_t sequence;
	struct bytes session; /* SHA-256 of the portal session's cookie */
	int64_t created_at;
	int64_t expires_at;
	char *attempt;            /* state of the attempt; NULL: none */
	struct bytes eid_session; /* sealed */
	int64_t counter;
};

/* A new case. */
struct ident_new {
	struct id id;
	struct id account;
	struct id nonce;
	const char *method;
	const char *lang;
	const char *reference; /* NULL for eid */
	struct bytes session;
	int64_t now;
	int64_t expires_at;
	struct bytes t_hash; /* eid only */
	struct bytes r_hash;
};

/* A message of a partner, as it waits to be applied. */
struct ident_inbox {
	const char *provider; /* identity-tm, eid-server */
	const char *event;
	struct bytes body_sha256;
	struct bytes raw; /* sealed */
	char *headers;
	int64_t received_at;
	int64_t processed_at; /* 0: still to be applied */
	char *outcome;
};

/* What a tick looks for. */
enum ident_due {
	DUE_EXPIRED,  /* open and past their time */
	DUE_LOST,     /* getResult began and never ended */
	DUE_VERIFIED, /* verified, but no certificates yet */
	DUE__MAX
};

extern const struct stmt_table ident_case_sql;

/* Find a case. E_NOTFOUND. */
enum err ident_case_by_nonce(struct db *db, const struct id *account,
    const struct id *nonce, struct ident_row *out, struct arena *a) MUST_USE;
/* By the hash of the token in tcTokenURL. */
enum err ident_case_by_t(struct db *db, struct bytes t_hash,
    struct ident_row *out, struct arena *a) MUST_USE;
/* By the hash of the token in RefreshAddress. */
enum err ident_case_by_r(struct db *db, struct bytes r_hash,
    struct ident_row *out, struct arena *a) MUST_USE;
/* By the partner's reference number. */
enum err ident_case_by_reference(struct db *db, const char *reference,
    struct ident_row *out, struct arena *a) MUST_USE;
/* By id. */
enum err ident_case_by_id(struct db *db, const struct id *id,
    struct ident_row *out, struct arena *a) MUST_USE;

/* List an account's cases that are not finished (struct ident_row), locked. */
enum err ident_case_open(struct db *db, const struct id *account,
    struct list *out, struct arena *a) MUST_USE;

/* List at most 100 cases that a tick must look at (struct ident_row). */
enum err ident_case_due(struct db *db, enum ident_due what, int64_t before,
    struct list *out, struct arena *a) MUST_USE;

/*
 * Insert a case, copying the account's number, and for eid its attempt.
 *
 * E_DENIED    no active account
 * E_CONFLICT  nonce or reference exists
 */
enum err ident_case_insert(struct db *db, const struct ident_new *n) MUST_USE;

/*
 * Change a case's state, if it is still in row->state.
 *
 * final  the state is final: notes when
 *
 * E_CONFLICT  it is in another state by now
 */
enum err ident_case_move(struct db *db, const struct ident_row *row,
    const char *state, const char *reason, bool final) MUST_USE;

/* Note the last event applied. */
enum err ident_case_sequence(
    struct db *db, const struct id *id, int64_t sequence) MUST_USE;

/* Copy the identification's life from ca's row. E_NOTFOUND: none yet. */
enum err ident_case_life(
    struct db *db, const struct id *id, struct arena *a) MUST_USE;

/*
 * Move an attempt on, if it is still in state from.
 *
 * E_CONFLICT  it is not
 */
enum err ident_attempt_move(struct db *db, const struct id *id,
    const char *from, const char *to) MUST_USE;

/* Store the server's session with an attempt whose token is issued. */
enum err ident_attempt_session(
    struct db *db, const struct id *id, struct bytes sealed) MUST_USE;

/* Count a getResult before it is sent. E_CONFLICT: somebody else did. */
enum err ident_attempt_count(
    struct db *db, const struct id *id, int64_t counter) MUST_USE;

/* End an attempt for good, whatever it was; the session is forgotten. */
enum err ident_attempt_end(
    struct db *db, const struct id *id, const char *to) MUST_USE;

/* Find a message. E_NOTFOUND. */
enum err ident_inbox_find(struct db *db, const char *provider,
    const char *event, struct ident_inbox *out, struct arena *a) MUST_USE;

/* Insert a message. E_CONFLICT: it is there. */
enum err ident_inbox_insert(
    struct db *db, const struct ident_inbox *m) MUST_USE;

/* Keep the newest headers of a message that came again. */
enum err ident_inbox_headers(
    struct db *db, const struct ident_inbox *m) MUST_USE;

/* Note what came of a message. */
enum err ident_inbox_done(struct db *db, const char *provider,
    const char *event, const char *outcome) MUST_USE;

/* List at most 100 messages of a provider that wait (struct ident_inbox). */
enum err ident_inbox_waiting(struct db *db, const char *provider,
    int64_t before, struct list *out, struct arena *a) MUST_USE;

/* Reserve, charge or give back a case's coins. E_LIMIT: too few. */
enum err ident_coins_reserve(struct db *db, const struct id *id) MUST_USE;
/* E_CONFLICT: ca has not verified it. */
enum err ident_coins_capture(struct db *db, const struct id *id) MUST_USE;
/* Nothing reserved: nothing. E_CONFLICT: ca has verified it. */
enum err ident_coins_void(struct db *db, const struct id *id) MUST_USE;

#endif
