/*
 * modules/repository: what is found, what is refused, and that nobody who
 * did not agree can be found. Headers are replaced at link time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/repository/repository.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shared/base/encode.h"
#include "tests/unit/modules/house.h"

static const struct stmt_table *const tables[] = { &repository_sql };
static struct house house;
static int missing;
static struct repository p;
static struct request q;
static const char *if_none_match;

const char *
request_header(const struct request *r, const char *name)
{
	(void)r;
	return strcmp(name, "if-none-match") == 0 ? if_none_match : NULL;
}

/* Certificates: who, published, state; hashes are runs of the first letter. */
static const char rows[] =
    "INSERT INTO certificate (id, account, level, issuer, serial, der, sha256,"
    " email, subject_cn, s_hash, i_and_s_hash, skid_hash, cert_hash,"
    " not_before_at, not_after_at, state, published, issued_at) VALUES"
    " (REPEAT('a', 16), REPEAT('1', 16), 'qualified', 'qualified', X'0A',"
    " 'der-a', REPEAT('a', 32), 'a@example.org', 'Erika Mustermann',"
    " REPEAT('s', 20), REPEAT('a', 20), REPEAT('a', 20), REPEAT('a', 20),"
    " 1, 2, 'bound', TRUE, 1),"
    " (REPEAT('b', 16), REPEAT('1', 16), 'simple', 'simple', X'0B',"
    " 'der-b', REPEAT('b', 32), 'a@example.org', 'Erika Mustermann',"
    " REPEAT('s', 20), REPEAT('b', 20), REPEAT('b', 20), REPEAT('b', 20),"
    " 2, 3, 'revoked', TRUE, 1),"
    " (REPEAT('c', 16), REPEAT('2', 16), 'simple', 'simple', X'0C',"
    " 'der-c', REPEAT('c', 32), 'c@example.org', 'Max Mustermann',"
    " REPEAT('c', 20), REPEAT('c', 20), REPEAT('c', 20), REPEAT('c', 20),"
    " 1, 2, 'bound', FALSE, 1),"
    " (REPEAT('d', 16), REPEAT('3', 16), 'simple', 'simple', X'0D',"
    " 'der-d', REPEAT('d', 32), 'd@example.org', 'Max Mustermann',"
    " REPEAT('d', 20), REPEAT('d', 20), REPEAT('d', 20), REPEAT('d', 20),"
    " 1, 2, 'issued', TRUE, 1);;"
    "INSERT INTO crl (issuer, number, der, issuer_hash, skid_hash,"
    " this_update_at, next_update_at) VALUES"
    " ('qualified', 1, 'crl-1', REPEAT('q', 20), REPEAT('q', 20), 1, 2),"
    " ('qualified', 2, 'crl-2', REPEAT('q', 20), REPEAT('q', 20), 2, 3)";

/* A CA whose hashes are runs of one letter. */
static void
set_ca(size_t i, const char *name, char letter)
{
	struct cert_facts *f = &p.ca[i].facts;

	p.ca[i].name = name;
	f->der = bytes_of(name);
	f->common_name = arena_printf(house.arena, "%s CA", name);
	memset(f->cert_hash, letter, 20);
	memset(f->s_hash, letter, 20);
	memset(f->i_and_s_hash, letter, 20);
	memset(f->skid_hash, letter, 20);
}

static int
setup(void **state)
{
	const char *top = getenv("top_srcdir");
	char dir[512];

	(void)state;
	missing = house_open(&house, "repository", tables, COUNT(tables));
	if (missing < 0 || (missing && arena_new(1 << 26, &house.arena)))
		return -1;
	if (!missing)
		house_sql(&house, rows);
	p.db = house.db;
	set_ca(0, "root", 'r');
	set_ca(1, "simple", 'i');
	set_ca(2, "advanced", 'v');
	set_ca(3, "qualified", 'q');
	p.root_crl = arena_str(house.arena, "/nowhere/root.crl");
	p.tl = arena_str(house.arena, "/nowhere/tl.xml");
	p.r.common.name = arena_str(house.arena, "Fernsign");
	p.r.common.portal_url =
	    arena_str(house.arena, "https://portal.example");
	p.r.common.support_email = arena_str(house.arena, "help@example.org");
	(void)snprintf(dir, sizeof(dir), "%s/www/text", top ? top : ".");
	if (catalogue_load(dir, house.arena, &p.words))
		return -1;
	(void)snprintf(dir, sizeof(dir), "%s/www/templates", top ? top : ".");
	const struct template_source source = { .dir = dir,
		.name = "repository.html",
		.kind = TEMPLATE_HTML,
		.texts = p.words,
		.f = repository_page_fields,
		.n = repository_page_nfields };
	return (int)template_compile(&source, house.arena, &p.page);
}

