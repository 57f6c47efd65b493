/*
 * Rule group "form": forms that a reader would compute or draw anew.
 * ISO 19005-1 6.6.2, 6.9; ISO 19005-2 6.4.1, 6.4.2.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_field.h"
#include "shared/pdf/pdf_gate_groups.h"

static void
fields(struct pdf_gate *g)
{
	struct pdf_fields all = { NULL, 0 };
	size_t i;

	if (pdf_fields(g->f, &all))
		return; /* noted as trouble of the document */
	for (i = 0; i < all.n; i++)
		if (pdf_has(all.field[i].o, "AA"))
			pdf_gate_fail(g, "6.6.2", "6.4.1", all.field[i].o,
			    "actions of a field");
}

void
pdf_gate_form(struct pdf_gate *g)
{
	const struct pdf_obj *catalog = pdf_catalog(g->f);
	const struct pdf_obj *form = pdf_get(g->f, catalog, "AcroForm");
	const struct pdf_obj *need = pdf_get(g->f, form, "NeedAppearances");
	const struct pdf_obj *render = pdf_get(g->f, catalog, "NeedsRendering");

	if (pdf_has(form, "XFA"))
		pdf_gate_fail(g, "6.9", "6.4.2", form, "XFA form");
	if (need->type != PDF_NULL && (need->type != PDF_BOOL || need->u.b))
		pdf_gate_fail(g, "6.9", "6.4.1", form, "NeedAppearances");
	if (render->type == PDF_BOOL && render->u.b)
		pdf_gate_fail(g, NULL, "6.4.2", catalog, "NeedsRendering");
	fields(g);
}
