/*
 * The placement page.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_PLACE_H
#define FERNSIGN_PORTAL_PLACE_H

#include "modules/portal/batch.h"
#include "modules/portal/input.h"

/*
 * Show the form of one document.
 *
 * document  1.., one of the batch
 * form      what was sent, to be shown again; NULL: asked for anew
 * f         what was refused; NULL: nothing
 * problem   key of what has gone wrong altogether; NULL: nothing
 */
enum err place_show(struct visit *v, const struct signing *s, int64_t document,
    const struct form *form, const struct refusals *f,
    const char *problem) MUST_USE;

/* A signature that the document bears already. */
struct place_found {
	const char *name;
	const char *state; /* key */
	const char *when;  /* NULL: not known */
	bool first;
	bool last;
};

/* A signature field that may be filled. */
struct place_field {
	const char *name;
	int64_t page;
	int64_t x, y, width, height; /* points as shown */
	bool checked;
	bool only;
	bool first;
	bool last;
};

extern const struct field place_found_fields[5];
extern const struct field place_field_fields[10];

/* What a document bears before it is signed. */
struct place_bears {
	struct list found;   /* struct place_found */
	struct list empty;   /* struct place_field */
	const char *departs; /* clause of PDF/A; NULL: none */
	bool certified;
};

/*
 * Read it from pdf's verdict.
 *
 * chosen  name of the field that was chosen; n 0: none
 *
 * E_INPUT  the verdict cannot be read
 */
enum err place_bears(struct visit *v, const struct signing_doc *doc,
    struct bytes chosen, struct place_bears *out) MUST_USE;

#endif
