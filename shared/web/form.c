/*
 * Forms that fit into memory: query strings and urlencoded bodies (WHATWG
 * URL 5.1). See form.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/form.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/text.h"

/* Decode one name or value: '+' is a blank, %XX an octet. */
static enum err
decode(struct bytes v, struct bytes *out, struct arena *a)
{
	unsigned char *p = arena_alloc(a, v.n + 1);
	size_t n = 0;
	size_t i;

	if (!p)
		return E_NOMEM;
	for (i = 0; i < v.n; i++) {
		if (v.p[i] != '%') {
			p[n++] = v.p[i] == '+' ? ' ' : v.p[i];
			continue;
		}
		if (v.n - i < 3 || hex_read(bytes_at(v.p + i + 1, 2), &p[n], 1))
			return E_INPUT;
		n++;
		i += 2;
	}
	*out = bytes_at(p, n);
	return text_clean(*out) ? E_OK : E_INPUT;
}

enum err
form_decode(struct bytes text, struct form *out, struct arena *a)
{
	struct bytes pair;
	struct bytes name;
	struct bytes value;
	bool more = text.n > 0;
	enum err r;

	out->n = 0;
	while (more) {
		more = bytes_cut(text, '&', &pair, &text);
		if (!pair.n)
			continue;
		if (out->n == FORM_PAIRS)
			return E_INPUT;
		bytes_cut(pair, '=', &name, &value);
		if ((r = decode(name, &out->pair[out->n].name, a)) ||
		    (r = decode(value, &out->pair[out->n].value, a)))
			return r;
		out->n++;
	}
	return E_OK;
}

/* Find the pair of a name; NULL when absent, *twice when there are two. */
static const struct pair *
find(const struct form *f, const char *name, bool *twice)
{
	const struct pair *found = NULL;
	size_t i;

	*twice = false;
	for (i = 0; i < f->n; i++) {
		if (!bytes_eqs(f->pair[i].name, name))
			continue;
		*twice |= found != NULL;
		found = &f->pair[i];
	}
	return found;
}

struct bytes
form_value(const struct form *f, const char *name)
{
	bool twice;
	const struct pair *pair = find(f, name, &twice);

	return pair && !twice ? pair->value : bytes_at(NULL, 0);
}

/* Read one field; *err says what the page should say of it. */
static enum err
read_field(const struct form *form, const struct field *f, void *object,
    enum err *err, struct arena *a)
{
	bool twice;
	const struct pair *pair = find(form, f->name, &twice);
	struct bytes v;
	enum err r;

	*err = E_OK;
	if (twice)
		return E_INPUT;
	v = pair ? pair->value : bytes_at(NULL, 0);
	if (!(f->flags & FLD_RAW))
		v = text_trim(v);
	if (!v.n) {
		*err = f->flags & FLD_REQUIRED ? E_NOTFOUND : E_OK;
		return E_OK;
	}
	if (f->type == F_TEXT && v.n > (uint64_t)f->max) {
		*err = E_LIMIT;
		return E_OK;
	}
	if ((r = field_set(f, v, object, a)) == E_NOMEM)
		return r;
	*err = r;
	if (!r && f->type == F_BOOL && (f->flags & FLD_REQUIRED) &&
	    field_empty(f, object))
		*err = E_NOTFOUND;
	return E_OK;
}

enum err
form_read(const struct form *form, const struct field *f, size_t n,
    void *object, struct form_faults *faults, struct arena *a)
{
	enum err fault;
	enum err r;
	size_t i;

	faults->n = 0;
	for (i = 0; i < n && i < FORM_PAIRS; i++) {
		if ((r = read_field(form, &f[i], object, &fault, a)))
			return r;
		if (!fault)
			continue;
		faults->row[faults->n].field = &f[i];
		faults->row[faults->n++].err = fault;
	}
	return E_OK;
}

enum err
url_escape(struct buf *out, struct bytes v)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	enum err r = E_OK;
	size_t i;

	for (i = 0; i < v.n && !r; i++)
		r = v.p[i] && strchr(safe, v.p[i])
		    ? buf_addc(out, v.p[i])
		    : buf_addf(out, "%%%02X", v.p[i]);
	return r;
}
