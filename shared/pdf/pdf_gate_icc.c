/*
 * Headers of ICC profiles. ICC.1:2010 7.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_colour.h"
#include "shared/pdf/pdf_limits.h"

bool
pdf_icc_read(
    struct pdf_gate *g, const struct pdf_obj *stream, struct pdf_icc *out)
{
	struct buf b = BUF(PDF_LIMIT_DECODED);
	bool ok;

	memset(out, 0, sizeof(*out));
	ok = stream->type == PDF_STREAM &&
	    pdf_decode(g->f, stream, &b) == E_OK && b.n >= 128 &&
	    memcmp(b.p + 36, "acsp", 4) == 0;
	if (ok) {
		out->version = b.p[8];
		memcpy(out->device, b.p + 12, 4);
		memcpy(out->space, b.p + 16, 4);
	}
	buf_free(&b);
	return ok;
}

bool
pdf_icc_fits(const struct pdf_icc *p, int64_t n)
{
	/* clang-format off */
	static const struct {
		const char *space;
		int64_t n;
	} rows[] = { { "GRAY", 1 }, { "RGB ", 3 }, { "Lab ", 3 },
		{ "CMYK", 4 } };
	/* clang-format on */
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (strcmp(p->space, rows[i].space) == 0)
			return n == rows[i].n;
	return false;
}
