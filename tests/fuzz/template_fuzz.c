/*
 * Any octets as a template: it refuses to start or fills, and no value gets
 * out with a character that HTML would take for markup.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/template.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shared/base/log.h"

#define MARK "\x01<\x02" /* cannot stand in a template that is clean */

struct row {
	char *name;
};

struct page {
	char *t;
	char *k;
	int64_t n;
	bool b;
	struct list rows;
};

static const struct field row_fields[] = { FIELD(row, name, 99, 0) };
static const struct field fields[] = {
	FIELD(page, t, 99, 0),
	FIELD(page, k, 99, 0),
	FIELD(page, n, 99, 0),
	FIELD(page, b, 0, 0),
	FIELD_LIST(page, rows, row, row_fields, 9),
};

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static struct catalogue *catalogue;
static struct arena *forever;

/* Texts for {{_a}} and {{@k}}. */
static void
load_texts(void)
{
	static const char *const names[] = { "de.json", "en.json" };
	char dir[] = "/tmp/template_fuzz.XXXXXX";
	char path[2][64];
	FILE *f;
	size_t i;

	if (!mkdtemp(dir) || arena_new(8 << 20, &forever))
		abort();
	for (i = 0; i < 2; i++) {
		snprintf(path[i], sizeof(path[i]), "%s/%s", dir, names[i]);
		if (!(f = fopen(path[i], "w")))
			abort();
		fputs("{\"a\":\"A {t} <b>\"}", f);
		fclose(f);
	}
	if (catalogue_load(dir, forever, &catalogue))
		abort();
	unlink(path[0]);
	unlink(path[1]);
	rmdir(dir);
	log_open("fuzz", LOG_FAULT);
}

static void
fill(const struct template *t)
{
	static char mark[] = MARK, key[] = "a";
	static struct row rows[] = { { mark }, { mark } };
	const struct page page = { mark, key, 1, true, { rows, 2 } };
	struct buf out = BUF(1 << 22);
	enum lang l;

	for (l = 0; l < LANG__MAX; l++) {
		buf_clear(&out);
		if (!template_fill(t, l, &page, &out) && out.n &&
		    memmem(out.p, out.n, MARK, strlen(MARK)))
			abort();
	}
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	char name[16];
	struct template_source source = { .dir = "/proc/self/fd",
		.name = name,
		.kind = TEMPLATE_HTML,
		.f = fields,
		.n = COUNT(fields) };
	struct template *t;
	struct arena *a = NULL;
	int fd;

	if (!catalogue)
		load_texts();
	if (n && memmem(p, n, MARK, strlen(MARK)))
		return 0;
	if ((fd = memfd_create("page", 0)) < 0 ||
	    write(fd, p, n) != (ssize_t)n || arena_new(32 << 20, &a))
		abort();
	snprintf(name, sizeof(name), "%d", fd);
	source.texts = catalogue;
	if (!template_compile(&source, a, &t))
		fill(t);
	close(fd);
	arena_free(a);
	return 0;
}
