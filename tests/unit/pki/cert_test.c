/*
 * Certificates: extensions octet by octet, names, chains, hashes, refusals.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <openssl/x509.h>
#include <string.h>

#include "shared/base/encode.h"
#include "shared/pki/cert_profile.h"
#include "tests/unit/pki/house.h"

static struct house h;

static int
setup(void **state)
{
	(void)state;
	house_make(&h, KEY_P256);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	house_free(&h);
	return 0;
}

/* The test vector that OpenSSL made (EN 319 412-5 4). */
static void
test_qc_statements(void **state)
{
	static const char vector[] =
	    "30723008060604008e4601013013060604008e4601063009060704008e460106"
	    "013030060604008e46010530263024161e68747470733a2f2f7473702e657861"
	    "6d706c652f7064735f656e2e7064661302656e3008060604008e460104301506"
	    "082b06010505070b023009060704008bec490101";
	const struct qc_statements qc = { .pds_url =
					      "https://tsp.example/pds_en.pdf",
		.qscd = true,
		.semantics = true };
	struct buf b = BUF(512);

	(void)state;
	assert_int_equal(cert_qc_statements(&b, &qc), E_OK);
	assert_string_equal(hex_text(h.a, buf_bytes(&b)), vector);
	buf_free(&b);
}

/* Count how often an extension's octets occur in a certificate. */
static size_t
occurs(struct bytes der, const char *hex)
{
	unsigned char p[256];
	size_t n = strlen(hex) / 2, count = 0;

	assert_int_equal(hex_read(bytes_of(hex), p, n), E_OK);
	for (size_t i = 0; i + n <= der.n; i++)
		count += memcmp(der.p + i, p, n) == 0;
	return count;
}

/* Each profile has exactly its extensions. */
static void
test_profiles(void **state)
{
	/* clang-format off */
	/* extension (OID, critical, value where fixed), which profiles have it:
	 * root, issuing CA, person, OCSP signer, TSU */
	static const struct { const char *hex; bool has[5]; } rows[] = {
		/* keyUsage critical, certSign and crlSign */
		{ "0603551d0f0101ff040403020106", { true, true, false, false, false } },
		/* keyUsage critical, nonRepudiation alone */
		{ "0603551d0f0101ff040403020640", { false, false, true, false, false } },
		/* keyUsage critical, digitalSignature alone */
		{ "0603551d0f0101ff040403020780", { false, false, false, true, true } },
		/* basicConstraints critical: CA without, with path length 0 */
		{ "0603551d130101ff040530030101ff", { true, false, false, false, false } },
		{ "0603551d130101ff040830060101ff020100", { false, true, false, false, false } },
		/* EKU: OCSPSigning; timeStamping critical */
		{ "0603551d25040c300a06082b06010505070309", { false, false, false, true, false } },
		{ "0603551d250101ff040c300a06082b06010505070308", { false, false, false, false, true } },
		/* ocsp-nocheck */
		{ "06092b060105050730010504020500", { false, false, false, true, false } },
		/* qcStatements, not critical */
		{ "06082b06010505070103045d", { false, false, true, false, false } },
		/* policies: anyPolicy, qcp-n-qscd, NCP+ */
		{ "0603551d20040a300830060604551d2000", { false, true, false, false, false } },
		{ "0603551d20040d300b3009060704008bec400102", { false, false, true, false, false } },
		{ "0603551d20040c300a3008060604008f7a0102", { false, false, false, false, true } },
		/* privateKeyUsagePeriod */
		{ "0603551d1004", { false, false, false, false, true } },
	};
	/* clang-format on */
	const struct bytes der[5] = { h.root.der, h.ca.der, h.person.der,
		h.ocsp.der, h.tsa.der };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t k = 0; k < 5; k++)
			if (occurs(der[k], rows[i].hex) != rows[i].has[k])
				fail_msg("row %zu certificate %zu", i, k);
}

static void
test_read(void **state)
{
	struct cert_facts f, ca;

	(void)state;
	assert_int_equal(cert_read(h.ca.der, h.a, &ca), E_OK);
	assert_int_equal(cert_read(h.person.der, h.a, &f), E_OK);
	assert_true(ca.ca);
	assert_false(f.ca);
	assert_string_equal(f.common_name, "Mustermann");
	assert_int_equal(f.not_before_at, NOW - DAY);
	assert_int_equal(f.not_after_at, NOW + 400 * DAY);
	assert_int_equal(f.serial.n, CERT_SERIAL_BYTES);
	assert_true(bytes_eq(f.issuer_der, ca.subject_der));
	assert_true(bytes_eq(f.authority_key_id, ca.key_id));
	assert_memory_equal(f.i_hash, ca.s_hash, 20);
	assert_string_equal(f.ocsp_url, "http://pki.example/ocsp");
	assert_string_equal(
	    f.ca_issuers_url, "http://pki.example/ca/qualified.cer");
	assert_string_equal(f.crl_url, "http://pki.example/crl/qualified.crl");
	assert_int_equal(
	    cert_read(bytes_at(f.der.p, f.der.n - 1), h.a, &ca), E_INPUT);
}

/* The hash that an issuer signs with suits its key. */
static void
test_issuer_keys(void **state)
{
	static const int nids[KEY__MAX] = {
		[KEY_P256] = NID_ecdsa_with_SHA256,
		[KEY_P384] = NID_ecdsa_with_SHA384,
		[KEY_RSA3072] = NID_sha256WithRSAEncryption,
		[KEY_RSA4096] = NID_sha256WithRSAEncryption,
	};
	struct member root, ca;
	const unsigned char *p;
	X509 *x;

	(void)state;
	for (int t = 0; t < KEY__MAX; t++) {
		house_issue(&h, CERT_ROOT, NULL, "Other Root", t, &root);
		house_issue(&h, CERT_CA_SIMPLE, &root, "Other CA", t, &ca);
		assert_int_equal(cert_issued_by(ca.der, root.der), E_OK);
		p = ca.der.p;
		assert_non_null(x = d2i_X509(NULL, &p, (long)ca.der.n));
		assert_int_equal(X509_get_signature_nid(x), nids[t]);
		X509_free(x);
		key_free(ca.key);
		key_free(root.key);
	}
}

