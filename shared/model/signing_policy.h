/*
 * What the operator decided about signatures: the level they are raised to,
 * the hash of time stamps, which authorities stamp, and our own CAs.
 *
 * Portal and api read the same keys. EN 319 142-1 6.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_SIGNING_POLICY_H
#define FERNSIGN_MODEL_SIGNING_POLICY_H

#include "shared/base/config.h"
#include "shared/model/tsa_call.h"

/* PAdES baseline levels, each one step above the last. */
enum signing_level {
	LEVEL_NONE, /* not signed */
	LEVEL_BB,
	LEVEL_BT,
	LEVEL_BLT,
	LEVEL_BLTA,
	LEVEL__MAX
};

/* Name a level: "B-LTA"; NULL for LEVEL_NONE. */
const char *signing_level_name(enum signing_level l);

/* Find a level by its name; LEVEL_NONE for NULL and for anything else. */
enum signing_level signing_level_of(const char *name);

#define SIGNING_ISSUERS 3

/* All of it lives as long as the process. */
struct signing_policy {
	enum signing_level level; /* every signature is raised to it */
	enum hash hash;           /* of time stamps */
	struct tsa tsas[TSA_MAX]; /* in order of preference */
	size_t ntsas;
	bool outside;      /* some authority is not ours: HTTP is needed */
	struct bytes root; /* DER: our certificates chain up to it */
	struct bytes issuers[SIGNING_ISSUERS]; /* DER: our issuing CAs */
	const char *root_crl;                  /* path; ctl renews it */
};

/* The keys of one authority. */
struct signing_tsa_config {
	char *url;    /* http(s)://…, or "own" */
	char *anchor; /* PEM or DER: its tokens chain up to it */
	char *user;
	char *password_file;
	char *certificate_file; /* TLS client certificate and key, PEM */
	char *key_file;
	char *ca_file; /* PEM: what its TLS chains up to */
};

/* Part of section [portal] and of [api]. */
struct signing_policy_config {
	char *level; /* B-B, B-T, B-LT, B-LTA */
	char *hash;  /* SHA-256, SHA-384, SHA-512 */
	struct signing_tsa_config tsa[TSA_MAX];
};

/* clang-format off */
#define SIGNING_TSA_FIELDS(s, m, label, i) \
	FIELD_AS(label "url",              s, m.tsa[i].url,              400,  0), \
	FIELD_AS(label "anchor",           s, m.tsa[i].anchor,           4096, FLD_FILE), \
	FIELD_AS(label "user",             s, m.tsa[i].user,             200,  0), \
	FIELD_AS(label "password_file",    s, m.tsa[i].password_file,    4096, FLD_FILE), \
	FIELD_AS(label "certificate_file", s, m.tsa[i].certificate_file, 4096, FLD_FILE), \
	FIELD_AS(label "key_file",         s, m.tsa[i].key_file,         4096, FLD_FILE), \
	FIELD_AS(label "ca_file",          s, m.tsa[i].ca_file,          4096, FLD_FILE)

/* The keys, for the table of a section: m is its struct
 * signing_policy_config. */
#define SIGNING_POLICY_FIELDS(s, m) \
	FIELD_AS("signature_level", s, m.level, 8, 0), \
	FIELD_AS("stamp_hash",      s, m.hash,  8, 0), \
	SIGNING_TSA_FIELDS(s, m, "tsa_1_", 0), \
	SIGNING_TSA_FIELDS(s, m, "tsa_2_", 1), \
	SIGNING_TSA_FIELDS(s, m, "tsa_3_", 2)
/* clang-format on */

/*
 * Read what the keys name: certificates and passwords. Before the sandbox.
 *
 * a        lives as long as the process
 * out      release with signing_policy_clear, on failure too
 *
 * E_INPUT     a level, a hash, a URL or a file that is none, or keys that do
 *             not go together (logged, but no address: it may hold a secret)
 * E_NOTFOUND  a file is missing (logged); E_DENIED  a password or a key that
 *             others may read
 */
enum err signing_policy_load(const struct signing_policy_config *cfg,
    const struct config_common *common, struct arena *a,
    struct signing_policy *out) MUST_USE;

/* Wipe the passwords; may be called twice. */
void signing_policy_clear(struct signing_policy *p);

#endif
