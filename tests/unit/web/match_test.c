/*
 * From a request to its row: every status that the table alone decides.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/web/fake.h"

static enum err
run(struct request *q)
{
	(void)q;
	return E_OK;
}

/* clang-format off */
static const struct route routes[] = {
	/* method path              peers        body            most  media              need run */
	{ GET,    "/",              PEER_NGINX,  BODY_NONE,      0,    NULL,              0, run },
	{ GET,    "/sign/:/place",  PEER_NGINX,  BODY_NONE,      0,    NULL,              0, run },
	{ POST,   "/sign/:/place",  PEER_NGINX,  BODY_FORM,      100,  NULL,              0, run },
	{ POST,   "/sign",          PEER_NGINX,  BODY_MULTIPART, 1000, NULL,              0, run },
	{ POST,   "/release",       PEER_PORTAL, BODY_JSON,      64,   NULL,              0, run },
	{ POST,   "/check",         PEER_PORTAL, BODY_RAW,       64,   "application/pdf", 0, run },
	{ POST,   "/any",           PEER_NGINX | PEER_CTL, BODY_MEDIA, 64, NULL,          0, run },
	{ GET,    "/a/:/:/:/:",     PEER_NGINX,  BODY_NONE,      0,    NULL,              0, run },
};

#define FORM "application/x-www-form-urlencoded"
static const struct {
	const char *method, *path, *media, *length;
	unsigned peer;
	enum err want;
	int status;
	int row; /* index in routes; -1 none */
} rows[] = {
	{ "GET",  "/",               NULL, NULL,  PEER_NGINX,  E_OK,       200, 0 },
	{ "HEAD", "/",               NULL, "",    PEER_NGINX,  E_OK,       200, 0 },
	{ "GET",  "/sign/ab/place",  NULL, "0",   PEER_NGINX,  E_OK,       200, 1 },
	{ "POST", "/sign/ab/place",  FORM, "3",   PEER_NGINX,  E_OK,       200, 2 },
	{ "POST", "/sign/ab/place",  FORM "; charset=utf-8", "3", PEER_NGINX, E_OK, 200, 2 },
	{ "POST", "/sign/ab/place",  "Application/X-WWW-Form-Urlencoded", "3", PEER_NGINX, E_OK, 200, 2 },
	{ "POST", "/sign/ab/place",  NULL, NULL,  PEER_NGINX,  E_OK,       200, 2 },
	{ "POST", "/sign",           "multipart/form-data; boundary=x", "1000", PEER_NGINX, E_OK, 200, 3 },
	{ "POST", "/release",        "application/json", "2", PEER_PORTAL, E_OK, 200, 4 },
	{ "POST", "/release",        "application/json", "2", PEER_PORTAL | PEER_NGINX, E_OK, 200, 4 },
	{ "POST", "/check",          "application/pdf", "4",  PEER_PORTAL, E_OK, 200, 5 },
	{ "POST", "/any",            "x/y", "4",  PEER_CTL,    E_OK,       200, 6 },
	{ "POST", "/any",            NULL,  "4",  PEER_CTL,    E_OK,       200, 6 },
	{ "GET",  "/a/1/2/3/4",      NULL, NULL,  PEER_NGINX,  E_OK,       200, 7 },
	/* 404 */
	{ "GET",  "/nothing",        NULL, NULL,  PEER_NGINX,  E_NOTFOUND, 404, -1 },
	{ "GET",  "/sign/ab",        NULL, NULL,  PEER_NGINX,  E_NOTFOUND, 404, -1 },
	{ "GET",  "/sign//place",    NULL, NULL,  PEER_NGINX,  E_NOTFOUND, 404, -1 },
	{ "GET",  "/sign/a/b/place", NULL, NULL,  PEER_NGINX,  E_NOTFOUND, 404, -1 },
	{ "GET",  "/sign/ab/place/", NULL, NULL,  PEER_NGINX,  E_NOTFOUND, 404, -1 },
	{ "GET",  "/SIGN/ab/place",  NULL, NULL,  PEER_NGINX,  E_NOTFOUND, 404, -1 },
	{ "GET",  "//",              NULL, NULL,  PEER_NGINX,  E_NOTFOUND, 404, -1 },
	/* 405 */
	{ "POST", "/",               NULL, NULL,  PEER_NGINX,  E_INPUT,    405, -1 },
	{ "GET",  "/sign",           NULL, NULL,  PEER_NGINX,  E_INPUT,    405, -1 },
	{ "PUT",  "/sign/ab/place",  FORM, "3",   PEER_NGINX,  E_INPUT,    405, -1 },
	{ "get",  "/",               NULL, NULL,  PEER_NGINX,  E_INPUT,    405, -1 },
	{ NULL,   "/",               NULL, NULL,  PEER_NGINX,  E_INPUT,    405, -1 },
	/* 403: also before the body is looked at */
	{ "POST", "/release",        "application/json", "2", PEER_NGINX, E_DENIED, 403, 4 },
	{ "POST", "/release",        "text/plain", "900", PEER_CA,  E_DENIED, 403, 4 },
	{ "POST", "/release",        "application/json", "2", 0,    E_DENIED, 403, 4 },
	/* 413 */
	{ "GET",  "/",               NULL, "1",   PEER_NGINX,  E_LIMIT,    413, 0 },
	{ "POST", "/release",        "application/json", "65", PEER_PORTAL, E_LIMIT, 413, 4 },
	{ "POST", "/sign",           "multipart/form-data; boundary=x", "1001", PEER_NGINX, E_LIMIT, 413, 3 },
	{ "POST", "/any",            "x/y", "9223372036854775807", PEER_CTL, E_LIMIT, 413, 6 },
	/* 415 */
	{ "POST", "/release",        FORM, "2",   PEER_PORTAL, E_INPUT,    415, 4 },
	{ "POST", "/release",        NULL, "2",   PEER_PORTAL, E_INPUT,    415, 4 },
	{ "POST", "/release",        "application/jsonx", "2", PEER_PORTAL, E_INPUT, 415, 4 },
	{ "POST", "/release",        "text/plain", NULL, PEER_PORTAL, E_INPUT, 415, 4 },
	{ "POST", "/check",          "application/json", "2", PEER_PORTAL, E_INPUT, 415, 5 },
	{ "POST", "/sign",           FORM, "3",   PEER_NGINX,  E_INPUT,    415, 3 },
	/* 400 */
	{ "GET",  NULL,              NULL, NULL,  PEER_NGINX,  E_INPUT,    400, -1 },
	{ "GET",  "sign",            NULL, NULL,  PEER_NGINX,  E_INPUT,    400, -1 },
	{ "GET",  "/\xC3(",          NULL, NULL,  PEER_NGINX,  E_INPUT,    400, -1 },
	{ "GET",  "/a\nb",           NULL, NULL,  PEER_NGINX,  E_INPUT,    400, -1 },
	{ "POST", "/any",            "x/y", "-1", PEER_CTL,    E_INPUT,    400, -1 },
	{ "POST", "/any",            "x/y", "4x", PEER_CTL,    E_INPUT,    400, -1 },
	{ "POST", "/any",            "x/y", "99999999999999999999", PEER_CTL, E_INPUT, 400, -1 },
};
/* clang-format on */

