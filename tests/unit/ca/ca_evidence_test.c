/*
 * What ca believes about a person, through the real keyless child.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca_evidence.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/pki/wss.h"

#define SECRET   "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
#define KEY      "0123456789abcdef0123456789abcdef"
#define LOA_HIGH "http://bsi.bund.de/eID/LoA/hoch"
#define RESPONSE(given, loa)                                                \
	"<eid:getResultResponse xmlns:eid=\"http://bsi.bund.de/eID/\" "     \
	"xmlns:dss=\"urn:oasis:names:tc:dss:1.0:core:schema\">"             \
	"<eid:PersonalData>"                                                \
	"<eid:DateOfExpiry>2031-11-01</eid:DateOfExpiry>" given             \
	"<eid:FamilyNames>MUSTERMANN</eid:FamilyNames><eid:DateOfBirth>"    \
	"<eid:DateString>19640812</eid:DateString></eid:DateOfBirth>"       \
	"</eid:PersonalData><eid:LevelOfAssuranceResult>" loa               \
	"</eid:LevelOfAssuranceResult><dss:Result><dss:ResultMajor>http://" \
	"www.bsi.bund.de/ecard/api/1.1/resultmajor#ok</dss:ResultMajor>"    \
	"</dss:Result></eid:getResultResponse>"
#define ERIKA "<eid:GivenNames>ERIKA</eid:GivenNames>"
#define EVENT(id, rest)                                                   \
	"<IdentEvent xmlns=\"urn:fernsign:ident-event:1\" version=\"1\">" \
	"<EventId>" id "</EventId><Type>ident.finished</Type>"            \
	"<Sequence>2</Sequence><OccurredAt>2026-11-22T10:15:30Z"          \
	"</OccurredAt><ReferenceNumber>7F3K-22QX</ReferenceNumber>"       \
	"<ProviderCaseId>itm-1</ProviderCaseId><Method>VIDEO</Method>"    \
	"<Language>de</Language><Result><Status>" rest "</IdentEvent>"
#define SUCCESS                                                           \
	"SUCCESS</Status></Result><Person><GivenNames>Erika</GivenNames>" \
	"<FamilyName>Mustermann</FamilyName><DateOfBirth>1964-08-12"      \
	"</DateOfBirth><Nationality>DE</Nationality>"                     \
	"<MobilePhone>+4915100000000</MobilePhone></Person><Document>"    \
	"<Type>IDCARD</Type><IssuingCountry>DE</IssuingCountry>"          \
	"<ValidUntil>2031-11-01</ValidUntil></Document>"
#define ENDED(s) s "</Status></Result>"

static char folder[] = "/tmp/ca_evidence_test.XXXXXX";
static struct ca_evidence_config cfg;
static struct wss_signer *server, *other;
static struct arena *arena;

static const char *
path(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static void
make_pair(const char *key_name, const char *cert_name)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	X509 *cert = X509_new();
	FILE *f;

	ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
	X509_gmtime_adj(X509_getm_notBefore(cert), -90000);
	X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN",
	    MBSTRING_ASC, (const unsigned char *)"server", -1, -1, 0);
	X509_set_issuer_name(cert, X509_get_subject_name(cert));
	X509_set_pubkey(cert, key);
	assert_true(X509_sign(cert, key, EVP_sha256()) > 0);
	f = fopen(path(key_name), "w");
	assert_non_null(f);
	PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL);
	fclose(f);
	f = fopen(path(cert_name), "w");
	assert_non_null(f);
	PEM_write_X509(f, cert);
	fclose(f);
	X509_free(cert);
	EVP_PKEY_free(key);
}

static int
setup(void **state)
{
	const char *top = getenv("top_srcdir");
	int fd;

	(void)state;
	if (arena_new(16 << 20, &arena) || mkdtemp(folder) == NULL ||
	    wss_init())
		return -1;
	make_pair("a.key", "a.pem");
	make_pair("b.key", "b.pem");
	fd = open(path("secret"), O_WRONLY | O_CREAT, 0400);
	if (fd < 0 || write(fd, SECRET, strlen(SECRET)) < 0 || close(fd))
		return -1;
	cfg.eid_server_cert = path("a.pem");
	cfg.identity_tm_secret_file = path("secret");
	return wss_signer_load(path("a.key"), path("a.pem"), &server) ||
	    wss_signer_load(path("b.key"), path("b.pem"), &other) ||
	    ca_evidence_start(
		&cfg, arena_printf(arena, "%s/www", top ? top : "."));
}

static int
teardown(void **state)
{
	static const char *const files[] = { "a.key", "a.pem", "b.key", "b.pem",
		"secret" };
	size_t i;

	(void)state;
	ca_evidence_stop(&cfg);
	wss_signer_free(server);
	wss_signer_free(other);
	for (i = 0; i < COUNT(files); i++)
		unlink(path(files[i]));
	rmdir(folder);
	arena_free(arena);
	return 0;
}

static struct bytes
signed_by(const struct wss_signer *s, const char *body, int64_t ago)
{
	struct buf b = BUF(XML_MAX_BYTES);
	struct bytes out;

	assert_int_equal(
	    wss_sign(s, bytes_of(body), clock_now() - ago, &b), E_OK);
	assert_int_equal(arena_bytes(arena, buf_bytes(&b), &out), E_OK);
	buf_free(&b);
	return out;
}

static enum err
verify_eid(struct bytes raw, struct person *p)
{
	struct ca_evidence ev = { .kind = arena_str(arena, "eid"), .raw = raw };

	return ca_evidence_verify(&cfg, &ev, p, arena);
}

/* A webhook as the partner signs it, sent some seconds ago. */
static enum err
verify_event(const char *kind, const char *id, const char *body, int64_t ago,
    bool right, struct person *p)
{
	unsigned char mac[32];
	char *at = arena_printf(arena, "%lld", (long long)(clock_now() - ago));
	char *text = arena_printf(arena, "%s.%s.%s", id, at, body);
	struct ca_header h[3] = {
		{ arena_str(arena, "webhook-id"), arena_str(arena, id) },
		{ arena_str(arena, "webhook-timestamp"), at },
		{ arena_str(arena, "webhook-signature"), NULL },
	};
	struct ca_evidence ev = { .kind = arena_str(arena, kind),
		.headers = { h, 3 },
		.raw = bytes_of(body) };

	assert_int_equal(hmac_sha256(bytes_of(KEY), bytes_of(text), mac), E_OK);
	mac[0] ^= !right;
	h[2].value = arena_printf(
	    arena, "v1,%s", base64_text(arena, BASE64, bytes_at(mac, 32)));
	return ca_evidence_verify(&cfg, &ev, p, arena);
}

