/*
 * The same box on every other page: stamps that look like the signature and
 * belong to no field, because a signature field never refers to more than
 * one annotation (ISO 32000-1 12.7.4.5, 12.5.6.12).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_PLACE_COPY_H
#define FERNSIGN_PDF_PLACE_COPY_H

#include "shared/pdf/pdf_increment.h"
#include "shared/pdf/pdf_place.h"

/* An appearance that is written already. */
struct pdf_look {
	double size[2]; /* points, as shown */
	int rotate;     /* of the page that it is made for */
	int id;         /* number of the form XObject */
};

/*
 * Write a stamp onto each page but one.
 *
 * but    the page that bears the widget
 * first  how the widget looks; used again where it fits
 * why    what is wrong with the wish ("outside the page", …) with E_INPUT
 *        that is not noted
 *
 * E_INPUT  the box leaves a page, or as pdf_appearance
 * E_NOMEM  out of memory
 */
enum err pdf_place_copies(struct pdf_increment *inc,
    const struct pdf_pages *pages, const struct pdf_page *but,
    const struct pdf_wish *wish, const struct pdf_look *first,
    const char **why) MUST_USE;

#endif
