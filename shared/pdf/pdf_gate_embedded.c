/*
 * Rule group "embedded": files inside the file, layers, and catalog entries
 * that change what is shown. ISO 19005-1 6.1.11, 6.1.13; ISO 19005-2 6.1.12,
 * 6.8 to 6.11; ISO 19005-3 6.8.
 *
 * DEVIATES: part 2 allows embedded files that are PDF/A themselves; here any
 * embedded file in part 2 is refused, because nobody would see it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_text.h"

/* Say whether text is type/subtype: letters, digits and "-+._". */
static bool
is_media_type(struct bytes s)
{
	size_t slash = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '/' && slash == 0)
			slash = i;
		else if (!isalnum(s.p[i]) && strchr("-+._", s.p[i]) == NULL)
			return false;
	}
	return slash > 0 && slash + 1 < s.n;
}

/* Say whether some /AF array names this file specification. */
static bool
associated(struct pdf_gate *g, const struct pdf_obj *spec)
{
	return spec->id > 0 && spec->id < g->f->scan.size &&
	    g->associated != NULL && g->associated[spec->id];
}

/* Part 3 wants to know what each file has to do with the document. */
static void
specification(struct pdf_gate *g, const struct pdf_obj *spec)
{
	if (pdf_get(g->f, spec, "AFRelationship")->type != PDF_NAME)
		pdf_gate_fail(
		    g, NULL, "6.8", spec, "file without relationship");
	if (!associated(g, spec))
		pdf_gate_fail(
		    g, NULL, "6.8", spec, "file that belongs to nothing");
}

static void
embedded(
    struct pdf_gate *g, const struct pdf_obj *spec, const struct pdf_obj *ef)
{
	const struct pdf_obj *file = pdf_get(g->f, ef, "F");
	const struct pdf_obj *type;

	if (g->part != 3) {
		pdf_gate_fail(g, "6.1.11", "6.8", spec, "embedded file");
		return;
	}
	if (!pdf_has(spec, "F") || !pdf_has(spec, "UF"))
		pdf_gate_fail(
		    g, NULL, "6.8", spec, "embedded file without /F and /UF");
	if (file->type == PDF_NULL)
		file = pdf_get(g->f, ef, "UF");
	type = pdf_get(g->f, file, "Subtype");
	if (type->type != PDF_NAME || !is_media_type(type->u.s))
		pdf_gate_fail(
		    g, NULL, "6.8", file, "embedded file without media type");
}

static void
node(struct pdf_gate *g, const struct pdf_obj *o, struct bytes key)
{
	const struct pdf_obj *ef;

	(void)key;
	if (!pdf_is_dict(o))
		return;
	ef = pdf_get(g->f, o, "EF");
	if (ef->type == PDF_DICT)
		embedded(g, o, ef);
	if (g->part == 3 &&
	    (ef->type == PDF_DICT ||
		pdf_is_name(pdf_get(g->f, o, "Type"), "Filespec")))
		specification(g, o);
}

void
pdf_gate_embedded_object(struct pdf_gate *g, const struct pdf_obj *o)
{
	pdf_gate_nodes(g, o, node);
}

/* Remember what an /AF array associates. */
static void
associate(struct pdf_gate *g, const struct pdf_obj *node, struct bytes key)
{
	const struct pdf_obj *list;
	size_t i;

	if (!bytes_eqs(key, "AF"))
		return;
	list = pdf_follow(g->f, node);
	for (i = 0; i < pdf_count(list); i++)
		if (list->u.array.at[i].type == PDF_REF &&
		    list->u.array.at[i].id < g->f->scan.size)
			g->associated[list->u.array.at[i].id] = true;
}

static void
associations(struct pdf_gate *g)
{
	int id;

	g->associated = arena_array(
	    g->f->arena, (size_t)g->f->scan.size, sizeof(*g->associated));
	if (g->associated == NULL) {
		pdf_fault(g->f, E_NOMEM);
		return;
	}
	for (id = 1; id < g->f->scan.size && g->f->fault == E_OK; id++)
		pdf_gate_nodes(g, pdf_object(g->f, id), associate);
}

/* Note the numbers of all that an /Order array names, however nested; what
 * was met before is not entered again. */
static void
walk_order(struct pdf_gate *g, const struct pdf_obj *order, bool *listed)
{
	struct {
		const struct pdf_obj *o;
		size_t next;
	} level[PDF_LIMIT_DEPTH] = { { order, 0 } };
	size_t n = 1;

	while (n > 0) {
		size_t i = level[n - 1].next++;
		const struct pdf_obj *o = level[n - 1].o;
		const struct pdf_obj *c;

		if (i >= pdf_count(o)) {
			n--;
			continue;
		}
		c = pdf_at(g->f, o, i);
		if (c->id != 0 && listed[c->id])
			continue;
		listed[c->id] = c->id != 0;
		if (c->type == PDF_ARRAY && n < COUNT(level)) {
			level[n].o = c;
			level[n++].next = 0;
		}
	}
}

