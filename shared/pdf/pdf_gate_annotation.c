/*
 * Rule group "annotation": what lies over the page is seen and printed as it
 * stands there. ISO 19005-1 6.5; ISO 19005-2 6.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "shared/pdf/pdf_gate_groups.h"

#define F_INVISIBLE 1
#define F_HIDDEN    2
#define F_PRINT     4
#define F_NO_VIEW   32
#define F_TOGGLE    256

/* clang-format off */
static const struct {
	const char *name;
	bool part1, part2;
} types[] = {
	{ "Text", true, true },        { "Link", true, true },
	{ "FreeText", true, true },    { "Line", true, true },
	{ "Square", true, true },      { "Circle", true, true },
	{ "Highlight", true, true },   { "Underline", true, true },
	{ "Squiggly", true, true },    { "StrikeOut", true, true },
	{ "Stamp", true, true },       { "Ink", true, true },
	{ "Popup", true, true },       { "Widget", true, true },
	{ "PrinterMark", true, true }, { "TrapNet", true, true },
	{ "Polygon", false, true },    { "PolyLine", false, true },
	{ "Caret", false, true },      { "FileAttachment", false, true },
	{ "Watermark", false, true },  { "Redact", false, true },
};
/* clang-format on */

static void
type(struct pdf_gate *g, const struct pdf_obj *a)
{
	const struct pdf_obj *s = pdf_get(g->f, a, "Subtype");
	size_t i;

	for (i = 0; i < COUNT(types); i++)
		if (pdf_is_name(s, types[i].name) &&
		    (g->part == 1 ? types[i].part1 : types[i].part2))
			return;
	pdf_gate_harm(
	    g, "6.5.2", "6.3.1", a, "annotation of a type that is not allowed");
}

static void
flags(struct pdf_gate *g, const struct pdf_obj *a)
{
	bool popup = pdf_is_name(pdf_get(g->f, a, "Subtype"), "Popup");
	int64_t v = pdf_int(pdf_get(g->f, a, "F"), 0);
	int64_t never =
	    F_INVISIBLE | F_HIDDEN | F_NO_VIEW | (g->part == 1 ? 0 : F_TOGGLE);

	if (!pdf_has(a, "F")) {
		pdf_gate_fail(g, "6.5.3", popup ? NULL : "6.3.2", a,
		    "annotation without flags");
		return;
	}
	if (!(v & F_PRINT) || (v & never))
		pdf_gate_fail(g, "6.5.3", "6.3.2", a,
		    "annotation that is not shown and printed");
}

/* Say whether an annotation's rectangle is empty. */
static bool
no_area(struct pdf_gate *g, const struct pdf_obj *a)
{
	double r[4];

	return pdf_rectangle(g->f, pdf_get(g->f, a, "Rect"), r) &&
	    r[2] - r[0] == 0 && r[3] - r[1] == 0;
}

/* Field type, perhaps from the field above the widget. */
static const struct pdf_obj *
field_type(struct pdf_gate *g, const struct pdf_obj *a)
{
	int i;

	for (i = 0; i < 32 && a->type == PDF_DICT && !pdf_has(a, "FT"); i++)
		a = pdf_get(g->f, a, "Parent");
	return pdf_get(g->f, a, "FT");
}

/* Say whether one of a button's states looks like something. */
static bool
has_states(struct pdf_gate *g, const struct pdf_obj *n)
{
	size_t i;

	for (i = 0; n->type == PDF_DICT && i < n->u.dict.n; i++)
		if (pdf_follow(g->f, &n->u.dict.at[i].value)->type ==
		    PDF_STREAM)
			return true;
	return false;
}

static void
normal(struct pdf_gate *g, const struct pdf_obj *a, const struct pdf_obj *n)
{
	bool button = pdf_is_name(pdf_get(g->f, a, "Subtype"), "Widget") &&
	    pdf_is_name(field_type(g, a), "Btn");

	if (button && !has_states(g, n))
		pdf_gate_fail(g, "6.5.3", "6.3.3", a,
		    "button without appearances of its states");
	if (!button && n->type != PDF_STREAM)
		pdf_gate_fail(
		    g, "6.5.3", "6.3.3", a, "appearance is no stream");
}

static void
appearance(struct pdf_gate *g, const struct pdf_obj *a)
{
	const struct pdf_obj *ap = pdf_get(g->f, a, "AP");
	const struct pdf_obj *s = pdf_get(g->f, a, "Subtype");

	if (ap->type == PDF_DICT) {
		if (ap->u.dict.n != 1 || !pdf_has(ap, "N"))
			pdf_gate_fail(g, "6.5.3", "6.3.3", a,
			    "appearances other than the normal one");
		else
			normal(g, a, pdf_get(g->f, ap, "N"));
		return;
	}
	if (pdf_is_name(s, "Widget"))
		pdf_gate_fail(g, "6.9", NULL, a, "field without appearance");
	if (!pdf_is_name(s, "Popup") && !pdf_is_name(s, "Link") &&
	    !no_area(g, a))
		pdf_gate_fail(
		    g, NULL, "6.3.3", a, "annotation without appearance");
}

/* Opacity and colours that part 1 restricts. */
static void
paint(struct pdf_gate *g, const struct pdf_obj *a)
{
	double ca = 1;

	(void)pdf_number(pdf_get(g->f, a, "CA"), &ca);
	if (ca != 1)
		pdf_gate_fail(g, "6.5.3", NULL, a, "annotation not opaque");
	if ((pdf_has(a, "C") || pdf_has(a, "IC")) &&
	    (g->intent == NULL || !bytes_eqs(bytes_of(g->intent), "RGB ")))
		pdf_gate_fail(g, "6.5.3", NULL, a,
		    "annotation's colour without RGB output intent");
}

void
pdf_gate_annotation(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	if (u->kind != PDF_USE_ANNOTATION)
		return;
	type(g, u->o);
	flags(g, u->o);
	appearance(g, u->o);
	paint(g, u->o);
}
