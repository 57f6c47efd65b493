/*
 * Asking trees, changing copies of them, and writing them back as text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <string.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_object.h"

const struct pdf_obj pdf_null;

bool
pdf_is_dict(const struct pdf_obj *o)
{
	return o->type == PDF_DICT || o->type == PDF_STREAM;
}

const struct pdf_obj *
pdf_key(const struct pdf_obj *dict, const char *key)
{
	size_t i;

	if (!pdf_is_dict(dict))
		return &pdf_null;
	for (i = 0; i < dict->u.dict.n; i++)
		if (bytes_eqs(dict->u.dict.at[i].key, key))
			return &dict->u.dict.at[i].value;
	return &pdf_null;
}

bool
pdf_has(const struct pdf_obj *dict, const char *key)
{
	return pdf_key(dict, key)->type != PDF_NULL;
}

bool
pdf_is_name(const struct pdf_obj *o, const char *name)
{
	return o->type == PDF_NAME && bytes_eqs(o->u.s, name);
}

int64_t
pdf_int(const struct pdf_obj *o, int64_t other)
{
	if (o->type == PDF_INT)
		return o->u.i;
	if (o->type == PDF_REAL && fabs(o->u.real.d) < 1e15 &&
	    floor(o->u.real.d) == o->u.real.d)
		return (int64_t)o->u.real.d;
	return other;
}

bool
pdf_number(const struct pdf_obj *o, double *out)
{
	if (o->type == PDF_INT)
		*out = (double)o->u.i;
	else if (o->type == PDF_REAL)
		*out = o->u.real.d;
	else
		return false;
	return true;
}

struct pdf_obj
pdf_new_int(int64_t i)
{
	struct pdf_obj o = pdf_null;

	o.type = PDF_INT;
	o.u.i = i;
	return o;
}

struct pdf_obj
pdf_new_ref(int id, int gen)
{
	struct pdf_obj o = pdf_null;

	o.type = PDF_REF;
	o.id = id;
	o.gen = gen;
	return o;
}

/* A step of a walk through a tree without recursion. */
struct step {
	const struct pdf_obj *o;
	const struct pdf_obj *with; /* comparing: its counterpart */
	size_t next;                /* child to visit next */
};

static size_t
children(const struct pdf_obj *o)
{
	if (o->type == PDF_ARRAY)
		return o->u.array.n;
	return pdf_is_dict(o) ? o->u.dict.n : 0;
}

static const struct pdf_obj *
child(const struct pdf_obj *o, size_t i)
{
	return o->type == PDF_ARRAY ? &o->u.array.at[i]
				    : &o->u.dict.at[i].value;
}

/* Compare two nodes without their children. */
static bool
node_equal(const struct pdf_obj *a, const struct pdf_obj *b)
{
	if (a->type != b->type || children(a) != children(b))
		return false;
	switch (a->type) {
	case PDF_BOOL:
		return a->u.b == b->u.b;
	case PDF_INT:
		return a->u.i == b->u.i;
	case PDF_REAL:
		return a->u.real.d == b->u.real.d;
	case PDF_STRING:
	case PDF_NAME:
		return bytes_eq(a->u.s, b->u.s);
	case PDF_REF:
		return a->id == b->id && a->gen == b->gen;
	default:
		return true;
	}
}

/* Find the counterpart of child i of a in b; NULL when it has none. */
static const struct pdf_obj *
counterpart(const struct pdf_obj *a, size_t i, const struct pdf_obj *b)
{
	size_t k;

	if (a->type == PDF_ARRAY)
		return &b->u.array.at[i];
	for (k = 0; k < b->u.dict.n; k++)
		if (bytes_eq(a->u.dict.at[i].key, b->u.dict.at[k].key))
			return &b->u.dict.at[k].value;
	return NULL;
}

bool
pdf_equal(const struct pdf_obj *a, const struct pdf_obj *b)
{
	struct step s[PDF_LIMIT_DEPTH + 1];
	size_t n = 0;

	if (!node_equal(a, b))
		return false;
	s[n++] = (struct step){ a, b, 0 };
	while (n > 0) {
		struct step *t = &s[n - 1];
		const struct pdf_obj *c, *d;

		if (t->next == children(t->o)) {
			n--;
			continue;
		}
		c = child(t->o, t->next);
		d = counterpart(t->o, t->next++, t->with);
		if (d == NULL || !node_equal(c, d))
			return false;
		if (children(c) == 0)
			continue;
		if (n > PDF_LIMIT_DEPTH)
			return false;
		s[n++] = (struct step){ c, d, 0 };
	}
	return true;
}

enum err
pdf_name_write(struct buf *out, struct bytes name)
{
	enum err r = buf_addc(out, '/');
	size_t i;

	for (i = 0; i < name.n && r == E_OK; i++) {
		int c = name.p[i];

		if (c > ' ' && c < 127 && c != '#' && !pdf_is_delimiter(c))
			r = buf_addc(out, c);
		else
			r = buf_addf(out, "#%02X", (unsigned)c);
	}
	return r;
}

