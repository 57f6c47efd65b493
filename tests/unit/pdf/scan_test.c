/*
 * The raw scan: what it finds in good files, and every way in which the
 * outside of a file can be wrong.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_scan.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/pdf/samples.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	return arena_new(64 << 20, &a) != E_OK;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

#define HEAD "%PDF-1.4\n"
#define BODY "1 0 obj\n<< /Type /Catalog >>\nendobj\n"

/*
 * Put a file together: head, one object, then the section that is tested and
 * whose offset startxref gives.
 */
static struct bytes
made(const char *section)
{
	static char file[65536];
	int at = (int)strlen(HEAD BODY);

	snprintf(file, sizeof(file), "%s%sstartxref\n%d\n%%%%EOF\n", HEAD BODY,
	    section, at);
	return bytes_of(file);
}

/* clang-format off */
#define ENTRIES "0000000000 65535 f \n0000000009 00000 n \n"
static const struct {
	const char *section;
	enum pdf_verdict verdict;
} sections[] = {
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 2 /Root 1 0 R >>\n", PDF_OK },
	{ "xref\n0 2\n0000000000 65535 f\r\n0000000009 00000 n\r\n"
	    "trailer\n<< /Size 2 >>\n", PDF_OK },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 2 /Prev 0 >>\n", PDF_OK },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 9 >>\n", PDF_OK },
	{ "xref\n0 2\n" ENTRIES "1 1\n0000000009 00000 n \n"
	    "trailer\n<< /Size 2 >>\n", PDF_OK },
	{ "xref\n0 2\n" ENTRIES "1 1\n0000000005 00000 n \n"
	    "trailer\n<< /Size 2 >>\n", PDF_DAMAGED },
	{ "xref\n1 1\n0000000005 00000 n \n0 2\n" ENTRIES
	    "trailer\n<< /Size 2 >>\n", PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< >>\n", PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 1 >>\n", PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "<< /Size 2 >>\n", PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "trailer\n[ ]\n", PDF_DAMAGED },
	{ "xref\n0 3\n" ENTRIES "trailer\n<< /Size 3 >>\n", PDF_DAMAGED },
	{ "xref\n0 -2\n" ENTRIES "trailer\n<< /Size 2 >>\n", PDF_DAMAGED },
	{ "xref\n0 2\n0000000000 65535 f \n0000099999 00000 n \n"
	    "trailer\n<< /Size 2 >>\n", PDF_DAMAGED },
	{ "xref\n0 2\n0000000000 65535 f \n0000000009 00000 x \n"
	    "trailer\n<< /Size 2 >>\n", PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 2 /Prev 44 >>\n",
	    PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 2 /Prev 999999 >>\n",
	    PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 2 /Prev (x) >>\n",
	    PDF_DAMAGED },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 300001 >>\n",
	    PDF_TOO_COMPLEX },
	{ "xref\n0 999999\n" ENTRIES "trailer\n<< /Size 2 >>\n",
	    PDF_TOO_COMPLEX },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 2 /Encrypt 5 0 R >>\n",
	    PDF_ENCRYPTED },
	{ "xref\n0 2\n" ENTRIES "trailer\n<< /Size 2 /XRefStm 9 >>\n",
	    PDF_DAMAGED },
	{ "moo\n", PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /Size 1 >>\nendobj\n", PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /W [1 1 1] /Size 1 /Length 3 >>\nstream\n"
	    "\1\11\1\nendstream\nendobj\n", PDF_OK },
	{ "5 0 obj\n<< /Type /XRef /W [1 2 1] /Size 2 /Length 4 >>\nstream\n"
	    "\1\1\1\1\nendstream\nendobj\n", PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /W [1 2] /Size 1 /Length 4 >>\nstream\n"
	    "\1\1\1\1\nendstream\nendobj\n", PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /W [1 8 1] /Size 1 /Length 10 >>\nstream\n"
	  "\1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\1\nendstream\nendobj\n",
	    PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /W [1 2 9] /Size 1 /Length 4 >>\nstream\n"
	    "\1\1\1\1\nendstream\nendobj\n", PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /W [1 2 1] /Size 1 /Length 4 >>\nstream\n"
	    "\7\1\1\1\nendstream\nendobj\n", PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /W [1 2 1] /Size 1 /Length 400 >>\nstream\n"
	    "\1\1\1\1\nendstream\nendobj\n", PDF_DAMAGED },
	{ "5 0 obj\n<< /Type /XRef /W [1 2 1] /Size 1 /Length 4 /Filter "
	    "/LZWDecode >>\nstream\n\1\1\1\1\nendstream\nendobj\n",
	    PDF_DAMAGED },
};

