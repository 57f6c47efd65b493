/*
 * E-mail to be delivered: a row per mail, written in the transaction of its
 * cause; notify delivers. A link that is a secret is sealed to notify's
 * public key, so nobody else reads it from the database.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_OUTBOX_H
#define FERNSIGN_MODEL_OUTBOX_H

#include "shared/base/field.h"
#include "shared/db/db.h"

struct outbox_mail {
	const char *once;  /* cause: never written twice; NULL: no cause */
	struct id account; /* whom it concerns; none: zero */
	const char *recipient;
	const char *template;       /* name of the text: "confirm" */
	const char *lang;           /* "de" or "en" */
	const struct field *fields; /* the template's parameters … */
	size_t nfields;
	const void *object; /* … and their values; NULL with 0 */
	const char *link;   /* absolute URL; NULL when none */
};

/* For db_open: INSERT on outbox. */
extern const struct stmt_table outbox_sql;

/*
 * Write one mail.
 *
 * notify_key  notify's public key, 32 octets; needed with a link
 *
 * E_CONFLICT  the same cause has its mail already: the caller goes on
 * E_CRYPTO    notify_key is no key
 */
enum err outbox_add(struct db *db, struct bytes notify_key,
    const struct outbox_mail *m, struct arena *a) MUST_USE;

/*
 * Seal octets so that only notify can read them (libsodium sealed box).
 *
 * out  in the arena
 *
 * E_CRYPTO  notify_key is not 32 octets of a key
 */
enum err outbox_seal(struct bytes notify_key, struct bytes plain,
    struct arena *a, struct bytes *out) MUST_USE;

#endif
