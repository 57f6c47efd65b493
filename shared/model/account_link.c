/*
 * Links and mails about an account, passwords' hashes. See
 * account_private.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sodium.h>
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/base/secret.h"
#include "shared/model/account_private.h"
#include "shared/model/audit.h"
#include "shared/model/mail.h"
#include "shared/model/outbox.h"

#define OPS          2U
#define MEMORY       (19U * 1024 * 1024)
#define TOKEN_OCTETS 32

const struct account_link_kind account_link_confirm = { "confirm",
	"/register/confirm/", "confirm", 86400 };
const struct account_link_kind account_link_reset = { "reset", "/password/",
	"password-reset", 3600 };

enum err
account_password_hash(const char *password, char out[PASSWORD_HASH])
{
	_Static_assert(
	    crypto_pwhash_STRBYTES <= PASSWORD_HASH, "room for the string");

	if (sodium_init() < 0 ||
	    crypto_pwhash_str(out, password, strlen(password), OPS, MEMORY) !=
		0)
		return log_err(E_NOMEM, "password.hash", "refused");
	return E_OK;
}

enum err
account_password_verify(const char *hash, const char *password)
{
	/* Of no password: what an unknown account is held against. */
	static const char nobody[] =
	    "$argon2id$v=19$m=19456,t=2,p=1$"
	    "AAAAAAAAAAAAAAAAAAAAAA$"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	const char *against = hash != NULL ? hash : nobody;
	int rc;

	if (sodium_init() < 0)
		return E_BUG;
	rc = crypto_pwhash_str_verify(against, password, strlen(password));
	return rc == 0 && hash != NULL ? E_OK : E_AUTH;
}

enum err
account_audit(struct model *m, const struct id *account, const char *event,
    const char *outcome)
{
	struct audit e = {
		.event = event, .outcome = outcome, .request_id = m->request_id
	};

	if (account != NULL)
		e.subject = *account;
	return audit_add(m->db, &e);
}

enum err
account_token_hash(struct bytes token, unsigned char out[32])
{
	return token.n == 0 ? E_NOTFOUND : sha256(token, out);
}

enum err
account_mail(struct model *m, const struct account_credentials *who,
    const char *template, const char *once, struct arena *a)
{
	struct mail words = { .name = who->name };
	struct outbox_mail mail = { .once = once,
		.account = who->id,
		.recipient = who->email,
		.template = template,
		.lang = who->lang,
		.fields = mail_fields,
		.nfields = mail_nfields,
		.object = &words };

	return outbox_add(m->db, m->notify_key, &mail, a);
}

/* Store the hash of a fresh token; its text goes into the link. */
static enum err
token_make(struct model *m, const struct account_link_kind *k,
    const struct id *account, char **text, struct arena *a)
{
	unsigned char token[TOKEN_OCTETS];
	unsigned char hash[32] = { 0 };
	struct account_link in = { .token = bytes_at(hash, sizeof(hash)),
		.kind = k->kind,
		.account = *account,
		.created_at = clock_now() };
	enum err r;

	random_fill(token, sizeof(token));
	*text = base64_text(a, BASE64_URL, bytes_at(token, sizeof(token)));
	if (*text == NULL)
		return E_NOMEM;
	in.expires_at = in.created_at + k->life_s;
	if ((r = account_token_hash(bytes_of(*text), hash)))
		return r;
	return db_run(m->db, &account_stmts[ACCOUNT_LINK_INSERT], &in, NULL);
}

enum err
account_link_send(struct model *m, const struct account_link_kind *k,
    const struct account_credentials *who, const char *once, struct arena *a)
{
	struct mail words = { .name = who->name };
	struct outbox_mail mail = { .once = once,
		.account = who->id,
		.recipient = who->email,
		.template = k->template,
		.lang = who->lang,
		.fields = mail_fields,
		.nfields = mail_nfields,
		.object = &words };
	char *token;
	enum err r;

	if ((r = token_make(m, k, &who->id, &token, a)))
		return r;
	mail.link = arena_printf(a, "%s%s%s", m->portal_url, k->path, token);
	if (mail.link == NULL)
		return E_NOMEM;
	return outbox_add(m->db, m->notify_key, &mail, a);
}

enum err
account_pin_seal(struct model *m, const struct account_words *w,
    struct arena *a, struct bytes *out)
{
	*out = bytes_at(NULL, 0);
	if (strcmp(w->phone_kind, "landline") != 0)
		return E_OK;
	return outbox_seal(m->notify_key, bytes_of(w->landline_pin), a, out);
}
