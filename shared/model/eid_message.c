/*
 * useID and getResult of the eID-Interface. Liberal in reading errors (the
 * servers differ), strict in reading success: the schema decides.
 *
 * TR-03130-1 3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/eid_message.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/model/country.h"

#define EID   "http://bsi.bund.de/eID/"
#define DSS   "urn:oasis:names:tc:dss:1.0:core:schema"
#define LOA   "http://bsi.bund.de/eID/LoA/"
#define MAJOR "http://www.bsi.bund.de/ecard/api/1.1/resultmajor#"
#define MINOR "http://www.bsi.bund.de/eid/server/2.0/resultminor/"

/* clang-format off */
/* code of the server, ours */
static const struct {
	const char *minor;
	enum eid_code code;
} codes[] = {
	{ "getResult#noResultYet",       EID_NOT_YET },
	{ "getResult#invalidSession",    EID_EXPIRED },
	{ "getResult#invalidCounter",    EID_SERVER },
	{ "getResult#deniedDocument",    EID_LOA },
	{ "getResult#invalidDocument",   EID_DOCUMENT },
	{ "useID#tooManyOpenSessions",   EID_BUSY },
	{ "useID#invalidPSK",            EID_SETUP },
	{ "useID#missingArgument",       EID_SETUP },
	{ "useID#missingTerminalRights", EID_SETUP },
	{ "common#schemaViolation",      EID_SETUP },
};

static const char *const words[EID__MAX] = {
	[EID_OK] = "ok",             [EID_NOT_YET] = "timeout",
	[EID_SERVER] = "server",     [EID_EXPIRED] = "expired",
	[EID_BUSY] = "busy",         [EID_LOA] = "loa",
	[EID_DOCUMENT] = "document", [EID_SETUP] = "setup",
};

/* UseOperations in schema order: all 17 are mandatory */
static const char *const operations[][2] = {
	{ "DocumentType",      "REQUIRED" },
	{ "IssuingState",      "REQUIRED" },
	{ "DateOfExpiry",      "REQUIRED" },
	{ "GivenNames",        "REQUIRED" },
	{ "FamilyNames",       "REQUIRED" },
	{ "ArtisticName",      "PROHIBITED" },
	{ "AcademicTitle",     "ALLOWED" },
	{ "DateOfBirth",       "REQUIRED" },
	{ "PlaceOfBirth",      "REQUIRED" },
	{ "Nationality",       "REQUIRED" },
	{ "BirthName",         "ALLOWED" },
	{ "PlaceOfResidence",  "REQUIRED" },
	{ "CommunityID",       "PROHIBITED" },
	{ "ResidencePermitI",  "PROHIBITED" },
	{ "RestrictedID",      "REQUIRED" },
	{ "AgeVerification",   "PROHIBITED" },
	{ "PlaceVerification", "PROHIBITED" },
};
/* clang-format on */

const char *
eid_code_word(enum eid_code c)
{
	return c < EID__MAX ? words[c] : "server";
}

enum err
eid_use_id_write(struct buf *out, const char *info)
{
	enum err r;
	size_t i;

	if ((r = buf_adds(out,
		 "<eid:useIDRequest xmlns:eid=\"" EID "\">"
		 "<eid:UseOperations>")))
		return r;
	for (i = 0; i < COUNT(operations); i++)
		if ((r = buf_addf(out, "<eid:%s>%s</eid:%s>", operations[i][0],
			 operations[i][1], operations[i][0])))
			return r;
	if ((r = buf_adds(out, "</eid:UseOperations>")) ||
	    (info != NULL && (r = xml_leaf(out, "eid:TransactionInfo", info))))
		return r;
	return buf_adds(out,
	    "<eid:LevelOfAssuranceRequest>" LOA
	    "hoch</eid:LevelOfAssuranceRequest></eid:useIDRequest>");
}

enum err
eid_get_result_write(struct buf *out, const char *session, int64_t counter)
{
	enum err r;

	if ((r = buf_adds(out,
		 "<eid:getResultRequest xmlns:eid=\"" EID "\">"
		 "<eid:Session>")) ||
	    (r = xml_leaf(out, "eid:ID", session)))
		return r;
	return buf_addf(out,
	    "</eid:Session><eid:RequestCounter>%lld"
	    "</eid:RequestCounter></eid:getResultRequest>",
	    (long long)counter);
}

static const struct xml_node *
child_of(const struct xml_node *n, const char *name)
{
	const struct xml_node *c = xml_child(n, DSS, name);

	return c ? c : xml_child(n, NULL, name);
}

static enum eid_code
code_of(const char *minor)
{
	size_t i, n = strlen(MINOR);

	if (minor == NULL || strncmp(minor, MINOR, n) != 0)
		return EID_SERVER;
	for (i = 0; i < COUNT(codes); i++)
		if (strcmp(minor + n, codes[i].minor) == 0)
			return codes[i].code;
	return EID_SERVER;
}

/*
 * Find the result of a response. On errors servers send the expected
 * element, a bare Result, or a SOAP fault.
 */
static enum err
read_code(const struct xml_node *payload, const char *response,
    enum eid_code *code, struct arena *a)
{
	const struct xml_node *result = payload;
	const char *major;

	*code = EID_SERVER;
	if (xml_is(payload, EID, response))
		result = child_of(payload, "Result");
	else if (!xml_is(payload, DSS, "Result"))
		return xml_is(payload,
			   "http://schemas.xmlsoap.org/soap/"
			   "envelope/",
			   "Fault")
		    ? E_OK
		    : E_INPUT;
	major = xml_text(child_of(result, "ResultMajor"), a);
	if (major == NULL)
		return E_INPUT;
	if (strcmp(major, MAJOR "ok") == 0 && result != payload)
		*code = EID_OK;
	else
		*code = code_of(xml_text(child_of(result, "ResultMinor"), a));
	return E_OK;
}

