/*
 * The identity partner's event: schema first, then the rules between fields.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/ident_event.h"

#include <string.h>

#include "shared/base/text.h"

#define NS        "urn:fernsign:ident-event:1"
#define OPEN      "<ReferenceNumber>"
#define REFERENCE 9 /* XXXX-XXXX */

/* clang-format off */
/* the partner's word, ours */
static const struct {
	const char *word;
	int value;
} types[] = {
	{ "ident.started",   EVENT_STARTED },
	{ "ident.consent",   EVENT_CONSENT },
	{ "ident.submitted", EVENT_SUBMITTED },
	{ "ident.finished",  EVENT_FINISHED },
}, outcomes[] = {
	{ "SUCCESS",              OUTCOME_SUCCESS },
	{ "SUCCESS_DATA_CHANGED", OUTCOME_SUCCESS },
	{ "REVIEW_PENDING",       OUTCOME_REVIEW },
	{ "CANCELLED",            OUTCOME_CANCELLED },
	{ "ABORTED",              OUTCOME_CANCELLED },
	{ "REJECTED",             OUTCOME_REJECTED },
	{ "FRAUD_SUSPICION",      OUTCOME_FRAUD },
	{ "EXPIRED",              OUTCOME_EXPIRED },
}, methods[] = {
	{ "VIDEO", 0 }, { "EID", 1 }, { "POS", 2 },
};
/* clang-format on */

static const char *const loas[] = { "video", "eid", "pos" };

static char *
member(const struct xml_node *n, const char *name, struct arena *a)
{
	return xml_text(xml_child(n, NS, name), a);
}

/* YYYY-MM-DDTHH:MM:SS[.f]Z, as the schema allows it. */
static enum err
read_time(const char *text, int64_t *at)
{
	char date[11];
	int64_t h, m, s;

	if (text == NULL || strlen(text) < 20 || text[10] != 'T')
		return E_INPUT;
	(void)snprintf(date, sizeof(date), "%.10s", text);
	if (date_end(date, at) || text_number(bytes_at(text + 11, 2), 23, &h) ||
	    text_number(bytes_at(text + 14, 2), 59, &m) ||
	    text_number(bytes_at(text + 17, 2), 60, &s))
		return E_INPUT;
	*at += 1 - 86400 + h * 3600 + m * 60 + s;
	return E_OK;
}

static int
method_number(const char *method)
{
	size_t i;

	for (i = 0; i < COUNT(methods); i++)
		if (method != NULL && strcmp(methods[i].word, method) == 0)
			return methods[i].value;
	return 0;
}

static enum err
read_words(struct ident_event *e, const char *type)
{
	size_t i;

	for (i = 0; i < COUNT(types); i++)
		if (type != NULL && strcmp(types[i].word, type) == 0)
			break;
	if (i == COUNT(types))
		return E_INPUT;
	e->type = (enum event_type)types[i].value;
	for (i = 0; e->status != NULL && i < COUNT(outcomes); i++)
		if (strcmp(outcomes[i].word, e->status) == 0)
			e->outcome = (enum event_outcome)outcomes[i].value;
	return E_OK;
}

static enum err
read_head(const struct xml_node *n, struct ident_event *e, struct arena *a)
{
	const struct xml_node *result = xml_child(n, NS, "Result");
	const char *sequence = member(n, "Sequence", a);
	enum err r;

	e->event_id = member(n, "EventId", a);
	e->reference = member(n, "ReferenceNumber", a);
	e->provider_case = member(n, "ProviderCaseId", a);
	e->method = member(n, "Method", a);
	e->lang = member(n, "Language", a);
	e->status = member(result, "Status", a);
	e->reason = member(result, "Reason", a);
	if (sequence == NULL || e->event_id == NULL || e->reference == NULL ||
	    e->method == NULL)
		return E_INPUT;
	if ((r = text_number(bytes_of(sequence), INT32_MAX, &e->sequence)) ||
	    (r = read_time(member(n, "OccurredAt", a), &e->occurred_at)))
		return r;
	return read_words(e, member(n, "Type", a));
}

static void
read_address(const struct xml_node *n, struct person *p, struct arena *a)
{
	p->street = member(n, "Street", a);
	p->zip_code = member(n, "ZipCode", a);
	p->city = member(n, "City", a);
	p->country = member(n, "Country", a);
}

