/*
 * Rule group "font", composite fonts: the character map is known or in the
 * file, and fits the font. ISO 19005-1 6.3.3; ISO 19005-2 6.2.11.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_font.h"

/* clang-format off */
/* Predefined character maps (ISO 32000-1 table 118) and their collections. */
static const struct {
	const char *name, *ordering;
	int64_t supplement;
} predefined[] = {
	{ "GB-EUC-H", "GB1", 0 },         { "GB-EUC-V", "GB1", 0 },
	{ "GBpc-EUC-H", "GB1", 0 },       { "GBpc-EUC-V", "GB1", 0 },
	{ "GBK-EUC-H", "GB1", 2 },        { "GBK-EUC-V", "GB1", 2 },
	{ "GBKp-EUC-H", "GB1", 2 },       { "GBKp-EUC-V", "GB1", 2 },
	{ "GBK2K-H", "GB1", 4 },          { "GBK2K-V", "GB1", 4 },
	{ "UniGB-UCS2-H", "GB1", 4 },     { "UniGB-UCS2-V", "GB1", 4 },
	{ "UniGB-UTF16-H", "GB1", 4 },    { "UniGB-UTF16-V", "GB1", 4 },
	{ "B5pc-H", "CNS1", 0 },          { "B5pc-V", "CNS1", 0 },
	{ "HKscs-B5-H", "CNS1", 3 },      { "HKscs-B5-V", "CNS1", 3 },
	{ "ETen-B5-H", "CNS1", 0 },       { "ETen-B5-V", "CNS1", 0 },
	{ "ETenms-B5-H", "CNS1", 0 },     { "ETenms-B5-V", "CNS1", 0 },
	{ "CNS-EUC-H", "CNS1", 0 },       { "CNS-EUC-V", "CNS1", 0 },
	{ "UniCNS-UCS2-H", "CNS1", 3 },   { "UniCNS-UCS2-V", "CNS1", 3 },
	{ "UniCNS-UTF16-H", "CNS1", 4 },  { "UniCNS-UTF16-V", "CNS1", 4 },
	{ "83pv-RKSJ-H", "Japan1", 1 },   { "90ms-RKSJ-H", "Japan1", 2 },
	{ "90ms-RKSJ-V", "Japan1", 2 },   { "90msp-RKSJ-H", "Japan1", 2 },
	{ "90msp-RKSJ-V", "Japan1", 2 },  { "90pv-RKSJ-H", "Japan1", 1 },
	{ "Add-RKSJ-H", "Japan1", 1 },    { "Add-RKSJ-V", "Japan1", 1 },
	{ "EUC-H", "Japan1", 1 },         { "EUC-V", "Japan1", 1 },
	{ "Ext-RKSJ-H", "Japan1", 2 },    { "Ext-RKSJ-V", "Japan1", 2 },
	{ "H", "Japan1", 1 },             { "V", "Japan1", 1 },
	{ "UniJIS-UCS2-H", "Japan1", 4 }, { "UniJIS-UCS2-V", "Japan1", 4 },
	{ "UniJIS-UCS2-HW-H", "Japan1", 4 },
	{ "UniJIS-UCS2-HW-V", "Japan1", 4 },
	{ "UniJIS-UTF16-H", "Japan1", 5 },{ "UniJIS-UTF16-V", "Japan1", 5 },
	{ "KSC-EUC-H", "Korea1", 0 },     { "KSC-EUC-V", "Korea1", 0 },
	{ "KSCms-UHC-H", "Korea1", 1 },   { "KSCms-UHC-V", "Korea1", 1 },
	{ "KSCms-UHC-HW-H", "Korea1", 1 },{ "KSCms-UHC-HW-V", "Korea1", 1 },
	{ "KSCpc-EUC-H", "Korea1", 0 },
	{ "UniKS-UCS2-H", "Korea1", 1 },  { "UniKS-UCS2-V", "Korea1", 1 },
	{ "UniKS-UTF16-H", "Korea1", 2 }, { "UniKS-UTF16-V", "Korea1", 2 },
};
/* clang-format on */

/* A character collection as a font or a map names it. */
struct collection {
	struct bytes registry, ordering;
	int64_t supplement;
};

static bool
string_of(const struct pdf_obj *o, struct bytes *out)
{
	if (o->type != PDF_STRING)
		return false;
	*out = o->u.s;
	return true;
}

