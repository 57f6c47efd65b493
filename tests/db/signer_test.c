/*
 * signer's routes over a real database: keys, activation, TAN, release. The
 * message that notify would send is caught at link time; issuing CA and
 * certificate are made here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_db.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "modules/signer/activation.h"
#include "modules/signer/keys.h"
#include "modules/signer/tombs.h"
#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/model/audit.h"
#include "shared/model/notify_call.h"
#include "shared/pki/cert.h"
#include "shared/pki/cms.h"
#include "shared/web/json.h"

static struct house_db h;
static struct raw *root;
static struct signer s;
static struct key *ca_key[LEVEL__MAX];
static struct arena *a;

/* What notify would have sent last. */
static char sent_text[2048];
static char sent_to[32];
static char sent_kind[16];
static int sent;

/* In place of the real one: the gateway took it. */
enum err
notify_message(struct call *c, const struct notify_message *in)
{
	(void)c;
	(void)snprintf(sent_text, sizeof(sent_text), "%s", in->text);
	(void)snprintf(sent_to, sizeof(sent_to), "%s", in->to);
	(void)snprintf(sent_kind, sizeof(sent_kind), "%s", in->kind);
	sent++;
	return E_OK;
}

/* One person with keys at every level. */
struct person {
	struct id account;
	struct id ident_case;
	struct id key[LEVEL__MAX];
};

static const char *const levels[] = { "simple", "advanced", "qualified" };

/* Make a CA certificate of a level. */
static void
ca_make(enum level l)
{
	static const enum cert_kind kinds[] = { CERT_CA_SIMPLE,
		CERT_CA_ADVANCED, CERT_CA_QUALIFIED };
	static struct key *root_key;
	static struct bytes root_der;
	struct cert_order o = { .not_before_at = clock_now() - 60,
		.not_after_at = clock_now() + 864000,
		.issuer_name = "root",
		.public_url = "http://localhost:8480",
		.pds_url = "https://localhost:8443/terms" };
	unsigned char serial[CERT_SERIAL_BYTES];

	o.subject = (struct cert_name){ .country = "DE",
		.organization = "fernsign specimen",
		.organization_id = "VATDE-123456789",
		.common_name = "specimen CA" };
	cert_serial(serial);
	o.serial = bytes_at(serial, sizeof(serial));
	if (root_key == NULL) {
		assert_int_equal(key_generate(KEY_P256, &root_key), E_OK);
		o.kind = CERT_ROOT;
		o.issuer_key = root_key;
		assert_int_equal(key_spki(root_key, a, &o.spki), E_OK);
		assert_int_equal(cert_issue(&o, a, &root_der), E_OK);
		cert_serial(serial);
	}
	assert_int_equal(key_generate(KEY_P256, &ca_key[l]), E_OK);
	o.kind = kinds[l];
	o.issuer = root_der;
	o.issuer_key = root_key;
	assert_int_equal(key_spki(ca_key[l], a, &o.spki), E_OK);
	assert_int_equal(cert_issue(&o, a, &s.issuer[l]), E_OK);
}

/* Issue a person's certificate by the CA of a level. */
static struct bytes
person_certificate(enum level l, struct bytes spki)
{
	static const enum cert_kind kinds[] = { CERT_PERSON_SIMPLE,
		CERT_PERSON_ADVANCED, CERT_PERSON_QUALIFIED };
	struct cert_order o = { .kind = kinds[l],
		.spki = spki,
		.issuer = s.issuer[l],
		.issuer_key = ca_key[l],
		.not_before_at = clock_now() - 60,
		.not_after_at = clock_now() + 86400,
		.issuer_name = levels[l],
		.public_url = "http://localhost:8480",
		.pds_url = "https://localhost:8443/terms" };
	unsigned char serial[CERT_SERIAL_BYTES];
	struct bytes der = { 0 };

	o.subject = (struct cert_name){ .country = "DE",
		.given_name = "Erika",
		.family_name = "Mustermann",
		.serial_number = "1",
		.common_name = "Erika Mustermann" };
	cert_serial(serial);
	o.serial = bytes_at(serial, sizeof(serial));
	assert_int_equal(cert_issue(&o, a, &der), E_OK);
	return der;
}

