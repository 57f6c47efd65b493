/*
 * modules/notify: texts, messages, delivery of the outbox, the gateway. The
 * mail server and the gateway are replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "shared/base/encode.h"
#include "shared/model/outbox.h"
#include "shared/web/http_client.h"
#include "tests/unit/modules/house.h"

static const struct stmt_table *const tables[] = { &notify_outbox_sql,
	&notify_expiry_sql, &outbox_sql };
static struct house house;
static int missing;
static struct notify n;
static struct request q;

/* What the mail server says, and what it got. */
static enum err smtp_says;
static int smtp_calls;
static char smtp_to[300];
static char smtp_message[65536];

enum err
smtp_send(const struct smtp_server *s, const char *from, const char *to,
    struct bytes message)
{
	(void)s;
	(void)from;
	smtp_calls++;
	(void)snprintf(smtp_to, sizeof(smtp_to), "%s", to);
	(void)snprintf(smtp_message, sizeof(smtp_message), "%.*s",
	    (int)message.n, (const char *)message.p);
	return smtp_says;
}

/* What the gateway says, and what it got. */
static int gateway_status;
static char gateway_body[8192];
static char gateway_token[64];

enum err
http_call(const struct http_call *c, struct http_answer *out, struct arena *a)
{
	(void)a;
	(void)snprintf(gateway_body, sizeof(gateway_body), "%.*s",
	    (int)c->body.n, (const char *)c->body.p);
	(void)snprintf(gateway_token, sizeof(gateway_token), "%.*s",
	    (int)c->bearer.n, (const char *)c->bearer.p);
	out->status = gateway_status;
	return gateway_status == 0 ? E_PEER : E_OK;
}

static int
setup(void **state)
{
	const char *top = getenv("top_srcdir");
	char dir[512];

	(void)state;
	(void)snprintf(dir, sizeof(dir), "%s/www", top == NULL ? "." : top);
	if (sodium_init() < 0 || arena_new(64 << 20, &n.r.arena) ||
	    secret_new(32, &n.key) || secret_new(5, &n.gateway_token))
		return -1;
	memcpy(n.gateway_token.p, "token", 5);
	(void)crypto_box_keypair(n.public, n.key.p);
	n.r.common.name = arena_str(n.r.arena, "Fernsign Prüfstand");
	n.r.common.mail_from = arena_str(n.r.arena, "noreply@example.org");
	n.r.common.portal_url = arena_str(n.r.arena, "https://portal.example");
	n.r.common.support_email = arena_str(n.r.arena, "help@example.org");
	missing = house_open(&house, "notify", tables, COUNT(tables));
	n.db = house.db;
	return missing < 0 || notify_words_load(&n, dir) ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	buf_free(&q.body_out);
	buf_free(&q.head_out);
	house_close(&house);
	secret_free(&n.key);
	secret_free(&n.gateway_token);
	arena_free(n.r.arena);
	return 0;
}

/* Start a request with a body. */
static void
ask(const char *body)
{
	buf_free(&q.body_out);
	buf_free(&q.head_out);
	q = (struct request){ .app = &n,
		.arena = n.r.arena,
		.body = bytes_of(body),
		.head_out = BUF(ANSWER_HEAD_MAX),
		.body_out = BUF(ANSWER_BODY_MAX) };
}

/* Take the base64 lines behind the empty line back to text. */
static const char *
text_of(const char *message)
{
	static char text[65536];
	const char *p = strstr(message, "\r\n\r\n");
	char flat[65536];
	size_t k = 0;
	struct buf out = BUF(sizeof(text) - 1);

	assert_non_null(p);
	for (p += 4; *p != '\0'; p++)
		if (*p != '\r' && *p != '\n')
			flat[k++] = *p;
	assert_int_equal(base64_read(&out, BASE64, bytes_at(flat, k)), E_OK);
	memcpy(text, out.p, out.n + 1);
	buf_free(&out);
	return text;
}

static const struct mail_certificate certificates[] = {
	{ "level.qualified", "1a2b", "22 November 2028" },
	{ "level.simple", "3c4d", "22 November 2028" },
};

