/*
 * Time stamps: what is granted checks out, each fault is a rejection with
 * its own bit, and the client notices every substitution.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/tst.h"

#include <string.h>

#include "tests/unit/pki/house.h"

static struct house h;
static struct tst_authority t;
static unsigned char digest[32], nonce[TST_NONCE_BYTES];

static int
setup(void **state)
{
	(void)state;
	house_make(&h, KEY_P256);
	t = (struct tst_authority){ .certificate = h.tsa.der,
		.key = h.tsa.key,
		.policy = "0.4.0.2023.1.1",
		.qualified = true };
	return sha256(bytes_of("a document"), digest) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	house_free(&h);
	return 0;
}

static struct bytes
query(void)
{
	struct bytes q;

	assert_int_equal(
	    tst_query_make(bytes_at(digest, 32), nonce, h.a, &q), E_OK);
	return q;
}

static struct bytes
reply_to(struct bytes q, int expected)
{
	struct bytes r;
	int failure;

	assert_int_equal(tst_reply_make(&t, q, h.a, &r, &failure), E_OK);
	assert_int_equal(failure, expected);
	return r;
}

static void
test_granted(void **state)
{
	static const unsigned char qtst[] = { 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7,
		1, 3, 0x04, 0x0d, 0x30, 0x0b, 0x30, 0x09, 0x06, 0x07, 4, 0,
		0x81, 0x97, 0x5e, 1, 1 };
	struct bytes r = reply_to(query(), -1);
	struct tst_facts f, g;

	(void)state;
	assert_int_equal(
	    tst_reply_read(r, bytes_at(digest, 32), nonce, h.root.der, h.a, &f),
	    E_OK);
	assert_int_equal(f.at, NOW);
	assert_string_equal(f.policy, "0.4.0.2023.1.1");
	assert_true(bytes_eq(f.certificate, h.tsa.der));
	assert_int_equal(f.serial.n, 20);
	assert_non_null(memmem(r.p, r.n, qtst, sizeof(qtst)));
	assert_int_equal(
	    tst_reply_read(r, bytes_at(digest, 32), nonce, h.tsa.der, h.a, &g),
	    E_OK);
	t.qualified = false;
	r = reply_to(query(), -1);
	t.qualified = true;
	assert_null(memmem(r.p, r.n, qtst, sizeof(qtst)));
}

static void
test_client_refuses(void **state)
{
	struct bytes r = reply_to(query(), -1);
	unsigned char other[32] = { 0 }, sent[TST_NONCE_BYTES];
	struct tst_facts f;

	(void)state;
	memcpy(sent, nonce, sizeof(sent));
	assert_int_equal(
	    tst_reply_read(r, bytes_at(other, 32), sent, h.root.der, h.a, &f),
	    E_CRYPTO);
	sent[0] ^= 1;
	assert_int_equal(
	    tst_reply_read(r, bytes_at(digest, 32), sent, h.root.der, h.a, &f),
	    E_CRYPTO);
	assert_int_equal(
	    tst_reply_read(r, bytes_at(digest, 32), nonce, h.ca.der, h.a, &f),
	    E_CRYPTO);
	assert_int_equal(tst_reply_read(house_flip(&h, r, 1),
			     bytes_at(digest, 32), nonce, h.root.der, h.a, &f),
	    E_CRYPTO);
	assert_int_equal(tst_reply_read(bytes_at(r.p, r.n - 1),
			     bytes_at(digest, 32), nonce, h.root.der, h.a, &f),
	    E_INPUT);
}

static bool
clock_wrong(void *ctx)
{
	(void)ctx;
	return false;
}

/* Each rejection is RFC 3161's own and is read back as a refusal. */
static void
test_rejected(void **state)
{
	/* SHA-1 query of `openssl ts -query -sha1`, without nonce. */
	static const unsigned char sha1[] = { 0x30, 0x29, 2, 1, 1, 0x30, 0x21,
		0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14, 1, 2, 3,
		4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 1,
		1, 0xff };
	struct bytes q = query(), r;
	struct tst_facts f;

	(void)state;
	(void)reply_to(bytes_at(NULL, 0), TST_BAD_FORMAT);
	(void)reply_to(bytes_at(q.p, q.n - 1), TST_BAD_FORMAT);
	(void)reply_to(bytes_of("not DER"), TST_BAD_FORMAT);
	(void)reply_to(bytes_at(sha1, sizeof(sha1)), TST_BAD_ALG);
	t.clock_ok = clock_wrong;
	r = reply_to(q, TST_TIME_NOT_AVAILABLE);
	t.clock_ok = NULL;
	assert_int_equal(
	    tst_reply_read(r, bytes_at(digest, 32), nonce, h.root.der, h.a, &f),
	    E_PEER);
	/* PKIFailureInfo bit 14: 03 03 01 00 02 at the very end. */
	assert_memory_equal(r.p + r.n - 5, "\x03\x03\x01\x00\x02", 5);
}

/* A unit whose certificate may not stamp does not. */
static void
test_wrong_unit(void **state)
{
	struct tst_authority wrong = t;
	struct bytes r;
	int failure;

	(void)state;
	wrong.certificate = h.person.der;
	wrong.key = h.person.key;
	assert_int_equal(
	    tst_reply_make(&wrong, query(), h.a, &r, &failure), E_OK);
	assert_int_equal(failure, TST_SYSTEM_FAILURE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_granted),
		cmocka_unit_test(test_client_refuses),
		cmocka_unit_test(test_rejected),
		cmocka_unit_test(test_wrong_unit),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
