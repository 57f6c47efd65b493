/*
 * From a template's text to nodes, once at start and once per language, so
 * that a page that could not be filled stops the start. See template.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "shared/base/file.h"
#include "shared/base/log.h"
#include "shared/base/text.h"
#include "shared/web/template_node.h"

#define FILE_MAX  262144
#define NODES_MAX (65536 * sizeof(struct node))
#define TEXT_MAX  65536

struct compiler {
	const struct template_source *s;
	enum lang lang;
	struct arena *arena;
	struct buf nodes; /* struct node after struct node */
	size_t depth;     /* of partials */
};

/* One file that is being read. */
struct source {
	struct compiler *c;
	const char *file;
	struct bytes left;
	size_t line;
};

/* Say where and what is wrong. */
static enum err
wrong(const struct source *s, const char *what, struct bytes name)
{
	return log_err(E_INPUT, "template.compile",
	    "file=%s/%s line=%zu %s=%.*s", s->c->s->dir, s->file, s->line, what,
	    (int)name.n, (const char *)name.p);
}

static enum err
add_node(struct compiler *c, const struct node *n)
{
	return buf_add(&c->nodes, n, sizeof(*n));
}

/* Add what is put out as it is. */
static enum err
add_text(struct compiler *c, struct bytes v)
{
	struct node n = { .kind = NODE_TEXT, .text = v };

	return v.n ? add_node(c, &n) : E_OK;
}

/* Add words of the catalogue, escaped once and for all. */
static enum err
add_words(struct compiler *c, struct bytes v)
{
	struct buf escaped = BUF(TEXT_MAX);
	struct bytes copy;
	enum err r;

	if (!(r = template_escape(&escaped, c->s->kind, v)) &&
	    !(r = arena_bytes(c->arena, buf_bytes(&escaped), &copy)))
		r = add_text(c, copy);
	buf_free(&escaped);
	return r;
}

static enum err
add_field(struct source *s, enum node_kind kind, struct bytes name,
    const struct scope *scope)
{
	struct node n = { .kind = kind, .scope = scope };

	n.field = scope_find(scope, name, &n.level);
	if (!n.field || n.field->type == F_LIST ||
	    (kind == NODE_KEY && n.field->type != F_TEXT))
		return wrong(
		    s, n.field ? "not_a_value" : "unknown_field", name);
	return add_node(s->c, &n);
}

/* {{_key}}: the words of the catalogue with their fields. */
static enum err
add_key(struct source *s, struct bytes key, const struct scope *scope)
{
	const char *name = arena_text(s->c->arena, key);
	struct bytes text;
	struct bytes before;
	struct bytes field;
	const char *words;
	enum err r;

	if (!name)
		return E_NOMEM;
	if (!(words = catalogue_text(s->c->s->texts, s->c->lang, name)))
		return wrong(s, "unknown_text", key);
	for (text = bytes_of(words); text.n;) {
		text_next(&text, &before, &field);
		if ((r = add_words(s->c, before)) ||
		    (field.n && (r = add_field(s, NODE_FIELD, field, scope))))
			return r;
	}
	return E_OK;
}

static enum err compile_file(
    struct compiler *c, const char *file, const struct scope *scope);

/* {{>file}}: compiled in place. */
static enum err
add_partial(struct source *s, struct bytes name, const struct scope *scope)
{
	const char *end = s->c->s->kind == TEMPLATE_HTML ? "html" : "txt";
	char *file;
	enum err r;

	if (!template_is_name(name) || s->c->depth == TEMPLATE_DEPTH)
		return wrong(s, "partial", name);
	file = arena_printf(
	    s->c->arena, "%.*s.%s", (int)name.n, (const char *)name.p, end);
	if (!file)
		return E_NOMEM;
	s->c->depth++;
	if ((r = compile_file(s->c, file, scope)))
		return wrong(s, "partial", name);
	s->c->depth--;
	return E_OK;
}

static enum err compile_until(
    struct source *s, const struct scope *scope, struct bytes open);

/* {{#name}} and {{^name}}: what is inside, and where it ends. */
static enum err
add_section(struct source *s, enum node_kind kind, struct bytes name,
    const struct scope *scope)
{
	struct node n = { .kind = kind };
	size_t at = s->c->nodes.n;
	struct scope *inner;
	enum err r;

	if (!(n.field = scope_find(scope, name, &n.level)))
		return wrong(s, "unknown_field", name);
	if (n.field->type == F_LIST && kind == NODE_SECTION) {
		if (scope->level + 1 == TEMPLATE_DEPTH)
			return wrong(s, "too_deep", name);
		if (!(inner = arena_alloc(s->c->arena, sizeof(*inner))))
			return E_NOMEM;
		inner->f = n.field->sub;
		inner->n = n.field->nsub;
		inner->outer = scope;
		inner->level = scope->level + 1;
		scope = inner;
	}
	if ((r = add_node(s->c, &n)) || (r = compile_until(s, scope, name)))
		return r;
	n.end = s->c->nodes.n / sizeof(n);
	memcpy(s->c->nodes.p + at, &n, sizeof(n));
	return E_OK;
}

