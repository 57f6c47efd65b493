/*
 * What the pages of one batch have in common.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_BATCH_H
#define FERNSIGN_PORTAL_BATCH_H

#include "modules/portal/page.h"
#include "shared/model/signing.h"

/* Read the batch that the path names. E_NOTFOUND  none of this person's. */
enum err batch_load(struct visit *v, struct signing *out) MUST_USE;

/* Write a batch's address: "/sign/ID" and tail; NULL when the arena is full. */
char *batch_path(struct visit *v, const struct id *id, const char *tail);

/* Redirect to such an address. */
enum err batch_go(
    struct visit *v, const struct id *id, const char *tail) MUST_USE;

/* Key of a level's name; NULL for any other. */
const char *level_key(const char *level);

/* Key of a position's name; NULL when there is no such position. */
const char *position_key(struct bytes position);

#endif
