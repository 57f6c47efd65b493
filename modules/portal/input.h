/*
 * Fields of forms as rows: one table says what a form asks for, the same
 * partials show every one of them, with its error beside it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_INPUT_H
#define FERNSIGN_PORTAL_INPUT_H

#include "modules/portal/page.h"

enum input_flags {
	INPUT_REQUIRED = 1,
	INPUT_OPTIONAL = 2, /* says so behind the label */
	INPUT_BOX = 4,      /* a box to tick */
	INPUT_SECRET = 8,   /* never shown again */
	INPUT_SHORT = 16
};

/* A field as a form declares it. */
struct input {
	const char *name;
	const char *label; /* key */
	const char *hint;  /* key; NULL none */
	const char *type;  /* of the input element */
	const char *autocomplete;
	const char *inputmode;
	unsigned flags;   /* enum input_flags */
	const char *href; /* box: what is to be read */
	const char *link; /* box: key of the link's text */
};

/* A field as the template shows it. */
struct input_row {
	const char *name;
	const char *label;
	const char *hint;
	const char *type;
	const char *autocomplete;
	const char *inputmode;
	const char *href;
	const char *link;
	const char *value;
	const char *error; /* key */
	bool box;
	bool checked;
	bool required;
	bool optional;
	bool brief;
	bool described; /* has a hint or an error */
};

/* A radio button. */
struct choice_row {
	const char *name;
	const char *value;
	const char *label; /* key */
	const char *hint;  /* key; NULL none */
	const char *price; /* in words; NULL none */
	bool checked;
	bool first;
	bool last;
};

extern const struct field input_row_fields[16];
extern const struct field choice_row_fields[8];

#define REFUSALS 32

/* What was refused, in the order of the form. */
struct refusals {
	struct {
		const char *field;
		const char *text; /* key */
	} row[REFUSALS];
	size_t n;
};

/* Note that a field is refused; the first reason of a field counts. */
void refuse(struct refusals *f, const char *field, const char *text);

/* Bring refusals into the order of fields; others come behind. */
void refusals_sort(struct refusals *f, const struct field *t, size_t n);

/* Find why a field is refused; NULL when it is not. */
const char *refused_text(const struct refusals *f, const char *field);

/*
 * Make the rows of a form.
 *
 * form  what came, to be shown again (secrets are not); NULL: empty
 * f     what was refused; NULL: nothing
 */
enum err input_rows(struct visit *v, const struct input *t, size_t n,
    const struct form *form, const struct refusals *f,
    struct list *out) MUST_USE;

/*
 * Make radio buttons of a table and check the one whose value is chosen;
 * name and checked of the table's rows are not looked at.
 */
enum err choice_rows(struct visit *v, const char *name,
    const struct choice_row *t, size_t n, struct bytes chosen,
    struct list *out) MUST_USE;

/* Put the refusals into the page's summary and set the status to 422. */
enum err refusals_show(
    struct visit *v, const struct refusals *f, struct page *p) MUST_USE;

#endif
