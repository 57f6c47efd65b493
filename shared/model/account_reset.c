/*
 * A forgotten password: asking changes nothing; completing revokes all
 * certificates and voids the identification. See account.h; ASVS 5.0 6.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/secret.h"
#include "shared/model/account_private.h"
#include "shared/model/ca_call.h"

/* What asking or completing works on. */
struct reset_step {
	struct model *m;
	const struct account_credentials *who;
	struct account_link link;
	struct id account;
	struct arena *a;
};

/* Write the link; at most one mail a minute. */
static enum err
request_tx(struct db *db, void *ctx)
{
	struct reset_step *t = ctx;
	const char *once;
	char id[33];
	enum err r;

	(void)db;
	id_text(&t->who->id, id);
	once = arena_printf(
	    t->a, "reset:%s:%lld", id, (long long)clock_now() / 60);
	if ((r = account_link_send(
		 t->m, &account_link_reset, t->who, once, t->a)))
		return r;
	return account_audit(t->m, &t->who->id, "password.reset_asked", "ok");
}

enum err
account_reset_request(struct model *m, const char *email, struct arena *a)
{
	struct account_email in = { .email = email };
	struct account_credentials who = { 0 };
	struct reset_step t = { .m = m, .who = &who, .a = a };
	enum err r;

	r = db_one(m->db, &account_stmts[ACCOUNT_BY_EMAIL], &in, &who, a);
	if (r == E_NOTFOUND || (!r && strcmp(who.state, "active") != 0))
		return E_OK;
	if (r)
		return r;
	r = db_tx(m->db, request_tx, &t);
	return r == E_CONFLICT ? E_OK : r;
}

enum err
account_reset_find(
    struct model *m, struct bytes token, struct account *out, struct arena *a)
{
	unsigned char hash[32] = { 0 };
	struct account_link in = { .token = bytes_at(hash, sizeof(hash)),
		.expires_at = clock_now() };
	enum err r;

	if ((r = account_token_hash(token, hash)))
		return r;
	return db_one(m->db, &account_stmts[ACCOUNT_LINK_RESET], &in, out, a);
}

static enum err
reset_tx(struct db *db, void *ctx)
{
	struct reset_step *t = ctx;
	enum err r;

	if ((r = db_run(db, &account_stmts[ACCOUNT_RESET], &t->link, NULL)))
		return r;
	return account_audit(t->m, &t->account, "password.reset", "ok");
}

enum err
account_reset(
    struct model *m, struct bytes token, const char *password, struct arena *a)
{
	struct call c = {
		.run_dir = m->run_dir, .request_id = m->request_id, .arena = a
	};
	struct reset_step t = { .m = m, .a = a };
	unsigned char hash[32] = { 0 };
	char string[PASSWORD_HASH];
	struct account who = { 0 };
	enum err r;

	if ((r = account_reset_find(m, token, &who, a)) ||
	    (r = account_token_hash(token, hash)) ||
	    (r = account_password_hash(password, string)))
		return r;
	/* First the keys: whoever crashes here uses the same link again. */
	if ((r = ca_account_close(&c, &who.id)))
		goto out;
	fault_point("portal.reset_revoked");
	t.account = who.id;
	t.link.token = bytes_at(hash, sizeof(hash));
	t.link.password = string;
	r = db_tx(m->db, reset_tx, &t);
out:
	secret_wipe(string, sizeof(string));
	return r;
}
