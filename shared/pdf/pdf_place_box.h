/*
 * Where on the sheet: from a wish in points, as the page is shown, to a
 * rectangle in the page's own units. ISO 32000-1 8.3.2.3, 14.11.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_PLACE_BOX_H
#define FERNSIGN_PDF_PLACE_BOX_H

#include "shared/pdf/pdf_place.h"

/*
 * Find the box of a visible signature.
 *
 * shown  x, y, width, height in points as shown, lower left corner first
 *
 * Returns NULL, or what is wrong: "page too small" for any visible box, "box
 * too small", "box outside the page".
 */
const char *pdf_place_box(
    const struct pdf_page *p, const struct pdf_wish *wish, double shown[4]);

/* Say whether a box of this size, in points, can hold anything readable. */
bool pdf_place_readable(double width, double height);

/* Turn a shown box into /Rect: x0 y0 x1 y1 in user units. */
void pdf_place_rect(
    const struct pdf_page *p, const double shown[4], double rect[4]);

/* The other way round: from a rectangle in user units to a shown box. */
void pdf_place_shown(
    const struct pdf_page *p, const double rect[4], double shown[4]);

#endif