static void
every_mail_has_subject_and_text(void **state)
{
	static const struct mail_document documents[] = { { "a.pdf" } };
	struct mail words = { .name = "Erika Mustermann",
		.order = "R-1",
		.coins = 500,
		.level = "level.qualified",
		.serial = "1a2b",
		.until = "tomorrow",
		.until_time = "tomorrow noon",
		.reason = "The card has expired.",
		.documents = { (void *)(uintptr_t)documents, 1 },
		.certificates = { (void *)(uintptr_t)certificates, 2 },
		.link = "https://portal.example/x/TOKEN",
		.house = "Fernsign",
		.portal_url = "https://portal.example",
		.support_email = "help@example.org" };
	struct buf subject = BUF(1000), text = BUF(65536);
	size_t i, l;

	(void)state;
	for (i = 0; i < n.nmails; i++)
		for (l = 0; l < LANG__MAX; l++) {
			buf_clear(&subject);
			buf_clear(&text);
			assert_int_equal(
			    notify_words_fill(&n, n.mails[i].name, lang_code(l),
				&words, &subject, &text),
			    E_OK);
			assert_null(strstr((char *)text.p, "{{"));
			assert_non_null(
			    strstr((char *)text.p, "help@example.org"));
			assert_non_null(strstr((char *)text.p, "https://"));
		}
	assert_int_equal(
	    notify_words_fill(&n, "none", "de", &words, &subject, &text),
	    E_NOTFOUND);
	buf_free(&subject);
	buf_free(&text);
}

static void
a_message_is_one_that_servers_take(void **state)
{
	struct notify_head h = { .name = "Fernsign",
		.from = "noreply@example.org",
		.to = "erika@example.org",
		.subject = "Ein langer Betreff, der über die Länge eines "
			   "einzigen Wortes weit hinausgeht: ääääääääääää",
		.id = { { 0xab } },
		.at = 1795349730 };
	struct buf out = BUF(65536);
	const char *line, *end;

	(void)state;
	assert_int_equal(
	    notify_compose(&h, bytes_of("Zeile\nGrüße\n"), &out), E_OK);
	line = (char *)out.p;
	assert_non_null(strstr(line, "To: <erika@example.org>\r\n"));
	assert_non_null(
	    strstr(line, "Date: Sun, 22 Nov 2026 12:15:30 +0000\r\n"));
	assert_non_null(strstr(line,
	    "Message-ID: <ab000000000000000000000000000000@example.org>"));
	assert_string_equal(text_of(line), "Zeile\r\nGrüße\r\n");
	for (; *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert_non_null(end);
		assert_true(end - line <= 78);
	}
	buf_free(&out);
}

/* Write a row that is due; the link is sealed to us. */
static void
write_row(const char *id, const char *template, const char *parameters,
    const char *link)
{
	struct bytes sealed;
	char sql[2048];

	assert_int_equal(outbox_seal(bytes_at(n.public, 32), bytes_of(link),
			     n.r.arena, &sealed),
	    E_OK);
	(void)snprintf(sql, sizeof(sql),
	    "INSERT INTO outbox (id, recipient, template, lang, parameters,"
	    " link, created_at, next_at) VALUES (REPEAT('%s', 16),"
	    " '%s@example.org', '%s', 'de', '%s', X'%s', UNIX_TIMESTAMP(), 0)",
	    id, id, template, parameters, hex_text(n.r.arena, sealed));
	house_sql(&house, sql);
}

static void
tick(const char *answer)
{
	ask("{}");
	smtp_calls = 0;
	assert_int_equal(notify_tick(&q), E_OK);
	assert_string_equal(q.body_out.p, answer);
}

