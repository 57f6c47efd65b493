/*
 * Whole signatures: what is signed verifies and stays PDF/A, several people
 * sign one after the other, and every manipulation is noticed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "shared/base/encode.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_open.h"
#include "shared/pdf/pdf_place_field.h"
#include "shared/pdf/pdf_report.h"
#include "shared/pdf/pdf_verify.h"
#include "tests/unit/pdf/samples.h"
#include "tests/unit/pdf/signer.h"

static struct house h;
static struct arena *a;

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

static struct pdf_verified
verified(struct bytes file)
{
	struct pdf_verified v;

	assert_int_equal(pdf_verify(file, a, &v), E_OK);
	return v;
}

static void
expect_verdict(struct bytes file, enum pdf_verdict want)
{
	struct pdf_refusal no;
	struct pdf_checked c;

	(void)sample_check(file, PDF_CHECK_FULL, a, &no, &c);
	if (no.verdict != want)
		fail_msg("%s %s (%s), not %s", pdf_verdict_name(no.verdict),
		    no.rule, no.why, pdf_verdict_name(want));
	pdf_checked_clear(&c);
	arena_reset(a);
}

/* Each good sample, signed: verifies, and passes the gate again. */
static void
sign_sample(const struct sample *s)
{
	struct pdf_wish w = signer_wish();
	unsigned char certificate[32];
	struct pdf_verified v;
	struct buf file, out;

	if (strcmp(s->verdict, "ok") != 0 || strcmp(s->file, "limit.pdf") == 0)
		return;
	file = sample_read(s->file);
	out = signer_sign(&h, buf_bytes(&file), &w);
	v = verified(buf_bytes(&out));
	if (!v.ok)
		fail_msg("%s: %s", s->file, v.reason);
	assert_true(v.covers_all);
	assert_int_equal(v.signatures, 1);
	assert_int_equal(v.time_stamp_at, NOW);
	assert_int_equal(v.digest_n, 32);
	assert_int_equal(v.range[3], out.n - v.range[2]);
	assert_int_equal(sha256(h.person.der, certificate), E_OK);
	assert_memory_equal(v.signer_sha256, certificate, 32);
	expect_verdict(buf_bytes(&out), PDF_OK);
	buf_free(&out);
	buf_free(&file);
}

static void
test_samples(void **state)
{
	(void)state;
	sample_each(sign_sample);
}

/* Three people, one after the other, visible and not. */
static void
test_several(void **state)
{
	static const enum pdf_position at[] = { PDF_TOP_LEFT, PDF_INVISIBLE,
		PDF_BOTTOM_RIGHT };
	static const char *const names[] = { "a1b.pdf", "a2b-stream.pdf",
		"field-indirect.pdf", "field-shared.pdf" };
	size_t i, k;

	(void)state;
	for (k = 0; k < COUNT(names); k++) {
		struct buf file = sample_read(names[k]);

		for (i = 0; i < COUNT(at); i++) {
			struct pdf_wish w = signer_wish();
			struct pdf_verified v;
			struct buf out;

			w.position = at[i];
			out = signer_sign(&h, buf_bytes(&file), &w);
			buf_free(&file);
			file = out;
			v = verified(buf_bytes(&file));
			if (!v.ok)
				fail_msg("%s, %zu: %s", names[k], i, v.reason);
			assert_int_equal(v.signatures, i + 1);
			expect_verdict(buf_bytes(&file), PDF_OK);
		}
		buf_free(&file);
	}
}

static struct buf
one(const char *name)
{
	struct buf file = sample_read(name);
	struct pdf_wish w = signer_wish();
	struct buf out = signer_sign(&h, buf_bytes(&file), &w);

	buf_free(&file);
	return out;
}

/* One octet anywhere in the signed ranges: always noticed. */
static void
test_flips(void **state)
{
	struct buf file = one("a2b.pdf");
	struct pdf_verified v = verified(buf_bytes(&file));
	size_t i;

	(void)state;
	for (i = 0; i < file.n; i += file.n / 97) {
		if (i > v.range[1] && i < v.range[2])
			continue;
		file.p[i] ^= 0x20;
		assert_false(verified(buf_bytes(&file)).ok);
		file.p[i] ^= 0x20;
		arena_reset(a);
	}
	assert_true(verified(buf_bytes(&file)).ok);
	buf_free(&file);
}