static void
online_id(void **state)
{
	struct person p;

	(void)state;
	assert_int_equal(
	    verify_eid(signed_by(server, RESPONSE(ERIKA, LOA_HIGH), 0), &p),
	    E_OK);
	assert_string_equal(p.given_names, "ERIKA");
	assert_string_equal(p.loa, "hoch");
	assert_null(p.reference);
	assert_int_equal(p.valid_until_at, 1951343999);
}

/* ident repeats what a crash interrupted: a day is not too late. */
static void
online_id_late(void **state)
{
	struct person p;

	(void)state;
	assert_int_equal(
	    verify_eid(signed_by(server, RESPONSE(ERIKA, LOA_HIGH), 80000), &p),
	    E_OK);
	assert_int_equal(
	    verify_eid(signed_by(server, RESPONSE(ERIKA, LOA_HIGH), 87000), &p),
	    E_AUTH);
	assert_int_equal(
	    verify_eid(signed_by(server, RESPONSE(ERIKA, LOA_HIGH), -300), &p),
	    E_AUTH);
}

static void
online_id_refused(void **state)
{
	struct person p;
	struct bytes raw;

	(void)state;
	assert_int_equal(
	    verify_eid(signed_by(other, RESPONSE(ERIKA, LOA_HIGH), 0), &p),
	    E_AUTH);
	assert_null(p.given_names);
	assert_int_equal(
	    verify_eid(
		signed_by(server,
		    RESPONSE(ERIKA, "http://bsi.bund.de/eID/LoA/normal"), 0),
		&p),
	    E_DENIED);
	assert_string_equal(p.note, "loa");
	assert_null(p.given_names);
	assert_int_equal(
	    verify_eid(signed_by(server, RESPONSE("", LOA_HIGH), 0), &p),
	    E_DENIED);
	assert_string_equal(p.note, "document");
	raw = signed_by(server, RESPONSE(ERIKA, LOA_HIGH), 0);
	*(char *)memmem(raw.p, raw.n, "ERIKA", 5) = 'X';
	assert_int_equal(verify_eid(raw, &p), E_AUTH);
	assert_int_equal(
	    verify_eid(bytes_of(RESPONSE(ERIKA, LOA_HIGH)), &p), E_INPUT);
	assert_int_equal(verify_eid(bytes_of("<a>"), &p), E_INPUT);
	assert_int_equal(verify_eid(bytes_of(""), &p), E_INPUT);
}