static void
what_is_due_is_delivered_once(void **state)
{
	(void)state;
	if (missing)
		skip();
	write_row("a", "confirm", "{\"name\":\"Erika Mustermann\"}",
	    "https://portal.example/register/confirm/TOKEN");
	smtp_says = E_OK;
	tick("{\"sent\":1,\"later\":0,\"failed\":0}");
	assert_int_equal(smtp_calls, 1);
	assert_string_equal(smtp_to, "a@example.org");
	assert_non_null(strstr(text_of(smtp_message),
	    "https://portal.example/register/confirm/TOKEN\r\n"));
	assert_non_null(
	    strstr(text_of(smtp_message), "Guten Tag Erika Mustermann"));
	assert_int_equal(house_number(&house,
			     "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"
			     " AND link IS NULL AND sent_at > 0 AND tries = 1"),
	    1);
	tick("{\"sent\":0,\"later\":0,\"failed\":0}");
	assert_int_equal(smtp_calls, 0);
}

static void
a_refusal_for_now_is_tried_again(void **state)
{
	(void)state;
	if (missing)
		skip();
	write_row("b", "confirm", "{}", "https://portal.example/b");
	smtp_says = E_PEER;
	tick("{\"sent\":0,\"later\":1,\"failed\":0}");
	assert_int_equal(house_number(&house,
			     "SELECT next_at - UNIX_TIMESTAMP() BETWEEN 0 AND 2"
			     " FROM outbox WHERE recipient = 'b@example.org'"),
	    1);
	tick("{\"sent\":0,\"later\":0,\"failed\":0}");
	house_sql(&house, "UPDATE outbox SET next_at = 0");
	smtp_says = E_OK;
	tick("{\"sent\":1,\"later\":0,\"failed\":0}");
	write_row("c", "confirm", "{}", "https://portal.example/c");
	house_sql(&house,
	    "UPDATE outbox SET created_at = 1, tries = 40"
	    " WHERE recipient = 'c@example.org'");
	smtp_says = E_PEER;
	tick("{\"sent\":0,\"later\":0,\"failed\":1}");
}

