/*
 * Samples from the build folder.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/pdf/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/pdf/pdf_limits.h"

static const char *
folder(void)
{
	static char path[4096];
	const char *top = getenv("top_builddir");

	snprintf(path, sizeof(path), "%s/tests/samples/out", top ? top : ".");
	return path;
}

struct buf
sample_file(const char *path)
{
	struct buf b = BUF(32 << 20);
	unsigned char some[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		fail_msg("%s is not there", path);
	while ((n = fread(some, 1, sizeof(some), f)) > 0)
		assert_int_equal(buf_add(&b, some, n), E_OK);
	fclose(f);
	return b;
}

struct buf
sample_read(const char *name)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/%s", folder(), name);
	return sample_file(path);
}

/* Copy one column; the row's room is what the struct has. */
static void
column(char **rest, char *to, size_t room)
{
	char *text = strsep(rest, "\t\n");

	assert_non_null(text);
	assert_true(strlen(text) < room);
	memcpy(to, text, strlen(text) + 1);
}

void
sample_each(void (*fn)(const struct sample *s))
{
	char path[4200], line[1024], pages[8], shows[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/index.tsv", folder());
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("%s is not there", path);
	assert_non_null(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f) != NULL) {
		struct sample s;
		char *rest = line;

		column(&rest, s.file, sizeof(s.file));
		column(&rest, s.verdict, sizeof(s.verdict));
		column(&rest, s.pdfa, sizeof(s.pdfa));
		column(&rest, pages, sizeof(pages));
		column(&rest, shows, sizeof(shows));
		column(&rest, s.rule, sizeof(s.rule));
		s.pages = (int)strtol(pages, NULL, 10);
		fn(&s);
	}
	fclose(f);
}

enum err
sample_check(struct bytes file, enum pdf_check_kind kind, struct arena *a,
    struct pdf_refusal *no, struct pdf_checked *out)
{
	enum err r;

	memset(no, 0, sizeof(*no));
	r = pdf_check(file, kind, PDF_LIMIT_FILE, a, no, out);
	assert_true(r == E_OK || r == E_INPUT);
	assert_int_equal(r == E_OK, no->verdict == PDF_OK);
	return r;
}

int
sample_catalog(struct pdf_file *f)
{
	return pdf_catalog(f)->id;
}

int
sample_page(struct pdf_file *f)
{
	struct pdf_pages p;

	assert_int_equal(pdf_pages(f, &p), E_OK);
	return p.page[0].o->id;
}

int
sample_form(struct pdf_file *f)
{
	return pdf_get(f, pdf_catalog(f), "AcroForm")->id;
}

int
sample_information(struct pdf_file *f)
{
	return pdf_get(f, pdf_trailer(f), "Info")->id;
}

struct bytes
sample_font(void)
{
	static struct buf font;

	if (font.p == NULL)
		font = sample_file(
		    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
	return buf_bytes(&font);
}
