/*
 * Forms that only our own pages can send: the hidden field csrf of every
 * form holds a token bound to the visitor and to the form.
 *
 * The token is HMAC-SHA-256 of the form's id under a secret that only the
 * visitor's browser and we know: the session's for people who are logged in,
 * a cookie's for those who are not. With __Host- cookies, SameSite=Lax and
 * this, a page elsewhere can neither send nor guess one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_CSRF_H
#define FERNSIGN_WEB_CSRF_H

#include "shared/web/route.h"

#define CSRF_FIELD  "csrf"
#define CSRF_COOKIE "__Host-visitor"

/*
 * Make the token of a form.
 *
 * secret  at least 16 octets nobody else knows; of the session or visitor
 * form    the form's id, NUL-ended ("login")
 *
 * Returns 43 characters in the arena; NULL when exhausted.
 */
char *csrf_token(struct arena *a, struct bytes secret, const char *form);

/*
 * Check the token that came with a form, in constant time.
 *
 * E_DENIED  absent, of another visitor or another form
 */
enum err csrf_check(
    struct bytes secret, const char *form, struct bytes token) MUST_USE;

/*
 * Find the secret of a visitor without a session, or make one and set its
 * cookie with this answer; *out is in the arena or borrowed from the request.
 *
 * E_NOMEM  arena or header full
 */
enum err csrf_visitor(struct request *q, struct bytes *out) MUST_USE;

#endif