enum err
eid_use_id_read(const struct xml_node *payload, const struct xml_schema *schema,
    enum eid_code *code, struct eid_start *start, struct arena *a)
{
	const struct xml_node *psk;
	enum err r;

	memset(start, 0, sizeof(*start));
	if ((r = read_code(payload, "useIDResponse", code, a)) ||
	    *code != EID_OK)
		return r;
	*code = EID_SERVER;
	if ((r = xml_valid(schema, payload)))
		return r;
	psk = xml_child(payload, EID, "PSK");
	start->session = xml_text(
	    xml_child(xml_child(payload, EID, "Session"), EID, "ID"), a);
	start->psk_id = xml_text(xml_child(psk, EID, "ID"), a);
	start->psk = xml_text(xml_child(psk, EID, "Key"), a);
	start->server_address =
	    xml_text(xml_child(payload, EID, "eCardServerAddress"), a);
	if (start->session == NULL || start->psk_id == NULL ||
	    start->psk == NULL)
		return E_INPUT;
	*code = EID_OK;
	return E_OK;
}

/* A member that is optional: empty counts as absent. */
static char *
member(const struct xml_node *n, const char *name, struct arena *a)
{
	char *v = xml_text(xml_child(n, EID, name), a);

	return v != NULL && *v != '\0' ? v : NULL;
}

static char *
country(const struct xml_node *n, const char *name, struct arena *a)
{
	return arena_str(a, country_alpha2(member(n, name, a)));
}

/* "1964    " is a year alone: blanks stand for unknown parts. */
static char *
birth_date(const struct xml_node *n, struct arena *a)
{
	char *v = xml_text_raw(xml_child(n, EID, "DateString"), a);

	if (v == NULL || strlen(v) != 8 || v[0] == ' ')
		return NULL;
	if (v[4] == ' ')
		return arena_printf(a, "%.4s", v);
	if (v[6] == ' ')
		return arena_printf(a, "%.4s-%.2s", v, v + 4);
	return arena_printf(a, "%.4s-%.2s-%.2s", v, v + 4, v + 6);
}

static void
read_residence(const struct xml_node *n, struct person *p, struct arena *a)
{
	const struct xml_node *s = xml_child(n, EID, "StructuredPlace");

	if (s == NULL) {
		p->city = member(n, "FreetextPlace", a);
		return;
	}
	p->street = member(s, "Street", a);
	p->zip_code = member(s, "ZipCode", a);
	p->city = member(s, "City", a);
	p->country = country(s, "Country", a);
}

static char *
place(const struct xml_node *n, struct arena *a)
{
	const struct xml_node *s = xml_child(n, EID, "StructuredPlace");

	return s ? member(s, "City", a) : member(n, "FreetextPlace", a);
}

static enum err
read_restricted(const struct xml_node *n, struct person *p, struct arena *a)
{
	char *hex = member(xml_child(n, EID, "RestrictedID"), "ID", a);
	unsigned char *at;
	size_t len;

	if (hex == NULL)
		return E_OK;
	len = strlen(hex) / 2;
	if ((at = arena_alloc(a, len + 1)) == NULL)
		return E_NOMEM;
	p->restricted_id = bytes_at(at, len);
	return hex_read(bytes_of(hex), at, len);
}

static enum err
read_person(const struct xml_node *n, struct person *p, struct arena *a)
{
	p->document_type = member(n, "DocumentType", a);
	p->issuing_country = country(n, "IssuingState", a);
	p->valid_until = member(n, "DateOfExpiry", a);
	p->given_names = member(n, "GivenNames", a);
	p->family_name = member(n, "FamilyNames", a);
	p->artistic_name = member(n, "ArtisticName", a);
	p->academic_title = member(n, "AcademicTitle", a);
	p->date_of_birth = birth_date(xml_child(n, EID, "DateOfBirth"), a);
	p->place_of_birth = place(xml_child(n, EID, "PlaceOfBirth"), a);
	p->nationality = country(n, "Nationality", a);
	p->birth_name = member(n, "BirthName", a);
	read_residence(xml_child(n, EID, "PlaceOfResidence"), p, a);
	return read_restricted(n, p, a);
}

/* REQUIRED does not make a field be there: older cards lack some. */
static bool
complete(const struct person *p)
{
	int64_t at;

	return p->given_names != NULL && p->family_name != NULL &&
	    p->date_of_birth != NULL && date_end(p->valid_until, &at) == E_OK;
}

enum err
eid_result_read(const struct xml_node *payload, const struct xml_schema *schema,
    enum eid_code *code, struct person *person, struct arena *a)
{
	const char *loa;
	enum err r;

	memset(person, 0, sizeof(*person));
	if ((r = read_code(payload, "getResultResponse", code, a)) ||
	    *code != EID_OK)
		return r;
	*code = EID_SERVER;
	if ((r = xml_valid(schema, payload)) ||
	    (r = read_person(
		 xml_child(payload, EID, "PersonalData"), person, a)))
		return r;
	loa = xml_text(xml_child(payload, EID, "LevelOfAssuranceResult"), a);
	*code = EID_LOA;
	if (loa == NULL || strcmp(loa, LOA "hoch") != 0)
		return E_OK;
	person->loa = arena_str(a, "hoch");
	*code = complete(person) ? EID_OK : EID_DOCUMENT;
	if (*code == EID_OK)
		return date_end(person->valid_until, &person->valid_until_at);
	return E_OK;
}
