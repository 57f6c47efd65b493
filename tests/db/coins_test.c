/*
 * Money: the routines alone and raced, called by those who may and by those
 * who cheat with their session's settings. Double entry: whatever happens,
 * persons and houses together hold nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_db.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define RACERS 20

static struct house_db h;
static struct raw *root;

/* Make an active account with n coins and answer its number for the sql. */
static void
person(int n, int64_t coins)
{
	char sql[1024];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO account (id, email, state, first_name, family_name,"
	    " phone, phone_kind, password, lang, created_at, confirmed_at)"
	    " VALUES (UNHEX(LPAD(HEX(%d), 32, '0')), 'p%d@example.org',"
	    " 'active', 'Erika', 'Mustermann', '+491701234567', 'mobile',"
	    " 'x', 'de', 1, 1)",
	    n, n);
	raw_do(root, sql);
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO coin_account (id, balance) VALUES"
	    " (UNHEX(LPAD(HEX(%d), 32, '0')), %lld)",
	    n, (long long)coins);
	raw_do(root, sql);
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO coin_transfer (reference, debit, credit, coins,"
	    " kind, state, created_at) VALUES ('test:%d',"
	    " UNHEX(LPAD('4', 32, '0')), UNHEX(LPAD(HEX(%d), 32, '0')),"
	    " %lld, 'order', 'posted', 1)",
	    n, n, (long long)coins);
	raw_do(root, sql);
}

/* Make an activation of person n with id b, at a level, one document. */
static void
activation(int n, int b, const char *level, const char *state)
{
	char sql[1024];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO activation (id, peer, account, sign_key, level,"
	    " factor, login, documents, coins, expires_at, state, created_at,"
	    " signed_at, mac) VALUES (UNHEX(LPAD(HEX(%d), 32, '0')),"
	    " 'portal', UNHEX(LPAD(HEX(%d), 32, '0')), 'k', '%s', 'sms',"
	    " 'l', 1, 0, 1, '%s', 1, UNIX_TIMESTAMP(), 'm')",
	    b, n, level, state);
	raw_do(root, sql);
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO activation_doc VALUES"
	    " (UNHEX(LPAD(HEX(%d), 32, '0')), 1, 'a.pdf', 'x', 'y')",
	    b);
	raw_do(root, sql);
}

/* Store the signed increment of a batch's one document. */
static void
stored(int b)
{
	char sql[1024];

	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO sign_doc (batch, n, document, day, name, size_bytes,"
	    " sha256, pages, pdfa, check_json) VALUES"
	    " (UNHEX(LPAD(HEX(%d), 32, '0')), 1,"
	    " UNHEX(LPAD(HEX(%d), 32, '0')), 21, 'a.pdf', 1, 'x', 1, '2b',"
	    " '{}')",
	    b, b);
	raw_do(root, sql);
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO document_increment VALUES (5,"
	    " UNHEX(LPAD(HEX(%d), 32, '0')), UNHEX(LPAD(HEX(%d), 32, '0')),"
	    " 1, 'x', 1)",
	    b, b);
	raw_do(root, sql);
}

/* Call a routine with one number as id. */
static unsigned
call(struct raw *c, const char *routine, int id)
{
	char sql[256];

	(void)snprintf(sql, sizeof(sql),
	    "CALL %s(UNHEX(LPAD(HEX(%d), 32, '0')))", routine, id);
	return raw_try(c, sql);
}

static int64_t
of(int n, const char *column)
{
	char sql[256];

	(void)snprintf(sql, sizeof(sql),
	    "SELECT %s FROM coin_account WHERE id ="
	    " UNHEX(LPAD(HEX(%d), 32, '0'))",
	    column, n);
	return raw_number(root, sql);
}

