/*
 * Validation data: what is gathered for a signature, and what is refused or
 * put off. ocsp and the world outside are replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/validation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/pki/cms.h"
#include "shared/pki/crl.h"
#include "shared/pki/ocsp.h"
#include "shared/pki/tst.h"
#include "shared/web/fcgi_client.h"
#include "shared/web/http_client.h"
#include "tests/unit/pki/house.h"

/* What ocsp does. */
enum responder { ANSWERS, AWAY, BUSY, OTHER_SIGNER, MISSING };

static struct house h;
static struct member other, foreign_root, foreign_tsa;
static struct signing_policy policy;
static char crl_path[] = "/tmp/fernsign-crl-XXXXXX";
static enum responder responder;
static struct ocsp_answer status;
static struct bytes outside; /* what every address answers; n 0: away */
static int fetched;

/* In place of the private socket. */
enum err
fcgi_call(const struct fcgi_call *c, struct fcgi_answer *out, struct arena *a)
{
	struct ocsp_signer s = { h.ocsp.der, h.ocsp.key };
	struct ocsp_query q;

	assert_string_equal(c->path, "/ocsp");
	assert_string_equal(c->socket, "/run/ocsp.sock");
	out->status = responder == MISSING ? 404 : 200;
	if (responder == AWAY)
		return E_PEER;
	out->body = ocsp_response_error(OCSP_TRY_LATER);
	if (responder == BUSY || responder == MISSING)
		return E_OK;
	if (responder == OTHER_SIGNER)
		s = (struct ocsp_signer){ h.person.der, h.person.key };
	assert_int_equal(ocsp_request_read(c->body, &q), E_OK);
	return ocsp_response_make(&q, &status, &s, a, &out->body);
}

/* In place of the network. */
enum err
http_call(const struct http_call *c, struct http_answer *out, struct arena *a)
{
	(void)a;
	assert_non_null(c->url);
	fetched++;
	if (outside.n == 0)
		return E_PEER;
	out->status = 200;
	out->body = outside;
	return E_OK;
}

/* Make a list without entries. */
static struct bytes
crl(const struct member *issuer, int64_t until_at)
{
	struct crl_order o = { .issuer = issuer->der,
		.key = issuer->key,
		.number = 1,
		.this_update_at = NOW - DAY,
		.next_update_at = until_at,
		.expired_since_at = NOW - DAY };
	struct bytes out;

	assert_int_equal(crl_make(&o, h.a, &out), E_OK);
	return out;
}

/* Put a list where the root's is published. */
static void
publish(struct bytes der)
{
	FILE *f = fopen(crl_path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(der.p, 1, der.n, f), der.n);
	assert_int_equal(fclose(f), 0);
}

/* Stamp octets. */
static struct bytes
token(const struct member *tsa, struct bytes over)
{
	struct tst_authority t = { .certificate = tsa->der,
		.key = tsa->key,
		.policy = "0.4.0.2023.1.1" };
	unsigned char imprint[32], nonce[TST_NONCE_BYTES];
	struct bytes q, reply, anchor = tsa->der;
	struct tst_facts f;
	int failure;

	assert_int_equal(sha256(over, imprint), E_OK);
	assert_int_equal(
	    tst_query_make(bytes_at(imprint, 32), nonce, h.a, &q), E_OK);
	assert_int_equal(tst_reply_make(&t, q, h.a, &reply, &failure), E_OK);
	assert_int_equal(tst_reply_read(reply, bytes_at(imprint, 32), nonce,
			     anchor, h.a, &f),
	    E_OK);
	return f.token;
}

