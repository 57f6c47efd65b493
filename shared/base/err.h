/*
 * The closed set of outcomes, made for the caller's decision.
 *
 * Every function of fernsign that can fail returns an enum err and nothing
 * else. The function that detects a fault logs it; callers only decide.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_ERR_H
#define FERNSIGN_BASE_ERR_H

#include <stddef.h>

#define MUST_USE     __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum err {
	E_OK = 0,
	E_NOMEM,    /* memory or a named limit of our own is exhausted */
	E_INPUT,    /* the other side sent something that is not allowed */
	E_AUTH,     /* who are you: not proven, or proven wrong */
	E_DENIED,   /* we know who you are, and you may not */
	E_NOTFOUND, /* there is no such thing, or it is not yours */
	E_CONFLICT, /* the thing exists with other content or state */
	E_LIMIT,    /* too many, too much, too few coins */
	E_PEER,     /* a foreign or private service failed: try later */
	E_DB,       /* the database is away or in doubt: try later */
	E_CRYPTO,   /* a signature, MAC or ciphertext does not hold */
	E_BUG,      /* we are wrong */
	E__MAX
};

/*
 * Name an outcome for logs and for private services' answers.
 *
 * Returns a static string such as "E_INPUT"; "E_?" outside the set.
 */
const char *err_name(enum err r);

/*
 * Find the outcome that a private service named in its answer.
 *
 * name    NUL-ended; NULL allowed
 *
 * Returns E_BUG when the name is none of ours.
 */
enum err err_from_name(const char *name);

#endif
