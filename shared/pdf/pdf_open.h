/*
 * Opening and closing documents.
 *
 * Two readers give the same trees: pdf_open asks libqpdf and lets our own
 * reader contradict it, pdf_open_raw asks our own reader alone, so that a
 * result can be verified by code that did not take part in making it.
 * Neither repairs anything.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PDF_OPEN_H
#define FERNSIGN_PDF_OPEN_H

#include "shared/pdf/pdf_file.h"

/*
 * Open a document for judging and signing.
 *
 * file  borrowed, must outlive the document
 * a     holds all objects; not reset before pdf_close
 * no    why, on E_INPUT; borrowed for the document's life
 * out   owned by the caller, release with pdf_close; set on E_OK only
 *
 * E_INPUT  refused: not a PDF, encrypted, damaged, over a limit
 * E_NOMEM  memory or arena exhausted
 */
enum err pdf_open(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_file **out) MUST_USE;

/* As pdf_open, without libqpdf. */
enum err pdf_open_raw(struct bytes file, struct arena *a,
    struct pdf_refusal *no, struct pdf_file **out) MUST_USE;

/* Release a document; NULL-safe. */
void pdf_close(struct pdf_file *f);

#endif
