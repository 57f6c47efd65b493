/*
 * One object where the cross-reference says that it starts. ISO 32000-1 7.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_scan.h"

static bool
expect(struct pdf_lex *l, const char *word)
{
	struct pdf_token t;

	pdf_lex_next(l, &t);
	return t.type == PDF_T_WORD && bytes_eqs(t.raw, word);
}

static bool
expect_int(struct pdf_lex *l, int64_t value)
{
	struct pdf_token t;

	pdf_lex_next(l, &t);
	return t.type == PDF_T_INT && t.i == value;
}

/* Step over the line end behind "stream": CR LF or LF. */
static enum err
stream_start(const struct pdf_lex *l, struct pdf_extent *ext)
{
	size_t at = l->at;

	if (at < l->in.n && l->in.p[at] == '\r')
		at++;
	if (at >= l->in.n || l->in.p[at] != '\n')
		return E_INPUT;
	if (ext != NULL)
		ext->data = at + 1;
	return E_OK;
}

enum err
pdf_scan_object(const struct pdf_scan *s, const struct pdf_entry *e,
    struct arena *a, struct pdf_obj *out, struct pdf_extent *ext)
{
	struct pdf_lex l = { s->file, e->at };
	struct pdf_token t;
	enum err r;

	if (e->at >= s->file.n || !expect_int(&l, e->id) ||
	    !expect_int(&l, e->gen) || !expect(&l, "obj"))
		return E_INPUT;
	if ((r = pdf_object_read(&l, a, out)))
		return r;
	out->id = out->type == PDF_REF ? out->id : e->id;
	out->gen = out->type == PDF_REF ? out->gen : e->gen;
	pdf_lex_next(&l, &t);
	if (t.type == PDF_T_WORD && bytes_eqs(t.raw, "endobj")) {
		if (ext != NULL)
			ext->end = l.at;
		return E_OK;
	}
	if (out->type != PDF_DICT || t.type != PDF_T_WORD ||
	    !bytes_eqs(t.raw, "stream"))
		return E_INPUT;
	out->type = PDF_STREAM;
	return stream_start(&l, ext);
}

enum err
pdf_scan_extent(
    const struct pdf_scan *s, int64_t length, struct pdf_extent *ext)
{
	struct pdf_lex l = { s->file, 0 };

	if (length < 0 || ext->data > s->file.n ||
	    (uint64_t)length > s->file.n - ext->data)
		return E_INPUT;
	ext->n = (size_t)length;
	l.at = ext->data + ext->n;
	if (!expect(&l, "endstream") || !expect(&l, "endobj"))
		return E_INPUT;
	ext->end = l.at;
	return E_OK;
}
