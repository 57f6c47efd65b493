/*
 * A person as an identity partner verified them, and whether that is the
 * person who registered.
 *
 * ca stores it sealed, as JSON by person_fields; nobody else keeps it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_PERSON_H
#define FERNSIGN_MODEL_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/base/arena.h"
#include "shared/base/field.h"

/* All text UTF-8 in the arena, spelled as delivered; NULL when not given. */
struct person {
	char *given_names;
	char *family_name;
	char *birth_name;
	char *academic_title;
	char *artistic_name;
	char *date_of_birth; /* YYYY-MM-DD, or YYYY-MM or YYYY as known */
	char *place_of_birth;
	char *nationality; /* ISO 3166 alpha-2 */
	char *street;
	char *zip_code;
	char *city;
	char *country;       /* ISO 3166 alpha-2 */
	char *mobile_phone;  /* E.164; only what the partner checked */
	char *document_type; /* ID, UB, … of the chip; IDCARD, PASSPORT, … */
	char *document_number;
	char *issuing_country; /* ISO 3166 alpha-2 */
	char *issued_by;
	char *issued_on;            /* YYYY-MM-DD */
	char *valid_until;          /* YYYY-MM-DD, last day of the document */
	int64_t valid_until_at;     /* its end, UTC */
	char *loa;                  /* hoch, substantiell, …; video, pos */
	struct bytes restricted_id; /* pseudonym of the card for this service */

	/* What came with the person but is not kept with it. */
	char *note;          /* why not, a word of ours; NULL */
	char *reference;     /* case number at the partner; NULL: online ID */
	int64_t occurred_at; /* when, says the partner; 0 unknown */
};

#define PERSON_FIELDS 22

extern const struct field person_fields[PERSON_FIELDS];

/*
 * Compare verified names with the registered ones: Unicode-normalised,
 * without regard to case, sharp s as ss, blanks and hyphens alike.
 *
 * first_name   registered; its words must occur among the given names, in
 *              order
 * family_name  registered; must be equal
 */
bool person_names_match(
    const struct person *p, const char *first_name, const char *family_name);

/*
 * Say until when an identification counts: as long as the document, at least
 * two years from verified_at.
 */
int64_t person_valid_until(const struct person *p, int64_t verified_at);

/*
 * Read YYYY-MM-DD as the end of that day, UTC seconds.
 *
 * E_INPUT  no such day (1900 to 2199)
 */
enum err date_end(const char *text, int64_t *at) MUST_USE;

#endif
