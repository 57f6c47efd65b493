/*
 * CMS: what is put together verifies, and each change is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cms.h"

#include <string.h>

#include "shared/pki/der.h"
#include "shared/pki/tst.h"
#include "tests/unit/pki/house.h"

static struct house h;
static unsigned char digest[32];

static int
setup(void **state)
{
	(void)state;
	house_make(&h, KEY_P256);
	return sha256(bytes_of("a document"), digest) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	house_free(&h);
	return 0;
}

/* Sign as signer and portal do together. */
static struct bytes
signed_by(const struct member *m, enum sig_alg alg)
{
	struct cms_parts p = { .alg = alg,
		.certificate = m->der,
		.chain = &h.ca.der,
		.nchain = 1 };
	struct bytes out;

	assert_int_equal(cms_signed_attrs(bytes_at(digest, 32), m->der, h.a,
			     &p.signed_attrs),
	    E_OK);
	assert_int_equal(
	    key_sign(m->key, alg, p.signed_attrs, h.a, &p.signature), E_OK);
	assert_int_equal(cms_assemble(&p, h.a, &out), E_OK);
	return out;
}

static enum err
verify(struct bytes cms, struct cms_facts *f)
{
	return cms_verify(cms, false, CMS_OURS, bytes_at(digest, 32), h.a, f);
}

/* The attributes are a sorted SET OF, one of each, no signing-time. */
static void
test_attributes(void **state)
{
	struct bytes attrs, set, one, before = { NULL, 0 };
	unsigned char short_digest[20] = { 0 };
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    cms_signed_attrs(bytes_at(digest, 32), h.person.der, h.a, &attrs),
	    E_OK);
	set = attrs;
	assert_int_equal(der_take(&set, DER_SET, &one), E_OK);
	assert_int_equal(set.n, 0);
	set = one;
	while (set.n) {
		assert_int_equal(der_take_any(&set, &one), E_OK);
		if (before.n)
			assert_true(
			    memcmp(before.p, one.p,
				before.n < one.n ? before.n : one.n) < 0);
		before = one;
		n++;
	}
	assert_int_equal(n, 3);
	assert_int_equal(cms_signed_attrs(bytes_at(short_digest, 20),
			     h.person.der, h.a, &attrs),
	    E_INPUT);
}

static void
test_verify(void **state)
{
	struct member rsa;
	struct cms_facts f;

	(void)state;
	house_issue(&h, CERT_PERSON_ADVANCED, &h.ca, "Mustermann RSA",
	    KEY_RSA3072, &rsa);
	assert_int_equal(verify(signed_by(&rsa, SIG_RSA_SHA256), &f), E_OK);
	assert_int_equal(verify(signed_by(&rsa, SIG_PSS_SHA256), &f), E_OK);
	key_free(rsa.key);
	assert_int_equal(
	    verify(signed_by(&h.person, SIG_ECDSA_SHA256), &f), E_OK);
	assert_true(bytes_eq(f.certificate, h.person.der));
	assert_true(bytes_eq(f.digest, bytes_at(digest, 32)));
	assert_int_equal(f.nchain, 1);
	assert_true(bytes_eq(f.chain[0], h.ca.der));
	assert_int_equal(f.signing_time_at, 0);
	assert_string_equal(f.hash, "SHA256");
	assert_int_equal(f.time_stamp.n, 0);
}

/* No octet of a signature may change unnoticed. */
static void
test_each_octet(void **state)
{
	struct bytes cms = signed_by(&h.person, SIG_ECDSA_SHA256), bad;
	struct cms_facts f;
	struct arena *keep = h.a;

	(void)state;
	for (size_t i = 1; i <= cms.n; i++) {
		assert_int_equal(arena_new(1 << 20, &h.a), E_OK);
		bad = house_flip(&h, cms, i);
		/*
		 * The chain's certificates are no part of what is signed:
		 * whoever builds a chain finds a change there.
		 */
		if (verify(bad, &f) == E_OK)
			assert_true(
			    f.nchain != 1 || !bytes_eq(f.chain[0], h.ca.der));
		arena_free(h.a);
	}
	h.a = keep;
}

