/*
 * Every process' account tried against what it must not do: refused by the
 * database, not by our own good manners.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_db.h"

#include <stdio.h>
#include <string.h>

#define TABLE_DENIED   1142
#define COLUMN_DENIED  1143
#define ROUTINE_DENIED 1370
#define ACCESS_DENIED  1227
#define SCHEMA_DENIED  1044

static struct house_db h;

/* Who, what, which number; 0 in number: any of the refusals above. */
struct attempt {
	const char *user;
	const char *sql;
};

/* clang-format off */
static const struct attempt refused[] = {
	/* A taken-over portal reads no key, no TAN, no value, no person. */
	{ "portal", "SELECT wrapped FROM sign_key" },
	{ "portal", "SELECT phone FROM sign_key" },
	{ "portal", "SELECT tan_mac FROM activation" },
	{ "portal", "SELECT value FROM signature_value" },
	{ "portal", "SELECT person FROM identification" },
	{ "portal", "SELECT session, landline_pin FROM ident_case" },
	{ "portal", "SELECT link FROM outbox" },
	{ "portal", "SELECT raw FROM webhook_inbox" },
	/* It changes no place where a TAN goes. */
	{ "portal", "UPDATE sign_key SET phone = '+491700000000'" },
	{ "portal", "UPDATE ident_case SET phone = '+491700000000'" },
	{ "portal", "INSERT INTO sign_key (id) VALUES ('x')" },
	/* It writes no certificate and identifies nobody. */
	{ "portal", "INSERT INTO certificate (id) VALUES ('x')" },
	{ "portal", "UPDATE certificate SET state = 'bound'" },
	{ "portal", "UPDATE certificate_own SET state = 'bound'" },
	{ "portal", "INSERT INTO identification (ident_case) VALUES ('x')" },
	{ "portal", "UPDATE identification SET state = 'active'" },
	{ "portal", "UPDATE identification_own SET name_matches = 1" },
	{ "portal", "UPDATE ident_case SET state = 'verified'" },
	{ "portal", "INSERT INTO ident_case (id) VALUES ('x')" },
	/* It releases nothing. */
	{ "portal", "INSERT INTO activation (id) VALUES ('x')" },
	{ "portal", "UPDATE activation SET state = 'signed'" },
	{ "portal", "UPDATE activation SET tries = 0" },
	{ "portal", "INSERT INTO signature_value (n) VALUES (1)" },
	/* It makes no coins. */
	{ "portal", "UPDATE coin_account SET balance = 1000" },
	{ "portal", "INSERT INTO coin_transfer (reference) VALUES ('x')" },
	{ "portal", "UPDATE coin_transfer SET state = 'voided'" },
	{ "portal", "UPDATE coin_package SET coins = 100000" },
	{ "portal", "INSERT INTO shop_order (shop) VALUES ('x')" },
	{ "portal", "UPDATE shop_order SET redeemed_at = NULL" },
	{ "portal", "CALL coins_reserve('x')" },
	{ "portal", "CALL coins_void('x')" },
	{ "portal", "CALL coins_refund('x')" },
	{ "portal", "CALL coins_credit('x')" },
	{ "portal", "CALL coins_hold('x')" },
	{ "portal", "CALL coins_settle('x')" },
	{ "portal", "CALL coins_return('x')" },
	{ "portal", "CALL coins_open('x')" },
	{ "portal", "CALL shop_take_back('x', 'x')" },
	/* It confirms, closes, renames nobody behind the routines' back. */
	{ "portal", "UPDATE account SET state = 'active'" },
	{ "portal", "UPDATE account SET email = 'x@example.org'" },
	{ "portal", "UPDATE account SET confirmed_at = 1" },
	{ "portal", "UPDATE account SET password = 'x'" },
	{ "portal", "INSERT INTO account (id, state) VALUES ('x', 'active')" },
	{ "portal", "UPDATE link_token SET used_at = NULL" },
	{ "portal", "DELETE FROM account" },
	{ "portal", "CALL account_close('x')" },
	/* It rewrites no history. */
	{ "portal", "UPDATE audit SET outcome = 'ok'" },
	{ "portal", "INSERT INTO audit (event) VALUES ('x')" },
	{ "portal", "DELETE FROM audit" },
	{ "portal", "DELETE FROM acceptance" },
	{ "portal", "UPDATE acceptance SET version = 'x'" },
	{ "portal", "UPDATE document_content SET ciphertext = 'x'" },
	{ "portal", "UPDATE document_increment SET ciphertext = 'x'" },
	{ "portal", "DELETE FROM document_increment" },
	{ "portal", "DELETE FROM sign_batch" },
	/* No powers of an administrator. */
	{ "portal", "CREATE TABLE x (n INT)" },
	{ "portal", "DROP TABLE session" },
	{ "portal", "CREATE TRIGGER x BEFORE INSERT ON session FOR EACH ROW"
	            " SET NEW.lang = 'de'" },
	{ "portal", "SELECT * FROM mysql.global_priv" },
	{ "portal", "SELECT 1 INTO OUTFILE '/tmp/x'" },
	{ "portal", "SET GLOBAL max_connections = 1" },

	/* The shop sees no account and credits nobody. */
	{ "shop", "SELECT email FROM account" },
	{ "shop", "UPDATE coin_account SET balance = 1000" },
	{ "shop", "INSERT INTO shop_order (shop) VALUES ('x')" },
	{ "shop", "UPDATE shop_order SET username = 'x'" },
	{ "shop", "CALL coins_redeem('x', 'x')" },
	{ "shop", "UPDATE coin_package SET coins = 100000" },

	/* ident does not say who somebody is, nor where a TAN goes. */
	{ "ident", "INSERT INTO identification (ident_case) VALUES ('x')" },
	{ "ident", "SELECT person FROM identification" },
	{ "ident", "UPDATE ident_case SET phone = '+491700000000'" },
	{ "ident", "UPDATE ident_case SET account = 'x'" },
	{ "ident", "UPDATE account SET phone = 'x'" },
	{ "ident", "INSERT INTO certificate (id) VALUES ('x')" },
	{ "ident", "SELECT wrapped FROM sign_key" },
	{ "ident", "CALL coins_welcome('x')" },
	{ "ident", "SELECT ciphertext FROM document_content" },

	/* repository and ocsp see what their views hold. */
	{ "repository", "SELECT der FROM certificate" },
	{ "repository", "SELECT * FROM certificate_own" },
	{ "repository", "SELECT email FROM account" },
	{ "repository", "INSERT INTO crl (issuer) VALUES ('x')" },
	{ "ocsp", "SELECT subject_cn FROM certificate" },
	{ "ocsp", "SELECT email FROM account" },
	{ "ocsp", "UPDATE certificate SET state = 'bound'" },

	/* signer sees no document, no name, and moves no money itself. */
	{ "signer", "SELECT ciphertext FROM document_content" },
	{ "signer", "SELECT email FROM account" },
	{ "signer", "SELECT person FROM identification" },
	{ "signer", "UPDATE sign_key SET phone = '+491700000000'" },
	{ "signer", "UPDATE sign_key SET account = 'x'" },
	{ "signer", "UPDATE activation SET account = 'x'" },
	{ "signer", "UPDATE activation_doc SET digest = 'x'" },
	{ "signer", "UPDATE signature_value SET value = 'x'" },
	{ "signer", "DELETE FROM sign_key" },
	{ "signer", "INSERT INTO certificate (id) VALUES ('x')" },
	{ "signer", "UPDATE coin_account SET balance = 1000" },
	{ "signer", "CALL coins_capture('x')" },

	/* ca uses no key and changes no issued certificate's content. */
	{ "ca", "SELECT wrapped FROM sign_key" },
	{ "ca", "SELECT tan_mac FROM activation" },
	{ "ca", "UPDATE certificate SET der = 'x'" },
	{ "ca", "UPDATE certificate SET account = 'x'" },
	{ "ca", "DELETE FROM certificate" },
	{ "ca", "UPDATE identification SET person = 'x'" },
	{ "ca", "UPDATE ident_case SET state = 'active'" },
	{ "ca", "SELECT password FROM account" },
	{ "ca", "SELECT ciphertext FROM document_content" },

	/* notify sees no document and no key. */
	{ "notify", "SELECT ciphertext FROM document_content" },
	{ "notify", "SELECT phone FROM sign_key" },
	{ "notify", "SELECT password FROM account" },
	{ "notify", "UPDATE outbox SET recipient = 'x'" },
	{ "notify", "DELETE FROM outbox" },

	/* purge deletes by routines with the age inside, nothing else. */
	{ "purge", "DELETE FROM document_key" },
	{ "purge", "DELETE FROM account" },
	{ "purge", "DELETE FROM session" },
	{ "purge", "DELETE FROM coin_transfer" },
	{ "purge", "DELETE FROM audit" },
	{ "purge", "DELETE FROM certificate" },
	{ "purge", "ALTER TABLE document_content TRUNCATE PARTITION s0" },
	{ "purge", "SELECT wrapped FROM document_key" },

	/* ctl reads no secret and moves money only back, by a routine. */
	{ "ctl", "SELECT password FROM account" },
	{ "ctl", "SELECT wrapped FROM sign_key" },
	{ "ctl", "SELECT person FROM identification" },
	{ "ctl", "UPDATE coin_account SET balance = 1000" },
	{ "ctl", "UPDATE audit SET outcome = 'ok'" },
	{ "ctl", "SELECT link FROM outbox" },
	{ "ctl", "SELECT name FROM sign_doc" },
};

