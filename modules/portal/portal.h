/*
 * What every file of the portal knows: the worker's state, a visit, pages.
 *
 * A page function maps one request to calls of shared/model and one page; no
 * decision of the business is made here. Each begins with visit_enter, which
 * checks what its route's row needs.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_PORTAL_H
#define FERNSIGN_PORTAL_PORTAL_H

#include "shared/model/account.h"
#include "shared/model/coins.h"
#include "shared/model/session.h"
#include "shared/model/signing_policy.h"
#include "shared/model/terms.h"
#include "shared/web/form.h"
#include "shared/web/responder.h"
#include "shared/web/template.h"

/* What a route's row may need (struct route.need). */
enum portal_need {
	NEED_LOGIN = 1, /* else 303 to /login, and back afterwards */
	NEED_CSRF = 2   /* else 403; multipart forms are checked as they come */
};

/* Every page, in the order of the registry in pages.c. */
enum page_id {
	PAGE_WELCOME,
	PAGE_DASHBOARD,
	PAGE_REGISTER,
	PAGE_REGISTERED,
	PAGE_CONFIRM,
	PAGE_LOGIN,
	PAGE_LOGOUT,
	PAGE_PASSWORD,
	PAGE_PASSWORD_SENT,
	PAGE_PASSWORD_NEW,
	PAGE_IDENTIFICATION,
	PAGE_IDENTIFICATION_WAITING,
	PAGE_SIGN,
	PAGE_PLACE,
	PAGE_RELEASE,
	PAGE_SIGNED,
	PAGE_DOCUMENTS,
	PAGE_DOCUMENT_DELETE,
	PAGE_CERTIFICATES,
	PAGE_REVOKE,
	PAGE_COINS,
	PAGE_REDEEM,
	PAGE_SETTINGS,
	PAGE_ACCOUNT,
	PAGE_PERSONAL_DATA,
	PAGE_TERMS,
	PAGE_FAQ,
	PAGE_FAULT,
	PAGE__MAX
};

/* Section [portal] of the configuration. */
struct portal_config {
	char *document_kek_file; /* 32 octets, mode 0400 */
	struct signing_policy_config signing;
};

/* Outcome, status and text of each fault page; by enum err. */
extern const struct fault portal_faults[E__MAX];

struct portal {
	struct responder responder;
	struct portal_config config;
	struct db *db;
	struct model model;
	struct secret document_kek;
	struct signing_policy policy;
	struct terms *terms;
	struct catalogue *texts;
	struct template *templates[PAGE__MAX];
};

/* One request of one person. */
struct visit {
	struct request *q;
	struct portal *portal;
	struct model *m;
	struct arena *arena;
	enum lang lang;
	bool logged_in;
	struct session session; /* when logged_in */
	struct account account; /* when logged_in */
	struct coins coins;     /* when logged_in */
	struct form query;
	struct form form; /* BODY_FORM */
};

/*
 * Begin a page: read session, language and form; check the route's needs.
 *
 * *out is in the request's arena.
 *
 * E_AUTH    log-in needed: the fault page leads there
 * E_DENIED  form token wrong (reason csrf)
 * E_INPUT   form or query malformed
 */
enum err visit_enter(struct request *q, struct visit **out) MUST_USE;

/* As visit_enter for fault pages: checks nothing, survives everything. */
struct visit *visit_enter_fault(struct request *q);

/* Check a form token that came in a multipart form. E_DENIED (reason csrf). */
enum err visit_csrf(struct visit *v, struct bytes token) MUST_USE;

/* Read segment n of the path as an id. E_NOTFOUND when it is none. */
enum err visit_id(const struct visit *v, size_t n, struct id *out) MUST_USE;

/* Read the query's or form's number NAME, 1..most; fallback when absent.
 * E_INPUT when it is something else. */
enum err visit_number(const struct visit *v, const char *name, int64_t most,
    int64_t fallback, int64_t *out) MUST_USE;

/* Say whether the query holds NAME=value. */
bool visit_asks(const struct visit *v, const char *name, const char *value);

/* A text of the catalogue in the visit's language; "" when unknown. */
const char *visit_text(const struct visit *v, const char *key);

/* Coins in words: "1 coin", "10 coins". */
char *visit_coins(struct visit *v, int64_t coins);

/* A number with the language's separators; a minus sign, not a hyphen. */
char *visit_amount(struct visit *v, int64_t n);

/* Coins that can be spent: balance without what is reserved. */
int64_t visit_spendable(const struct visit *v);

/* Copy a text with "{n}" replaced by a number. */
char *visit_count(struct visit *v, const char *key, int64_t n);

#endif
