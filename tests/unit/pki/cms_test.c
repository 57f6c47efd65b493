/*
 * CMS: what is put together verifies, and each change is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/cms.h"

#include <openssl/cms.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "shared/pki/der.h"
#include "shared/pki/tst.h"
#include "tests/unit/pki/house.h"

static struct house h;
static unsigned char digest[32]; /* SHA-256 of the document */

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

/* Hash the document as an algorithm wants it. */
static struct bytes
document(enum sig_alg alg, unsigned char out[HASH_BYTES_MAX])
{
	enum hash hash = sig_alg_hash(alg);
	struct bytes text = bytes_of("a document");

	assert_int_equal(hash_runs(hash, &text, 1, out), E_OK);
	return bytes_at(out, hash_bytes(hash));
}

/* Sign as signer and portal do together. */
static struct bytes
signed_by(const struct member *m, enum sig_alg alg)
{
	struct cms_parts p = { .alg = alg,
		.certificate = m->der,
		.chain = &h.ca.der,
		.nchain = 1 };
	unsigned char covered[HASH_BYTES_MAX];
	struct bytes out;

	assert_int_equal(cms_signed_attrs(document(alg, covered), m->der, h.a,
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
	struct cms_facts f;

	(void)state;
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

/* Say how OpenSSL names a hash. */
static const char *
hash_sn(enum hash hash)
{
	static const char *const names[HASH__MAX] = {
		[HASH_SHA256] = "SHA256",
		[HASH_SHA384] = "SHA384",
		[HASH_SHA512] = "SHA512",
	};

	return names[hash];
}

/* Trust the root of the house, at its time. Owned. */
static X509_STORE *
trust(void)
{
	const unsigned char *p = h.root.der.p;
	X509 *root = d2i_X509(NULL, &p, (long)h.root.der.n);
	X509_STORE *store = X509_STORE_new();

	assert_true(root && store && X509_STORE_add_cert(store, root));
	X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), NOW);
	assert_true(X509_STORE_set_purpose(store, X509_PURPOSE_ANY));
	X509_free(root);
	return store;
}

/*
 * Judge a signature as CAdES with the library alone, which reckons the
 * digest of the document itself and reads the algorithms from the SignerInfo.
 */
static bool
library_verify(struct bytes cms)
{
	const unsigned char *p = cms.p;
	CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)cms.n);
	BIO *text = BIO_new_mem_buf("a document", -1);
	X509_STORE *store = trust();
	bool ok = ci && text &&
	    CMS_verify(ci, NULL, store, text, NULL, CMS_BINARY | CMS_CADES) ==
		1;

	X509_STORE_free(store);
	BIO_free(text);
	CMS_ContentInfo_free(ci);
	return ok;
}

/* Put together, verify and judge under one algorithm. */
static void
one_algorithm(const struct member *m, enum sig_alg alg)
{
	struct bytes cms = signed_by(m, alg), other;
	unsigned char covered[HASH_BYTES_MAX], wrong[HASH_BYTES_MAX];
	enum sig_alg next = (alg + 1) % SIG__MAX;
	struct cms_facts f;

	assert_int_equal(
	    cms_verify(cms, false, CMS_OURS, document(alg, covered), h.a, &f),
	    E_OK);
	assert_string_equal(f.hash, hash_sn(sig_alg_hash(alg)));
	assert_int_equal(cms_verify(cms, false, CMS_FOREIGN,
			     document(alg, covered), h.a, &f),
	    E_OK);
	assert_true(library_verify(cms));
	other = document(next, wrong);
	assert_int_equal(
	    cms_verify(cms, false, CMS_OURS, other, h.a, &f), E_CRYPTO);
}

/* Every kind of key, every algorithm of its family. */
static void
test_algorithms(void **state)
{
	struct member m;

	(void)state;
	for (int t = 0; t < KEY__MAX; t++) {
		house_issue(
		    &h, CERT_PERSON_ADVANCED, &h.ca, key_type_name(t), t, &m);
		for (int alg = 0; alg < SIG__MAX; alg++)
			if (sig_alg_fits(alg, t))
				one_algorithm(&m, alg);
		key_free(m.key);
	}
}

/* A digest of one hash does not go with the algorithm of another. */
static void
test_other_hash(void **state)
{
	struct cms_parts p = { .alg = SIG_ECDSA_SHA384,
		.certificate = h.person.der };
	struct cms_facts f;
	struct bytes out;

	(void)state;
	assert_int_equal(cms_signed_attrs(bytes_at(digest, 32), h.person.der,
			     h.a, &p.signed_attrs),
	    E_OK);
	assert_int_equal(
	    key_sign(h.person.key, p.alg, p.signed_attrs, h.a, &p.signature),
	    E_OK);
	assert_int_equal(cms_assemble(&p, h.a, &out), E_OK);
	assert_int_equal(verify(out, &f), E_INPUT);
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

/* Check a time-stamped signature against OpenSSL's own making of it. */
static void
as_openssl(struct bytes cms, struct bytes token, struct bytes stamped)
{
	const unsigned char *p = cms.p;
	CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)cms.n);
	unsigned char *der = NULL;
	int n;

	assert_true(ci &&
	    CMS_unsigned_add1_attr_by_NID(
		sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(ci), 0),
		NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.p,
		(int)token.n));
	n = i2d_CMS_ContentInfo(ci, &der);
	assert_true(n > 0 && bytes_eq(stamped, bytes_at(der, (size_t)n)));
	OPENSSL_free(der);
	CMS_ContentInfo_free(ci);
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
	as_openssl(cms, tst.token, stamped);
	assert_int_equal(
	    cms_add_time_stamp(cms, bytes_of("x"), h.a, &stamped), E_INPUT);
	assert_int_equal(cms_add_time_stamp(bytes_at(cms.p, cms.n - 1),
			     tst.token, h.a, &stamped),
	    E_INPUT);
	assert_int_equal(
	    cms_add_time_stamp(stamped, tst.token, h.a, &stamped), E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_algorithms),
		cmocka_unit_test(test_other_hash),
		cmocka_unit_test(test_each_octet),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_assemble_refused),
		cmocka_unit_test(test_substituted_certificate),
		cmocka_unit_test(test_time_stamp),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
