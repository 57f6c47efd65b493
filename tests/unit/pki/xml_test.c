/*
 * The one door through which foreign XML comes in.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pki/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int
setup(void **state)
{
	(void)state;
	xml_init();
	return 0;
}

static enum err
parse(struct bytes v)
{
	struct xml_doc *doc = NULL;
	enum err r = xml_parse(v, &doc);

	assert_true((r == E_OK) == (doc != NULL));
	xml_free(doc);
	return r;
}

/* clang-format off */
/* text, outcome */
static const struct {
	const char *text;
	enum err want;
} rows[] = {
	{ "<a/>",                                             E_OK },
	{ "\xEF\xBB\xBF<a/>",                                 E_OK },
	{ "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>",   E_OK },
	{ "<a>&lt;&#65;&amp;</a>",                            E_OK },
	{ "<a><![CDATA[x]]></a>",                             E_OK },
	{ "<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\"/></a>", E_OK },
	{ "",                                                 E_INPUT },
	{ "<a>",                                              E_INPUT },
	{ "<a/><b/>",                                         E_INPUT },
	{ "<a/>x",                                            E_INPUT },
	{ "<a b=\"1\" b=\"2\"/>",                             E_INPUT },
	{ "<a>&x;</a>",                                       E_INPUT },
	{ "<x:a/>",                                           E_INPUT },
	{ "<a>\xC3\x28</a>",                                  E_INPUT },
	{ "<!DOCTYPE a><a/>",                                 E_INPUT },
	{ "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",       E_INPUT },
	{ "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", E_INPUT },
	{ "<!DOCTYPE a SYSTEM \"http://localhost/a.dtd\"><a/>", E_INPUT },
	{ "<!DOCTYPE a [<!ENTITY % b SYSTEM \"file:///x\"> %b;]><a/>", E_INPUT },
	{ "<?php x?><a/>",                                    E_INPUT },
	{ "<a><?x y?></a>",                                   E_INPUT },
	{ "<a><!-- x --></a>",                                E_INPUT },
	{ "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", E_INPUT },
	{ "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",  E_INPUT },
	{ "<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>",   E_INPUT },
};
/* clang-format on */

static void
texts(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		if (parse(bytes_of(rows[i].text)) != rows[i].want)
			fail_msg("row %zu: %s", i, rows[i].text);
}

static void
nul_and_utf16(void **state)
{
	static const char nul[] = "<a>\0</a>";
	static const char wide[] = "\xFF\xFE<\0a\0/\0>\0";

	(void)state;
	assert_int_equal(parse(bytes_at(nul, sizeof(nul) - 1)), E_INPUT);
	assert_int_equal(parse(bytes_at(wide, sizeof(wide) - 1)), E_INPUT);
}

/* Append text n times. */
static void
repeat(struct buf *b, const char *text, int n)
{
	while (n-- > 0)
		assert_int_equal(buf_adds(b, text), E_OK);
}

static void
limits(void **state)
{
	/* depth, children, octets of text, outcome */
	static const struct {
		int depth, children, text;
		enum err want;
	} sizes[] = {
		{ 23, 0, 0, E_OK },
		{ 24, 0, 0, E_INPUT },
		{ 0, 3999, 0, E_OK },
		{ 0, 4000, 0, E_INPUT },
		{ 0, 0, 262000, E_OK },
		{ 0, 0, 262144, E_INPUT },
	};
	struct buf b = BUF(1 << 20);
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sizes); i++) {
		buf_clear(&b);
		repeat(&b, "<a>", sizes[i].depth + 1);
		repeat(&b, "<b/>", sizes[i].children);
		repeat(&b, "x", sizes[i].text);
		repeat(&b, "</a>", sizes[i].depth + 1);
		assert_int_equal(parse(buf_bytes(&b)), sizes[i].want);
	}
	buf_free(&b);
}

static void
attributes(void **state)
{
	struct buf b = BUF(1 << 16);
	int i, n;

	(void)state;
	for (n = 24; n <= 25; n++) {
		buf_clear(&b);
		repeat(&b, "<a", 1);
		for (i = 0; i < n; i++)
			assert_int_equal(buf_addf(&b, " b%d=\"\"", i), E_OK);
		repeat(&b, "/>", 1);
		assert_int_equal(
		    parse(buf_bytes(&b)), n == 24 ? E_OK : E_INPUT);
	}
	buf_free(&b);
}

static void
finding(void **state)
{
	struct xml_doc *doc = NULL;
	struct xml_node *root;
	struct arena *a = NULL;

	(void)state;
	assert_int_equal(arena_new(65536, &a), E_OK);
	assert_int_equal(
	    xml_parse(
		bytes_of(
		    "<r xmlns=\"urn:r\" n=\"1\">"
		    "<a> x &amp; y </a><b/><b/><c xmlns=\"\"/><d><a/></d></r>"),
		&doc),
	    E_OK);
	root = xml_root(doc);
	assert_true(xml_is(root, "urn:r", "r"));
	assert_false(xml_is(root, NULL, "r"));
	assert_string_equal(
	    xml_text(xml_child(root, "urn:r", "a"), a), "x & y");
	assert_string_equal(
	    xml_text_raw(xml_child(root, "urn:r", "a"), a), " x & y ");
	assert_null(xml_child(root, "urn:r", "b"));
	assert_null(xml_child(root, "urn:r", "c"));
	assert_non_null(xml_child(root, NULL, "c"));
	assert_null(xml_text(xml_child(root, "urn:r", "d"), a));
	assert_string_equal(xml_attr(root, "n", a), "1");
	assert_null(xml_attr(root, "m", a));
	assert_null(xml_child(NULL, NULL, "c"));
	xml_free(doc);
	arena_free(a);
}

static void
schemas(void **state)
{
	char path[4096];
	struct xml_schema *s = NULL;

	(void)state;
	snprintf(path, sizeof(path), "%s/www/schema/eid.xsd",
	    getenv("top_srcdir") ? getenv("top_srcdir") : ".");
	assert_int_equal(xml_schema_load(path, &s), E_OK);
	xml_schema_free(s);
	assert_int_equal(xml_schema_load("/nowhere.xsd", &s), E_INPUT);
	assert_null(s);
}

static void
writing(void **state)
{
	struct buf b = BUF(4096);

	(void)state;
	assert_int_equal(xml_leaf(&b, "a", "<&>\"'"), E_OK);
	assert_int_equal(xml_leaf(&b, "b", ""), E_OK);
	assert_int_equal(xml_leaf(&b, "c", NULL), E_OK);
	assert_string_equal(
	    (char *)b.p, "<a>&lt;&amp;&gt;&quot;&apos;</a><b/><c/>");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(nul_and_utf16),
		cmocka_unit_test(limits),
		cmocka_unit_test(attributes),
		cmocka_unit_test(finding),
		cmocka_unit_test(schemas),
		cmocka_unit_test(writing),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
