/*
 * Our own reader of objects. ISO 32000-1 7.3.10, 7.5.7.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_raw.h"

#include "shared/pdf/pdf_limits.h"

/* A decoded object stream and where its objects start. */
struct pdf_stored {
	struct buf data;
	int *id;
	size_t *at;
	size_t n;
};

static enum err
damaged(struct pdf_file *f, int id, const char *why)
{
	return pdf_refuse(
	    f->no, PDF_DAMAGED, "6.1.8", "object %d: %s", id, why);
}

/* Note why an object cannot be read. */
static enum err
noted(struct pdf_file *f, int id, enum err r, const char *why)
{
	if (r == E_LIMIT)
		return pdf_refuse(f->no, PDF_TOO_COMPLEX, "",
		    "object %d: nested too deeply", id);
	return r == E_INPUT ? damaged(f, id, why) : r;
}

static enum err
index_one(const struct pdf_file *f, struct pdf_lex *l, int64_t first,
    struct pdf_stored *s)
{
	struct pdf_token id, at;

	pdf_lex_next(l, &id);
	pdf_lex_next(l, &at);
	if (id.type != PDF_T_INT || at.type != PDF_T_INT || id.i <= 0 ||
	    id.i >= f->scan.size || at.i < 0 ||
	    (size_t)at.i > s->data.n - (size_t)first)
		return E_INPUT;
	s->id[s->n] = (int)id.i;
	s->at[s->n++] = (size_t)(first + at.i);
	return E_OK;
}

/* Read the pairs of number and offset in front of the objects. */
static enum err
index_all(struct pdf_file *f, const struct pdf_obj *o, struct pdf_stored *s)
{
	int64_t n = pdf_int(pdf_get(f, o, "N"), -1);
	int64_t first = pdf_int(pdf_get(f, o, "First"), -1);
	struct pdf_lex l = { buf_bytes(&s->data), 0 };
	enum err r = E_OK;

	if (n < 0 || n > PDF_LIMIT_OBJECTS || first < 0 ||
	    (size_t)first > s->data.n)
		return E_INPUT;
	l.in.n = (size_t)first;
	s->id = arena_array(f->arena, (size_t)n + 1, sizeof(*s->id));
	s->at = arena_array(f->arena, (size_t)n + 1, sizeof(*s->at));
	if (s->id == NULL || s->at == NULL)
		return E_NOMEM;
	while (n-- > 0 && r == E_OK)
		r = index_one(f, &l, first, s);
	return r;
}

/* Decode the object stream of a number, once. */
static enum err
store(struct pdf_file *f, int id, struct pdf_stored **out)
{
	const struct pdf_entry *e;
	const struct pdf_obj *o;
	struct pdf_stored *s;
	enum err r;

	if (id >= f->scan.size)
		return damaged(f, id, "no such object stream");
	if ((*out = f->slot[id].stored) != NULL)
		return E_OK;
	e = &f->scan.newest[id];
	o = e->kind == PDF_E_AT ? pdf_object(f, id) : &pdf_null;
	if (o->type != PDF_STREAM ||
	    !pdf_is_name(pdf_get(f, o, "Type"), "ObjStm"))
		return damaged(f, id, "no such object stream");
	if ((s = arena_alloc(f->arena, sizeof(*s))) == NULL)
		return E_NOMEM;
	buf_init(&s->data, PDF_LIMIT_DECODED);
	f->slot[id].stored = *out = s;
	if ((r = pdf_decode(f, o, &s->data)))
		return r == E_NOTFOUND ? damaged(f, id, "object stream filter")
				       : r;
	r = index_all(f, o, s);
	return r == E_INPUT ? damaged(f, id, "object stream malformed") : r;
}

enum err
pdf_raw_stored(struct pdf_file *f, const struct pdf_entry *e, struct pdf_lex *l)
{
	struct pdf_stored *s = NULL;
	enum err r;

	if (e->at > PDF_LIMIT_OBJECTS)
		return damaged(f, e->id, "no such object stream");
	if ((r = store(f, (int)e->at, &s)))
		return r;
	if (s == NULL || (size_t)e->index >= s->n || s->id[e->index] != e->id)
		return damaged(f, e->id, "not in its object stream");
	*l = (struct pdf_lex){ buf_bytes(&s->data), s->at[e->index] };
	return E_OK;
}

static enum err
load_stored(struct pdf_file *f, const struct pdf_entry *e, struct pdf_obj *out)
{
	struct pdf_lex l = { { NULL, 0 }, 0 };
	enum err r;

	if ((r = pdf_raw_stored(f, e, &l)))
		return r;
	r = pdf_object_read(&l, f->arena, out);
	if (r == E_OK && out->type != PDF_REF) {
		out->id = e->id;
		out->gen = 0;
	}
	return noted(f, e->id, r, "malformed");
}

enum err
pdf_raw_load(struct pdf_file *f, int id, struct pdf_obj *out)
{
	const struct pdf_entry *e = &f->scan.newest[id];

	if (e->kind == PDF_E_IN)
		return load_stored(f, e, out);
	return noted(f, id, pdf_scan_object(&f->scan, e, f->arena, out, NULL),
	    "not where the cross-reference says");
}

void
pdf_raw_close(struct pdf_file *f)
{
	int i;

	for (i = 0; f->slot != NULL && i < f->scan.size; i++)
		if (f->slot[i].stored != NULL)
			buf_free(&f->slot[i].stored->data);
}
