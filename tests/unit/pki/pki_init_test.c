/*
 * pki init: everything once, each file for its reader, nothing overwritten.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/pki_init.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/pki/crl.h"
#include "shared/pki/pki_file.h"
#include "shared/pki/pki_root.h"
#include "tests/unit/pki/house.h"

static char dir[] = "/tmp/pki_init_test.XXXXXX", conf[64];
static struct config_common common = { .state_dir = dir };
static struct arena *a;
static int said;

static void
say(const char *path)
{
	assert_non_null(path);
	said++;
}

static int
setup(void **state)
{
	static const char *const peers[] = { "portal", "ident", "signer", "ca",
		"notify", "tsa" };
	FILE *f;

	(void)state;
	assert_int_equal(arena_new(4 << 20, &a), E_OK);
	assert_non_null(mkdtemp(dir));
	(void)snprintf(conf, sizeof(conf), "%s/fernsign.conf", dir);
	assert_non_null(f = fopen(conf, "w"));
	(void)fprintf(f,
	    "[common]\nname = Fernsign Test\nportal_url = https://s.example\n"
	    "public_url = http://pki.example\nrun_dir = %s\nstate_dir = %s\n"
	    "share_dir = %s\n[signer]\nkek_file = %s/elsewhere/kek\n[peers]\n",
	    dir, dir, dir, dir);
	for (size_t i = 0; i < COUNT(peers); i++)
		(void)fprintf(f, "%s = %u\n", peers[i], (unsigned)geteuid());
	return fclose(f);
}

static const char *
path(enum pki_file f)
{
	static char kek[64];

	(void)snprintf(kek, sizeof(kek), "%s/elsewhere/kek", dir);
	return pki_file_path(&common, f, f == PKI_SIGNER_KEK ? kek : NULL, a);
}

static int
teardown(void **state)
{
	static const char *const folders[] = { "root", "pki", "ca", "tsa",
		"signer", "portal", "ident", "notify", "elsewhere" };
	char name[64];

	(void)state;
	for (int i = 0; i < PKI__MAX; i++)
		(void)unlink(path((enum pki_file)i));
	for (size_t i = 0; i < COUNT(folders); i++) {
		(void)snprintf(name, sizeof(name), "%s/%s", dir, folders[i]);
		(void)rmdir(name);
	}
	(void)unlink(conf);
	arena_free(a);
	return rmdir(dir);
}

static void
test_made(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(pki_init(conf, say, a), E_OK);
	assert_int_equal(said, PKI__MAX);
	for (int i = 0; i < PKI__MAX; i++) {
		assert_int_equal(stat(path((enum pki_file)i), &st), 0);
		assert_int_equal(
		    st.st_mode & 07777, pki_files[i].secret ? 0400 : 0444);
		assert_true(st.st_size > 0);
	}
}

/* The certificates fit their keys, and chain up to the root. */
static void
test_hierarchy(void **state)
{
	/* clang-format off */
	static const enum pki_file rows[][2] = {
		{ PKI_ROOT_KEY,      PKI_ROOT_CERT },
		{ PKI_SIMPLE_KEY,    PKI_SIMPLE_CERT },
		{ PKI_ADVANCED_KEY,  PKI_ADVANCED_CERT },
		{ PKI_QUALIFIED_KEY, PKI_QUALIFIED_CERT },
		{ PKI_TSA_KEY,       PKI_TSA_CERT },
	};
	/* clang-format on */
	struct bytes root, der, spki;
	struct cert_facts f;
	struct key *k = NULL;

	(void)state;
	assert_int_equal(cert_file(path(PKI_ROOT_CERT), a, &root), E_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(cert_file(path(rows[i][1]), a, &der), E_OK);
		assert_int_equal(cert_issued_by(der, root), E_OK);
		assert_int_equal(cert_read(der, a, &f), E_OK);
		assert_int_equal(key_file(path(rows[i][0]), &k), E_OK);
		assert_int_equal(key_spki(k, a, &spki), E_OK);
		assert_true(bytes_eq(spki, f.spki));
		key_free(k);
	}
	assert_int_equal(
	    cert_chain_verify(der, NULL, 0, root, NOW, CERT_FOR_TIME_STAMPS),
	    E_OK);
}

/* Read the root's list as it stands. */
static struct crl_facts
root_crl(void)
{
	unsigned char der[4096];
	FILE *f = fopen(path(PKI_ROOT_CRL), "rb");
	struct crl_facts facts;
	struct bytes root;
	size_t n;

	assert_non_null(f);
	n = fread(der, 1, sizeof(der), f);
	(void)fclose(f);
	assert_int_equal(cert_file(path(PKI_ROOT_CERT), a, &root), E_OK);
	assert_int_equal(crl_read(bytes_at(der, n), root, a, &facts), E_OK);
	return facts;
}

/* The list holds for a year; the next one counts on and is as readable. */
static void
test_root_crl(void **state)
{
	struct crl_facts facts = root_crl();
	struct stat st;
	char *where;

	(void)state;
	assert_int_equal(facts.number, 1);
	assert_int_equal(facts.entries, 0);
	assert_true(facts.next_update_at >= NOW + 365 * (int64_t)DAY);
	assert_int_equal(pki_root_crl(conf, &where, a), E_OK);
	assert_string_equal(where, path(PKI_ROOT_CRL));
	facts = root_crl();
	assert_int_equal(facts.number, 2);
	assert_int_equal(stat(where, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0444);
}

/* A second run changes nothing; a gap is told and not filled. */
static void
test_again(void **state)
{
	struct secret before = { 0 }, after = { 0 };

	(void)state;
	said = 0;
	assert_int_equal(
	    secret_key_file(path(PKI_SIGNER_KEK), 32, &before), E_OK);
	assert_int_equal(pki_init(conf, say, a), E_OK);
	assert_int_equal(said, 0);
	assert_int_equal(
	    secret_key_file(path(PKI_SIGNER_KEK), 32, &after), E_OK);
	assert_true(secret_eq(secret_bytes(&before), secret_bytes(&after)));
	assert_int_equal(unlink(path(PKI_SIGNER_MAC)), 0);
	assert_int_equal(pki_init(conf, say, a), E_CONFLICT);
	assert_int_equal(access(path(PKI_SIGNER_MAC), F_OK), -1);
	secret_free(&before);
	secret_free(&after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_made),
		cmocka_unit_test(test_hierarchy),
		cmocka_unit_test(test_root_crl),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