/* What must hold at every moment. */
static void
books_balance(void)
{
	assert_int_equal(raw_number(root,
			     "SELECT (SELECT SUM(balance) FROM coin_house) +"
			     " (SELECT SUM(balance) FROM coin_account)"),
	    0);
	assert_int_equal(raw_number(root,
			     "SELECT COUNT(*) FROM coin_account a WHERE"
			     " house IS NULL AND (balance <>"
			     " (SELECT COALESCE(SUM(IF(credit = a.id, coins,"
			     " -coins)), 0) FROM coin_transfer WHERE state ="
			     " 'posted' AND (credit = a.id OR debit = a.id))"
			     " OR reserved <> (SELECT COALESCE(SUM(coins), 0)"
			     " FROM coin_transfer WHERE state = 'pending' AND"
			     " debit = a.id) OR balance < reserved"
			     " OR reserved < 0)"),
	    0);
}

static void
test_sign(void **state)
{
	struct raw *signer;
	struct raw *portal;

	(void)state;
	NEED(h);
	signer = raw_open(&h, "signer");
	portal = raw_open(&h, "portal");
	person(100, 10);
	activation(100, 101, "qualified", "open");
	assert_int_equal(call(signer, "coins_reserve", 101), 0);
	assert_int_equal(call(signer, "coins_reserve", 101), 0);
	assert_int_equal(of(100, "reserved"), 5);
	/* Not signed, then not stored: nothing is captured. */
	assert_int_equal(call(portal, "coins_capture", 101), 1644);
	assert_string_equal(raw_said(portal), "E_CONFLICT not signed");
	raw_do(root, "UPDATE activation SET state = 'signed'");
	assert_int_equal(call(portal, "coins_capture", 101), 1644);
	assert_string_equal(raw_said(portal), "E_CONFLICT not stored");
	stored(101);
	assert_int_equal(call(portal, "coins_capture", 101), 0);
	assert_int_equal(call(portal, "coins_capture", 101), 0);
	assert_int_equal(of(100, "balance"), 5);
	assert_int_equal(of(100, "reserved"), 0);
	/* What is captured is not given back. */
	assert_int_equal(call(signer, "coins_void", 101), 1644);
	books_balance();
	raw_close(signer);
	raw_close(portal);
}

static void
test_prices(void **state)
{
	static const struct {
		const char *level;
		int64_t coins;
	} rows[] = { { "simple", 0 }, { "advanced", 2 }, { "qualified", 5 } };
	struct raw *signer;

	(void)state;
	NEED(h);
	signer = raw_open(&h, "signer");
	for (int i = 0; i < 3; i++) {
		person(110 + i, 5);
		activation(110 + i, 120 + i, rows[i].level, "open");
		assert_int_equal(call(signer, "coins_reserve", 120 + i), 0);
		assert_int_equal(of(110 + i, "reserved"), rows[i].coins);
	}
	books_balance();
	raw_close(signer);
}

static void
test_too_few(void **state)
{
	struct raw *signer;

	(void)state;
	NEED(h);
	signer = raw_open(&h, "signer");
	person(130, 4);
	activation(130, 131, "qualified", "open");
	raw_do(signer, "START TRANSACTION");
	assert_int_equal(call(signer, "coins_reserve", 131), 1644);
	assert_string_equal(raw_said(signer), "E_LIMIT coins");
	/* Whoever commits all the same has gained nothing. */
	raw_do(signer, "COMMIT");
	assert_int_equal(of(130, "reserved"), 0);
	books_balance();
	/* After a top-up the same batch works. */
	raw_do(root,
	    "UPDATE coin_account SET balance = 9 WHERE id ="
	    " UNHEX(LPAD(HEX(130), 32, '0'))");
	raw_do(root,
	    "UPDATE coin_transfer SET coins = 9 WHERE"
	    " reference = 'test:130'");
	assert_int_equal(call(signer, "coins_reserve", 131), 0);
	assert_int_equal(of(130, "reserved"), 5);
	books_balance();
	raw_close(signer);
}

