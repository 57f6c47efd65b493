/*
 * What the colour group remembers, and its judge of ICC profiles.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_GATE_COLOUR_H
#define FERNSIGN_PDF_GATE_COLOUR_H

#include "shared/pdf/pdf_gate_report.h"

/* What stands in the header of a profile (ICC.1 7.2). */
struct pdf_icc {
	char space[5];  /* "RGB ", "CMYK", "GRAY", "Lab " */
	char device[5]; /* class: "prtr", "mntr", "scnr", "spac" */
	int version;    /* major */
	bool ok;        /* it is a profile */
	int id;         /* object number of the stream */
	struct pdf_icc *next;
};

/* A Separation colour space that was met. */
struct pdf_separation {
	const struct pdf_obj *o;
};

/*
 * Read a profile's header, once for each stream.
 *
 * Returns false when the stream is no profile.
 */
bool pdf_icc_read(
    struct pdf_gate *g, const struct pdf_obj *stream, struct pdf_icc *out);

/* Say whether the number of components fits the profile's colour space. */
bool pdf_icc_fits(const struct pdf_icc *p, int64_t n);

#endif