/* Where the hexadecimal digits of some octets stand in a file. */
static size_t
digits_of(const struct buf *file, struct bytes octets)
{
	struct buf hex = BUF(1 << 16);
	const unsigned char *at;

	assert_int_equal(hex_add(&hex, octets), E_OK);
	at = memmem(file->p, file->n, hex.p, hex.n);
	assert_non_null(at);
	buf_free(&hex);
	return (size_t)(at - file->p);
}

static void
flip_digits(struct buf *file, size_t from, size_t to, size_t step)
{
	size_t i;

	for (i = from; i < to; i += step) {
		unsigned char was = file->p[i];

		file->p[i] = was == '0' ? '1' : '0';
		if (verified(buf_bytes(file)).ok)
			fail_msg("digit %zu of %zu", i - from, to - from);
		file->p[i] = was;
		arena_reset(a);
	}
}

/*
 * Any digit of the signer's certificate, of what follows the certificates
 * (the SignerInfo from its sid on), and of the padding: noticed. Other certificates protect
 * themselves where they are built into a chain, which is not done here.
 */
static void
test_cms_flips(void **state)
{
	struct buf file = one("a2b.pdf");
	struct pdf_verified v = verified(buf_bytes(&file));
	size_t person = digits_of(&file, h.person.der);
	size_t ca = digits_of(&file, h.ca.der);
	size_t behind = person + 2 * h.person.der.n;

	(void)state;
	if (ca > person)
		behind = ca + 2 * h.ca.der.n;
	flip_digits(&file, person, person + 2 * h.person.der.n, 5);
	flip_digits(&file, behind + 22, behind + 400, 3);
	flip_digits(&file, v.range[2] - 200, v.range[2] - 1, 40);
	assert_true(verified(buf_bytes(&file)).ok);
	buf_free(&file);
}

/* Whatever stands behind the last %%EOF refuses the file. */
static void
test_tail(void **state)
{
	static const char *const tails[] = { "garbage\n", "% hello\n", "\n\n",
		" ", "%%EOF\n" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(tails); i++) {
		struct buf file = one("a2b.pdf");

		assert_int_equal(buf_adds(&file, tails[i]), E_OK);
		expect_verdict(buf_bytes(&file), PDF_DAMAGED);
		assert_false(verified(buf_bytes(&file)).ok);
		buf_free(&file);
	}
}

/* Append an update that rewrites one object of a signed file. */
static struct buf
rewritten(const char *name, int (*which)(struct pdf_file *f), const char *key,
    const char *value)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct buf file = one(name), update = BUF(1 << 20);
	struct pdf_increment inc;
	struct pdf_file *f = NULL;
	struct pdf_obj *copy, v;
	struct pdf_lex l = { bytes_of(value), 0 };
	const struct pdf_obj *o;

	assert_int_equal(pdf_open(buf_bytes(&file), a, &no, &f), E_OK);
	o = pdf_object(f, which(f));
	assert_int_equal(pdf_object_read(&l, a, &v), E_OK);
	copy = pdf_dict_copy(o, 1, a);
	assert_non_null(copy);
	pdf_dict_set(copy, key, &v);
	assert_int_equal(pdf_increment_begin(f, &update, &inc), E_OK);
	assert_int_equal(pdf_increment_object(&inc, o->id, o->gen, copy), E_OK);
	assert_int_equal(pdf_increment_end(&inc), E_OK);
	pdf_increment_clear(&inc);
	pdf_close(f);
	assert_int_equal(buf_addb(&file, buf_bytes(&update)), E_OK);
	buf_free(&update);
	return file;
}

static int
the_widget(struct pdf_file *f)
{
	struct pdf_fields all;

	assert_int_equal(pdf_fields(f, &all), E_OK);
	return all.field[all.n - 1].o->id;
}

