/*
 * What may come after a signature and what may not: a document is prepared,
 * signed, and changed by an update. Shadow attacks prepare what their update
 * needs; so do the rows here.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_revision.h"

#include <stdio.h>
#include <string.h>

#include "shared/pdf/pdf_increment.h"
#include "shared/pdf/pdf_open.h"
#include "tests/unit/pdf/samples.h"
#include "tests/unit/pdf/signer.h"

static struct house h;
static struct arena *a;
static int made; /* number of the object that the preparation made */

static int
setup(void **state)
{
	(void)state;
	house_make(&h, KEY_P256);
	return arena_new(256 << 20, &a) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	house_free(&h);
	arena_free(a);
	return 0;
}

static int
the_made(struct pdf_file *f)
{
	(void)f;
	return made;
}

static int
the_signature(struct pdf_file *f)
{
	struct pdf_fields all;
	size_t i;

	assert_int_equal(pdf_fields(f, &all), E_OK);
	for (i = 0; i < all.n; i++)
		if (all.field[i].v->type == PDF_DICT)
			return all.field[i].v->id;
	return 0;
}

/* What an object gets: a key's value, or without a key a new value. */
struct change {
	int (*which)(struct pdf_file *f); /* NULL: nothing is changed */
	const char *key;
	/* "@" is the new object, "$" a stream, "!" the signature's value, "%"
	 * the information; "+" in front: one more element of the array */
	const char *value;
};

/* A change, and an object that is made for it; NULL: none. */
struct update {
	const char *object;
	struct change change[2];
};

/* The number that a letter stands for; 0: none. */
static int
stands_for(struct pdf_file *f, char letter, int number)
{
	switch (letter) {
	case '@':
		return number;
	case '$':
		return pdf_get(f, pdf_catalog(f), "Metadata")->id;
	case '%':
		return sample_information(f);
	case '!':
		return the_signature(f);
	default:
		return 0;
	}
}

/* Read a value after putting numbers into it. */
static struct pdf_obj
value(struct pdf_file *f, const char *text, int number)
{
	struct buf out = BUF(4096);
	struct pdf_lex l;
	struct pdf_obj v;
	const char *p;

	for (p = text; *p; p++) {
		int id = stands_for(f, *p, number);

		assert_int_equal(
		    id ? buf_addf(&out, "%d", id) : buf_addc(&out, *p), E_OK);
	}
	l = (struct pdf_lex){ { arena_alloc(a, out.n), out.n }, 0 };
	memcpy((void *)(uintptr_t)l.in.p, out.p, out.n);
	buf_free(&out);
	assert_int_equal(pdf_object_read(&l, a, &v), E_OK);
	return v;
}

static void
write_change(struct pdf_increment *inc, const struct change *c, int number)
{
	bool grows = *c->value == '+';
	struct pdf_obj v = value(inc->f, c->value + grows, number);
	const struct pdf_obj *old = pdf_object(inc->f, c->which(inc->f));
	const struct pdf_obj *is = &v;
	struct pdf_obj *copy;

	if (grows)
		is = pdf_array_grown(pdf_get(inc->f, old, c->key), &v, a);
	if (c->key != NULL) {
		copy = pdf_dict_copy(old, 1, a);
		pdf_dict_set(copy, c->key, is);
		is = copy;
	}
	assert_int_equal(
	    pdf_increment_object(inc, c->which(inc->f), 0, is), E_OK);
}

/* Append an update. */
static void
append(struct buf *file, const struct update *u)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct buf update = BUF(1 << 20);
	struct pdf_increment inc;
	struct pdf_file *f = NULL;
	struct pdf_obj v;
	int number = 0;
	size_t i;

	if (u->object == NULL && u->change[0].which == NULL)
		return;
	assert_int_equal(pdf_open_raw(buf_bytes(file), a, &no, &f), E_OK);
	assert_int_equal(pdf_increment_begin(f, &update, &inc), E_OK);
	if (u->object != NULL) {
		number = pdf_increment_number(&inc);
		v = value(f, u->object, number);
		assert_int_equal(
		    pdf_increment_object(&inc, number, 0, &v), E_OK);
	}
	for (i = 0; i < COUNT(u->change) && u->change[i].which; i++)
		write_change(&inc, &u->change[i], number);
	assert_int_equal(pdf_increment_end(&inc), E_OK);
	pdf_increment_clear(&inc);
	pdf_close(f);
	assert_int_equal(buf_addb(file, buf_bytes(&update)), E_OK);
	buf_free(&update);
	made = number ? number : made;
}

#define EVIL                                                   \
	"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Evil) " \
	"/Rect [0 0 595 842] "