/* clang-format off */
/* kind, webhook-id, body, sent how long ago, MAC right, outcome, note */
static const struct {
	const char *kind, *id, *body;
	int64_t ago;
	bool right;
	enum err want;
	const char *note;
} events[] = {
	{ "event", "evt_1", EVENT("evt_1", SUCCESS), 0, true, E_OK, NULL },
	{ "event", "evt_1", EVENT("evt_1", SUCCESS), 290, true, E_OK, NULL },
	{ "event", "evt_1", EVENT("evt_1", SUCCESS), 310, true, E_AUTH, NULL },
	{ "event", "evt_1", EVENT("evt_1", SUCCESS), -310, true, E_AUTH, NULL },
	{ "event", "evt_1", EVENT("evt_1", SUCCESS), 0, false, E_AUTH, NULL },
	{ "event", "evt_2", EVENT("evt_1", SUCCESS), 0, true, E_INPUT, "event id" },
	{ "check", "evt_1", EVENT("evt_1", SUCCESS), 0, true, E_CONFLICT, NULL },
	{ "check", "evt_1", "no XML at all", 0, true, E_CONFLICT, NULL },
	{ "check", "evt_1", EVENT("evt_1", SUCCESS), 0, false, E_AUTH, NULL },
	{ "event", "evt_1", EVENT("evt_1", ENDED("REVIEW_PENDING")), 0, true, E_CONFLICT, "review" },
	{ "event", "evt_1", EVENT("evt_1", ENDED("CANCELLED")), 0, true, E_DENIED, "cancelled" },
	{ "event", "evt_1", EVENT("evt_1", ENDED("REJECTED")), 0, true, E_DENIED, "rejected" },
	{ "event", "evt_1", EVENT("evt_1", ENDED("FRAUD_SUSPICION")), 0, true, E_DENIED, "fraud" },
	{ "event", "evt_1", EVENT("evt_1", ENDED("SUCCESS")), 0, true, E_INPUT, "person" },
	{ "event", "evt_1", "<!DOCTYPE a><a/>", 0, true, E_INPUT, NULL },
	{ "event", "evt_1", "no XML at all", 0, true, E_INPUT, NULL },
};
/* clang-format on */

static void
partner_events(void **state)
{
	struct person p;
	size_t i;
	enum err r;

	(void)state;
	for (i = 0; i < COUNT(events); i++) {
		r = verify_event(events[i].kind, events[i].id, events[i].body,
		    events[i].ago, events[i].right, &p);
		if (r != events[i].want)
			fail_msg("row %zu: %s", i, err_name(r));
		if (events[i].note != NULL)
			assert_string_equal(p.note, events[i].note);
		assert_true((r == E_OK) == (p.given_names != NULL));
	}
}

static void
person_and_case(void **state)
{
	struct person p;

	(void)state;
	assert_int_equal(verify_event("event", "evt_1", EVENT("evt_1", SUCCESS),
			     0, true, &p),
	    E_OK);
	assert_null(
	    ca_evidence_misfit(&p, "7F3K-22QX", "+4915100000000", "mobile"));
	assert_null(
	    ca_evidence_misfit(&p, "7F3K-22QX", "+493012345", "landline"));
	assert_string_equal(
	    ca_evidence_misfit(&p, "7F3K-22QX", "+4915100000001", "mobile"),
	    "phone");
	assert_string_equal(
	    ca_evidence_misfit(&p, "7F3K-22QZ", "+4915100000000", "mobile"),
	    "reference");
	p.reference = NULL;
	assert_string_equal(
	    ca_evidence_misfit(&p, "7F3K-22QX", "+4915100000000", "mobile"),
	    "reference");
	assert_null(ca_evidence_misfit(&p, NULL, "+4915100000000", "mobile"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(online_id),
		cmocka_unit_test(online_id_late),
		cmocka_unit_test(online_id_refused),
		cmocka_unit_test(partner_events),
		cmocka_unit_test(person_and_case),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
