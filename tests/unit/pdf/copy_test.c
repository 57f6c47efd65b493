/*
 * One signature that every page shows: what stands where, that the result is
 * still PDF/A and accepted, and which documents cannot have it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_check.h"

#include <string.h>

#include "shared/pdf/pdf_limits.h"
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
	arena_free(a);
	return 0;
}

static struct pdf_wish
everywhere(void)
{
	struct pdf_wish w = signer_wish();

	w.page = PDF_PAGE_ALL;
	w.position = PDF_BOTTOM_RIGHT;
	return w;
}

/* The last annotation of a page: a stamp, but on the last page the widget;
 * all on the page as it is shown. */
static int
see(struct pdf_file *f, const struct pdf_page *p, bool last)
{
	const struct pdf_obj *all = pdf_get(f, p->o, "Annots");
	const struct pdf_obj *o = pdf_at(f, all, pdf_count(all) - 1);
	const struct pdf_obj *n = pdf_get(f, pdf_get(f, o, "AP"), "N");
	double r[4];

	assert_true(pdf_rectangle(f, pdf_get(f, o, "Rect"), r));
	assert_true(r[0] >= p->box[0] - 0.1 && r[1] >= p->box[1] - 0.1);
	assert_true(r[2] <= p->box[2] + 0.1 && r[3] <= p->box[3] + 0.1);
	assert_true(
	    pdf_is_name(pdf_get(f, o, "Subtype"), last ? "Widget" : "Stamp"));
	assert_int_equal(pdf_int(pdf_get(f, o, "F"), 0), last ? 132 : 196);
	assert_int_equal(n->type, PDF_STREAM);
	return n->id;
}

/* Sign, judge, look; says how many appearances there are. */
static size_t
looks(struct bytes file)
{
	struct pdf_wish w = everywhere();
	struct buf out = signer_sign(&h, file, &w);
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_checked c;
	struct pdf_verified v;
	size_t i, k, n = 0;
	int id[PDF_LIMIT_COPIES];

	assert_memory_equal(out.p, file.p, file.n);
	assert_int_equal(
	    sample_check(buf_bytes(&out), PDF_CHECK_FULL, a, &no, &c), E_OK);
	assert_int_equal(c.signatures.n, 1);
	for (i = 0; i < c.pages.n; i++) {
		id[n] = see(c.file, &c.pages.page[i], i == c.pages.n - 1);
		for (k = 0; k < n && id[k] != id[n]; k++)
			;
		n += k == n;
	}
	pdf_checked_clear(&c);
	assert_int_equal(pdf_verify(buf_bytes(&out), a, &v), E_OK);
	assert_true(v.ok && v.covers_all);
	buf_free(&out);
	arena_reset(a);
	return n;
}

/* Pages of one size share one appearance; a turned or a tiny one has its own.
 */
static void
test_looks(void **state)
{
	static const struct {
		const char *file;
		size_t looks;
	} rows[] = { { "pages-12.pdf", 1 }, { "a1b.pdf", 1 },
		{ "mixed.pdf", 2 }, { "rotated-270.pdf", 1 },
		{ "field-shared.pdf", 1 } };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct buf file = sample_read(rows[i].file);

		assert_int_equal(looks(buf_bytes(&file)), rows[i].looks);
		buf_free(&file);
	}
}

/* Every good sample whose result could be an upload again. */
static void
one(const struct sample *s)
{
	struct buf file;

	if (strcmp(s->verdict, "ok") != 0 || s->pages > PDF_LIMIT_COPIES)
		return;
	file = sample_read(s->file);
	if (file.n < PDF_LIMIT_FILE - PDF_LIMIT_INCREMENT)
		(void)looks(buf_bytes(&file));
	buf_free(&file);
}

static void
test_samples(void **state)
{
	(void)state;
	sample_each(one);
}

static void
refused(struct bytes file, const struct pdf_wish *w, const char *why)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct buf increment = BUF(PDF_LIMIT_INCREMENT);
	struct pdf_placed placed;
	struct pdf_checked c;

	assert_int_equal(
	    sample_check(file, PDF_CHECK_ENGINE, a, &no, &c), E_OK);
	assert_int_equal(
	    pdf_place(c.file, &c.pages, w, &increment, &placed), E_INPUT);
	assert_non_null(strstr(no.why, why));
	pdf_checked_clear(&c);
	buf_free(&increment);
	arena_reset(a);
}

/* Earlier signatures allow no stamps; a box must fit onto every page; there
 * is an end to how many. */
static void
test_refused(void **state)
{
	struct buf file = sample_read("mixed.pdf"), signed_file, many;
	struct pdf_wish w = everywhere();

	(void)state;
	signed_file = signer_sign(&h, buf_bytes(&file), &w);
	refused(buf_bytes(&signed_file), &w, "signed already");
	many = sample_read("objects-58000.pdf");
	refused(buf_bytes(&many), &w, "too many pages");
	w.position = PDF_MANUAL;
	w.x = 300;
	w.y = 20;
	refused(buf_bytes(&file), &w, "outside the page");
	buf_free(&many);
	buf_free(&signed_file);
	buf_free(&file);
}

/* What nobody sees stands nowhere. */
static void
test_invisible(void **state)
{
	struct buf file = sample_read("pages-12.pdf"), out;
	struct pdf_wish w = everywhere();
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_checked c;

	(void)state;
	w.position = PDF_INVISIBLE;
	out = signer_sign(&h, buf_bytes(&file), &w);
	assert_int_equal(
	    sample_check(buf_bytes(&out), PDF_CHECK_FULL, a, &no, &c), E_OK);
	assert_int_equal(
	    pdf_count(pdf_get(c.file, c.pages.page[0].o, "Annots")), 0);
	pdf_checked_clear(&c);
	buf_free(&out);
	buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_invisible),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
