/*
 * The policy of signatures: what the configuration may say, what it may not.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/signing_policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/pki/house.h"

static struct house h;
static char dir[] = "/tmp/fernsign-policy-XXXXXX";
static struct config_common common = { .state_dir = dir };
static char *password, *open_password, *anchor;

/* Write a file below the folder; its path. */
static char *
put(const char *name, const char *text, mode_t mode)
{
	char *path = arena_printf(h.a, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static int
setup(void **state)
{
	static const char *const cas[] = { "pki/simple.pem", "pki/advanced.pem",
		"pki/qualified.pem" };

	(void)state;
	house_make(&h, KEY_P256);
	if (!mkdtemp(dir) || mkdir(arena_printf(h.a, "%s/pki", dir), 0700))
		return 1;
	anchor = put("pki/root.pem", cert_pem(h.root.der, h.a), 0444);
	for (size_t i = 0; i < COUNT(cas); i++)
		(void)put(cas[i], cert_pem(h.ca.der, h.a), 0444);
	password = put("password", "geheim\n", 0400);
	open_password = put("open", "geheim\n", 0444);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = { "pki/simple.pem",
		"pki/advanced.pem", "pki/qualified.pem", "pki/root.pem",
		"password", "open", "pki", "" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		(void)remove(arena_printf(h.a, "%s/%s", dir, names[i]));
	house_free(&h);
	return 0;
}

static void
test_levels(void **state)
{
	(void)state;
	for (int l = LEVEL_BB; l < LEVEL__MAX; l++)
		assert_int_equal(
		    signing_level_of(signing_level_name((enum signing_level)l)),
		    l);
	assert_int_equal(signing_level_of(NULL), LEVEL_NONE);
	assert_int_equal(signing_level_of("B-X"), LEVEL_NONE);
}

/* Nothing said: B-LTA, SHA-256, our own authority. */
static void
test_defaults(void **state)
{
	struct signing_policy_config cfg = { 0 };
	struct signing_policy p;

	(void)state;
	assert_int_equal(signing_policy_load(&cfg, &common, h.a, &p), E_OK);
	assert_int_equal(p.level, LEVEL_BLTA);
	assert_int_equal(p.hash, HASH_SHA256);
	assert_int_equal(p.ntsas, 1);
	assert_null(p.tsas[0].url);
	assert_true(bytes_eq(p.tsas[0].anchor, h.root.der));
	assert_true(bytes_eq(p.issuers[2], h.ca.der));
	assert_false(p.outside);
	signing_policy_clear(&p);
}

static void
test_authorities(void **state)
{
	char level[] = "B-LT", hash[] = "SHA-512", user[] = "fernsign";
	char url[] = "https://tsa.example/tsr", own[] = "own";
	struct signing_policy_config cfg = { .level = level,
		.hash = hash,
		.tsa = { { .url = url,
			     .anchor = anchor,
			     .user = user,
			     .password_file = password,
			     .certificate_file = anchor,
			     .key_file = password,
			     .ca_file = anchor },
		    { .url = NULL }, { .url = own } } };
	struct signing_policy p;

	(void)state;
	assert_int_equal(signing_policy_load(&cfg, &common, h.a, &p), E_OK);
	assert_int_equal(p.level, LEVEL_BLT);
	assert_int_equal(p.hash, HASH_SHA512);
	assert_int_equal(p.ntsas, 2);
	assert_string_equal(p.tsas[0].url, url);
	assert_true(bytes_eqs(secret_bytes(&p.tsas[0].password), "geheim"));
	assert_null(p.tsas[1].url);
	assert_true(p.outside);
	signing_policy_clear(&p);
	signing_policy_clear(&p);
}

/* What refuses start. */
static void
test_refused(void **state)
{
	char bad[] = "B-X", ftp[] = "ftp://tsa.example/";
	char url[] = "https://tsa.example/", none[] = "/nowhere";
	char plain[] = "http://tsa.example/", user[] = "fernsign";
	char named[] = "https://fernsign:geheim@tsa.example/";
	/* clang-format off */
	const struct {
		struct signing_policy_config cfg;
		enum err expected;
	} rows[] = {
		{ { .level = bad }, E_INPUT },
		{ { .hash = bad }, E_INPUT },
		{ { .tsa = { { .url = ftp } } }, E_INPUT },
		{ { .tsa = { { .url = url, .anchor = none } } }, E_NOTFOUND },
		{ { .tsa = { { .url = named } } }, E_INPUT },
		{ { .tsa = { { .url = url, .user = user } } }, E_INPUT },
		{ { .tsa = { { .url = url, .password_file = password } } },
		    E_INPUT },
		{ { .tsa = { { .url = url, .user = user,
		    .password_file = none } } }, E_NOTFOUND },
		{ { .tsa = { { .url = url, .user = user,
		    .password_file = open_password } } }, E_DENIED },
		{ { .tsa = { { .url = plain, .user = user,
		    .password_file = password } } }, E_INPUT },
		{ { .tsa = { { .url = url, .certificate_file = anchor } } },
		    E_INPUT },
		{ { .tsa = { { .url = url, .key_file = password } } },
		    E_INPUT },
		{ { .tsa = { { .url = plain, .certificate_file = anchor,
		    .key_file = password } } }, E_INPUT },
		{ { .tsa = { { .url = url, .certificate_file = anchor,
		    .key_file = open_password } } }, E_DENIED },
		{ { .tsa = { { .url = url, .certificate_file = password,
		    .key_file = password } } }, E_INPUT },
		{ { .tsa = { { .url = url, .certificate_file = none,
		    .key_file = password } } }, E_NOTFOUND },
		{ { .tsa = { { .url = url, .ca_file = none } } }, E_NOTFOUND },
	};
	/* clang-format on */
	struct config_common nowhere = { .state_dir = none };
	struct signing_policy_config cfg = { 0 };
	struct signing_policy p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    signing_policy_load(&rows[i].cfg, &common, h.a, &p),
		    rows[i].expected);
		signing_policy_clear(&p);
	}
	assert_int_equal(
	    signing_policy_load(&cfg, &nowhere, h.a, &p), E_NOTFOUND);
	signing_policy_clear(&p);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_authorities),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
