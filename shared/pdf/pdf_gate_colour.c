/*
 * Rule group "colour": every colour is defined without the device that
 * shows it. ISO 19005-1 6.2.2, 6.2.3; ISO 19005-2 6.2.3, 6.2.4.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_colour.h"

#include <string.h>

#include "shared/base/text.h"
#include "shared/pdf/pdf_gate_groups.h"

#define NEST_MAX 8 /* colour spaces within colour spaces */

static bool
version_allowed(const struct pdf_gate *g, int version)
{
	return version < (g->part == 1 ? 3 : 5);
}

/* A profile that describes the device aimed at. */
static const char *
output_profile(struct pdf_gate *g, const struct pdf_obj *o)
{
	struct pdf_icc p;

	if (!pdf_icc_read(g, o, &p) || !version_allowed(g, p.version) ||
	    (strcmp(p.device, "prtr") != 0 && strcmp(p.device, "mntr") != 0) ||
	    strcmp(p.space, "Lab ") == 0 ||
	    !pdf_icc_fits(&p, pdf_int(pdf_get(g->f, o, "N"), 0))) {
		pdf_gate_fail(
		    g, "6.2.2", "6.2.3", o, "profile of the output intent");
		return NULL;
	}
	return arena_str(g->f->arena, p.space);
}

void
pdf_gate_colour(struct pdf_gate *g)
{
	const struct pdf_obj *all =
	    pdf_get(g->f, pdf_catalog(g->f), "OutputIntents");
	const struct pdf_obj *profile, *first = NULL;
	size_t i;

	for (i = 0; i < pdf_count(all); i++) {
		const struct pdf_obj *o = pdf_at(g->f, all, i);
		const struct pdf_obj *s = pdf_get(g->f, o, "S");

		profile = pdf_get(g->f, o, "DestOutputProfile");
		if (pdf_is_name(s, "GTS_PDFX") &&
		    pdf_has(o, "DestOutputProfileRef"))
			pdf_gate_fail(g, NULL, "6.2.3", o,
			    "output profile outside the file");
		if (profile->type == PDF_NULL)
			continue;
		if (first != NULL && first != profile)
			pdf_gate_fail(g, "6.2.2", "6.2.3", o,
			    "output intents with different profiles");
		first = profile;
		if (pdf_is_name(s, "GTS_PDFA1"))
			g->intent = output_profile(g, profile);
	}
}

/* A device's colours need a default or an output intent of their kind. */
static const struct pdf_obj *
device(
    struct pdf_gate *g, const struct pdf_gate_use *u, const struct pdf_obj *o)
{
	/* clang-format off */
	static const struct {
		const char *name, *other, *intent;
	} rows[] = {
		{ "DeviceGray", "DefaultGray", NULL },
		{ "DeviceRGB",  "DefaultRGB",  "RGB " },
		{ "DeviceCMYK", "DefaultCMYK", "CMYK" },
	};
	/* clang-format on */
	const struct pdf_obj *spaces =
	    pdf_get(g->f, u->resources, "ColorSpace");
	const struct pdf_obj *other;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		if (!pdf_is_name(o, rows[i].name))
			continue;
		other = pdf_get(g->f, spaces, rows[i].other);
		if (other->type == PDF_ARRAY)
			return other;
		if (g->intent == NULL ||
		    (rows[i].intent != NULL &&
			strcmp(g->intent, rows[i].intent) != 0))
			pdf_gate_fail(g, "6.2.3.3", "6.2.4.3", NULL,
			    i == 0       ? "grey of no device"
				: i == 1 ? "RGB of no device"
					 : "CMYK of no device");
	}
	return NULL;
}

static void
icc_based(
    struct pdf_gate *g, const struct pdf_gate_use *u, const struct pdf_obj *o)
{
	const struct pdf_obj *stream = pdf_at(g->f, o, 1);
	struct pdf_icc p;

	if (!pdf_icc_read(g, stream, &p) || !version_allowed(g, p.version) ||
	    (strcmp(p.device, "prtr") != 0 && strcmp(p.device, "mntr") != 0 &&
		strcmp(p.device, "scnr") != 0 &&
		strcmp(p.device, "spac") != 0) ||
	    !pdf_icc_fits(&p, pdf_int(pdf_get(g->f, stream, "N"), 0)))
		pdf_gate_fail(g, "6.2.3.2", "6.2.4.2", stream,
		    "ICC profile of a colour space");
	else if (u->overprint && strcmp(p.space, "CMYK") == 0)
		pdf_gate_fail(g, NULL, "6.2.4.2", stream,
		    "overprint mode 1 in a CMYK profile");
}

/* Names of colorants are UTF-8 (ISO 19005-2 6.1.8). */
static void
colorant(
    struct pdf_gate *g, const struct pdf_obj *o, const struct pdf_obj *name)
{
	if (name->type == PDF_NAME && !text_clean(name->u.s))
		pdf_gate_fail(
		    g, NULL, "6.1.8", o, "name of a colorant is not UTF-8");
}

