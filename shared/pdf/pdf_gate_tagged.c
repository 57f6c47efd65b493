/*
 * Rule group "tagged": what level A promises and can be seen without
 * understanding the text. ISO 19005-1 6.8; ISO 19005-2 6.7.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <string.h>

#include "shared/base/text.h"
#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_text.h"

#define CHAIN_MAX 32 /* types mapped to types */

/* clang-format off */
/* Standard structure types (PDF Reference 1.4 9.7.4). */
static const char *const standard[] = { "Document", "Part", "Art", "Sect",
	"Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct",
	"Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI",
	"Lbl", "LBody", "Table", "TR", "TH", "TD", "Span", "Quote", "Note",
	"Reference", "BibEntry", "Code", "Link", "Figure", "Formula", "Form" };
/* Those that part 1 does not know (ISO 32000-1 14.8.4). */
static const char *const later[] = { "THead", "TBody", "TFoot", "Annot",
	"Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP" };
/* clang-format on */

static bool
among(struct bytes name, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (bytes_eqs(name, list[i]))
			return true;
	return false;
}

static bool
is_standard(const struct pdf_gate *g, struct bytes name)
{
	return among(name, standard, COUNT(standard)) ||
	    (g->part != 1 && among(name, later, COUNT(later)));
}

static const struct pdf_obj *
mapped(struct pdf_gate *g, struct bytes name)
{
	const struct pdf_obj *map = g->roles;
	size_t i;

	for (i = 0; map->type == PDF_DICT && i < map->u.dict.n; i++)
		if (bytes_eq(map->u.dict.at[i].key, name))
			return pdf_follow(g->f, &map->u.dict.at[i].value);
	return &pdf_null;
}

/* A type that is not standard must lead to one that is. */
static void
role(struct pdf_gate *g, const struct pdf_obj *element, struct bytes name)
{
	const struct pdf_obj *to;
	int i;

	for (i = 0; i < CHAIN_MAX && !is_standard(g, name); i++) {
		to = mapped(g, name);
		if (to->type != PDF_NAME) {
			pdf_gate_fail(g, "6.8.3.4", "6.7.3.4", element,
			    "structure type that leads to no standard one");
			return;
		}
		name = to->u.s;
	}
	if (i == CHAIN_MAX)
		pdf_gate_fail(g, "6.8.3.4", "6.7.3.4", element,
		    "structure types that lead in a circle");
}

/* Language tag: letters, then letters and digits, by hyphens. */
static bool
is_language(const struct pdf_gate *g, struct bytes s)
{
	size_t n = 0;
	bool first = true;
	size_t i;

	if (s.n == 0)
		return true;
	for (i = 0; i <= s.n; i++) {
		if (i == s.n || s.p[i] == '-') {
			if (n == 0 || n > 8)
				return false;
			n = 0;
			first = false;
		} else if (isalpha(s.p[i]) ||
		    (!first && g->part != 1 && isdigit(s.p[i]))) {
			n++;
		} else {
			return false;
		}
	}
	return true;
}

void
pdf_gate_language(struct pdf_gate *g, const struct pdf_obj *lang)
{
	const char *text = pdf_text(g->f->arena, lang);

	if (g->level == 'A' && text != NULL && !is_language(g, bytes_of(text)))
		pdf_gate_fail(g, "6.8.4", "6.7.4", lang, "language");
}

static void
node(struct pdf_gate *g, const struct pdf_obj *o, struct bytes key)
{
	if (bytes_eqs(key, "Lang") && o->type == PDF_STRING)
		pdf_gate_language(g, o);
	if (bytes_eqs(key, "ActualText"))
		g->actual_text = true;
}

/* Structure types are UTF-8, tagged or not (ISO 19005-2 6.1.8). */
static void
utf8(struct pdf_gate *g, const struct pdf_obj *o, struct bytes name)
{
	if (!text_clean(name))
		pdf_gate_fail(
		    g, NULL, "6.1.8", o, "structure type is not UTF-8");
}

void
pdf_gate_tagged_object(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *s = pdf_get(g->f, o, "S");

	if (s->type == PDF_NAME &&
	    pdf_is_name(pdf_get(g->f, o, "Type"), "StructElem"))
		utf8(g, o, s->u.s);
	if (g->level != 'A')
		return;
	pdf_gate_nodes(g, o, node);
	if (o->type == PDF_DICT && s->type == PDF_NAME &&
	    (pdf_is_name(pdf_get(g->f, o, "Type"), "StructElem") ||
		(pdf_has(o, "P") && pdf_has(o, "K"))))
		role(g, o, s->u.s);
}

/* Names on both sides of the role map are UTF-8. */
static void
role_names(struct pdf_gate *g)
{
	const struct pdf_obj *to;
	size_t i;

	for (i = 0; g->roles->type == PDF_DICT && i < g->roles->u.dict.n; i++) {
		to = pdf_follow(g->f, &g->roles->u.dict.at[i].value);
		utf8(g, g->roles, g->roles->u.dict.at[i].key);
		if (to->type == PDF_NAME)
			utf8(g, g->roles, to->u.s);
	}
}

/* A standard type keeps its meaning (ISO 19005-2 6.7.3.4). */
static void
remapped(struct pdf_gate *g)
{
	size_t i;

	for (i = 0; g->roles->type == PDF_DICT && i < g->roles->u.dict.n; i++) {
		struct bytes name = g->roles->u.dict.at[i].key;
		const struct pdf_obj *to = mapped(g, name);

		if (is_standard(g, name) && to->type == PDF_NAME &&
		    !is_standard(g, to->u.s))
			pdf_gate_fail(g, NULL, "6.7.3.4", g->roles,
			    "standard structure type with another role");
	}
}

void
pdf_gate_tagged(struct pdf_gate *g)
{
	const struct pdf_obj *catalog = pdf_catalog(g->f);
	const struct pdf_obj *root = pdf_get(g->f, catalog, "StructTreeRoot");
	const struct pdf_obj *marked =
	    pdf_get(g->f, pdf_get(g->f, catalog, "MarkInfo"), "Marked");

	g->roles = pdf_get(g->f, root, "RoleMap");
	role_names(g);
	if (g->level != 'A')
		return;
	if (marked->type != PDF_BOOL || !marked->u.b)
		pdf_gate_fail(
		    g, "6.8.2.2", "6.7.2.2", catalog, "not marked as tagged");
	if (root->type != PDF_DICT)
		pdf_gate_fail(g, "6.8.3.3", "6.7.3.3", catalog, "no structure");
	remapped(g);
}
