/*
 * From nodes and a struct to a page. See template.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/log.h"
#include "shared/web/template_node.h"

#define VALUE_MAX 1048576

struct filler {
	const struct template *t;
	enum lang lang;
	const struct node *node;
	const void *object[TEMPLATE_DEPTH]; /* by level */
	struct buf value;                   /* of one field, for a moment */
	struct buf *out;
};

static enum err
fill_field(struct filler *l, const struct field *f, size_t level)
{
	enum err r;

	buf_clear(&l->value);
	if (field_empty(f, l->object[level]) && f->type != F_BOOL)
		return E_OK;
	if ((r = field_text(f, l->object[level], &l->value)))
		return r;
	return template_escape(l->out, l->t->kind, buf_bytes(&l->value));
}

/* Put out the text whose key a field holds, with the fields in it. */
static enum err
fill_key(struct filler *l, const struct node *n)
{
	const char *const *key =
	    (const void *)((const char *)l->object[n->level] + n->field->off);
	const struct field *f;
	const char *words;
	struct bytes text;
	struct bytes before;
	struct bytes name;
	size_t level;
	enum err r;

	if (!*key || !**key)
		return E_OK;
	if (!(words = catalogue_text(l->t->catalogue, l->lang, *key)))
		return log_err(
		    E_BUG, "template.key", "file=%s key=%s", l->t->name, *key);
	for (text = bytes_of(words); text.n;) {
		text_next(&text, &before, &name);
		if ((r = template_escape(l->out, l->t->kind, before)))
			return r;
		if (!name.n)
			break;
		if (!(f = scope_find(n->scope, name, &level)) ||
		    f->type == F_LIST)
			return log_err(E_BUG, "template.key",
			    "file=%s key=%s field=%.*s", l->t->name, *key,
			    (int)name.n, (const char *)name.p);
		if ((r = fill_field(l, f, level)))
			return r;
	}
	return E_OK;
}

/* Say whether a section's field has no value: zero is none. */
static bool
is_empty(const struct field *f, const void *object)
{
	if (f->type == F_INT)
		return !*(const int64_t *)(const void *)((const char *)object +
		    f->off);
	return field_empty(f, object);
}

static enum err fill(struct filler *l, size_t from, size_t to, size_t level);

/* Fill a section: once, or once per row with the row one level below. */
static enum err
fill_section(struct filler *l, size_t at, size_t level)
{
	const struct node *n = &l->node[at];
	const void *object = l->object[n->level];
	const struct list *list;
	enum err r = E_OK;
	size_t i;

	if (is_empty(n->field, object) != (n->kind == NODE_INVERTED))
		return E_OK;
	if (n->kind == NODE_INVERTED || n->field->type != F_LIST)
		return fill(l, at + 1, n->end, level);
	list = (const void *)((const char *)object + n->field->off);
	for (i = 0; i < list->n && !r; i++) {
		l->object[level + 1] =
		    (const char *)list->rows + i * n->field->size;
		r = fill(l, at + 1, n->end, level + 1);
	}
	return r;
}

static enum err
fill(struct filler *l, size_t from, size_t to, size_t level)
{
	const struct node *n;
	enum err r = E_OK;
	size_t i;

	for (i = from; i < to && !r; i++) {
		n = &l->node[i];
		switch (n->kind) {
		case NODE_TEXT:
			r = buf_addb(l->out, n->text);
			break;
		case NODE_FIELD:
			r = fill_field(l, n->field, n->level);
			break;
		case NODE_KEY:
			r = fill_key(l, n);
			break;
		case NODE_SECTION:
		case NODE_INVERTED:
			r = fill_section(l, i, level);
			i = n->end - 1;
			break;
		}
	}
	return r;
}

enum err
template_fill(
    const struct template *t, enum lang l, const void *object, struct buf *out)
{
	struct filler f = { .t = t, .lang = l, .out = out };
	enum err r;

	buf_init(&f.value, VALUE_MAX);
	f.node = t->program[l].node;
	f.object[0] = object;
	r = fill(&f, 0, t->program[l].n, 0);
	buf_free(&f.value);
	return r;
}
