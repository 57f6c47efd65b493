/*
 * Any octets as an upload: scan, both readers, gate, signatures; what is
 * accepted must be placed on, and the result must be read again by our own
 * reader. Nothing may crash, and nothing may be accepted twice differently.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdint.h>
#include <stdlib.h>

#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_place.h"
#include "shared/pdf/pdf_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Place an invisible signature; the whole must still be one document. */
static void
place(struct pdf_checked *c, struct bytes file, struct arena *a)
{
	struct pdf_wish wish = { .position = PDF_INVISIBLE,
		.page = 1,
		.words = { .name = "Erika Mustermann", .at = 1800000000 } };
	struct buf increment = BUF(PDF_LIMIT_INCREMENT), whole = BUF(1 << 26);
	struct pdf_placed placed;
	struct pdf_verified v;

	if (pdf_place(c->file, &c->pages, &wish, &increment, &placed) == E_OK) {
		if (buf_addb(&whole, file) ||
		    buf_addb(&whole, buf_bytes(&increment)) ||
		    pdf_verify(buf_bytes(&whole), a, &v) || v.ok ||
		    v.signatures != c->signatures.n + 1)
			abort();
	}
	buf_free(&whole);
	buf_free(&increment);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct bytes file = bytes_at(p, n);
	struct pdf_checked c;
	struct pdf_verified v;
	struct arena *a;
	enum err r;

	if (arena_new(PDF_LIMIT_ARENA, &a))
		return 0;
	r = pdf_check(file, PDF_CHECK_FULL, PDF_LIMIT_FILE, a, &no, &c);
	if ((r == E_OK) != (no.verdict == PDF_OK) && r != E_NOMEM)
		abort();
	if (r == E_OK)
		place(&c, file, a);
	pdf_checked_clear(&c);
	arena_reset(a);
	if (pdf_verify(file, a, &v) == E_OK && v.ok &&
	    no.verdict == PDF_DAMAGED)
		abort();
	arena_free(a);
	return 0;
}
