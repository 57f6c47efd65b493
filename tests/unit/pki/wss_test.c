/*
 * WS-Security: what we sign verifies, and every way to move, strip, replace
 * or age the signed parts is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/wss.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "shared/base/clock.h"

#define BODY          "<m:a xmlns:m=\"urn:m\"><m:name>ERIKA</m:name></m:a>"
#define FORGED        "<m:a xmlns:m=\"urn:m\"><m:name>OTHER</m:name></m:a>"
#define DS_OBJECT_END "</ds:Object></ds:Signature>"

static char folder[] = "/tmp/wss_test.XXXXXX";
static struct wss_signer *ours, *others;
static struct wss_pin *pin;

static char *
path(const char *name)
{
	static char p[2][128];
	static unsigned turn;

	turn = !turn;
	snprintf(p[turn], sizeof(p[turn]), "%s/%s", folder, name);
	return p[turn];
}

static void
make_key(const char *key_name, const char *cert_name, const char *type)
{
	EVP_PKEY *key = strcmp(type, "EC") == 0
	    ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
	    : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	X509 *cert = X509_new();
	X509_NAME *name = X509_get_subject_name(cert);
	FILE *f;

	ASN1_INTEGER_set(X509_get_serialNumber(cert), 4711);
	X509_gmtime_adj(X509_getm_notBefore(cert), -60);
	X509_gmtime_adj(X509_getm_notAfter(cert), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)"service", -1, -1, 0);
	X509_set_issuer_name(cert, name);
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
	(void)state;
	if (mkdtemp(folder) == NULL || wss_init())
		return -1;
	make_key("a.key", "a.pem", "RSA");
	make_key("b.key", "b.pem", "RSA");
	make_key("e.key", "e.pem", "EC");
	return wss_signer_load(path("a.key"), path("a.pem"), &ours) ||
	    wss_signer_load(path("b.key"), path("b.pem"), &others) ||
	    wss_pin_load(path("a.pem"), &pin);
}

static int
teardown(void **state)
{
	static const char *const files[] = { "a.key", "a.pem", "b.key", "b.pem",
		"e.key", "e.pem", "two.pem" };
	size_t i;

	(void)state;
	wss_signer_free(ours);
	wss_signer_free(others);
	wss_pin_free(pin);
	for (i = 0; i < COUNT(files); i++)
		unlink(path(files[i]));
	return rmdir(folder);
}

static struct buf
signed_by(const struct wss_signer *s, int64_t at)
{
	struct buf b = BUF(XML_MAX_BYTES);

	assert_int_equal(wss_sign(s, bytes_of(BODY), at, &b), E_OK);
	return b;
}

static enum err
verify(struct bytes text, int64_t late_s, const char **why)
{
	struct xml_doc *doc = NULL;
	struct xml_node *payload = NULL;
	enum err r;

	*why = "parser";
	if ((r = xml_parse(text, &doc)) == E_OK)
		r = wss_verify(pin, doc, clock_now(), late_s, &payload, why);
	assert_true((r == E_OK) == (payload != NULL));
	if (r == E_OK)
		assert_true(xml_is(payload, "urn:m", "a"));
	xml_free(doc);
	return r;
}

/* Replace the first needle; fail when it is not there. */
static void
edit(struct buf *b, const char *needle, const char *text)
{
	struct buf n = BUF(b->max);
	unsigned char *at = memmem(b->p, b->n, needle, strlen(needle));
	size_t head;

	if (at == NULL)
		fail_msg("%s is not in the message", needle);
	head = (size_t)(at - b->p);
	assert_int_equal(buf_add(&n, b->p, head), E_OK);
	assert_int_equal(buf_adds(&n, text), E_OK);
	assert_int_equal(
	    buf_add(&n, at + strlen(needle), b->n - head - strlen(needle)),
	    E_OK);
	buf_free(b);
	*b = n;
}