/* Each layer stands in the order. */
static void
complete(struct pdf_gate *g, const struct pdf_obj *oc,
    const struct pdf_obj *config, const struct pdf_obj *order)
{
	const struct pdf_obj *all = pdf_get(g->f, oc, "OCGs");
	bool *listed =
	    arena_array(g->f->arena, (size_t)g->f->scan.size, sizeof(*listed));
	size_t i;

	if (listed == NULL) {
		pdf_fault(g->f, E_NOMEM);
		return;
	}
	walk_order(g, order, listed);
	for (i = 0; i < pdf_count(all); i++)
		if (!listed[pdf_at(g->f, all, i)->id])
			pdf_gate_fail(g, NULL, "6.9", config,
			    "layer that is not in the order");
}

/* One configuration of layers (ISO 19005-2 6.9). */
static void
configuration(
    struct pdf_gate *g, const struct pdf_obj *oc, const struct pdf_obj *config)
{
	const struct pdf_obj *name = pdf_get(g->f, config, "Name");
	const struct pdf_obj *order = pdf_get(g->f, config, "Order");

	if (name->type != PDF_STRING || name->u.s.n == 0)
		pdf_gate_fail(
		    g, NULL, "6.9", config, "layer configuration without name");
	if (pdf_has(config, "AS"))
		pdf_gate_fail(g, NULL, "6.9", config, "automatic layers");
	if (order->type == PDF_ARRAY)
		complete(g, oc, config, order);
}

/* Say whether two configurations bear one name, however it is written. */
static bool
same_name(struct pdf_gate *g, const struct pdf_obj *a, const struct pdf_obj *b)
{
	const char *s = pdf_text(g->f->arena, pdf_get(g->f, a, "Name"));
	const char *t = pdf_text(g->f->arena, pdf_get(g->f, b, "Name"));

	return s != NULL && t != NULL && strcmp(s, t) == 0;
}

/* All configurations: each with a name of its own. */
static void
layers(struct pdf_gate *g, const struct pdf_obj *oc)
{
	const struct pdf_obj *more = pdf_get(g->f, oc, "Configs");
	const struct pdf_obj *config[64];
	size_t n = 0;
	size_t i, k;

	config[n++] = pdf_get(g->f, oc, "D");
	for (i = 0; i < pdf_count(more) && n < COUNT(config); i++)
		config[n++] = pdf_at(g->f, more, i);
	for (i = 0; i < n; i++) {
		configuration(g, oc, config[i]);
		for (k = 0; k < i; k++)
			if (same_name(g, config[i], config[k]))
				pdf_gate_fail(g, NULL, "6.9", config[i],
				    "two layer configurations of one name");
	}
}

/* The catalog's /Perms hold DocMDP and UR3 alone (ISO 19005-2 6.1.12). */
static void
permissions(struct pdf_gate *g, const struct pdf_obj *perms)
{
	size_t i;

	for (i = 0; perms->type == PDF_DICT && i < perms->u.dict.n; i++)
		if (!bytes_eqs(perms->u.dict.at[i].key, "DocMDP") &&
		    !bytes_eqs(perms->u.dict.at[i].key, "UR3"))
			pdf_gate_fail(g, NULL, "6.1.12", perms,
			    "permission of an unknown kind");
}

/* References of a certification without digests of their own. */
static void
certification(struct pdf_gate *g, const struct pdf_obj *perms)
{
	static const char *const none[] = { "DigestLocation", "DigestMethod",
		"DigestValue" };
	const struct pdf_obj *refs =
	    pdf_get(g->f, pdf_get(g->f, perms, "DocMDP"), "Reference");
	size_t i, k;

	for (i = 0; i < pdf_count(refs); i++)
		for (k = 0; k < COUNT(none); k++)
			if (pdf_has(pdf_at(g->f, refs, i), none[k]))
				pdf_gate_fail(g, NULL, "6.1.12", perms,
				    "certification with a digest");
}

void
pdf_gate_embedded(struct pdf_gate *g)
{
	const struct pdf_obj *catalog = pdf_catalog(g->f);
	const struct pdf_obj *names = pdf_get(g->f, catalog, "Names");
	const struct pdf_obj *oc = pdf_get(g->f, catalog, "OCProperties");
	const struct pdf_obj *perms = pdf_get(g->f, catalog, "Perms");

	if (pdf_has(names, "EmbeddedFiles"))
		pdf_gate_fail(g, "6.1.11", g->part == 2 ? "6.8" : NULL, names,
		    "embedded files");
	if (oc->type == PDF_DICT) {
		pdf_gate_fail(g, "6.1.13", NULL, oc, "layers");
		layers(g, oc);
	}
	permissions(g, perms);
	certification(g, perms);
	if (pdf_has(catalog, "Requirements"))
		pdf_gate_fail(g, NULL, "6.11", catalog, "requirements");
	if (pdf_has(names, "AlternatePresentations"))
		pdf_gate_fail(
		    g, NULL, "6.10", names, "alternate presentations");
	if (g->part == 3)
		associations(g);
}

void
pdf_gate_embedded_page(struct pdf_gate *g, const struct pdf_page *p)
{
	if (pdf_has(p->o, "PresSteps"))
		pdf_gate_fail(g, NULL, "6.10", p->o, "presentation steps");
}
