/*
 * shared/base/secret and seal: files, digests, sealing and what breaks it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/base/secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/base/encode.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char path[] = "/tmp/fernsign-secret-XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static void
write_file(const char *text, size_t n, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	assert_int_equal(fchmod(fd, mode), 0);
	(void)close(fd);
}

static void
files(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t n;
		mode_t mode;
		size_t max;   /* of secret_file */
		enum err r;
		const char *secret;
	} rows[] = {
		{ "word\n",   5, 0600, 10, E_OK,     "word" },
		{ "word\r\n", 6, 0600, 4,  E_OK,     "word" },
		{ "word",     4, 0600, 4,  E_OK,     "word" },
		{ "word\n\n", 6, 0600, 10, E_OK,     "word\n" },
		{ "words",    5, 0600, 4,  E_INPUT,  NULL },
		{ "long word", 9, 0600, 4, E_INPUT,  NULL },
		{ "\n",       1, 0600, 4,  E_INPUT,  NULL },
		{ "",         0, 0600, 4,  E_INPUT,  NULL },
		{ "word",     4, 0640, 10, E_DENIED, NULL },
		{ "word",     4, 0604, 10, E_DENIED, NULL },
	};
	/* clang-format on */
	struct secret s = { NULL, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		write_file(rows[i].text, rows[i].n, rows[i].mode);
		assert_int_equal(secret_file(path, rows[i].max, &s), rows[i].r);
		if (rows[i].secret)
			assert_true(
			    bytes_eqs(secret_bytes(&s), rows[i].secret));
		secret_free(&s);
		assert_null(s.p);
	}
	assert_int_equal(secret_file("/nowhere", 4, &s), E_NOTFOUND);
	write_file("0123\n", 5, 0400);
	assert_int_equal(secret_key_file(path, 5, &s), E_OK);
	assert_true(bytes_eqs(secret_bytes(&s), "0123\n"));
	secret_free(&s);
	assert_int_equal(secret_key_file(path, 4, &s), E_INPUT);
	assert_int_equal(secret_key_file(path, 6, &s), E_INPUT);
	secret_free(NULL);
}

/* FIPS 180-4's "abc", RFC 4231 4.2 and 4.3 */
static void
digests(void **state)
{
	unsigned char out[32], want[32], key[20];

	(void)state;
	assert_int_equal(hex_read(bytes_of("ba7816bf8f01cfea414140de5dae2223"
					   "b00361a396177a9cb410ff61f20015ad"),
			     want, 32),
	    E_OK);
	assert_int_equal(sha256(bytes_of("abc"), out), E_OK);
	assert_memory_equal(out, want, 32);
	assert_int_equal(hex_read(bytes_of("e3b0c44298fc1c149afbf4c8996fb924"
					   "27ae41e4649b934ca495991b7852b855"),
			     want, 32),
	    E_OK);
	assert_int_equal(sha256(bytes_at(NULL, 0), out), E_OK);
	assert_memory_equal(out, want, 32);
	memset(key, 0x0b, sizeof(key));
	assert_int_equal(hex_read(bytes_of("b0344c61d8db38535ca8afceaf0bf12b"
					   "881dc200c9833da726e9376c2e32cff7"),
			     want, 32),
	    E_OK);
	assert_int_equal(
	    hmac_sha256(bytes_at(key, 20), bytes_of("Hi There"), out), E_OK);
	assert_memory_equal(out, want, 32);
	assert_int_equal(hex_read(bytes_of("5bdcc146bf60754e6a042426089575c7"
					   "5a003f089d2739839dec58b964ec3843"),
			     want, 32),
	    E_OK);
	assert_int_equal(hmac_sha256(bytes_of("Jefe"),
			     bytes_of("what do ya want for nothing?"), out),
	    E_OK);
	assert_memory_equal(out, want, 32);
}

static const struct bytes aad = { (const unsigned char *)"row 1", 5 };

/* Open a copy in which one octet is changed. */
static void
one_changed_octet_is_found(struct bytes key, const struct buf *sealed)
{
	unsigned char copy[256];
	struct buf plain = BUF(256);
	size_t i;

	for (i = 0; i < sealed->n; i++) {
		memcpy(copy, sealed->p, sealed->n);
		copy[i] ^= 1;
		assert_int_equal(
		    seal_open(key, aad, bytes_at(copy, sealed->n), &plain),
		    E_CRYPTO);
		assert_int_equal(
		    seal_open(key, aad, bytes_at(copy, i), &plain), E_CRYPTO);
		assert_int_equal(plain.n, 0);
	}
	buf_free(&plain);
}

static void
sealed_is_bound(void **state)
{
	static const char *const plains[] = { "", "x", "Erika Mustermann" };
	unsigned char octets[32] = { 1 }, other[32] = { 2 };
	const struct bytes key = bytes_at(octets, 32);
	struct buf sealed = BUF(256), again = BUF(256), plain = BUF(256);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(plains); i++) {
		buf_clear(&sealed);
		buf_clear(&again);
		buf_clear(&plain);
		assert_int_equal(
		    seal(key, aad, bytes_of(plains[i]), &sealed), E_OK);
		assert_int_equal(
		    seal(key, aad, bytes_of(plains[i]), &again), E_OK);
		assert_int_equal(sealed.n, strlen(plains[i]) + 28);
		assert_false(bytes_eq(buf_bytes(&sealed), buf_bytes(&again)));
		assert_int_equal(
		    seal_open(key, aad, buf_bytes(&sealed), &plain), E_OK);
		assert_true(bytes_eqs(buf_bytes(&plain), plains[i]));
		one_changed_octet_is_found(key, &sealed);
	}
	buf_clear(&plain);
	assert_int_equal(
	    seal_open(bytes_at(other, 32), aad, buf_bytes(&sealed), &plain),
	    E_CRYPTO);
	assert_int_equal(
	    seal_open(key, bytes_of("row 2"), buf_bytes(&sealed), &plain),
	    E_CRYPTO);
	assert_int_equal(
	    seal(bytes_at(octets, 31), aad, bytes_of("x"), &plain), E_BUG);
	buf_free(&sealed);
	buf_free(&again);
	buf_free(&plain);
}

static void
comparison_and_wiping(void **state)
{
	unsigned char p[4] = { 1, 2, 3, 4 };

	(void)state;
	assert_true(secret_eq(bytes_of("abc"), bytes_of("abc")));
	assert_false(secret_eq(bytes_of("abc"), bytes_of("abd")));
	assert_false(secret_eq(bytes_of("abc"), bytes_of("ab")));
	assert_true(secret_eq(bytes_of(""), bytes_at(NULL, 0)));
	secret_wipe(p, sizeof(p));
	assert_memory_equal(p, "\0\0\0\0", 4);
	secret_wipe(NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files),
		cmocka_unit_test(digests),
		cmocka_unit_test(sealed_is_bound),
		cmocka_unit_test(comparison_and_wiping),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