/* A request as the loop would hand it over. */
static enum err
ask_as(unsigned peer, enum err (*route)(struct request *),
    const struct call_row *row, const void *in, void *out, char *reason)
{
	struct buf body = BUF(65536);
	struct request q = { .arena = a,
		.app = &s,
		.peer = peer,
		.request_id = "test",
		.head_out = BUF(ANSWER_HEAD_MAX),
		.body_out = BUF(ANSWER_BODY_MAX) };
	struct bytes text;
	enum err r;

	assert_int_equal(json_write(&body, row->in, row->nin, in), E_OK);
	assert_int_equal(arena_bytes(a, buf_bytes(&body), &q.body), E_OK);
	r = route(&q);
	if (reason != NULL)
		(void)snprintf(
		    reason, 64, "%s", q.reason != NULL ? q.reason : "");
	if (r == E_OK && out != NULL) {
		assert_int_equal(
		    arena_bytes(a, buf_bytes(&q.body_out), &text), E_OK);
		assert_int_equal(
		    json_read(text, row->out, row->nout, out, NULL, a), E_OK);
	}
	buf_free(&q.body_out);
	buf_free(&q.head_out);
	buf_free(&body);
	return r;
}

static enum err
ask(enum err (*route)(struct request *), enum signer_call call, const void *in,
    void *out, char *reason)
{
	return ask_as(PEER_PORTAL, route, &signer_calls[call], in, out, reason);
}

/* Ask for a key. */
static enum err
key_new(const struct person *p, enum level l, const char *phone,
    struct signer_key *out)
{
	struct signer_key_new in = { .case_ = p->ident_case,
		.account = p->account,
		.level = arena_str(a, levels[l]),
		.phone = arena_str(a, phone),
		.phone_kind = arena_str(a, "mobile"),
		.lang = arena_str(a, "de") };

	return ask_as(PEER_CA, route_key_new, &signer_calls[SIGNER_KEY_NEW],
	    &in, out, NULL);
}

static enum err
key_bind(const struct id *key, struct bytes certificate, struct bytes chain)
{
	struct signer_key_bind in = {
		.key = *key, .certificate = certificate, .chain = chain
	};

	return ask_as(PEER_CA, route_key_bind, &signer_calls[SIGNER_KEY_BIND],
	    &in, NULL, NULL);
}

static char *
hex(const void *p, size_t n)
{
	return hex_text(a, bytes_at(p, n));
}

/* Record a certificate as ca does. */
static void
certificate_insert(const struct person *p, enum level l, struct bytes der)
{
	unsigned char sha[32];
	char *sql;

	assert_int_equal(sha256(der, sha), E_OK);
	sql = arena_printf(a,
	    "INSERT INTO certificate (id, account, ident_case, sign_key,"
	    " level, issuer, serial, der, sha256, subject_cn, s_hash,"
	    " i_and_s_hash, skid_hash, cert_hash, not_before_at,"
	    " not_after_at, state, published, issued_at) VALUES (RANDOM_BYTES("
	    "16), X'%s', X'%s', X'%s', '%s', '%s', RANDOM_BYTES(16), X'%s',"
	    " X'%s', 'Erika Mustermann', 'x', 'x', 'x', 'x',"
	    " UNIX_TIMESTAMP() - 60, UNIX_TIMESTAMP() + 86400, 'bound', 0, 1)",
	    hex(&p->account, 16), hex(&p->ident_case, 16), hex(&p->key[l], 16),
	    levels[l], levels[l], hex(der.p, der.n), hex(sha, 32));
	raw_do(root, sql);
}