/* Cut from the start of one text to the end of another; append what it was. */
static void
cut(struct buf *b, const char *from, const char *to, struct buf *taken)
{
	unsigned char *at = memmem(b->p, b->n, from, strlen(from));
	unsigned char *end = memmem(b->p, b->n, to, strlen(to));

	assert_non_null(at);
	assert_non_null(end);
	end += strlen(to);
	assert_int_equal(buf_add(taken, at, (size_t)(end - at)), E_OK);
	memmove(at, end, b->n - (size_t)(end - b->p));
	b->n -= (size_t)(end - at);
	b->p[b->n] = '\0';
}

#define BODY_TAG  "<soapenv:Body wsu:Id=\"Body-1\">"
#define BODY_OPEN "<soapenv:Body"
#define BODY_END  "</soapenv:Body>"

/* Put text before the first needle. */
static void
insert(struct buf *b, const char *needle, const char *text)
{
	struct buf both = BUF(b->max);

	assert_int_equal(buf_addf(&both, "%s%s", text, needle), E_OK);
	edit(b, needle, (char *)both.p);
	buf_free(&both);
}

static void
tamper(struct buf *b)
{
	edit(b, "ERIKA", "ERIKE");
}

static void
body_to_header(struct buf *b)
{
	struct buf body = BUF(XML_MAX_BYTES);

	cut(b, BODY_OPEN, BODY_END, &body);
	insert(b, "</soapenv:Header>", (char *)body.p);
	insert(b, "</soapenv:Envelope>",
	    "<soapenv:Body wsu:Id=\"Body-2\">" FORGED "</soapenv:Body>");
	buf_free(&body);
}

static void
body_to_header_same_id(struct buf *b)
{
	body_to_header(b);
	edit(b, "Body-2", "Body-1");
}

static void
two_bodies(struct buf *b)
{
	insert(b, "</soapenv:Envelope>",
	    "<soapenv:Body>" FORGED "</soapenv:Body>");
}

static void
body_without_id(struct buf *b)
{
	edit(b, " wsu:Id=\"Body-1\"", "");
}

static void
body_xml_id(struct buf *b)
{
	body_to_header(b);
	edit(b, "wsu:Id=\"Body-2\"", "xml:id=\"Body-1\" wsu:Id=\"Body-2\"");
}

static void
no_body_reference(struct buf *b)
{
	struct buf gone = BUF(XML_MAX_BYTES);
	unsigned char *at =
	    memmem(b->p, b->n, "<ds:Reference URI=\"#Body-1\">", 28);
	unsigned char *end;

	assert_non_null(at);
	end = memmem(at, b->n - (size_t)(at - b->p), "</ds:Reference>", 15);
	assert_non_null(end);
	memmove(at, end + 15, b->n - (size_t)(end + 15 - b->p));
	b->n -= (size_t)(end + 15 - at);
	buf_free(&gone);
}

/* xmlsec itself accepts this one. */
static void
body_to_object(struct buf *b)
{
	struct buf body = BUF(XML_MAX_BYTES), object = BUF(XML_MAX_BYTES);

	cut(b, BODY_OPEN, BODY_END, &body);
	assert_int_equal(
	    buf_addf(&object, "<ds:Object>%s" DS_OBJECT_END, (char *)body.p),
	    E_OK);
	edit(b, "</ds:Signature>", (char *)object.p);
	insert(b, "</soapenv:Envelope>",
	    "<soapenv:Body wsu:Id=\"Body-2\">" FORGED "</soapenv:Body>");
	buf_free(&body);
	buf_free(&object);
}

static void
xslt(struct buf *b)
{
	edit(b,
	    "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/"
	    "xml-exc-c14n#\"/>",
	    "<ds:Transform Algorithm="
	    "\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>");
}

static void
file_uri(struct buf *b)
{
	edit(b, "URI=\"#Body-1\"", "URI=\"file:///etc/passwd\"");
}

