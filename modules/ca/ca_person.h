/*
 * Verified person data at rest: JSON, sealed by ca's own key and bound to
 * account and case, so that a row copied to another account does not open.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CA_CA_PERSON_H
#define FERNSIGN_CA_CA_PERSON_H

#include "shared/base/secret.h"
#include "shared/model/person.h"

/*
 * Seal a person for a row.
 *
 * out      in the arena
 *
 * E_INPUT  more than a row holds
 */
enum err ca_person_seal(struct bytes key, const struct id *account,
    const struct id *case_, const struct person *p, struct arena *a,
    struct bytes *out) MUST_USE;

/* Open it again. E_CRYPTO  changed, or another row's. */
enum err ca_person_open(struct bytes key, const struct id *account,
    const struct id *case_, struct bytes sealed, struct arena *a,
    struct person *out) MUST_USE;

/*
 * Name the card without knowing it: keyed hash of its pseudonym.
 *
 * out      32 octets in the arena; empty when the person has no pseudonym
 */
enum err ca_person_pseudonym(struct bytes key, const struct person *p,
    struct arena *a, struct bytes *out) MUST_USE;

#endif