/* Make a person with coins and a bound key at each level. */
static void
person_make(struct person *p, int64_t coins)
{
	random_id(&p->account);
	random_id(&p->ident_case);
	raw_do(root,
	    arena_printf(a,
		"INSERT INTO account (id, email, state, first_name,"
		" family_name, phone, phone_kind, password, lang, created_at,"
		" confirmed_at) VALUES (X'%s', '%s@example.org', 'active',"
		" 'Erika', 'Mustermann', '+491701234567', 'mobile', 'x', 'de',"
		" 1, 1)",
		hex(&p->account, 16), hex(&p->account, 16)));
	raw_do(root,
	    arena_printf(a,
		"INSERT INTO coin_account (id, balance) VALUES (X'%s', %lld)",
		hex(&p->account, 16), (long long)coins));
	for (int l = 0; l < LEVEL__MAX; l++) {
		struct signer_key k = { 0 };
		struct bytes der;

		assert_int_equal(
		    key_new(p, (enum level)l, "+491701234567", &k), E_OK);
		p->key[l] = k.key;
		der = person_certificate((enum level)l, k.public_key);
		assert_int_equal(key_bind(&k.key, der, s.issuer[l]), E_OK);
		certificate_insert(p, (enum level)l, der);
	}
}

/* The hash of the session that asks everywhere here. */
static char *
login_hex(int n)
{
	unsigned char login[32];

	memset(login, n, sizeof(login));
	return hex(login, sizeof(login));
}

/* Build an activation of n documents. */
static struct signer_activate
activate_in(const struct person *p, enum level l, const struct id *id, int n)
{
	struct signer_activate in = { .id = *id,
		.account = p->account,
		.key = p->key[l],
		.login = login_hex(1) };
	struct signer_doc *d = arena_array(a, (size_t)n, sizeof(*d));

	for (int i = 0; i < n; i++) {
		unsigned char digest[32];

		memset(digest, 16 + i, sizeof(digest));
		d[i].n = i + 1;
		d[i].name = arena_printf(a, "Vertrag %d.pdf", i + 1);
		d[i].sha256 = hex(digest, 32);
		d[i].digest = hex(digest, 32);
	}
	in.documents.rows = d;
	in.documents.n = (size_t)n;
	return in;
}

static enum err
activate(const struct person *p, enum level l, const struct id *id, int n,
    struct signer_ticket *out)
{
	struct signer_activate in = activate_in(p, l, id, n);

	return ask(route_activate, SIGNER_ACTIVATE, &in, out, NULL);
}

static enum err
send_tan(const struct id *id, struct signer_ticket *out, char *reason)
{
	struct signer_id in = { .id = *id };

	return ask(route_send, SIGNER_SEND, &in, out, reason);
}

static enum err
release(const struct id *id, const char *tan, int login,
    struct signer_values *out, char *reason)
{
	struct signer_release in = { .id = *id,
		.tan = tan != NULL ? arena_str(a, tan) : NULL,
		.login = login_hex(login) };

	return ask(route_release, SIGNER_RELEASE, &in, out, reason);
}

/* Read the TAN off the message. */
static const char *
tan_sent(void)
{
	static char tan[TAN_DIGITS + 1];

	assert_int_equal(strncmp(sent_text, "TAN ", 4), 0);
	memcpy(tan, sent_text + 4, TAN_DIGITS);
	return tan;
}

/* Another TAN than the one sent. */
static const char *
tan_other(void)
{
	static char tan[TAN_DIGITS + 1];

	memcpy(tan, tan_sent(), sizeof(tan));
	tan[0] = tan[0] == '9' ? '0' : (char)(tan[0] + 1);
	return tan;
}

static int64_t
of_activation(const struct id *id, const char *what)
{
	return raw_number(root,
	    arena_printf(a, "SELECT %s FROM activation WHERE id = X'%s'", what,
		hex(id, 16)));
}

static int64_t
coins_of(const struct person *p, const char *what)
{
	return raw_number(root,
	    arena_printf(a, "SELECT %s FROM coin_account WHERE id = X'%s'",
		what, hex(&p->account, 16)));
}

