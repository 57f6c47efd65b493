/*
 * Headers of ICC profiles. ICC.1:2010 7.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_colour.h"
#include "shared/pdf/pdf_limits.h"

static void
header(struct pdf_gate *g, const struct pdf_obj *stream, struct pdf_icc *out)
{
	struct buf b = BUF(PDF_LIMIT_DECODED);

	memset(out, 0, sizeof(*out));
	out->id = stream->id;
	out->ok = stream->type == PDF_STREAM &&
	    pdf_decode(g->f, stream, &b) == E_OK && b.n >= 128 &&
	    memcmp(b.p + 36, "acsp", 4) == 0;
	if (out->ok) {
		out->version = b.p[8];
		memcpy(out->device, b.p + 12, 4);
		memcpy(out->space, b.p + 16, 4);
	}
	buf_free(&b);
}

bool
pdf_icc_read(
    struct pdf_gate *g, const struct pdf_obj *stream, struct pdf_icc *out)
{
	struct pdf_icc *p;

	for (p = g->profiles; p != NULL; p = p->next)
		if (p->id == stream->id)
			break;
	if (p == NULL) {
		if ((p = arena_alloc(g->f->arena, sizeof(*p))) == NULL) {
			pdf_fault(g->f, E_NOMEM);
			return false;
		}
		header(g, stream, p);
		p->next = g->profiles;
		g->profiles = p;
	}
	*out = *p;
	return p->ok;
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
