/*
 * signer's routes over a real database: keys, activation, TAN, release. The
 * message that notify would send is caught at link time; issuing CA and
 * certificate are made here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_signer.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base/random.h"
#include "shared/model/audit.h"
#include "shared/pki/cms.h"

/* Keys: same question, same answer; other content, no answer. */
static void
test_keys(void **state)
{
	struct signer_key first = { 0 };
	struct signer_key again = { 0 };
	struct person p;
	struct bytes der;
	struct bytes other;

	(void)state;
	NEED(h);
	random_id(&p.account);
	random_id(&p.ident_case);
	assert_int_equal(
	    key_new(&p, LEVEL_QUALIFIED, "+49170555", &first), E_OK);
	assert_int_equal(
	    key_new(&p, LEVEL_QUALIFIED, "+49170555", &again), E_OK);
	assert_true(id_eq(&first.key, &again.key));
	assert_true(bytes_eq(first.public_key, again.public_key));
	assert_int_equal(
	    key_new(&p, LEVEL_QUALIFIED, "+49170666", &again), E_CONFLICT);

	/* Only the issuing CA of the level, only the own public key. */
	der = person_certificate(LEVEL_ADVANCED, first.public_key);
	assert_int_equal(
	    key_bind(&first.key, der, s.issuer[LEVEL_ADVANCED]), E_INPUT);
	other = person_certificate(LEVEL_QUALIFIED,
	    (key_new(&p, LEVEL_SIMPLE, "+49170555", &again), again.public_key));
	assert_int_equal(
	    key_bind(&first.key, other, s.issuer[LEVEL_QUALIFIED]), E_INPUT);
	der = person_certificate(LEVEL_QUALIFIED, first.public_key);
	assert_int_equal(
	    key_bind(&first.key, der, s.issuer[LEVEL_QUALIFIED]), E_OK);
	assert_int_equal(
	    key_bind(&first.key, der, s.issuer[LEVEL_QUALIFIED]), E_OK);
	other = person_certificate(LEVEL_QUALIFIED, first.public_key);
	assert_int_equal(
	    key_bind(&first.key, other, s.issuer[LEVEL_QUALIFIED]), E_CONFLICT);
}

/* The whole way, two documents, and everything asked twice. */
static void
test_release(void **state)
{
	struct signer_ticket t = { 0 };
	struct signer_values v = { 0 };
	struct signer_values again = { 0 };
	const struct signer_value *value;
	struct signer_id in;
	struct person p;
	struct id id;
	struct bytes cms;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	sent = 0;
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 2, &t), E_OK);
	assert_string_equal(t.factor, "sms");
	assert_string_equal(t.to, "+49 *** 567");
	assert_int_equal(t.coins, 10);
	assert_int_equal(sent, 0);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 2, &t), E_OK);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 1, &t), E_CONFLICT);

	in.id = id;
	assert_int_equal(
	    ask(route_result, SIGNER_RESULT, &in, NULL, NULL), E_NOTFOUND);
	assert_int_equal(send_tan(&id, &t, NULL), E_OK);
	assert_int_equal(sent, 1);
	assert_string_equal(sent_to, "+491701234567");
	assert_non_null(strstr(sent_text, "Vertrag 1.pdf [10101010]"));
	assert_non_null(strstr(sent_text, "2 qualifizierte Signaturen"));

	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
	assert_int_equal(v.values.n, 2);
	value = v.values.rows;
	for (int i = 0; i < 2; i++) {
		struct cms_parts parts = { .signed_attrs =
					       value[i].signed_attrs,
			.signature = value[i].signature,
			.alg = SIG_ECDSA_SHA256,
			.certificate = v.certificate };
		struct cms_facts facts = { 0 };
		unsigned char digest[32];

		memset(digest, 16 + i, sizeof(digest));
		assert_int_equal(cms_assemble(&parts, a, &cms), E_OK);
		assert_int_equal(cms_verify(cms, false, CMS_OURS,
				     bytes_at(digest, 32), a, &facts),
		    E_OK);
	}
	/* Once more: the same octets, no second reservation, no key used. */
	assert_int_equal(release(&id, "000000", 1, &again, NULL), E_OK);
	assert_true(bytes_eq(value->signature,
	    ((const struct signer_value *)again.values.rows)->signature));
	assert_int_equal(
	    ask(route_result, SIGNER_RESULT, &in, &again, NULL), E_OK);
	assert_true(bytes_eq(value->signature,
	    ((const struct signer_value *)again.values.rows)->signature));
	assert_int_equal(coins_of(&p, "reserved"), 10);
	/* The other peer did not activate it. */
	assert_int_equal(ask_as(PEER_API, route_result,
			     &signer_calls[SIGNER_RESULT], &in, &again, NULL),
	    E_NOTFOUND);
	assert_int_equal(
	    ask(route_abandon, SIGNER_ABANDON, &in, NULL, NULL), E_CONFLICT);
}

