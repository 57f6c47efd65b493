/*
 * Standard Webhooks: the specification's vector, our own, and refusals.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/webhook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SPEC "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define OWN  "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
#define GOOD "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define MSG  "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define TEXT "{\"test\": 2432232314}"

static struct secret
key_from(const char *text, enum err want)
{
	char path[] = "/tmp/webhook_test.XXXXXX";
	struct secret s = { NULL, 0 };
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(webhook_keys(path, &s, 1), want);
	unlink(path);
	return s;
}

/* clang-format off */
/* id, time stamp, signature, body, clock, outcome */
static const struct {
	const char *id, *timestamp, *signature, *body;
	int64_t now;
	enum err want;
} rows[] = {
	{ MSG, "1614265330", GOOD, TEXT, 1614265330, E_OK },
	{ MSG, "1614265330", GOOD, TEXT, 1614265630, E_OK },
	{ MSG, "1614265330", GOOD, TEXT, 1614265030, E_OK },
	{ MSG, "1614265330", GOOD, TEXT, 1614265631, E_AUTH },
	{ MSG, "1614265330", GOOD, TEXT, 1614265029, E_AUTH },
	{ MSG, "1614265330", "v1,AAAA v1a,x " GOOD, TEXT, 1614265330, E_OK },
	{ MSG, "1614265330", "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", TEXT, 1614265330, E_AUTH },
	{ MSG, "1614265330", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", TEXT, 1614265330, E_AUTH },
	{ MSG, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=", TEXT, 1614265330, E_AUTH },
	{ MSG, "1614265330", "", TEXT, 1614265330, E_AUTH },
	{ MSG, "1614265330", NULL, TEXT, 1614265330, E_AUTH },
	{ MSG, NULL, GOOD, TEXT, 1614265330, E_AUTH },
	{ NULL, "1614265330", GOOD, TEXT, 1614265330, E_AUTH },
	{ MSG, "1614265331", GOOD, TEXT, 1614265330, E_AUTH },
	{ MSG, "-1", GOOD, TEXT, 1614265330, E_AUTH },
	{ MSG, "99999999999999999999", GOOD, TEXT, 1614265330, E_AUTH },
	{ "msg_x", "1614265330", GOOD, TEXT, 1614265330, E_AUTH },
	{ "a.b", "1614265330", GOOD, TEXT, 1614265330, E_AUTH },
	{ MSG, "1614265330", GOOD, "{\"test\": 2432232315}", 1614265330, E_AUTH },
};
/* clang-format on */

static void
callbacks(void **state)
{
	struct secret keys[2] = { { NULL, 0 }, { NULL, 0 } };
	struct webhook w;
	size_t i;

	(void)state;
	keys[1] = key_from(SPEC "\n", E_OK);
	for (i = 0; i < COUNT(rows); i++) {
		w = (struct webhook){ rows[i].id, rows[i].timestamp,
			rows[i].signature };
		if (webhook_verify(keys, 2, &w, bytes_of(rows[i].body),
			rows[i].now, NULL) != rows[i].want)
			fail_msg("row %zu", i);
	}
	secret_free(&keys[1]);
}

static void
own_vector(void **state)
{
	struct secret key = key_from(OWN, E_OK);
	struct webhook w = { "evt_01JD9Z6QK3", "1795342530",
		"v1,fK/ebqcsZ25k9FGGkER6Ctf/V9Vqw8hMKrz0E8VVTtg=" };

	(void)state;
	assert_int_equal(webhook_verify(&key, 1, &w, bytes_of("<IdentEvent/>"),
			     1795342530, NULL),
	    E_OK);
	secret_free(&key);
}

static void
keys(void **state)
{
	(void)state;
	key_from("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", E_INPUT);
	key_from("whsec_MDEy", E_INPUT);
	key_from("whsec_", E_INPUT);
	key_from("whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(callbacks),
		cmocka_unit_test(own_vector),
		cmocka_unit_test(keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