/* clang-format off */
static const struct {
	int (*which)(struct pdf_file *f);
	const char *key, *value;
	enum pdf_verdict verdict;
} changes[] = {
	{ sample_page,        "MediaBox", "[0 0 300 300]", PDF_BAD_SIGNATURE },
	{ sample_page,        "Rotate",   "90", PDF_BAD_SIGNATURE },
	{ sample_page,        "Contents", "[]", PDF_BAD_SIGNATURE },
	{ sample_page,        "Annots",   "[]", PDF_BAD_SIGNATURE },
	{ sample_page,        "Resources", "<< >>", PDF_BAD_SIGNATURE },
	{ sample_catalog,     "PageMode", "/UseOutlines", PDF_BAD_SIGNATURE },
	{ sample_catalog,     "Pages",    "null", PDF_DAMAGED },
	{ sample_catalog,     "DSS",      "<< /Certs [] >>", PDF_OK },
	{ sample_catalog,     "DSS",      "<< /Certs [1 0 R] >>",
	    PDF_BAD_SIGNATURE },
	{ sample_catalog,     "Version",  "/1.7", PDF_OK },
	{ sample_form,        "Fields",   "[]", PDF_BAD_SIGNATURE },
	{ sample_form,        "SigFlags", "1", PDF_OK },
	{ sample_form,        "Order",    "1", PDF_BAD_SIGNATURE },
	{ sample_information, "Producer", "(other)", PDF_OK },
	{ the_widget,      "Rect",     "[0 0 500 500]", PDF_BAD_SIGNATURE },
	{ the_widget,      "AP",       "<< /N 3 0 R >>", PDF_NOT_PDFA },
};
/* clang-format on */

static void
test_changes(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(changes); i++) {
		struct buf file = rewritten("a2b.pdf", changes[i].which,
		    changes[i].key, changes[i].value);
		struct pdf_refusal no;
		struct pdf_checked c;

		arena_reset(a);
		(void)sample_check(
		    buf_bytes(&file), PDF_CHECK_FULL, a, &no, &c);
		if (no.verdict != changes[i].verdict)
			fail_msg("row %zu: %s (%s)", i,
			    pdf_verdict_name(no.verdict), no.why);
		pdf_checked_clear(&c);
		/* whatever is allowed is not covered any more */
		assert_false(verified(buf_bytes(&file)).ok);
		buf_free(&file);
		arena_reset(a);
	}
}

/* A report says why a document's signatures cannot be told. */
static void
test_report(void **state)
{
	struct buf file = rewritten("a2b.pdf", sample_form, "Fields", "[]");
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_file *f = NULL;
	struct pdf_report p;

	(void)state;
	assert_int_equal(pdf_report(buf_bytes(&file), a, &no, &f, &p), E_OK);
	assert_int_equal(p.n, 0);
	assert_non_null(strstr(p.why, "no field shows"));
	pdf_close(f);
	buf_free(&file);
	arena_reset(a);
}

/* Place invisibly, with a /Reference among the keys of the signature. */
static struct buf
referring(const char *sample, const char *reference)
{
	static const char before[] = "/SubFilter /ETSI.CAdES.detached";
	struct buf file = sample_read(sample);
	struct buf out = BUF(32 << 20);
	struct pdf_wish w = signer_wish();
	struct pdf_placed placed;
	char room[160] = { 0 };
	unsigned char *at;

	/* room for the reference is in the reason, then exchanged */
	memset(room, 'R', sizeof(room) - 1);
	w.words.reason = room;
	w.position = PDF_INVISIBLE;
	assert_int_equal(
	    signer_place(buf_bytes(&file), &w, &out, &placed), E_OK);
	at = memmem(out.p, out.n, before, strlen(before));
	at = memmem(at, 400, "/Reason (RRR", 12);
	assert_non_null(at);
	assert_true(strlen(reference) <= strlen(room));
	memset(at, ' ', strlen("/Reason (") + strlen(room) + 1);
	memcpy(at, reference, strlen(reference));
	signer_finish(&h, &h.person, true, &out, &placed);
	buf_free(&file);
	return out;
}

#define DOCMDP(p)                                                           \
	"/Reference [<< /TransformMethod /DocMDP /TransformParams << /P " p \
	" >> >>]"
#define FIELDMDP(action)                                                 \
	"/Reference [<< /TransformMethod /FieldMDP /TransformParams << " \
	"/Action " action " >> >>]"

