/*
 * Register and confirm. See account.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/fault.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"
#include "shared/model/account_private.h"
#include "shared/model/terms.h"

/* What a registration works on. */
struct register_step {
	struct model *m;
	const struct account_registration *r;
	struct account_row row;
	struct arena *a;
};

/* The acceptance of the privacy policy, the link, the mail. */
static enum err
register_end(struct register_step *t, const struct id *account, bool again)
{
	static const char *const privacy[] = { "privacy", NULL };
	const struct account_words *w = &t->r->words;
	struct account_credentials who = {
		.id = *account, .email = t->r->email, .lang = t->r->lang
	};
	enum err r;

	who.name = arena_printf(t->a, "%s %s", w->first_name, w->family_name);
	if (who.name == NULL)
		return E_NOMEM;
	if ((r = terms_accept(t->m, account, account, privacy, t->r->lang)) ||
	    (r = account_link_send(
		 t->m, &account_link_confirm, &who, NULL, t->a)))
		return r;
	return account_audit(t->m, account,
	    again ? "account.renewed" : "account.registered", "ok");
}

/* The address is known: renew what is not confirmed, or say so by mail. */
static enum err
register_known(struct register_step *t)
{
	struct account_email in = { .email = t->r->email };
	struct account_credentials who = { 0 };
	const char *once;
	enum err r;

	if ((r = db_one(
		 t->m->db, &account_stmts[ACCOUNT_BY_EMAIL], &in, &who, t->a)))
		return r;
	if (strcmp(who.state, "unconfirmed") == 0) {
		t->row.id = who.id;
		if ((r = db_run(t->m->db, &account_stmts[ACCOUNT_RENEW],
			 &t->row, NULL)))
			return r;
		return register_end(t, &who.id, true);
	}
	if (strcmp(who.state, "closed") == 0)
		return E_OK;
	once = arena_printf(
	    t->a, "known:%s:%lld", who.email, (long long)clock_now() / 3600);
	if (once != NULL && strlen(once) > 80)
		once = NULL;
	r = account_mail(t->m, &who, "already-registered", once, t->a);
	return r == E_CONFLICT ? E_OK : r;
}

static enum err
register_tx(struct db *db, void *ctx)
{
	struct register_step *t = ctx;
	enum err r;

	random_id(&t->row.id);
	r = db_run(db, &account_stmts[ACCOUNT_INSERT], &t->row, NULL);
	if (r == E_CONFLICT)
		return register_known(t);
	return r ? r : register_end(t, &t->row.id, false);
}

enum err
account_register(
    struct model *m, const struct account_registration *reg, struct arena *a)
{
	struct register_step t = { .m = m, .r = reg, .a = a };
	char hash[PASSWORD_HASH];
	enum err r;

	/* Hashed in any case: the time tells nothing. */
	if ((r = account_password_hash(reg->password, hash)))
		return r;
	t.row = (struct account_row){ .email = reg->email,
		.first_name = reg->words.first_name,
		.family_name = reg->words.family_name,
		.phone = reg->words.phone,
		.phone_kind = reg->words.phone_kind,
		.password = hash,
		.lang = reg->lang,
		.created_at = clock_now() };
	if (!(r = account_pin_seal(m, &reg->words, a, &t.row.landline_pin)))
		r = db_tx(m->db, register_tx, &t);
	fault_point("portal.registered");
	secret_wipe(hash, sizeof(hash));
	return r;
}

/* What sending a link again works on. */
struct again_step {
	struct model *m;
	const struct account_credentials *who;
	struct arena *a;
};

static enum err
again_tx(struct db *db, void *ctx)
{
	struct again_step *t = ctx;
	const char *once;
	char id[33];

	(void)db;
	id_text(&t->who->id, id);
	once = arena_printf(
	    t->a, "confirm:%s:%lld", id, (long long)clock_now() / 60);
	return account_link_send(
	    t->m, &account_link_confirm, t->who, once, t->a);
}

enum err
account_confirm_again(struct model *m, const char *email, struct arena *a)
{
	struct account_email in = { .email = email };
	struct account_credentials who = { 0 };
	struct again_step t = { .m = m, .who = &who, .a = a };
	enum err r;

	r = db_one(m->db, &account_stmts[ACCOUNT_BY_EMAIL], &in, &who, a);
	if (r == E_NOTFOUND || (!r && strcmp(who.state, "unconfirmed") != 0))
		return E_OK;
	if (r)
		return r;
	r = db_tx(m->db, again_tx, &t);
	return r == E_CONFLICT ? E_OK : r;
}

/* What confirming works on. */
struct confirm_step {
	struct model *m;
	struct account_link link;
	struct arena *a;
};

static enum err
confirm_tx(struct db *db, void *ctx)
{
	struct confirm_step *t = ctx;
	struct account who = { 0 };
	struct account_id id;
	enum err r;

	if ((r = db_one(db, &account_stmts[ACCOUNT_LINK_CONFIRM], &t->link,
		 &who, t->a)) ||
	    (r = db_run(db, &account_stmts[ACCOUNT_CONFIRM], &t->link, NULL)))
		return r;
	id.id = who.id;
	if ((r = db_run(db, &account_stmts[ACCOUNT_WELCOME], &id, NULL)))
		return r;
	return account_audit(t->m, &who.id, "account.confirmed", "ok");
}

enum err
account_confirm(struct model *m, struct bytes token, struct arena *a)
{
	struct confirm_step t = { .m = m, .a = a };
	unsigned char hash[32] = { 0 };
	enum err r;

	if ((r = account_token_hash(token, hash)))
		return r;
	t.link.token = bytes_at(hash, sizeof(hash));
	t.link.expires_at = clock_now();
	r = db_tx(m->db, confirm_tx, &t);
	fault_point("portal.confirmed");
	return r;
}