/* whole files */
static const struct {
	const char *file;
	enum pdf_verdict verdict;
} files[] = {
	{ "", PDF_NOT_PDF },
	{ "hello", PDF_NOT_PDF },
	{ "%PDF-", PDF_DAMAGED },
	{ "\n%PDF-1.4\n", PDF_DAMAGED },
	{ "%PDF-x.y\n%%EOF\n", PDF_DAMAGED },
	{ "%PDF-1.4\n", PDF_DAMAGED },
	{ "%PDF-1.4\nstartxref\n0\n%%EOF\n", PDF_DAMAGED },
	{ "%PDF-1.4\nstartxref\n9999\n%%EOF\n", PDF_DAMAGED },
	{ "%PDF-1.4\nstartxref\n9 9\n%%EOF\n", PDF_DAMAGED },
	{ "%PDF-1.4\nstartxref\n9\n%%EOF\nmore", PDF_DAMAGED },
	{ "%PDF-1.4\nstartxref\n9\n%%EOF\n\n", PDF_DAMAGED },
};
/* clang-format on */

static void
judge(struct bytes file, enum pdf_verdict want, size_t row)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_scan s;
	enum err r = pdf_scan(file, a, &no, &s);

	if (no.verdict != want || (r == E_OK) != (want == PDF_OK))
		fail_msg("row %zu: %s (%s), not %s", row,
		    pdf_verdict_name(no.verdict), no.why,
		    pdf_verdict_name(want));
	arena_reset(a);
}

static void
test_sections(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(sections); i++)
		judge(made(sections[i].section), sections[i].verdict, i);
}

static void
test_files(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(files); i++)
		judge(bytes_of(files[i].file), files[i].verdict, i);
}

/* What a good file looks like from outside. */
static void
test_found(void **state)
{
	static const struct {
		const char *name;
		enum pdf_xref_kind kind;
		int version;
	} rows[] = {
		{ "a1b.pdf", PDF_XREF_TABLE, 14 },
		{ "a2b.pdf", PDF_XREF_TABLE, 17 },
		{ "a2b-stream.pdf", PDF_XREF_STREAM, 17 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		struct buf file = sample_read(rows[i].name);
		struct pdf_refusal no = { .verdict = PDF_OK };
		struct pdf_scan s;
		int id;

		assert_int_equal(pdf_scan(buf_bytes(&file), a, &no, &s), E_OK);
		assert_int_equal(s.n, 1);
		assert_int_equal(s.section[0].kind, rows[i].kind);
		assert_true(s.section[0].strict);
		assert_int_equal(s.version, rows[i].version);
		for (id = 1; id < s.size; id++)
			assert_true(s.newest[id].kind == PDF_E_AT ||
			    s.newest[id].kind == PDF_E_IN);
		buf_free(&file);
		arena_reset(a);
	}
}

/* A hybrid's table calls free what its stream shows; the stream's own /Size
 * counts its rows, as Word writes it. */
static void
test_hybrid(void **state)
{
	static const char rows[] = { 0, 0, 0, 1, 9, 0 };
	static const char end[] = "\nendstream\nendobj\n";
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct buf file = BUF(4096);
	struct pdf_scan s;
	size_t at;

	(void)state;
	assert_int_equal(buf_adds(&file, HEAD BODY), E_OK);
	at = file.n;
	assert_int_equal(buf_adds(&file,
			     "5 0 obj\n<< /Type /XRef /W [1 1 1] /Size 2 "
			     "/Length 6 >>\nstream\n"),
	    E_OK);
	assert_int_equal(buf_add(&file, rows, sizeof(rows)), E_OK);
	assert_int_equal(buf_addf(&file,
			     "%sxref\n0 2\n"
			     "0000000000 65535 f \n0000000000 65535 f \n"
			     "trailer\n<< /Size 6 /XRefStm %zu >>\n"
			     "startxref\n%zu\n%%%%EOF\n",
			     end, at, file.n + strlen(end)),
	    E_OK);
	assert_int_equal(pdf_scan(buf_bytes(&file), a, &no, &s), E_OK);
	assert_int_equal(s.section[0].kind, PDF_XREF_HYBRID);
	assert_int_equal(s.newest[1].kind, PDF_E_AT);
	assert_int_equal(s.newest[1].at, 9);
	buf_free(&file);
	arena_reset(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_hybrid),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
