/*
 * Make everything secret that an installation needs, once: root, issuing
 * CAs, time-stamp unit, key files of every process.
 *
 * In: the configuration file. Out: files of mode 0400, each owned by the uid
 * that uses it. Never overwrites a file; never prints a secret.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_PKI_INIT_H
#define FERNSIGN_PKI_PKI_INIT_H

#include "shared/base/arena.h"
#include "shared/base/err.h"

/*
 * Carry out `fernsign-ctl pki init`.
 *
 * config   the configuration file: which file belongs to whom
 * say      told each file that was made; NULL allowed
 *
 * E_CONFLICT  one of the files exists already: nothing was made
 * E_INPUT     configuration refused (logged)
 * E_DENIED    a file cannot be written or given to its owner (logged)
 */
enum err pki_init(const char *config, void (*say)(const char *path),
    struct arena *a) MUST_USE;

#endif