/* Sign; with a time stamp unless tsa is NULL. */
static struct bytes
signature(const struct member *tsa)
{
	struct cms_parts parts = { .alg = SIG_ECDSA_SHA256,
		.certificate = h.person.der,
		.chain = &h.ca.der,
		.nchain = 1 };
	unsigned char digest[32];
	struct bytes cms;

	assert_int_equal(sha256(bytes_of("a document"), digest), E_OK);
	assert_int_equal(cms_signed_attrs(bytes_at(digest, 32), h.person.der,
			     h.a, &parts.signed_attrs),
	    E_OK);
	assert_int_equal(key_sign(h.person.key, parts.alg, parts.signed_attrs,
			     h.a, &parts.signature),
	    E_OK);
	assert_int_equal(cms_assemble(&parts, h.a, &cms), E_OK);
	if (tsa != NULL)
		assert_int_equal(cms_add_time_stamp(cms,
				     token(tsa, parts.signature), h.a, &cms),
		    E_OK);
	return cms;
}

static enum err
gather(struct bytes cms, struct bytes stamp, struct pdf_validation *out)
{
	struct call c = { .run_dir = "/run", .arena = h.a };

	return validation_gather(&c, &policy, cms, stamp, out);
}

static bool
has(const struct list *l, struct bytes der)
{
	const struct pdf_der *rows = l->rows;

	for (size_t i = 0; i < l->n; i++)
		if (bytes_eq(rows[i].der, der))
			return true;
	return false;
}

static int
group_setup(void **state)
{
	int fd = mkstemp(crl_path);

	(void)state;
	if (fd < 0)
		return 1;
	(void)close(fd);
	house_make(&h, KEY_P256);
	house_issue(&h, CERT_ROOT, NULL, "Other Root", KEY_P256, &other);
	house_issue(
	    &h, CERT_ROOT, NULL, "Foreign Root", KEY_P256, &foreign_root);
	house_issue(
	    &h, CERT_TSA, &foreign_root, "Foreign TSU", KEY_P256, &foreign_tsa);
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	(void)unlink(crl_path);
	key_free(other.key);
	key_free(foreign_root.key);
	key_free(foreign_tsa.key);
	house_free(&h);
	return 0;
}

/* Everything is well before each test. */
static int
setup(void **state)
{
	(void)state;
	policy = (struct signing_policy){ .root = h.root.der,
		.issuers = { h.ca.der, h.ca.der, h.ca.der },
		.ntsas = 2,
		.root_crl = crl_path };
	policy.tsas[0].anchor = h.root.der;
	policy.tsas[1].anchor = foreign_root.der;
	responder = ANSWERS;
	status = (struct ocsp_answer){ OCSP_GOOD, 0, 0, NOW, NOW + 3600 };
	publish(crl(&h.root, NOW + DAY));
	outside = bytes_at(NULL, 0);
	fetched = 0;
	return 0;
}

static void
test_all(void **state)
{
	struct pdf_validation v;

	(void)state;
	assert_int_equal(
	    gather(signature(&h.tsa), bytes_at(NULL, 0), &v), E_OK);
	assert_int_equal(v.certificates.n, 5);
	assert_true(has(&v.certificates, h.person.der));
	assert_true(has(&v.certificates, h.ca.der));
	assert_true(has(&v.certificates, h.root.der));
	assert_true(has(&v.certificates, h.tsa.der));
	assert_true(has(&v.certificates, h.ocsp.der));
	assert_int_equal(v.ocsps.n, 1);
	assert_int_equal(v.crls.n, 1);
	assert_int_equal(fetched, 0);
}

/* A document time stamp stands in for the signature's own. */
static void
test_document_stamp(void **state)
{
	struct bytes stamp = token(&h.tsa, bytes_of("everything"));
	struct pdf_validation v;

	(void)state;
	assert_int_equal(gather(signature(NULL), stamp, &v), E_OK);
	assert_true(has(&v.certificates, h.tsa.der));
	status.this_update_at = NOW - 1;
	assert_int_equal(gather(signature(NULL), stamp, &v), E_PEER);
}

