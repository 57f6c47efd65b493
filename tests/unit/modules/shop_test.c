/*
 * modules/shop: who is believed, what is taken, and that an order is one
 * order however often it comes. Headers and time are replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/shop/shop.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/secret.h"
#include "shared/model/audit.h"
#include "shared/model/outbox.h"
#include "tests/unit/modules/house.h"

#define NEW_KEY "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
#define OLD_KEY "whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2w="

static const struct stmt_table *const tables[] = { &shop_sql, &outbox_sql,
	&audit_sql };
static struct house house;
static int missing;
static struct shop shop;
static char dir[] = "/tmp/fernsign-shop-XXXXXX";

/* The request's headers. */
static struct {
	const char *shop, *id, *timestamp, *signature;
} headers;

const char *
request_header(const struct request *q, const char *name)
{
	(void)q;
	return strcmp(name, "shop-id") == 0          ? headers.shop
	    : strcmp(name, "webhook-id") == 0        ? headers.id
	    : strcmp(name, "webhook-timestamp") == 0 ? headers.timestamp
	    : strcmp(name, "webhook-signature") == 0 ? headers.signature
						     : NULL;
}

int64_t
clock_now(void)
{
	return 1795349730;
}

int64_t
clock_ms(void)
{
	return 0;
}

static void
write_file(const char *name, const char *text)
{
	char path[128];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	(void)close(fd);
}

static int
setup(void **state)
{
	unsigned char secret[32];

	(void)state;
	if (sodium_init() < 0 || mkdtemp(dir) == NULL)
		return -1;
	(void)crypto_box_keypair(shop.notify_key, secret);
	shop.cfg.secret_dir = dir;
	missing = house_open(&house, "shop", tables, COUNT(tables));
	if (missing < 0)
		return -1;
	if (missing && arena_new(1 << 24, &house.arena))
		return -1;
	shop.r.common.portal_url =
	    arena_str(house.arena, "https://portal.example");
	shop.db = house.db;
	write_file("demo-shop", NEW_KEY "\n" OLD_KEY "\n");
	write_file("three", NEW_KEY "\n" OLD_KEY "\n" OLD_KEY "\n");
	return 0;
}

static int
teardown(void **state)
{
	char path[128];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/demo-shop", dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/three", dir);
	(void)unlink(path);
	(void)rmdir(dir);
	house_close(&house);
	return 0;
}

static struct request
request(const char *body)
{
	return (struct request){ .app = &shop,
		.arena = house.arena,
		.request_id = "r1",
		.body = bytes_of(body) };
}

/* Sign id.timestamp.body with a key in its text form. */
static const char *
sign(const char *key, const char *id, const char *at, const char *body)
{
	struct buf raw = BUF(64), text = BUF(4096);
	unsigned char mac[32];
	const char *out;

	assert_int_equal(base64_read(&raw, BASE64, bytes_of(key + 6)), E_OK);
	assert_int_equal(buf_addf(&text, "%s.%s.%s", id, at, body), E_OK);
	assert_int_equal(
	    hmac_sha256(buf_bytes(&raw), buf_bytes(&text), mac), E_OK);
	out = arena_printf(house.arena, "v1,%s",
	    base64_text(house.arena, BASE64, bytes_at(mac, 32)));
	buf_free(&raw);
	buf_free(&text);
	return out;
}

