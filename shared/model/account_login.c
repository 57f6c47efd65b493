/*
 * Log in. Wrong tries cost time that grows: per account and address, per
 * address, and, so that many addresses together gain little, per account; a
 * stranger cannot make a person wait longer than a moment. See account.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/secret.h"
#include "shared/model/account_private.h"

/* What is counted: prefix, of whom, tries without delay, longest delay. */
/* clang-format off */
static const struct counter {
	const char *prefix;
	bool account;
	bool address;
	int64_t free;
	int64_t cap_s;
} counters[] = {
	{ "account-address", true,  true,  3,  300 },
	{ "address",         false, true,  20, 300 },
	{ "account",         true,  false, 10, 2 },
};
/* clang-format on */

/* Who tries. */
struct trier {
	const char *email;
	const char *address; /* NULL: not counted by address */
};

/* Name what a counter counts; false when it does not apply. */
static bool
subject_of(
    const struct counter *c, const struct trier *t, unsigned char out[32])
{
	struct buf text = BUF(1024);
	bool good;

	if (c->address && t->address == NULL)
		return false;
	good =
	    buf_addf(&text, "%s:%s:%s", c->prefix, c->account ? t->email : "",
		c->address ? t->address : "") == E_OK &&
	    sha256(buf_bytes(&text), out) == E_OK;
	buf_free(&text);
	return good;
}

/* Find how long the next try has to wait; 0: now. */
static enum err
wait_find(struct model *m, const struct trier *t, int64_t *wait_s)
{
	int64_t now = clock_now();

	*wait_s = 0;
	for (size_t i = 0; i < COUNT(counters); i++) {
		unsigned char subject[32] = { 0 };
		struct account_delay d = { .subject = bytes_at(
					       subject, sizeof(subject)) };
		enum err r;

		if (!subject_of(&counters[i], t, subject))
			continue;
		r = db_one(m->db, &account_stmts[ACCOUNT_DELAY], &d, &d, NULL);
		if (r && r != E_NOTFOUND)
			return r;
		if (!r && d.until_at - now > *wait_s)
			*wait_s = d.until_at - now;
	}
	return *wait_s > 0 ? E_LIMIT : E_OK;
}

/* Count a wrong try everywhere. */
static enum err
wrong_count(struct model *m, const struct trier *t)
{
	enum err r;

	for (size_t i = 0; i < COUNT(counters); i++) {
		unsigned char subject[32] = { 0 };
		struct account_delay d = { .subject = bytes_at(
					       subject, sizeof(subject)),
			.now = clock_now(),
			.free = counters[i].free,
			.cap_s = counters[i].cap_s };

		if (subject_of(&counters[i], t, subject) &&
		    (r = db_run(
			 m->db, &account_stmts[ACCOUNT_DELAY_ADD], &d, NULL)))
			return r;
	}
	return E_OK;
}

/* Forget wrong tries of this person from here; the address' own count stays. */
static enum err
wrong_forget(struct model *m, const struct trier *t)
{
	enum err r;

	for (size_t i = 0; i < COUNT(counters); i++) {
		unsigned char subject[32] = { 0 };
		struct account_delay d = { .subject = bytes_at(
					       subject, sizeof(subject)) };

		if (counters[i].account &&
		    subject_of(&counters[i], t, subject) &&
		    (r = db_run(
			 m->db, &account_stmts[ACCOUNT_DELAY_END], &d, NULL)))
			return r;
	}
	return E_OK;
}

/* Judge a password; unknown and closed accounts take the same time. */
static enum err
password_judge(struct model *m, const struct trier *t,
    const struct account_credentials *who, bool known, const char *password)
{
	bool open = known && strcmp(who->state, "closed") != 0;
	enum err r;

	r = account_password_verify(open ? who->password : NULL, password);
	if (r == E_OK)
		return wrong_forget(m, t);
	if (r != E_AUTH)
		return r;
	if ((r = wrong_count(m, t)) ||
	    (r = account_audit(
		 m, known ? &who->id : NULL, "login.failed", "refused")))
		return r;
	return E_AUTH;
}

enum err
account_login(struct model *m, const char *email, const char *password,
    const char *address, struct id *account, int64_t *wait_s)
{
	struct trier t = { .email = email, .address = address };
	struct account_email in = { .email = email };
	struct account_credentials who = { 0 };
	struct arena *a = NULL;
	enum err r;

	if ((r = wait_find(m, &t, wait_s)) || (r = arena_new(65536, &a)))
		return r;
	r = db_one(m->db, &account_stmts[ACCOUNT_BY_EMAIL], &in, &who, a);
	if (r && r != E_NOTFOUND)
		goto out;
	if ((r = password_judge(m, &t, &who, r == E_OK, password)))
		goto out;
	if (strcmp(who.state, "active") != 0) {
		r = E_DENIED;
		goto out;
	}
	*account = who.id;
	r = account_audit(m, &who.id, "login.ok", "ok");
out:
	arena_free(a);
	return r;
}

enum err
account_password_confirm(struct model *m, const struct id *account,
    const char *password, int64_t *wait_s)
{
	struct account_credentials who = { 0 };
	struct account_id in = { .id = *account };
	struct trier t = { 0 };
	struct arena *a = NULL;
	enum err r;

	if ((r = arena_new(65536, &a)) ||
	    (r = db_one(
		 m->db, &account_stmts[ACCOUNT_CREDENTIALS], &in, &who, a)))
		goto out;
	t.email = who.email;
	if (!(r = wait_find(m, &t, wait_s)))
		r = password_judge(m, &t, &who, true, password);
out:
	arena_free(a);
	return r;
}
