/*
 * Country codes of identity documents, for certificates.
 *
 * ICAO Doc 9303-3 section 5, ISO 3166-1.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_MODEL_COUNTRY_H
#define FERNSIGN_MODEL_COUNTRY_H

/*
 * Find the two letters of a country.
 *
 * code   NUL-ended, without blanks: "D", three letters, or two; NULL allowed
 *
 * Returns a static string; NULL when there is no such country.
 */
const char *country_alpha2(const char *code);

#endif
