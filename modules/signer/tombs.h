/*
 * Tombstones: the names of destroyed keys, kept outside the database, so
 * that a row restored from a backup does not bring a key back to life.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_SIGNER_TOMBS_H
#define FERNSIGN_SIGNER_TOMBS_H

#include "modules/signer/signer.h"

/* Make the folder; in the parent, before the first fork. */
enum err tombs_open(struct signer *s) MUST_USE;

/* Put a tombstone up; on disk when it returns. E_BUG  cannot be written. */
enum err tomb_put(const struct signer *s, const struct id *key) MUST_USE;

/* Say whether a key has one. */
bool tomb_exists(const struct signer *s, const struct id *key);

#endif
