/*
 * JSON by field tables: what is read and written, and every refusal.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/web/responder.h"
#include "tests/unit/web/fake.h"

struct size {
	int64_t w;
	int64_t h;
};

struct word {
	char *text;
};

struct doc {
	int64_t n;
	struct bytes hash;
};

struct all {
	char *name;
	int64_t n;
	bool yes;
	struct bytes octets;
	struct id id;
	struct list docs;
	struct list words;
	struct list sizes;
};

/* clang-format off */
static const struct field size_fields[] = {
	FIELD_AS("", size, w, 9999, 0), FIELD_AS("", size, h, 9999, 0),
};
static const struct field word_fields[] = { FIELD_AS("", word, text, 8, 0) };
static const struct field doc_fields[] = {
	FIELD(doc, n, 9, FLD_REQUIRED), FIELD(doc, hash, 4, 0),
};
static const struct field fields[] = {
	FIELD(all, name,   8,    0),
	FIELD(all, n,      100,  0),
	FIELD(all, yes,    0,    0),
	FIELD(all, octets, 4,    0),
	FIELD(all, id,     0,    0),
	FIELD_LIST(all, docs,  doc,  doc_fields,  2),
	FIELD_LIST(all, words, word, word_fields, 3),
	FIELD_LIST(all, sizes, size, size_fields, 3),
};
static const struct field required[] = {
	FIELD(all, name,   8,    FLD_REQUIRED),
	FIELD(all, n,      100,  FLD_REQUIRED),
	FIELD(all, yes,    0,    FLD_REQUIRED),
};

#define ID "00112233445566778899aabbccddeeff"
static const struct {
	const char *text;
	enum err want;
	const char *why;
} rows[] = {
	{ "{}",                                E_OK,    "" },
	{ " {\"name\" : \"\xC3\xA4\"} \n",     E_OK,    "" },
	{ "{\"name\":\"\\u00e4\\n\"}",         E_OK,    "" },
	{ "{\"name\":null,\"n\":null}",        E_OK,    "" },
	{ "{\"other\":[{\"a\":1.5}]}",         E_OK,    "" },
	{ "{\"n\":100}",                       E_OK,    "" },
	{ "{\"yes\":true}",                    E_OK,    "" },
	{ "{\"octets\":\"AAECAw==\"}",         E_OK,    "" },
	{ "{\"id\":\"" ID "\"}",               E_OK,    "" },
	{ "{\"docs\":[]}",                     E_OK,    "" },
	{ "{\"docs\":[{\"n\":1},{\"n\":2}]}",  E_OK,    "" },
	{ "{\"words\":[\"a\",\"b\"]}",         E_OK,    "" },
	{ "{\"sizes\":[[1,2],[3,4]]}",         E_OK,    "" },
	/* no object, or not one alone */
	{ "",                                  E_INPUT, "" },
	{ "[]",                                E_INPUT, "" },
	{ "\"a\"",                             E_INPUT, "" },
	{ "{",                                 E_INPUT, "" },
	{ "{}x",                               E_INPUT, "" },
	{ "{}{}",                              E_INPUT, "" },
	{ "{\"n\":1,}",                        E_INPUT, "" },
	{ "{'n':1}",                           E_INPUT, "" },
	{ "{\"n\":1,\"n\":1}",                 E_INPUT, "" },
	{ "{\"other\":{\"a\":1,\"a\":1}}",     E_INPUT, "" },
	{ "{\"name\":\"\xC3(\"}",              E_INPUT, "" },
	{ "{\"name\":\"\\u0000\"}",            E_INPUT, "" },
	{ "{\"name\":\"\\ud800\"}",            E_INPUT, "" },
	{ "{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}", E_INPUT, "" },
	/* the wrong thing in a member */
	{ "{\"name\":1}",                      E_INPUT, "name" },
	{ "{\"name\":\"123456789\"}",          E_INPUT, "name" },
	{ "{\"name\":\"\\u0001\"}",            E_INPUT, "name" },
	{ "{\"n\":\"1\"}",                     E_INPUT, "n" },
	{ "{\"n\":1.0}",                       E_INPUT, "n" },
	{ "{\"n\":-1}",                        E_INPUT, "n" },
	{ "{\"n\":101}",                       E_INPUT, "n" },
	{ "{\"n\":99999999999999999999}",      E_INPUT, "" },
	{ "{\"yes\":1}",                       E_INPUT, "yes" },
	{ "{\"yes\":\"true\"}",                E_INPUT, "yes" },
	{ "{\"octets\":\"AAECAwQ=\"}",         E_INPUT, "octets" },
	{ "{\"octets\":\"AAE\"}",              E_INPUT, "octets" },
	{ "{\"octets\":\"A A=\"}",             E_INPUT, "octets" },
	{ "{\"octets\":[]}",                   E_INPUT, "octets" },
	{ "{\"id\":\"0011\"}",                 E_INPUT, "id" },
	{ "{\"id\":7}",                        E_INPUT, "id" },
	{ "{\"docs\":{}}",                     E_INPUT, "docs" },
	{ "{\"docs\":[1]}",                    E_INPUT, "docs" },
	{ "{\"docs\":[{}]}",                   E_INPUT, "n" },
	{ "{\"docs\":[{\"n\":10}]}",           E_INPUT, "n" },
	{ "{\"docs\":[{\"n\":1},{\"n\":1},{\"n\":1}]}", E_INPUT, "docs" },
	{ "{\"words\":[1]}",                   E_INPUT, "" },
	{ "{\"sizes\":[[1]]}",                 E_INPUT, "sizes" },
	{ "{\"sizes\":[[1,2,3]]}",             E_INPUT, "sizes" },
	{ "{\"sizes\":[1,2]}",                 E_INPUT, "sizes" },
	{ "{\"sizes\":[[1,\"2\"]]}",           E_INPUT, "" },
};

