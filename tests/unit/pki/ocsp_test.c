/*
 * OCSP and CRLs: what is answered reads back, and what is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/ocsp.h"

#include <string.h>

#include "shared/pki/crl.h"
#include "tests/unit/pki/house.h"

static struct house h;
static struct cert_facts person;

static int
setup(void **state)
{
	(void)state;
	house_make(&h, KEY_P256);
	return cert_read(h.person.der, h.a, &person) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	house_free(&h);
	return 0;
}

static struct bytes
request(enum ocsp_hash hash, size_t nonce_n)
{
	static const unsigned char nonce[130] = { 7 };
	struct bytes out;

	assert_int_equal(ocsp_request_make(h.person.der, h.ca.der, hash,
			     bytes_at(nonce, nonce_n), h.a, &out),
	    E_OK);
	return out;
}

static void
test_request(void **state)
{
	struct ocsp_issuer ca, root;
	struct ocsp_query q;

	(void)state;
	assert_int_equal(ocsp_issuer_of(h.ca.der, h.a, &ca), E_OK);
	assert_int_equal(ocsp_issuer_of(h.root.der, h.a, &root), E_OK);
	for (int hash = OCSP_SHA1; hash <= OCSP_SHA256; hash++) {
		assert_int_equal(
		    ocsp_request_read(request(hash, 32), &q), E_OK);
		assert_int_equal(q.hash, hash);
		assert_int_equal(q.nonce.n, 32);
		assert_true(bytes_eq(q.serial, person.serial));
		assert_true(ocsp_issuer_asked(&ca, &q));
		assert_false(ocsp_issuer_asked(&root, &q));
	}
	assert_int_equal(ocsp_request_read(request(OCSP_SHA1, 0), &q), E_OK);
	assert_int_equal(q.nonce.n, 0);
	assert_int_equal(ocsp_request_read(request(OCSP_SHA1, 128), &q), E_OK);
	assert_int_equal(
	    ocsp_request_read(request(OCSP_SHA1, 129), &q), E_INPUT);
}

/* Cut off anywhere, or with an octet more, a request is refused. */
static void
test_request_refused(void **state)
{
	struct bytes whole = request(OCSP_SHA256, 16), longer;
	struct ocsp_query q;
	unsigned char *p;

	(void)state;
	for (size_t n = 0; n < whole.n; n++)
		assert_int_equal(
		    ocsp_request_read(bytes_at(whole.p, n), &q), E_INPUT);
	p = arena_alloc(h.a, whole.n + 1);
	memcpy(p, whole.p, whole.n);
	longer = bytes_at(p, whole.n + 1);
	assert_int_equal(ocsp_request_read(longer, &q), E_INPUT);
}

static void
test_response(void **state)
{
	/* clang-format off */
	static const struct ocsp_answer rows[] = {
		{ OCSP_GOOD,    0,         0, NOW, NOW + 3600 },
		{ OCSP_REVOKED, NOW - 500, 1, NOW, NOW + 3600 },
		{ OCSP_REVOKED, NOW - 500, 0, NOW, NOW + 3600 },
		{ OCSP_UNKNOWN, 0,         0, NOW, NOW + 3600 },
	};
	/* clang-format on */
	struct ocsp_signer s = { h.ocsp.der, h.ocsp.key };
	struct ocsp_answer got;
	struct ocsp_query q;
	struct bytes der;

	(void)state;
	for (int hash = OCSP_SHA1; hash <= OCSP_SHA256; hash++)
		for (size_t i = 0; i < COUNT(rows); i++) {
			assert_int_equal(
			    ocsp_request_read(request(hash, 32), &q), E_OK);
			assert_int_equal(
			    ocsp_response_make(&q, &rows[i], &s, h.a, &der),
			    E_OK);
			assert_int_equal(ocsp_response_read(der, h.person.der,
					     h.ca.der, NOW, NOW, &got),
			    E_OK);
			assert_memory_equal(&got, &rows[i], sizeof(got));
			assert_true(
			    ocsp_response_about(der, h.person.der, h.ca.der));
			assert_false(
			    ocsp_response_about(der, h.ocsp.der, h.ca.der));
		}
	assert_int_equal(ocsp_response_read(der, h.person.der, h.ca.der,
			     NOW + 7200, NOW + 7200, &got),
	    E_CRYPTO);
	/* Current between two times, though at neither of them. */
	assert_int_equal(ocsp_response_read(der, h.person.der, h.ca.der,
			     NOW - 60, NOW + 7200, &got),
	    E_OK);
	assert_int_equal(
	    ocsp_response_read(der, h.ocsp.der, h.ca.der, NOW, NOW, &got),
	    E_INPUT);
	assert_int_equal(
	    ocsp_response_read(der, h.person.der, h.root.der, NOW, NOW, &got),
	    E_CRYPTO);
}

