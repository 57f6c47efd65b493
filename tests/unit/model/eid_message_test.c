/*
 * The eID server's answers: what we ask for, how errors are read, and which
 * cards are not enough.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/eid_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NS                                       \
	" xmlns:eid=\"http://bsi.bund.de/eID/\"" \
	" xmlns:dss=\"urn:oasis:names:tc:dss:1.0:core:schema\""
#define MAJOR "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#"
#define MINOR "http://www.bsi.bund.de/eid/server/2.0/resultminor/"
#define OK_RESULT                                  \
	"<dss:Result><dss:ResultMajor>" MAJOR "ok" \
	"</dss:ResultMajor></dss:Result>"
#define LOA(l)                                                      \
	"<eid:LevelOfAssuranceResult>http://bsi.bund.de/eID/LoA/" l \
	"</eid:LevelOfAssuranceResult>"
#define PERSON(expiry, birth)                                            \
	"<eid:PersonalData><eid:DocumentType>ID</eid:DocumentType>"      \
	"<eid:IssuingState>D</eid:IssuingState>" expiry                  \
	"<eid:GivenNames>ERIKA</eid:GivenNames>"                         \
	"<eid:FamilyNames>MUSTERMANN</eid:FamilyNames>" birth            \
	"<eid:PlaceOfResidence><eid:StructuredPlace>"                    \
	"<eid:Street>HEIDESTRA\u1E9EE 17</eid:Street>"                   \
	"<eid:City>K\u00D6LN</eid:City><eid:Country>D</eid:Country>"     \
	"<eid:ZipCode>51147</eid:ZipCode></eid:StructuredPlace>"         \
	"</eid:PlaceOfResidence><eid:RestrictedID><eid:ID>00FF</eid:ID>" \
	"</eid:RestrictedID></eid:PersonalData>"
#define EXPIRY "<eid:DateOfExpiry>2031-11-01</eid:DateOfExpiry>"
#define BIRTH(s)                              \
	"<eid:DateOfBirth><eid:DateString>" s \
	"</eid:DateString></eid:DateOfBirth>"
#define RESPONSE(inner) \
	"<eid:getResultResponse" NS ">" inner "</eid:getResultResponse>"
#define FAILED(minor)                                           \
	"<dss:Result" NS "><dss:ResultMajor>\n " MAJOR          \
	"error </dss:ResultMajor><dss:ResultMinor>" MINOR minor \
	"</dss:ResultMinor></dss:Result>"

static struct xml_schema *schema;
static struct arena *arena;

static int
setup(void **state)
{
	const char *top = getenv("top_srcdir");
	char path[4096];

	(void)state;
	xml_init();
	snprintf(path, sizeof(path), "%s/www/schema/eid.xsd", top ? top : ".");
	return arena_new(1 << 20, &arena) || xml_schema_load(path, &schema);
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	xml_schema_free(schema);
	return 0;
}

/* clang-format off */
/* text, outcome, code */
static const struct {
	const char *text;
	enum err want;
	enum eid_code code;
} rows[] = {
	{ RESPONSE(PERSON(EXPIRY, BIRTH("19640812")) LOA("hoch") OK_RESULT), E_OK, EID_OK },
	{ RESPONSE(PERSON(EXPIRY, BIRTH("1964    ")) LOA("hoch") OK_RESULT), E_OK, EID_OK },
	{ RESPONSE(PERSON(EXPIRY, BIRTH("19640812")) LOA("substantiell") OK_RESULT), E_OK, EID_LOA },
	{ RESPONSE(PERSON(EXPIRY, BIRTH("19640812")) OK_RESULT),             E_OK, EID_LOA },
	{ RESPONSE(PERSON("", BIRTH("19640812")) LOA("hoch") OK_RESULT),     E_OK, EID_DOCUMENT },
	{ RESPONSE(PERSON(EXPIRY, "") LOA("hoch") OK_RESULT),                E_OK, EID_DOCUMENT },
	{ RESPONSE(LOA("hoch") OK_RESULT),                                   E_OK, EID_DOCUMENT },
	{ RESPONSE(PERSON(EXPIRY, BIRTH("12.08.64")) LOA("hoch") OK_RESULT), E_INPUT, EID_SERVER },
	{ RESPONSE("<eid:Extra/>" OK_RESULT),                                E_INPUT, EID_SERVER },
	{ RESPONSE(""),                                                      E_INPUT, EID_SERVER },
	{ RESPONSE(FAILED("getResult#noResultYet")),      E_OK, EID_NOT_YET },
	{ RESPONSE("<Result><ResultMajor>x</ResultMajor></Result>"), E_OK, EID_SERVER },
	{ FAILED("getResult#noResultYet"),                E_OK, EID_NOT_YET },
	{ FAILED("getResult#invalidSession"),             E_OK, EID_EXPIRED },
	{ FAILED("getResult#invalidCounter"),             E_OK, EID_SERVER },
	{ FAILED("getResult#invalidDocument"),            E_OK, EID_DOCUMENT },
	{ FAILED("getResult#deniedDocument"),             E_OK, EID_LOA },
	{ FAILED("useID#tooManyOpenSessions"),            E_OK, EID_BUSY },
	{ FAILED("useID#missingTerminalRights"),          E_OK, EID_SETUP },
	{ FAILED("common#internalError"),                 E_OK, EID_SERVER },
	{ FAILED("something#new"),                        E_OK, EID_SERVER },
	{ "<dss:Result" NS "><dss:ResultMajor>" MAJOR "ok</dss:ResultMajor></dss:Result>", E_OK, EID_SERVER },
	{ "<s:Fault xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>", E_OK, EID_SERVER },
	{ "<a/>",                                         E_INPUT, EID_SERVER },
};
/* clang-format on */

