/*
 * modules/purge on the project's own schema: each rule takes what is old
 * enough, leaves what is not, and can be repeated.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/purge/purge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/modules/house.h"

static const struct stmt_table *const tables[] = { &purge_sql };
static struct house house;
static int missing;

static int
setup(void **state)
{
	(void)state;
	missing = house_open(&house, "purge", tables, COUNT(tables));
	return missing < 0 ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	house_close(&house);
	return 0;
}

/* Two rows each: one older than its time, one a minute younger. */
#define NOW "UNIX_TIMESTAMP()"
static const char *const rows[] = {
	"INSERT INTO document_key (slot, document, wrapped, deadline_at) VALUES"
	" (3, REPEAT('a', 16), 'k', " NOW " - 1),"
	" (4, REPEAT('b', 16), 'k', " NOW " + 60)",
	"INSERT INTO account (id, email, state, first_name, family_name, phone,"
	" phone_kind, password, lang, created_at) VALUES"
	" (REPEAT('a', 16), 'a@example.org', 'unconfirmed', 'Erika',"
	" 'Mustermann', '+4915112345678', 'mobile', 'x', 'de', " NOW
	" - 604801),"
	" (REPEAT('b', 16), 'b@example.org', 'unconfirmed', 'Erika',"
	" 'Mustermann', '+4915112345678', 'mobile', 'x', 'de', " NOW
	" - 604740),"
	" (REPEAT('c', 16), 'c@example.org', 'active', 'Erika', 'Mustermann',"
	" '+4915112345678', 'mobile', 'x', 'de', 1)",
	"INSERT INTO ident_case (id, account, nonce, method, lang, phone,"
	" phone_kind, state, created_at, expires_at, final_at) VALUES"
	" (REPEAT('a', 16), REPEAT('c', 16), REPEAT('a', 16), 'eid', 'de', "
	"'+1',"
	" 'mobile', 'failed', 1, 1, " NOW " - 604801),"
	" (REPEAT('b', 16), REPEAT('c', 16), REPEAT('b', 16), 'eid', 'de', "
	"'+1',"
	" 'mobile', 'failed', 1, 1, " NOW " - 604740),"
	" (REPEAT('d', 16), REPEAT('c', 16), REPEAT('d', 16), 'eid', 'de', "
	"'+1',"
	" 'mobile', 'active', 1, 1, 1)",
	"INSERT INTO webhook_inbox (provider, event, body_sha256, raw, headers,"
	" received_at) VALUES"
	" ('identity-tm', 'a', REPEAT('a', 32), 'raw', '{}', " NOW " - 604801),"
	" ('identity-tm', 'b', REPEAT('a', 32), 'raw', '{}', " NOW " - 604740),"
	" ('identity-tm', 'c', REPEAT('a', 32), NULL, NULL, 1)",
	"INSERT INTO shop_delivery VALUES"
	" ('s', 'a', REPEAT('a', 32), 1), ('s', 'b', REPEAT('a', 32), " NOW ")",
	"INSERT INTO outbox (id, recipient, template, lang, parameters,"
	" created_at, next_at, state, sent_at) VALUES"
	" (REPEAT('a', 16), 'x', 'confirm', 'de', '{}', 1, 1, 'sent', " NOW
	" - 2592001),"
	" (REPEAT('b', 16), 'x', 'confirm', 'de', '{}', 1, 1, 'sent', " NOW
	" - 2591940),"
	" (REPEAT('c', 16), 'x', 'confirm', 'de', '{}', 1, 1, 'waiting', NULL),"
	" (REPEAT('d', 16), 'x', 'confirm', 'de', '{}', 1, 1, 'failed', NULL)",
	"INSERT INTO link_token (token, kind, account, created_at, expires_at)"
	" VALUES"
	" (REPEAT('a', 32), 'confirm', REPEAT('c', 16), 1, " NOW " - 86401),"
	" (REPEAT('b', 32), 'confirm', REPEAT('c', 16), 1, " NOW " - 86340)",
	"INSERT INTO session (token, account, csrf, created_at, seen_at) VALUES"
	" (REPEAT('a', 32), REPEAT('c', 16), REPEAT('a', 32), " NOW
	" - 1900, " NOW " - 1801),"
	" (REPEAT('b', 32), REPEAT('c', 16), REPEAT('a', 32), " NOW
	" - 43201, " NOW "),"
	" (REPEAT('c', 32), REPEAT('c', 16), REPEAT('a', 32), " NOW
	" - 1900, " NOW " - 1740)",
	"INSERT INTO login_delay (subject, failures, until_at) VALUES"
	" (REPEAT('a', 32), 1, 1), (REPEAT('b', 32), 1, " NOW ")",
	"INSERT INTO crl (issuer, number, der, issuer_hash, skid_hash,"
	" this_update_at, next_update_at)"
	" SELECT 'simple', seq, 'x', REPEAT('a', 20), REPEAT('a', 20), 1, 2"
	" FROM seq_1_to_12",
};

