/*
 * The part of a form that says who somebody is and where TANs go: the same
 * at registration and when personal data change.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PORTAL_PERSON_H
#define FERNSIGN_PORTAL_PERSON_H

#include "modules/portal/input.h"
#include "shared/model/account.h"

/* What the template shows: names, kinds of number, number and PIN. */
struct person_rows {
	struct list person; /* struct input_row */
	struct list kinds;  /* struct choice_row */
	struct list reach;  /* struct input_row */
};

/* clang-format off */
/* The rows of a member m of struct s. */
#define PERSON_FIELDS(s, m) \
	PAGE_LIST("person", s, m.person, input_row, input_row_fields, 2), \
	PAGE_LIST("kinds", s, m.kinds, choice_row, choice_row_fields, 2), \
	PAGE_LIST("reach", s, m.reach, input_row, input_row_fields, 2)
/* clang-format on */

/*
 * Make the rows.
 *
 * form  what is shown; NULL: nothing yet
 * f     what was refused; NULL: nothing
 */
enum err person_show(struct visit *v, const struct form *form,
    const struct refusals *f, struct person_rows *out) MUST_USE;

/*
 * Read and judge what came.
 *
 * w  set as far as it could be read; the number as E.164, the PIN of a
 *    landline number only; lives in the visit's arena
 * f  what is refused is added, in the form's order
 */
enum err person_read(
    struct visit *v, struct account_words *w, struct refusals *f) MUST_USE;

/* Note what the model says about words or a password, by field. */
void account_refuse(struct refusals *f, enum account_fault fault);

#endif
