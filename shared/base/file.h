/*
 * Reading whole files that hold no secret (see secret.h for those that do).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_FILE_H
#define FERNSIGN_BASE_FILE_H

#include "shared/base/arena.h"

/*
 * Read a file into the arena; a NUL that is not counted follows.
 *
 * E_NOTFOUND  no such file or not readable
 * E_LIMIT     longer than max octets
 * E_NOMEM     arena exhausted
 */
enum err file_read(
    const char *path, size_t max, struct arena *a, struct bytes *out) MUST_USE;

#endif