/* Ask how a key signs, as portal does. */
static enum err
algorithm_of(const struct id *account, const struct id *key, char **out)
{
	struct signer_key_owner in = { .key = *key, .account = *account };
	struct signer_algorithm answer = { 0 };
	enum err r =
	    ask(route_key_algorithm, SIGNER_KEY_ALGORITHM, &in, &answer, NULL);

	*out = answer.algorithm;
	return r;
}

/* Sign a document's digest with a new key under one algorithm. */
static void
sign_under(enum key_type type, enum sig_alg alg)
{
	size_t n = hash_bytes(sig_alg_hash(alg));
	unsigned char digest[HASH_BYTES_MAX + 1];
	struct signer_activate in;
	struct signer_values v = { 0 };
	const struct signer_value *value;
	struct cms_parts parts = { .alg = alg };
	struct cms_facts facts = { 0 };
	struct bytes cms;
	struct person p;
	struct id id, nobody;
	char *name;

	s.key_type = type;
	s.alg = alg;
	person_make(&p, 20);
	/* The key keeps its algorithm whatever is configured later. */
	s.key_type = KEY_P256;
	s.alg = key_type_alg(KEY_P256);
	assert_int_equal(
	    algorithm_of(&p.account, &p.key[LEVEL_SIMPLE], &name), E_OK);
	assert_string_equal(name, sig_alg_name(alg));
	random_id(&nobody);
	assert_int_equal(
	    algorithm_of(&nobody, &p.key[LEVEL_SIMPLE], &name), E_DENIED);

	random_id(&id);
	memset(digest, 7, sizeof(digest));
	in = activate_in(&p, LEVEL_SIMPLE, &id, 1);
	for (size_t wrong = n - 1; wrong <= n + 1; wrong += 2) {
		((struct signer_doc *)in.documents.rows)->digest =
		    hex(digest, wrong);
		assert_int_equal(
		    ask(route_activate, SIGNER_ACTIVATE, &in, NULL, NULL),
		    E_INPUT);
	}
	((struct signer_doc *)in.documents.rows)->digest = hex(digest, n);
	assert_int_equal(
	    ask(route_activate, SIGNER_ACTIVATE, &in, NULL, NULL), E_OK);
	assert_int_equal(release(&id, NULL, 1, &v, NULL), E_OK);
	assert_string_equal(v.algorithm, sig_alg_name(alg));
	value = v.values.rows;
	parts.signed_attrs = value->signed_attrs;
	parts.signature = value->signature;
	parts.certificate = v.certificate;
	assert_int_equal(cms_assemble(&parts, a, &cms), E_OK);
	assert_int_equal(
	    cms_verify(cms, false, CMS_OURS, bytes_at(digest, n), a, &facts),
	    E_OK);
}

/* Each key signs as it was made for. */
static void
test_algorithms(void **state)
{
	/* clang-format off */
	static const struct { enum key_type type; enum sig_alg alg; } rows[] = {
		{ KEY_P256,    SIG_ECDSA_SHA512 },
		{ KEY_P384,    SIG_ECDSA_SHA384 },
		{ KEY_RSA3072, SIG_PSS_SHA256 },
		{ KEY_RSA3072, SIG_RSA_SHA384 },
		{ KEY_RSA4096, SIG_RSA_SHA512 },
	};
	/* clang-format on */

	(void)state;
	NEED(h);
	for (size_t i = 0; i < COUNT(rows); i++)
		sign_under(rows[i].type, rows[i].alg);
}

