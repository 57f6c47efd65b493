/*
 * What compiling and filling have in common: names in scopes, pieces of
 * catalogue texts, escaping.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/template_node.h"

const struct field *
scope_find(const struct scope *s, struct bytes name, size_t *level)
{
	const struct field *f;

	for (; s; s = s->outer) {
		if (!(f = field_find(s->f, s->n, name)))
			continue;
		*level = s->level;
		return f;
	}
	return NULL;
}

bool
template_is_name(struct bytes v)
{
	size_t i;

	for (i = 0; i < v.n; i++)
		if (!((v.p[i] >= 'a' && v.p[i] <= 'z') ||
			(v.p[i] >= '0' && v.p[i] <= '9') || v.p[i] == '_'))
			return false;
	return v.n > 0;
}

void
text_next(struct bytes *text, struct bytes *before, struct bytes *name)
{
	struct bytes rest = *text;
	struct bytes head;
	struct bytes tail;

	while (bytes_cut(rest, '{', &head, &rest)) {
		if (!bytes_cut(rest, '}', name, &tail) ||
		    !template_is_name(*name))
			continue;
		*before =
		    bytes_at(text->p, (size_t)(head.p + head.n - text->p));
		*text = tail;
		return;
	}
	*before = *text;
	*name = bytes_at(NULL, 0);
	*text = *name;
}

enum err
html_escape(struct buf *out, struct bytes v)
{
	const char *as;
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < v.n && !r; i++) {
		switch (v.p[i]) {
		case '&':
			as = "&amp;";
			break;
		case '<':
			as = "&lt;";
			break;
		case '>':
			as = "&gt;";
			break;
		case '"':
			as = "&quot;";
			break;
		case '\'':
			as = "&#39;";
			break;
		default:
			r = buf_addc(out, v.p[i]);
			continue;
		}
		r = buf_adds(out, as);
	}
	return r;
}

enum err
template_escape(struct buf *out, enum template_kind kind, struct bytes v)
{
	struct bytes part;
	enum err r;
	bool more;

	if (kind == TEMPLATE_HTML)
		return html_escape(out, v);
	do {
		more = bytes_cut(v, '\r', &part, &v);
		if ((r = buf_addb(out, part)))
			return r;
	} while (more);
	return E_OK;
}
