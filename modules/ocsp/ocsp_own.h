/*
 * The responder's own keys: made here, certified by ca, kept in one file for
 * each issuing CA, and renewed before they end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_OCSP_OCSP_OWN_H
#define FERNSIGN_OCSP_OCSP_OWN_H

#include "modules/ocsp/ocsp.h"

/*
 * Load the issuing CAs' certificates and name the files. Keys are loaded by
 * ocsp_own_ready.
 *
 * E_NOTFOUND, E_INPUT  a certificate is missing or wrong (logged)
 */
enum err ocsp_own_open(struct ocsp *o) MUST_USE;

/* Release keys and certificates. */
void ocsp_own_close(struct ocsp *o);

/*
 * Have a key that is certified now: loaded, reloaded when another process
 * renewed it, or made and certified.
 *
 * E_PEER  ca is away and there is none: answer tryLater
 */
enum err ocsp_own_ready(
    struct ocsp *o, struct ocsp_own *own, struct request *q) MUST_USE;

/*
 * Make a new key, of the kind of the issuing CA's, and have it certified when
 * half of the present one's life is over.
 *
 * renewed  counted up
 */
enum err ocsp_own_renew(struct ocsp *o, struct ocsp_own *own, struct request *q,
    int64_t *renewed) MUST_USE;

#endif
