/*
 * The placement page.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_PLACE_H
#define FERNSIGN_PORTAL_PLACE_H

#include "modules/portal/batch.h"
#include "modules/portal/input.h"

/*
 * Show the form of one document.
 *
 * document  1.., one of the batch
 * form      what was sent, to be shown again; NULL: asked for anew
 * f         what was refused; NULL: nothing
 * problem   key of what has gone wrong altogether; NULL: nothing
 */
enum err place_show(struct visit *v, const struct signing *s, int64_t document,
    const struct form *form, const struct refusals *f,
    const char *problem) MUST_USE;

#endif
