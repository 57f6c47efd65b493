/*
 * CMS that nobody of ours makes: weak digests and keys, contents of another
 * type, time stamps of every kind.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_cms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

#define FLAGS (CMS_BINARY | CMS_NOSMIMECAP)

/* A key and a certificate for it. */
struct who {
	EVP_PKEY *key;
	X509 *cert;
};

static const struct bytes runs[2] = {
	{ (const unsigned char *)"what is ", 8 },
	{ (const unsigned char *)"signed", 6 },
};

static struct who
who_make(EVP_PKEY *key, const char *usage)
{
	struct who w = { key, X509_new() };
	X509_NAME *name = X509_get_subject_name(w.cert);
	X509_EXTENSION *x;

	assert_non_null(w.key);
	assert_int_equal(X509_set_version(w.cert, 2), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(w.cert), 7);
	X509_gmtime_adj(X509_getm_notBefore(w.cert), 0);
	X509_gmtime_adj(X509_getm_notAfter(w.cert), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)"Erika Mustermann", -1, -1, 0);
	X509_set_issuer_name(w.cert, name);
	X509_set_pubkey(w.cert, key);
	if (usage != NULL) {
		x = X509V3_EXT_nconf_nid(NULL, NULL, NID_ext_key_usage, usage);
		assert_non_null(x);
		X509_add_ext(w.cert, x, -1);
		X509_EXTENSION_free(x);
	}
	assert_true(X509_sign(w.cert, key, EVP_sha256()) > 0);
	return w;
}

static void
who_free(struct who *w)
{
	EVP_PKEY_free(w->key);
	X509_free(w->cert);
}

/* Sign some octets; type: of the content, which is then part of the CMS. */
static CMS_ContentInfo *
sign(const struct who *w, const EVP_MD *md, const void *p, size_t n, int type)
{
	unsigned flags = FLAGS | CMS_PARTIAL | (type ? 0 : CMS_DETACHED);
	BIO *data = BIO_new_mem_buf(p, (int)n);
	CMS_ContentInfo *c = CMS_sign(NULL, NULL, NULL, NULL, flags);

	assert_non_null(c);
	if (type)
		CMS_set1_eContentType(c, OBJ_nid2obj(type));
	assert_non_null(CMS_add1_signer(c, w->cert, w->key, md, flags));
	assert_int_equal(CMS_final(c, data, NULL, flags), 1);
	BIO_free(data);
	return c;
}

static CMS_ContentInfo *
signature(const struct who *w, const EVP_MD *md)
{
	return sign(w, md, "what is signed", 14, 0);
}

/* A time stamp on a signature, its imprint by md, serial at the end. */
static void
add_stamp(CMS_ContentInfo *c, const struct who *w, const EVP_MD *md, time_t at,
    bool right)
{
	CMS_SignerInfo *si =
	    sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(c), 0);
	ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(si);
	TS_TST_INFO *t = TS_TST_INFO_new();
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3", 1);
	ASN1_GENERALIZEDTIME *when = ASN1_GENERALIZEDTIME_set(NULL, at);
	unsigned char d[EVP_MAX_MD_SIZE], *der = NULL;
	unsigned n;
	CMS_ContentInfo *token;
	int len;

	EVP_Digest(ASN1_STRING_get0_data(value),
	    (size_t)ASN1_STRING_length(value) - !right, d, &n, md, NULL);
	X509_ALGOR_set_md(alg, md);
	TS_MSG_IMPRINT_set_algo(m, alg);
	TS_MSG_IMPRINT_set_msg(m, d, (int)n);
	TS_TST_INFO_set_version(t, 1);
	TS_TST_INFO_set_policy_id(t, policy);
	TS_TST_INFO_set_msg_imprint(t, m);
	ASN1_INTEGER_set(serial, 1);
	TS_TST_INFO_set_serial(t, serial);
	TS_TST_INFO_set_time(t, when);
	len = i2d_TS_TST_INFO(t, &der);
	token =
	    sign(w, EVP_sha256(), der, (size_t)len, NID_id_smime_ct_TSTInfo);
	OPENSSL_free(der);
	der = NULL;
	len = i2d_CMS_ContentInfo(token, &der);
	assert_int_equal(
	    CMS_unsigned_add1_attr_by_NID(
		si, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, der, len),
	    1);
	OPENSSL_free(der);
	CMS_ContentInfo_free(token);
	ASN1_GENERALIZEDTIME_free(when);
	ASN1_INTEGER_free(serial);
	ASN1_OBJECT_free(policy);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(m);
	TS_TST_INFO_free(t);
}

/* Verify and release. */
static enum err
verify(CMS_ContentInfo *c, struct pdf_cms *out)
{
	unsigned char *der = NULL;
	int n = i2d_CMS_ContentInfo(c, &der);
	struct pdf_hashed none = { .ctx = NULL };
	enum err r;

	assert_true(n > 0);
	r = pdf_cms_verify(bytes_at(der, (size_t)n), runs, &none, out);
	pdf_hashed_clear(&none);
	OPENSSL_free(der);
	CMS_ContentInfo_free(c);
	return r;
}

