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

/* Sign with one key under one algorithm, and check the value. */
static void
sign_one(const struct key *k, enum sig_alg alg)
{
	struct bytes message = bytes_of("to be signed"), value, spki;
	bool fits = sig_alg_fits(alg, key_type_of(k));

	assert_int_equal(
	    key_sign(k, alg, message, a, &value), fits ? E_OK : E_BUG);
	assert_int_equal(key_spki(k, a, &spki), E_OK);
	if (!fits) {
		assert_int_equal(
		    key_verify(spki, alg, message, message), E_INPUT);
		return;
	}
	assert_int_equal(key_verify(spki, alg, message, value), E_OK);
	assert_int_equal(
	    key_verify(spki, alg, bytes_of("to be Signed"), value), E_CRYPTO);
	assert_int_equal(
	    key_verify(spki, alg, message, bytes_at(value.p, value.n - 1)),
	    E_CRYPTO);
	for (int other = 0; other < SIG__MAX; other++)
		if (other != (int)alg)
			assert_int_not_equal(
			    key_verify(spki, other, message, value), E_OK);
}

/* Every algorithm signs with its family of keys and with no other. */
static void
test_sign(void **state)
{
	struct key *k = NULL;
	enum key_type t;
	struct bytes spki;

	(void)state;
	for (int i = 0; i < KEY__MAX; i++) {
		assert_int_equal(key_generate(i, &k), E_OK);
		assert_int_equal(key_type_of(k), i);
		assert_int_equal(key_alg(k), key_type_alg(i));
		assert_int_equal(key_spki(k, a, &spki), E_OK);
		assert_int_equal(key_type_of_spki(spki, &t), E_OK);
		assert_int_equal(t, i);
		for (int alg = 0; alg < SIG__MAX; alg++)
			sign_one(k, alg);
		key_free(k);
	}
}

/* What a configuration asks for is what a key signs with. */
static void
test_choose(void **state)
{
	/* clang-format off */
	/* kind, scheme, hash, what comes of it */
	static const struct {
		enum key_type t; const char *scheme, *hash, *name;
	} rows[] = {
		{ KEY_P256,    NULL,    NULL,      "ecdsa-sha256" },
		{ KEY_P256,    "pss",   "SHA-512", "ecdsa-sha512" },
		{ KEY_P384,    NULL,    NULL,      "ecdsa-sha384" },
		{ KEY_P384,    NULL,    "SHA-256", "ecdsa-sha256" },
		{ KEY_RSA3072, NULL,    NULL,      "rsa-sha256" },
		{ KEY_RSA3072, "pss",   NULL,      "rsa-pss-sha256" },
		{ KEY_RSA3072, "pkcs1", "SHA-384", "rsa-sha384" },
		{ KEY_RSA4096, "pss",   "SHA-512", "rsa-pss-sha512" },
		{ KEY_RSA4096, NULL,    "SHA-512", "rsa-sha512" },
		{ KEY_RSA4096, "PSS",   NULL,      NULL },
		{ KEY_P256,    NULL,    "SHA-1",   NULL },
	};
	/* clang-format on */
	enum sig_alg alg;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum err r = sig_alg_choose(
		    rows[i].t, rows[i].scheme, rows[i].hash, &alg);

		assert_int_equal(r, rows[i].name ? E_OK : E_INPUT);
		if (rows[i].name)
			assert_string_equal(sig_alg_name(alg), rows[i].name);
	}
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
		cmocka_unit_test(test_choose),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_request),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