/* Keys: same question, same answer; other content, no answer. */
static void
test_keys(void **state)
{
	struct signer_key first = { 0 };
	struct signer_key again = { 0 };
	struct person p;
	struct bytes der;
	struct bytes other;

	(void)state;
	NEED(h);
	random_id(&p.account);
	random_id(&p.ident_case);
	assert_int_equal(
	    key_new(&p, LEVEL_QUALIFIED, "+49170555", &first), E_OK);
	assert_int_equal(
	    key_new(&p, LEVEL_QUALIFIED, "+49170555", &again), E_OK);
	assert_true(id_eq(&first.key, &again.key));
	assert_true(bytes_eq(first.public_key, again.public_key));
	assert_int_equal(
	    key_new(&p, LEVEL_QUALIFIED, "+49170666", &again), E_CONFLICT);

	/* Only the issuing CA of the level, only the own public key. */
	der = person_certificate(LEVEL_ADVANCED, first.public_key);
	assert_int_equal(
	    key_bind(&first.key, der, s.issuer[LEVEL_ADVANCED]), E_INPUT);
	other = person_certificate(LEVEL_QUALIFIED,
	    (key_new(&p, LEVEL_SIMPLE, "+49170555", &again), again.public_key));
	assert_int_equal(
	    key_bind(&first.key, other, s.issuer[LEVEL_QUALIFIED]), E_INPUT);
	der = person_certificate(LEVEL_QUALIFIED, first.public_key);
	assert_int_equal(
	    key_bind(&first.key, der, s.issuer[LEVEL_QUALIFIED]), E_OK);
	assert_int_equal(
	    key_bind(&first.key, der, s.issuer[LEVEL_QUALIFIED]), E_OK);
	other = person_certificate(LEVEL_QUALIFIED, first.public_key);
	assert_int_equal(
	    key_bind(&first.key, other, s.issuer[LEVEL_QUALIFIED]), E_CONFLICT);
}

/* The whole way, two documents, and everything asked twice. */
static void
test_release(void **state)
{
	struct signer_ticket t = { 0 };
	struct signer_values v = { 0 };
	struct signer_values again = { 0 };
	const struct signer_value *value;
	struct signer_id in;
	struct person p;
	struct id id;
	struct bytes cms;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	sent = 0;
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 2, &t), E_OK);
	assert_string_equal(t.factor, "sms");
	assert_string_equal(t.to, "+49 *** 567");
	assert_int_equal(t.coins, 10);
	assert_int_equal(sent, 0);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 2, &t), E_OK);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 1, &t), E_CONFLICT);

	in.id = id;
	assert_int_equal(
	    ask(route_result, SIGNER_RESULT, &in, NULL, NULL), E_NOTFOUND);
	assert_int_equal(send_tan(&id, &t, NULL), E_OK);
	assert_int_equal(sent, 1);
	assert_string_equal(sent_to, "+491701234567");
	assert_non_null(strstr(sent_text, "Vertrag 1.pdf [10101010]"));
	assert_non_null(strstr(sent_text, "2 qualifizierte Signaturen"));

	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
	assert_int_equal(v.values.n, 2);
	value = v.values.rows;
	for (int i = 0; i < 2; i++) {
		struct cms_parts parts = { .signed_attrs =
					       value[i].signed_attrs,
			.signature = value[i].signature,
			.alg = SIG_ECDSA_SHA256,
			.certificate = v.certificate };
		struct cms_facts facts = { 0 };
		unsigned char digest[32];

		memset(digest, 16 + i, sizeof(digest));
		assert_int_equal(cms_assemble(&parts, a, &cms), E_OK);
		assert_int_equal(cms_verify(cms, false, CMS_OURS,
				     bytes_at(digest, 32), a, &facts),
		    E_OK);
	}
	/* Once more: the same octets, no second reservation, no key used. */
	assert_int_equal(release(&id, "000000", 1, &again, NULL), E_OK);
	assert_true(bytes_eq(value->signature,
	    ((const struct signer_value *)again.values.rows)->signature));
	assert_int_equal(
	    ask(route_result, SIGNER_RESULT, &in, &again, NULL), E_OK);
	assert_true(bytes_eq(value->signature,
	    ((const struct signer_value *)again.values.rows)->signature));
	assert_int_equal(coins_of(&p, "reserved"), 10);
	/* The other peer did not activate it. */
	assert_int_equal(ask_as(PEER_API, route_result,
			     &signer_calls[SIGNER_RESULT], &in, &again, NULL),
	    E_NOTFOUND);
	assert_int_equal(
	    ask(route_abandon, SIGNER_ABANDON, &in, NULL, NULL), E_CONFLICT);
}