static const struct {
	const char *text;
	enum err want;
	const char *why;
} needed[] = {
	{ "{\"name\":\"a\",\"n\":0,\"yes\":false}", E_OK, "" },
	{ "{\"n\":0,\"yes\":false}",                E_INPUT, "name" },
	{ "{\"name\":\"\",\"n\":0,\"yes\":false}",  E_INPUT, "name" },
	{ "{\"name\":null,\"n\":0,\"yes\":false}",  E_INPUT, "name" },
	{ "{\"name\":\"a\",\"yes\":false}",         E_INPUT, "n" },
	{ "{\"name\":\"a\",\"n\":0}",               E_INPUT, "yes" },
};
/* clang-format on */

static struct arena *arena;

static void
texts(void **state)
{
	const char *why;
	struct all all;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		memset(&all, 0, sizeof(all));
		if (json_read(bytes_of(rows[i].text), fields, COUNT(fields),
			&all, &why, arena) != rows[i].want ||
		    strcmp(why, rows[i].why))
			fail_msg("row %zu: %s (%s)", i, rows[i].text, why);
	}
	for (i = 0; i < COUNT(needed); i++) {
		memset(&all, 0, sizeof(all));
		if (json_read(bytes_of(needed[i].text), required,
			COUNT(required), &all, &why, arena) != needed[i].want ||
		    strcmp(why, needed[i].why))
			fail_msg("needed %zu: %s (%s)", i, needed[i].text, why);
	}
}

static const char whole[] =
    "{\"name\":\"\xC3\xA4\\\"\",\"n\":7,\"yes\":true,\"octets\":\"AAEC\","
    "\"id\":\"" ID "\",\"docs\":[{\"n\":1,\"hash\":\"/w==\"},{\"n\":2}],"
    "\"words\":[\"a\",\"b\"],\"sizes\":[[1,2],[3,4]]}";

/* What is written is what was read. */
static void
there_and_back(void **state)
{
	struct buf out = BUF(1000);
	struct all all = { 0 };
	const struct doc *doc;
	const struct word *word;
	const struct size *size;

	(void)state;
	assert_int_equal(json_read(bytes_of(whole), fields, COUNT(fields), &all,
			     NULL, arena),
	    E_OK);
	doc = all.docs.rows;
	word = all.words.rows;
	size = all.sizes.rows;
	assert_string_equal(all.name, "\xC3\xA4\"");
	assert_int_equal(all.octets.n, 3);
	assert_int_equal(all.id.b[15], 0xff);
	assert_int_equal(all.docs.n, 2);
	assert_int_equal(doc[0].hash.p[0], 0xff);
	assert_int_equal(doc[1].hash.n, 0);
	assert_string_equal(word[1].text, "b");
	assert_int_equal(size[1].h, 4);
	assert_int_equal(json_write(&out, fields, COUNT(fields), &all), E_OK);
	assert_string_equal(out.p, whole);
	buf_free(&out);
}

static void
written(void **state)
{
	struct buf out = BUF(1000);
	struct buf small = BUF(10);
	struct all all = { 0 };
	char broken[] = "\xC3(";

	(void)state;
	assert_int_equal(json_write(&out, fields, COUNT(fields), &all), E_OK);
	assert_string_equal(out.p,
	    "{\"n\":0,\"yes\":false,\"docs\":[],"
	    "\"words\":[],\"sizes\":[]}");
	assert_int_equal(
	    json_write(&small, fields, COUNT(fields), &all), E_NOMEM);
	assert_int_equal(small.n, 0);
	all.name = broken;
	assert_int_equal(
	    json_write(&out, fields, COUNT(fields), &all), E_INPUT);
	buf_clear(&out);
	assert_int_equal(json_write(&out, NULL, 0, NULL), E_OK);
	assert_string_equal(out.p, "{}");
	buf_free(&out);
	buf_free(&small);
}