static int
teardown(void **state)
{
	(void)state;
	buf_free(&q.body_out);
	buf_free(&q.head_out);
	house_close(&house);
	return 0;
}

/* Ask one of the functions; segment is what ":" matched. */
static enum err
ask(enum err (*run)(struct request *), const char *query, const char *segment)
{
	buf_free(&q.body_out);
	buf_free(&q.head_out);
	q = (struct request){ .app = &p,
		.arena = house.arena,
		.query = bytes_of(query),
		.status = 200,
		.head_out = BUF(ANSWER_HEAD_MAX),
		.body_out = BUF(ANSWER_BODY_MAX) };
	q.segment[0] = bytes_of(segment);
	return run(&q);
}

/* base64 of 20 equal letters, without '=' */
#define HASH_a "YWFhYWFhYWFhYWFhYWFhYWFhYWE"
#define HASH_c "Y2NjY2NjY2NjY2NjY2NjY2NjY2M"
#define HASH_d "ZGRkZGRkZGRkZGRkZGRkZGRkZGQ"
#define HASH_q "cXFxcXFxcXFxcXFxcXFxcXFxcXE"
#define HASH_r "cnJycnJycnJycnJycnJycnJycnI"

static void
searches(void **state)
{
	/* clang-format off */
	static const struct {
		const char *query;
		enum err r;
		const char *body; /* all of it */
	} table[] = {
		{ "certHash=" HASH_a,             E_OK, "der-a" },
		{ "iAndSHash=" HASH_a,            E_OK, "der-a" },
		{ "sKIDHash=" HASH_a,             E_OK, "der-a" },
		{ "certHash=" HASH_r,             E_OK, "root" },
		{ "name=qualified%20CA",          E_OK, "qualified" },
		{ "certHash=" HASH_c,             E_NOTFOUND, NULL }, /* not published */
		{ "uri=c%40example.org",          E_NOTFOUND, NULL },
		{ "uri=d@example.org",            E_NOTFOUND, NULL }, /* not bound */
		{ "name=Max+Mustermann",          E_NOTFOUND, NULL },
		{ "uri=A@example.org",            E_NOTFOUND, NULL }, /* exact */
		{ "uri=%25@example.org",          E_NOTFOUND, NULL }, /* no wildcard */
		{ "iHash=" HASH_q,                E_DENIED, NULL },
		{ "certHash=" HASH_a "=",         E_INPUT, NULL },
		{ "certHash=YWFh",                E_INPUT, NULL },
		{ "certHash=-WFhYWFhYWFhYWFhYWFhYWFhYWE", E_INPUT, NULL },
		{ "certHash= WFhYWFhYWFhYWFhYWFhYWFhYWE", E_INPUT, NULL },
		{ "certHash=" HASH_a "&name=x",   E_INPUT, NULL },
		{ "certhash=" HASH_a,             E_INPUT, NULL },
		{ "serial=0A",                    E_INPUT, NULL },
		{ "uri=",                         E_INPUT, NULL },
		{ "uri=a%0d%0ab",                 E_INPUT, NULL },
		{ "",                             E_INPUT, NULL },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	if (missing)
		skip();
	for (i = 0; i < COUNT(table); i++) {
		assert_int_equal(
		    ask(repository_certificates, table[i].query, ""),
		    table[i].r);
		if (table[i].body)
			assert_string_equal(q.body_out.p, table[i].body);
	}
}

static void
several_hits_are_parts(void **state)
{
	(void)state;
	if (missing)
		skip();
	assert_int_equal(
	    ask(repository_certificates, "uri=a%40example.org", ""), E_OK);
	assert_non_null(
	    strstr((char *)q.head_out.p, "multipart/mixed; boundary="));
	assert_non_null(strstr((char *)q.body_out.p, "\r\n\r\nder-a\r\n--"));
	assert_non_null(strstr((char *)q.body_out.p, "\r\n\r\nder-b\r\n--"));
}

static void
lists_and_files(void **state)
{
	/* clang-format off */
	static const struct {
		enum err (*run)(struct request *);
		const char *query, *segment;
		enum err r;
		const char *body;
	} table[] = {
		{ repository_crl_file, "", "qualified.crl", E_OK, "crl-2" },
		{ repository_crl_file, "", "simple.crl", E_NOTFOUND, NULL },
		{ repository_crl_file, "", "root.crl", E_NOTFOUND, NULL },
		{ repository_crl_file, "", "other.crl", E_NOTFOUND, NULL },
		{ repository_crl_file, "", "qualified.cer", E_NOTFOUND, NULL },
		{ repository_crl_file, "", ".crl", E_NOTFOUND, NULL },
		{ repository_ca_file, "", "root.cer", E_OK, "root" },
		{ repository_ca_file, "", "root.crl", E_NOTFOUND, NULL },
		{ repository_ca_file, "", "../root.cer", E_NOTFOUND, NULL },
		{ repository_crls, "iHash=" HASH_q, "", E_OK, "crl-2" },
		{ repository_crls, "sKIDHash=" HASH_q, "", E_OK, "crl-2" },
		{ repository_crls, "iHash=" HASH_a, "", E_NOTFOUND, NULL },
		{ repository_crls, "certHash=" HASH_q, "", E_INPUT, NULL },
		{ repository_tl, "", "", E_NOTFOUND, NULL },
	};
	/* clang-format on */
	size_t i;

	(void)state;
	if (missing)
		skip();
	for (i = 0; i < COUNT(table); i++) {
		assert_int_equal(
		    ask(table[i].run, table[i].query, table[i].segment),
		    table[i].r);
		if (table[i].body)
			assert_string_equal(q.body_out.p, table[i].body);
	}
}

static void
what_the_client_has_is_not_sent_again(void **state)
{
	char tag[80], weak[200];
	const char *at;

	(void)state;
	assert_int_equal(ask(repository_ca_file, "", "root.cer"), E_OK);
	assert_non_null(at = strstr((char *)q.head_out.p, "ETag: \""));
	(void)snprintf(tag, sizeof(tag), "%.66s", at + 6);
	if_none_match = tag;
	assert_int_equal(ask(repository_ca_file, "", "root.cer"), E_OK);
	assert_int_equal(q.status, 304);
	assert_int_equal(q.body_out.n, 0);
	(void)snprintf(weak, sizeof(weak), "\"x\", W/%s", tag);
	if_none_match = weak;
	assert_int_equal(ask(repository_ca_file, "", "root.cer"), E_OK);
	assert_int_equal(q.status, 304);
	assert_int_equal(ask(repository_ca_file, "", "simple.cer"), E_OK);
	assert_int_equal(q.status, 200);
	if_none_match = NULL;
}

static void
the_page_tells_nothing_else(void **state)
{
	/* clang-format off */
	static const struct {
		const char *query, *state, *holds;
	} table[] = {
		{ "",                              "form",  "Repository" },
		{ "lang=de",                       "form",  "Verzeichnisdienst" },
		{ "email=erika",                   "wrong", "role=\"alert\"" },
		{ "email=a%40example.org",         "found", "Erika Mustermann" },
		{ "email=+A%40EXAMPLE.org+",       "found", "/certificates/search.cgi?certHash=YWFh" },
		{ "email=c%40example.org",         "none",  "No certificate" },
		{ "email=nobody%40example.org",    "none",  "No certificate" },
		{ "email=%3Cb%3E%22%40x",          "wrong", "value=\"&lt;b&gt;&quot;@x\"" },
	};
	/* clang-format on */
	char want[64];
	size_t i;

	(void)state;
	if (missing)
		skip();
	for (i = 0; i < COUNT(table); i++) {
		assert_int_equal(
		    ask(repository_page, table[i].query, ""), E_OK);
		(void)snprintf(
		    want, sizeof(want), "data-state=\"%s\"", table[i].state);
		assert_non_null(strstr((char *)q.body_out.p, want));
		assert_non_null(strstr((char *)q.body_out.p, table[i].holds));
	}
	assert_int_equal(ask(repository_page, "email=a%0ab", ""), E_INPUT);
}

static void
every_outcome_has_an_answer(void **state)
{
	enum err r;

	(void)state;
	for (r = E_OK + 1; r < E__MAX; r++) {
		(void)ask(repository_tl, "", "");
		q.status = 0;
		repository_fault(&q, r);
		assert_in_range(q.status, 400, 503);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(searches),
		cmocka_unit_test(several_hits_are_parts),
		cmocka_unit_test(lists_and_files),
		cmocka_unit_test(what_the_client_has_is_not_sent_again),
		cmocka_unit_test(the_page_tells_nothing_else),
		cmocka_unit_test(every_outcome_has_an_answer),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
