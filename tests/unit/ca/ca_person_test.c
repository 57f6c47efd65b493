/*
 * Verified person data at rest: it opens for its own account and case, and
 * for no other.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *a;
static const unsigned char octets[32] = { 1, 2, 3 };
static const struct id erika = { { 1 } }, max = { { 2 } }, one = { { 3 } },
		       two = { { 4 } };

static int
setup(void **state)
{
	(void)state;
	return arena_new(1 << 20, &a) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* A person with every kind of member. */
static struct person
specimen(void)
{
	return (struct person){ .given_names = arena_str(a, "ERIKA"),
		.family_name = arena_str(a, "MUSTERMANN"),
		.date_of_birth = arena_str(a, "1964-08-12"),
		.issuing_country = arena_str(a, "DE"),
		.valid_until_at = 1900000000,
		.restricted_id = bytes_of("pseudonym of a card") };
}

static void
test_round(void **state)
{
	struct person p = specimen(), q;
	struct bytes key = bytes_at(octets, 32), sealed;

	(void)state;
	assert_int_equal(
	    ca_person_seal(key, &erika, &one, &p, a, &sealed), E_OK);
	assert_null(memmem(sealed.p, sealed.n, "MUSTERMANN", 10));
	assert_int_equal(
	    ca_person_open(key, &erika, &one, sealed, a, &q), E_OK);
	assert_string_equal(q.given_names, "ERIKA");
	assert_string_equal(q.family_name, "MUSTERMANN");
	assert_string_equal(q.date_of_birth, "1964-08-12");
	assert_null(q.birth_name);
	assert_int_equal(q.valid_until_at, 1900000000);
	assert_true(bytes_eq(q.restricted_id, p.restricted_id));
}

/* A row that was copied to another account or case does not open. */
static void
test_bound(void **state)
{
	const struct {
		const struct id *account, *case_;
	} rows[] = { { &max, &one }, { &erika, &two }, { &one, &erika } };
	static const unsigned char other[32] = { 9 };
	struct person p = specimen(), q;
	struct bytes key = bytes_at(octets, 32), sealed, again;

	(void)state;
	assert_int_equal(
	    ca_person_seal(key, &erika, &one, &p, a, &sealed), E_OK);
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(ca_person_open(key, rows[i].account,
				     rows[i].case_, sealed, a, &q),
		    E_CRYPTO);
	assert_int_equal(
	    ca_person_open(bytes_at(other, 32), &erika, &one, sealed, a, &q),
	    E_CRYPTO);
	assert_int_equal(
	    ca_person_seal(key, &erika, &one, &p, a, &again), E_OK);
	assert_false(bytes_eq(sealed, again));
}

/* What does not fit into its column is refused, not cut. */
static void
test_too_long(void **state)
{
	struct person p = specimen();
	char *street = arena_alloc(a, 9001);
	struct bytes sealed;

	(void)state;
	memset(street, 'x', 9000);
	p.street = street;
	assert_int_equal(
	    ca_person_seal(bytes_at(octets, 32), &erika, &one, &p, a, &sealed),
	    E_INPUT);
}

static void
test_pseudonym(void **state)
{
	static const unsigned char other[32] = { 9 };
	struct person p = specimen(), none = { 0 };
	struct bytes key = bytes_at(octets, 32), x, y;

	(void)state;
	assert_int_equal(ca_person_pseudonym(key, &p, a, &x), E_OK);
	assert_int_equal(ca_person_pseudonym(key, &p, a, &y), E_OK);
	assert_int_equal(x.n, 32);
	assert_true(bytes_eq(x, y));
	assert_int_equal(
	    ca_person_pseudonym(bytes_at(other, 32), &p, a, &y), E_OK);
	assert_false(bytes_eq(x, y));
	assert_int_equal(ca_person_pseudonym(key, &none, a, &y), E_OK);
	assert_int_equal(y.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_pseudonym),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
