/*
 * What the account files share, and nobody else.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_ACCOUNT_PRIVATE_H
#define FERNSIGN_MODEL_ACCOUNT_PRIVATE_H

#include "shared/model/account.h"
#include "shared/model/account_sql.h"

#define PASSWORD_HASH 128 /* room for libsodium's string, NUL included */

/* Hash a password: Argon2id, 19 MiB, two passes (OWASP). E_NOMEM. */
enum err account_password_hash(
    const char *password, char out[PASSWORD_HASH]) MUST_USE;

/*
 * Hold a password against a hash; NULL takes as long and is E_AUTH.
 */
enum err account_password_verify(
    const char *hash, const char *password) MUST_USE;

/* Record what happened to an account. */
enum err account_audit(struct model *m, const struct id *account,
    const char *event, const char *outcome) MUST_USE;

/* What a link is good for. */
struct account_link_kind {
	const char *kind;     /* link_token.kind */
	const char *path;     /* of the page, before the token */
	const char *template; /* of the mail */
	int64_t life_s;
};

extern const struct account_link_kind account_link_confirm;
extern const struct account_link_kind account_link_reset;

/*
 * Make a link and write its mail; inside a transaction.
 *
 * once     cause of the mail; NULL none
 *
 * E_CONFLICT  this cause has its mail: nothing more to do, roll back
 */
enum err account_link_send(struct model *m, const struct account_link_kind *k,
    const struct account_credentials *who, const char *once,
    struct arena *a) MUST_USE;

/* Write a mail without link about an account; inside a transaction. */
enum err account_mail(struct model *m, const struct account_credentials *who,
    const char *template, const char *once, struct arena *a) MUST_USE;

/* Hash a link's token. E_NOTFOUND  empty. */
enum err account_token_hash(struct bytes token, unsigned char out[32]) MUST_USE;

/* Seal a landline PIN to notify; nothing with a mobile number. */
enum err account_pin_seal(struct model *m, const struct account_words *w,
    struct arena *a, struct bytes *out) MUST_USE;

#endif
