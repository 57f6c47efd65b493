/*
 * What operators in contents ask of the run they are part of: state,
 * operands, named resources. ISO 32000-1 7.8.2, 7.8.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_run.h"

#include "shared/pdf/pdf_gate_groups.h"

struct pdf_run_state *
pdf_run_now(struct pdf_run *r)
{
	return &r->state[r->depth < PDF_RUN_STATES ? r->depth
						   : PDF_RUN_STATES - 1];
}

const struct pdf_token *
pdf_run_operands(const struct pdf_run *r, size_t *n)
{
	*n = r->operands.n / sizeof(struct pdf_token);
	return (const struct pdf_token *)(const void *)r->operands.p;
}

bool
pdf_run_name(const struct pdf_run *r, size_t after, unsigned char text[256],
    struct bytes *out)
{
	size_t n;
	const struct pdf_token *t = pdf_run_operands(r, &n);

	if (n <= after)
		return false;
	t += n - 1 - after;
	if (t->type != PDF_T_NAME || t->raw.n > 256)
		return false;
	*out = bytes_at(text, pdf_lex_text(t, text));
	return true;
}

/* Find a resource in one dictionary of them; null when there is none. */
static const struct pdf_obj *
resource(struct pdf_run *r, const struct pdf_obj *resources,
    const char *category, struct bytes name)
{
	const struct pdf_obj *d = pdf_get(r->g->f, resources, category);
	size_t i;

	for (i = 0; d->type == PDF_DICT && i < d->u.dict.n; i++)
		if (bytes_eq(d->u.dict.at[i].key, name))
			return pdf_follow(r->g->f, &d->u.dict.at[i].value);
	return &pdf_null;
}

const struct pdf_obj *
pdf_run_resource(struct pdf_run *r, const char *category, struct bytes name)
{
	const struct pdf_obj *o =
	    resource(r, r->job->resources, category, name);

	if (o->type != PDF_NULL)
		return o;
	o = resource(r, r->job->fallback, category, name);
	if (o->type != PDF_NULL)
		pdf_gate_resource_inherited(r->g, r->job->contents);
	return o;
}

struct pdf_gate_use
pdf_run_use(struct pdf_run *r, enum pdf_use kind, const struct pdf_obj *o)
{
	struct pdf_gate_use u = { .kind = kind,
		.o = o,
		.page = r->job->page,
		.resources = r->job->resources->type == PDF_DICT
		    ? r->job->resources
		    : r->job->fallback,
		.render = pdf_run_now(r)->render };

	return u;
}

const struct pdf_obj *
pdf_run_named(struct pdf_run *r, const char *category, enum pdf_use kind)
{
	unsigned char text[256];
	struct pdf_gate_use u;
	struct bytes name;

	if (!pdf_run_name(r, 0, text, &name))
		return &pdf_null;
	u = pdf_run_use(r, kind, pdf_run_resource(r, category, name));
	if (u.o->type != PDF_NULL)
		pdf_gate_visit(r->g, &u);
	return u.o;
}
