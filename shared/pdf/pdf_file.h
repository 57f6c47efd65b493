/*
 * An open document (pdf_open.h): objects by number, streams decoded within
 * the budget. Who reads an object that is asked for the first time is not
 * known here: pdf_open sets load.
 *
 * Asking for an object never fails by itself: trouble reads as null, is noted
 * as the refusal and stays in fault, which every walk asks at its end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_FILE_H
#define FERNSIGN_PDF_FILE_H

#include <time.h>

#include "shared/pdf/pdf_cms.h"
#include "shared/pdf/pdf_scan.h"

struct pdf_stored; /* a decoded object stream */
struct pdf_qpdf;   /* libqpdf's own */

/* What is known of an object number. */
struct pdf_slot {
	const struct pdf_obj *o;   /* NULL: not read yet */
	struct pdf_stored *stored; /* its objects, if an object stream */
};

struct pdf_file {
	struct pdf_scan scan;
	struct arena *arena;
	struct pdf_refusal *no;
	struct pdf_slot *slot; /* by number */
	/* reads an object; trouble is noted in *no */
	enum err (*load)(struct pdf_file *f, int id, struct pdf_obj *out);
	size_t left;              /* octets that may still be decoded */
	clock_t began;            /* processor time when it was opened */
	unsigned steps;           /* asked pdf_tired so often */
	enum err fault;           /* first trouble; E_OK so far */
	struct pdf_qpdf *qpdf;    /* NULL: our own reader alone */
	struct pdf_hashed hashed; /* of its signatures */
};

/* Note trouble met while reading; the first counts. Returns r. */
enum err pdf_fault(struct pdf_file *f, enum err r);

/*
 * Say whether the document has cost too much processor time; then it is
 * noted as too complex. Asked by every loop whose length a document decides,
 * so that a person gets an answer before the kernel ends the process.
 */
bool pdf_tired(struct pdf_file *f);

/* Follow references until something else comes; null once the document is
 * tired (pdf_tired); never NULL. */
const struct pdf_obj *pdf_follow(struct pdf_file *f, const struct pdf_obj *o);

/* Read an object by number; &pdf_null when there is none. */
const struct pdf_obj *pdf_object(struct pdf_file *f, int id);

/* Find a key's value, references followed. */
const struct pdf_obj *pdf_get(
    struct pdf_file *f, const struct pdf_obj *dict, const char *key);

/* Find an array's element, references followed; null outside. */
const struct pdf_obj *pdf_at(
    struct pdf_file *f, const struct pdf_obj *array, size_t i);

/* Number of elements; 0 when o is no array. */
size_t pdf_count(const struct pdf_obj *o);

/* The newest trailer, the document catalog. */
const struct pdf_obj *pdf_trailer(const struct pdf_file *f);
/* As pdf_trailer. */
const struct pdf_obj *pdf_catalog(struct pdf_file *f);

/* Read four numbers (a rectangle) in ascending order: x0 y0 x1 y1. */
bool pdf_rectangle(struct pdf_file *f, const struct pdf_obj *o, double out[4]);

/*
 * View a stream's data as it stands in the file; borrowed.
 *
 * E_INPUT  o is no stream of this file, or its extent is wrong (noted)
 */
enum err pdf_data(
    struct pdf_file *f, const struct pdf_obj *o, struct bytes *out) MUST_USE;

/*
 * Decode a stream.
 *
 * out  empty; owned by the caller
 *
 * E_NOTFOUND  a filter that is not decoded here (pictures)
 * E_INPUT     damaged data, over the document's budget (noted)
 * E_NOMEM     out of memory
 */
enum err pdf_decode(
    struct pdf_file *f, const struct pdf_obj *o, struct buf *out) MUST_USE;

#endif