/* A person's key answers for nobody: its certificate lacks the EKU. */
static void
test_wrong_signer(void **state)
{
	struct ocsp_answer good = { OCSP_GOOD, 0, 0, NOW, NOW + 3600 }, got;
	struct ocsp_signer s = { h.person.der, h.person.key };
	struct ocsp_query q;
	struct bytes der;

	(void)state;
	assert_int_equal(ocsp_request_read(request(OCSP_SHA1, 0), &q), E_OK);
	assert_int_equal(ocsp_response_make(&q, &good, &s, h.a, &der), E_OK);
	assert_int_equal(
	    ocsp_response_read(der, h.person.der, h.ca.der, NOW, NOW, &got),
	    E_CRYPTO);
}

static void
test_error(void **state)
{
	(void)state;
	assert_true(bytes_eq(ocsp_response_error(OCSP_UNAUTHORIZED),
	    bytes_at("\x30\x03\x0a\x01\x06", 5)));
	assert_true(bytes_eq(ocsp_response_error(OCSP_MALFORMED_REQUEST),
	    bytes_at("\x30\x03\x0a\x01\x01", 5)));
}

static void
test_crl(void **state)
{
	struct crl_entry entries[] = {
		{ person.serial, NOW - 100, 1 },
		{ bytes_at("\x01\x02", 2), NOW - 50, 0 },
	};
	struct crl_order o = { .issuer = h.ca.der,
		.key = h.ca.key,
		.number = 300,
		.this_update_at = NOW,
		.next_update_at = NOW + 3600,
		.expired_since_at = NOW - DAY,
		.entries = entries,
		.n = COUNT(entries) };
	struct crl_entry found;
	struct crl_facts f;
	struct cert_facts ca;
	struct bytes der;

	(void)state;
	assert_int_equal(crl_make(&o, h.a, &der), E_OK);
	assert_int_equal(crl_read(der, h.ca.der, h.a, &f), E_OK);
	assert_int_equal(f.number, 300);
	assert_int_equal(f.entries, 2);
	assert_int_equal(f.this_update_at, NOW);
	assert_int_equal(f.next_update_at, NOW + 3600);
	assert_int_equal(f.expired_since_at, NOW - DAY);
	assert_int_equal(cert_read(h.ca.der, h.a, &ca), E_OK);
	assert_memory_equal(f.issuer_hash, ca.s_hash, 20);
	assert_true(bytes_eq(f.authority_key_id, ca.key_id));
	assert_int_equal(crl_find(der, h.ca.der, person.serial, &found), E_OK);
	assert_int_equal(found.revoked_at, NOW - 100);
	assert_int_equal(found.reason, 1);
	assert_int_equal(
	    crl_find(der, h.ca.der, ca.serial, &found), E_NOTFOUND);
	assert_int_equal(
	    crl_find(der, h.root.der, person.serial, &found), E_CRYPTO);
	assert_int_equal(crl_read(der, h.root.der, h.a, &f), E_CRYPTO);
	assert_int_equal(
	    crl_read(house_flip(&h, der, 1), h.ca.der, h.a, &f), E_CRYPTO);
	o.n = 0;
	assert_int_equal(crl_make(&o, h.a, &der), E_OK);
	assert_int_equal(crl_read(der, h.ca.der, h.a, &f), E_OK);
	assert_int_equal(f.entries, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_request_refused),
		cmocka_unit_test(test_response),
		cmocka_unit_test(test_wrong_signer),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_crl),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