static void
test_refused(void **state)
{
	struct bytes cms = signed_by(&h.person, SIG_ECDSA_SHA256), padded;
	unsigned char other[32] = { 0 };
	struct cms_facts f;

	(void)state;
	assert_int_equal(
	    cms_verify(cms, false, CMS_OURS, bytes_at(other, 32), h.a, &f),
	    E_CRYPTO);
	assert_int_equal(verify(bytes_at(cms.p, cms.n - 1), &f), E_INPUT);
	assert_int_equal(verify(bytes_at(NULL, 0), &f), E_INPUT);
	assert_int_equal(verify(bytes_of("0123"), &f), E_INPUT);
	padded.n = cms.n + 100;
	padded.p = arena_alloc(h.a, padded.n);
	memcpy((unsigned char *)padded.p, cms.p, cms.n);
	assert_int_equal(verify(padded, &f), E_INPUT);
	assert_int_equal(
	    cms_verify(padded, true, CMS_OURS, bytes_at(digest, 32), h.a, &f),
	    E_OK);
	((unsigned char *)padded.p)[padded.n - 1] = 1;
	assert_int_equal(
	    cms_verify(padded, true, CMS_OURS, bytes_at(digest, 32), h.a, &f),
	    E_INPUT);
}

/* A value of another key, or over other attributes, is not put together. */
static void
test_assemble_refused(void **state)
{
	struct cms_parts p = { .alg = SIG_ECDSA_SHA256,
		.certificate = h.person.der };
	struct bytes out;

	(void)state;
	assert_int_equal(cms_signed_attrs(bytes_at(digest, 32), h.person.der,
			     h.a, &p.signed_attrs),
	    E_OK);
	assert_int_equal(key_sign(h.ca.key, SIG_ECDSA_SHA256, p.signed_attrs,
			     h.a, &p.signature),
	    E_OK);
	assert_int_equal(cms_assemble(&p, h.a, &out), E_CRYPTO);
	p.certificate = bytes_of("not one");
	assert_int_equal(cms_assemble(&p, h.a, &out), E_INPUT);
}

/* Attributes made for one certificate do not serve another (RFC 5035). */
static void
test_substituted_certificate(void **state)
{
	struct member twin = h.person;
	struct cms_parts p = { .alg = SIG_ECDSA_SHA256 };
	unsigned char serial[CERT_SERIAL_BYTES];
	struct cert_order o = { .kind = CERT_PERSON_QUALIFIED,
		.subject = { .country = "DE",
		    .family_name = "Other",
		    .serial_number = "1",
		    .common_name = "Other" },
		.issuer = h.ca.der,
		.issuer_key = h.ca.key,
		.not_before_at = NOW,
		.not_after_at = NOW + DAY,
		.issuer_name = "qualified",
		.public_url = "http://pki.example",
		.pds_url = "https://tsp.example/pds_en.pdf" };
	struct cms_facts f;
	struct bytes out;

	(void)state;
	cert_serial(serial);
	o.serial = bytes_at(serial, sizeof(serial));
	assert_int_equal(key_spki(twin.key, h.a, &o.spki), E_OK);
	assert_int_equal(cert_issue(&o, h.a, &twin.der), E_OK);
	assert_int_equal(cms_signed_attrs(bytes_at(digest, 32), h.person.der,
			     h.a, &p.signed_attrs),
	    E_OK);
	assert_int_equal(
	    key_sign(twin.key, p.alg, p.signed_attrs, h.a, &p.signature), E_OK);
	p.certificate = twin.der; /* same key, other name */
	assert_int_equal(cms_assemble(&p, h.a, &out), E_OK);
	assert_int_equal(verify(out, &f), E_CRYPTO);
}

static void
test_time_stamp(void **state)
{
	struct tst_authority t = { .certificate = h.tsa.der,
		.key = h.tsa.key,
		.policy = "0.4.0.2023.1.1" };
	struct bytes cms = signed_by(&h.person, SIG_ECDSA_SHA256), stamped;
	unsigned char imprint[32], nonce[TST_NONCE_BYTES];
	struct bytes query, reply;
	struct cms_facts f;
	struct tst_facts tst;
	int failure;

	(void)state;
	assert_int_equal(verify(cms, &f), E_OK);
	assert_int_equal(sha256(f.signature, imprint), E_OK);
	assert_int_equal(
	    tst_query_make(bytes_at(imprint, 32), nonce, h.a, &query), E_OK);
	assert_int_equal(
	    tst_reply_make(&t, query, h.a, &reply, &failure), E_OK);
	assert_int_equal(tst_reply_read(reply, bytes_at(imprint, 32), nonce,
			     h.root.der, h.a, &tst),
	    E_OK);
	assert_int_equal(
	    cms_add_time_stamp(cms, tst.token, h.a, &stamped), E_OK);
	assert_int_equal(verify(stamped, &f), E_OK);
	assert_true(bytes_eq(f.time_stamp, tst.token));
	assert_int_equal(
	    cms_add_time_stamp(cms, bytes_of("x"), h.a, &stamped), E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_each_octet),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_assemble_refused),
		cmocka_unit_test(test_substituted_certificate),
		cmocka_unit_test(test_time_stamp),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
