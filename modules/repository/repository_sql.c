/*
 * The statements of repository: views alone, exact matches alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/repository/repository.h"

#define H(m) FIELD(repository_hit, m, 0, 0)
#define HIT                                                                \
	"SELECT der, level, subject_cn, serial, cert_hash, not_before_at," \
	" not_after_at, state, revoked_at FROM certificate_published "
#define NEWEST " ORDER BY not_before_at DESC, serial LIMIT 20"

/* A column of text is compared with text: with octets its key is not used. */
struct value {
	struct bytes hash;
	char *text;
};

/* clang-format off */
static const struct field hash_in[] = { FIELD(value, hash, 0, 0) };
static const struct field text_in[] = { FIELD(value, text, 0, 0) };
static const struct field hit_out[] = {
	H(der), H(level), H(subject_cn), H(serial), H(cert_hash),
	H(not_before_at), H(not_after_at), H(state), H(revoked_at),
};
static const struct field crl_out[] = {
	FIELD(repository_crl, der, 0, 0),
	FIELD(repository_crl, next_update_at, 0, 0),
};

enum { SQL_CRL = BY__MAX, SQL__MAX };

static const struct stmt stmts[SQL__MAX] = {
	[BY_CERT_HASH]    = { HIT "WHERE cert_hash = ?" NEWEST,    IN(hash_in), OUT(hit_out) },
	[BY_I_AND_S_HASH] = { HIT "WHERE i_and_s_hash = ?" NEWEST, IN(hash_in), OUT(hit_out) },
	[BY_S_HASH]       = { HIT "WHERE s_hash = ?" NEWEST,       IN(hash_in), OUT(hit_out) },
	[BY_SKID_HASH]    = { HIT "WHERE skid_hash = ?" NEWEST,    IN(hash_in), OUT(hit_out) },
	[BY_EMAIL]        = { HIT "WHERE email = ?" NEWEST,        IN(text_in), OUT(hit_out) },
	[BY_NAME]         = { HIT "WHERE subject_cn = ?" NEWEST,   IN(text_in), OUT(hit_out) },
	[SQL_CRL]         = { "SELECT der, next_update_at FROM crl WHERE issuer = ?"
	                      " ORDER BY number DESC LIMIT 1", IN(text_in), OUT(crl_out) },
};
/* clang-format on */

const struct stmt_table repository_sql = STMTS(stmts);

enum err
repository_find(struct db *db, enum repository_key key, struct bytes value,
    struct list *out, struct arena *a)
{
	struct value in = { .hash = value };

	if ((key == BY_EMAIL || key == BY_NAME) &&
	    (in.text = arena_text(a, value)) == NULL)
		return E_NOMEM;
	return db_all(db, &stmts[key], &in, sizeof(struct repository_hit),
	    REPOSITORY_HITS, out, a);
}

enum err
repository_crl_find(struct db *db, const char *issuer,
    struct repository_crl *out, struct arena *a)
{
	struct value in = { .text = (char *)(uintptr_t)issuer };

	return db_one(db, &stmts[SQL_CRL], &in, out, a);
}
