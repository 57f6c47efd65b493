/*
 * Batches of documents as rows of pages.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_DOCUMENTS_H
#define FERNSIGN_PORTAL_DOCUMENTS_H

#include "modules/portal/page.h"
#include "shared/model/signing.h"

#define BATCHES_MAX 200

/* A document of a batch. */
struct file_row {
	const char *name;
	int64_t n;
	bool query; /* the address needs its number */
};

/* A batch: what was uploaded and is signed together. */
struct batch_row {
	const char *id;     /* hex */
	const char *status; /* uploaded, prepared, done */
	const char *made;   /* key: which signature, once there is one */
	const char *signed_at;
	const char *left;         /* until it is deleted, in words */
	const char *deadline;     /* when that is */
	const char *reached;      /* "B-LTA": the lowest of its documents */
	const char *reached_text; /* key */
	bool raising;             /* a higher level is on its way */
	bool signed_;
	bool first;
	bool last;
	struct list files; /* struct file_row */
};

extern const struct field file_row_fields[3];
extern const struct field batch_row_fields[13];

/* List the batches of the person that still have documents, newest first. */
enum err batch_rows(struct visit *v, size_t most, struct list *out) MUST_USE;

/* Make the row of one batch. */
enum err batch_row(
    struct visit *v, const struct signing *s, struct list *out) MUST_USE;

#endif