/* Say whether two values are the same, or refer to things that are. */
static bool
same(struct pdf_gate *g, const struct pdf_obj *a, const struct pdf_obj *b)
{
	struct bytes x, y;

	if (a->type != PDF_REF || b->type != PDF_REF || a->id == b->id)
		return pdf_equal(a, b);
	a = pdf_follow(g->f, a);
	b = pdf_follow(g->f, b);
	return pdf_equal(a, b) &&
	    (a->type != PDF_STREAM ||
		(pdf_data(g->f, a, &x) == E_OK &&
		    pdf_data(g->f, b, &y) == E_OK && bytes_eq(x, y)));
}

/* As same, for two alternate colour spaces and what they are made of. */
static bool
same_space(struct pdf_gate *g, const struct pdf_obj *a, const struct pdf_obj *b)
{
	size_t i;

	if (a->type != PDF_ARRAY || pdf_count(a) != pdf_count(b))
		return pdf_equal(a, b);
	for (i = 0; i < pdf_count(a); i++)
		if (!same(g, &a->u.array.at[i], &b->u.array.at[i]))
			return false;
	return true;
}

/* All separations of a name look the same (ISO 19005-2 6.2.4.4). */
static void
separation(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_separation *seen =
	    (const struct pdf_separation *)(const void *)g->separations.p;
	struct pdf_separation new = { o };
	size_t n = g->separations.n / sizeof(*seen);
	size_t i;

	colorant(g, o, pdf_at(g->f, o, 1));
	for (i = 0; i < n; i++) {
		if (seen[i].o == o)
			return;
		if (!pdf_equal(pdf_at(g->f, seen[i].o, 1), pdf_at(g->f, o, 1)))
			continue;
		if (!same_space(
			g, pdf_at(g->f, seen[i].o, 2), pdf_at(g->f, o, 2)) ||
		    !same(g, &seen[i].o->u.array.at[3], &o->u.array.at[3]))
			pdf_gate_fail(g, NULL, "6.2.4.4", o,
			    "one colorant, two definitions");
	}
	if (buf_add(&g->separations, &new, sizeof(new)))
		pdf_fault(g->f, E_NOMEM);
}

/* Say whether a name is among the colorants that are described. */
static bool
described(struct pdf_gate *g, const struct pdf_obj *attributes,
    const struct pdf_obj *name)
{
	static const char *const known[] = { "None", "Cyan", "Magenta",
		"Yellow", "Black" };
	const struct pdf_obj *all = pdf_get(g->f, attributes, "Colorants");
	const struct pdf_obj *process =
	    pdf_get(g->f, pdf_get(g->f, attributes, "Process"), "Components");
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (pdf_is_name(name, known[i]))
			return true;
	for (i = 0; all->type == PDF_DICT && i < all->u.dict.n; i++)
		if (name->type == PDF_NAME &&
		    bytes_eq(all->u.dict.at[i].key, name->u.s))
			return true;
	for (i = 0; i < pdf_count(process); i++)
		if (pdf_equal(pdf_at(g->f, process, i), name))
			return true;
	return false;
}

static void
device_n(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *names = pdf_at(g->f, o, 1);
	const struct pdf_obj *attributes = pdf_at(g->f, o, 4);
	const struct pdf_obj *all = pdf_get(g->f, attributes, "Colorants");
	size_t i;

	for (i = 0; i < pdf_count(names); i++) {
		colorant(g, o, pdf_at(g->f, names, i));
		if (!described(g, attributes, pdf_at(g->f, names, i)))
			pdf_gate_fail(g, NULL, "6.2.4.4", o,
			    "colorant without description");
	}
	for (i = 0; all->type == PDF_DICT && i < all->u.dict.n; i++) {
		const struct pdf_obj *c =
		    pdf_follow(g->f, &all->u.dict.at[i].value);

		if (pdf_count(c) == 4)
			separation(g, c);
	}
}

/* Judge one colour space; what it is built on comes back. */
static const struct pdf_obj *
one(struct pdf_gate *g, const struct pdf_gate_use *u, const struct pdf_obj *o)
{
	const struct pdf_obj *family = o;

	if (o->type == PDF_ARRAY)
		family = pdf_at(g->f, o, 0);
	if (pdf_is_name(family, "ICCBased")) {
		icc_based(g, u, o);
		return NULL;
	}
	if (pdf_is_name(family, "Indexed") || pdf_is_name(family, "I") ||
	    pdf_is_name(family, "Pattern"))
		return pdf_at(g->f, o, 1);
	if (pdf_is_name(family, "Separation") && pdf_count(o) == 4) {
		separation(g, o);
		return pdf_at(g->f, o, 2);
	}
	if (pdf_is_name(family, "DeviceN") && pdf_count(o) >= 4) {
		device_n(g, o);
		return pdf_at(g->f, o, 2);
	}
	return device(g, u, family);
}

void
pdf_gate_colour_use(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	const struct pdf_obj *o = u->o;
	int i;

	if (u->kind != PDF_USE_COLOUR)
		return;
	for (i = 0; o != NULL && o->type != PDF_NULL && i < NEST_MAX; i++)
		o = one(g, u, o);
}