static void
some(void **state)
{
	struct all all = { .n = -1 };

	(void)state;
	json_read_some(bytes_of("{\"error\":\"E_AUTH\",\"n\":2,\"yes\":7}"),
	    fields, COUNT(fields), &all, arena);
	assert_int_equal(all.n, 2);
	assert_false(all.yes);
	json_read_some(
	    bytes_of("not JSON"), fields, COUNT(fields), &all, arena);
	assert_int_equal(all.n, 2);
}

static enum err
take(void *ctx, const char *name, const char *value)
{
	return buf_addf(ctx, "%s=%s;", name, value);
}

static enum err
take_nothing(void *ctx, const char *name, const char *value)
{
	(void)ctx;
	(void)name;
	(void)value;
	return E_CONFLICT;
}

static void
flat(void **state)
{
	struct buf out = BUF(100);

	(void)state;
	assert_int_equal(
	    json_texts(bytes_of("{\"a\":\"1\"}"), take, &out), E_OK);
	assert_string_equal(out.p, "a=1;");
	assert_int_equal(
	    json_texts(bytes_of("{\"a\":1}"), take, &out), E_INPUT);
	assert_int_equal(json_texts(bytes_of("[]"), take, &out), E_INPUT);
	assert_int_equal(
	    json_texts(bytes_of("{\"a\":\"1\",\"a\":\"2\"}"), take, &out),
	    E_INPUT);
	assert_int_equal(
	    json_texts(bytes_of("{\"a\":\"1\"}"), take_nothing, &out),
	    E_CONFLICT);
	buf_free(&out);
}

static void
answered(void **state)
{
	struct fake f = { .body = { NULL, 0 } };
	struct all all = { .n = 3 };
	struct request q;

	(void)state;
	fake_begin(&f, &q);
	assert_int_equal(
	    answer_json(&q, required, COUNT(required), &all), E_OK);
	assert_string_equal(q.body_out.p, "{\"n\":3,\"yes\":false}");
	assert_string_equal(q.head_out.p,
	    "Cache-Control: no-store\r\n"
	    "Content-Type: application/json\r\n");
	fake_end(&q);
}

/* clang-format off */
static const struct {
	enum err err;
	int preset, status;
	const char *reason, *body;
} faults[] = {
	{ E_INPUT,    0,   400, NULL,    "{\"error\":\"E_INPUT\",\"reason\":\"input\"}" },
	{ E_AUTH,     0,   401, "wrong", "{\"error\":\"E_AUTH\",\"reason\":\"wrong\"}" },
	{ E_DENIED,   0,   403, NULL,    "{\"error\":\"E_DENIED\",\"reason\":\"denied\"}" },
	{ E_NOTFOUND, 0,   404, NULL,    "{\"error\":\"E_NOTFOUND\",\"reason\":\"notfound\"}" },
	{ E_CONFLICT, 0,   409, NULL,    "{\"error\":\"E_CONFLICT\",\"reason\":\"conflict\"}" },
	{ E_LIMIT,    0,   429, NULL,    "{\"error\":\"E_LIMIT\",\"reason\":\"limit\"}" },
	{ E_LIMIT,    413, 413, "length", "{\"error\":\"E_LIMIT\",\"reason\":\"length\"}" },
	{ E_PEER,     0,   502, NULL,    "{\"error\":\"E_PEER\",\"reason\":\"peer\"}" },
	{ E_DB,       0,   503, NULL,    "{\"error\":\"E_DB\",\"reason\":\"database\"}" },
	{ E_NOMEM,    0,   500, NULL,    "{\"error\":\"E_NOMEM\",\"reason\":\"memory\"}" },
	{ E_CRYPTO,   0,   500, NULL,    "{\"error\":\"E_CRYPTO\",\"reason\":\"crypto\"}" },
	{ E_BUG,      0,   500, NULL,    "{\"error\":\"E_BUG\",\"reason\":\"bug\"}" },
};
/* clang-format on */

static void
private_faults(void **state)
{
	struct fake f = { .body = { NULL, 0 } };
	struct request q;
	size_t i;

	(void)state;
	assert_int_equal(COUNT(faults), E__MAX);
	for (i = 0; i < COUNT(faults); i++) {
		fake_begin(&f, &q);
		q.status = faults[i].preset;
		q.reason = faults[i].reason;
		private_fault(&q, faults[i].err);
		assert_int_equal(q.status, faults[i].status);
		assert_string_equal(q.body_out.p, faults[i].body);
		fake_end(&q);
	}
}

static int
setup(void **state)
{
	(void)state;
	return arena_new(1 << 20, &arena) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(written),
		cmocka_unit_test(some),
		cmocka_unit_test(flat),
		cmocka_unit_test(answered),
		cmocka_unit_test(private_faults),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