/* A status: what ocsp says, and what comes of it. */
static void
test_status(void **state)
{
	/* clang-format off */
	static const struct {
		enum responder responder;
		enum ocsp_state state;
		int64_t from, until;
		enum err expected;
	} rows[] = {
		{ ANSWERS,      OCSP_GOOD,    NOW,        NOW + 60, E_OK },
		{ ANSWERS,      OCSP_REVOKED, NOW,        NOW + 60, E_OK },
		{ ANSWERS,      OCSP_UNKNOWN, NOW,        NOW + 60, E_CRYPTO },
		{ ANSWERS,      OCSP_GOOD,    NOW - 1,    NOW + 60, E_PEER },
		{ ANSWERS,      OCSP_GOOD,    NOW + 3600, NOW + 7200, E_CRYPTO },
		{ ANSWERS,      OCSP_GOOD,    NOW - 60,   NOW - 1,  E_CRYPTO },
		{ OTHER_SIGNER, OCSP_GOOD,    NOW,        NOW + 60, E_CRYPTO },
		{ AWAY,         OCSP_GOOD,    NOW,        NOW + 60, E_PEER },
		{ BUSY,         OCSP_GOOD,    NOW,        NOW + 60, E_PEER },
		{ MISSING,      OCSP_GOOD,    NOW,        NOW + 60, E_PEER },
	};
	/* clang-format on */
	struct bytes cms = signature(&h.tsa);
	struct pdf_validation v;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		responder = rows[i].responder;
		status = (struct ocsp_answer){ .state = rows[i].state,
			.revoked_at = rows[i].state == OCSP_REVOKED ? NOW : 0,
			.this_update_at = rows[i].from,
			.next_update_at = rows[i].until };
		assert_int_equal(
		    gather(cms, bytes_at(NULL, 0), &v), rows[i].expected);
	}
}

/* The root's list: current and the root's, or the level has to wait. */
static void
test_root_crl(void **state)
{
	struct bytes cms = signature(&h.tsa);
	struct pdf_validation v;

	(void)state;
	publish(crl(&h.root, NOW));
	assert_int_equal(gather(cms, bytes_at(NULL, 0), &v), E_PEER);
	publish(crl(&other, NOW + DAY));
	assert_int_equal(gather(cms, bytes_at(NULL, 0), &v), E_CRYPTO);
	publish(bytes_of("no list"));
	assert_int_not_equal(gather(cms, bytes_at(NULL, 0), &v), E_OK);
	policy.root_crl = "/nowhere/root.crl";
	assert_int_equal(gather(cms, bytes_at(NULL, 0), &v), E_PEER);
}

/* Foreign time stamps: by their addresses, only where that is configured. */
static void
test_foreign(void **state)
{
	struct bytes cms = signature(&foreign_tsa);
	struct pdf_validation v;

	(void)state;
	assert_int_equal(gather(cms, bytes_at(NULL, 0), &v), E_CRYPTO);
	assert_int_equal(fetched, 0);
	policy.outside = true;
	assert_int_equal(gather(cms, bytes_at(NULL, 0), &v), E_PEER);
	assert_true(fetched > 0);
	outside = crl(&foreign_root, NOW + DAY);
	assert_int_equal(gather(cms, bytes_at(NULL, 0), &v), E_OK);
	assert_int_equal(v.crls.n, 2);
	assert_true(has(&v.crls, outside));
	assert_true(has(&v.certificates, foreign_tsa.der));
	assert_true(has(&v.certificates, foreign_root.der));
	outside = crl(&other, NOW + DAY);
	assert_int_not_equal(gather(cms, bytes_at(NULL, 0), &v), E_OK);
}

/* A signer below another root is none of ours. */
static void
test_signer(void **state)
{
	struct bytes cms = signature(&h.tsa);
	struct pdf_validation v;

	(void)state;
	policy.root = other.der;
	assert_int_not_equal(gather(cms, bytes_at(NULL, 0), &v), E_OK);
	assert_int_equal(
	    gather(bytes_of("no CMS"), bytes_at(NULL, 0), &v), E_INPUT);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_all, setup),
		cmocka_unit_test_setup(test_document_stamp, setup),
		cmocka_unit_test_setup(test_status, setup),
		cmocka_unit_test_setup(test_root_crl, setup),
		cmocka_unit_test_setup(test_foreign, setup),
		cmocka_unit_test_setup(test_signer, setup),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
