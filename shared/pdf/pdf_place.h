/*
 * Placing a signature, or a document time stamp: one increment with field,
 * widget, appearance and a signature dictionary whose /Contents waits for the
 * CMS.
 *
 * /ByteRange is filled in already, so the caller hashes everything but
 * "<…>" and later fills in the hexadecimal digits; no other octet of the
 * result ever changes. EN 319 142-1 5, ISO 32000-1 12.7.4.5, 12.8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_PLACE_H
#define FERNSIGN_PDF_PLACE_H

#include "shared/pdf/pdf_appearance.h"
#include "shared/pdf/pdf_page.h"

enum pdf_position {
	PDF_TOP_LEFT,
	PDF_TOP_RIGHT,
	PDF_BOTTOM_LEFT,
	PDF_BOTTOM_RIGHT,
	PDF_MANUAL,
	PDF_INVISIBLE,
	PDF_IN_FIELD /* an empty signature field of the document */
};

#define PDF_PAGE_LAST (-1)
#define PDF_PAGE_ALL  (-2) /* widget on the last, a stamp on each other */

struct pdf_wish {
	bool stamp; /* of the document: nothing to see (EN 319 142-1 5.4.3) */
	enum pdf_position position;
	int64_t page; /* from 1, PDF_PAGE_LAST, or PDF_PAGE_ALL */
	double x;     /* MANUAL: points from the lower left corner of the */
	double y;     /* page as shown */
	double width; /* 0: as large as the words like */
	double height;
	const char *field; /* IN_FIELD: its name; NULL: the first one */
	struct pdf_words words;
	struct bytes font; /* TrueType file */
};

struct pdf_placed {
	size_t contents_at;   /* offset of '<' in the finished file */
	size_t contents_size; /* octets between '<' and '>' */
	size_t total;         /* octets of the finished file */
	const char *field;    /* name of the field */
};

/* Find a position by its name ("top-left"). Returns false for others. */
bool pdf_position_read(struct bytes name, enum pdf_position *out);

/*
 * Make the increment that places a signature.
 *
 * f       open, judged; may not be changed or closed before out is used
 * out     empty; receives the octets that stand behind the document
 *
 * E_INPUT     no such page or field; the box leaves the page or is too small;
 *             all pages of a document that is signed already, whose earlier
 *             signatures allow no stamps, or that has too many;
 *             a new field where an earlier signature locks all but some;
 *             a word is not UTF-8 or has characters that the font lacks
 *             (noted as damaged, why says what)
 * E_NOMEM     out of memory
 */
enum err pdf_place(struct pdf_file *f, const struct pdf_pages *pages,
    const struct pdf_wish *wish, struct buf *out,
    struct pdf_placed *placed) MUST_USE;

#endif