/* clang-format off */
static const struct {
	const char *name;
	struct update before, after;
	enum pdf_verdict verdict;
} rows[] = {
	{ "what was awaited comes",
	    { "null", { { sample_page, "Annots", "[@ 0 R]" } } },
	    { NULL, { { the_made, NULL,
		"<< /Subtype /Square /Rect [0 0 9 9] >>" } } },
	    PDF_BAD_SIGNATURE },
	{ "what nobody awaited comes",
	    { "null", { { NULL, NULL, NULL } } },
	    { NULL, { { the_made, NULL, "<< >>" } } }, PDF_OK },
	{ "certificates that are contents as well",
	    { "[]", { { sample_page, "Contents", "@ 0 R" },
		{ sample_catalog, "DSS", "<< /Certs @ 0 R >>" } } },
	    { NULL, { { the_made, NULL, "[$ 0 R]" } } }, PDF_BAD_SIGNATURE },
	{ "certificates that are nothing else",
	    { "[]", { { sample_catalog, "DSS", "<< /Certs @ 0 R >>" } } },
	    { NULL, { { the_made, NULL, "[$ 0 R]" } } }, PDF_OK },
	{ "validation data that is fonts as well",
	    { "<< /F 1 0 R >>", { { sample_page, "Resources",
		"<< /Font @ 0 R >>" }, { sample_catalog, "DSS", "@ 0 R" } } },
	    { NULL, { { the_made, NULL, "<< /F 2 0 R >>" } } },
	    PDF_BAD_SIGNATURE },
	{ "validation data that goes",
	    { NULL, { { sample_catalog, "DSS", "<< /Certs [$ 0 R] >>" } } },
	    { NULL, { { sample_catalog, "DSS", "null" } } },
	    PDF_BAD_SIGNATURE },
	{ "a certificate that goes",
	    { NULL, { { sample_catalog, "DSS", "<< /Certs [$ 0 R] >>" } } },
	    { NULL, { { sample_catalog, "DSS", "<< /Certs [] >>" } } },
	    PDF_BAD_SIGNATURE },
	{ "a certificate more",
	    { NULL, { { sample_catalog, "DSS", "<< /Certs [$ 0 R] >>" } } },
	    { NULL, { { sample_catalog, "DSS", "<< /Certs [$ 0 R $ 0 R] >>" } } },
	    PDF_OK },
	{ "validation data that becomes a page",
	    { "<< /Certs [] >>", { { sample_catalog, "DSS", "@ 0 R" } } },
	    { NULL, { { the_made, NULL, "<< /Certs [1 0 R] >>" } } },
	    PDF_BAD_SIGNATURE },
	{ "information that is fonts as well",
	    { NULL, { { sample_information, "F", "1 0 R" },
		{ sample_page, "Resources", "<< /Font % 0 R >>" } } },
	    { NULL, { { sample_information, "F", "2 0 R" } } },
	    PDF_BAD_SIGNATURE },
	{ "information that is a field as well",
	    { NULL, { { sample_information, "V", "(x)" },
		{ sample_form, "Fields", "+% 0 R" } } },
	    { NULL, { { sample_information, "V", "(y)" } } },
	    PDF_BAD_SIGNATURE },
	{ "a word more",
	    { NULL, { { NULL, NULL, NULL } } },
	    { NULL, { { sample_information, "Subject", "(x)" } } }, PDF_OK },
	{ "a certification that nobody signed",
	    { NULL, { { NULL, NULL, NULL } } },
	    { "<< >>", { { sample_catalog, "Perms", "<< /DocMDP @ 0 R >>" } } },
	    PDF_BAD_SIGNATURE },
	{ "a certification that goes",
	    { "<< >>", { { sample_catalog, "Perms", "<< /DocMDP @ 0 R >>" } } },
	    { NULL, { { sample_catalog, "Perms", "null" } } },
	    PDF_BAD_SIGNATURE },
	{ "a font by which filled fields are shown",
	    { NULL, { { sample_form, "DR", "<< /Font << /A 1 0 R >> >>" } } },
	    { NULL, { { sample_form, "DR", "<< /Font << /A 2 0 R >> >>" } } },
	    PDF_BAD_SIGNATURE },
	{ "no more fonts for filled fields",
	    { NULL, { { sample_form, "DR", "<< /Font << /A 1 0 R >> >>" } } },
	    { NULL, { { sample_form, "DR", "null" } } }, PDF_BAD_SIGNATURE },
	{ "a template of signatures for another",
	    { NULL, { { sample_form, "DR", "<< /XObject << /A 1 0 R >> >>" } } },
	    { NULL, { { sample_form, "DR", "<< /XObject << /A 2 0 R >> >>" } } },
	    PDF_OK },
	{ "a font more for fields",
	    { NULL, { { sample_form, "DR", "<< /Font << /A 1 0 R >> >>" } } },
	    { NULL, { { sample_form, "DR",
		"<< /Font << /A 1 0 R /B 2 0 R >> >>" } } }, PDF_OK },
	{ "a widget that says it is signed",
	    { NULL, { { NULL, NULL, NULL } } },
	    { EVIL "/V << /Byte#52ange [] /Contents <> >> >>",
		{ { sample_page, "Annots", "+@ 0 R" } } }, PDF_BAD_SIGNATURE },
	{ "a widget with another's signature",
	    { NULL, { { NULL, NULL, NULL } } },
	    { EVIL "/V ! 0 R >>", { { sample_page, "Annots", "+@ 0 R" } } },
	    PDF_BAD_SIGNATURE },
	{ "a field that nobody signed",
	    { NULL, { { NULL, NULL, NULL } } },
	    { EVIL ">>", { { sample_form, "Fields", "+@ 0 R" } } },
	    PDF_BAD_SIGNATURE },
};
/* clang-format on */