/* clang-format off */
static const struct {
	const char *reference;
	enum pdf_verdict verdict;
	size_t fields; /* of field.pdf, that may still be filled */
	enum err fresh; /* what a new field meets */
} references[] = {
	{ DOCMDP("1"), PDF_FORBIDDEN, 1, E_OK },
	{ DOCMDP("2"), PDF_OK, 1, E_OK },
	{ DOCMDP("3"), PDF_OK, 1, E_OK },
	{ FIELDMDP("/All"), PDF_FORBIDDEN, 0, E_INPUT },
	{ FIELDMDP("/Include /Fields [(Unterschrift)]"), PDF_OK, 0, E_OK },
	{ FIELDMDP("/Include /Fields [(Datum)]"), PDF_OK, 1, E_OK },
	{ FIELDMDP("/Include /Fields [(Unter)]"), PDF_OK, 1, E_OK },
	{ FIELDMDP("/Exclude /Fields [(Unterschrift)]"), PDF_OK, 1, E_INPUT },
	{ FIELDMDP("/Exclude /Fields [(Datum)]"), PDF_FORBIDDEN, 0, E_INPUT },
};
/* clang-format on */

/* Whether a new field may be placed. */
static enum err
placed(struct bytes file, bool stamp)
{
	struct pdf_wish w = signer_wish();
	struct buf out = BUF(32 << 20);
	struct pdf_placed p;
	enum err r;

	w.stamp = stamp;
	r = signer_place(file, &w, &out, &p);
	buf_free(&out);
	return r;
}

/* What may not follow a signature, brought by who does not ask. */
static const struct {
	const char *reference;
	enum pdf_verdict verdict;
} followers[] = {
	{ DOCMDP("1"), PDF_BAD_SIGNATURE },
	{ DOCMDP("2"), PDF_OK },
	{ FIELDMDP("/Include /Fields [(Signature1)]"), PDF_OK },
	{ FIELDMDP("/Include /Fields [(Signature2)]"), PDF_BAD_SIGNATURE },
};

static void
test_followers(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(followers); i++) {
		struct buf one = referring("a2b.pdf", followers[i].reference);
		struct pdf_wish w = signer_wish();
		struct buf two;

		w.position = PDF_INVISIBLE;
		two = signer_sign(&h, buf_bytes(&one), &w);
		expect_verdict(buf_bytes(&two), followers[i].verdict);
		assert_int_equal(verified(buf_bytes(&two)).ok,
		    followers[i].verdict == PDF_OK);
		buf_free(&two);
		buf_free(&one);
	}
}

/* How many signature fields may be filled. */
static size_t
fields_of(struct bytes file)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_empty_fields all;
	struct pdf_file *f = NULL;
	struct pdf_pages pages;

	assert_int_equal(pdf_open(file, a, &no, &f), E_OK);
	assert_int_equal(pdf_pages(f, &pages), E_OK);
	assert_int_equal(pdf_empty_fields(f, &pages, &all), E_OK);
	pdf_close(f);
	return all.n;
}

/* A certification that allows nothing forbids a further signature; what locks
 * fields keeps others from filling them, and where it locks all but some, new
 * ones from coming. A time stamp of the document is always allowed. */
static void
test_forbidden(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(references); i++) {
		struct buf out =
		    referring("field.pdf", references[i].reference);

		expect_verdict(buf_bytes(&out), references[i].verdict);
		assert_int_equal(
		    fields_of(buf_bytes(&out)), references[i].fields);
		assert_int_equal(
		    placed(buf_bytes(&out), false), references[i].fresh);
		assert_int_equal(placed(buf_bytes(&out), true), E_OK);
		buf_free(&out);
	}
}

/* Fill a field whose conditions are hidden from us, then show them: as other
 * software does that keeps them. */
