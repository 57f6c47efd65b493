/*
 * Keys: kinds, names, signing and its refusals, files, wrapping, requests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/pki/house.h"

static struct arena *a;

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

static void
test_names(void **state)
{
	enum key_type t;
	enum sig_alg alg;

	(void)state;
	for (int i = 0; i < KEY__MAX; i++) {
		assert_int_equal(key_type_read(key_type_name(i), &t), E_OK);
		assert_int_equal(t, i);
	}
	for (int i = 0; i < SIG__MAX; i++) {
		assert_int_equal(sig_alg_read(sig_alg_name(i), &alg), E_OK);
		assert_int_equal(alg, i);
	}
	assert_int_equal(key_type_read("RSA-2048", &t), E_INPUT);
	assert_int_equal(key_type_read(NULL, &t), E_INPUT);
	assert_int_equal(sig_alg_read("rsa-sha1", &alg), E_INPUT);
}

/* Every algorithm signs with its family of keys and with no other. */
static void
test_sign(void **state)
{
	/* clang-format off */
	static const struct { enum key_type t; enum sig_alg alg; enum err r; } rows[] = {
		{ KEY_P256,    SIG_ECDSA_SHA256, E_OK },
		{ KEY_P256,    SIG_RSA_SHA256,   E_BUG },
		{ KEY_RSA3072, SIG_RSA_SHA256,   E_OK },
		{ KEY_RSA3072, SIG_PSS_SHA256,   E_OK },
		{ KEY_RSA3072, SIG_ECDSA_SHA256, E_BUG },
	};
	/* clang-format on */
	struct bytes message = bytes_of("to be signed"), value, spki;
	struct key *keys[KEY__MAX] = { 0 };

	(void)state;
	assert_int_equal(key_generate(KEY_P256, &keys[KEY_P256]), E_OK);
	assert_int_equal(key_generate(KEY_RSA3072, &keys[KEY_RSA3072]), E_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key *k = keys[rows[i].t];

		assert_int_equal(key_type_of(k), rows[i].t);
		assert_int_equal(
		    key_sign(k, rows[i].alg, message, a, &value), rows[i].r);
		if (rows[i].r)
			continue;
		assert_int_equal(key_spki(k, a, &spki), E_OK);
		assert_int_equal(
		    key_verify(spki, rows[i].alg, message, value), E_OK);
		assert_int_equal(key_verify(spki, rows[i].alg,
				     bytes_of("to be Signed"), value),
		    E_CRYPTO);
		assert_int_equal(key_verify(spki, rows[i].alg, message,
				     bytes_at(value.p, value.n - 1)),
		    E_CRYPTO);
	}
	assert_int_equal(
	    key_verify(spki, SIG_ECDSA_SHA256, message, value), E_INPUT);
	key_free(keys[KEY_P256]);
	key_free(keys[KEY_RSA3072]);
}

static void
test_wrap(void **state)
{
	unsigned char kek[32] = { 1 }, other[32] = { 2 };
	struct buf wrapped = BUF(4096);
	struct key *k = NULL, *back = NULL;
	struct bytes spki, again;

	(void)state;
	assert_int_equal(key_generate(KEY_P256, &k), E_OK);
	assert_int_equal(
	    key_wrap(k, bytes_at(kek, 32), bytes_of("row 1"), &wrapped), E_OK);
	assert_int_equal(key_unwrap(buf_bytes(&wrapped), bytes_at(other, 32),
			     bytes_of("row 1"), &back),
	    E_CRYPTO);
	assert_int_equal(key_unwrap(buf_bytes(&wrapped), bytes_at(kek, 32),
			     bytes_of("row 2"), &back),
	    E_CRYPTO);
	assert_int_equal(key_unwrap(buf_bytes(&wrapped), bytes_at(kek, 32),
			     bytes_of("row 1"), &back),
	    E_OK);
	assert_int_equal(key_spki(k, a, &spki), E_OK);
	assert_int_equal(key_spki(back, a, &again), E_OK);
	assert_true(bytes_eq(spki, again));
	buf_free(&wrapped);
	key_free(k);
	key_free(back);
}

/* A key file is read when it is one, and is its owner's alone. */
static void
test_file(void **state)
{
	char path[] = "/tmp/key_test.XXXXXX";
	int fd = mkstemp(path);
	struct key *k = NULL, *back = NULL;
	struct secret pem = { 0 };

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(key_generate(KEY_P256, &k), E_OK);
	assert_int_equal(key_pem(k, &pem), E_OK);
	assert_int_equal(write(fd, pem.p, pem.n), pem.n);
	assert_int_equal(key_file(path, &back), E_OK);
	key_free(back);
	back = NULL;
	assert_int_equal(fchmod(fd, 0440), 0);
	assert_int_equal(key_file(path, &back), E_DENIED);
	assert_int_equal(fchmod(fd, 0400), 0);
	assert_int_equal(ftruncate(fd, (off_t)pem.n / 2), 0);
	assert_int_equal(key_file(path, &back), E_INPUT);
	(void)close(fd);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(key_file(path, &back), E_NOTFOUND);
	assert_null(back);
	secret_free(&pem);
	key_free(k);
}

static void
test_request(void **state)
{
	struct key *k = NULL;
	struct bytes csr, spki, got, bad;

	(void)state;
	assert_int_equal(key_generate(KEY_P256, &k), E_OK);
	assert_int_equal(key_request(k, a, &csr), E_OK);
	assert_int_equal(key_request_read(csr, a, &got), E_OK);
	assert_int_equal(key_spki(k, a, &spki), E_OK);
	assert_true(bytes_eq(got, spki));
	assert_int_equal(arena_bytes(a, csr, &bad), E_OK);
	((unsigned char *)bad.p)[bad.n - 1] ^= 1;
	assert_int_equal(key_request_read(bad, a, &got), E_CRYPTO);
	assert_int_equal(
	    key_request_read(bytes_at(csr.p, csr.n - 1), a, &got), E_INPUT);
	key_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_request),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
