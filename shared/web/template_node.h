/*
 * What a compiled template is made of; for template_compile.c and
 * template_fill.c only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_TEMPLATE_NODE_H
#define FERNSIGN_WEB_TEMPLATE_NODE_H

#include "shared/web/template.h"

/* Where names are looked up: a row's fields, then the ones around it. */
struct scope {
	const struct field *f;
	size_t n;
	const struct scope *outer; /* NULL: the page itself */
	size_t level;              /* 0: the page itself */
};

enum node_kind {
	NODE_TEXT,    /* as it is, escaped already */
	NODE_FIELD,   /* a field's value */
	NODE_KEY,     /* the text whose key is a field's value */
	NODE_SECTION, /* the nodes up to end, for each row or when not empty */
	NODE_INVERTED /* the nodes up to end when empty */
};

struct node {
	enum node_kind kind;
	struct bytes text;         /* NODE_TEXT */
	const struct field *field; /* all others */
	size_t level;              /* of the object that has the field */
	const struct scope *scope; /* NODE_KEY: of the fields in the text */
	size_t end;                /* sections: the node after the last one */
};

/* The nodes of one language. */
struct program {
	const struct node *node;
	size_t n;
};

struct template
{
	const char *name; /* for the log */
	enum template_kind kind;
	const struct catalogue *catalogue;
	struct program program[LANG__MAX];
};

/*
 * Find a field by name in a scope or around it; NULL when there is none.
 * *level is where.
 */
const struct field *scope_find(
    const struct scope *s, struct bytes name, size_t *level);

/* Say whether v may name a field: lower-case letters, digits, underscores. */
bool template_is_name(struct bytes v);

/*
 * Take the next piece of a catalogue text: what stands before a "{field}",
 * and the field's name (n = 0 at the end of the text).
 */
void text_next(struct bytes *text, struct bytes *before, struct bytes *name);

/* Append a value as the kind of template wants it. */
enum err template_escape(
    struct buf *out, enum template_kind kind, struct bytes v) MUST_USE;

#endif
