/*
 * Operators that show text, and marked content: what replaces text when it
 * is read aloud, and in which language. ISO 32000-1 9.4.3, 14.6, 14.9.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_run.h"

/* Tf: a name and a size. */
static void
op_font(struct pdf_run *r)
{
	unsigned char text[256];
	struct bytes name;

	if (pdf_run_name(r, 1, text, &name))
		pdf_run_now(r)->font = pdf_run_resource(r, "Font", name);
}

static void
op_render(struct pdf_run *r)
{
	size_t n;
	const struct pdf_token *t = pdf_run_operands(r, &n);

	if (n > 0 && t[n - 1].type == PDF_T_INT)
		pdf_run_now(r)->render = (int)(t[n - 1].i & 7);
}

/* Say whether these are a page's own contents, not part of others. */
static bool
is_page(const struct pdf_run *r)
{
	return r->job->page != NULL &&
	    r->job->contents == pdf_get(r->g->f, r->job->page->o, "Contents");
}

/* Text is shown: every string among the operands. */
static void
op_show(struct pdf_run *r)
{
	size_t n, i;
	const struct pdf_token *t = pdf_run_operands(r, &n);
	const struct pdf_obj *font = pdf_run_now(r)->font;
	struct pdf_gate_use u =
	    pdf_run_use(r, PDF_USE_FONT, font ? font : &pdf_null);
	struct buf b = BUF(1 << 20);
	unsigned char *at;

	for (i = 0; i < n; i++) {
		if (t[i].type != PDF_T_STRING && t[i].type != PDF_T_HEX)
			continue;
		if (buf_room(&b, t[i].raw.n, &at))
			break;
		buf_wrote(&b, pdf_lex_text(&t[i], at));
	}
	u.text = buf_bytes(&b);
	u.spoken = r->spoken != 0 || !is_page(r);
	if (u.render % 4 == 0 || u.render % 4 == 2)
		pdf_run_fill(r);
	if (u.render % 4 == 1 || u.render % 4 == 2)
		pdf_run_stroke(r);
	if (u.o->type == PDF_DICT)
		pdf_gate_visit(r->g, &u);
	buf_free(&b);
}

/* Say whether properties, given there or by name, have an ActualText. */
static bool
speaks(struct pdf_run *r)
{
	size_t n, i;
	const struct pdf_token *t = pdf_run_operands(r, &n);
	unsigned char text[256];
	struct bytes name;

	if (n == 2 && pdf_run_name(r, 0, text, &name))
		return pdf_has(
		    pdf_run_resource(r, "Properties", name), "ActualText");
	for (i = 0; i < n; i++)
		if (bytes_eqs(t[i].raw, "/ActualText"))
			return true;
	return false;
}

static void
op_begin(struct pdf_run *r)
{
	r->marks++;
}

static void
op_end(struct pdf_run *r)
{
	if (r->marks == r->spoken)
		r->spoken = 0;
	r->marks -= r->marks > 0;
}

/* A span of text may name its language: /Span << /Lang (de) >> BDC. */
static void
op_mark(struct pdf_run *r)
{
	struct pdf_obj lang = { .type = PDF_STRING };
	size_t n, i;
	const struct pdf_token *t = pdf_run_operands(r, &n);
	unsigned char text[256];

	op_begin(r);
	if (r->spoken == 0 && speaks(r))
		r->spoken = r->marks;
	for (i = 1; i < n; i++) {
		if (!bytes_eqs(t[i - 1].raw, "/Lang") ||
		    (t[i].type != PDF_T_STRING && t[i].type != PDF_T_HEX) ||
		    t[i].raw.n > sizeof(text))
			continue;
		lang.u.s = bytes_at(text, pdf_lex_text(&t[i], text));
		pdf_gate_language(r->g, &lang);
	}
}

/* clang-format off */
const struct pdf_operator pdf_run_text[] = {
	{ "Tf", op_font }, { "Tr", op_render },
	{ "Tj", op_show }, { "TJ", op_show },
	{ "'", op_show }, { "\"", op_show },
	{ "BDC", op_mark }, { "BMC", op_begin }, { "EMC", op_end },
	{ "", NULL },
};
/* clang-format on */
