/*
 * Accounts: register, confirm, log in, change, reset the password.
 *
 * No answer of this file tells a stranger whether an e-mail address is
 * known: unknown and wrong take the same time and give the same outcome.
 * Passwords are Argon2id strings of libsodium; OWASP ASVS 5.0 V6.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_ACCOUNT_H
#define FERNSIGN_MODEL_ACCOUNT_H

#include "shared/model/model.h"

struct account {
	struct id id;
	char *email;
	char *state; /* unconfirmed, active, closed */
	char *first_name;
	char *family_name;
	char *phone;
	char *phone_kind; /* mobile, landline */
	char *lang;       /* de, en */
	bool publish;
	char *second_factor; /* tan, app */
	int64_t created_at;
};

/* For db_open: portal. */
extern const struct stmt_table account_sql;

/* What a registration or a change of personal data says; all required but
 * landline_pin, which goes with a landline number only. */
struct account_words {
	char *first_name;
	char *family_name;
	char *phone;      /* E.164, from text_phone */
	char *phone_kind; /* mobile, landline */
	char *landline_pin;
};

/* Why words or a password are refused. */
enum account_fault {
	ACCOUNT_OK,
	ACCOUNT_NAME,           /* empty, control characters, over 120 octets */
	ACCOUNT_PHONE,          /* not a number with country code */
	ACCOUNT_LANDLINE,       /* landline numbers: +49 only */
	ACCOUNT_PIN,            /* 5 to 8 digits, not trivial */
	ACCOUNT_PASSWORD_SHORT, /* below 8 characters */
	ACCOUNT_PASSWORD_LONG,  /* over 256 octets */
	ACCOUNT_PASSWORD_WEAK,  /* below 27 bits by zxcvbn */
	ACCOUNT__MAX
};

/* Judge names, number and PIN; ACCOUNT_OK when all is well. */
enum account_fault account_words_check(const struct account_words *w);

/*
 * Judge a new password; words of the person's own count as guessed.
 *
 * password  exactly as typed
 * email, w  what a guesser knows; NULL allowed
 */
enum account_fault account_password_check(
    const char *password, const char *email, const struct account_words *w);

/* A registration; checked by the two functions above before. */
struct account_registration {
	char *email; /* from text_email */
	char *password;
	char *lang;
	struct account_words words;
};

/*
 * Register, or renew a registration that is not confirmed yet; the
 * acceptance of the privacy policy and the mail with the link go with it.
 *
 * To an address that is known already, a mail says so; the outcome and the
 * time are the same.
 *
 * E_DB  try later
 */
enum err account_register(struct model *m, const struct account_registration *r,
    struct arena *a) MUST_USE;

/* Send the confirmation link again; an unknown or confirmed address: nothing,
 * and E_OK. At most one mail a minute. */
enum err account_confirm_again(
    struct model *m, const char *email, struct arena *a) MUST_USE;

/*
 * Confirm by a link's token; the ten coins come with it.
 *
 * token    text of the link
 *
 * E_NOTFOUND  unknown, used or expired: offer a new one
 */
enum err account_confirm(
    struct model *m, struct bytes token, struct arena *a) MUST_USE;

/*
 * Log in.
 *
 * address   of the client, for the delay per address; NULL: none
 * account   set on E_OK only
 * wait_s    set on E_LIMIT: how long until the next try counts
 *
 * E_AUTH   wrong, unknown, closed: one answer for all
 * E_DENIED password right, but the e-mail is not confirmed yet
 * E_LIMIT  too many wrong ones before: this try did not count
 */
enum err account_login(struct model *m, const char *email, const char *password,
    const char *address, struct id *account, int64_t *wait_s) MUST_USE;

/*
 * Check the password of somebody who is logged in.
 *
 * E_AUTH  wrong; E_LIMIT as account_login
 */
enum err account_password_confirm(struct model *m, const struct id *account,
    const char *password, int64_t *wait_s) MUST_USE;

/* Read an account. E_NOTFOUND  none, or closed. */
enum err account_load(struct model *m, const struct id *id, struct account *out,
    struct arena *a) MUST_USE;

/*
 * Change personal data. When name or number change after an identification,
 * certificates are revoked, keys destroyed and the identification is void
 * first (ca).
 *
 * voided   set: whether an identification became void
 *
 * E_PEER, E_DB  nothing changed: try later
 */
enum err account_change(struct model *m, const struct id *account,
    const struct account_words *w, bool *voided, struct arena *a) MUST_USE;

/* Say whether a change of these words would void an identification. */
enum err account_change_voids(struct model *m, const struct id *account,
    const struct account_words *w, bool *out, struct arena *a) MUST_USE;

/* Choose the language of pages and mails: "de", "en". */
enum err account_set_lang(
    struct model *m, const struct id *account, const char *lang) MUST_USE;

/* Choose whether certificates issued from now on are published. */
enum err account_set_publish(
    struct model *m, const struct id *account, bool publish) MUST_USE;

/* Send a link for a new password, if the address is known; E_OK anyway. */
enum err account_reset_request(
    struct model *m, const char *email, struct arena *a) MUST_USE;

/*
 * Find whose password a link's token may reset.
 *
 * E_NOTFOUND  unknown, used or expired
 */
enum err account_reset_find(struct model *m, struct bytes token,
    struct account *out, struct arena *a) MUST_USE;

/*
 * Set a new password by a link's token: certificates are revoked, keys
 * destroyed, the identification void, every session ended. The password was
 * checked before.
 *
 * E_NOTFOUND    unknown, used or expired
 * E_PEER, E_DB  the link still holds: try later
 */
enum err account_reset(struct model *m, struct bytes token,
    const char *password, struct arena *a) MUST_USE;

#endif
