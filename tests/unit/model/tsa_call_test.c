/*
 * Asking for time stamps: in the order of preference, whatever the first
 * ones do; only what holds is taken; nobody is asked when time is over. Our
 * own tsa and the network are replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/tsa_call.h"

#include <string.h>

#include "shared/pki/tst.h"
#include "shared/web/fcgi_client.h"
#include "shared/web/http_client.h"
#include "tests/unit/pki/house.h"

/* What an authority does. */
enum authority { STAMPS, AWAY, REFUSES, FORGETS_NONCE, FAILS };

static struct house h;
static enum authority own, elsewhere;
static int asked_own, asked_elsewhere;
static int64_t timeout_ms; /* of the last call elsewhere */
static char user[40], password[40];

/* Answer a query. */
static enum err
answer(enum authority what, struct bytes query, struct arena *a, int *status,
    struct bytes *body)
{
	struct tst_authority t = { .certificate = h.tsa.der,
		.key = h.tsa.key,
		.policy = "0.4.0.2023.1.1" };
	unsigned char nonce[TST_NONCE_BYTES], digest[32] = { 1 };
	int failure;

	*status = what == FAILS ? 500 : 200;
	if (what == AWAY)
		return E_PEER;
	if (what == FORGETS_NONCE)
		assert_int_equal(
		    tst_query_make(bytes_at(digest, 32), nonce, a, &query),
		    E_OK);
	if (what == REFUSES)
		query.n--;
	return tst_reply_make(&t, query, a, body, &failure);
}

enum err
fcgi_call(const struct fcgi_call *c, struct fcgi_answer *out, struct arena *a)
{
	assert_string_equal(c->socket, "/run/tsa.sock");
	asked_own++;
	return answer(own, c->body, a, &out->status, &out->body);
}

enum err
http_call(const struct http_call *c, struct http_answer *out, struct arena *a)
{
	assert_string_equal(c->url, "https://tsa.example/");
	assert_string_equal(c->media, "application/timestamp-query");
	asked_elsewhere++;
	timeout_ms = c->timeout_ms;
	(void)snprintf(user, sizeof(user), "%s", c->user);
	(void)snprintf(password, sizeof(password), "%.*s", (int)c->password.n,
	    (const char *)c->password.p);
	return answer(elsewhere, c->body, a, &out->status, &out->body);
}

static int
setup(void **state)
{
	(void)state;
	house_make(&h, KEY_P256);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	house_free(&h);
	return 0;
}

static char word[] = "secret";
static struct tsa tsas[2];
static int64_t until_ms;

/* Ask; elsewhere first, then our own. */
static enum err
stamp_again(enum hash hash, struct bytes *token)
{
	struct call c = {
		.run_dir = "/run", .arena = h.a, .until_ms = until_ms
	};
	struct bytes over = bytes_of("a document");
	unsigned char digest[HASH_BYTES_MAX];

	asked_own = asked_elsewhere = 0;
	assert_int_equal(hash_runs(hash, &over, 1, digest), E_OK);
	return tsa_stamp(
	    &c, tsas, 2, bytes_at(digest, hash_bytes(hash)), token);
}

/* The same, when nobody has failed yet. */
static enum err
stamp(enum hash hash, struct bytes *token)
{
	tsas[0] = (struct tsa){ .url = "https://tsa.example/",
		.anchor = h.root.der,
		.user = "fernsign",
		.password = { (unsigned char *)word, 6 } };
	tsas[1] = (struct tsa){ .anchor = h.root.der };
	return stamp_again(hash, token);
}

static void
test_order(void **state)
{
	/* clang-format off */
	static const struct {
		enum authority elsewhere, own;
		int asked_own;
		enum err expected;
	} rows[] = {
		{ STAMPS,        AWAY,          0, E_OK },
		{ AWAY,          STAMPS,        1, E_OK },
		{ REFUSES,       STAMPS,        1, E_OK },
		{ FAILS,         STAMPS,        1, E_OK },
		{ FORGETS_NONCE, STAMPS,        1, E_OK },
		{ AWAY,          AWAY,          1, E_PEER },
		{ AWAY,          REFUSES,       1, E_PEER },
		{ AWAY,          FAILS,         1, E_PEER },
		{ AWAY,          FORGETS_NONCE, 1, E_PEER },
	};
	/* clang-format on */
	struct bytes token;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		elsewhere = rows[i].elsewhere;
		own = rows[i].own;
		assert_int_equal(stamp(HASH_SHA256, &token), rows[i].expected);
		assert_int_equal(asked_elsewhere, 1);
		assert_int_equal(asked_own, rows[i].asked_own);
		assert_string_equal(user, "fernsign");
		assert_string_equal(password, "secret");
	}
}

/* Who failed is asked after the others, and still asked. */
static void
test_rest(void **state)
{
	struct bytes token;

	(void)state;
	elsewhere = AWAY;
	own = STAMPS;
	assert_int_equal(stamp(HASH_SHA256, &token), E_OK);
	elsewhere = STAMPS;
	assert_int_equal(stamp_again(HASH_SHA256, &token), E_OK);
	assert_int_equal(asked_elsewhere, 0);
	assert_int_equal(asked_own, 1);
	own = FORGETS_NONCE;
	assert_int_equal(stamp_again(HASH_SHA256, &token), E_OK);
	assert_int_equal(asked_own, 1);
	assert_int_equal(asked_elsewhere, 1);
	elsewhere = AWAY;
	assert_int_equal(stamp_again(HASH_SHA256, &token), E_PEER);
	assert_int_equal(asked_own, 1);
	assert_int_equal(asked_elsewhere, 1);
}

/* The clock stands at 0 here: what is left, and nothing. */
static void
test_time(void **state)
{
	struct bytes token;

	(void)state;
	elsewhere = own = STAMPS;
	until_ms = 700;
	assert_int_equal(stamp(HASH_SHA256, &token), E_OK);
	assert_int_equal(timeout_ms, 700);
	until_ms = 7000;
	assert_int_equal(stamp(HASH_SHA256, &token), E_OK);
	assert_int_equal(timeout_ms, 5000);
	until_ms = -1;
	assert_int_equal(stamp(HASH_SHA256, &token), E_PEER);
	assert_int_equal(asked_own + asked_elsewhere, 0);
	until_ms = 0;
}

static void
test_hashes(void **state)
{
	static const char *const names[HASH__MAX] = { "SHA-256", "SHA-384",
		"SHA-512" };
	static const char *const inside[HASH__MAX] = { "SHA256", "SHA384",
		"SHA512" };
	struct tst_facts f;
	struct bytes token;
	enum hash hash;

	(void)state;
	elsewhere = STAMPS;
	for (size_t i = 0; i < HASH__MAX; i++) {
		assert_int_equal(hash_read(names[i], &hash), E_OK);
		assert_int_equal(stamp(hash, &token), E_OK);
		assert_int_equal(tst_read(token, h.a, &f), E_OK);
		assert_string_equal(f.hash, inside[i]);
		assert_int_equal(f.imprint.n, hash_bytes(hash));
		assert_int_equal(f.at, NOW);
		assert_true(bytes_eq(f.certificate, h.tsa.der));
	}
	assert_int_equal(hash_read("SHA-1", &hash), E_INPUT);
	assert_int_equal(tst_read(bytes_of("none"), h.a, &f), E_INPUT);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_hashes),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