/* Three tries, counted; then the release is dead for every TAN. */
static void
test_tries(void **state)
{
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_ADVANCED, &id, 1, NULL), E_OK);
	/* Nothing on its way equals nothing. */
	assert_int_equal(release(&id, "", 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_expired");
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(release(&id, tan_other(), 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_wrong:1");
	assert_int_equal(release(&id, NULL, 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_locked");
	assert_int_equal(release(&id, tan_sent(), 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_locked");
	assert_int_equal(send_tan(&id, NULL, NULL), E_CONFLICT);
	assert_int_equal(of_activation(&id, "state = 'failed'"), 1);
	assert_int_equal(coins_of(&p, "reserved"), 0);
}

/* Each sending has its own TAN; five at most; an old one is worth nothing. */
static void
test_sends(void **state)
{
	char old[TAN_DIGITS + 1];
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_ADVANCED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	memcpy(old, tan_sent(), sizeof(old));
	for (int i = 1; i < SIGNER_SENDS; i++)
		assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, reason), E_LIMIT);
	assert_string_equal(reason, "sends");
	if (strcmp(old, tan_sent()) != 0)
		assert_int_equal(release(&id, old, 1, &v, NULL), E_AUTH);
	/* Five minutes, by signer's clock, whatever the row says. */
	raw_do(root,
	    arena_printf(a,
		"UPDATE activation SET expires_at = expires_at + 9999 WHERE"
		" id = X'%s'",
		hex(&id, 16)));
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_AUTH);
}

/* Simple: the session that asked, and nothing else. */
static void
test_simple(void **state)
{
	struct signer_ticket t = { 0 };
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 0);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_SIMPLE, &id, 1, &t), E_OK);
	assert_string_equal(t.factor, "none");
	assert_int_equal(send_tan(&id, NULL, NULL), E_INPUT);
	assert_int_equal(release(&id, NULL, 2, &v, reason), E_AUTH);
	assert_string_equal(reason, "login");
	assert_int_equal(release(&id, NULL, 1, &v, NULL), E_OK);
	assert_int_equal(v.values.n, 1);
}

/* Too few coins: nothing is signed, the release stays open. */
static void
test_coins(void **state)
{
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 4);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(release(&id, tan_sent(), 1, &v, reason), E_LIMIT);
	assert_string_equal(reason, "coins");
	assert_int_equal(of_activation(&id, "state = 'open'"), 1);
	raw_do(root,
	    arena_printf(a,
		"UPDATE coin_account SET balance = 5 WHERE id = X'%s'",
		hex(&p.account, 16)));
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
}

/* What somebody with the database in hand may change: none of it helps. */
static void
test_rows_changed(void **state)
{
	/* clang-format off */
	static const char *const changes[] = {
		"UPDATE activation SET sign_key = (SELECT id FROM sign_key"
		" WHERE id <> sign_key LIMIT 1) WHERE id = X'%s'",
		"UPDATE activation SET account = 'somebody' WHERE id = X'%s'",
		"UPDATE activation SET level = 'simple' WHERE id = X'%s'",
		"UPDATE activation SET factor = 'none' WHERE id = X'%s'",
		"UPDATE activation SET login = REPEAT(CHAR(2), 32)"
		" WHERE id = X'%s'",
		"UPDATE activation SET created_at = created_at + 5"
		" WHERE id = X'%s'",
		"UPDATE activation_doc SET digest = 'other'"
		" WHERE activation = X'%s'",
		"UPDATE activation_doc SET name = 'other'"
		" WHERE activation = X'%s'",
		"DELETE FROM activation_doc WHERE n = 2"
		" AND activation = X'%s'",
		"UPDATE sign_key k JOIN activation v ON v.sign_key = k.id"
		" SET k.phone = '+491700000000' WHERE v.id = X'%s'",
		"UPDATE sign_key k JOIN activation v ON v.sign_key = k.id"
		" SET k.account = 'somebody' WHERE v.id = X'%s'",
		"UPDATE certificate c JOIN activation v ON v.sign_key ="
		" c.sign_key SET c.state = 'revoked' WHERE v.id = X'%s'",
		"UPDATE certificate c JOIN activation v ON v.sign_key ="
		" c.sign_key SET c.not_after_at = 5 WHERE v.id = X'%s'",
		"UPDATE account c JOIN activation v ON v.account = c.id"
		" SET c.state = 'closed' WHERE v.id = X'%s'",
	};
	/* clang-format on */
	struct signer_values v = { 0 };
	struct person p;
	struct id id;

	(void)state;
	NEED(h);
	for (size_t i = 0; i < COUNT(changes); i++) {
		char sql[512];

		person_make(&p, 20);
		random_id(&id);
		assert_int_equal(
		    activate(&p, LEVEL_ADVANCED, &id, 2, NULL), E_OK);
		assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
		(void)snprintf(sql, sizeof(sql), "%.*s%s'",
		    (int)(strstr(changes[i], "%s") - changes[i]), changes[i],
		    hex(&id, 16));
		raw_do(root, sql);
		if (release(&id, tan_sent(), 1, &v, NULL) == E_OK)
			fail_msg("signed after: %s", changes[i]);
		assert_int_equal(
		    raw_number(root,
			arena_printf(a,
			    "SELECT COUNT(*) FROM signature_value WHERE"
			    " activation = X'%s'",
			    hex(&id, 16))),
		    0);
	}
}

