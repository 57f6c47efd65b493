/*
 * The TcToken: elements, order, escaping; and which eID servers it may name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_tctoken.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/pki/xml.h"

static void
good_token(void **state)
{
	const struct tctoken t = { .server_address = "https://e/paos?a=1&b=2",
		.session_identifier = "0123456789abcdef",
		.refresh_address = "https://p/eid/refresh?r=x",
		.error_address = "https://p/eid/error?r=x",
		.psk = "00ff" };
	struct buf b = BUF(4096);

	(void)state;
	assert_int_equal(tctoken_write(&b, &t), E_OK);
	assert_string_equal((char *)b.p,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TCTokenType>"
	    "<ServerAddress>https://e/paos?a=1&amp;b=2</ServerAddress>"
	    "<SessionIdentifier>0123456789abcdef</SessionIdentifier>"
	    "<RefreshAddress>https://p/eid/refresh?r=x</RefreshAddress>"
	    "<CommunicationErrorAddress>https://p/eid/error?r=x"
	    "</CommunicationErrorAddress>"
	    "<Binding>urn:liberty:paos:2006-08</Binding>"
	    "<PathSecurity-Protocol>urn:ietf:rfc:4279"
	    "</PathSecurity-Protocol><PathSecurity-Parameters>"
	    "<PSK>00ff</PSK></PathSecurity-Parameters></TCTokenType>\n");
	buf_free(&b);
}

/* Each element there, and all empty but one: ident needs it so. */
static void
error_token(void **state)
{
	struct buf b = BUF(4096);

	(void)state;
	assert_int_equal(
	    tctoken_write_error(&b, "https://p/eid/error?r=x"), E_OK);
	assert_string_equal((char *)b.p,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TCTokenType>"
	    "<ServerAddress/><SessionIdentifier/><RefreshAddress/>"
	    "<CommunicationErrorAddress>https://p/eid/error?r=x"
	    "</CommunicationErrorAddress><Binding/>"
	    "<PathSecurity-Protocol/><PathSecurity-Parameters/>"
	    "</TCTokenType>\n");
	buf_free(&b);
}

static void
full_buffer(void **state)
{
	const struct tctoken t = { "a", "b", "c", "d", "e" };
	struct buf b = BUF(100);

	(void)state;
	assert_int_equal(tctoken_write(&b, &t), E_NOMEM);
	buf_free(&b);
}

static void
servers(void **state)
{
	/* clang-format off */
	/* address, allowed */
	static const struct {
		const char *address;
		bool allowed;
	} rows[] = {
		{ "https://eid.example:8450/paos", true },
		{ "https://EID.example/paos",      true },
		{ "https://eid.example",           true },
		{ "http://eid.example/paos",       false },
		{ "https://other.example/paos",    false },
		{ "https://eid.example.org/paos",  false },
		{ "https://eid.example@x/paos",    false },
		{ "https://eid.exampl/paos",       false },
		{ "https://",                      false },
		{ "",                              false },
		{ NULL,                            false },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (tctoken_server_allowed(rows[i].address,
			"https://eid.example:8451/eid") != rows[i].allowed)
			fail_msg("row %zu", i);
	assert_false(tctoken_server_allowed("https://a", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_token),
		cmocka_unit_test(error_token),
		cmocka_unit_test(full_buffer),
		cmocka_unit_test(servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
