/*
 * See house_signer.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/db/house_signer.h"

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/base/random.h"
#include "shared/model/audit.h"
#include "shared/model/notify_call.h"
#include "shared/pki/cert.h"
#include "shared/web/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct house_db h;
struct raw *root;
struct signer s;
static struct key *ca_key[LEVEL__MAX];
struct arena *a;

/* What notify would have sent last. */
char sent_text[2048];
char sent_to[32];
char sent_kind[16];
int sent;

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

struct bytes
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

enum err
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

enum err
ask(enum err (*route)(struct request *), enum signer_call call, const void *in,
    void *out, char *reason)
{
	return ask_as(PEER_PORTAL, route, &signer_calls[call], in, out, reason);
}

enum err
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

enum err
key_bind(const struct id *key, struct bytes certificate, struct bytes chain)
{
	struct signer_key_bind in = {
		.key = *key, .certificate = certificate, .chain = chain
	};

	return ask_as(PEER_CA, route_key_bind, &signer_calls[SIGNER_KEY_BIND],
	    &in, NULL, NULL);
}

char *
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

void
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

char *
login_hex(int n)
{
	unsigned char login[32];

	memset(login, n, sizeof(login));
	return hex(login, sizeof(login));
}

struct signer_activate
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

enum err
activate(const struct person *p, enum level l, const struct id *id, int n,
    struct signer_ticket *out)
{
	struct signer_activate in = activate_in(p, l, id, n);

	return ask(route_activate, SIGNER_ACTIVATE, &in, out, NULL);
}

enum err
send_tan(const struct id *id, struct signer_ticket *out, char *reason)
{
	struct signer_id in = { .id = *id };

	return ask(route_send, SIGNER_SEND, &in, out, reason);
}

enum err
release(const struct id *id, const char *tan, int login,
    struct signer_values *out, char *reason)
{
	struct signer_release in = { .id = *id,
		.tan = tan != NULL ? arena_str(a, tan) : NULL,
		.login = login_hex(login) };

	return ask(route_release, SIGNER_RELEASE, &in, out, reason);
}

const char *
tan_sent(void)
{
	static char tan[TAN_DIGITS + 1];

	assert_int_equal(strncmp(sent_text, "TAN ", 4), 0);
	memcpy(tan, sent_text + 4, TAN_DIGITS);
	return tan;
}

const char *
tan_other(void)
{
	static char tan[TAN_DIGITS + 1];

	memcpy(tan, tan_sent(), sizeof(tan));
	tan[0] = tan[0] == '9' ? '0' : (char)(tan[0] + 1);
	return tan;
}

int64_t
of_activation(const struct id *id, const char *what)
{
	return raw_number(root,
	    arena_printf(a, "SELECT %s FROM activation WHERE id = X'%s'", what,
		hex(id, 16)));
}

int64_t
coins_of(const struct person *p, const char *what)
{
	return raw_number(root,
	    arena_printf(a, "SELECT %s FROM coin_account WHERE id = X'%s'",
		what, hex(&p->account, 16)));
}

static enum err
key_random(struct secret *out)
{
	enum err r = secret_new(32, out);

	if (!r)
		random_fill(out->p, 32);
	return r;
}

int
house_signer_setup(void **state)
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
	s.alg = key_type_alg(s.key_type);
	if (key_random(&s.kek) || key_random(&s.mac_key) || tombs_open(&s))
		return -1;
	for (int l = 0; l < LEVEL__MAX; l++)
		ca_make((enum level)l);
	return (int)house_db_open(&h, "signer", tables, 2, &s.db);
}

int
house_signer_teardown(void **state)
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
