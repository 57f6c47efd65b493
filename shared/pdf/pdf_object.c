/*
 * Reading PDF text into trees. ISO 32000-1 7.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_object.h"

#include <string.h>

#include "shared/pdf/pdf_limits.h"

#define ITEMS_MAX (48L << 20) /* octets of elements waiting for their end */

/* An array or dictionary whose end has not come yet. */
struct open {
	size_t first; /* its first element among the items */
	bool dict;
};

struct reader {
	struct arena *a;
	struct buf items; /* struct pdf_obj, innermost last */
	struct open open[PDF_LIMIT_DEPTH];
	size_t depth;
};

static struct pdf_obj *
items(struct reader *r)
{
	return (struct pdf_obj *)(void *)r->items.p;
}

static size_t
count(const struct reader *r)
{
	return r->items.n / sizeof(struct pdf_obj);
}

static enum err
push(struct reader *r, const struct pdf_obj *o)
{
	return buf_add(&r->items, o, sizeof(*o));
}

static enum err
open_one(struct reader *r, bool dict)
{
	if (r->depth == PDF_LIMIT_DEPTH)
		return E_LIMIT;
	r->open[r->depth].first = count(r);
	r->open[r->depth++].dict = dict;
	return E_OK;
}

static bool
key_twice(const struct pdf_pair *at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (bytes_eq(at[i].key, at[n].key))
			return true;
	return false;
}

static enum err
close_dict(
    struct reader *r, const struct pdf_obj *from, size_t n, struct pdf_obj *o)
{
	struct pdf_pair *at;
	size_t i;

	o->type = PDF_DICT;
	o->u.dict.n = n / 2;
	if (n % 2 != 0)
		return E_INPUT;
	if ((at = arena_array(r->a, n / 2 + 1, sizeof(*at))) == NULL)
		return E_NOMEM;
	for (i = 0; i < n / 2; i++) {
		if (from[2 * i].type != PDF_NAME)
			return E_INPUT;
		at[i].key = from[2 * i].u.s;
		at[i].value = from[2 * i + 1];
		if (key_twice(at, i))
			return E_INPUT;
	}
	o->u.dict.at = at;
	return E_OK;
}

static enum err
close_array(
    struct reader *r, const struct pdf_obj *from, size_t n, struct pdf_obj *o)
{
	o->type = PDF_ARRAY;
	o->u.array.n = n;
	o->u.array.at = arena_array(r->a, n + 1, sizeof(*o));
	if (o->u.array.at == NULL)
		return E_NOMEM;
	if (n > 0)
		memcpy(o->u.array.at, from, n * sizeof(*o));
	return E_OK;
}

static enum err
close_one(struct reader *r, bool dict)
{
	struct pdf_obj o = pdf_null;
	struct open *top;
	size_t n;
	enum err e;

	if (r->depth == 0 || r->open[r->depth - 1].dict != dict)
		return E_INPUT;
	top = &r->open[--r->depth];
	n = count(r) - top->first;
	if (dict)
		e = close_dict(r, items(r) + top->first, n, &o);
	else
		e = close_array(r, items(r) + top->first, n, &o);
	r->items.n = top->first * sizeof(o);
	return e ? e : push(r, &o);
}

/* Turn the two integers before "R" into a reference. */
static enum err
reference(struct reader *r)
{
	size_t first = r->depth ? r->open[r->depth - 1].first : 0;
	struct pdf_obj *id;

	if (count(r) < first + 2)
		return E_INPUT;
	id = items(r) + count(r) - 2;
	if (id[0].type != PDF_INT || id[1].type != PDF_INT || id[0].u.i <= 0 ||
	    id[0].u.i > INT32_MAX || id[1].u.i < 0 || id[1].u.i > 65535)
		return E_INPUT;
	*id = pdf_new_ref((int)id[0].u.i, (int)id[1].u.i);
	r->items.n -= sizeof(*id);
	return E_OK;
}

static enum err
word(struct reader *r, const struct pdf_token *t)
{
	struct pdf_obj o = pdf_null;

	if (bytes_eqs(t->raw, "R"))
		return reference(r);
	if (bytes_eqs(t->raw, "true") || bytes_eqs(t->raw, "false")) {
		o.type = PDF_BOOL;
		o.u.b = t->raw.p[0] == 't';
	} else if (!bytes_eqs(t->raw, "null")) {
		return E_INPUT;
	}
	return push(r, &o);
}

static enum err
text(struct reader *r, const struct pdf_token *t)
{
	struct pdf_obj o = pdf_null;
	unsigned char *p = arena_alloc(r->a, t->raw.n + 1);

	if (p == NULL)
		return E_NOMEM;
	o.type = t->type == PDF_T_NAME ? PDF_NAME : PDF_STRING;
	o.odd = pdf_lex_odd(t);
	o.u.s = bytes_at(p, pdf_lex_text(t, p));
	return push(r, &o);
}

static enum err
real(struct reader *r, const struct pdf_token *t)
{
	struct pdf_obj o = pdf_null;

	o.type = PDF_REAL;
	o.u.real.d = t->d;
	if (arena_bytes(r->a, t->raw, &o.u.real.text))
		return E_NOMEM;
	return push(r, &o);
}

static enum err
token(struct reader *r, const struct pdf_token *t)
{
	struct pdf_obj o;

	switch (t->type) {
	case PDF_T_INT:
		o = pdf_new_int(t->i);
		return push(r, &o);
	case PDF_T_REAL:
		return real(r, t);
	case PDF_T_STRING:
	case PDF_T_HEX:
	case PDF_T_NAME:
		return text(r, t);
	case PDF_T_ARRAY:
	case PDF_T_DICT:
		return open_one(r, t->type == PDF_T_DICT);
	case PDF_T_ARRAY_END:
	case PDF_T_DICT_END:
		return close_one(r, t->type == PDF_T_DICT_END);
	case PDF_T_WORD:
		return word(r, t);
	default:
		return E_INPUT;
	}
}

/*
 * "5 0 R" at top level needs two tokens of look-ahead: an integer may be all
 * there is. Reads on only if the next two tokens make it a reference.
 */
static void
whole_reference(struct pdf_lex *l, struct pdf_obj *o)
{
	struct pdf_lex ahead = *l;
	struct pdf_token gen, r;

	if (o->type != PDF_INT || o->u.i <= 0 || o->u.i > INT32_MAX)
		return;
	pdf_lex_next(&ahead, &gen);
	pdf_lex_next(&ahead, &r);
	if (gen.type != PDF_T_INT || gen.i < 0 || gen.i > 65535 ||
	    r.type != PDF_T_WORD || !bytes_eqs(r.raw, "R"))
		return;
	*o = pdf_new_ref((int)o->u.i, (int)gen.i);
	*l = ahead;
}

enum err
pdf_object_read(struct pdf_lex *l, struct arena *a, struct pdf_obj *out)
{
	struct reader r = { .a = a, .items = BUF(ITEMS_MAX) };
	struct pdf_token t;
	unsigned char *room;
	enum err e;

	if ((e = buf_room(&r.items, sizeof(*out), &room)))
		return e;
	do {
		pdf_lex_next(l, &t);
		e = token(&r, &t);
	} while (e == E_OK && r.depth > 0);
	if (e == E_OK) {
		*out = items(&r)[0];
		whole_reference(l, out);
	}
	buf_free(&r.items);
	return e;
}
