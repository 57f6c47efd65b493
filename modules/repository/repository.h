/*
 * repository: what anybody may look up: certificates of people who agreed to
 * it, CA certificates, revocation lists.
 *
 * In: exact questions. Out: DER, or a page. Reads views that hold nothing
 * else; cannot list people, and never says that somebody has an account.
 *
 * RFC 4387, RFC 2585, RFC 9110 (conditional requests).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODULES_REPOSITORY_REPOSITORY_H
#define FERNSIGN_MODULES_REPOSITORY_REPOSITORY_H

#include "shared/db/db.h"
#include "shared/pki/cert.h"
#include "shared/web/responder.h"
#include "shared/web/template.h"

#define REPOSITORY_CAS  4  /* root and the issuing CAs */
#define REPOSITORY_HITS 20 /* most certificates of one answer */

/* A CA certificate, read at start. */
struct repository_ca {
	const char *name; /* "qualified": of /ca/NAME.cer and /crl/NAME.crl */
	struct cert_facts facts;
};

struct repository {
	struct responder r;
	struct db *db;
	struct repository_ca ca[REPOSITORY_CAS];
	char *root_crl; /* path: the root's list comes from offline */
	char *tl;       /* path: the trusted list */
	struct catalogue *words;
	struct template *page;
};

/* For db_open: the views of published certificates, and the lists. */
extern const struct stmt_table repository_sql;

/* One published certificate. */
struct repository_hit {
	struct bytes der;
	char *level;
	char *subject_cn;
	struct bytes serial;
	struct bytes cert_hash; /* SHA-1, RFC 4387 certHash */
	int64_t not_before_at;
	int64_t not_after_at;
	char *state; /* bound, revoked */
	int64_t revoked_at;
};

/* By what a published certificate is found; all match exactly. */
enum repository_key {
	BY_CERT_HASH,
	BY_I_AND_S_HASH,
	BY_S_HASH,
	BY_SKID_HASH,
	BY_EMAIL,
	BY_NAME,
	BY__MAX
};

/*
 * Find published certificates, the newest first, at most REPOSITORY_HITS.
 *
 * hash  20 octets for the hash keys; text for the others as well
 * out   struct repository_hit; n = 0 when there are none
 */
enum err repository_find(struct db *db, enum repository_key key,
    struct bytes value, struct list *out, struct arena *a) MUST_USE;

/* A revocation list. */
struct repository_crl {
	struct bytes der;
	int64_t next_update_at;
};

/*
 * Find the newest list of an issuer by its name. E_NOTFOUND  none.
 */
enum err repository_crl_find(struct db *db, const char *issuer,
    struct repository_crl *out, struct arena *a) MUST_USE;

/*
 * Answer octets with an ETag (their SHA-256), or 304 when the client has
 * them.
 *
 * cache  Cache-Control; "no-cache" where a removal must work at once
 */
enum err repository_answer(struct request *q, const char *media,
    struct bytes body, const char *cache) MUST_USE;

/* Answer the newest list of an issuer ("qualified"). E_NOTFOUND  none. */
enum err repository_crl_answer(struct request *q, const char *issuer) MUST_USE;

/* Answer a failure in plain text: status, and when to come again. */
void repository_fault(struct request *q, enum err r);

/* GET /certificates/search.cgi: published certificates (RFC 4387 2). */
enum err repository_certificates(struct request *q) MUST_USE;
/* GET /crls/search.cgi: revocation lists (RFC 4387 3). */
enum err repository_crls(struct request *q) MUST_USE;
/* GET /ca/NAME.cer: a CA certificate (AIA caIssuers). */
enum err repository_ca_file(struct request *q) MUST_USE;
/* GET /crl/NAME.crl: the newest revocation list of a CA. */
enum err repository_crl_file(struct request *q) MUST_USE;
/* GET /tl/tl.xml: the trusted list that ctl wrote. */
enum err repository_tl(struct request *q) MUST_USE;
/* GET /repository: the page for people, by exact e-mail address. */
enum err repository_page(struct request *q) MUST_USE;

/* The fields of the page, for compiling its template at start. */
extern const struct field repository_page_fields[];
extern const size_t repository_page_nfields;

#endif
