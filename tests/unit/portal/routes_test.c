/*
 * The table of routes, walked: nothing changes by GET, everything that
 * changes has a form token and a limit, every row has its way through nginx,
 * every outcome its fault page.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modules/portal/routes.h"
#include "shared/base/file.h"

#define BODY_MOST (101 << 20)

static bool
is_private(const struct route *row)
{
	return row->peers != PEER_NGINX;
}

static void
test_get_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < portal_nroutes; i++) {
		const struct route *row = &portal_routes[i];

		assert_non_null(row->run);
		if (row->method != GET)
			continue;
		assert_int_equal(row->body, BODY_NONE);
		assert_int_equal(row->body_max, 0);
		assert_false(row->need & NEED_CSRF);
	}
}

static void
test_post_is_guarded(void **state)
{
	(void)state;
	for (size_t i = 0; i < portal_nroutes; i++) {
		const struct route *row = &portal_routes[i];

		if (row->method != POST)
			continue;
		assert_int_not_equal(row->body, BODY_NONE);
		assert_in_range(row->body_max, 1, BODY_MOST);
		if (is_private(row))
			assert_int_equal(row->peers, PEER_CTL);
		else
			assert_true(row->need & NEED_CSRF);
	}
}

/* What is not for strangers: everything but a few pages. */
static void
test_strangers(void **state)
{
	static const char *const open[] = { "/", "/register",
		"/register/resend", "/register/confirm/:", "/login", "/logout",
		"/password", "/password/:", "/terms", "/terms/:", "/faq",
		"/tick" };

	(void)state;
	for (size_t i = 0; i < portal_nroutes; i++) {
		const struct route *row = &portal_routes[i];
		bool stranger = false;

		for (size_t k = 0; k < COUNT(open); k++)
			stranger |= strcmp(open[k], row->path) == 0;
		assert_int_equal(stranger, !(row->need & NEED_LOGIN));
	}
}

static void
test_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < portal_nroutes; i++)
		for (size_t k = i + 1; k < portal_nroutes; k++)
			assert_false(portal_routes[i].method ==
				portal_routes[k].method &&
			    strcmp(portal_routes[i].path,
				portal_routes[k].path) == 0);
}

/* nginx hands over everything that is not somebody else's, and takes an
 * upload as large as the row does. */
static void
test_nginx(void **state)
{
	const char *top = getenv("top_srcdir");
	struct bytes text;
	struct arena *a;
	char *path, *conf;

	(void)state;
	assert_int_equal(arena_new(1 << 20, &a), E_OK);
	path = arena_printf(
	    a, "%s/nginx-conf/fernsign-locations.conf", top ? top : ".");
	assert_int_equal(file_read(path, 1 << 16, a, &text), E_OK);
	conf = arena_text(a, text);
	assert_non_null(strstr(conf, "location / {"));
	assert_non_null(strstr(conf, "fastcgi_pass fernsign_portal;"));
	assert_non_null(strstr(conf, "location = /sign {"));
	assert_non_null(strstr(
	    strstr(conf, "location = /sign {"), "client_max_body_size 101m;"));
	for (size_t i = 0; i < portal_nroutes; i++)
		if (!is_private(&portal_routes[i]) &&
		    portal_routes[i].body_max > 65536)
			assert_string_equal(portal_routes[i].path, "/sign");
	arena_free(a);
}

static void
test_faults(void **state)
{
	(void)state;
	for (int r = 0; r < E__MAX; r++) {
		assert_int_equal(portal_faults[r].err, r);
		assert_in_range(portal_faults[r].status, 400, 503);
		assert_non_null(portal_faults[r].word);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get_changes_nothing),
		cmocka_unit_test(test_post_is_guarded),
		cmocka_unit_test(test_strangers),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_nginx),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