static const char octets[1000];

static void
decisions(void **state)
{
	struct request q;
	enum err r;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct fake f = { .body = bytes_at(octets, sizeof(octets)) };

		fake_begin(&f, &q);
		q.length = q.left = 0;
		q.peer = rows[i].peer;
		fake_line(&f, rows[i].method, rows[i].path, rows[i].media,
		    rows[i].length);
		r = request_match(&q, routes, COUNT(routes));
		if (r != rows[i].want || q.status != rows[i].status ||
		    (rows[i].row < 0 ? q.route != NULL
				     : q.route != &routes[rows[i].row]))
			fail_msg("row %zu: %s %s gives %s %d", i,
			    rows[i].method ? rows[i].method : "NULL",
			    rows[i].path ? rows[i].path : "NULL", err_name(r),
			    q.status);
		fake_end(&q);
	}
}

/* What a function finds in its request. */
static void
request_of(const char *method, const char *path, const char *media,
    struct fake *f, struct request *q)
{
	static char length[24]; /* f borrows it */

	snprintf(length, sizeof(length), "%zu", f->body.n);
	fake_begin(f, q);
	q->peer = PEER_NGINX;
	fake_line(f, method, path, media, length);
}

static void
segments_and_body(void **state)
{
	struct fake f = { .body = bytes_of("level=simple"), .piece = 5 };
	struct request q;

	(void)state;
	request_of("POST", "/sign/4711/place", FORM, &f, &q);
	f.param[8] = "QUERY_STRING";
	f.param[9] = "lang=de";
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_OK);
	assert_true(bytes_eqs(q.segment[0], "4711"));
	assert_null(q.segment[1].p);
	assert_true(bytes_eqs(q.body, "level=simple"));
	assert_int_equal(q.body.p[q.body.n], 0);
	assert_true(bytes_eqs(q.query, "lang=de"));
	assert_int_equal(q.method, POST);
	assert_false(q.head);
	fake_end(&q);
}

static void
head_is_get(void **state)
{
	struct fake f = { .body = { NULL, 0 } };
	struct request q;

	(void)state;
	request_of("HEAD", "/", NULL, &f, &q);
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_OK);
	assert_int_equal(q.method, GET);
	assert_true(q.head);
	fake_end(&q);
}

