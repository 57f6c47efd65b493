/*
 * The gate's frame: which groups there are, who calls them, what comes out.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate.h"

#include <ctype.h>
#include <stdio.h>

#include "shared/pdf/pdf_gate_colour.h"
#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_gate_walk.h"

/* clang-format off */
const struct pdf_gate_group pdf_gate_groups[] = {
	/* name, text, document, object, use, page, active, duty */
	{ "part", "pdf.part_4", pdf_gate_part, NULL, NULL, NULL, false,
	    PDF_GATE_PDFA },
	{ "xmp-id", "pdf.not_pdfa", pdf_gate_xmp, NULL, NULL, NULL, false,
	    PDF_GATE_PDFA },
	{ "action", "pdf.active_content", pdf_gate_action,
	    pdf_gate_action_object, pdf_gate_action_use, pdf_gate_action_page,
	    true, PDF_GATE_HARM },
	{ "form", "pdf.form", pdf_gate_form, NULL, NULL, NULL, true,
	    PDF_GATE_HARM },
	{ "file", "pdf.structure", pdf_gate_file, NULL, NULL, NULL, false,
	    PDF_GATE_PDFA },
	{ "embedded", "pdf.embedded", pdf_gate_embedded,
	    pdf_gate_embedded_object, NULL, pdf_gate_embedded_page, false,
	    PDF_GATE_HARM },
	{ "annotation", "pdf.annotation", NULL, NULL, pdf_gate_annotation, NULL,
	    false, PDF_GATE_PDFA },
	{ "stream", "pdf.stream", NULL, pdf_gate_stream, pdf_gate_stream_use,
	    NULL, false, PDF_GATE_PDFA },
	{ "font", "pdf.font", NULL, NULL, pdf_gate_font, NULL, false,
	    PDF_GATE_PDFA },
	{ "transparency", "pdf.transparency", NULL, NULL, pdf_gate_transparency,
	    NULL, false, PDF_GATE_PDFA },
	{ "colour", "pdf.colour", pdf_gate_colour, NULL, pdf_gate_colour_use,
	    NULL, false, PDF_GATE_PDFA },
	{ "jpeg2000", "pdf.jpeg2000", NULL, NULL, pdf_gate_jpx, NULL, false,
	    PDF_GATE_PDFA },
	{ "limit", "pdf.limit", NULL, pdf_gate_limit, pdf_gate_limit_use,
	    pdf_gate_limit_page, false, PDF_GATE_PDFA },
	{ "xmp-schema", "pdf.metadata", pdf_gate_schema,
	    pdf_gate_schema_object, NULL, NULL, false, PDF_GATE_PROPERTIES },
	{ "info", "pdf.metadata", pdf_gate_info, NULL, NULL, NULL, false,
	    PDF_GATE_PROPERTIES },
	{ "tagged", "pdf.tagged", pdf_gate_tagged, pdf_gate_tagged_object, NULL,
	    NULL, false, PDF_GATE_PDFA },
	{ "syntax", "pdf.structure", pdf_gate_syntax, NULL, NULL, NULL, false,
	    PDF_GATE_PDFA },
};
/* clang-format on */
const size_t pdf_gate_ngroups = COUNT(pdf_gate_groups);

/* Whether to stop: nothing that comes can speak before what is found. */
static bool
enough(const struct pdf_gate *g)
{
	return g->f->fault != E_OK || (!g->all && g->nfaults > 0);
}

static void
documents(struct pdf_gate *g)
{
	size_t i;

	for (i = 0; i < pdf_gate_ngroups && !enough(g); i++) {
		g->group = (int)i;
		if (pdf_gate_groups[i].document != NULL)
			pdf_gate_groups[i].document(g);
	}
}

/* Show every object of the file, used or not, to the groups that ask. */
static void
objects(struct pdf_gate *g)
{
	const struct pdf_obj *o;
	size_t i;
	int id;

	for (id = 1; id < g->f->scan.size && !enough(g); id++) {
		o = pdf_object(g->f, id);
		if (o->type == PDF_NULL)
			continue;
		for (i = 0; i < pdf_gate_ngroups; i++) {
			g->group = (int)i;
			if (pdf_gate_groups[i].object != NULL)
				pdf_gate_groups[i].object(g, o);
		}
	}
}

static void
pages(struct pdf_gate *g)
{
	size_t i, k;

	for (i = 0; i < g->pages->n && !enough(g); i++) {
		for (k = 0; k < pdf_gate_ngroups; k++) {
			g->group = (int)k;
			if (pdf_gate_groups[k].page != NULL)
				pdf_gate_groups[k].page(g, &g->pages->page[i]);
		}
		pdf_gate_walk_page(g, &g->pages->page[i]);
	}
}

/* Turn the finding of the earliest group into the refusal. */
static enum err
conclude(struct pdf_gate *g)
{
	const struct pdf_gate_fault *first = NULL;
	size_t i;

	if (g->f->fault)
		return g->f->fault;
	for (i = 0; i < g->nfaults; i++)
		if (first == NULL || g->fault[i].group < first->group)
			first = &g->fault[i];
	if (first == NULL)
		return E_OK;
	g->f->no->key = pdf_gate_groups[first->group].key;
	(void)snprintf(g->f->no->group, sizeof(g->f->no->group), "%s",
	    pdf_gate_groups[first->group].name);
	return pdf_refuse(g->f->no,
	    pdf_gate_groups[first->group].active ? PDF_ACTIVE_CONTENT
						 : PDF_NOT_PDFA,
	    first->rule, "object %d: %s", first->id, first->why);
}

enum err
pdf_gate_all(struct pdf_file *f, const struct pdf_pages *p, struct pdf_gate *g)
{
	enum err r;

	g->f = f;
	g->pages = p;
	g->groups = pdf_gate_groups;
	g->ngroups = pdf_gate_ngroups;
	buf_init(&g->separations, 4096 * sizeof(struct pdf_separation));
	if ((r = pdf_gate_walk_begin(g)))
		return r;
	documents(g);
	objects(g);
	pages(g);
	pdf_gate_walk_end(g);
	pdf_gate_font_end(g);
	buf_free(&g->separations);
	return conclude(g);
}

enum err
pdf_gate(struct pdf_file *f, const struct pdf_pages *p,
    enum pdf_gate_policy policy, char pdfa[4],
    struct pdf_gate_warnings *warnings)
{
	struct pdf_gate g = { .policy = policy };
	enum err r = pdf_gate_all(f, p, &g);

	if (g.part >= 1 && g.part <= 3 && g.level >= 'A' && g.level <= 'U')
		(void)snprintf(pdfa, 4, "%d%c", g.part & 7, tolower(g.level));
	if (warnings != NULL)
		*warnings = g.warnings;
	return r;
}
