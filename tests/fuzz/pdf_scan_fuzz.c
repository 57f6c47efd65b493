/*
 * The skeleton of documents: whatever the scan accepts lies within the file,
 * and each object it names can be asked for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/pdf/pdf_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Abort unless a section lies within the file and knows its size. */
static void
within(const struct pdf_scan *s, const struct pdf_section *x)
{
	if (x->at >= s->file.n || x->end > s->file.n || x->end < x->at ||
	    x->size <= 0 || x->size > s->size)
		abort();
}

/* Read an object where an entry says it is. */
static void
object(const struct pdf_scan *s, const struct pdf_entry *e, struct arena *a)
{
	struct pdf_extent ext = { 0 };
	struct pdf_obj o;

	if (e->kind != PDF_E_AT || pdf_scan_object(s, e, a, &o, &ext))
		return;
	if (o.type == PDF_STREAM &&
	    (ext.data > s->file.n ||
		(pdf_scan_extent(s, 1, &ext) == E_OK && ext.end > s->file.n)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *a;
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_scan s;
	enum err r;

	if (!a && arena_new(64 << 20, &a))
		abort();
	arena_reset(a);
	if ((r = pdf_scan(bytes_at(p, n), a, &no, &s))) {
		if (r == E_INPUT && no.verdict == PDF_OK)
			abort();
		return 0;
	}
	if (s.n == 0 || s.eof > n)
		abort();
	for (size_t i = 0; i < s.n; i++)
		within(&s, &s.section[i]);
	for (int i = 0; i < s.size; i++)
		object(&s, &s.newest[i], a);
	return 0;
}