/* Font and map must speak of the same collection. */
static void
compare(struct pdf_gate *g, const struct pdf_gate_font *x,
    const struct collection *map)
{
	const struct pdf_obj *info = pdf_get(g->f, x->cid, "CIDSystemInfo");
	struct collection font = { .supplement = pdf_int(
				       pdf_get(g->f, info, "Supplement"), 0) };

	if (!string_of(pdf_get(g->f, info, "Registry"), &font.registry) ||
	    !string_of(pdf_get(g->f, info, "Ordering"), &font.ordering) ||
	    !bytes_eq(font.registry, map->registry) ||
	    !bytes_eq(font.ordering, map->ordering))
		pdf_gate_fail(g, "6.3.3.1", "6.2.11.3.1", x->o,
		    "font and character map of different collections");
	else if (font.supplement > map->supplement)
		pdf_gate_fail(g, NULL, "6.2.11.3.1", x->o,
		    "font needs a later supplement than its map");
}

static bool
find(const struct pdf_obj *name, size_t *i)
{
	for (*i = 0; *i < COUNT(predefined); ++*i)
		if (pdf_is_name(name, predefined[*i].name))
			return true;
	return false;
}

static bool
is_identity(const struct pdf_obj *o)
{
	return pdf_is_name(o, "Identity-H") || pdf_is_name(o, "Identity-V");
}

static void
named_map(
    struct pdf_gate *g, struct pdf_gate_font *x, const struct pdf_obj *name)
{
	struct collection map = { bytes_of("Adobe"), bytes_of(""), 0 };
	size_t i;

	if (is_identity(name)) {
		x->identity = true;
		return;
	}
	pdf_gate_fail(
	    g, "6.3.3.3", NULL, x->o, "character map that is not in the file");
	if (!find(name, &i)) {
		pdf_gate_fail(g, NULL, "6.2.11.3.3", x->o,
		    "character map that is not known");
		return;
	}
	map.ordering = bytes_of(predefined[i].ordering);
	map.supplement = predefined[i].supplement;
	compare(g, x, &map);
}

static void
embedded_map(
    struct pdf_gate *g, struct pdf_gate_font *x, const struct pdf_obj *o)
{
	const struct pdf_obj *base = pdf_get(g->f, o, "UseCMap");
	const struct pdf_obj *info = pdf_get(g->f, o, "CIDSystemInfo");
	struct collection map = { .supplement = 0 };
	int64_t wmode = pdf_int(pdf_get(g->f, o, "WMode"), 0);
	size_t i;

	if (pdf_cmap_read(g->f, o, &x->encoding))
		return;
	x->has_encoding = !x->encoding.uses_other;
	if ((x->encoding.wmode < 0 ? 0 : x->encoding.wmode) != wmode)
		pdf_gate_fail(g, "6.3.3.3", "6.2.11.3.3", o,
		    "writing mode of a character map");
	if (base->type == PDF_NAME && !is_identity(base))
		pdf_gate_fail(g, "6.3.3.3", NULL, o,
		    "character map built on one that is not in the file");
	if (base->type == PDF_STREAM)
		base = pdf_get(g->f, base, "CMapName");
	if (base->type == PDF_NAME && !is_identity(base) && !find(base, &i))
		pdf_gate_fail(g, NULL, "6.2.11.3.3", o,
		    "character map built on one that is not known");
	if (x->encoding.most > 65535)
		pdf_gate_fail(
		    g, "6.1.12", "6.1.13", o, "character identifier too large");
	(void)string_of(pdf_get(g->f, info, "Registry"), &map.registry);
	(void)string_of(pdf_get(g->f, info, "Ordering"), &map.ordering);
	map.supplement = pdf_int(pdf_get(g->f, info, "Supplement"), 0);
	if (!is_identity(pdf_get(g->f, o, "CMapName")))
		compare(g, x, &map);
}

void
pdf_gate_composite(struct pdf_gate *g, struct pdf_gate_font *x)
{
	const struct pdf_obj *map = pdf_get(g->f, x->o, "Encoding");
	const struct pdf_obj *to = pdf_get(g->f, x->cid, "CIDToGIDMap");

	if (map->type == PDF_STREAM)
		embedded_map(g, x, map);
	else
		named_map(g, x, map);
	if (pdf_is_name(pdf_get(g->f, x->cid, "Subtype"), "CIDFontType2") &&
	    x->program->type == PDF_STREAM && to->type != PDF_STREAM &&
	    !pdf_is_name(to, "Identity"))
		pdf_gate_fail(g, "6.3.3.2", "6.2.11.3.2", x->cid,
		    "no map from identifiers to glyphs");
}
