/*
 * Certificate revocation lists, version 2. RFC 5280 5, X.509
 * expiredCertsOnCRL.
 *
 * In: revoked serials of one issuing CA, its key. Out: DER.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_CRL_H
#define FERNSIGN_PKI_CRL_H

#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/pki/key.h"

struct crl_entry {
	struct bytes serial;
	int64_t revoked_at;
	int64_t reason; /* RFC 5280 5.3.1; 0 writes no reason */
};

struct crl_order {
	struct bytes issuer; /* the CA's certificate, DER */
	const struct key *key;
	int64_t number; /* grows by one */
	int64_t this_update_at;
	int64_t next_update_at;
	int64_t expired_since_at; /* expiredCertsOnCRL: entries stay for ever */
	const struct crl_entry *entries;
	size_t n;
};

/*
 * Make a list.
 *
 * out       DER, in the arena
 *
 * E_INPUT   the issuer's certificate cannot be read
 * E_CRYPTO  the library failed; E_NOMEM
 */
enum err crl_make(
    const struct crl_order *o, struct arena *a, struct bytes *out) MUST_USE;

struct crl_facts {
	int64_t number; /* -1 when absent */
	int64_t this_update_at;
	int64_t next_update_at;
	size_t entries;
	int64_t expired_since_at;      /* expiredCertsOnCRL; -1: absent */
	unsigned char issuer_hash[20]; /* RFC 4387 iHash */
	struct bytes authority_key_id;
};

/*
 * Read a list.
 *
 * issuer   DER of the certificate that must have signed it; empty: not
 *          checked
 *
 * E_INPUT  not one list in DER; E_CRYPTO  not signed by issuer
 */
enum err crl_read(struct bytes der, struct bytes issuer, struct arena *a,
    struct crl_facts *out) MUST_USE;

/*
 * Look a certificate up in a list that its issuer signed.
 *
 * out      set on E_OK: when and why it was revoked
 *
 * E_NOTFOUND  it is not on the list
 * E_INPUT     not one list in DER, no certificate; E_CRYPTO  not signed by
 *             issuer
 */
enum err crl_find(struct bytes der, struct bytes issuer, struct bytes serial,
    struct crl_entry *out) MUST_USE;

#endif