/* What the same accounts are there for. */
static const struct attempt allowed[] = {
	{ "portal", "SELECT id, email, password FROM account" },
	{ "portal", "SELECT * FROM certificate_own" },
	{ "portal", "SELECT * FROM identification_own" },
	{ "portal", "CALL audit_add('test.ok', NULL, NULL, 'ok', NULL, NULL)" },
	{ "shop", "SELECT * FROM shop_order" },
	{ "ident", "SELECT * FROM ident_case" },
	{ "repository", "SELECT der FROM certificate_published" },
	{ "ocsp", "SELECT state FROM certificate_status" },
	{ "signer", "SELECT * FROM sign_key" },
	{ "signer", "SELECT state FROM account FOR UPDATE" },
	{ "ca", "SELECT person FROM identification" },
	{ "notify", "SELECT * FROM outbox" },
	{ "purge", "CALL purge_documents(10)" },
	{ "ctl", "SELECT * FROM coin_house" },
};
/* clang-format on */

static bool
refusal(unsigned number)
{
	return number == TABLE_DENIED || number == COLUMN_DENIED ||
	    number == ROUTINE_DENIED || number == ACCESS_DENIED ||
	    number == SCHEMA_DENIED || number == 1045 || number == 1356 ||
	    number == 1348;
}

