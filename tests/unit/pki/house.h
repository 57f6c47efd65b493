/*
 * A small PKI in memory for the tests of shared/pki: root, issuing CA,
 * person, OCSP signer, time-stamp unit.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_PKI_HOUSE_H
#define FERNSIGN_TESTS_PKI_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/pki/cert.h"

#define NOW 1800000000 /* 2027-01-15 08:00 UTC */
#define DAY 86400

/* A key and its certificate. */
struct member {
	struct key *key;
	struct bytes der;
};

struct house {
	struct arena *a;
	struct member root, ca, person, ocsp, tsa;
};

/* Make it; keys of people are of kind t. */
void house_make(struct house *h, enum key_type t);

/* Issue one certificate; name as family name and common name. */
void house_issue(struct house *h, enum cert_kind kind,
    const struct member *issuer, const char *name, enum key_type t,
    struct member *out);

/* Release it. */
void house_free(struct house *h);

/* Change the octet at n from the end of a copy. */
struct bytes house_flip(struct house *h, struct bytes v, size_t from_end);

#endif
