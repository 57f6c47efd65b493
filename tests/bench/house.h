/*
 * Those who sign in the benchmarks: a small PKI in memory, and the work of
 * the engine on one document without the processes around it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_BENCH_HOUSE_H
#define FERNSIGN_TESTS_BENCH_HOUSE_H

#include "shared/pki/cert.h"
#include "shared/pki/tst.h"

/* A key and its certificate. */
struct member {
	struct key *key;
	struct bytes der;
};

struct house {
	struct arena *a;
	struct member root, ca, person, ocsp, tsa;
	struct tst_authority unit; /* of tsa */
	struct bytes status;       /* OCSPResponse: person is good */
	struct bytes font;         /* of the appearance */
};

/*
 * Make root, CA, person, OCSP signer and time-stamp unit; keys of person and
 * unit are of kind t. house_clear whatever comes out.
 */
enum err house_make(struct house *h, enum key_type t) MUST_USE;

/* Take a person's key and certificate from PEM files; no time stamps. */
enum err house_load(
    struct house *h, const char *key, const char *certificate) MUST_USE;

/* Release it. */
void house_clear(struct house *h);

enum house_level { HOUSE_B, HOUSE_LTA };

/*
 * Sign a document, visibly, on its last page.
 *
 * pdf     the document; receives what is to stand behind it
 * own     for objects; reset by this function
 *
 * Errors of the engine; what it says of the document goes to the log.
 */
enum err house_sign(const struct house *h, enum house_level level,
    struct arena *own, struct buf *pdf) MUST_USE;

#endif