static void
test_void(void **state)
{
	struct raw *signer;

	(void)state;
	NEED(h);
	signer = raw_open(&h, "signer");
	person(140, 10);
	activation(140, 141, "advanced", "signed");
	assert_int_equal(call(signer, "coins_reserve", 141), 0);
	/* Too early: the caller's clock does not count. */
	assert_int_not_equal(raw_try(signer, "SET timestamp = 4000000000"), 0);
	assert_int_equal(call(signer, "coins_void", 141), 1644);
	raw_do(root,
	    "UPDATE activation SET signed_at = UNIX_TIMESTAMP() - 432001"
	    " WHERE id = UNHEX(LPAD(HEX(141), 32, '0'))");
	raw_do(root,
	    "INSERT INTO signature_value VALUES"
	    " (UNHEX(LPAD(HEX(141), 32, '0')), 1, 'a', 'v')");
	/* The value still exists: it could still be used. */
	assert_int_equal(call(signer, "coins_void", 141), 1644);
	raw_do(root, "DELETE FROM signature_value");
	assert_int_equal(call(signer, "coins_void", 141), 0);
	assert_int_equal(call(signer, "coins_void", 141), 0);
	assert_int_equal(of(140, "balance"), 10);
	assert_int_equal(of(140, "reserved"), 0);
	assert_int_equal(call(signer, "coins_reserve", 141), 1644);
	books_balance();
	raw_close(signer);
}

/* What a racer does and what came of it. */
struct racer {
	pthread_t thread;
	pthread_barrier_t *barrier;
	const char *user;
	const char *routine;
	int id;
	bool cheat;
	unsigned number;
};

static void *
race(void *ctx)
{
	struct racer *r = ctx;
	struct raw *c = raw_open(&h, r->user);
	int tries;

	if (r->cheat) {
		(void)raw_try(c, "SET check_constraint_checks = OFF");
		(void)raw_try(c, "SET foreign_key_checks = OFF");
		(void)raw_try(c, "SET unique_checks = OFF");
		(void)raw_try(c,
		    "SET TRANSACTION ISOLATION LEVEL READ"
		    " UNCOMMITTED");
		(void)raw_try(c, "SET innodb_snapshot_isolation = OFF");
		(void)raw_try(c, "SET sql_mode = ''");
	}
	(void)pthread_barrier_wait(r->barrier);
	for (tries = 0; tries < 20; tries++) {
		r->number = call(c, r->routine, r->id);
		if (r->number != 1213 && r->number != 1205 && r->number != 1020)
			break;
	}
	raw_close(c);
	return NULL;
}

/* Let n racers go at once; count those who were not refused. */
static int
run_race(struct racer *racers, int n)
{
	pthread_barrier_t barrier;
	int good = 0;

	assert_int_equal(pthread_barrier_init(&barrier, NULL, (unsigned)n), 0);
	for (int i = 0; i < n; i++) {
		racers[i].barrier = &barrier;
		assert_int_equal(
		    pthread_create(&racers[i].thread, NULL, race, &racers[i]),
		    0);
	}
	for (int i = 0; i < n; i++) {
		(void)pthread_join(racers[i].thread, NULL);
		good += racers[i].number == 0;
	}
	pthread_barrier_destroy(&barrier);
	return good;
}

static void
test_welcome_raced(void **state)
{
	struct racer racers[RACERS] = { 0 };

	(void)state;
	NEED(h);
	person(150, 0);
	for (int i = 0; i < RACERS; i++)
		racers[i] = (struct racer){ .user = "portal",
			.routine = "coins_welcome",
			.id = 150,
			.cheat = i % 2 == 1 };
	assert_int_equal(run_race(racers, RACERS), RACERS);
	assert_int_equal(of(150, "balance"), 10);
	books_balance();
}

static void
test_reserve_raced(void **state)
{
	struct racer racers[RACERS] = { 0 };

	(void)state;
	NEED(h);
	person(160, 12); /* two qualified signatures and a rest */
	for (int i = 0; i < RACERS; i++) {
		activation(160, 161 + i, "qualified", "open");
		racers[i] = (struct racer){ .user = "signer",
			.routine = "coins_reserve",
			.id = 161 + i,
			.cheat = i % 2 == 1 };
	}
	assert_int_equal(run_race(racers, RACERS), 2);
	assert_int_equal(of(160, "reserved"), 10);
	books_balance();
}