static void
results(void **state)
{
	struct xml_doc *doc = NULL;
	enum eid_code code;
	struct person p;
	size_t i;
	enum err r;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(xml_parse(bytes_of(rows[i].text), &doc), E_OK);
		r = eid_result_read(xml_root(doc), schema, &code, &p, arena);
		if (r != rows[i].want || code != rows[i].code)
			fail_msg("row %zu: %s, code %d", i, err_name(r), code);
		xml_free(doc);
	}
}

static void
person_is_read(void **state)
{
	struct xml_doc *doc = NULL;
	enum eid_code code;
	struct person p;

	(void)state;
	assert_int_equal(xml_parse(bytes_of(rows[0].text), &doc), E_OK);
	assert_int_equal(
	    eid_result_read(xml_root(doc), schema, &code, &p, arena), E_OK);
	assert_string_equal(p.given_names, "ERIKA");
	assert_string_equal(p.family_name, "MUSTERMANN");
	assert_string_equal(p.date_of_birth, "1964-08-12");
	assert_string_equal(p.street, "HEIDESTRA\u1E9EE 17");
	assert_string_equal(p.country, "DE");
	assert_string_equal(p.issuing_country, "DE");
	assert_string_equal(p.loa, "hoch");
	assert_true(bytes_eq(p.restricted_id, bytes_at("\x00\xFF", 2)));
	assert_null(p.nationality);
	xml_free(doc);
}

static void
unknown_parts_of_a_birth_date(void **state)
{
	struct xml_doc *doc = NULL;
	enum eid_code code;
	struct person p;

	(void)state;
	assert_int_equal(xml_parse(bytes_of(rows[1].text), &doc), E_OK);
	assert_int_equal(
	    eid_result_read(xml_root(doc), schema, &code, &p, arena), E_OK);
	assert_string_equal(p.date_of_birth, "1964");
	xml_free(doc);
}

static void
requests_hold_to_the_schema(void **state)
{
	struct buf b = BUF(65536);
	struct xml_doc *doc = NULL;

	(void)state;
	assert_int_equal(eid_use_id_write(&b, "a < b & c"), E_OK);
	assert_int_equal(xml_parse(buf_bytes(&b), &doc), E_OK);
	assert_int_equal(xml_valid(schema, xml_root(doc)), E_OK);
	xml_free(doc);
	buf_clear(&b);
	assert_int_equal(
	    eid_get_result_write(&b, "00112233445566778899aabbccddeeff", 3),
	    E_OK);
	assert_int_equal(xml_parse(buf_bytes(&b), &doc), E_OK);
	assert_int_equal(xml_valid(schema, xml_root(doc)), E_OK);
	xml_free(doc);
	buf_free(&b);
}

static void
start_is_read(void **state)
{
	static const char text[] =
	    "<eid:useIDResponse" NS "><eid:Session>"
	    "<eid:ID>00112233445566778899aabbccddeeff</eid:ID></eid:Session>"
	    "<eid:eCardServerAddress>https://localhost/p"
	    "</eid:eCardServerAddress><eid:PSK>"
	    "<eid:ID>00112233445566778899aabbccddeefe</eid:ID>"
	    "<eid:Key>00112233445566778899aabbccddeefd</eid:Key></"
	    "eid:PSK>" OK_RESULT "</eid:useIDResponse>";
	struct xml_doc *doc = NULL;
	struct eid_start start;
	enum eid_code code;

	(void)state;
	assert_int_equal(xml_parse(bytes_of(text), &doc), E_OK);
	assert_int_equal(
	    eid_use_id_read(xml_root(doc), schema, &code, &start, arena), E_OK);
	assert_int_equal(code, EID_OK);
	assert_string_equal(start.session, "00112233445566778899aabbccddeeff");
	assert_string_equal(start.psk_id, "00112233445566778899aabbccddeefe");
	assert_string_equal(start.psk, "00112233445566778899aabbccddeefd");
	assert_string_equal(start.server_address, "https://localhost/p");
	xml_free(doc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results),
		cmocka_unit_test(person_is_read),
		cmocka_unit_test(unknown_parts_of_a_birth_date),
		cmocka_unit_test(requests_hold_to_the_schema),
		cmocka_unit_test(start_is_read),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