static enum err
read_person(const struct xml_node *n, const struct xml_node *doc,
    struct person *p, struct arena *a)
{
	p->given_names = member(n, "GivenNames", a);
	p->family_name = member(n, "FamilyName", a);
	p->birth_name = member(n, "BirthName", a);
	p->academic_title = member(n, "AcademicTitle", a);
	p->date_of_birth = member(n, "DateOfBirth", a);
	p->place_of_birth = member(n, "PlaceOfBirth", a);
	p->nationality = member(n, "Nationality", a);
	read_address(xml_child(n, NS, "Address"), p, a);
	p->mobile_phone = member(n, "MobilePhone", a);
	p->document_type = member(doc, "Type", a);
	p->document_number = member(doc, "Number", a);
	p->issuing_country = member(doc, "IssuingCountry", a);
	p->issued_by = member(doc, "IssuedBy", a);
	p->issued_on = member(doc, "IssuedOn", a);
	p->valid_until = member(doc, "ValidUntil", a);
	if (p->given_names == NULL || *p->given_names == '\0' ||
	    p->family_name == NULL || *p->family_name == '\0' ||
	    p->date_of_birth == NULL)
		return E_INPUT;
	return date_end(p->valid_until, &p->valid_until_at);
}

/* On site: two consents, in order, to the same data. */
static bool
consents_hold(const struct xml_node *root, struct arena *a)
{
	const char *hash[2] = { NULL, NULL }, *no;
	int64_t at[2] = { 0, 0 };
	struct xml_node *n;
	size_t i;

	for (n = xml_first(root); n != NULL; n = xml_next(n)) {
		if (!xml_is(n, NS, "Consent"))
			continue;
		no = xml_attr(n, "no", a);
		i = no != NULL && strcmp(no, "2") == 0;
		if (hash[i] != NULL ||
		    read_time(xml_attr(n, "tanVerifiedAt", a), &at[i]))
			return false;
		hash[i] = xml_attr(n, "dataHash", a);
	}
	return hash[0] != NULL && hash[1] != NULL &&
	    strcasecmp(hash[0], hash[1]) == 0 && at[0] < at[1];
}

static const char *
broken_rule(
    const struct xml_node *root, const struct ident_event *e, struct arena *a)
{
	bool success = e->outcome == OUTCOME_SUCCESS;

	if ((e->type == EVENT_FINISHED) != (e->status != NULL))
		return "result";
	if (success &&
	    (xml_child(root, NS, "Person") == NULL ||
		xml_child(root, NS, "Document") == NULL))
		return "person";
	if (success && strcmp(e->method, "POS") == 0 && !consents_hold(root, a))
		return "consent";
	return NULL;
}

enum err
ident_event_read(const struct xml_node *root, const struct xml_schema *schema,
    struct ident_event *event, struct person *person, const char **why,
    struct arena *a)
{
	const char *ignored;
	enum err r;

	why = why ? why : &ignored;
	memset(event, 0, sizeof(*event));
	memset(person, 0, sizeof(*person));
	*why = "schema";
	if (!xml_is(root, NS, "IdentEvent") || (r = xml_valid(schema, root)) ||
	    (r = read_head(root, event, a)))
		return E_INPUT;
	if ((*why = broken_rule(root, event, a)) != NULL)
		return E_INPUT;
	if (event->outcome != OUTCOME_SUCCESS)
		return E_OK;
	*why = "person";
	if ((r = read_person(xml_child(root, NS, "Person"),
		 xml_child(root, NS, "Document"), person, a)))
		return r;
	*why = NULL;
	person->loa = arena_str(a, loas[method_number(event->method)]);
	return person->loa ? E_OK : E_NOMEM;
}

enum err
ident_event_reference(struct bytes raw, char out[10])
{
	const unsigned char *at = memmem(raw.p, raw.n, OPEN, strlen(OPEN));
	struct bytes rest;
	size_t i;

	if (at == NULL)
		return E_INPUT;
	at += strlen(OPEN);
	rest = bytes_at(at, raw.n - (size_t)(at - raw.p));
	if (rest.n <= REFERENCE || at[REFERENCE] != '<' ||
	    memmem(rest.p, rest.n, OPEN, strlen(OPEN)) != NULL)
		return E_INPUT;
	for (i = 0; i < REFERENCE; i++)
		if (i == 4 ? at[i] != '-'
			   : strchr("23456789ABCDEFGHJKLMNPQRST"
				    "UVWXYZ",
				 at[i]) == NULL ||
			    at[i] == '\0')
			return E_INPUT;
	memcpy(out, at, REFERENCE);
	out[REFERENCE] = '\0';
	return E_OK;
}