/* Three tries, counted; then the release is dead for every TAN. */
static void
test_tries(void **state)
{
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_ADVANCED, &id, 1, NULL), E_OK);
	/* Nothing on its way equals nothing. */
	assert_int_equal(release(&id, "", 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_expired");
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(release(&id, tan_other(), 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_wrong:1");
	assert_int_equal(release(&id, NULL, 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_locked");
	assert_int_equal(release(&id, tan_sent(), 1, &v, reason), E_AUTH);
	assert_string_equal(reason, "tan_locked");
	assert_int_equal(send_tan(&id, NULL, NULL), E_CONFLICT);
	assert_int_equal(of_activation(&id, "state = 'failed'"), 1);
	assert_int_equal(coins_of(&p, "reserved"), 0);
}

/* Each sending has its own TAN; five at most; an old one is worth nothing. */
static void
test_sends(void **state)
{
	char old[TAN_DIGITS + 1];
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_ADVANCED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	memcpy(old, tan_sent(), sizeof(old));
	for (int i = 1; i < TAN_SENDS; i++)
		assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, reason), E_LIMIT);
	assert_string_equal(reason, "sends");
	if (strcmp(old, tan_sent()) != 0)
		assert_int_equal(release(&id, old, 1, &v, NULL), E_AUTH);
	/* Five minutes, by signer's clock, whatever the row says. */
	raw_do(root,
	    arena_printf(a,
		"UPDATE activation SET expires_at = expires_at + 9999 WHERE"
		" id = X'%s'",
		hex(&id, 16)));
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_AUTH);
}

/* Simple: the session that asked, and nothing else. */
static void
test_simple(void **state)
{
	struct signer_ticket t = { 0 };
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 0);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_SIMPLE, &id, 1, &t), E_OK);
	assert_string_equal(t.factor, "none");
	assert_int_equal(send_tan(&id, NULL, NULL), E_INPUT);
	assert_int_equal(release(&id, NULL, 2, &v, reason), E_AUTH);
	assert_string_equal(reason, "login");
	assert_int_equal(release(&id, NULL, 1, &v, NULL), E_OK);
	assert_int_equal(v.values.n, 1);
}

/* Too few coins: nothing is signed, the release stays open. */
static void
test_coins(void **state)
{
	struct signer_values v = { 0 };
	struct person p;
	char reason[64];
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 4);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(release(&id, tan_sent(), 1, &v, reason), E_LIMIT);
	assert_string_equal(reason, "coins");
	assert_int_equal(of_activation(&id, "state = 'open'"), 1);
	raw_do(root,
	    arena_printf(a,
		"UPDATE coin_account SET balance = 5 WHERE id = X'%s'",
		hex(&p.account, 16)));
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
}

