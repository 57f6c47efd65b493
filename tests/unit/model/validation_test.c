/*
 * Validation data: what is gathered for a signature, and what is refused or
 * put off. ocsp and the world outside are replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/validation.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/pki/cms.h"
#include "shared/pki/crl.h"
#include "shared/pki/der.h"
#include "shared/pki/ocsp.h"
#include "shared/pki/tst.h"
#include "shared/web/fcgi_client.h"
#include "shared/web/http_client.h"
#include "tests/unit/pki/house.h"

/* What ocsp does. */
enum responder { ANSWERS, AWAY, BUSY, OTHER_SIGNER, ISSUER, MISSING };

static struct house h;
static struct member other, foreign_root, foreign_tsa;
static struct member second;    /* another person of ours */
static struct member stranger;  /* a person below another root */
static struct member below_tsa; /* issued by a TSU, which is no CA */
static struct signing_policy policy;
static char crl_path[] = "/tmp/fernsign-crl-XXXXXX";
static enum responder responder;
static struct ocsp_answer status;
static struct bytes outside; /* what every address answers; n 0: away */
static int fetched;
static int asked;                  /* how often ocsp was */
static int answers_most = INT_MAX; /* then it is away */

/* In place of the private socket. */
enum err
fcgi_call(const struct fcgi_call *c, struct fcgi_answer *out, struct arena *a)
{
	struct ocsp_signer s = { h.ocsp.der, h.ocsp.key };
	struct ocsp_query q;

	assert_string_equal(c->path, "/ocsp");
	assert_string_equal(c->socket, "/run/ocsp.sock");
	out->status = responder == MISSING ? 404 : 200;
	if (responder == AWAY || asked == answers_most)
		return E_PEER;
	asked++;
	out->body = ocsp_response_error(OCSP_TRY_LATER);
	if (responder == BUSY || responder == MISSING)
		return E_OK;
	if (responder == OTHER_SIGNER)
		s = (struct ocsp_signer){ h.person.der, h.person.key };
	if (responder == ISSUER)
		s = (struct ocsp_signer){ h.ca.der, h.ca.key };
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
		.chain = &foreign_tsa.der,
		.nchain = tsa == &below_tsa,
		.key = tsa->key,
		.policy = "0.4.0.2023.1.1" };
	unsigned char imprint[32], nonce[TST_NONCE_BYTES];
	struct bytes q, reply, status_of;
	int failure;

	assert_int_equal(sha256(over, imprint), E_OK);
	assert_int_equal(
	    tst_query_make(bytes_at(imprint, 32), nonce, h.a, &q), E_OK);
	assert_int_equal(tst_reply_make(&t, q, h.a, &reply, &failure), E_OK);
	assert_int_equal(der_take(&reply, DER_SEQUENCE, &q), E_OK);
	assert_int_equal(der_take_any(&q, &status_of), E_OK);
	return q; /* behind the status */
}

/* Sign; with a time stamp unless tsa is NULL. */
static struct bytes
sign(const struct member *who, const struct member *tsa)
{
	struct cms_parts parts = { .alg = SIG_ECDSA_SHA256,
		.certificate = who->der,
		.chain = &h.ca.der,
		.nchain = 1 };
	unsigned char digest[32];
	struct bytes cms;

	assert_int_equal(sha256(bytes_of("a document"), digest), E_OK);
	assert_int_equal(cms_signed_attrs(bytes_at(digest, 32), who->der, h.a,
			     &parts.signed_attrs),
	    E_OK);
	assert_int_equal(key_sign(who->key, parts.alg, parts.signed_attrs, h.a,
			     &parts.signature),
	    E_OK);
	assert_int_equal(cms_assemble(&parts, h.a, &cms), E_OK);
	if (tsa != NULL)
		assert_int_equal(cms_add_time_stamp(cms,
				     token(tsa, parts.signature), h.a, &cms),
		    E_OK);
	return cms;
}

/* Sign as the person of the house. */
static struct bytes
signature(const struct member *tsa)
{
	return sign(&h.person, tsa);
}

/* Gather for all that is signed in a document. */
static enum err
gather_all(struct pdf_call_reported *rows, size_t n, struct pdf_validation *out)
{
	struct call c = { .run_dir = "/run", .arena = h.a };
	struct list signatures = { rows, n };

	asked = 0;
	return validation_gather(&c, &policy, &signatures, out);
}

