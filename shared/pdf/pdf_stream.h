/*
 * Decoding streams with a cap: the only place that names zlib.
 *
 * Knows FlateDecode with predictors, ASCIIHex, ASCII85 and RunLength; picture
 * filters and LZW (which PDF/A forbids) are left alone. ISO 32000-1 7.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_STREAM_H
#define FERNSIGN_PDF_STREAM_H

#include "shared/base/buf.h"

enum pdf_filter_kind {
	PDF_F_FLATE,
	PDF_F_HEX,
	PDF_F_ASCII85,
	PDF_F_RUN,
	PDF_F_IDENTITY, /* Crypt with /Identity */
	PDF_F_OTHER     /* pictures, LZW, unknown: cannot be decoded here */
};

struct pdf_filter {
	enum pdf_filter_kind kind;
	int predictor; /* 1 none, 2 TIFF, 10.. PNG */
	int colors;
	int bits;
	int columns;
};

/* Find the kind of a filter by its name, long or as in inline images. */
enum pdf_filter_kind pdf_filter_kind(struct bytes name);

/*
 * Undo filters, outermost first.
 *
 * raw    data as in the file; nothing stays nothing, whatever the filter
 * left   octets that may still be decoded in this document; taken from it
 * out    empty, owned by the caller; its maximum is not the limit, *left is
 *
 * E_INPUT     data is damaged
 * E_NOTFOUND  a filter cannot be decoded here
 * E_LIMIT     more than *left
 * E_NOMEM     out of memory
 */
enum err pdf_stream_decode(struct bytes raw, const struct pdf_filter *f,
    size_t n, size_t *left, struct buf *out) MUST_USE;

#endif
