/*
 * Rule group "transparency": none in part 1; in parts 2 and 3 known blend
 * modes, and a colour space to blend in. ISO 19005-1 6.4; ISO 19005-2 6.2.10.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "shared/pdf/pdf_gate_groups.h"

/* clang-format off */
static const char *const modes[] = { "Normal", "Compatible", "Multiply",
	"Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn",
	"HardLight", "SoftLight", "Difference", "Exclusion", "Hue",
	"Saturation", "Color", "Luminosity" };
/* clang-format on */

/* Something on a page is not opaque: it must be known what it blends in. */
static void
transparent(struct pdf_gate *g, const struct pdf_gate_use *u, const char *why)
{
	const struct pdf_obj *group =
	    u->page ? pdf_get(g->f, u->page->o, "Group") : &pdf_null;

	pdf_gate_fail(g, "6.4", NULL, u->o, why);
	if (u->page != NULL && g->intent == NULL && !pdf_has(group, "CS"))
		pdf_gate_fail(g, NULL, "6.2.10", u->page->o,
		    "transparency without a colour space to blend in");
}

static void
mode(struct pdf_gate *g, const struct pdf_gate_use *u,
    const struct pdf_obj *name)
{
	size_t i;

	for (i = 0; i < COUNT(modes); i++)
		if (pdf_is_name(name, modes[i]))
			break;
	if (i == COUNT(modes))
		pdf_gate_fail(g, NULL, "6.2.10", u->o, "unknown blend mode");
	if (i > 1)
		transparent(g, u, "blend mode");
}

static bool
opaque(struct pdf_gate *g, const struct pdf_obj *o, const char *key)
{
	double v = 1;

	(void)pdf_number(pdf_get(g->f, o, key), &v);
	return fabs(v - 1) < 0.000001;
}

static void
state(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	const struct pdf_obj *mask = pdf_get(g->f, u->o, "SMask");
	const struct pdf_obj *bm = pdf_get(g->f, u->o, "BM");
	size_t i;

	if (mask->type != PDF_NULL && !pdf_is_name(mask, "None"))
		transparent(g, u, "soft mask");
	if (bm->type == PDF_NAME)
		mode(g, u, bm);
	else if (bm->type != PDF_NULL)
		pdf_gate_fail(g, "6.4", NULL, u->o, "several blend modes");
	for (i = 0; i < pdf_count(bm); i++)
		mode(g, u, pdf_at(g->f, bm, i));
	if (!opaque(g, u->o, "CA") || !opaque(g, u->o, "ca"))
		transparent(g, u, "opacity below 1");
}

void
pdf_gate_transparency(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	const struct pdf_obj *page_group =
	    u->page ? pdf_get(g->f, u->page->o, "Group") : NULL;

	switch (u->kind) {
	case PDF_USE_STATE:
		state(g, u);
		break;
	case PDF_USE_IMAGE:
		if (pdf_has(u->o, "SMask") ||
		    pdf_int(pdf_get(g->f, u->o, "SMaskInData"), 0) > 0)
			transparent(g, u, "image with a soft mask");
		break;
	case PDF_USE_GROUP:
		if (!pdf_is_name(pdf_get(g->f, u->o, "S"), "Transparency"))
			break;
		if (u->o == page_group) /* the page's own: no transparency */
			pdf_gate_fail(g, "6.4", NULL, u->o, "group of a page");
		else
			transparent(g, u, "transparency group");
		break;
	case PDF_USE_FORM:
		if (pdf_has(u->o, "SMask"))
			transparent(g, u, "form with a soft mask");
		break;
	default:
		break;
	}
}