/* What somebody with the database in hand may change: none of it helps. */
static void
test_rows_changed(void **state)
{
	/* clang-format off */
	static const char *const changes[] = {
		"UPDATE activation SET sign_key = (SELECT id FROM sign_key"
		" WHERE id <> sign_key LIMIT 1) WHERE id = X'%s'",
		"UPDATE activation SET account = 'somebody' WHERE id = X'%s'",
		"UPDATE activation SET level = 'simple' WHERE id = X'%s'",
		"UPDATE activation SET factor = 'none' WHERE id = X'%s'",
		"UPDATE activation SET login = REPEAT(CHAR(2), 32)"
		" WHERE id = X'%s'",
		"UPDATE activation SET created_at = created_at + 5"
		" WHERE id = X'%s'",
		"UPDATE activation_doc SET digest = 'other'"
		" WHERE activation = X'%s'",
		"UPDATE activation_doc SET name = 'other'"
		" WHERE activation = X'%s'",
		"DELETE FROM activation_doc WHERE n = 2"
		" AND activation = X'%s'",
		"UPDATE sign_key k JOIN activation v ON v.sign_key = k.id"
		" SET k.phone = '+491700000000' WHERE v.id = X'%s'",
		"UPDATE sign_key k JOIN activation v ON v.sign_key = k.id"
		" SET k.account = 'somebody' WHERE v.id = X'%s'",
		"UPDATE certificate c JOIN activation v ON v.sign_key ="
		" c.sign_key SET c.state = 'revoked' WHERE v.id = X'%s'",
		"UPDATE certificate c JOIN activation v ON v.sign_key ="
		" c.sign_key SET c.not_after_at = 5 WHERE v.id = X'%s'",
		"UPDATE account c JOIN activation v ON v.account = c.id"
		" SET c.state = 'closed' WHERE v.id = X'%s'",
	};
	/* clang-format on */
	struct signer_values v = { 0 };
	struct person p;
	struct id id;

	(void)state;
	NEED(h);
	for (size_t i = 0; i < COUNT(changes); i++) {
		char sql[512];

		person_make(&p, 20);
		random_id(&id);
		assert_int_equal(
		    activate(&p, LEVEL_ADVANCED, &id, 2, NULL), E_OK);
		assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
		(void)snprintf(sql, sizeof(sql), "%.*s%s'",
		    (int)(strstr(changes[i], "%s") - changes[i]), changes[i],
		    hex(&id, 16));
		raw_do(root, sql);
		if (release(&id, tan_sent(), 1, &v, NULL) == E_OK)
			fail_msg("signed after: %s", changes[i]);
		assert_int_equal(
		    raw_number(root,
			arena_printf(a,
			    "SELECT COUNT(*) FROM signature_value WHERE"
			    " activation = X'%s'",
			    hex(&id, 16))),
		    0);
	}
}

/* Destroyed is destroyed: open releases die, restored rows are refused. */
static void
test_destroyed(void **state)
{
	struct signer_key_id in = { 0 };
	struct signer_values v = { 0 };
	struct person p;
	struct id id;
	struct id later;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	random_id(&later);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	raw_do(root, "CREATE OR REPLACE TABLE kept AS SELECT * FROM sign_key");
	in.key = p.key[LEVEL_QUALIFIED];
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    ask_as(PEER_CA, route_key_destroy,
			&signer_calls[SIGNER_KEY_DESTROY], &in, NULL, NULL),
		    E_OK);
	assert_int_equal(of_activation(&id, "state = 'void'"), 1);
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_CONFLICT);
	/* A backup of the row, MAC and all, comes back. */
	raw_do(root,
	    "UPDATE sign_key k JOIN kept o ON o.id = k.id SET k.wrapped ="
	    " o.wrapped, k.state = o.state, k.destroyed_at = o.destroyed_at,"
	    " k.mac = o.mac");
	raw_do(
	    root, "UPDATE activation SET state = 'open' WHERE state = 'void'");
	assert_int_not_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
	assert_int_not_equal(
	    activate(&p, LEVEL_QUALIFIED, &later, 1, NULL), E_OK);
}

/* Open a connection of its own and try a TAN many times at once. */
static int
racer(const struct id *id, const char *tan)
{
	static const struct stmt_table *const tables[] = { &signer_sql,
		&audit_sql };
	struct signer_values v = { 0 };
	enum err r;

	if (house_db_open(&h, "signer", tables, 2, &s.db) != E_OK)
		return 9;
	r = release(id, tan, 1, &v, NULL);
	return r == E_OK ? 0 : r == E_AUTH ? 1 : 2;
}

/* Let n processes release at once; count how often each outcome came. */
static void
race(const struct id *id, const char *right, int n, int counted[3])
{
	pid_t pid[40];

	memset(counted, 0, 3 * sizeof(counted[0]));
	for (int i = 0; i < n; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(racer(id, i % 2 == 0 ? right : "x"));
	}
	for (int i = 0; i < n; i++) {
		int status = 0;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 3);
		counted[WEXITSTATUS(status)]++;
	}
}

