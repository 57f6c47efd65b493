/*
 * A small PKI in memory for the tests of shared/pki.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/pki/house.h"

#include "shared/base/clock.h"

/* The clock of these programs stands still. */
int64_t
clock_now(void)
{
	return NOW;
}

int64_t
clock_ms(void)
{
	return 0;
}

void
house_issue(struct house *h, enum cert_kind kind, const struct member *issuer,
    const char *name, enum key_type t, struct member *out)
{
	bool person = kind >= CERT_PERSON_SIMPLE;
	unsigned char serial[CERT_SERIAL_BYTES];
	struct cert_order o = { .kind = kind,
		.subject = { .country = "DE",
		    .organization = person ? NULL : "Fernsign Test",
		    .family_name = person ? name : NULL,
		    .given_name = person ? "Erika" : NULL,
		    .serial_number = person ? "4711" : NULL,
		    .common_name = name },
		.issuer = issuer ? issuer->der : bytes_at(NULL, 0),
		.not_before_at = NOW - DAY,
		.not_after_at = NOW + 400 * DAY,
		.issuer_name = "qualified",
		.public_url = "http://pki.example",
		.pds_url = "https://tsp.example/pds_en.pdf" };

	assert_int_equal(key_generate(t, &out->key), E_OK);
	cert_serial(serial);
	o.serial = bytes_at(serial, sizeof(serial));
	o.issuer_key = issuer ? issuer->key : out->key;
	assert_int_equal(key_spki(out->key, h->a, &o.spki), E_OK);
	assert_int_equal(cert_issue(&o, h->a, &out->der), E_OK);
}

void
house_make(struct house *h, enum key_type t)
{
	assert_int_equal(arena_new(16 << 20, &h->a), E_OK);
	house_issue(h, CERT_ROOT, NULL, "Test Root", KEY_P256, &h->root);
	house_issue(
	    h, CERT_CA_QUALIFIED, &h->root, "Test CA", KEY_P256, &h->ca);
	house_issue(
	    h, CERT_PERSON_QUALIFIED, &h->ca, "Mustermann", t, &h->person);
	house_issue(h, CERT_OCSP, &h->ca, "Test OCSP", KEY_P256, &h->ocsp);
	house_issue(h, CERT_TSA, &h->root, "Test TSU", KEY_P256, &h->tsa);
}

void
house_free(struct house *h)
{
	key_free(h->root.key);
	key_free(h->ca.key);
	key_free(h->person.key);
	key_free(h->ocsp.key);
	key_free(h->tsa.key);
	arena_free(h->a);
}

struct bytes
house_flip(struct house *h, struct bytes v, size_t from_end)
{
	struct bytes copy;

	assert_true(from_end > 0 && from_end <= v.n);
	assert_int_equal(arena_bytes(h->a, v, &copy), E_OK);
	((unsigned char *)copy.p)[v.n - from_end] ^= 1;
	return copy;
}
