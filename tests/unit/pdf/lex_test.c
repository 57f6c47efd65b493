/*
 * Tokens: each kind, its edges, and what is no token.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_lex.h"

#include <math.h>
#include <string.h>

#include "tests/unit/pdf/samples.h"

/* clang-format off */
static const struct {
	const char *text;
	enum pdf_token_type type;
	const char *raw;
	int64_t i;
	double d;
} rows[] = {
	{ "",            PDF_T_END,       "",          0, 0 },
	{ " % c\n",      PDF_T_END,       "",          0, 0 },
	{ "12",          PDF_T_INT,       "12",        12, 12 },
	{ "-7 x",        PDF_T_INT,       "-7",        -7, -7 },
	{ "+7",          PDF_T_INT,       "+7",        7, 7 },
	{ "1.5",         PDF_T_REAL,      "1.5",       15, 1.5 },
	{ "-.25",        PDF_T_REAL,      "-.25",      -25, -.25 },
	{ "4.",          PDF_T_REAL,      "4.",        4, 4 },
	{ "1.2.3",       PDF_T_WORD,      "1.2.3",     12, 0 },
	{ "--1",         PDF_T_WORD,      "--1",       0, 0 },
	{ ".",           PDF_T_WORD,      ".",         0, 0 },
	{ "1e3",         PDF_T_WORD,      "1e3",       1, 0 },
	{ "99999999999999999999", PDF_T_INT, "99999999999999999999",
	    INT64_MAX, 1e20 },
	{ "obj",         PDF_T_WORD,      "obj",       0, 0 },
	{ "/Na#6de/x",   PDF_T_NAME,      "/Na#6de",   0, 0 },
	{ "/",           PDF_T_NAME,      "/",         0, 0 },
	{ "(a(b)c)d",    PDF_T_STRING,    "(a(b)c)",   0, 0 },
	{ "(a\\)b)",     PDF_T_STRING,    "(a\\)b)",   0, 0 },
	{ "(open",       PDF_T_BAD,       "(",         0, 0 },
	{ "<0aF>",       PDF_T_HEX,       "<0aF>",     0, 0 },
	{ "<0g>",        PDF_T_BAD,       "<",         0, 0 },
	{ "<00",         PDF_T_BAD,       "<",         0, 0 },
	{ "<<",          PDF_T_DICT,      "<<",        0, 0 },
	{ ">>",          PDF_T_DICT_END,  ">>",        0, 0 },
	{ ">",           PDF_T_BAD,       ">",         0, 0 },
	{ "[",           PDF_T_ARRAY,     "[",         0, 0 },
	{ "]",           PDF_T_ARRAY_END, "]",         0, 0 },
	{ ")",           PDF_T_BAD,       ")",         0, 0 },
	{ "{",           PDF_T_WORD,      "{",         0, 0 },
};
static const struct {
	const char *token;
	const char *text;
	size_t n;
} texts[] = {
	{ "(a\\n\\050\\53x\\q)", "a\n(+xq", 6 },
	{ "(a\\\r\nb)",          "ab", 2 },
	{ "(a\r\nb\rc)",         "a\nb\nc", 5 },
	{ "(\\400)",             "\0", 1 },
	{ "(\\1234)",            "S4", 2 },
	{ "()",                  "", 0 },
	{ "<48 65 6C6>",         "Hel`", 4 },
	{ "<>",                  "", 0 },
	{ "/A#42#4",             "AB#4", 4 },
};
/* clang-format on */

static void
test_tokens(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct pdf_lex l = { bytes_of(rows[i].text), 0 };
		struct pdf_token t;

		pdf_lex_next(&l, &t);
		assert_int_equal(t.type, rows[i].type);
		assert_true(bytes_eqs(t.raw, rows[i].raw));
		if (t.type == PDF_T_INT)
			assert_int_equal(t.i, rows[i].i);
		if (t.type == PDF_T_INT || t.type == PDF_T_REAL)
			assert_true(
			    fabs(t.d - rows[i].d) <= 1e-9 * fabs(rows[i].d));
	}
}

static void
test_text(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		struct pdf_lex l = { bytes_of(texts[i].token), 0 };
		unsigned char out[64];
		struct pdf_token t;

		pdf_lex_next(&l, &t);
		assert_int_equal(pdf_lex_text(&t, out), texts[i].n);
		assert_memory_equal(out, texts[i].text, texts[i].n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