/* Thirty at once: one signature, one charge, at most three comparisons. */
static void
test_raced(void **state)
{
	int counted[3];
	struct person p;
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 100);
	random_id(&id);
	assert_int_equal(activate(&p, LEVEL_QUALIFIED, &id, 3, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	race(&id, tan_sent(), 30, counted);
	assert_true(of_activation(&id, "tries") <= TAN_TRIES);
	assert_int_equal(raw_number(root,
			     arena_printf(a,
				 "SELECT COUNT(*) FROM signature_value WHERE"
				 " activation = X'%s'",
				 hex(&id, 16))),
	    of_activation(&id, "IF(state = 'signed', 3, 0)"));
	assert_int_equal(coins_of(&p, "reserved"),
	    of_activation(&id, "IF(state = 'signed', 15, 0)"));
}

/* Five days later, unfinished: values dropped, coins given back. */
static void
test_tick(void **state)
{
	struct signer_report report = { 0 };
	struct signer_values v = { 0 };
	struct signer_id in;
	struct person p;
	struct id id;

	(void)state;
	NEED(h);
	person_make(&p, 20);
	random_id(&id);
	in.id = id;
	assert_int_equal(activate(&p, LEVEL_ADVANCED, &id, 1, NULL), E_OK);
	assert_int_equal(send_tan(&id, NULL, NULL), E_OK);
	assert_int_equal(release(&id, tan_sent(), 1, &v, NULL), E_OK);
	assert_int_equal(coins_of(&p, "reserved"), 2);
	raw_do(root,
	    arena_printf(a,
		"UPDATE activation SET signed_at = UNIX_TIMESTAMP() - 432005"
		" WHERE id = X'%s'",
		hex(&id, 16)));
	assert_int_equal(ask_as(PEER_CTL, route_tick,
			     &signer_calls[SIGNER_TICK], NULL, &report, NULL),
	    E_OK);
	assert_int_equal(report.dropped, 1);
	assert_int_equal(report.voided, 1);
	assert_int_equal(coins_of(&p, "reserved"), 0);
	assert_int_equal(coins_of(&p, "balance"), 20);
	assert_int_equal(
	    ask(route_result, SIGNER_RESULT, &in, &v, NULL), E_NOTFOUND);
}

static enum err
key_random(struct secret *out)
{
	enum err r = secret_new(32, out);

	if (!r)
		random_fill(out->p, 32);
	return r;
}

static int
setup(void **state)
{
	static const struct stmt_table *const tables[] = { &signer_sql,
		&audit_sql };
	static char dir[] = "/tmp/fernsign-signer-XXXXXX";

	(void)state;
	if (house_db_start(&h) != 0)
		return -1;
	if (!h.running)
		return 0;
	if (arena_new((size_t)256 << 20, &a) || mkdtemp(dir) == NULL)
		return -1;
	root = raw_open(&h, "root");
	s.r.arena = h.a;
	s.r.common.name = arena_str(h.a, "fernsign");
	s.r.common.state_dir = dir;
	s.key_type = KEY_P256;
	if (key_random(&s.kek) || key_random(&s.mac_key) || tombs_open(&s))
		return -1;
	for (int l = 0; l < LEVEL__MAX; l++)
		ca_make((enum level)l);
	return (int)house_db_open(&h, "signer", tables, 2, &s.db);
}

static int
teardown(void **state)
{
	const char *argv[] = { "rm", "-rf", s.r.common.state_dir, NULL };

	(void)state;
	if (h.running) {
		pid_t pid = fork();

		if (pid == 0) {
			(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
			_exit(127);
		}
		(void)waitpid(pid, NULL, 0);
		db_close(s.db);
		raw_close(root);
	}
	for (int l = 0; l < LEVEL__MAX; l++)
		key_free(ca_key[l]);
	secret_free(&s.kek);
	secret_free(&s.mac_key);
	arena_free(a);
	house_db_stop(&h);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_tries),
		cmocka_unit_test(test_sends),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_coins),
		cmocka_unit_test(test_rows_changed),
		cmocka_unit_test(test_destroyed),
		cmocka_unit_test(test_raced),
		cmocka_unit_test(test_tick),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
