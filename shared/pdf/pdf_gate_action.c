/*
 * Rule group "action": nothing may run, start or change by itself.
 * ISO 19005-1 6.6; ISO 19005-2 6.5.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/pdf/pdf_gate_groups.h"
#include "shared/pdf/pdf_limits.h"

#define CHAIN_MAX   1000 /* actions that follow one another */
#define OUTLINE_MAX 50000

/* clang-format off */
/* Types of actions: in which parts they are allowed. */
static const struct {
	const char *name;
	bool part1, part2;
} allowed[] = {
	{ "GoTo",       true,  true },
	{ "GoToR",      true,  true },
	{ "GoToE",      false, true },
	{ "Thread",     true,  true },
	{ "URI",        true,  true },
	{ "Named",      true,  true },
	{ "SubmitForm", true,  true },
};
static const char *const named[] = { "NextPage", "PrevPage", "FirstPage",
	"LastPage" };
/* clang-format on */

static bool
type_allowed(const struct pdf_gate *g, const struct pdf_obj *s)
{
	size_t i;

	for (i = 0; i < COUNT(allowed); i++)
		if (pdf_is_name(s, allowed[i].name))
			return g->part == 1 ? allowed[i].part1
					    : allowed[i].part2;
	return false;
}

static bool
name_allowed(const struct pdf_obj *n)
{
	size_t i;

	for (i = 0; i < COUNT(named); i++)
		if (pdf_is_name(n, named[i]))
			return true;
	return false;
}

/* Judge one action, not what follows it. */
static void
one(struct pdf_gate *g, const struct pdf_obj *o)
{
	const struct pdf_obj *s = pdf_get(g->f, o, "S");

	if (!type_allowed(g, s))
		pdf_gate_fail(g, "6.6.1", "6.5.1", o,
		    "action of a type that is not allowed");
	else if (pdf_is_name(s, "Named") &&
	    !name_allowed(pdf_get(g->f, o, "N")))
		pdf_gate_fail(
		    g, "6.6.1", "6.5.1", o, "named action that is not allowed");
}

/* Actions that wait to be judged. */
struct chain {
	const struct pdf_obj *wait[64];
	size_t n;
	bool over; /* there was no room for one */
};

static void
later(struct chain *c, const struct pdf_obj *o)
{
	if (c->n == COUNT(c->wait))
		c->over = true;
	else
		c->wait[c->n++] = o;
}

/*
 * Judge an action and those that follow it (ISO 32000-1 12.6.2): /Next is an
 * action or an array of them. There is an end to each chain and to all of
 * them together.
 */
static void
chain(struct pdf_gate *g, const struct pdf_obj *o)
{
	struct chain c = { { o }, 1, false };
	size_t done = 0;
	size_t i;

	while (c.n > 0 && !c.over && done++ < CHAIN_MAX &&
	    g->actions++ < PDF_LIMIT_OBJECTS) {
		const struct pdf_obj *a = c.wait[--c.n];
		const struct pdf_obj *next;

		if (a->type != PDF_DICT)
			continue;
		one(g, a);
		next = pdf_get(g->f, a, "Next");
		if (next->type == PDF_DICT)
			later(&c, next);
		for (i = 0; i < pdf_count(next); i++)
			later(&c, pdf_at(g->f, next, i));
	}
	if (c.n > 0)
		pdf_gate_fail(g, "6.6.1", "6.5.1", o, "endless actions");
}

/* Outlines: a chain of items, each perhaps with an action and items below. */
static void
outlines(struct pdf_gate *g)
{
	const struct pdf_obj *level[PDF_LIMIT_DEPTH];
	size_t n = 0;
	size_t seen = 0;

	level[n++] = pdf_get(
	    g->f, pdf_get(g->f, pdf_catalog(g->f), "Outlines"), "First");
	while (n > 0 && seen++ < OUTLINE_MAX) {
		const struct pdf_obj *o = level[n - 1];

		if (o->type != PDF_DICT) {
			n--;
			continue;
		}
		chain(g, pdf_get(g->f, o, "A"));
		level[n - 1] = pdf_get(g->f, o, "Next");
		if (!pdf_has(o, "First"))
			continue;
		if (n == COUNT(level))
			break;
		level[n++] = pdf_get(g->f, o, "First");
	}
	if (n > 0)
		pdf_gate_fail(g, "6.6.1", "6.5.1", NULL, "outline without end");
}

/* A script anywhere in the file, used or not, is one too many. */
static void
script(struct pdf_gate *g, const struct pdf_obj *node, struct bytes key)
{
	(void)key;
	if (pdf_is_dict(node) &&
	    (pdf_has(node, "JS") ||
		pdf_is_name(pdf_key(node, "S"), "JavaScript") ||
		pdf_is_name(pdf_key(node, "S"), "Launch")))
		pdf_gate_fail(g, "6.6.1", "6.5.1", node, "script or launch");
}

void
pdf_gate_action_object(struct pdf_gate *g, const struct pdf_obj *o)
{
	pdf_gate_nodes(g, o, script);
}

void
pdf_gate_action(struct pdf_gate *g)
{
	const struct pdf_obj *catalog = pdf_catalog(g->f);
	const struct pdf_obj *names = pdf_get(g->f, catalog, "Names");

	chain(g, pdf_get(g->f, catalog, "OpenAction"));
	if (pdf_has(catalog, "AA"))
		pdf_gate_fail(
		    g, "6.6.2", "6.5.2", catalog, "actions of the document");
	if (pdf_has(names, "JavaScript"))
		pdf_gate_fail(
		    g, "6.6.1", "6.5.1", names, "scripts of the document");
	outlines(g);
}

/* Actions that something triggers by itself (ISO 32000-1 12.6.3). */
static void
triggered(struct pdf_gate *g, const struct pdf_obj *of)
{
	const struct pdf_obj *all = pdf_get(g->f, of, "AA");
	size_t i;

	for (i = 0; all->type == PDF_DICT && i < all->u.dict.n; i++)
		chain(g, pdf_follow(g->f, &all->u.dict.at[i].value));
}

void
pdf_gate_action_page(struct pdf_gate *g, const struct pdf_page *p)
{
	if (pdf_has(p->o, "AA"))
		pdf_gate_fail(g, NULL, "6.5.2", p->o, "actions of a page");
	triggered(g, p->o);
}

void
pdf_gate_action_use(struct pdf_gate *g, const struct pdf_gate_use *u)
{
	if (u->kind == PDF_USE_ACTION)
		chain(g, u->o);
	if (u->kind != PDF_USE_ANNOTATION)
		return;
	triggered(g, u->o);
	if (!pdf_is_name(pdf_get(g->f, u->o, "Subtype"), "Widget"))
		return;
	if (pdf_has(u->o, "A"))
		pdf_gate_fail(g, "6.6.1", "6.4.1", u->o, "action of a field");
	if (pdf_has(u->o, "AA"))
		pdf_gate_fail(g, "6.6.2", "6.4.1", u->o, "actions of a field");
}