static void
test_rows(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct buf file = sample_read("field-indirect.pdf"), all;
		struct pdf_wish w = signer_wish();
		struct pdf_refusal no;
		struct pdf_checked c;

		append(&file, &rows[i].before);
		all = signer_sign(&h, buf_bytes(&file), &w);
		append(&all, &rows[i].after);
		(void)sample_check(
		    buf_bytes(&all), PDF_CHECK_ENGINE, a, &no, &c);
		if (no.verdict != rows[i].verdict)
			fail_msg("%s: %s (%s)", rows[i].name,
			    pdf_verdict_name(no.verdict), no.why);
		pdf_checked_clear(&c);
		buf_free(&all);
		buf_free(&file);
		arena_reset(a);
	}
}

/*
 * An update that leads to the first section of a document past the second,
 * and lists what the second says but for one object: what was replaced
 * before the signature shows again.
 */
static void
test_passed_over(void **state)
{
	static const struct update once = { NULL,
		{ { sample_page, "UserUnit", "2" } } };
	struct buf file = sample_read("field.pdf"), all;
	struct pdf_wish w = signer_wish();
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_checked c;
	struct pdf_scan s;
	size_t i, at;

	(void)state;
	append(&file, &once);
	all = signer_sign(&h, buf_bytes(&file), &w);
	assert_int_equal(pdf_scan(buf_bytes(&all), a, &no, &s), E_OK);
	at = all.n;
	assert_int_equal(s.n, 3);
	assert_int_equal(buf_adds(&all, "xref\n"), E_OK);
	for (i = 0; i < s.section[0].n; i++)
		assert_int_equal(
		    buf_addf(&all, "%d 1\n%010zu 00000 n \n",
			s.section[0].entry[i].id, s.section[0].entry[i].at),
		    E_OK);
	assert_int_equal(buf_addf(&all,
			     "trailer\n<< /Size %d /Root %d 0 R /Prev %zu >>\n"
			     "startxref\n%zu\n%%%%EOF\n",
			     s.size, pdf_key(&s.section[0].trailer, "Root")->id,
			     s.section[2].at, at),
	    E_OK);
	(void)sample_check(buf_bytes(&all), PDF_CHECK_ENGINE, a, &no, &c);
	assert_int_equal(no.verdict, PDF_BAD_SIGNATURE);
	assert_non_null(strstr(no.why, "passed over"));
	pdf_checked_clear(&c);
	buf_free(&all);
	buf_free(&file);
	arena_reset(a);
}

/*
 * Metadata may change, also where an object stream holds a catalog that is
 * none any more and names it as well.
 */
static void
test_metadata(void **state)
{
	struct buf file = sample_read("a2b-stream.pdf"), all;
	struct buf update = BUF(1 << 20);
	struct pdf_wish w = signer_wish();
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_increment inc;
	struct pdf_file *f = NULL;
	struct pdf_checked c;

	(void)state;
	all = signer_sign(&h, buf_bytes(&file), &w);
	assert_int_equal(pdf_open_raw(buf_bytes(&all), a, &no, &f), E_OK);
	assert_int_equal(pdf_increment_begin(f, &update, &inc), E_OK);
	assert_int_equal(pdf_increment_stream(&inc,
			     pdf_get(f, pdf_catalog(f), "Metadata")->id,
			     "/Type /Metadata /Subtype /XML", bytes_of("<x/>")),
	    E_OK);
	assert_int_equal(pdf_increment_end(&inc), E_OK);
	pdf_increment_clear(&inc);
	pdf_close(f);
	assert_int_equal(buf_addb(&all, buf_bytes(&update)), E_OK);
	(void)sample_check(buf_bytes(&all), PDF_CHECK_ENGINE, a, &no, &c);
	assert_int_equal(no.verdict, PDF_OK);
	pdf_checked_clear(&c);
	buf_free(&update);
	buf_free(&all);
	buf_free(&file);
	arena_reset(a);
}

/* A page that does not say that it is one is signed again all the same. */
static void
test_nameless_page(void **state)
{
	static const struct update once = { NULL,
		{ { sample_page, "Type", "null" } } };
	struct buf file = sample_read("field.pdf"), one, two;
	struct pdf_wish w = signer_wish();
	struct pdf_refusal no;
	struct pdf_checked c;

	(void)state;
	append(&file, &once);
	one = signer_sign(&h, buf_bytes(&file), &w);
	w.position = PDF_INVISIBLE;
	two = signer_sign(&h, buf_bytes(&one), &w);
	(void)sample_check(buf_bytes(&two), PDF_CHECK_ENGINE, a, &no, &c);
	assert_int_equal(no.verdict, PDF_OK);
	assert_int_equal(c.signatures.n, 2);
	pdf_checked_clear(&c);
	buf_free(&two);
	buf_free(&one);
	buf_free(&file);
	arena_reset(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_passed_over),
		cmocka_unit_test(test_metadata),
		cmocka_unit_test(test_nameless_page),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
