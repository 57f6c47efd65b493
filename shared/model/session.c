/*
 * See session.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/session.h"

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"

#define TOKEN_OCTETS 32
#define SEEN_S       60 /* a request within this time writes nothing */

struct session_in {
	struct bytes token;
	int64_t at;
	int64_t idle_at;  /* seen before: ended */
	int64_t start_at; /* started before: ended */
};

enum session_sql { SESSION_FIND, SESSION_SEEN, SESSION_INSERT, SESSION_DELETE };

/* clang-format off */
static const struct field find_in[] = {
	FIELD(session_in, token, 32, 0),
	FIELD(session_in, idle_at, INT64_MAX, 0),
	FIELD(session_in, start_at, INT64_MAX, 0),
};
static const struct field session_io[] = {
	FIELD(session, token, 32, 0),
	FIELD(session, account, 0, 0),
	FIELD(session, csrf, 32, 0),
	FIELD(session, created_at, INT64_MAX, 0),
	FIELD(session, seen_at, INT64_MAX, 0),
};
static const struct field seen_in[] = {
	FIELD(session_in, at, INT64_MAX, 0),
	FIELD(session_in, token, 32, 0),
};
static const struct field token_in[] = {
	FIELD(session_in, token, 32, 0),
};

static const struct stmt stmts[] = {
	[SESSION_FIND] = {
		"SELECT token, account, csrf, created_at, seen_at"
		" FROM session"
		" WHERE token = ? AND seen_at > ? AND created_at > ?",
		IN(find_in), OUT(session_io) },
	[SESSION_SEEN] = {
		"UPDATE session SET seen_at = ? WHERE token = ?",
		IN(seen_in) },
	[SESSION_INSERT] = {
		"INSERT INTO session (token, account, csrf, created_at,"
		" seen_at) VALUES (?, ?, ?, ?, ?)",
		IN(session_io) },
	[SESSION_DELETE] = {
		"DELETE FROM session WHERE token = ?",
		IN(token_in) },
};
/* clang-format on */

const struct stmt_table session_sql = STMTS(stmts);

/* Hash a cookie's value. E_NOTFOUND  no such value. */
static enum err
cookie_hash(struct bytes cookie, unsigned char out[32])
{
	struct buf token = BUF(TOKEN_OCTETS);
	enum err r = base64_read(&token, BASE64_URL, cookie);

	if (!r && token.n == TOKEN_OCTETS)
		r = sha256(buf_bytes(&token), out);
	else
		r = E_NOTFOUND;
	buf_free(&token);
	return r;
}

/* Count a request as seen, at most once a minute. */
static enum err
seen(struct model *m, struct session *s)
{
	struct session_in in = { .token = s->token, .at = clock_now() };

	if (in.at - s->seen_at < SEEN_S)
		return E_OK;
	s->seen_at = in.at;
	return db_run(m->db, &stmts[SESSION_SEEN], &in, NULL);
}

enum err
session_find(
    struct model *m, struct bytes cookie, struct session *out, struct arena *a)
{
	unsigned char hash[32] = { 0 };
	struct session_in in = { .token = bytes_at(hash, sizeof(hash)),
		.idle_at = clock_now() - SESSION_IDLE_S,
		.start_at = clock_now() - SESSION_LIFE_S };
	enum err r;

	if ((r = cookie_hash(cookie, hash)) ||
	    (r = db_one(m->db, &stmts[SESSION_FIND], &in, out, a)))
		return r;
	return seen(m, out);
}

/* Make the secrets of a session; the cookie's value leaves, its hash stays. */
static enum err
secrets_make(struct session *s, char **cookie, struct arena *a)
{
	unsigned char token[TOKEN_OCTETS];
	unsigned char *hash = arena_alloc(a, 32);
	unsigned char *csrf = arena_alloc(a, 32);
	enum err r;

	if (hash == NULL || csrf == NULL)
		return E_NOMEM;
	random_fill(token, sizeof(token));
	random_fill(csrf, 32);
	r = sha256(bytes_at(token, sizeof(token)), hash);
	*cookie = base64_text(a, BASE64_URL, bytes_at(token, sizeof(token)));
	secret_wipe(token, sizeof(token));
	s->token = bytes_at(hash, 32);
	s->csrf = bytes_at(csrf, 32);
	if (!r && *cookie == NULL)
		r = E_NOMEM;
	return r;
}

enum err
session_login(struct model *m, const struct session *old,
    const struct id *account, struct session *out, char **cookie,
    struct arena *a)
{
	enum err r;

	if (old != NULL && (r = session_end(m, old)))
		return r;
	*out =
	    (struct session){ .account = *account, .created_at = clock_now() };
	out->seen_at = out->created_at;
	if ((r = secrets_make(out, cookie, a)))
		return r;
	return db_run(m->db, &stmts[SESSION_INSERT], out, NULL);
}

enum err
session_end(struct model *m, const struct session *s)
{
	struct session_in in = { .token = s->token };

	return db_run(m->db, &stmts[SESSION_DELETE], &in, NULL);
}