static void
test_capture_raced(void **state)
{
	struct racer racers[RACERS] = { 0 };
	struct raw *signer;

	(void)state;
	NEED(h);
	signer = raw_open(&h, "signer");
	person(190, 20);
	activation(190, 191, "qualified", "open");
	assert_int_equal(call(signer, "coins_reserve", 191), 0);
	raw_do(root,
	    "UPDATE activation SET state = 'signed', signed_at = 1"
	    " WHERE id = UNHEX(LPAD(HEX(191), 32, '0'))");
	stored(191);
	/* Capture and void at the same moment: one of them, once. */
	for (int i = 0; i < RACERS; i++)
		racers[i] = (struct racer){ .user = i % 4 == 3 ? "signer"
							       : "portal",
			.routine = i % 4 == 3 ? "coins_void" : "coins_capture",
			.id = 191,
			.cheat = i % 2 == 1 };
	assert_int_not_equal(run_race(racers, RACERS), 0);
	assert_int_equal(of(190, "reserved"), 0);
	assert_int_equal(
	    raw_number(root,
		"SELECT COUNT(*) FROM coin_transfer WHERE reference LIKE"
		" CONCAT('sign:', LOWER(LPAD(HEX(191), 32, '0')))"
		" AND state IN ('posted', 'voided')"),
	    1);
	books_balance();
	raw_close(signer);
}

/* A caller who bounds its session's time and commits what was done. */
static void
test_cut_off(void **state)
{
	struct raw *signer;
	struct raw *portal;

	(void)state;
	NEED(h);
	signer = raw_open(&h, "signer");
	portal = raw_open(&h, "portal");
	person(200, 1000000);
	for (int i = 0; i < 40; i++) {
		char sql[64];

		activation(200, 1000 + i, "qualified", "signed");
		stored(1000 + i);
		(void)snprintf(sql, sizeof(sql),
		    "SET max_statement_time = 0.%06d", 1 + i * 40);
		raw_do(signer, sql);
		raw_do(portal, sql);
		(void)raw_try(signer, "START TRANSACTION");
		(void)call(signer, "coins_reserve", 1000 + i);
		(void)raw_try(signer, "SET max_statement_time = 0");
		(void)raw_try(signer, "COMMIT");
		books_balance();
		(void)raw_try(portal, "START TRANSACTION");
		(void)call(portal, "coins_capture", 1000 + i);
		(void)raw_try(portal, "SET max_statement_time = 0");
		(void)raw_try(portal, "COMMIT");
		books_balance();
		/* And each goes on from wherever it was cut off. */
		assert_int_equal(call(signer, "coins_reserve", 1000 + i), 0);
		assert_int_equal(call(portal, "coins_capture", 1000 + i), 0);
	}
	assert_int_equal(of(200, "balance"), 1000000 - 40 * 5);
	assert_int_equal(of(200, "reserved"), 0);
	books_balance();
	raw_close(signer);
	raw_close(portal);
}

static unsigned
order(struct raw *c, const char *id, const char *kind, const char *user,
    int quantity, const char *token)
{
	char sql[512];

	(void)snprintf(sql, sizeof(sql),
	    "CALL shop_order('demo', '%s', '%s', '%s', 'coins-25', %d, 'de',"
	    " %s%s%s)",
	    id, kind, user, quantity, token != NULL ? "UNHEX(SHA2('" : "",
	    token != NULL ? token : "NULL", token != NULL ? "', 256))" : "");
	return raw_try(c, sql);
}

static unsigned
redeem(struct raw *c, const char *token, int n)
{
	char sql[256];

	(void)snprintf(sql, sizeof(sql),
	    "CALL coins_redeem(UNHEX(SHA2('%s', 256)),"
	    " UNHEX(LPAD(HEX(%d), 32, '0')))",
	    token, n);
	return raw_try(c, sql);
}