/* Gather for one signature; with a document time stamp unless n is 0. */
static enum err
gather(struct bytes cms, struct bytes stamp, struct pdf_validation *out)
{
	struct pdf_call_reported rows[] = {
		{ .holds = true, .cms = cms },
		{ .holds = true, .stamp = true, .cms = stamp },
	};

	return gather_all(rows, stamp.n > 0 ? 2 : 1, out);
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
	house_issue(
	    &h, CERT_TSA, &foreign_tsa, "Below TSU", KEY_P256, &below_tsa);
	house_issue(
	    &h, CERT_PERSON_QUALIFIED, &h.ca, "Second", KEY_P256, &second);
	house_issue(
	    &h, CERT_PERSON_QUALIFIED, &other, "Stranger", KEY_P256, &stranger);
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
	key_free(below_tsa.key);
	key_free(second.key);
	key_free(stranger.key);
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
	answers_most = INT_MAX;
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

/* A CA that signs its own answers still needs its own status. */
static void
test_issuer_answers(void **state)
{
	struct pdf_validation v;

	(void)state;
	responder = ISSUER;
	assert_int_equal(gather(signature(NULL), bytes_at(NULL, 0), &v), E_OK);
	assert_int_equal(v.certificates.n, 3);
	assert_int_equal(v.ocsps.n, 1);
	assert_int_equal(v.crls.n, 1);
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

/* Make a signature as the document holds it. */
static struct pdf_call_reported
reported(struct bytes cms)
{
	return (struct pdf_call_reported){ .holds = true, .cms = cms };
}

/* Make a document time stamp. */
static struct pdf_call_reported
archived(const struct member *tsa)
{
	return (struct pdf_call_reported){ .holds = true,
		.stamp = true,
		.cms = token(tsa, bytes_of("everything")) };
}

/* What stands before the last signature: ours is taken along, until somebody
 * archived it; what somebody else's lacks is not asked for. */
static void
test_earlier(void **state)
{
	struct pdf_call_reported mine = reported(signature(&h.tsa));
	struct pdf_call_reported stamped = reported(sign(&second, &h.tsa));
	struct pdf_call_reported plain = reported(sign(&second, NULL));
	struct pdf_call_reported theirs =
	    reported(sign(&stranger, &foreign_tsa));
	struct pdf_call_reported broken = { .cms = stamped.cms };
	struct pdf_call_reported none = reported(bytes_of("no CMS"));
	struct pdf_call_reported left_out = reported(bytes_at(NULL, 0));
	struct pdf_call_reported stamp = archived(&h.tsa);
	const struct {
		struct pdf_call_reported document[3];
		size_t n;
		size_t certificates; /* person, CA, root, TSU, ocsp: 5 */
		int asked;           /* of ocsp */
	} rows[] = {
		{ { stamped, mine }, 2, 6, 2 },
		{ { plain, mine }, 2, 6, 2 },
		{ { stamped, stamp, mine }, 3, 5, 1 },
		{ { plain, stamp, mine }, 3, 6, 2 },
		{ { mine, mine }, 2, 5, 1 },
		{ { theirs, mine }, 2, 5, 1 },
		{ { theirs, stamped, mine }, 3, 6, 2 },
		{ { broken, mine }, 2, 5, 1 },
		{ { none, left_out, mine }, 3, 5, 1 },
	};
	struct pdf_validation v;

	(void)state;
	policy.outside = true;
	policy.ntsas = 1;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pdf_call_reported document[3];

		memcpy(document, rows[i].document, sizeof(document));
		assert_int_equal(gather_all(document, rows[i].n, &v), E_OK);
		assert_int_equal(v.certificates.n, rows[i].certificates);
		assert_int_equal(asked, rows[i].asked);
		assert_int_equal(v.ocsps.n, rows[i].asked);
		assert_int_equal(fetched, 0);
	}
}

/* While our own ocsp is away an earlier signature of ours waits, too; an
 * authority of former times may be gone. */
static void
test_earlier_away(void **state)
{
	struct pdf_call_reported document[] = { archived(&foreign_tsa),
		reported(sign(&second, &h.tsa)), reported(signature(&h.tsa)) };
	struct pdf_validation v;

	(void)state;
	policy.outside = true;
	answers_most = 1;
	assert_int_equal(gather_all(document, 3, &v), E_PEER);
	answers_most = 2;
	assert_int_equal(gather_all(document, 3, &v), E_OK);
	assert_true(fetched > 0);
	assert_int_equal(v.crls.n, 1);
	outside = crl(&foreign_root, NOW + DAY);
	assert_int_equal(gather_all(document, 3, &v), E_OK);
	assert_true(has(&v.crls, outside));
}

/* Addresses in certificates of a document are not called because they stand
 * there: only below what the operator trusts, and only what a CA issued. */
static void
test_addresses(void **state)
{
	struct pdf_call_reported document[] = { archived(&foreign_tsa),
		reported(signature(&h.tsa)) };
	struct pdf_validation v;

	(void)state;
	policy.outside = true;
	policy.ntsas = 1;
	assert_int_equal(gather_all(document, 2, &v), E_OK);
	assert_int_equal(fetched, 0);
	policy.ntsas = 2;
	document[0] = archived(&below_tsa);
	assert_int_equal(gather_all(document, 2, &v), E_OK);
	assert_int_equal(fetched, 0);
	document[0] = archived(&foreign_tsa);
	assert_int_equal(gather_all(document, 2, &v), E_OK);
	assert_int_equal(fetched, 1); /* its list, which is away */
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
	assert_int_equal(gather_all(NULL, 0, &v), E_INPUT);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_all, setup),
		cmocka_unit_test_setup(test_issuer_answers, setup),
		cmocka_unit_test_setup(test_document_stamp, setup),
		cmocka_unit_test_setup(test_status, setup),
		cmocka_unit_test_setup(test_root_crl, setup),
		cmocka_unit_test_setup(test_foreign, setup),
		cmocka_unit_test_setup(test_earlier, setup),
		cmocka_unit_test_setup(test_earlier_away, setup),
		cmocka_unit_test_setup(test_addresses, setup),
		cmocka_unit_test_setup(test_signer, setup),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
