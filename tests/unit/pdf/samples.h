/*
 * The project's own sample documents, for tests of shared/pdf: made by
 * tests/samples/make before the tests run.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_TESTS_PDF_SAMPLES_H
#define FERNSIGN_TESTS_PDF_SAMPLES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/pdf/pdf_check.h"

/* One line of index.tsv. */
struct sample {
	char file[64];
	char verdict[24];
	char pdfa[4];
	char rule[16];
	int pages;
};

/* Read a sample by its file name; the test fails when it is not there. */
struct buf sample_read(const char *name);

/* Read any file of the machine; the test fails when it is not there. */
struct buf sample_file(const char *path);

/* Call fn for each sample. */
void sample_each(void (*fn)(const struct sample *s));

/* Check a document as an upload; fails the test on anything but refusal. */
enum err sample_check(struct bytes file, enum pdf_check_kind kind,
    struct arena *a, struct pdf_refusal *no, struct pdf_checked *out);

/* Numbers of a document's objects, 0 when it has none; the first page's. */
int sample_catalog(struct pdf_file *f);
int sample_page(struct pdf_file *f);
int sample_form(struct pdf_file *f);
int sample_information(struct pdf_file *f);

/* The font of the appearance. */
struct bytes sample_font(void);

#endif