static void
test_orders(void **state)
{
	struct raw *shop;
	struct raw *portal;

	(void)state;
	NEED(h);
	shop = raw_open(&h, "shop");
	portal = raw_open(&h, "portal");
	person(300, 0);
	person(301, 0);
	raw_do(root, "INSERT INTO shop VALUES ('demo', 'Demo', TRUE)");
	assert_int_equal(
	    order(shop, "R1", "paid", "p300@example.org", 2, "t1"), 0);
	/* The same once more, with another token: the first one counts. */
	assert_int_equal(
	    order(shop, "R1", "paid", "p300@example.org", 2, "t2"), 0);
	/* Other content. */
	assert_int_equal(
	    order(shop, "R1", "paid", "p301@example.org", 2, "t3"), 1644);
	assert_int_equal(
	    order(shop, "R1", "cancelled", "p300@example.org", 1, NULL), 1644);
	/* Somebody else's, a token that never counted, the right one, again. */
	assert_int_equal(redeem(portal, "t1", 301), 1644);
	assert_int_equal(redeem(portal, "t2", 300), 1644);
	assert_int_equal(redeem(portal, "t1", 300), 0);
	assert_int_equal(redeem(portal, "t1", 300), 1644);
	assert_int_equal(of(300, "balance"), 50);
	assert_int_equal(of(300, "identifications"), 2);
	books_balance();
	raw_close(shop);
	raw_close(portal);
}

static void
test_cancelled(void **state)
{
	struct raw *shop;
	struct raw *portal;
	struct raw *signer;

	(void)state;
	NEED(h);
	shop = raw_open(&h, "shop");
	portal = raw_open(&h, "portal");
	signer = raw_open(&h, "signer");
	person(310, 0);
	assert_int_equal(
	    order(shop, "R2", "paid", "p310@example.org", 1, "u1"), 0);
	assert_int_equal(redeem(portal, "u1", 310), 0);
	activation(310, 311, "qualified", "open");
	assert_int_equal(call(signer, "coins_reserve", 311), 0);
	/* Twenty are left beside the reserved five: the rest is a claim. */
	assert_int_equal(
	    order(shop, "R2", "cancelled", "p310@example.org", 1, NULL), 0);
	assert_int_equal(
	    order(shop, "R2", "cancelled", "p310@example.org", 1, NULL), 0);
	assert_int_equal(of(310, "balance"), 5);
	assert_int_equal(of(310, "identifications"), 0);
	assert_int_equal(raw_number(root,
			     "SELECT claim FROM shop_order WHERE order_id ="
			     " 'R2' AND kind = 'cancelled'"),
	    5);
	/* Cancelled before it was redeemed. */
	assert_int_equal(
	    order(shop, "R3", "paid", "p310@example.org", 1, "u2"), 0);
	assert_int_equal(
	    order(shop, "R3", "cancelled", "p310@example.org", 1, NULL), 0);
	assert_int_equal(redeem(portal, "u2", 310), 1644);
	books_balance();
	raw_close(shop);
	raw_close(portal);
	raw_close(signer);
}

static void
test_identification(void **state)
{
	struct raw *ident;

	(void)state;
	NEED(h);
	ident = raw_open(&h, "ident");
	person(320, 60);
	raw_do(root,
	    "INSERT INTO ident_case (id, account, nonce, method, lang, phone,"
	    " phone_kind, created_at, expires_at) SELECT"
	    " UNHEX(LPAD(HEX(n), 32, '0')), UNHEX(LPAD(HEX(320), 32, '0')),"
	    " UNHEX(LPAD(HEX(n), 32, '0')), method, 'de', '+49170', 'mobile',"
	    " 1, 1 FROM (SELECT 321 n, 'video' method UNION SELECT 322, 'eid'"
	    " UNION SELECT 323, 'eid-partner') x");
	assert_int_equal(call(ident, "coins_reserve_ident", 321), 0);
	assert_int_equal(of(320, "reserved"), 50);
	assert_int_equal(call(ident, "coins_reserve_ident", 322), 0);
	assert_int_equal(of(320, "reserved"), 50);
	assert_int_equal(call(ident, "coins_reserve_ident", 323), 1644);
	assert_string_equal(raw_said(ident), "E_LIMIT coins");
	/* Only what ca has verified is charged; only the rest given back. */
	assert_int_equal(call(ident, "coins_capture_ident", 321), 1644);
	raw_do(root,
	    "INSERT INTO identification (ident_case, account, state, method,"
	    " loa, person, evidence_sha256, name_matches, verified_at,"
	    " valid_until_at) VALUES (UNHEX(LPAD(HEX(321), 32, '0')),"
	    " UNHEX(LPAD(HEX(320), 32, '0')), 'verified', 'video', 'high',"
	    " 'x', 'e', 1, 1, 2)");
	assert_int_equal(call(ident, "coins_void_ident", 321), 1644);
	assert_int_equal(call(ident, "coins_capture_ident", 321), 0);
	assert_int_equal(call(ident, "coins_capture_ident", 321), 0);
	assert_int_equal(of(320, "balance"), 10);
	/* An included identification costs no coins, and comes back. */
	raw_do(root,
	    "UPDATE coin_account SET identifications = 1 WHERE id ="
	    " UNHEX(LPAD(HEX(320), 32, '0'))");
	assert_int_equal(call(ident, "coins_reserve_ident", 323), 0);
	assert_int_equal(of(320, "identifications"), 0);
	assert_int_equal(of(320, "reserved"), 0);
	assert_int_equal(call(ident, "coins_void_ident", 323), 0);
	assert_int_equal(call(ident, "coins_void_ident", 323), 0);
	assert_int_equal(of(320, "identifications"), 1);
	books_balance();
	raw_close(ident);
}

