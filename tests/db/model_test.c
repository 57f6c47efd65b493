/*
 * shared/model under portal's own account over a real database: accounts,
 * sessions, documents of use, documents, coins. ca is replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_db.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/model/account.h"
#include "shared/model/audit.h"
#include "shared/model/ca_call.h"
#include "shared/model/certificates.h"
#include "shared/model/coins.h"
#include "shared/model/document.h"
#include "shared/model/outbox.h"
#include "shared/model/session.h"
#include "shared/model/signing.h"
#include "shared/model/terms.h"

static struct house_db h;
static struct raw *root;
static struct model m;
static struct arena *a;
static unsigned char notify_public[32];
static unsigned char notify_secret[32];
static unsigned char kek[32];
static char legal[] = "/tmp/fernsign-legal-XXXXXX";

static int closed;            /* how often ca was asked to close */
static enum err close_answer; /* what it says */

/* In place of the real one. */
enum err
ca_account_close(struct call *c, const struct id *account)
{
	(void)account;
	c->reason = "";
	closed++;
	return close_answer;
}

enum err
ca_revoke(struct call *c, const struct ca_revoke *in)
{
	(void)in;
	c->reason = "";
	return E_OK;
}

static const struct stmt_table *const tables[] = { &account_sql, &session_sql,
	&terms_sql, &document_sql, &signing_sql, &coins_sql, &certificates_sql,
	&outbox_sql, &audit_sql };

#define PASSWORD "Sieben Zwerge essen Brezeln"

static struct account_registration
registration(const char *email)
{
	return (struct account_registration){ .email = arena_str(a, email),
		.password = arena_str(a, PASSWORD),
		.lang = arena_str(a, "de"),
		.words = { .first_name = arena_str(a, "Erika"),
		    .family_name = arena_str(a, "Mustermann"),
		    .phone = arena_str(a, "+491701234567"),
		    .phone_kind = arena_str(a, "mobile") } };
}