static void
empty_uri(struct buf *b)
{
	edit(b, "URI=\"#Body-1\"", "URI=\"\"");
}

static void
xpointer(struct buf *b)
{
	edit(b, "URI=\"#Body-1\"", "URI=\"#xpointer(id('Body-1'))\"");
}

static void
hmac_method(struct buf *b)
{
	edit(b, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
	    "http://www.w3.org/2000/09/xmldsig#hmac-sha1");
}

static void
sha1_method(struct buf *b)
{
	edit(b, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
	    "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
}

static void
no_signature(struct buf *b)
{
	struct buf gone = BUF(XML_MAX_BYTES);

	cut(b, "<ds:Signature ", "</ds:Signature>", &gone);
	buf_free(&gone);
}

static void
two_signatures(struct buf *b)
{
	struct buf sig = BUF(XML_MAX_BYTES);

	cut(b, "<ds:Signature ", "</ds:Signature>", &sig);
	insert(b, "</wsse:Security>", (char *)sig.p);
	insert(b, "</wsse:Security>", (char *)sig.p);
	buf_free(&sig);
}

static void
stray_part(struct buf *b)
{
	insert(b, "</soapenv:Envelope>", "<x/>");
}

static void
doctype(struct buf *b)
{
	edit(b, "<soapenv:Envelope",
	    "<!DOCTYPE a [<!ATTLIST soapenv:Body Id "
	    "ID #IMPLIED>]><soapenv:Envelope");
}

static void
comment(struct buf *b)
{
	edit(b, "ERIKA", "ERI<!-- -->KA");
}

static void
time_moved(struct buf *b)
{
	edit(b, "<wsu:Created>2", "<wsu:Created>1");
}

static void
body_wrapped(struct buf *b)
{
	edit(b, "<m:name>", "<m:name>X</m:name><m:name>");
}

/* clang-format off */
/* what, how, outcome */
static const struct {
	const char *name;
	void (*spoil)(struct buf *b);
	enum err want;
} attacks[] = {
	{ "changed text",                tamper,                 E_CRYPTO },
	{ "body moved to the header",    body_to_header,         E_CRYPTO },
	{ "same id",                     body_to_header_same_id, E_CRYPTO },
	{ "xml:id",                      body_xml_id,            E_CRYPTO },
	{ "two bodies",                  two_bodies,             E_INPUT },
	{ "body without id",             body_without_id,        E_INPUT },
	{ "body not referenced",         no_body_reference,      E_CRYPTO },
	{ "body moved to ds:Object",     body_to_object,         E_CRYPTO },
	{ "XSLT",                        xslt,                   E_CRYPTO },
	{ "file URI",                    file_uri,               E_CRYPTO },
	{ "empty URI",                   empty_uri,              E_CRYPTO },
	{ "xpointer",                    xpointer,               E_CRYPTO },
	{ "HMAC",                        hmac_method,            E_CRYPTO },
	{ "SHA-1",                       sha1_method,            E_CRYPTO },
	{ "no signature",                no_signature,           E_INPUT },
	{ "two signatures",              two_signatures,         E_INPUT },
	{ "stray part",                  stray_part,             E_INPUT },
	{ "DOCTYPE",                     doctype,                E_INPUT },
	{ "comment in a name",           comment,                E_INPUT },
	{ "time stamp changed",          time_moved,             E_CRYPTO },
	{ "element added to the body",   body_wrapped,           E_CRYPTO },
};
/* clang-format on */

static void
attacks_are_refused(void **state)
{
	const char *why;
	struct buf b;
	size_t i;
	enum err r;

	(void)state;
	for (i = 0; i < COUNT(attacks); i++) {
		b = signed_by(ours, clock_now());
		attacks[i].spoil(&b);
		r = verify(buf_bytes(&b), 0, &why);
		if (r != attacks[i].want)
			fail_msg("%s: %s (%s)", attacks[i].name, err_name(r),
			    why ? why : "");
		buf_free(&b);
	}
}

static void
own_messages_verify(void **state)
{
	struct buf b = signed_by(ours, clock_now());
	const char *why;

	(void)state;
	assert_int_equal(verify(buf_bytes(&b), 0, &why), E_OK);
	assert_null(why);
	buf_free(&b);
}

static void
key_info_is_ignored(void **state)
{
	struct buf b = signed_by(ours, clock_now());
	const char *why;

	(void)state;
	edit(&b, ">4711<", ">815<");
	assert_int_equal(verify(buf_bytes(&b), 0, &why), E_OK);
	buf_free(&b);
}

static void
other_keys_are_refused(void **state)
{
	struct buf b = signed_by(others, clock_now());
	const char *why;

	(void)state;
	assert_int_equal(verify(buf_bytes(&b), 0, &why), E_CRYPTO);
	buf_free(&b);
}

static void
time_is_kept(void **state)
{
	/* signed how long ago, accepted late, outcome */
	static const struct {
		int64_t ago, late_s;
		enum err want;
	} rows[] = {
		{ 0, 0, E_OK },
		{ 290, 0, E_OK },
		{ 310, 0, E_CRYPTO },
		{ 3600, 0, E_CRYPTO },
		{ 3600, 3400, E_OK },
		{ -30, 0, E_OK },
		{ -120, 0, E_CRYPTO },
	};
	const char *why;
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		b = signed_by(ours, clock_now() - rows[i].ago);
		assert_int_equal(
		    verify(buf_bytes(&b), rows[i].late_s, &why), rows[i].want);
		buf_free(&b);
	}
}

