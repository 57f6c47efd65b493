/*
 * The pages of a document, in order, with what they inherit.
 *
 * Our own walk: bounded, without recursion, and nothing is rewritten on the
 * way. ISO 32000-1 7.7.3, 14.11.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_PAGE_H
#define FERNSIGN_PDF_PAGE_H

#include "shared/pdf/pdf_file.h"

struct pdf_page {
	const struct pdf_obj *o;         /* the page object */
	const struct pdf_obj *resources; /* its own or inherited; never NULL */
	double box[4]; /* CropBox within MediaBox, user units: x0 y0 x1 y1 */
	double media[4];
	const struct pdf_obj *crop; /* as asked for; null when not */
	int rotate;                 /* 0, 90, 180, 270: clockwise when shown */
	double unit;                /* UserUnit: points per user unit */
	double width;               /* as shown, in points (1/72 inch) */
	double height;
};

struct pdf_pages {
	struct pdf_page *page;
	size_t n;
};

/*
 * Walk the page tree.
 *
 * out  in the document's arena
 *
 * E_INPUT  damaged or over a limit (noted)
 * E_NOMEM  arena exhausted
 */
enum err pdf_pages(struct pdf_file *f, struct pdf_pages *out) MUST_USE;

#endif