static void
test_weak(void **state)
{
	const struct {
		const EVP_MD *md;
		unsigned bits; /* of an RSA key; 0: P-256 */
		bool weak;
	} rows[] = {
		{ EVP_sha256(), 0, false },
		{ EVP_sha512(), 2048, false },
		{ EVP_sha224(), 2048, false },
		{ EVP_sha1(), 2048, true },
		{ EVP_sha1(), 0, true },
		{ EVP_md5(), 2048, true },
		{ EVP_sha256(), 1024, true },
	};
	struct pdf_cms out;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct who w = who_make(rows[i].bits ? EVP_RSA_gen(rows[i].bits)
						     : EVP_EC_gen("P-256"),
		    NULL);

		assert_int_equal(verify(signature(&w, rows[i].md), &out), E_OK);
		assert_int_equal(out.weak, rows[i].weak);
		assert_string_equal(out.signer, "Erika Mustermann");
		who_free(&w);
	}
}

static void
test_content_type(void **state)
{
	struct who w = who_make(EVP_EC_gen("P-256"), NULL);
	CMS_ContentInfo *c = signature(&w, EVP_sha256());
	struct pdf_cms out;

	(void)state;
	CMS_set1_eContentType(c, OBJ_nid2obj(NID_pkcs7_encrypted));
	assert_int_equal(verify(c, &out), E_CRYPTO);
	assert_string_equal(out.why, "contentType");
	who_free(&w);
}

/* A value over the content itself is none that a PDF may bear. */
static void
test_no_attributes(void **state)
{
	struct who w = who_make(EVP_EC_gen("P-256"), NULL);
	BIO *data = BIO_new_mem_buf("what is signed", 14);
	CMS_ContentInfo *c = CMS_sign(
	    w.cert, w.key, NULL, data, CMS_BINARY | CMS_DETACHED | CMS_NOATTR);
	struct pdf_cms out;

	(void)state;
	assert_non_null(c);
	assert_int_equal(verify(c, &out), E_CRYPTO);
	BIO_free(data);
	who_free(&w);
}

/* Signatures of one file, one behind the other: hash, up to where, verdict. */
static void
test_one_file(void **state)
{
	static const unsigned char file[] = "what is signed and signed again";
	const struct {
		const EVP_MD *md;
		size_t gap, end, signed_end;
		enum err r;
	} rows[] = {
		{ EVP_sha256(), 8, 14, 14, E_OK },
		{ EVP_sha256(), 19, 25, 25, E_OK },
		{ EVP_sha256(), 19, 25, 24, E_CRYPTO },
		{ EVP_sha512(), 19, 31, 31, E_OK },
		{ EVP_sha256(), 25, 31, 31, E_OK },
		{ EVP_sha256(), 8, 14, 14, E_OK },
		{ EVP_sha256(), 0, 14, 14, E_OK },
		{ EVP_sha256(), 14, 14, 14, E_OK },
	};
	struct who w = who_make(EVP_EC_gen("P-256"), NULL);
	struct pdf_hashed h = { .ctx = NULL };
	struct pdf_cms out;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		const struct bytes part[2] = { bytes_at(file, rows[i].gap),
			bytes_at(
			    file + rows[i].gap, rows[i].end - rows[i].gap) };
		CMS_ContentInfo *c =
		    sign(&w, rows[i].md, file, rows[i].signed_end, 0);
		unsigned char *der = NULL;
		int n = i2d_CMS_ContentInfo(c, &der);

		assert_int_equal(
		    pdf_cms_verify(bytes_at(der, (size_t)n), part, &h, &out),
		    rows[i].r);
		OPENSSL_free(der);
		CMS_ContentInfo_free(c);
	}
	pdf_hashed_clear(&h);
	who_free(&w);
}

/* What stamps a signature bears, and what is said of them. */
struct stamped {
	const char *usage; /* of the authority's certificate */
	const EVP_MD *md;  /* of the imprints */
	time_t at[2];      /* 0: no such stamp */
	bool right[2];     /* it is about this signature */
	enum err r;
	time_t is;
};

static void
judge_stamped(const struct stamped *s)
{
	struct who w = who_make(EVP_EC_gen("P-256"), NULL);
	struct who tsa = who_make(EVP_EC_gen("P-256"), s->usage);
	CMS_ContentInfo *c = signature(&w, EVP_sha256());
	struct pdf_cms out;
	size_t i;

	for (i = 0; i < 2; i++)
		if (s->at[i])
			add_stamp(c, &tsa, s->md, s->at[i], s->right[i]);
	assert_int_equal(verify(c, &out), s->r);
	if (s->r == E_OK)
		assert_int_equal(out.time_stamp_at, s->is);
	who_free(&tsa);
	who_free(&w);
}

static void
test_stamps(void **state)
{
	const char *usage = "critical,timeStamping";
	const struct stamped rows[] = {
		{ usage, EVP_sha256(), { 900, 0 }, { true, true }, E_OK, 900 },
		{ usage, EVP_sha256(), { 900, 800 }, { true, true }, E_OK,
		    800 },
		{ usage, EVP_sha256(), { 800, 900 }, { true, true }, E_OK,
		    800 },
		{ usage, EVP_sha256(), { 900, 800 }, { true }, E_CRYPTO, 0 },
		{ usage, EVP_sha256(), { 900, 0 }, { false, true }, E_CRYPTO,
		    0 },
		{ usage, EVP_sha1(), { 900, 0 }, { true, true }, E_OK, 0 },
		{ "clientAuth", EVP_sha256(), { 900, 0 }, { true, true }, E_OK,
		    0 },
		{ NULL, EVP_sha256(), { 900, 0 }, { true, true }, E_OK, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		judge_stamped(&rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weak),
		cmocka_unit_test(test_content_type),
		cmocka_unit_test(test_no_attributes),
		cmocka_unit_test(test_one_file),
		cmocka_unit_test(test_stamps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
