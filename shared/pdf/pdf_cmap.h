/*
 * Character maps: from codes to glyphs (CMap) and from codes to text
 * (ToUnicode). ISO 32000-1 9.7.5, 9.10.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_CMAP_H
#define FERNSIGN_PDF_CMAP_H

#include "shared/pdf/pdf_file.h"

/* Codes lo to hi, each n octets long, go to value, value + 1, … */
struct pdf_cmap_range {
	uint32_t lo, hi;
	size_t n;
	uint32_t value; /* CID, or first UTF-16 unit of the text */
};

struct pdf_cmap {
	int64_t wmode;                /* -1: not said */
	uint32_t most;                /* largest value */
	bool uses_other;              /* builds on another map */
	struct pdf_cmap_range *space; /* codespace */
	size_t nspace;
	struct pdf_cmap_range *range; /* in order of appearance */
	size_t nrange;
};

/*
 * Read a map.
 *
 * out  in the document's arena
 *
 * E_INPUT  the stream cannot be decoded (noted by pdf_decode)
 * E_NOMEM  arena exhausted
 */
enum err pdf_cmap_read(struct pdf_file *f, const struct pdf_obj *stream,
    struct pdf_cmap *out) MUST_USE;

/* Find what a code of n octets goes to; false when it goes nowhere. */
bool pdf_cmap_find(
    const struct pdf_cmap *m, uint32_t code, size_t n, uint32_t *value);

#endif
