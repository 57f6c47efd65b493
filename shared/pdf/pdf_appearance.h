/*
 * What people see of a signature: a calm box with name, level, time and
 * certificate, that keeps any PDF/A what it is.
 *
 * Only CalGray, no transparency, an embedded subset of the font with CIDSet
 * and ToUnicode (ISO 19005-1 6.2.3, 6.3). Nothing of the document is used.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_APPEARANCE_H
#define FERNSIGN_PDF_APPEARANCE_H

#include "shared/pdf/pdf_increment.h"

/* The box when nobody wishes for another, in points: 45 mm by 22.6 mm, with
 * 10 mm between it and the page's corner. Text is as large as it allows. */
#define PDF_BOX_WIDTH  128
#define PDF_BOX_HEIGHT 64
#define PDF_BOX_MARGIN 28

enum pdf_level { PDF_SIMPLE, PDF_ADVANCED, PDF_QUALIFIED };
enum pdf_lang { PDF_DE, PDF_EN };

/* The words of one signature; all UTF-8, borrowed, "" or NULL when absent. */
struct pdf_words {
	const char *name;
	enum pdf_level level;
	enum pdf_lang lang;
	int64_t at;         /* time shown, in UTC */
	const char *serial; /* of the certificate, as it is to be read */
	const char *reason;
	const char *place;
};

/*
 * Write the appearance: form, font and colour as new objects.
 *
 * font     the TrueType file; borrowed
 * size     width and height of the box in points, as shown
 * rotate   of the page: the box is turned against it
 * id       number of the form XObject
 *
 * E_INPUT  the font cannot be used; a word is not UTF-8 or has characters
 *          that the font lacks (noted)
 * E_NOMEM  out of memory
 */
enum err pdf_appearance(struct pdf_increment *inc, struct bytes font,
    const struct pdf_words *w, const double size[2], int rotate,
    int *id) MUST_USE;

/* Write the empty appearance of an invisible signature. */
enum err pdf_appearance_empty(struct pdf_increment *inc, int *id) MUST_USE;

#endif
