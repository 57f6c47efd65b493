/*
 * Inline images: their keys, short names written out, and where their data
 * ends. ISO 32000-1 8.9.7.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_run.h"

/* Find where the data of an inline image ends (ISO 32000-1 8.9.7). */
static size_t
image_end(const struct pdf_lex *l)
{
	const unsigned char *p = l->in.p;
	size_t i;

	for (i = l->at + 1; i + 1 < l->in.n; i++)
		if (p[i] == 'E' && p[i + 1] == 'I' && pdf_is_space(p[i - 1]) &&
		    (i + 2 == l->in.n || pdf_is_space(p[i + 2])))
			return i + 2;
	return l->in.n;
}

/* Read the keys of an inline image as a dictionary. */
static enum err
image_keys(struct pdf_run *r, struct pdf_obj *out)
{
	struct buf b = BUF(65536);
	struct pdf_token t;
	struct pdf_lex l;
	enum err e = buf_adds(&b, "<<");

	do {
		pdf_lex_next(&r->l, &t);
		if (t.type == PDF_T_END || t.type == PDF_T_BAD)
			e = E_INPUT;
		if (e == E_OK && bytes_eqs(t.raw, "ID"))
			break;
		if (e == E_OK && (e = buf_addc(&b, ' ')) == E_OK)
			e = buf_addb(&b, t.raw);
	} while (e == E_OK);
	if (e == E_OK)
		e = buf_adds(&b, ">>");
	l = (struct pdf_lex){ buf_bytes(&b), 0 };
	if (e == E_OK)
		e = pdf_object_read(&l, r->g->f->arena, out);
	buf_free(&b);
	return e;
}

/* The colour space of an inline image, short names written out. */
static void
image_colour(struct pdf_run *r, const struct pdf_obj *image)
{
	static const char *const names[][2] = { { "G", "DeviceGray" },
		{ "RGB", "DeviceRGB" }, { "CMYK", "DeviceCMYK" } };
	const struct pdf_obj *cs = pdf_key(image, "CS");
	struct pdf_gate_use u;
	size_t i;

	if (cs->type == PDF_NULL)
		cs = pdf_key(image, "ColorSpace");
	if (cs->type == PDF_ARRAY && pdf_count(cs) == 4) /* Indexed */
		cs = &cs->u.array.at[1];
	for (i = 0; i < COUNT(names) && !pdf_is_name(cs, names[i][0]);)
		i++;
	if (cs->type == PDF_NAME)
		cs = pdf_run_space(
		    r, i < COUNT(names) ? bytes_of(names[i][1]) : cs->u.s);
	u = pdf_run_use(r, PDF_USE_COLOUR, cs);
	if (cs->type != PDF_NULL)
		pdf_gate_visit(r->g, &u);
}

static void
op_image(struct pdf_run *r)
{
	struct pdf_obj image;
	struct pdf_gate_use u;
	enum err e = image_keys(r, &image);

	if (e == E_NOMEM)
		pdf_gate_trouble(r->g, e);
	if (e) {
		pdf_gate_operator(r->g, r->job->contents);
		return;
	}
	u = pdf_run_use(r, PDF_USE_INLINE, &image);
	pdf_gate_tell(r->g, &u);
	if (pdf_key(&image, "IM")->type == PDF_BOOL)
		pdf_run_fill(r);
	else
		image_colour(r, &image);
	r->l.at = image_end(&r->l);
}

/* clang-format off */
const struct pdf_operator pdf_run_image[] = {
	{ "BI", op_image }, { "", NULL },
};
/* clang-format on */