/* Open the newest link sent to an address: the token at its end. */
static char *
token_of(const char *email)
{
	char *n = arena_printf(a,
	    "SELECT COUNT(*) FROM outbox WHERE recipient = '%s' AND link IS"
	    " NOT NULL",
	    email);
	unsigned char plain[512] = { 0 };
	struct bytes hex;
	unsigned char sealed[512];
	char text[2048] = { 0 };
	char path[128];
	char command[512];
	FILE *f;
	size_t len;

	assert_true(raw_number(root, n) > 0);
	/* The administrator's client writes it as hex into a file. */
	(void)snprintf(path, sizeof(path), "%s/link", h.server.dir);
	(void)unlink(path);
	(void)snprintf(command, sizeof(command),
	    "SELECT HEX(link) FROM outbox WHERE recipient = '%s' AND link IS"
	    " NOT NULL ORDER BY created_at DESC, next_at DESC, tries LIMIT 1"
	    " INTO OUTFILE '%s'",
	    email, path);
	raw_do(root, command);
	f = fopen(path, "r");
	assert_non_null(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	(void)fclose(f);
	hex = bytes_at(text, len > 0 && text[len - 1] == '\n' ? len - 1 : len);
	assert_int_equal(hex_read(hex, sealed, hex.n / 2), E_OK);
	assert_int_equal(crypto_box_seal_open(plain, sealed, hex.n / 2,
			     notify_public, notify_secret),
	    0);
	return arena_str(a, strrchr((char *)plain, '/') + 1);
}

/* Register and confirm; the account's id. */
static struct id
member(const char *email)
{
	struct account_registration r = registration(email);
	struct id id;
	int64_t wait_s;

	assert_int_equal(account_register(&m, &r, a), E_OK);
	assert_int_equal(
	    account_confirm(&m, bytes_of(token_of(email)), a), E_OK);
	assert_int_equal(
	    account_login(&m, email, PASSWORD, NULL, &id, &wait_s), E_OK);
	return id;
}

static int64_t
count_of(const char *what)
{
	return raw_number(
	    root, arena_printf(a, "SELECT COUNT(*) FROM %s", what));
}

static void
test_register(void **state)
{
	struct account_registration r;
	struct coins coins = { 0 };
	struct account account = { 0 };
	int64_t wait_s;
	struct id id;
	char *first;
	char *token;

	(void)state;
	NEED(h);
	r = registration("erika@example.org");
	assert_int_equal(account_register(&m, &r, a), E_OK);
	assert_int_equal(count_of("outbox WHERE template = 'confirm'"), 1);
	assert_int_equal(count_of("acceptance WHERE document = 'privacy'"), 1);
	first = token_of("erika@example.org");
	/* Not yet: the password is right, the address is not confirmed. */
	assert_int_equal(account_login(&m, "erika@example.org", PASSWORD, NULL,
			     &id, &wait_s),
	    E_DENIED);
	/* Registered anew before that: the earlier link ends. */
	raw_do(root,
	    "UPDATE outbox SET created_at = created_at - 10,"
	    " next_at = next_at - 10");
	r.words.first_name = arena_str(a, "Erika Maria");
	assert_int_equal(account_register(&m, &r, a), E_OK);
	assert_int_equal(count_of("account"), 1);
	assert_int_equal(account_confirm(&m, bytes_of(first), a), E_NOTFOUND);
	token = token_of("erika@example.org");
	assert_int_equal(account_confirm(&m, bytes_of(token), a), E_OK);
	assert_int_equal(account_confirm(&m, bytes_of(token), a), E_NOTFOUND);
	assert_int_equal(account_confirm(&m, bytes_of(""), a), E_NOTFOUND);
	assert_int_equal(account_login(&m, "erika@example.org", PASSWORD, NULL,
			     &id, &wait_s),
	    E_OK);
	assert_int_equal(account_load(&m, &id, &account, a), E_OK);
	assert_string_equal(account.first_name, "Erika Maria");
	assert_int_equal(coins_balance(&m, &id, &coins), E_OK);
	assert_int_equal(coins.balance, 10);
	/* The address is known: said by mail, nothing else changes. */
	r.password = arena_str(a, "etwas ganz anderes 17");
	assert_int_equal(account_register(&m, &r, a), E_OK);
	assert_int_equal(
	    count_of("outbox WHERE template = 'already-registered'"), 1);
	assert_int_equal(account_login(&m, "erika@example.org", PASSWORD, NULL,
			     &id, &wait_s),
	    E_OK);
}

/* Twenty at once, twenty confirmations at once: one account, ten coins. */
static void
test_register_raced(void **state)
{
	struct account_registration r;
	pid_t pid[20];
	char *token;

	(void)state;
	NEED(h);
	r = registration("raced@example.org");
	for (int round = 0; round < 2; round++) {
		token = round == 1 ? token_of("raced@example.org") : NULL;
		for (int i = 0; i < 20; i++) {
			pid[i] = fork();
			if (pid[i] != 0)
				continue;
			if (house_db_open(&h, "portal", tables, COUNT(tables),
				&m.db) != E_OK)
				_exit(9);
			if (round == 0)
				_exit(account_register(&m, &r, a) != E_OK);
			_exit(account_confirm(&m, bytes_of(token), a) == E_OK
				? 1
				: 0);
		}
		for (int i = 0, done = 0; i < 20; i++) {
			int status = 0;

			assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
			assert_true(WIFEXITED(status));
			done += WEXITSTATUS(status);
			if (i == 19)
				assert_int_equal(done, round);
		}
		raw_do(root,
		    "UPDATE outbox SET created_at = created_at - 10"
		    " WHERE recipient = 'raced@example.org'");
		if (round == 0) {
			/* Whichever came last is the one whose link holds. */
			raw_do(root,
			    "UPDATE link_token SET used_at = NULL WHERE"
			    " account = (SELECT id FROM account WHERE email ="
			    " 'raced@example.org')");
		}
	}
	assert_int_equal(
	    count_of("account WHERE email = 'raced@example.org'"), 1);
	assert_int_equal(
	    raw_number(root,
		"SELECT balance FROM coin_account c JOIN account a USING (id)"
		" WHERE a.email = 'raced@example.org'"),
	    10);
	assert_int_equal(count_of("coin_transfer WHERE reference ="
				  " CONCAT('welcome:',"
				  " SHA2('raced@example.org', 256))"),
	    1);
}

/* Wrong passwords slow the guesser down, not the person. */
static void
test_login_delay(void **state)
{
	int64_t wait_s = 0;
	struct id id;

	(void)state;
	NEED(h);
	(void)member("slow@example.org");
	for (int i = 0; i < 3; i++)
		assert_int_equal(account_login(&m, "slow@example.org", "wrong",
				     "192.0.2.1", &id, &wait_s),
		    E_AUTH);
	assert_int_equal(account_login(&m, "slow@example.org", "wrong",
			     "192.0.2.1", &id, &wait_s),
	    E_AUTH);
	/* From now on the right one does not count from there … */
	assert_int_equal(account_login(&m, "slow@example.org", PASSWORD,
			     "192.0.2.1", &id, &wait_s),
	    E_LIMIT);
	assert_true(wait_s >= 1 && wait_s <= 300);
	/* … but from the person's own place it does. */
	assert_int_equal(account_login(&m, "slow@example.org", PASSWORD,
			     "198.51.100.7", &id, &wait_s),
	    E_OK);
	/* Unknown addresses are delayed just the same. */
	for (int i = 0; i < 4; i++)
		assert_int_equal(account_login(&m, "nobody@example.org",
				     "wrong", "192.0.2.9", &id, &wait_s),
		    E_AUTH);
	assert_int_equal(account_login(&m, "nobody@example.org", "wrong",
			     "192.0.2.9", &id, &wait_s),
	    E_LIMIT);
}

/* Unknown and wrong take the same time: both hash. */
static void
test_login_time(void **state)
{
	int64_t wait_s = 0;
	int64_t spent[2] = { 0 };
	struct id id;

	(void)state;
	NEED(h);
	(void)member("time@example.org");
	for (int i = 0; i < 10; i++)
		for (int known = 0; known < 2; known++) {
			const char *email =
			    known ? "time@example.org" : "untimed@example.org";
			int64_t start;

			raw_do(root, "DELETE FROM login_delay");
			start = clock_ms();
			assert_int_equal(account_login(&m, email, "wrong",
					     "192.0.2.50", &id, &wait_s),
			    E_AUTH);
			spent[known] += clock_ms() - start;
		}
	assert_true(spent[0] > spent[1] / 2 && spent[0] < spent[1] * 2);
}

static void
test_sessions(void **state)
{
	struct session s = { 0 };
	struct session found = { 0 };
	struct session in = { 0 };
	char *cookie;
	char *later;
	struct id id;

	(void)state;
	NEED(h);
	id = member("session@example.org");
	assert_int_equal(session_login(&m, NULL, &id, &s, &cookie, a), E_OK);
	assert_int_equal(session_find(&m, bytes_of(cookie), &found, a), E_OK);
	assert_true(bytes_eq(found.csrf, s.csrf));
	/* Log-in once more: another id, the old one is gone. */
	assert_int_equal(session_login(&m, &s, &id, &in, &later, a), E_OK);
	assert_string_not_equal(cookie, later);
	assert_int_equal(
	    session_find(&m, bytes_of(cookie), &found, a), E_NOTFOUND);
	assert_int_equal(session_find(&m, bytes_of(later), &found, a), E_OK);
	assert_true(id_eq(&found.account, &id));
	/* The cookie's value stands nowhere. */
	assert_int_equal(
	    session_find(&m, bytes_of("x"), &found, a), E_NOTFOUND);
	assert_int_equal(session_find(&m, bytes_of(""), &found, a), E_NOTFOUND);
	/* Idle for half an hour; twelve hours old. */
	raw_do(root, "UPDATE session SET seen_at = seen_at - 1801");
	assert_int_equal(
	    session_find(&m, bytes_of(later), &found, a), E_NOTFOUND);
	raw_do(root,
	    "UPDATE session SET seen_at = seen_at + 1801,"
	    " created_at = created_at - 43201");
	assert_int_equal(
	    session_find(&m, bytes_of(later), &found, a), E_NOTFOUND);
}

/* Asking changes nothing; completing costs keys, sessions, certificates. */
static void
test_reset(void **state)
{
	struct session in = { 0 };
	struct account found = { 0 };
	int64_t wait_s;
	struct id id;
	char *cookie;
	char *token;

	(void)state;
	NEED(h);
	id = member("reset@example.org");
	assert_int_equal(session_login(&m, NULL, &id, &in, &cookie, a), E_OK);
	assert_int_equal(
	    account_reset_request(&m, "reset@example.org", a), E_OK);
	assert_int_equal(
	    account_reset_request(&m, "nobody@example.org", a), E_OK);
	assert_int_equal(session_find(&m, bytes_of(cookie), &in, a), E_OK);
	raw_do(root,
	    "UPDATE outbox SET created_at = created_at + 5 WHERE"
	    " template = 'password-reset'");
	token = token_of("reset@example.org");
	assert_int_equal(
	    account_reset_find(&m, bytes_of(token), &found, a), E_OK);
	/* ca is away: the link still holds. */
	closed = 0;
	close_answer = E_PEER;
	assert_int_equal(
	    account_reset(&m, bytes_of(token), "Neun Raben tragen Hauben", a),
	    E_PEER);
	close_answer = E_OK;
	assert_int_equal(account_login(&m, "reset@example.org", PASSWORD, NULL,
			     &id, &wait_s),
	    E_OK);
	assert_int_equal(
	    account_reset(&m, bytes_of(token), "Neun Raben tragen Hauben", a),
	    E_OK);
	assert_int_equal(closed, 2);
	assert_int_equal(
	    account_reset(&m, bytes_of(token), "Neun Raben tragen Hauben", a),
	    E_NOTFOUND);
	assert_int_equal(closed, 2);
	assert_int_equal(
	    session_find(&m, bytes_of(cookie), &in, a), E_NOTFOUND);
	assert_int_equal(account_login(&m, "reset@example.org", PASSWORD, NULL,
			     &id, &wait_s),
	    E_AUTH);
	assert_int_equal(account_login(&m, "reset@example.org",
			     "Neun Raben tragen Hauben", NULL, &id, &wait_s),
	    E_OK);
}

/* A new name or number costs an identification; without one, nothing. */
static void
test_change(void **state)
{
	struct account_words w;
	struct account now = { 0 };
	bool voided = true;
	struct id id;

	(void)state;
	NEED(h);
	w = registration("change@example.org").words;
	w.family_name = arena_str(a, "Gabler");
	id = member("change@example.org");
	closed = 0;
	assert_int_equal(account_change(&m, &id, &w, &voided, a), E_OK);
	assert_false(voided);
	assert_int_equal(closed, 0);
	raw_do(root,
	    "INSERT INTO identification (ident_case, account, state, method,"
	    " loa, person, evidence_sha256, name_matches, verified_at,"
	    " valid_until_at) SELECT id, id, 'active', 'eid', 'high', 'x',"
	    " 'change', 1, 1, 2 FROM account WHERE email ="
	    " 'change@example.org'");
	/* The same words: nothing is lost. */
	assert_int_equal(account_change(&m, &id, &w, &voided, a), E_OK);
	assert_false(voided);
	w.phone = arena_str(a, "+491701234568");
	close_answer = E_PEER;
	assert_int_equal(account_change(&m, &id, &w, &voided, a), E_PEER);
	assert_int_equal(account_load(&m, &id, &now, a), E_OK);
	assert_string_equal(now.phone, "+491701234567");
	close_answer = E_OK;
	assert_int_equal(account_change(&m, &id, &w, &voided, a), E_OK);
	assert_true(voided);
	assert_int_equal(closed, 2);
	assert_int_equal(account_load(&m, &id, &now, a), E_OK);
	assert_string_equal(now.phone, "+491701234568");
}

/* Documents are ciphertext bound to their place; without the key, nothing. */
static void
test_documents(void **state)
{
	struct document_ref ref = { .day = 20001 };
	struct document_ref other = { .day = 20001 };
	struct buf out = BUF(DOCUMENT_MAX);
	unsigned char *big = malloc(DOCUMENT_MAX);
	struct id batch;

	(void)state;
	if (!h.running) {
		free(big);
		skip();
	}
	random_id(&batch);
	random_fill(big, DOCUMENT_MAX);
	assert_int_equal(
	    document_store(&m, bytes_at(big, DOCUMENT_MAX), 5, &ref), E_OK);
	assert_int_equal(
	    document_store(&m, bytes_of("%PDF-x"), 5, &other), E_OK);
	assert_int_equal(document_read(&m, &ref, &out), E_OK);
	assert_int_equal(out.n, DOCUMENT_MAX);
	assert_memory_equal(out.p, big, DOCUMENT_MAX);
	buf_clear(&out);
	/* Increments: once each; the prepared one is not delivered. */
	assert_int_equal(document_increment_add(&m, &other, &batch,
			     INCREMENT_PREPARED, bytes_of(" hole")),
	    E_OK);
	assert_int_equal(
	    document_signed(&m, &other, &batch, &out, NULL), E_NOTFOUND);
	assert_int_equal(document_increment_add(&m, &other, &batch,
			     INCREMENT_SIGNED, bytes_of(" signed")),
	    E_OK);
	assert_int_equal(document_increment_add(&m, &other, &batch,
			     INCREMENT_SIGNED, bytes_of(" changed")),
	    E_CONFLICT);
	assert_int_equal(
	    document_increment_add(&m, &other, &batch, 2, bytes_of(" later")),
	    E_OK);
	buf_clear(&out);
	assert_int_equal(document_signed(&m, &other, &batch, &out, NULL), E_OK);
	assert_int_equal(out.n, strlen("%PDF-x signed later"));
	assert_memory_equal(out.p, "%PDF-x signed later", out.n);
	/* Nothing of it stands in the database in clear. */
	assert_int_equal(
	    count_of("document_content WHERE ciphertext LIKE '%PDF-x%'"), 0);
	/* Another document's ciphertext or key does not open here. */
	raw_do(root,
	    arena_printf(a,
		"UPDATE document_content x JOIN document_content y ON"
		" y.document = X'%s' SET x.ciphertext = y.ciphertext WHERE"
		" x.document = X'%s'",
		hex_text(a, bytes_at(&other.document, 16)),
		hex_text(a, bytes_at(&ref.document, 16))));
	buf_clear(&out);
	assert_int_equal(document_read(&m, &ref, &out), E_CRYPTO);
	raw_do(root,
	    arena_printf(a,
		"UPDATE document_key x JOIN document_key y ON y.document ="
		" X'%s' SET x.wrapped = y.wrapped WHERE x.document = X'%s'",
		hex_text(a, bytes_at(&other.document, 16)),
		hex_text(a, bytes_at(&ref.document, 16))));
	assert_int_equal(document_read(&m, &ref, &out), E_CRYPTO);
	/* Deleted is deleted. */
	assert_int_equal(document_delete(&m, &other), E_OK);
	assert_int_equal(document_delete(&m, &other), E_OK);
	buf_clear(&out);
	assert_int_equal(document_read(&m, &other, &out), E_NOTFOUND);
	assert_int_equal(
	    document_signed(&m, &other, &batch, &out, NULL), E_NOTFOUND);
	buf_free(&out);
	free(big);
}

/* Documents of use: version, language, hash and time of each acceptance. */
static void
test_terms(void **state)
{
	const struct terms_document *d;
	const struct terms_acceptance *row;
	struct list accepted = { 0 };
	struct id nonce;
	struct id id;

	(void)state;
	NEED(h);
	id = member("terms@example.org");
	random_id(&nonce);
	d = terms_current(m.terms, "terms", "de");
	assert_string_equal(d->version, "2026-02");
	assert_non_null(terms_version(m.terms, "terms", "2026-01", "en"));
	assert_null(terms_current(m.terms, "nothing", "de"));
	for (int i = 0; i < 2; i++)
		assert_int_equal(terms_accept(&m, &id, &nonce,
				     terms_for_method("eid"), "de"),
		    E_OK);
	assert_int_equal(terms_accepted(&m, &id, &accepted, a), E_OK);
	assert_int_equal(accepted.n, 9); /* privacy at registration, too */
	row = accepted.rows;
	for (size_t i = 0; i < accepted.n; i++)
		if (strcmp(row[i].document, "terms") == 0) {
			assert_string_equal(row[i].version, "2026-02");
			assert_true(bytes_eq(row[i].sha256, d->sha256));
		}
}

/* Write the legal texts of a small house. */
static bool
legal_write(void)
{
	static const char *const codes[] = { "terms", "export", "cp", "cps",
		"pki-info", "subscriber", "privacy", "certificates",
		"partner-privacy" };
	static const char *const names[] = { "2026-01.de", "2026-01.en",
		"2026-02.de", "2026-02.en" };

	if (mkdtemp(legal) == NULL)
		return false;
	for (size_t i = 0; i < COUNT(codes); i++)
		for (size_t j = 0; j < COUNT(names); j++) {
			char path[256];
			FILE *f;

			(void)snprintf(
			    path, sizeof(path), "%s/%s", legal, codes[i]);
			(void)mkdir(path, 0700);
			(void)snprintf(path, sizeof(path), "%s/%s/%s.html",
			    legal, codes[i], names[j]);
			f = fopen(path, "w");
			if (f == NULL)
				return false;
			(void)fprintf(f, "<h1>%s %s</h1>", codes[i], names[j]);
			(void)fclose(f);
		}
	return true;
}

static int
setup(void **state)
{
	static struct terms *terms;

	(void)state;
	if (house_db_start(&h) != 0)
		return -1;
	if (!h.running)
		return 0;
	if (sodium_init() < 0 || arena_new((size_t)512 << 20, &a) ||
	    !legal_write() || terms_load(legal, a, &terms))
		return -1;
	root = raw_open(&h, "root");
	(void)crypto_box_keypair(notify_public, notify_secret);
	random_fill(kek, sizeof(kek));
	m = (struct model){ .run_dir = "/nonexistent",
		.portal_url = "https://localhost:8443",
		.request_id = "test",
		.notify_key = bytes_at(notify_public, 32),
		.document_kek = bytes_at(kek, 32),
		.terms = terms };
	return (int)house_db_open(&h, "portal", tables, COUNT(tables), &m.db);
}

static int
teardown(void **state)
{
	const char *argv[] = { "rm", "-rf", legal, NULL };

	(void)state;
	if (h.running) {
		pid_t pid = fork();

		if (pid == 0) {
			(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
			_exit(127);
		}
		(void)waitpid(pid, NULL, 0);
		db_close(m.db);
		raw_close(root);
	}
	arena_free(a);
	house_db_stop(&h);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_register),
		cmocka_unit_test(test_register_raced),
		cmocka_unit_test(test_login_delay),
		cmocka_unit_test(test_login_time),
		cmocka_unit_test(test_sessions),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_terms),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
