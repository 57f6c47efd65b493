/*
 * fernsign-pdf: reads documents that nobody trusts, for portal and api.
 *
 * A worker reads one whole request, closes everything but the reply, drops
 * to read, write, memory and exit, answers, and exits: a document that takes
 * it over has no database, no network, no key and no second document.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODULES_PDF_PDF_H
#define FERNSIGN_MODULES_PDF_PDF_H

#include "shared/pdf/pdf_check.h"
#include "shared/web/responder.h"

struct pdf_config {
	char *font_file;  /* TrueType; NULL: looked for in known places */
	char *xmp_schema; /* refuse, warn; NULL: refuse */
	char *validator;  /* program that judges conformity; NULL: our gate */
};

struct pdf_app {
	struct responder r;
	struct pdf_config cfg;
	struct bytes font;   /* read before the doors close */
	struct arena *arena; /* of the one document */
	enum pdf_check_kind kind;
	bool conforms; /* the validator's word, for /check */
};

/* POST /check: a verdict, and what the preview wants to know. */
enum err run_check(struct request *q) MUST_USE;

/* POST /place: an increment with everything but the CMS. */
enum err run_place(struct request *q) MUST_USE;

/* POST /extend: an increment with validation data or a time stamp's place. */
enum err run_extend(struct request *q) MUST_USE;

/* POST /verify: does the last signature of a result hold? */
enum err run_verify(struct request *q) MUST_USE;

/* POST /report: all signatures, judged one by one, and validation data. */
enum err run_report(struct request *q) MUST_USE;

/* Text of a document as an answer may carry it: control characters, which
 * no name has, become "?". NULL when the arena is exhausted. */
const char *pdf_shown(struct arena *a, const char *text);

#endif
