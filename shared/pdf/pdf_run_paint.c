/*
 * Operators that choose colours and paint with them. ISO 32000-1 8.6, 8.5.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_run.h"

static const struct pdf_obj device_gray = { .type = PDF_NAME,
	.u.s = { (const unsigned char *)"DeviceGray", 10 } };
static const struct pdf_obj device_rgb = { .type = PDF_NAME,
	.u.s = { (const unsigned char *)"DeviceRGB", 9 } };
static const struct pdf_obj device_cmyk = { .type = PDF_NAME,
	.u.s = { (const unsigned char *)"DeviceCMYK", 10 } };

/* Tell of a colour space. */
static void
tell_colour(struct pdf_run *r, const struct pdf_obj **space, bool over)
{
	struct pdf_gate_use u;

	if (*space == NULL || (*space)->type == PDF_NULL)
		return;
	u = pdf_run_use(r, PDF_USE_COLOUR, *space);
	u.overprint = over && pdf_run_now(r)->mode1;
	pdf_gate_visit(r->g, &u);
}

void
pdf_run_fill(struct pdf_run *r)
{
	tell_colour(r, &pdf_run_now(r)->fill, pdf_run_now(r)->over_fill);
	pdf_run_now(r)->fill = NULL;
}

void
pdf_run_stroke(struct pdf_run *r)
{
	tell_colour(r, &pdf_run_now(r)->stroke, pdf_run_now(r)->over_stroke);
	pdf_run_now(r)->stroke = NULL;
}

static void
paint_both(struct pdf_run *r)
{
	pdf_run_fill(r);
	pdf_run_stroke(r);
}

const struct pdf_obj *
pdf_run_space(struct pdf_run *r, struct bytes name)
{
	static const struct pdf_obj *const own[] = { &device_gray, &device_rgb,
		&device_cmyk };
	size_t i;

	for (i = 0; i < COUNT(own); i++)
		if (bytes_eq(name, own[i]->u.s))
			return own[i];
	return pdf_run_resource(r, "ColorSpace", name);
}

/*
 * Choose a colour space: it counts at once, and once more when it paints
 * first, for how it does that.
 */
static void
choose(struct pdf_run *r, const struct pdf_obj **space, const struct pdf_obj *o)
{
	*space = o;
	tell_colour(r, space, false);
}

static void
op_fill_space(struct pdf_run *r)
{
	unsigned char text[256];
	struct bytes name;

	if (pdf_run_name(r, 0, text, &name))
		choose(r, &pdf_run_now(r)->fill, pdf_run_space(r, name));
}

static void
op_stroke_space(struct pdf_run *r)
{
	unsigned char text[256];
	struct bytes name;

	if (pdf_run_name(r, 0, text, &name))
		choose(r, &pdf_run_now(r)->stroke, pdf_run_space(r, name));
}

static void
op_g(struct pdf_run *r)
{
	choose(r, &pdf_run_now(r)->fill, &device_gray);
}

static void
op_G(struct pdf_run *r)
{
	choose(r, &pdf_run_now(r)->stroke, &device_gray);
}

static void
op_rg(struct pdf_run *r)
{
	choose(r, &pdf_run_now(r)->fill, &device_rgb);
}

static void
op_RG(struct pdf_run *r)
{
	choose(r, &pdf_run_now(r)->stroke, &device_rgb);
}

static void
op_k(struct pdf_run *r)
{
	choose(r, &pdf_run_now(r)->fill, &device_cmyk);
}

static void
op_K(struct pdf_run *r)
{
	choose(r, &pdf_run_now(r)->stroke, &device_cmyk);
}

static void
op_colour(struct pdf_run *r)
{
	(void)pdf_run_named(r, "Pattern", PDF_USE_PATTERN);
}

/* clang-format off */
const struct pdf_operator pdf_run_paint[] = {
	{ "f", pdf_run_fill }, { "F", pdf_run_fill }, { "f*", pdf_run_fill },
	{ "s", pdf_run_stroke }, { "S", pdf_run_stroke },
	{ "b", paint_both }, { "b*", paint_both },
	{ "B", paint_both }, { "B*", paint_both },
	{ "cs", op_fill_space }, { "CS", op_stroke_space },
	{ "scn", op_colour }, { "SCN", op_colour },
	{ "g", op_g }, { "rg", op_rg }, { "k", op_k },
	{ "G", op_G }, { "RG", op_RG }, { "K", op_K },
	{ "", NULL },
};
/* clang-format on */
