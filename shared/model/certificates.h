/*
 * A person's certificates and the state of the identification, as pages show
 * them. Reads views; revoking is asked of ca.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_CERTIFICATES_H
#define FERNSIGN_MODEL_CERTIFICATES_H

#include "shared/model/model.h"

/* For db_open: portal. */
extern const struct stmt_table certificates_sql;

struct certificate_row {
	struct id id;
	struct id sign_key;
	char *level;
	char *issuer;
	struct bytes serial;
	struct bytes der;
	struct bytes sha256;
	char *subject_cn;
	int64_t not_before_at;
	int64_t not_after_at;
	char *state; /* issued, bound, revoked */
	int64_t revoked_at;
	int64_t reason;
	bool published;
};

/* List a person's certificates, newest first (struct certificate_row). */
enum err certificates_list(struct model *m, const struct id *account,
    struct list *out, struct arena *a) MUST_USE;

/* Find one of a person's certificates. E_NOTFOUND. */
enum err certificate_find(struct model *m, const struct id *account,
    const struct id *id, struct certificate_row *out, struct arena *a) MUST_USE;

/*
 * Find the certificate that signs at a level now: bound, valid.
 *
 * E_NOTFOUND  none: identify first
 */
enum err certificate_for_level(struct model *m, const struct id *account,
    const char *level, struct certificate_row *out, struct arena *a) MUST_USE;

/*
 * Revoke one for good; its key is destroyed.
 *
 * E_NOTFOUND  not this person's; E_PEER try later
 */
enum err certificate_revoke(struct model *m, const struct id *account,
    const struct id *id, int64_t reason, struct arena *a) MUST_USE;

/* The latest identification and the latest attempt. */
struct identification_state {
	char *state;  /* "none", verified, active, superseded, void */
	char *method; /* of the identification; NULL when none */
	int64_t verified_at;
	int64_t valid_until_at;
	bool name_matches;
	struct id attempt;   /* latest case; none when there was none */
	char *attempt_state; /* as ident_case.state; NULL */
	char *attempt_method;
	char *attempt_reason;
	char *attempt_reference; /* XXXX-XXXX of the partner; NULL */
	int64_t attempt_at;
	int64_t attempt_expires_at;
};

/* Read the state of a person's identification. */
enum err identification_load(struct model *m, const struct id *account,
    struct identification_state *out, struct arena *a) MUST_USE;

#endif