/* A body that is shorter than announced is not a body. */
static void
cut_off(void **state)
{
	struct fake f = { .body = bytes_of("level"), .piece = 2, .cut = 4 };
	struct fake ends = { .body = bytes_of("level") };
	struct request q;

	(void)state;
	request_of("POST", "/sign/4711/place", FORM, &f, &q);
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_INPUT);
	assert_int_equal(q.status, 400);
	fake_end(&q);
	request_of("POST", "/sign/4711/place", FORM, &ends, &q);
	ends.param[7] = "9";
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_INPUT);
	assert_string_equal(q.reason, "cut_off");
	fake_end(&q);
}

static void
multipart_is_not_read(void **state)
{
	struct fake f = { .body = bytes_of("0123456789") };
	struct request q;
	char piece[4];
	size_t got;

	(void)state;
	request_of("POST", "/sign", "multipart/form-data; boundary=x", &f, &q);
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_OK);
	assert_null(q.body.p);
	assert_int_equal(q.left, 10);
	assert_int_equal(request_read(&q, piece, sizeof(piece), &got), E_OK);
	assert_int_equal(got, 4);
	assert_int_equal(q.left, 6);
	fake_end(&q);
}

static void
allow(void **state)
{
	struct fake f = { .body = { NULL, 0 } };
	struct request q;

	(void)state;
	request_of("PUT", "/sign/4711/place", NULL, &f, &q);
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_INPUT);
	assert_non_null(
	    strstr((char *)q.head_out.p, "Allow: GET, HEAD, POST\r\n"));
	fake_end(&q);
	request_of("GET", "/sign", NULL, &f, &q);
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_INPUT);
	assert_non_null(strstr((char *)q.head_out.p, "Allow: POST\r\n"));
	fake_end(&q);
}

/* An id that could break a log line is replaced. */
static void
request_ids(void **state)
{
	static const char *const bad[] = { NULL, "", "a\nb",
		"12345678901234567890123456789012345678901234567890123456789012"
		"345" };
	struct fake f = { .body = { NULL, 0 } };
	struct request q;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		request_of("GET", "/", NULL, &f, &q);
		f.param[8] = bad[i] ? "REQUEST_ID" : NULL;
		f.param[9] = bad[i];
		assert_int_equal(
		    request_match(&q, routes, COUNT(routes)), E_OK);
		assert_int_equal(strlen(q.request_id), 32);
		fake_end(&q);
	}
	request_of("GET", "/", NULL, &f, &q);
	f.param[8] = "REQUEST_ID";
	f.param[9] = "4711";
	assert_int_equal(request_match(&q, routes, COUNT(routes)), E_OK);
	assert_string_equal(q.request_id, "4711");
	fake_end(&q);
}

static void
headers(void **state)
{
	struct fake f = { .param = { "HTTP_WEBHOOK_ID", "m1", "HTTP_TWICE", "a",
			      "HTTP_TWICE", "b" } };
	struct request q;
	char name[300];

	(void)state;
	fake_begin(&f, &q);
	assert_string_equal(request_header(&q, "webhook-id"), "m1");
	assert_string_equal(request_header(&q, "Webhook-ID"), "m1");
	assert_null(request_header(&q, "webhook"));
	assert_null(request_header(&q, "twice"));
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_null(request_header(&q, name));
	fake_end(&q);
}

static void
peers(void **state)
{
	(void)state;
	assert_int_equal(peer_find("nginx"), PEER_NGINX);
	assert_int_equal(peer_find("ctl"), PEER_CTL);
	assert_int_equal(peer_find("root"), 0);
	assert_int_equal(peer_find(""), 0);
}

static void
answers(void **state)
{
	static const char *const bad[][2] = { { "A", "x\r\nB: y" },
		{ "A", "x\ny" }, { "A\r\nB", "x" }, { "A:", "x" },
		{ "", "x" } };
	struct fake f = { .body = { NULL, 0 } };
	struct request q;
	size_t i;

	(void)state;
	fake_begin(&f, &q);
	for (i = 0; i < COUNT(bad); i++)
		assert_int_equal(
		    answer_header(&q, bad[i][0], bad[i][1]), E_BUG);
	assert_int_equal(q.head_out.n, 0);
	assert_int_equal(answer_redirect(&q, "/login"), E_OK);
	assert_int_equal(q.status, 303);
	assert_int_equal(answer_body(&q, "text/plain", bytes_of("ab")), E_OK);
	assert_string_equal(
	    q.head_out.p, "Location: /login\r\nContent-Type: text/plain\r\n");
	answer_clear(&q);
	assert_int_equal(q.status, 200);
	assert_int_equal(q.head_out.n + q.body_out.n, 0);
	fake_end(&q);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(decisions),
		cmocka_unit_test(segments_and_body),
		cmocka_unit_test(head_is_get),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(multipart_is_not_read),
		cmocka_unit_test(allow),
		cmocka_unit_test(request_ids),
		cmocka_unit_test(headers),
		cmocka_unit_test(peers),
		cmocka_unit_test(answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