static void
what_can_never_leave_is_failed(void **state)
{
	/* clang-format off */
	static const struct {
		const char *id, *template, *parameters;
		enum err smtp;
	} rows[] = {
		{ "d", "confirm", "{}",               E_INPUT },
		{ "e", "unheard", "{}",               E_OK },
		{ "f", "confirm", "not json",         E_OK },
		{ "g", "confirm", "{\"name\":17}",    E_OK },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	if (missing)
		skip();
	for (i = 0; i < COUNT(rows); i++) {
		write_row(rows[i].id, rows[i].template, rows[i].parameters,
		    "https://portal.example/x");
		smtp_says = rows[i].smtp;
		tick("{\"sent\":0,\"later\":0,\"failed\":1}");
	}
	write_row("h", "confirm", "{}", "x");
	house_sql(&house,
	    "UPDATE outbox SET link = X'00' WHERE id ="
	    " REPEAT('h', 16)");
	tick("{\"sent\":0,\"later\":0,\"failed\":1}");
}

static void
a_server_that_is_away_is_left_alone(void **state)
{
	static const char *const ids[] = { "i", "j", "k", "l", "m" };
	size_t i;

	(void)state;
	if (missing)
		skip();
	for (i = 0; i < COUNT(ids); i++)
		write_row(ids[i], "confirm", "{}", "https://portal.example/x");
	smtp_says = E_PEER;
	tick("{\"sent\":0,\"later\":3,\"failed\":0}");
	assert_int_equal(smtp_calls, 3);
}

/* Certificates: in time, too far away, revoked, of a closed account. */
static const char ending[] =
    "INSERT INTO account (id, email, state, first_name, family_name, phone,"
    " phone_kind, password, lang, created_at) VALUES"
    " (REPEAT('y', 16), 'y@example.org', 'active', 'Erika', 'Mustermann',"
    " '+4915112345678', 'mobile', 'x', 'en', 1),"
    " (REPEAT('z', 16), 'z@example.org', 'closed', 'Erika', 'Mustermann',"
    " '+4915112345678', 'mobile', 'x', 'de', 1);;"
    "INSERT INTO certificate (id, account, level, issuer, serial, der, sha256,"
    " subject_cn, s_hash, i_and_s_hash, skid_hash, cert_hash, not_before_at,"
    " not_after_at, state, published, issued_at)"
    " SELECT REPEAT(seq, 16), REPEAT(IF(seq = 4, 'z', 'y'), 16), 'qualified',"
    " 'qualified', CHAR(seq), 'der', REPEAT(seq, 32), 'x', REPEAT(seq, 20),"
    " REPEAT(seq, 20), REPEAT(seq, 20), REPEAT(seq, 20), 1, UNIX_TIMESTAMP()"
    " + IF(seq = 2, 31, 29) * 86400, IF(seq = 3, 'revoked', 'bound'), FALSE, 1"
    " FROM seq_1_to_4";

static void
who_must_renew_is_told_once(void **state)
{
	(void)state;
	if (missing)
		skip();
	house_sql(&house, "UPDATE outbox SET state = 'failed'");
	house_sql(&house, ending);
	smtp_says = E_OK;
	n.looked_at = 0;
	tick("{\"sent\":1,\"later\":0,\"failed\":0}");
	assert_string_equal(smtp_to, "y@example.org");
	assert_non_null(strstr(text_of(smtp_message), "* Qualified\r\n"));
	n.looked_at = 0;
	tick("{\"sent\":0,\"later\":0,\"failed\":0}");
}

static void
messages_go_to_the_gateway(void **state)
{
	struct bytes sealed;
	const char *body;
	char *pin;

	(void)state;
	gateway_status = 202;
	ask("{\"kind\":\"sms\",\"to\":\"+4915112345678\",\"text\":\"TAN 1\","
	    "\"lang\":\"de\"}");
	assert_int_equal(notify_message_take(&q), E_OK);
	assert_string_equal(q.body_out.p, "{}");
	assert_string_equal(gateway_body,
	    "{\"kind\":\"sms\",\"to\":\"+4915112345678\",\"text\":\"TAN 1\","
	    "\"lang\":\"de\"}");
	assert_string_equal(gateway_token, "token");
	assert_int_equal(outbox_seal(bytes_at(n.public, 32), bytes_of("4711"),
			     n.r.arena, &sealed),
	    E_OK);
	pin = base64_text(n.r.arena, BASE64, sealed);
	body = arena_printf(n.r.arena,
	    "{\"kind\":\"voice\",\"to\":\"+4930123456\",\"text\":\"TAN 1\","
	    "\"lang\":\"de\",\"pin\":\"%s\"}",
	    pin);
	ask(body);
	assert_int_equal(notify_message_take(&q), E_OK);
	assert_non_null(strstr(gateway_body, "\"pin\":\"4711\""));
}

static void
messages_are_refused(void **state)
{
	/* clang-format off */
	static const struct {
		const char *body;
		int status;
		enum err r;
	} rows[] = {
		{ "{\"kind\":\"sms\",\"to\":\"+4915112345678\",\"text\":\"x\","
		  "\"lang\":\"de\"}", 0, E_PEER },
		{ "{\"kind\":\"sms\",\"to\":\"+4915112345678\",\"text\":\"x\","
		  "\"lang\":\"de\"}", 500, E_PEER },
		{ "{\"kind\":\"fax\",\"to\":\"+4915112345678\",\"text\":\"x\","
		  "\"lang\":\"de\"}", 202, E_INPUT },
		{ "{\"kind\":\"sms\",\"text\":\"x\",\"lang\":\"de\"}", 202,
		  E_INPUT },
		{ "{\"kind\":\"voice\",\"to\":\"+4930123456\",\"text\":\"x\","
		  "\"lang\":\"de\",\"pin\":\"AAAA\"}", 202, E_INPUT },
		{ "", 202, E_INPUT },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		gateway_status = rows[i].status;
		ask(rows[i].body);
		assert_int_equal(notify_message_take(&q), rows[i].r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mail_has_subject_and_text),
		cmocka_unit_test(a_message_is_one_that_servers_take),
		cmocka_unit_test(what_is_due_is_delivered_once),
		cmocka_unit_test(a_refusal_for_now_is_tried_again),
		cmocka_unit_test(what_can_never_leave_is_failed),
		cmocka_unit_test(a_server_that_is_away_is_left_alone),
		cmocka_unit_test(who_must_renew_is_told_once),
		cmocka_unit_test(messages_go_to_the_gateway),
		cmocka_unit_test(messages_are_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