static void
what_is_old_goes(void **state)
{
	struct purge_report report;
	size_t i;

	(void)state;
	if (missing)
		skip();
	for (i = 0; i < COUNT(rows); i++)
		house_sql(&house, rows[i]);
	assert_int_equal(purge_run(house.db, &report), E_OK);
	assert_int_equal(report.documents, 1);
	assert_int_equal(report.accounts, 1);
	assert_int_equal(report.identifications, 1);
	assert_int_equal(report.payloads, 1);
	assert_int_equal(report.messages, 1);
	assert_int_equal(report.deliveries, 1);
	assert_int_equal(report.mails, 2);
	assert_int_equal(report.links, 1);
	assert_int_equal(report.sessions, 2);
	assert_int_equal(report.delays, 1);
	assert_int_equal(report.crls, 2);
	assert_false(report.more);
	assert_int_equal(
	    house_number(&house, "SELECT COUNT(*) FROM account"), 2);
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM webhook_inbox"
			     " WHERE raw IS NOT NULL"),
	    1);
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM outbox"
			     " WHERE state = 'waiting'"),
	    1);
}

static void
a_second_run_finds_nothing(void **state)
{
	static const struct purge_report nothing;
	struct purge_report report;

	(void)state;
	if (missing)
		skip();
	assert_int_equal(purge_run(house.db, &report), E_OK);
	assert_memory_equal(&report, &nothing, sizeof(report));
}

/* Slots: today's, one with a key, and two without; no more than these two go. */
static void
slots_without_keys_are_emptied(void **state)
{
	struct purge_report report;
	char sql[600];
	int i;

	(void)state;
	if (missing)
		skip();
	house_sql(&house, "DELETE FROM document_key");
	for (i = 0; i < 4; i++) {
		(void)snprintf(sql, sizeof(sql),
		    "INSERT INTO document_content (slot, document, ciphertext)"
		    " SELECT (" NOW " DIV 86400 + %d) MOD 16,"
		    " REPEAT(CHAR(97 + %d), 16), REPEAT('x', 100000)",
		    i * 4, i);
		house_sql(&house, sql);
	}
	house_sql(&house,
	    "INSERT INTO document_key (slot, document, wrapped, deadline_at)"
	    " SELECT slot, document, 'k', " NOW " + 60 FROM document_content"
	    " WHERE document = REPEAT('b', 16)");
	assert_int_equal(purge_run(house.db, &report), E_OK);
	assert_int_equal(report.slots, 2);
	assert_int_equal(
	    house_number(&house, "SELECT COUNT(*) FROM document_content"), 2);
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM document_content WHERE"
			     " document IN (REPEAT('a', 16), REPEAT('b', 16))"),
	    2);
	assert_int_equal(purge_run(house.db, &report), E_OK);
	assert_int_equal(report.slots, 0);
}

static void
more_than_one_statement_takes(void **state)
{
	struct purge_report report;

	(void)state;
	if (missing)
		skip();
	house_sql(&house,
	    "INSERT INTO login_delay (subject, failures, until_at)"
	    " SELECT UNHEX(SHA2(seq, 256)), 1, 1 FROM seq_1_to_1700");
	assert_int_equal(purge_run(house.db, &report), E_OK);
	assert_int_equal(report.delays, 1700);
}

static void
every_rule_says_why(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < purge_nrules; i++) {
		assert_true(strlen(purge_rules[i].what) > 0);
		assert_true(strlen(purge_rules[i].keep_for) > 0);
		assert_true(strlen(purge_rules[i].why) > 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_old_goes),
		cmocka_unit_test(a_second_run_finds_nothing),
		cmocka_unit_test(slots_without_keys_are_emptied),
		cmocka_unit_test(more_than_one_statement_takes),
		cmocka_unit_test(every_rule_says_why),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