static void
who_is_believed(void **state)
{
	/* clang-format off */
	static const struct {
		const char *shop, *key, *at, *signed_body;
		enum err r;
	} rows[] = {
		{ "demo-shop", NEW_KEY, "1795349730", "{}",  E_OK },
		{ "demo-shop", OLD_KEY, "1795349730", "{}",  E_OK },
		{ "demo-shop", NEW_KEY, "1795349430", "{}",  E_OK },
		{ "demo-shop", NEW_KEY, "1795350030", "{}",  E_OK },
		{ "demo-shop", NEW_KEY, "1795349429", "{}",  E_AUTH },
		{ "demo-shop", NEW_KEY, "1795350031", "{}",  E_AUTH },
		{ "demo-shop", NEW_KEY, "x",          "{}",  E_AUTH },
		{ "demo-shop", NEW_KEY, NULL,         "{}",  E_AUTH },
		{ "demo-shop", NEW_KEY, "1795349730", "{ }", E_AUTH },
		{ "demo-shop", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		  "1795349730", "{}", E_AUTH },
		{ "other",     NEW_KEY, "1795349730", "{}",  E_AUTH },
		{ "three",     NEW_KEY, "1795349730", "{}",  E_AUTH },
		{ "../shop",   NEW_KEY, "1795349730", "{}",  E_AUTH },
		{ ".",         NEW_KEY, "1795349730", "{}",  E_AUTH },
		{ "",          NEW_KEY, "1795349730", "{}",  E_AUTH },
		{ NULL,        NEW_KEY, "1795349730", "{}",  E_AUTH },
	};
	/* clang-format on */
	struct request q = request("{}");
	char *who;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		headers.shop = rows[i].shop;
		headers.id = "msg_1";
		headers.timestamp = rows[i].at;
		headers.signature = sign(rows[i].key, "msg_1",
		    rows[i].at ? rows[i].at : "1795349730",
		    rows[i].signed_body);
		assert_int_equal(shop_authenticate(&q, &who), rows[i].r);
	}
	headers.shop = "demo-shop";
	headers.timestamp = "1795349730";
	headers.signature = "v1,";
	assert_int_equal(shop_authenticate(&q, &who), E_AUTH);
	headers.signature = NULL;
	assert_int_equal(shop_authenticate(&q, &who), E_AUTH);
}

#define BODY(type, data) "{\"type\":\"" type "\",\"data\":{" data "}}"
#define ID               "\"order_id\":\"R-1\""
#define WHO              "\"username\":\"erika@example.org\""
#define WHAT             "\"package\":\"coins-25\""
#define ONE              "\"quantity\":1"
#define DE               "\"language\":\"de\""

static void
what_is_taken(void **state)
{
	/* clang-format off */
	static const struct {
		const char *body, *refused; /* NULL: taken */
	} rows[] = {
		{ BODY("order.paid", ID "," WHO "," WHAT "," ONE "," DE), NULL },
		{ BODY("order.cancelled", ID "," WHO "," WHAT "," ONE), NULL },
		{ BODY("order.refunded", ID "," WHO "," WHAT "," ONE), "type" },
		{ BODY("order.paid", WHO "," WHAT "," ONE), "order_id" },
		{ BODY("order.paid", "\"order_id\":\"a b\"," WHO "," WHAT "," ONE), "order_id" },
		{ BODY("order.paid", "\"order_id\":\"a\\nb\"," WHO "," WHAT "," ONE), "order_id" },
		{ BODY("order.paid", "\"order_id\":7," WHO "," WHAT "," ONE), "order_id" },
		{ BODY("order.paid", ID "," WHAT "," ONE), "username" },
		{ BODY("order.paid", ID ",\"username\":\"erika\"," WHAT "," ONE), "username" },
		{ BODY("order.paid", ID "," WHO "," ONE), "package" },
		{ BODY("order.paid", ID "," WHO "," WHAT), "quantity" },
		{ BODY("order.paid", ID "," WHO "," WHAT ",\"quantity\":0"), "quantity" },
		{ BODY("order.paid", ID "," WHO "," WHAT ",\"quantity\":-1"), "quantity" },
		{ BODY("order.paid", ID "," WHO "," WHAT ",\"quantity\":1001"), "quantity" },
		{ BODY("order.paid", ID "," WHO "," WHAT ",\"quantity\":1.5"), "quantity" },
		{ BODY("order.paid", ID "," WHO "," WHAT ",\"quantity\":\"1\""), "quantity" },
		{ BODY("order.paid", ID "," WHO "," WHAT "," ONE ",\"language\":\"fr\""), "language" },
		{ BODY("order.paid", ID "," ID "," WHO "," WHAT "," ONE), "json" },
		{ "{\"type\":\"order.paid\"}", "data" },
		{ "{\"type\":\"order.paid\",\"data\":[]}", "data" },
		{ "[]", "json" },
		{ "{", "json" },
		{ "", "json" },
	};
	/* clang-format on */
	struct shop_order o;
	struct request q;
	size_t i;

	(void)state;
	headers.id = "msg_1";
	for (i = 0; i < COUNT(rows); i++) {
		q = request(rows[i].body);
		o = (struct shop_order){ .shop = NULL };
		assert_int_equal(
		    shop_order_read(&q, &o), rows[i].refused ? E_INPUT : E_OK);
		if (rows[i].refused)
			assert_string_equal(q.reason, rows[i].refused);
	}
}

