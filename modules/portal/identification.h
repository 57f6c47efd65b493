/*
 * The pages of identification.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_IDENTIFICATION_H
#define FERNSIGN_PORTAL_IDENTIFICATION_H

#include "modules/portal/input.h"
#include "shared/model/certificates.h"

/*
 * Show what is valid, and the form.
 *
 * form     what was sent, to be shown again; NULL: asked for anew
 * f        what was refused; NULL: nothing
 * problem  key of what stood in the way; NULL: nothing
 */
enum err identification_show(struct visit *v, const struct form *form,
    const struct refusals *f, const char *problem) MUST_USE;

/*
 * Show the wait for an attempt that is under way.
 *
 * E_NOTFOUND  none is: nothing was answered
 */
enum err identification_wait_show(
    struct visit *v, const struct identification_state *s) MUST_USE;

/* Show the link into the partner's hands. */
enum err identification_link_show(
    struct visit *v, const char *method, const char *link) MUST_USE;

/* Say whether people may choose a method. */
bool identification_method(const char *method);

#endif
