/*
 * Revocation lists: written when one is due, into table crl.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CA_CA_CRL_H
#define FERNSIGN_CA_CA_CRL_H

#include "modules/ca/ca.h"

/*
 * Write the list of one issuing CA if it is due: there is none, it holds for
 * less than half its time, or it does not say all that is revoked.
 *
 * written  counted up
 */
enum err ca_crl_write(struct ca *ca, enum ca_level level, struct arena *a,
    int64_t *written) MUST_USE;

/*
 * Take the root's list over from the file that pki init made.
 *
 * written  counted up when it was a new one
 */
enum err ca_crl_root(struct ca *ca, struct arena *a, int64_t *written) MUST_USE;

#endif