/* Destroyed is destroyed: open releases die, restored rows are refused. */
static void
test_destroyed(void **state)
{
	struct signer_key_id in = { 0 };
	struct signer_values v = { 0 };
	struct person p;
	struct id id;
	struct id later;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	random_id(&later);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	raw_do(root, "CREATE OR REPLACE TABLE kept AS SELECT * FROM sign_key");
	in.key = p.key[LEVEL_QUALIFIED];
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    ask_as(PEER_CA, route_key_destroy,
			&signer_calls[SIGNER_KEY_DESTROY], &in, NULL, NULL),
		    E_OK);
	assert_int_equal(of_activation(&id, "state = 'void'"), 1);
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_CONFLICT);
	/* A backup of the row, MAC and all, comes back. */
	raw_do(root,
	    "UPDATE sign_key k JOIN kept o ON o.id = k.id SET k.wrapped ="
	    " o.wrapped, k.state = o.state, k.destroyed_at = o.destroyed_at,"
	    " k.mac = o.mac");
	raw_do(
	    root, "UPDATE activation SET state = 'open' WHERE state = 'void'");
	assert_int_not_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
	assert_int_not_equal(
	    activate(&p, LEVEL_QUALIFIED, &later, 1, NULL), E_OK);
}

/* Open a connection of its own and try a TAN many times at once. */
static int
racer(const struct id *id, const char *tan)
{
	static const struct stmt_table *const tables[] = { &signer_sql,
		&audit_sql };
	struct signer_values v = { 0 };
	enum err r;

	if (house_db_open(&h, "signer", tables, 2, &s.db) != E_OK)
		return 9;
	r = release(id, tan, 1, &v, NULL);
	return r == E_OK ? 0 : r == E_AUTH ? 1 : 2;
}

/* Let n processes release at once; count how often each outcome came. */
static void
race(const struct id *id, const char *right, int n, int counted[3])
{
	pid_t pid[40];

	memset(counted, 0, 3 * sizeof(counted[0]));
	for (int i = 0; i < n; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(racer(id, i % 2 == 0 ? right : "x"));
	}
	for (int i = 0; i < n; i++) {
		int status = 0;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 3);
		counted[WEXITSTATUS(status)]++;
	}
}

/* Thirty at once: one signature, one charge, at most three comparisons. */
static void
test_raced(void **state)
{
	int counted[3];
	struct person p;
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 100);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 3, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	race(&id, tan_sent(), 30, counted);
	assert_true(of_activation(&id, "tries") <= TAN_TRIES);
	assert_int_equal(raw_number(root,
			     arena_printf(a,
				 "SELECT COUNT(*) FROM signature_value WHERE"
				 " activation = X'%s'",
				 hex(&id, 16))),
	    of_activation(&id, "IF(state = 'signed', 3, 0)"));
	assert_int_equal(coins_of(&p, "reserved"),
	    of_activation(&id, "IF(state = 'signed', 15, 0)"));
}

/* Five days later, unfinished: values dropped, coins given back. */
static void
test_tick(void **state)
{
	struct signer_report report = { 0 };
	struct signer_values v = { 0 };
	struct signer_id in;
	struct person p;
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	in.id = id;
	assert_int_equal(activate(&p, LEVEL_ADVANCED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
	assert_int_equal(coins_of(&p, "reserved"), 2);
	raw_do(root,
	    arena_printf(a,
		"UPDATE activation SET signed_at = UNIX_TIMESTAMP() - 432005"
		" WHERE id = X'%s'",
		hex(&id, 16)));
	assert_int_equal(ask_as(PEER_CTL, route_tick,
			     &signer_calls[SIGNER_TICK], NULL, &report, NULL),
	    E_OK);
	assert_int_equal(report.dropped, 1);
	assert_int_equal(report.voided, 1);
	assert_int_equal(coins_of(&p, "reserved"), 0);
	assert_int_equal(coins_of(&p, "balance"), 20);
	assert_int_equal(
	    ask(route_result, SIGNER_RESULT, &in, &v, NULL), E_NOTFOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_algorithms),
		cmocka_unit_test(test_tries),
		cmocka_unit_test(test_sends),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_coins),
		cmocka_unit_test(test_rows_changed),
		cmocka_unit_test(test_destroyed),
		cmocka_unit_test(test_raced),
		cmocka_unit_test(test_tick),
	};

	return cmocka_run_group_tests(
	    tests, house_signer_setup, house_signer_teardown);
}
