/*
 * How often a document refers to each of its objects.
 *
 * What an update may change freely must serve no other purpose, and what it
 * brings must not have been awaited: a document prepared for that shows
 * something else after its signature. ISO 32000-1 7.3.10.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_USED_H
#define FERNSIGN_PDF_USED_H

#include "shared/pdf/pdf_file.h"

/*
 * Count references of all objects in use, reached or not; trailers are none.
 *
 * n       rows of *out; references to higher numbers are not counted
 * out     in the document's arena: by object number 0, 1, or 2 for more
 * highest the highest number that is referred to; 0: none
 *
 * E_INPUT  an object stream cannot be read (noted)
 * E_NOMEM  arena exhausted
 */
enum err pdf_used(
    struct pdf_file *f, int n, unsigned char **out, int64_t *highest) MUST_USE;

#endif
