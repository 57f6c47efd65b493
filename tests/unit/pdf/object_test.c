/*
 * Objects: read, written back, compared, changed; what is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_object.h"

#include <string.h>

#include "shared/pdf/pdf_text.h"
#include "tests/unit/pdf/samples.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	return arena_new(1 << 26, &a) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static enum err
read_text(const char *text, struct pdf_obj *out)
{
	struct pdf_lex l = { bytes_of(text), 0 };

	return pdf_object_read(&l, a, out);
}

/* clang-format off */
/* text as read, text as written */
static const char *const round_trips[][2] = {
	{ "null", "null" },
	{ "true", "true" },
	{ "-5", "-5" },
	{ "1.50", "1.50" },
	{ "(a\\(b)", "(a\\(b)" },
	{ "<00ff>", "<00FF>" },
	{ "/A#20b", "/A#20b" },
	{ "7 0 R", "7 0 R" },
	{ "[1 2 0 R/x(y)]", "[ 1 2 0 R /x (y) ]" },
	{ "<</A 1/B[<</C null>>]>>", "<< /A 1 /B [ << /C null >> ] >>" },
	{ "[1 2 3 0 R 4]", "[ 1 2 3 0 R 4 ]" },
	{ "[]", "[ ]" },
	{ "<<>>", "<< >>" },
};
static const struct {
	const char *text;
	enum err err;
} refused[] = {
	{ "", E_INPUT },
	{ "[1", E_INPUT },
	{ "]", E_INPUT },
	{ "[1>>", E_INPUT },
	{ "<</A>>", E_INPUT },
	{ "<<1 2>>", E_INPUT },
	{ "<</A 1/A 2>>", E_INPUT },
	{ "<</A 1/#41 2>>", E_INPUT },
	{ "[R]", E_INPUT },
	{ "[1 R]", E_INPUT },
	{ "[0 0 R]", E_INPUT },
	{ "[1 70000 R]", E_INPUT },
	{ "[1.5 0 R]", E_INPUT },
	{ "[moo]", E_INPUT },
	{ "(open", E_INPUT },
};
/* clang-format on */

static void
test_round_trip(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(round_trips); i++) {
		struct buf b = BUF(4096);
		struct pdf_obj o, again;

		assert_int_equal(read_text(round_trips[i][0], &o), E_OK);
		assert_int_equal(pdf_object_write(&b, &o), E_OK);
		assert_string_equal(b.p, round_trips[i][1]);
		assert_int_equal(read_text((const char *)b.p, &again), E_OK);
		assert_true(pdf_equal(&o, &again));
		buf_free(&b);
	}
}

static void
test_refused(void **state)
{
	struct pdf_obj o;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(refused); i++)
		assert_int_equal(
		    read_text(refused[i].text, &o), refused[i].err);
}

/* 50 levels are read, 51 are not; no recursion anywhere. */
static void
test_depth(void **state)
{
	char text[256];
	struct pdf_obj o;

	(void)state;
	memset(text, '[', 51);
	memset(text + 51, ']', 51);
	text[102] = '\0';
	assert_int_equal(read_text(text, &o), E_LIMIT);
	text[101] = '\0';
	assert_int_equal(read_text(text + 1, &o), E_OK);
}

static void
test_equal(void **state)
{
	struct pdf_obj x, y;

	(void)state;
	assert_int_equal(read_text("<</A 1/B[1 2]>>", &x), E_OK);
	assert_int_equal(read_text("<</B[1 2]/A 1>>", &y), E_OK);
	assert_true(pdf_equal(&x, &y));
	assert_int_equal(read_text("<</B[1 3]/A 1>>", &y), E_OK);
	assert_false(pdf_equal(&x, &y));
	assert_int_equal(read_text("<</B[1 2]/C 1>>", &y), E_OK);
	assert_false(pdf_equal(&x, &y));
	assert_int_equal(read_text("<</A 1>>", &y), E_OK);
	assert_false(pdf_equal(&x, &y));
}

static void
test_change(void **state)
{
	struct pdf_obj o, one = pdf_new_int(9), ref = pdf_new_ref(4, 0);
	struct pdf_obj *copy, *grown;
	struct buf b = BUF(4096);

	(void)state;
	assert_int_equal(read_text("<</A 1/K[1]>>", &o), E_OK);
	copy = pdf_dict_copy(&o, 1, a);
	pdf_dict_set(copy, "A", &one);
	pdf_dict_set(copy, "Z", &one);
	grown = pdf_array_grown(pdf_key(&o, "K"), &ref, a);
	pdf_dict_set(copy, "K", grown);
	assert_int_equal(pdf_object_write(&b, copy), E_OK);
	assert_string_equal(b.p, "<< /A 9 /K [ 1 4 0 R ] /Z 9 >>");
	buf_clear(&b);
	assert_int_equal(pdf_object_write(&b, &o), E_OK);
	assert_string_equal(b.p, "<< /A 1 /K [ 1 ] >>");
	buf_free(&b);
}

/* clang-format off */
static const char *const texts[][2] = {
	{ "Erika", "(Erika)" },
	{ "a(b)\\", "(a\\(b\\)\\\\)" },
	{ "M\xC3\xBCller", "<FEFF004D00FC006C006C00650072>" },
	{ "\xF0\x9F\x96\x8A", "<FEFFD83DDD8A>" },
};
/* clang-format on */

static void
test_text(void **state)
{
	struct buf wrong = BUF(99);
	struct pdf_obj o;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(texts); i++) {
		struct buf b = BUF(4096);

		assert_int_equal(
		    pdf_text_write(&b, bytes_of(texts[i][0])), E_OK);
		assert_string_equal(b.p, texts[i][1]);
		assert_int_equal(read_text((const char *)b.p, &o), E_OK);
		assert_string_equal(pdf_text(a, &o), texts[i][0]);
		buf_free(&b);
	}
	assert_int_equal(pdf_text_write(&wrong, bytes_of("\xFF")), E_INPUT);
	buf_free(&wrong);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
