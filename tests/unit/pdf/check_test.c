/*
 * Verdicts: every sample gets the one that its row in index.tsv names, with
 * the clause, the PDF/A claim and the number of pages.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_check.h"

#include <string.h>

#include "shared/pdf/pdf_gate.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_open.h"
#include "tests/unit/pdf/samples.h"

static struct arena *a;
static int seen[PDF__MAX];
static int rules;

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

static void
judge(const struct sample *s)
{
	struct buf file = sample_read(s->file);
	struct pdf_checked c;
	struct pdf_refusal no;

	(void)sample_check(buf_bytes(&file), PDF_CHECK_FULL, a, &no, &c);
	if (strcmp(pdf_verdict_name(no.verdict), s->verdict) != 0 ||
	    (strcmp(s->rule, "-") != 0 && strcmp(no.rule, s->rule) != 0))
		fail_msg("%s: %s %s (%s), not %s %s", s->file,
		    pdf_verdict_name(no.verdict), no.rule, no.why, s->verdict,
		    s->rule);
	if (no.verdict == PDF_OK || no.verdict == PDF_NOT_PDFA ||
	    no.verdict == PDF_ACTIVE_CONTENT) {
		if (strcmp(s->pdfa, "-") != 0)
			assert_string_equal(c.pdfa, s->pdfa);
		assert_int_equal(c.pages.n, s->pages);
	}
	seen[no.verdict]++;
	rules += strcmp(s->rule, "-") != 0;
	pdf_checked_clear(&c);
	buf_free(&file);
	arena_reset(a);
}

static void
test_samples(void **state)
{
	(void)state;
	sample_each(judge);
	/* forbidden and bad_signature: see sign_test */
	assert_true(seen[PDF_OK] >= 20);
	assert_true(seen[PDF_NOT_PDF] >= 2);
	assert_true(seen[PDF_ENCRYPTED] >= 2);
	assert_true(seen[PDF_DAMAGED] >= 3);
	assert_true(seen[PDF_NOT_PDFA] >= 50);
	assert_true(seen[PDF_ACTIVE_CONTENT] >= 10);
	assert_true(seen[PDF_TOO_COMPLEX] >= 3);
	assert_true(rules >= 80);
}

/* Each group of the gate has a sample that it alone refuses. */
static bool spoke[32];

static void
group(const struct sample *s)
{
	static struct pdf_gate g;
	struct buf file = sample_read(s->file);
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_pages pages;
	struct pdf_file *f = NULL;
	size_t i;

	memset(&g, 0, sizeof(g));
	g.all = true;
	if (strncmp(s->file, "rule-", 5) == 0 &&
	    pdf_open(buf_bytes(&file), a, &no, &f) == E_OK &&
	    pdf_pages(f, &pages) == E_OK &&
	    pdf_gate_all(f, &pages, &g) == E_INPUT)
		for (i = 0; i < g.nfaults; i++)
			spoke[g.fault[i].group] = true;
	pdf_close(f);
	buf_free(&file);
	arena_reset(a);
}

static void
test_groups(void **state)
{
	size_t i;

	(void)state;
	assert_true(pdf_gate_ngroups <= COUNT(spoke));
	sample_each(group);
	for (i = 0; i < pdf_gate_ngroups; i++)
		if (!spoke[i])
			fail_msg(
			    "no sample for group %s", pdf_gate_groups[i].name);
}

/* A document that costs too much time gets an answer all the same. */
static void
test_tired(void **state)
{
	struct buf file = sample_read("a2b.pdf");
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_pages pages;
	struct pdf_file *f = NULL;
	char pdfa[4] = "";

	(void)state;
	assert_int_equal(pdf_open(buf_bytes(&file), a, &no, &f), E_OK);
	f->began -= (PDF_LIMIT_OWN_CPU_S + 1) * CLOCKS_PER_SEC;
	f->steps = 1023; /* the next step looks at the clock */
	assert_int_equal(pdf_pages(f, &pages), E_INPUT);
	assert_int_equal(no.verdict, PDF_TOO_COMPLEX);
	assert_int_equal(
	    pdf_gate(f, &pages, PDF_GATE_REFUSE, pdfa, NULL), E_INPUT);
	pdf_close(f);
	buf_free(&file);
	arena_reset(a);
}

/* clang-format off */
/* Under each policy: what is said, and how many warnings. */
static const struct {
	const char *file;
	enum pdf_check_kind kind;
	enum pdf_verdict verdict;
	size_t warnings;
} policies[] = {
	{ "a1b.pdf", PDF_CHECK_LENIENT, PDF_OK, 0 },
	{ "rule-xmp-wrong-type.pdf", PDF_CHECK_FULL, PDF_NOT_PDFA, 0 },
	{ "rule-xmp-wrong-type.pdf", PDF_CHECK_LENIENT, PDF_OK, 1 },
	{ "rule-xmp-extension-type.pdf", PDF_CHECK_LENIENT, PDF_OK, 2 },
	{ "rule-info-differs-in-part-1.pdf", PDF_CHECK_LENIENT, PDF_OK, 1 },
	{ "rule-xmp-wrong-type.pdf", PDF_CHECK_SAFETY, PDF_OK, 0 },
	{ "not-pdfa.pdf", PDF_CHECK_LENIENT, PDF_NOT_PDFA, 0 },
	{ "not-pdfa.pdf", PDF_CHECK_SAFETY, PDF_OK, 0 },
	{ "rule-font-not-embedded.pdf", PDF_CHECK_LENIENT, PDF_NOT_PDFA, 0 },
	{ "rule-font-not-embedded.pdf", PDF_CHECK_SAFETY, PDF_OK, 0 },
	{ "javascript.pdf", PDF_CHECK_LENIENT, PDF_ACTIVE_CONTENT, 0 },
	{ "javascript.pdf", PDF_CHECK_SAFETY, PDF_ACTIVE_CONTENT, 0 },
	{ "rule-page-actions.pdf", PDF_CHECK_SAFETY, PDF_ACTIVE_CONTENT, 0 },
	{ "rule-annotation-movie.pdf", PDF_CHECK_SAFETY, PDF_NOT_PDFA, 0 },
	{ "rule-attachment-no-relation.pdf", PDF_CHECK_SAFETY,
	    PDF_NOT_PDFA, 0 },
	{ "encrypted.pdf", PDF_CHECK_SAFETY, PDF_ENCRYPTED, 0 },
};
/* clang-format on */

static void
test_policies(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(policies); i++) {
		struct buf file = sample_read(policies[i].file);
		struct pdf_refusal no;
		struct pdf_checked c;

		(void)sample_check(
		    buf_bytes(&file), policies[i].kind, a, &no, &c);
		if (no.verdict != policies[i].verdict ||
		    c.warnings.n != policies[i].warnings)
			fail_msg("%s: %s %s (%s), %zu warnings",
			    policies[i].file, pdf_verdict_name(no.verdict),
			    no.rule, no.why, c.warnings.n);
		pdf_checked_clear(&c);
		buf_free(&file);
		arena_reset(a);
	}
}

static void
test_names(void **state)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	int v, w;

	(void)state;
	for (v = 0; v < PDF__MAX; v++) {
		assert_non_null(pdf_verdict_name(v));
		no.verdict = v;
		assert_true(v == PDF_OK ||
		    strncmp(pdf_refusal_key(&no), "pdf.", 4) == 0);
		for (w = 0; w < v; w++)
			assert_string_not_equal(
			    pdf_verdict_name(v), pdf_verdict_name(w));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_tired),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
