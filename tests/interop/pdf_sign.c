/*
 * Signs every good sample for the judges: pdf_sign OUTDIR.
 *
 * Each file gets a signature, visible on every page, with a time stamp by
 * Erika Mustermann of a PKI in memory, and, as NAME-twice.pdf, a second, invisible one. The root
 * certificate goes to OUTDIR/root.der.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/pdf/pdf_limits.h"
#include "tests/unit/pdf/samples.h"
#include "tests/unit/pdf/signer.h"

static const char *out_dir;
static struct house h;

static void
store(const char *name, struct bytes v)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", out_dir, name);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(v.p, 1, v.n, f) != v.n || fclose(f) != 0)
		fail_msg("cannot write %s", path);
}

static void
sign(const struct sample *s)
{
	struct pdf_wish w = signer_wish();
	struct buf file, one, two;
	char name[80];

	if (strcmp(s->verdict, "ok") != 0)
		return;
	file = sample_read(s->file);
	w.page = s->pages > PDF_LIMIT_COPIES ? PDF_PAGE_LAST : PDF_PAGE_ALL;
	one = signer_sign(&h, buf_bytes(&file), &w);
	store(s->file, buf_bytes(&one));
	w.position = PDF_INVISIBLE;
	two = signer_sign(&h, buf_bytes(&one), &w);
	snprintf(name, sizeof(name), "%.*s-twice.pdf",
	    (int)(strlen(s->file) - strlen(".pdf")), s->file);
	store(name, buf_bytes(&two));
	buf_free(&two);
	buf_free(&one);
	buf_free(&file);
}

static void
sign_all(void **state)
{
	(void)state;
	house_make(&h, KEY_P256);
	sample_each(sign);
	store("root.der", h.root.der);
	house_free(&h);
}

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sign_all) };

	out_dir = argc > 1 ? argv[1] : ".";
	mkdir(out_dir, 0777);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
