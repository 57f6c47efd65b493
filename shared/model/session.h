/*
 * Sessions on the server's side. The cookie holds 32 random octets in
 * base64url; the database holds their SHA-256. A session ends 30 minutes
 * after the last request and 12 hours after its start; its id changes at
 * log-in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_SESSION_H
#define FERNSIGN_MODEL_SESSION_H

#include "shared/model/model.h"

#define SESSION_IDLE_S 1800
#define SESSION_LIFE_S 43200
#define SESSION_COOKIE "__Host-session"

struct session {
	struct bytes token; /* SHA-256 of the cookie's octets: login hash */
	struct id account;
	struct bytes csrf; /* secret of its form tokens */
	int64_t created_at;
	int64_t seen_at;
};

/* For db_open: portal. */
extern const struct stmt_table session_sql;

/*
 * Find a session by its cookie and count the request as seen.
 *
 * cookie   value as received; empty allowed
 *
 * E_NOTFOUND  none, ended, or no such value: go on without
 */
enum err session_find(struct model *m, struct bytes cookie, struct session *out,
    struct arena *a) MUST_USE;

/*
 * Log in: a new session takes the place of the old one (NULL allowed).
 *
 * cookie   value to be set; in the arena
 */
enum err session_login(struct model *m, const struct session *old,
    const struct id *account, struct session *out, char **cookie,
    struct arena *a) MUST_USE;

/* End a session. */
enum err session_end(struct model *m, const struct session *s) MUST_USE;

#endif
