/*
 * Names that are the same person's, and names that are not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/model/country.h"

/* clang-format off */
/* verified given names, family name; registered first, family name; same? */
static const struct {
	const char *given, *family, *first, *name;
	bool same;
} rows[] = {
	{ "ERIKA", "MUSTERMANN", "Erika", "Mustermann", true },
	{ "ERIKA", "MUSTERMANN", " erika ", "MUSTERMANN", true },
	{ "ERIKA MARIA", "MUSTERMANN", "Erika", "Mustermann", true },
	{ "ERIKA MARIA", "MUSTERMANN", "Maria", "Mustermann", true },
	{ "ERIKA-MARIA", "MUSTERMANN", "Erika Maria", "Mustermann", true },
	{ "ERIKA ANNA MARIA", "MUSTERMANN", "Erika Maria", "Mustermann", true },
	{ "ERIKA MARIA", "MUSTERMANN", "Maria Erika", "Mustermann", false },
	{ "ERIKA", "MUSTERMANN", "Erika Maria", "Mustermann", false },
	{ "ERIKA", "MUSTERMANN", "Eri", "Mustermann", false },
	{ "ERIKA", "MUSTERMANN", "Erika", "Muster", false },
	{ "ERIKA", "MUSTERMANN", "Erika", "Gabler", false },
	{ "ERIKA", "GABLER-MUSTERMANN", "Erika", "Gabler Mustermann", true },
	{ "ERIKA", "GABLER MUSTERMANN", "Erika", "Mustermann", false },
	{ "ERIKA", "MU\u1E9E", "Erika", "Mu\u00DF", true },
	{ "ERIKA", "MUSS", "Erika", "Mu\u00DF", true },
	{ "ERIKA", "M\u00DCLLER", "Erika", "mu\u0308ller", true },
	{ "ERIKA", "M\u00DCLLER", "Erika", "Muller", false },
	{ "ERIKA", "M\u00DCLLER", "Erika", "Mueller", false },
	{ "ERIKA", "\u1EAC", "Erika", "a\u0302\u0323", true },
	{ "ERIKA", "\u0141\u0104CKA", "Erika", "\u0142\u0105cka", true },
	{ "ERIKA", "MUSTERMANN\u00A0", "Erika", "Mustermann", true },
	{ "ERIKA", "MUSTERMANN", "", "Mustermann", false },
	{ "ERIKA", "MUSTERMANN", "Erika", "", false },
	{ "ERIKA", "MUSTERMANN", NULL, NULL, false },
	{ NULL, NULL, "Erika", "Mustermann", false },
	{ "-", "-", "-", "-", false },
};
/* clang-format on */

static void
names(void **state)
{
	struct person p = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		p.given_names = (char *)(uintptr_t)rows[i].given;
		p.family_name = (char *)(uintptr_t)rows[i].family;
		if (person_names_match(&p, rows[i].first, rows[i].name) !=
		    rows[i].same)
			fail_msg("row %zu", i);
	}
}

static void
long_names_match_nothing(void **state)
{
	static char name[600];
	struct person p = { .given_names = name, .family_name = name };

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	assert_false(person_names_match(&p, name, name));
}

static void
dates(void **state)
{
	/* text, outcome, seconds */
	static const struct {
		const char *text;
		enum err want;
		int64_t at;
	} texts[] = {
		{ "1970-01-01", E_OK, 86399 },
		{ "2028-02-29", E_OK, 1835481599 },
		{ "2027-02-29", E_INPUT, 0 },
		{ "2027-13-01", E_INPUT, 0 },
		{ "2027-00-01", E_INPUT, 0 },
		{ "1899-01-01", E_INPUT, 0 },
		{ "27-01-01", E_INPUT, 0 },
		{ "2027/01/01", E_INPUT, 0 },
		{ NULL, E_INPUT, 0 },
	};
	int64_t at;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		at = 0;
		assert_int_equal(date_end(texts[i].text, &at), texts[i].want);
		assert_int_equal(at, texts[i].at);
	}
}

static void
life_is_at_least_two_years(void **state)
{
	struct person p = { .valid_until_at = 1000000000 };

	(void)state;
	assert_int_equal(person_valid_until(&p, 900000000), 1000000000);
	assert_int_equal(
	    person_valid_until(&p, 999999999), 999999999 + 63072000);
}

static void
countries(void **state)
{
	(void)state;
	assert_string_equal(country_alpha2("D"), "DE");
	assert_string_equal(country_alpha2("AUT"), "AT");
	assert_string_equal(country_alpha2("FR"), "FR");
	assert_null(country_alpha2("QQQ"));
	assert_null(country_alpha2("ZZ"));
	assert_null(country_alpha2(""));
	assert_null(country_alpha2(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(long_names_match_nothing),
		cmocka_unit_test(dates),
		cmocka_unit_test(life_is_at_least_two_years),
		cmocka_unit_test(countries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