static void
test_refund(void **state)
{
	struct raw *ctl;
	char sql[128];

	(void)state;
	NEED(h);
	ctl = raw_open(&h, "ctl");
	(void)snprintf(sql, sizeof(sql),
	    "CALL coins_refund(CONCAT('sign:', LOWER(LPAD(HEX(101), 32,"
	    " '0'))))");
	raw_do(ctl, sql);
	raw_do(ctl, sql);
	assert_int_equal(of(100, "balance"), 10);
	assert_int_equal(raw_try(ctl, "CALL coins_refund('test:100')"), 1644);
	books_balance();
	raw_close(ctl);
}

static void
test_slots(void **state)
{
	struct raw *purge;
	char sql[128];

	(void)state;
	NEED(h);
	purge = raw_open(&h, "purge");
	/* Yesterday's, today's and tomorrow's slots are never emptied. */
	for (int i = -1; i <= 1; i++) {
		(void)snprintf(sql, sizeof(sql),
		    "CALL slot_truncate((UNIX_TIMESTAMP() DIV 86400 + 16 + %d)"
		    " MOD 16)",
		    i);
		(void)raw_try(purge, sql);
		assert_string_equal(raw_said(purge), "E_CONFLICT slot in use");
	}
	raw_do(root, "DELETE FROM document_increment");
	raw_do(root,
	    "INSERT INTO document_content SELECT (UNIX_TIMESTAMP() DIV 86400"
	    " + 5) MOD 16, 'd', 'c'");
	raw_do(root,
	    "INSERT INTO document_key SELECT (UNIX_TIMESTAMP() DIV 86400"
	    " + 5) MOD 16, 'd', 'k', UNIX_TIMESTAMP() + 5");
	(void)snprintf(sql, sizeof(sql),
	    "CALL slot_truncate((UNIX_TIMESTAMP() DIV 86400 + 5) MOD 16)");
	/* A key is left, and its deadline has not come. */
	raw_do(purge, "CALL purge_documents(10)");
	(void)raw_try(purge, sql);
	assert_string_equal(raw_said(purge), "E_CONFLICT slot in use");
	raw_do(root, "UPDATE document_key SET deadline_at = 1");
	raw_do(purge, "CALL purge_documents(10)");
	raw_do(purge, sql);
	assert_int_equal(
	    raw_number(root, "SELECT COUNT(*) FROM document_content"), 0);
	raw_close(purge);
}

static int
setup(void **state)
{
	(void)state;
	if (house_db_start(&h) != 0)
		return -1;
	if (h.running)
		root = raw_open(&h, "root");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	raw_close(root);
	house_db_stop(&h);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_prices),
		cmocka_unit_test(test_too_few),
		cmocka_unit_test(test_void),
		cmocka_unit_test(test_welcome_raced),
		cmocka_unit_test(test_reserve_raced),
		cmocka_unit_test(test_capture_raced),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_identification),
		cmocka_unit_test(test_refund),
		cmocka_unit_test(test_slots),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