static void
test_lock(void **state)
{
	static const char *const names[] = { "field-lock-1.pdf",
		"field-lock-2.pdf" };
	size_t i, k;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		struct buf file = sample_read(names[i]);
		struct buf out = BUF(32 << 20);
		struct pdf_wish w = signer_wish();
		struct pdf_placed placed;
		unsigned char *at;

		assert_int_equal(fields_of(buf_bytes(&file)), 0);
		w.position = PDF_IN_FIELD;
		assert_int_equal(
		    signer_place(buf_bytes(&file), &w, &out, &placed), E_INPUT);
		at = memmem(file.p, file.n, "/Lock", 5);
		assert_non_null(at);
		memcpy(at, "/Luck", 5);
		assert_int_equal(
		    signer_place(buf_bytes(&file), &w, &out, &placed), E_OK);
		for (k = 0; (at = memmem(out.p, out.n, "/Luck", 5)); k++)
			memcpy(at, "/Lock", 5);
		assert_int_equal(k, 2);
		signer_finish(&h, &h.person, true, &out, &placed);
		expect_verdict(
		    buf_bytes(&out), i == 0 ? PDF_FORBIDDEN : PDF_OK);
		buf_free(&out);
		buf_free(&file);
	}
}

/* An empty field is filled where it stands, others are left alone. */
static void
test_field(void **state)
{
	static const char *const names[] = { "field.pdf", "field-indirect.pdf",
		"field-shared.pdf", "field-turned.pdf", "field-invisible.pdf",
		"field-widget.pdf" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		struct buf file = sample_read(names[i]);
		struct pdf_wish w = signer_wish();
		struct pdf_verified v;
		struct buf out;

		assert_int_equal(fields_of(buf_bytes(&file)), 1);
		w.position = PDF_IN_FIELD;
		w.field = i % 2 ? "Unterschrift" : NULL;
		w.words.reason = "Zustimmung, Συμφωνία, Согласие";
		w.words.place = "Łódź";
		out = signer_sign(&h, buf_bytes(&file), &w);
		v = verified(buf_bytes(&out));
		if (!v.ok)
			fail_msg("%s: %s", names[i], v.reason);
		assert_int_equal(v.signatures, 1);
		assert_int_equal(fields_of(buf_bytes(&out)), 0);
		assert_null(memmem(out.p, out.n, "Signature1", 10));
		expect_verdict(buf_bytes(&out), PDF_OK);
		buf_free(&out);
		buf_free(&file);
	}
}

/* A field is also filled when somebody has signed elsewhere before. */
static void
test_field_later(void **state)
{
	static const char *const names[] = { "field.pdf", "field-widget.pdf" };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		struct buf file = sample_read(names[i]);
		struct pdf_wish w = signer_wish();
		struct buf one, two;

		w.position = PDF_INVISIBLE;
		one = signer_sign(&h, buf_bytes(&file), &w);
		assert_int_equal(fields_of(buf_bytes(&one)), 1);
		w.position = PDF_IN_FIELD;
		two = signer_sign(&h, buf_bytes(&one), &w);
		assert_int_equal(fields_of(buf_bytes(&two)), 0);
		assert_int_equal(verified(buf_bytes(&two)).signatures, 2);
		expect_verdict(buf_bytes(&two), PDF_OK);
		buf_free(&two);
		buf_free(&one);
		buf_free(&file);
	}
}

/* Without a time stamp all is well too; without CMS nothing is. */
static void
test_levels(void **state)
{
	struct buf file = sample_read("a2b.pdf");
	struct buf out = BUF(32 << 20);
	struct pdf_wish w = signer_wish();
	struct pdf_placed placed;
	struct pdf_verified v;

	(void)state;
	v = verified(buf_bytes(&file));
	assert_false(v.ok);
	assert_int_equal(v.signatures, 0);
	assert_int_equal(
	    signer_place(buf_bytes(&file), &w, &out, &placed), E_OK);
	v = verified(buf_bytes(&out));
	assert_false(v.ok);
	assert_true(v.covers_all);
	expect_verdict(buf_bytes(&out), PDF_BAD_SIGNATURE);
	signer_finish(&h, &h.person, false, &out, &placed);
	v = verified(buf_bytes(&out));
	assert_true(v.ok);
	assert_int_equal(v.time_stamp_at, 0);
	buf_free(&out);
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_flips),
		cmocka_unit_test(test_cms_flips),
		cmocka_unit_test(test_tail),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_forbidden),
		cmocka_unit_test(test_followers),
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_field),
		cmocka_unit_test(test_field_later),
		cmocka_unit_test(test_levels),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