/* Take one message through; fresh says whether it was the first. */
static enum err
take(const char *id, const char *body, bool *fresh)
{
	struct shop_order o = { .shop = arena_str(house.arena, "demo-shop") };
	struct request q = request(body);

	headers.id = id;
	assert_int_equal(shop_order_read(&q, &o), E_OK);
	return shop_order_store(&q, &o, fresh);
}

#define PAID BODY("order.paid", ID "," WHO "," WHAT "," ONE "," DE)

static void
an_order_is_one_order(void **state)
{
	static const char changed[] =
	    BODY("order.paid", ID "," WHO "," WHAT ",\"quantity\":2");
	static const char unknown[] = BODY("order.paid",
	    "\"order_id\":\"R-2\"," WHO ",\"package\":\"coins-26\"," ONE);
	static const char cancelled[] =
	    BODY("order.cancelled", ID "," WHO "," WHAT "," ONE);
	bool fresh;

	(void)state;
	if (missing)
		skip();
	assert_int_equal(take("m1", PAID, &fresh), E_DENIED);
	house_sql(
	    &house, "INSERT INTO shop (id, name) VALUES ('demo-shop', 'Demo')");
	assert_int_equal(take("m1", PAID, &fresh), E_OK);
	assert_true(fresh);
	assert_int_equal(take("m1", PAID, &fresh), E_OK);
	assert_false(fresh);
	assert_int_equal(take("m2", PAID, &fresh), E_OK);
	assert_false(fresh);
	assert_int_equal(take("m1", changed, &fresh), E_CONFLICT);
	assert_int_equal(take("m3", changed, &fresh), E_CONFLICT);
	assert_int_equal(take("m4", unknown, &fresh), E_NOTFOUND);
	assert_int_equal(take("m5", cancelled, &fresh), E_OK);
	assert_true(fresh);
	assert_int_equal(take("m6", cancelled, &fresh), E_OK);
	assert_false(fresh);
	assert_int_equal(
	    house_number(&house, "SELECT COUNT(*) FROM shop_order"), 2);
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM outbox WHERE template ="
			     " 'redeem' AND link IS NOT NULL"),
	    1);
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM audit WHERE event ="
			     " 'shop.order' AND actor = 'fernsign-shop'"),
	    2);
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM shop_delivery"
			     " WHERE webhook_id IN ('m3', 'm4')"),
	    0);
}

/* Eight processes, each with the same order ten times. */
static void
at_once_it_is_one_order_too(void **state)
{
	static const char body[] = BODY(
	    "order.paid", "\"order_id\":\"R-9\"," WHO "," WHAT "," ONE "," DE);
	int i, k, status, firsts = 0;
	char id[16];
	bool fresh;
	pid_t pid[8];

	(void)state;
	if (missing)
		skip();
	for (i = 0; i < 8; i++) {
		if ((pid[i] = fork()) != 0)
			continue;
		firsts = 0;
		if (db_open(&house.cfg, tables, COUNT(tables), &shop.db))
			_exit(100);
		for (k = 0; k < 10; k++) {
			(void)snprintf(id, sizeof(id), "p%d", k);
			if (take(id, body, &fresh) != E_OK)
				_exit(100);
			firsts += fresh;
		}
		_exit(firsts);
	}
	for (i = 0; i < 8; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status));
		assert_int_not_equal(WEXITSTATUS(status), 100);
		firsts += WEXITSTATUS(status);
	}
	assert_int_equal(firsts, 1);
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM outbox WHERE parameters"
			     " LIKE '%R-9%'"),
	    1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_believed),
		cmocka_unit_test(what_is_taken),
		cmocka_unit_test(an_order_is_one_order),
		cmocka_unit_test(at_once_it_is_one_order_too),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
