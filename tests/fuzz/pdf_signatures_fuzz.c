/*
 * The signatures that a stranger's document bears: those that are accepted
 * lie within the file, one behind the other, and cover what they say.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_open.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Abort unless all ranges lie within the file and grow. */
static void
within(const struct pdf_signatures *all, size_t n)
{
	size_t last = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct pdf_signature *s = &all->at[i];

		if (s->gap == 0 || s->gap_end < s->gap + 2 ||
		    s->gap_end > s->end || s->end > n || s->end <= last ||
		    s->cms.digest_n == 0)
			abort();
		last = s->end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena *a;
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_signatures all;
	struct pdf_file *f = NULL;
	enum err r;

	if (!a && arena_new(PDF_LIMIT_ARENA, &a))
		abort();
	arena_reset(a);
	if ((r = pdf_open_raw(bytes_at(p, n), a, &no, &f)) == E_OK &&
	    (r = pdf_check_signatures(f, &all)) == E_OK)
		within(&all, n);
	if (r == E_INPUT && no.verdict == PDF_OK)
		abort();
	pdf_close(f);
	return 0;
}
