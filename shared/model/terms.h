/*
 * Documents of use: what people accept, in which version, and read later.
 *
 * Every version ever in force stands in LEGAL/CODE/VERSION.LANG.html; the
 * version that sorts last is the current one. The hash of the file as shown
 * is stored with each acceptance.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_TERMS_H
#define FERNSIGN_MODEL_TERMS_H

#include "shared/model/model.h"

/* One file. */
struct terms_document {
	char *code;    /* "terms" */
	char *version; /* "2026-11" */
	char *lang;    /* "de" */
	struct bytes sha256;
	struct bytes text; /* the whole file, UTF-8 */
	bool current;
};

/* For db_open: INSERT and SELECT on acceptance. */
extern const struct stmt_table terms_sql;

/*
 * Load all documents; before the doors close.
 *
 * a        lives as long as the process
 *
 * E_INPUT  a code without current version in a language, a name that is not
 *          of that form, over 512 KiB (logged)
 */
enum err terms_load(
    const char *legal_dir, struct arena *a, struct terms **out) MUST_USE;

/* Find the current version; NULL when there is no such document. */
const struct terms_document *terms_current(
    const struct terms *t, const char *code, const char *lang);

/* Find a given version; NULL when there is none. */
const struct terms_document *terms_version(const struct terms *t,
    const char *code, const char *version, const char *lang);

/* Codes to accept before an identification; NULL-ended. The partner's policy
 * is among them only for methods of the partner. */
const char *const *terms_for_method(const char *method);

/*
 * Record that a person accepted the current versions. Once per form: again
 * is E_OK and nothing.
 *
 * nonce    of the form; at registration the account's id
 * codes    NULL-ended
 *
 * E_NOTFOUND  no such document
 */
enum err terms_accept(struct model *m, const struct id *account,
    const struct id *nonce, const char *const *codes,
    const char *lang) MUST_USE;

/* One acceptance, for "documents of use". */
struct terms_acceptance {
	char *document;
	char *version;
	char *lang;
	struct bytes sha256;
	int64_t accepted_at;
};

/* List what a person accepted, newest first (struct terms_acceptance). */
enum err terms_accepted(struct model *m, const struct id *account,
    struct list *out, struct arena *a) MUST_USE;

#endif