enum err
pdf_string_write(struct buf *out, struct bytes s)
{
	enum err r;
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > 126)
			break;
	if (i < s.n) { /* binary: hexadecimal is safe everywhere */
		r = buf_addc(out, '<');
		for (i = 0; i < s.n && r == E_OK; i++)
			r = buf_addf(out, "%02X", (unsigned)s.p[i]);
		return r ? r : buf_addc(out, '>');
	}
	r = buf_addc(out, '(');
	for (i = 0; i < s.n && r == E_OK; i++) {
		if (strchr("()\\", s.p[i]) != NULL)
			r = buf_addc(out, '\\');
		if (r == E_OK)
			r = buf_addc(out, s.p[i]);
	}
	return r ? r : buf_addc(out, ')');
}

/* Append a node that has no children, or the opening of one that has. */
static enum err
node_write(struct buf *out, const struct pdf_obj *o)
{
	switch (o->type) {
	case PDF_BOOL:
		return buf_adds(out, o->u.b ? "true" : "false");
	case PDF_INT:
		return buf_addf(out, "%lld", (long long)o->u.i);
	case PDF_REAL:
		return buf_addb(out, o->u.real.text);
	case PDF_STRING:
		return pdf_string_write(out, o->u.s);
	case PDF_NAME:
		return pdf_name_write(out, o->u.s);
	case PDF_REF:
		return buf_addf(out, "%d %d R", o->id, o->gen);
	case PDF_ARRAY:
		return buf_adds(out, "[");
	case PDF_DICT:
	case PDF_STREAM:
		return buf_adds(out, "<<");
	default:
		return buf_adds(out, "null");
	}
}

static enum err
end_write(struct buf *out, const struct pdf_obj *o)
{
	if (o->type == PDF_ARRAY)
		return buf_adds(out, " ]");
	return pdf_is_dict(o) ? buf_adds(out, " >>") : E_OK;
}

enum err
pdf_object_write(struct buf *out, const struct pdf_obj *o)
{
	struct step s[PDF_LIMIT_DEPTH + 1] = { { o, NULL, 0 } };
	size_t n = 1;
	enum err r = node_write(out, o);

	while (n > 0 && r == E_OK) {
		struct step *t = &s[n - 1];
		const struct pdf_obj *c;

		if (t->next == children(t->o)) {
			r = end_write(out, t->o);
			n--;
			continue;
		}
		c = child(t->o, t->next);
		r = buf_addc(out, ' ');
		if (r == E_OK && t->o->type != PDF_ARRAY &&
		    (r = pdf_name_write(out, t->o->u.dict.at[t->next].key)) ==
			E_OK)
			r = buf_addc(out, ' ');
		t->next++;
		if (r || (r = node_write(out, c)))
			break;
		if (n > PDF_LIMIT_DEPTH)
			r = E_LIMIT;
		else
			s[n++] = (struct step){ c, NULL, 0 };
	}
	return r;
}

struct pdf_obj *
pdf_dict_copy(const struct pdf_obj *dict, size_t n, struct arena *a)
{
	struct pdf_obj *o = arena_alloc(a, sizeof(*o));
	size_t have = pdf_is_dict(dict) ? dict->u.dict.n : 0;

	if (o == NULL)
		return NULL;
	*o = *dict;
	o->type = PDF_DICT;
	o->u.dict.n = have;
	o->u.dict.at = arena_array(a, have + n + 1, sizeof(struct pdf_pair));
	if (o->u.dict.at == NULL)
		return NULL;
	if (have > 0)
		memcpy(o->u.dict.at, dict->u.dict.at,
		    have * sizeof(struct pdf_pair));
	return o;
}

void
pdf_dict_set(struct pdf_obj *dict, const char *key, const struct pdf_obj *value)
{
	size_t i;

	for (i = 0; i < dict->u.dict.n; i++)
		if (bytes_eqs(dict->u.dict.at[i].key, key))
			break;
	if (i == dict->u.dict.n)
		dict->u.dict.n++;
	dict->u.dict.at[i].key = bytes_of(key);
	dict->u.dict.at[i].value = *value;
}

struct pdf_obj *
pdf_array_grown(
    const struct pdf_obj *array, const struct pdf_obj *element, struct arena *a)
{
	struct pdf_obj *o = arena_alloc(a, sizeof(*o));
	size_t have = array->type == PDF_ARRAY ? array->u.array.n : 0;

	if (o == NULL)
		return NULL;
	*o = pdf_null;
	o->type = PDF_ARRAY;
	o->u.array.n = have + 1;
	o->u.array.at = arena_array(a, have + 1, sizeof(*o));
	if (o->u.array.at == NULL)
		return NULL;
	if (have > 0)
		memcpy(o->u.array.at, array->u.array.at, have * sizeof(*o));
	o->u.array.at[have] = *element;
	return o;
}
