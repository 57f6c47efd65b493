/*
 * Placing: where the box comes to stand on every kind of page, and that the
 * result is still the document it was.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_open.h"
#include "shared/pdf/pdf_place.h"

#include <math.h>
#include <string.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_place_box.h"
#include "tests/unit/pdf/samples.h"
#include "tests/unit/pdf/signer.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	return arena_new(256 << 20, &a) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* clang-format off */
/* A page of 200 x 100 user units at (10, 20), turned; a wish as shown. */
static const struct {
	int rotate;
	double unit;
	double shown[4]; /* x y width height */
	double rect[4];
} rects[] = {
	{ 0,   1, { 5, 6, 30, 20 }, { 15, 26, 45, 46 } },
	{ 90,  1, { 5, 6, 30, 20 }, { 184, 25, 204, 55 } },
	{ 180, 1, { 5, 6, 30, 20 }, { 175, 94, 205, 114 } },
	{ 270, 1, { 5, 6, 30, 20 }, { 16, 85, 36, 115 } },
	{ 0,   2, { 10, 12, 60, 40 }, { 15, 26, 45, 46 } },
	{ 90,  2, { 10, 12, 60, 40 }, { 184, 25, 204, 55 } },
};
static const struct {
	enum pdf_position at;
	double x, y, width, height; /* wished */
	bool fits;
	double shown[4];
} boxes[] = { /* on a sheet of 400 x 300 points */
	{ PDF_TOP_LEFT,     0, 0, 100, 50, true,  { 28, 222, 100, 50 } },
	{ PDF_TOP_RIGHT,    0, 0, 100, 50, true,  { 272, 222, 100, 50 } },
	{ PDF_BOTTOM_LEFT,  0, 0, 100, 50, true,  { 28, 28, 100, 50 } },
	{ PDF_BOTTOM_RIGHT, 0, 0, 100, 50, true,  { 272, 28, 100, 50 } },
	{ PDF_BOTTOM_RIGHT, 0, 0, 380, 50, true,  { 10, 28, 380, 50 } },
	{ PDF_BOTTOM_RIGHT, 0, 0, 800, 60, true,  { 0, 28, 400, 60 } },
	{ PDF_TOP_LEFT,     0, 0, 0, 0,    true,  { 28, 208, 128, 64 } },
	{ PDF_MANUAL,       0, 0, 0, 0,    true,  { 0, 0, 128, 64 } },
	{ PDF_MANUAL,       0, 0, 100, 50, true,  { 0, 0, 100, 50 } },
	{ PDF_MANUAL,     300, 250, 100, 50, true, { 300, 250, 100, 50 } },
	{ PDF_MANUAL,     301, 250, 100, 50, false, { 0 } },
	{ PDF_MANUAL,     300, 251, 100, 50, false, { 0 } },
	{ PDF_MANUAL,      -1, 0, 100, 50, false, { 0 } },
	{ PDF_MANUAL,       0, 0, 5, 50, false, { 0 } },
	{ PDF_MANUAL,       0, 0, 100, 5, false, { 0 } },
	{ PDF_MANUAL,     NAN, 0, 100, 50, false, { 0 } },
	{ PDF_MANUAL,       0, 0, INFINITY, 50, false, { 0 } },
};
/* clang-format on */

static void
near(const double *is, const double *want, size_t row)
{
	int i;

	for (i = 0; i < 4; i++)
		if (fabs(is[i] - want[i]) > 0.01)
			fail_msg("row %zu: [%.2f %.2f %.2f %.2f]", row, is[0],
			    is[1], is[2], is[3]);
}

static void
test_rects(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rects); i++) {
		struct pdf_page p = { .box = { 10, 20, 210, 120 },
			.rotate = rects[i].rotate,
			.unit = rects[i].unit };
		double rect[4];

		pdf_place_rect(&p, rects[i].shown, rect);
		near(rect, rects[i].rect, i);
	}
}

static void
test_boxes(void **state)
{
	struct pdf_page p = { .width = 400, .height = 300, .unit = 1 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(boxes); i++) {
		struct pdf_wish w = { .position = boxes[i].at,
			.x = boxes[i].x,
			.y = boxes[i].y,
			.width = boxes[i].width,
			.height = boxes[i].height };
		double shown[4];
		const char *why = pdf_place_box(&p, &w, shown);

		assert_int_equal(why == NULL, boxes[i].fits);
		if (boxes[i].fits)
			near(shown, boxes[i].shown, i);
	}
}

