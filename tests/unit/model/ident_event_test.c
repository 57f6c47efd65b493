/*
 * The identity partner's events: the schema, and the rules it cannot say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/ident_event.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define EVENT(type, method, rest)                                           \
	"<IdentEvent xmlns=\"urn:fernsign:ident-event:1\" version=\"1\">"   \
	"<EventId>evt_1</EventId><Type>" type "</Type>"                     \
	"<Sequence>2</Sequence><OccurredAt>2026-11-22T10:15:30Z"            \
	"</OccurredAt><ReferenceNumber>7F3K-22QX</ReferenceNumber>"         \
	"<ProviderCaseId>itm-1</ProviderCaseId><Method>" method "</Method>" \
	"<Language>de</Language>" rest "</IdentEvent>"
#define RESULT(s) "<Result><Status>" s "</Status></Result>"
#define PERSON                                   \
	"<Person><GivenNames>Erika</GivenNames>" \
	"<FamilyName>Mustermann</FamilyName>"    \
	"<DateOfBirth>1964-08-12</DateOfBirth>"  \
	"<Nationality>DE</Nationality>"          \
	"<MobilePhone>+4915100000000</MobilePhone></Person>"
#define DOCUMENT(until)                                           \
	"<Document><Type>IDCARD</Type><Number>L01X00T47</Number>" \
	"<IssuingCountry>DE</IssuingCountry><ValidUntil>" until   \
	"</ValidUntil></Document>"
#define HASH(c) c c c c c c c c c c c c c c c c
#define CONSENT(no, minute, hash)                                      \
	"<Consent no=\"" no "\" tanVerifiedAt=\"2026-11-22T10:" minute \
	":00Z\" dataHash=\"" HASH(hash) "\"/>"
#define SUCCESS RESULT("SUCCESS") PERSON DOCUMENT("2031-11-01")

static struct xml_schema *schema;
static struct arena *arena;

static int
setup(void **state)
{
	const char *top = getenv("top_srcdir");
	char path[4096];

	(void)state;
	xml_init();
	snprintf(path, sizeof(path), "%s/www/schema/ident-event.xsd",
	    top ? top : ".");
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
/* text, outcome, how it ended */
static const struct {
	const char *text;
	enum err want;
	enum event_outcome outcome;
} rows[] = {
	{ EVENT("ident.started", "VIDEO", ""),                             E_OK, OUTCOME_NONE },
	{ EVENT("ident.finished", "VIDEO", SUCCESS),                       E_OK, OUTCOME_SUCCESS },
	{ EVENT("ident.finished", "VIDEO", RESULT("SUCCESS_DATA_CHANGED") PERSON DOCUMENT("2031-11-01")), E_OK, OUTCOME_SUCCESS },
	{ EVENT("ident.finished", "EID", RESULT("CANCELLED")),             E_OK, OUTCOME_CANCELLED },
	{ EVENT("ident.finished", "EID", RESULT("ABORTED")),               E_OK, OUTCOME_CANCELLED },
	{ EVENT("ident.finished", "EID", RESULT("REVIEW_PENDING")),        E_OK, OUTCOME_REVIEW },
	{ EVENT("ident.finished", "EID", RESULT("REJECTED")),              E_OK, OUTCOME_REJECTED },
	{ EVENT("ident.finished", "EID", RESULT("FRAUD_SUSPICION")),       E_OK, OUTCOME_FRAUD },
	{ EVENT("ident.finished", "EID", RESULT("EXPIRED")),               E_OK, OUTCOME_EXPIRED },
	{ EVENT("ident.finished", "POS", CONSENT("1", "05", "aaaa") CONSENT("2", "12", "AAAA") SUCCESS), E_OK, OUTCOME_SUCCESS },
	{ EVENT("ident.finished", "VIDEO", ""),                            E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.started", "VIDEO", RESULT("REJECTED")),             E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "VIDEO", RESULT("SUCCESS")),             E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "VIDEO", RESULT("SUCCESS") PERSON),      E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "VIDEO", RESULT("PERFECT")),             E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "POS", SUCCESS),                         E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "POS", CONSENT("1", "05", "aaaa") SUCCESS), E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "POS", CONSENT("1", "05", "aaaa") CONSENT("2", "12", "bbbb") SUCCESS), E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "POS", CONSENT("1", "12", "aaaa") CONSENT("2", "05", "aaaa") SUCCESS), E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "POS", CONSENT("1", "05", "aaaa") CONSENT("1", "12", "aaaa") SUCCESS), E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "FAX", SUCCESS),                         E_INPUT, OUTCOME_NONE },
	{ EVENT("ident.finished", "VIDEO", RESULT("SUCCESS") PERSON DOCUMENT("2031-02-30")), E_INPUT, OUTCOME_NONE },
	{ "<IdentEvent version=\"1\"/>",                                   E_INPUT, OUTCOME_NONE },
	{ "<a/>",                                                          E_INPUT, OUTCOME_NONE },
};
/* clang-format on */

static void
events(void **state)
{
	struct xml_doc *doc = NULL;
	struct ident_event e;
	struct person p;
	const char *why;
	size_t i;
	enum err r;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(xml_parse(bytes_of(rows[i].text), &doc), E_OK);
		r = ident_event_read(
		    xml_root(doc), schema, &e, &p, &why, arena);
		if (r != rows[i].want ||
		    (r == E_OK && e.outcome != rows[i].outcome))
			fail_msg(
			    "row %zu: %s %s", i, err_name(r), why ? why : "");
		xml_free(doc);
	}
}

static void
fields(void **state)
{
	struct xml_doc *doc = NULL;
	struct ident_event e;
	struct person p;

	(void)state;
	assert_int_equal(xml_parse(bytes_of(rows[1].text), &doc), E_OK);
	assert_int_equal(
	    ident_event_read(xml_root(doc), schema, &e, &p, NULL, arena), E_OK);
	assert_string_equal(e.event_id, "evt_1");
	assert_string_equal(e.reference, "7F3K-22QX");
	assert_int_equal(e.sequence, 2);
	assert_int_equal(e.occurred_at, 1795342530);
	assert_int_equal(e.type, EVENT_FINISHED);
	assert_string_equal(p.family_name, "Mustermann");
	assert_string_equal(p.mobile_phone, "+4915100000000");
	assert_string_equal(p.loa, "video");
	assert_int_equal(p.valid_until_at, 1951343999);
	xml_free(doc);
}

static void
references(void **state)
{
	/* octets, outcome */
	static const struct {
		const char *text;
		enum err want;
	} texts[] = {
		{ "x<ReferenceNumber>7F3K-22QX</ReferenceNumber>", E_OK },
		{ "<ReferenceNumber>7F3K-22QX", E_INPUT },
		{ "<ReferenceNumber>7F3K-22QI<", E_INPUT },
		{ "<ReferenceNumber>7F3K_22QX<", E_INPUT },
		{ "<ReferenceNumber>7F3K-22Q<", E_INPUT },
		{ "<ReferenceNumber>7F3K-22QX<ReferenceNumber>7F3K-22QX<",
		    E_INPUT },
		{ "", E_INPUT },
	};
	char out[10];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++)
		assert_int_equal(
		    ident_event_reference(bytes_of(texts[i].text), out),
		    texts[i].want);
	assert_int_equal(
	    ident_event_reference(bytes_of(texts[0].text), out), E_OK);
	assert_string_equal(out, "7F3K-22QX");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events),
		cmocka_unit_test(fields),
		cmocka_unit_test(references),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