/* One tag; *closed is set by the one that closes the open section. */
static enum err
compile_tag(struct source *s, struct bytes tag, const struct scope *scope,
    struct bytes open, bool *closed)
{
	struct bytes name = bytes_at(tag.p + 1, tag.n ? tag.n - 1 : 0);

	switch (tag.n ? tag.p[0] : '\0') {
	case '!':
		return E_OK;
	case '#':
		return add_section(s, NODE_SECTION, name, scope);
	case '^':
		return add_section(s, NODE_INVERTED, name, scope);
	case '/':
		*closed = open.n && bytes_eq(name, open);
		return *closed ? E_OK : wrong(s, "not_open", name);
	case '>':
		return add_partial(s, name, scope);
	case '_':
		return add_key(s, name, scope);
	case '@':
		return add_field(s, NODE_KEY, name, scope);
	default:
		return add_field(s, NODE_FIELD, tag, scope);
	}
}

/* Take what stands before the next {{tag}}, and the tag (p NULL: none). */
static enum err
next_tag(struct source *s, struct bytes *before, struct bytes *tag)
{
	const unsigned char *p =
	    s->left.n ? memmem(s->left.p, s->left.n, "{{", 2) : NULL;
	const unsigned char *end;
	size_t i;

	*before = s->left;
	*tag = bytes_at(NULL, 0);
	if (p)
		before->n = (size_t)(p - s->left.p);
	for (i = 0; i < before->n; i++)
		s->line += before->p[i] == '\n';
	s->left = bytes_at(before->p + before->n, s->left.n - before->n);
	if (!p)
		return E_OK;
	if (!(end = memmem(p, s->left.n, "}}", 2)))
		return wrong(s, "tag", bytes_of("not closed"));
	*tag = bytes_at(p + 2, (size_t)(end - p) - 2);
	s->left = bytes_at(end + 2, s->left.n - tag->n - 4);
	return E_OK;
}

/* Compile up to the tag that closes a section, or to the file's end. */
static enum err
compile_until(struct source *s, const struct scope *scope, struct bytes open)
{
	bool closed = false;
	struct bytes before;
	struct bytes tag;
	enum err r;

	while (!closed) {
		if ((r = next_tag(s, &before, &tag)) ||
		    (r = add_text(s->c, before)))
			return r;
		if (!tag.p)
			return open.n ? wrong(s, "not_closed", open) : E_OK;
		if ((r = compile_tag(s, tag, scope, open, &closed)))
			return r;
	}
	return E_OK;
}

static enum err
compile_file(struct compiler *c, const char *file, const struct scope *scope)
{
	struct source s = { .c = c, .file = file, .line = 1 };
	char *path = arena_printf(c->arena, "%s/%s", c->s->dir, file);
	enum err r;

	if (!path)
		return E_NOMEM;
	if ((r = file_read(path, FILE_MAX, c->arena, &s.left)))
		return log_err(r == E_NOMEM ? r : E_INPUT, "template.file",
		    "file=%s", path);
	return compile_until(&s, scope, bytes_at(NULL, 0));
}

/* Compile one language and hand its nodes over to the arena. */
static enum err
compile_lang(struct compiler *c, const struct scope *scope, struct program *out)
{
	struct bytes copy = { NULL, 0 };
	enum err r;

	buf_init(&c->nodes, NODES_MAX);
	if (!(r = compile_file(c, c->s->name, scope)))
		r = arena_bytes(c->arena, buf_bytes(&c->nodes), &copy);
	out->node = (const void *)copy.p;
	out->n = copy.n / sizeof(struct node);
	buf_free(&c->nodes);
	return r;
}

enum err
template_compile(
    const struct template_source *s, struct arena *a, struct template **out)
{
	struct compiler c = { .s = s, .arena = a };
	struct template *t = arena_alloc(a, sizeof(*t));
	struct scope *scope = arena_alloc(a, sizeof(*scope));
	enum err r;

	if (!t || !scope || !(t->name = arena_str(a, s->name)))
		return E_NOMEM;
	t->kind = s->kind;
	t->catalogue = s->texts;
	scope->f = s->f;
	scope->n = s->n;
	for (c.lang = 0; c.lang < LANG__MAX; c.lang++)
		if ((r = compile_lang(&c, scope, &t->program[c.lang])))
			return r;
	*out = t;
	return E_OK;
}