/* A box fills a small page; on a tiny one nobody could read anything. */
static void
test_small_pages(void **state)
{
	static const enum pdf_position at[] = { PDF_TOP_LEFT, PDF_BOTTOM_RIGHT,
		PDF_MANUAL };
	struct pdf_page small = { .width = 9, .height = 40, .unit = 1 };
	struct pdf_page tiny = { .width = 8, .height = 40, .unit = 1 };
	double shown[4];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(at); i++) {
		struct pdf_wish w = { .position = at[i] };

		assert_string_equal(
		    pdf_place_box(&tiny, &w, shown), "page too small");
		w.width = w.height = 9;
		assert_null(pdf_place_box(&small, &w, shown));
	}
	assert_null(pdf_place_box(
	    &small, &(struct pdf_wish){ .position = PDF_TOP_LEFT }, shown));
	near(shown, (double[]){ 0, 0, 9, 40 }, 0);
}

/* Look at a placed file: field, widget, ranges, and nothing else changed. */
static void
inspect(const struct buf *out, const struct pdf_placed *p, size_t before,
    bool visible)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_signatures all;
	struct pdf_file *f = NULL;
	double rect[4];

	assert_int_equal(pdf_open(buf_bytes(out), a, &no, &f), E_OK);
	assert_int_equal(pdf_signatures(f, &all), E_OK);
	assert_true(all.n >= 1);
	assert_int_equal(all.at[all.n - 1].gap, p->contents_at);
	assert_int_equal(
	    all.at[all.n - 1].gap_end, p->contents_at + p->contents_size + 2);
	assert_int_equal(all.at[all.n - 1].end, out->n);
	assert_int_equal(p->contents_size, 2 * PDF_LIMIT_CONTENTS);
	assert_true(p->contents_at > before);
	assert_true(pdf_rectangle(
	    f, pdf_get(f, all.at[all.n - 1].owner, "Rect"), rect));
	assert_int_equal(rect[2] > rect[0] && rect[3] > rect[1], visible);
	assert_int_equal(
	    pdf_int(
		pdf_get(f, pdf_get(f, pdf_catalog(f), "AcroForm"), "SigFlags"),
		0),
	    3);
	pdf_close(f);
}

/* Every position on every good sample, on its first and last page. */
static void
place_all(const struct sample *s)
{
	static const enum pdf_position at[] = { PDF_TOP_LEFT, PDF_BOTTOM_RIGHT,
		PDF_MANUAL, PDF_INVISIBLE };
	struct buf file;
	size_t i;

	if (strcmp(s->verdict, "ok") != 0)
		return;
	file = sample_read(s->file);
	for (i = 0; i < COUNT(at); i++) {
		struct pdf_wish w = signer_wish();
		struct buf out = BUF(32 << 20);
		struct pdf_placed placed;

		w.position = at[i];
		w.page = i % 2 ? PDF_PAGE_LAST : 1;
		w.x = 10;
		w.y = 12;
		w.width = at[i] == PDF_MANUAL ? 60 : 0;
		w.height = at[i] == PDF_MANUAL ? 30 : 0;
		assert_int_equal(
		    signer_place(buf_bytes(&file), &w, &out, &placed), E_OK);
		assert_memory_equal(out.p, file.p, file.n);
		inspect(&out, &placed, file.n, at[i] != PDF_INVISIBLE);
		arena_reset(a);
		buf_free(&out);
	}
	buf_free(&file);
}

static void
test_samples(void **state)
{
	(void)state;
	sample_each(place_all);
}

/* The same wish gives the same octets. */
static void
test_same(void **state)
{
	struct buf file = sample_read("a2b.pdf");
	struct buf one = BUF(32 << 20), two = BUF(32 << 20);
	struct pdf_wish w = signer_wish();
	struct pdf_placed placed;

	(void)state;
	assert_int_equal(
	    signer_place(buf_bytes(&file), &w, &one, &placed), E_OK);
	assert_int_equal(
	    signer_place(buf_bytes(&file), &w, &two, &placed), E_OK);
	assert_true(bytes_eq(buf_bytes(&one), buf_bytes(&two)));
	buf_free(&one);
	buf_free(&two);
	buf_free(&file);
}

