/*
 * The yearly work with the root's key, which is offline between: a new
 * revocation list. ca's timer takes it over.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_PKI_ROOT_H
#define FERNSIGN_PKI_PKI_ROOT_H

#include "shared/base/arena.h"

/*
 * Carry out `fernsign-ctl pki root-crl`: sign the next list of the root and
 * put it in the place of the one before.
 *
 * config   the configuration file; the root's key must be back for now
 * path     where the list stands, in the arena; set on E_OK
 *
 * E_NOTFOUND, E_DENIED  key, certificate or list cannot be read or written
 * E_CONFLICT  the key is not the certificate's, or the list has entries,
 *             which only the operator's own records can repeat (logged)
 */
enum err pki_root_crl(
    const char *config, char **path, struct arena *a) MUST_USE;

#endif
