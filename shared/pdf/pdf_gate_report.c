/*
 * What groups stand on: noting faults, looking into objects, telling each
 * other of uses.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_gate_report.h"

#include <string.h>

#include "shared/pdf/pdf_limits.h"

/* Keep a finding of the group that runs, once. */
static void
keep(struct pdf_gate *g, const char *rule, const struct pdf_obj *o,
    const char *why)
{
	struct pdf_gate_fault *x;
	size_t i;

	for (i = 0; i < g->nfaults; i++)
		if (g->fault[i].group == g->group &&
		    strcmp(g->fault[i].why, why) == 0)
			return;
	if (g->nfaults == PDF_GATE_FAULTS) {
		if (g->fault[g->nfaults - 1].group <= g->group)
			return;
		g->nfaults--;
	}
	x = &g->fault[g->nfaults++];
	x->group = g->group;
	x->rule = rule;
	x->why = why;
	x->id = o ? o->id : 0;
}

/* Tell a finding without refusing, each clause once. */
static void
warn(struct pdf_gate *g, const char *rule)
{
	struct pdf_gate_warnings *w = &g->warnings;
	size_t i;

	for (i = 0; i < w->n; i++)
		if (strcmp(w->row[i].rule, rule) == 0)
			return;
	if (w->n == COUNT(w->row))
		return;
	w->row[w->n].rule = rule;
	w->row[w->n++].key = g->groups[g->group].key;
}

void
pdf_gate_fail(struct pdf_gate *g, const char *part1, const char *part2,
    const struct pdf_obj *o, const char *why)
{
	enum pdf_gate_duty duty = g->groups[g->group].duty;
	const char *rule = g->part == 1 ? part1 : part2;

	if (rule == NULL)
		return;
	if (g->policy == PDF_GATE_WARN && duty == PDF_GATE_PROPERTIES)
		warn(g, rule);
	else if (g->policy != PDF_GATE_SAFETY || duty == PDF_GATE_HARM)
		keep(g, rule, o, why);
}

void
pdf_gate_harm(struct pdf_gate *g, const char *part1, const char *part2,
    const struct pdf_obj *o, const char *why)
{
	const char *rule = g->part == 1 ? part1 : part2;

	if (rule != NULL)
		keep(g, rule, o, why);
}

/* A node whose children are being visited. */
struct level {
	const struct pdf_obj *o;
	size_t next;
};

void
pdf_gate_nodes(struct pdf_gate *g, const struct pdf_obj *o,
    void (*fn)(
	struct pdf_gate *g, const struct pdf_obj *node, struct bytes key))
{
	struct level level[PDF_LIMIT_DEPTH + 1] = { { o, 0 } };
	size_t n = 1;

	fn(g, o, bytes_of(""));
	while (n > 0) {
		struct level *l = &level[n - 1];
		struct bytes key = bytes_of("");
		const struct pdf_obj *c;

		if (l->o->type == PDF_ARRAY && l->next < l->o->u.array.n) {
			c = &l->o->u.array.at[l->next++];
		} else if (pdf_is_dict(l->o) && l->next < l->o->u.dict.n) {
			key = l->o->u.dict.at[l->next].key;
			c = &l->o->u.dict.at[l->next++].value;
		} else {
			n--;
			continue;
		}
		fn(g, c, key);
		if ((c->type == PDF_ARRAY || pdf_is_dict(c)) &&
		    n <= PDF_LIMIT_DEPTH)
			level[n++] = (struct level){ c, 0 };
	}
}

void
pdf_gate_tell(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	int was = g->group;
	size_t i;

	for (i = 0; i < g->ngroups; i++) {
		g->group = (int)i;
		if (g->groups[i].use != NULL)
			g->groups[i].use(g, u);
	}
	g->group = was;
}