/* clang-format off */
static const struct {
	int64_t page;
	enum pdf_position at;
	double x, width;
	const char *name;
	enum err err;
} wishes[] = {
	{ 1,  PDF_TOP_LEFT, 0, 0, "Erika", E_OK },
	{ 2,  PDF_TOP_LEFT, 0, 0, "Erika", E_OK },
	{ PDF_PAGE_LAST, PDF_TOP_LEFT, 0, 0, "Erika", E_OK },
	{ 3,  PDF_TOP_LEFT, 0, 0, "Erika", E_INPUT },
	{ 0,  PDF_TOP_LEFT, 0, 0, "Erika", E_INPUT },
	{ -7, PDF_TOP_LEFT, 0, 0, "Erika", E_INPUT },
	{ 1,  PDF_MANUAL, 590, 100, "Erika", E_INPUT },
	{ 1,  PDF_TOP_LEFT, 0, 0, "\xFF\xFE", E_INPUT },
	{ 1,  PDF_TOP_LEFT, 0, 0,
	    "Prof. Dr. Maximiliane Sophie von der Mustermannshausen-Beispiel",
	    E_OK },
	{ 1,  PDF_TOP_LEFT, 0, 0, "\xE6\x9D\x8E", E_INPUT }, /* not in it */
	{ 1,  PDF_INVISIBLE, 0, 0, "\xE6\x9D\x8E", E_OK },
	{ 1,  PDF_TOP_LEFT, 0, 0, "\xD7\x90", E_INPUT }, /* to the left */
	{ 1,  PDF_TOP_LEFT, 0, 0, "Łukasz Müller-Ångström", E_OK },
	{ 1,  PDF_TOP_LEFT, 0, 0, "Ğülşen İpek Şahin, Đặng Ǧ", E_OK },
	{ 1,  PDF_TOP_LEFT, 0, 0, "Ελένη Παπαδοπούλου", E_OK },
	{ 1,  PDF_TOP_LEFT, 0, 0, "Щербакова Їжакевич Ђорђевић", E_OK },
	{ 1,  PDF_TOP_LEFT, 0, 0, "Erika\nMustermann", E_INPUT },
	{ 1,  PDF_INVISIBLE, 0, 0, "Erika", E_OK },
};
/* clang-format on */

static void
test_wishes(void **state)
{
	struct buf file = sample_read("a2b.pdf");
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(wishes); i++) {
		struct pdf_wish w = signer_wish();
		struct buf out = BUF(32 << 20);
		struct pdf_placed placed;

		w.page = wishes[i].page;
		w.position = wishes[i].at;
		w.x = wishes[i].x;
		w.width = wishes[i].width;
		w.height = wishes[i].width;
		w.words.name = wishes[i].name;
		assert_int_equal(
		    signer_place(buf_bytes(&file), &w, &out, &placed),
		    wishes[i].err);
		buf_free(&out);
	}
	buf_free(&file);
}

/* A reason or a place with characters that cannot be shown is named. */
static void
test_words(void **state)
{
	struct buf file = sample_read("a2b.pdf");
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		struct pdf_wish w = signer_wish();
		struct buf out = BUF(32 << 20);
		struct pdf_placed placed;

		w.words.reason = i % 2 ? "Επιβεβαίωση" : "Zustimmung";
		w.words.place = "Łódź";
		if (i == 2)
			w.words.reason = "\xE6\x9D\x8E";
		if (i == 3)
			w.words.place = "\xE6\x9D\x8E";
		assert_int_equal(
		    signer_place(buf_bytes(&file), &w, &out, &placed),
		    i < 2 ? E_OK : E_INPUT);
		buf_free(&out);
	}
	buf_free(&file);
}

/* From a shown box to the sheet and back again. */
static void
test_back(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rects); i++) {
		struct pdf_page p = { .box = { 10, 20, 210, 120 },
			.rotate = rects[i].rotate,
			.unit = rects[i].unit };
		double shown[4];

		pdf_place_shown(&p, rects[i].rect, shown);
		near(shown, rects[i].shown, i);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rects),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_small_pages),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_wishes),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_back),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
