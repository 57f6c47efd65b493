/*
 * See keys.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/keys.h"

#include <string.h>

#include "modules/signer/row_mac.h"
#include "modules/signer/tombs.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/log.h"

enum err
key_load(
    struct signer *s, const struct id *id, struct key_row *out, struct arena *a)
{
	struct sql_id in = { .id = *id };
	enum err r;

	if ((r = db_one(s->db, &signer_stmts[SQL_KEY_BY_ID], &in, out, a)) ||
	    (r = key_row_check(s, out)))
		return r;
	if (strcmp(out->state, "destroyed") != 0 && tomb_exists(s, id))
		return log_err(
		    E_CRYPTO, "key.undead", "a destroyed key's row is back");
	return E_OK;
}

enum err
key_of_account(struct request *q, const struct id *id, const struct id *account,
    struct key_row *out)
{
	enum err r = key_load(q->app, id, out, q->arena);

	if (r != E_NOTFOUND && (r || id_eq(&out->account, account)))
		return r;
	q->reason = "certificate";
	return E_DENIED;
}

enum err
key_row_alg(const struct key_row *k, enum sig_alg *out)
{
	if (sig_alg_read(k->algorithm, out) == E_OK)
		return E_OK;
	return log_err(E_CRYPTO, "key.algorithm", "%s", k->algorithm);
}

/* Hold the account and the certificate of a bound key against now. */
static const char *
unusable(const struct key_row *k, const struct sql_state *account,
    const struct certificate_state *c, const unsigned char sha[32])
{
	int64_t now = clock_now();

	if (strcmp(k->state, "bound") != 0)
		return "not bound";
	if (strcmp(account->state, "active") != 0)
		return "account";
	if (strcmp(c->state, "bound") != 0)
		return "revoked";
	if (!bytes_eq(c->sha256, bytes_at(sha, 32)))
		return "other certificate";
	if (now < c->not_before_at || now > c->not_after_at)
		return "not valid now";
	return NULL;
}

enum err
key_usable(struct signer *s, const struct key_row *k, struct arena *a)
{
	struct sql_id account_in = { .id = k->account };
	struct sql_id key_in = { .id = k->id };
	struct certificate_state c = { 0 };
	struct sql_state account = { 0 };
	unsigned char sha[32];
	const char *why;
	char id[33];
	enum err r;

	if ((r = db_one(s->db, &signer_stmts[SQL_ACCOUNT], &account_in,
		 &account, a)) ||
	    (r = db_one(
		 s->db, &signer_stmts[SQL_CERTIFICATE], &key_in, &c, a)) ||
	    (r = sha256(k->certificate, sha)))
		return r == E_NOTFOUND ? E_DENIED : r;
	why = unusable(k, &account, &c, sha);
	if (why == NULL)
		return E_OK;
	id_text(&k->id, id);
	log_line(LOG_EVENT, "key.unusable", "key=%s why=\"%s\"", id, why);
	return E_DENIED;
}

enum err
key_wrap_aad(const struct key_row *k, struct buf *out)
{
	/* id, account, ident_case, level, algorithm, public_key */
	return row_add(out, "sign_key.wrapped", key_row_fields, 6, k);
}

enum err
key_open(const struct signer *s, const struct key_row *k, struct key **out)
{
	struct buf aad = BUF(8192);
	enum err r;

	if (!(r = key_wrap_aad(k, &aad)))
		r = key_unwrap(
		    k->wrapped, secret_bytes(&s->kek), buf_bytes(&aad), out);
	buf_free(&aad);
	return r;
}