static void
elliptic_keys_work(void **state)
{
	struct wss_pin *saved = pin;
	struct wss_signer *s = NULL;
	const char *why;
	struct buf b;

	(void)state;
	assert_int_equal(
	    wss_signer_load(path("e.key"), path("e.pem"), &s), E_OK);
	assert_int_equal(wss_pin_load(path("e.pem"), &pin), E_OK);
	b = signed_by(s, clock_now());
	assert_int_equal(verify(buf_bytes(&b), 0, &why), E_OK);
	wss_pin_free(pin);
	pin = saved;
	assert_int_equal(verify(buf_bytes(&b), 0, &why), E_CRYPTO);
	wss_signer_free(s);
	buf_free(&b);
}

static void
append_file(const char *name, FILE *out)
{
	char text[4096];
	FILE *f = fopen(path(name), "r");

	assert_non_null(f);
	fwrite(text, 1, fread(text, 1, sizeof(text), f), out);
	fclose(f);
}

static void
next_certificate_counts(void **state)
{
	struct wss_pin *saved = pin;
	const char *why;
	struct buf b = signed_by(others, clock_now());
	FILE *f = fopen(path("two.pem"), "w");

	(void)state;
	assert_non_null(f);
	append_file("a.pem", f);
	append_file("b.pem", f);
	fclose(f);
	assert_int_equal(wss_pin_load(path("two.pem"), &pin), E_OK);
	assert_int_equal(verify(buf_bytes(&b), 0, &why), E_OK);
	wss_pin_free(pin);
	pin = saved;
	buf_free(&b);
}

static void
missing_files_are_refused(void **state)
{
	struct wss_signer *s;
	struct wss_pin *p;

	(void)state;
	assert_int_equal(wss_pin_load("/nowhere", &p), E_INPUT);
	assert_null(p);
	assert_int_equal(
	    wss_signer_load("/nowhere", path("a.pem"), &s), E_INPUT);
	assert_null(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_messages_verify),
		cmocka_unit_test(attacks_are_refused),
		cmocka_unit_test(key_info_is_ignored),
		cmocka_unit_test(other_keys_are_refused),
		cmocka_unit_test(time_is_kept),
		cmocka_unit_test(elliptic_keys_work),
		cmocka_unit_test(next_certificate_counts),
		cmocka_unit_test(missing_files_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