/* Names beyond RFC 5280's 64 octets stay whole (EN 319 412-2 4.2.4). */
static void
test_long_name(void **state)
{
	static const char name[] =
	    "Mustermann von und zu Musterstadt-Musterhausen-Musterdorf am "
	    "Mustersee mit Straßenverkehrsamtsleiterin";
	struct member m;
	struct cert_facts f;

	(void)state;
	assert_true(sizeof(name) > 65);
	house_issue(&h, CERT_PERSON_SIMPLE, &h.ca, name, KEY_P256, &m);
	assert_int_equal(cert_read(m.der, h.a, &f), E_OK);
	assert_string_equal(f.common_name, name);
	key_free(m.key);
}

static void
test_chain(void **state)
{
	struct bytes chain[] = { h.ca.der };

	(void)state;
	assert_int_equal(cert_chain_verify(h.person.der, chain, 1, h.root.der,
			     NOW, CERT_FOR_ANY),
	    E_OK);
	assert_int_equal(cert_chain_verify(h.tsa.der, NULL, 0, h.root.der, NOW,
			     CERT_FOR_TIME_STAMPS),
	    E_OK);
	assert_int_equal(cert_chain_verify(h.person.der, chain, 1, h.root.der,
			     NOW, CERT_FOR_TIME_STAMPS),
	    E_CRYPTO);
	assert_int_equal(cert_chain_verify(h.person.der, NULL, 0, h.root.der,
			     NOW, CERT_FOR_ANY),
	    E_CRYPTO);
	assert_int_equal(cert_chain_verify(h.person.der, chain, 1, h.root.der,
			     NOW + 500 * DAY, CERT_FOR_ANY),
	    E_CRYPTO);
	assert_int_equal(cert_issued_by(h.person.der, h.ca.der), E_OK);
	assert_int_equal(cert_issued_by(h.person.der, h.root.der), E_CRYPTO);
	assert_int_equal(
	    cert_issued_by(house_flip(&h, h.person.der, 1), h.ca.der),
	    E_CRYPTO);
}

/* What the order lacks is refused before anything is signed. */
static void
test_refused(void **state)
{
	unsigned char serial[CERT_SERIAL_BYTES];
	struct cert_order good = { .kind = CERT_PERSON_QUALIFIED,
		.subject = { .country = "DE",
		    .family_name = "Mustermann",
		    .serial_number = "1",
		    .common_name = "Erika Mustermann" },
		.issuer = h.ca.der,
		.issuer_key = h.ca.key,
		.not_before_at = NOW,
		.not_after_at = NOW + 5000 * (int64_t)DAY,
		.issuer_name = "qualified",
		.public_url = "http://pki.example",
		.pds_url = "https://tsp.example/pds_en.pdf" },
			  o;
	struct cert_facts f, ca;
	struct bytes out;

	(void)state;
	cert_serial(serial);
	good.serial = bytes_at(serial, sizeof(serial));
	assert_int_equal(key_spki(h.person.key, h.a, &good.spki), E_OK);
	assert_int_equal(cert_issue(&good, h.a, &out), E_OK);
	assert_int_equal(cert_read(out, h.a, &f), E_OK);
	assert_int_equal(cert_read(h.ca.der, h.a, &ca), E_OK);
	assert_int_equal(f.not_after_at, ca.not_after_at);
	o = good;
	o.not_before_at = ca.not_before_at - 60;
	assert_int_equal(cert_issue(&o, h.a, &out), E_OK);
	assert_int_equal(cert_read(out, h.a, &f), E_OK);
	assert_int_equal(f.not_before_at, ca.not_before_at);
	o = good;
	o.subject.country = NULL;
	assert_int_equal(cert_issue(&o, h.a, &out), E_INPUT);
	o = good;
	o.subject.family_name = NULL;
	assert_int_equal(cert_issue(&o, h.a, &out), E_INPUT);
	o = good;
	o.subject.common_name = "";
	assert_int_equal(cert_issue(&o, h.a, &out), E_INPUT);
	o = good;
	o.spki.n--;
	assert_int_equal(cert_issue(&o, h.a, &out), E_INPUT);
	o = good;
	o.pds_url = NULL;
	assert_int_equal(cert_issue(&o, h.a, &out), E_BUG);
	o = good;
	o.serial.n = 0;
	assert_int_equal(cert_issue(&o, h.a, &out), E_BUG);
}

static void
test_serial(void **state)
{
	unsigned char a[CERT_SERIAL_BYTES], b[CERT_SERIAL_BYTES];

	(void)state;
	for (int i = 0; i < 200; i++) {
		cert_serial(a);
		cert_serial(b);
		assert_true(a[0] && !(a[0] & 0x80));
		assert_memory_not_equal(a, b, sizeof(a));
	}
}

static void
test_hash_text(void **state)
{
	static const unsigned char zero[20];
	struct buf b = BUF(64);

	(void)state;
	assert_int_equal(cert_hash_text(&b, zero), E_OK);
	assert_string_equal((char *)b.p, "AAAAAAAAAAAAAAAAAAAAAAAAAAA");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qc_statements),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_issuer_keys),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_serial),
		cmocka_unit_test(test_hash_text),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
