/*
 * People's keys: made for an identification and a level, bound to one
 * certificate, destroyed for good.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_SIGNER_KEYS_H
#define FERNSIGN_SIGNER_KEYS_H

#include "modules/signer/signer.h"
#include "modules/signer/signer_sql.h"

/* POST /key/new: make a key for a case and level; again: the same one. */
enum err route_key_new(struct request *q) MUST_USE;
/* POST /key/algorithm: how a key signs, for its own account. */
enum err route_key_algorithm(struct request *q) MUST_USE;
/* POST /key/bind: bind a certificate, once; E_CONFLICT another one. */
enum err route_key_bind(struct request *q) MUST_USE;
/* POST /key/destroy: destroy a key for good; again: nothing. */
enum err route_key_destroy(struct request *q) MUST_USE;

/*
 * Read a key and hold it against its MAC and the tombstones; locks its row
 * inside a transaction.
 *
 * E_NOTFOUND  none
 * E_CRYPTO    changed behind our back, or back from the dead
 */
enum err key_load(struct signer *s, const struct id *id, struct key_row *out,
    struct arena *a) MUST_USE;

/*
 * As key_load for one of this account's keys.
 *
 * E_DENIED  there is none such (reason certificate)
 */
enum err key_of_account(struct request *q, const struct id *id,
    const struct id *account, struct key_row *out) MUST_USE;

/* Say how a key signs. E_CRYPTO  its row names no algorithm (logged). */
enum err key_row_alg(const struct key_row *k, enum sig_alg *out) MUST_USE;

/*
 * Say whether a key may sign now: bound, its account active, its certificate
 * the one it is bound to, valid and not revoked.
 *
 * E_DENIED  it may not (logged)
 */
enum err key_usable(
    struct signer *s, const struct key_row *k, struct arena *a) MUST_USE;

/* Append what a wrapped key is bound to: the fixed columns of its row. */
enum err key_wrap_aad(const struct key_row *k, struct buf *out) MUST_USE;

/* Unwrap a key; key_free soon. E_CRYPTO. */
enum err key_open(
    const struct signer *s, const struct key_row *k, struct key **out) MUST_USE;

#endif