static void
test_refused(void **state)
{
	(void)state;
	NEED(h);
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct raw *c = raw_open(&h, refused[i].user);
		unsigned number = raw_try(c, refused[i].sql);

		if (!refusal(number))
			fail_msg("%s may: %s (%u %s)", refused[i].user,
			    refused[i].sql, number, raw_said(c));
		raw_close(c);
	}
}

static void
test_allowed(void **state)
{
	(void)state;
	NEED(h);
	for (size_t i = 0; i < COUNT(allowed); i++) {
		struct raw *c = raw_open(&h, allowed[i].user);

		raw_do(c, allowed[i].sql);
		raw_close(c);
	}
}

/* The audit row names who really called, whatever the caller says. */
static void
test_audit_stamps(void **state)
{
	struct raw *c;
	struct raw *root;

	(void)state;
	NEED(h);
	c = raw_open(&h, "ocsp");
	root = raw_open(&h, "root");
	assert_int_not_equal(raw_try(c, "SET timestamp = 1"), 0);
	raw_do(c, "SET time_zone = '-12:00'");
	raw_do(c, "CALL audit_add('test.stamp', NULL, NULL, 'ok', NULL, 'r1')");
	assert_int_equal(raw_number(root,
			     "SELECT actor = 'fernsign-ocsp' AND ABS(at -"
			     " UNIX_TIMESTAMP()) < 5 FROM audit"
			     " WHERE event = 'test.stamp'"),
	    1);
	raw_close(c);
	raw_close(root);
}

/* Definers cannot log in, and every account is one of a process. */
static void
test_accounts(void **state)
{
	struct raw *root;

	(void)state;
	NEED(h);
	root = raw_open(&h, "root");
	assert_int_equal(raw_number(root,
			     "SELECT COUNT(*) FROM mysql.global_priv"
			     " WHERE user LIKE 'fernsign-def-%' AND"
			     " NOT JSON_VALUE(priv, '$.account_locked')"),
	    0);
	assert_int_equal(raw_number(root,
			     "SELECT COUNT(*) FROM"
			     " information_schema.user_privileges WHERE"
			     " grantee LIKE '%fernsign%' AND"
			     " privilege_type <> 'USAGE'"),
	    0);
	assert_int_equal(raw_number(root,
			     "SELECT COUNT(*) FROM"
			     " information_schema.schema_privileges WHERE"
			     " grantee LIKE '%fernsign%'"),
	    0);
	raw_close(root);
}

/* Every table and every column says what it means. */
static void
test_comments(void **state)
{
	struct raw *root;

	(void)state;
	NEED(h);
	root = raw_open(&h, "root");
	assert_int_equal(raw_number(root,
			     "SELECT COUNT(*) FROM information_schema.columns"
			     " c JOIN information_schema.tables t USING"
			     " (table_schema, table_name) WHERE"
			     " table_schema = '" HOUSE_SCHEMA "' AND"
			     " table_type = 'BASE TABLE' AND"
			     " (column_comment = '' OR table_comment = '')"),
	    0);
	raw_close(root);
}

static int
setup(void **state)
{
	(void)state;
	return house_db_start(&h);
}

static int
teardown(void **state)
{
	(void)state;
	house_db_stop(&h);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_audit_stamps),
		cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_comments),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
