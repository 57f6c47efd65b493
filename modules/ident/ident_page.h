/*
 * The few pages that ident shows itself, when there is no way back into the
 * portal: plain HTML, both languages, nothing from the request.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_IDENT_PAGE_H
#define FERNSIGN_IDENT_PAGE_H

#include "modules/ident/ident.h"

/*
 * Answer with the page of a status: 403 other browser, 404 link used or
 * unknown, others "try later".
 */
enum err ident_page(struct request *q, int status) MUST_USE;

/* Send the browser to a page of the portal. */
enum err ident_to_portal(struct request *q, const char *path) MUST_USE;

/* The fault function of ident. */
void ident_fault(struct request *q, enum err r);

#endif
