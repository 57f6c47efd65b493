/*
 * Cross-reference tables and streams. ISO 32000-1 7.5.4, 7.5.8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_xref.h"

#include <string.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_stream.h"

#define ENTRIES_MAX ((size_t)PDF_LIMIT_OBJECTS * 2)

/* What is being read: one section, its entries growing. */
struct input {
	const struct pdf_scan *s;
	struct arena *a;
	struct pdf_refusal *no;
	struct pdf_section *x;
	struct buf entries; /* struct pdf_entry */
};

static enum err
damaged(struct input *in, const char *why)
{
	return pdf_refuse(
	    in->no, PDF_DAMAGED, "6.1.4", "cross-reference: %s", why);
}

static enum err
add(struct input *in, const struct pdf_entry *e)
{
	if (in->entries.n / sizeof(*e) >= ENTRIES_MAX)
		return pdf_refuse(in->no, PDF_TOO_COMPLEX, "",
		    "too many cross-reference entries");
	return buf_add(&in->entries, e, sizeof(*e));
}

/* Say whether 20 octets are an entry exactly as ISO 32000-1 7.5.4 has it. */
static bool
strict_entry(struct bytes file, size_t at)
{
	const unsigned char *p = file.p + at;
	size_t i;

	if (file.n - at < 20)
		return false;
	for (i = 0; i < 16; i++)
		if (i == 10 ? p[i] != ' ' : p[i] < '0' || p[i] > '9')
			return false;
	return p[16] == ' ' && (p[17] == 'n' || p[17] == 'f') &&
	    ((p[18] == ' ' && (p[19] == '\n' || p[19] == '\r')) ||
		(p[18] == '\r' && p[19] == '\n'));
}

/* Read one entry of a table: "offset generation n" or "… f". */
static enum err
table_entry(struct input *in, struct pdf_lex *l, int id)
{
	struct pdf_entry e = { .id = id };
	struct pdf_token at, gen, kind;

	pdf_lex_skip(l);
	if (!strict_entry(l->in, l->at))
		in->x->strict = false;
	pdf_lex_next(l, &at);
	pdf_lex_next(l, &gen);
	pdf_lex_next(l, &kind);
	if (at.type != PDF_T_INT || at.i < 0 || gen.type != PDF_T_INT ||
	    gen.i < 0 || gen.i > 65535 || kind.raw.n != 1 ||
	    (kind.raw.p[0] != 'n' && kind.raw.p[0] != 'f'))
		return damaged(in, "entry malformed");
	e.gen = (int)gen.i;
	e.at = (size_t)at.i;
	/* in use at offset 0, as some write it, is free */
	e.kind = kind.raw.p[0] == 'n' && e.at > 0 ? PDF_E_AT : PDF_E_FREE;
	if (e.kind == PDF_E_AT && e.at >= in->s->file.n)
		return damaged(in, "entry points outside the file");
	return add(in, &e);
}

/*
 * Check how a subsection header is written: two numbers, one space, blanks at
 * most before the line end. ISO 19005-1 6.1.4.
 */
static void
strict_header(struct input *in, const struct pdf_token *first,
    const struct pdf_token *n, const struct pdf_lex *l)
{
	size_t at = l->at;

	while (at < l->in.n && l->in.p[at] == ' ')
		at++;
	if (n->raw.p != first->raw.p + first->raw.n + 1 ||
	    n->raw.p[-1] != ' ' || at >= l->in.n ||
	    (l->in.p[at] != '\n' && l->in.p[at] != '\r'))
		in->x->strict = false;
}

/* Say whether one line end stands there, and no more. ISO 19005-1 6.1.4. */
static bool
one_line_end(const struct pdf_lex *l)
{
	const unsigned char *p = l->in.p + l->at;
	size_t left = l->in.n - l->at;
	size_t n = left > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 1;

	return left > n && (p[0] == '\n' || p[0] == '\r') && p[n] >= '0' &&
	    p[n] <= '9';
}

static enum err
subsection(struct input *in, struct pdf_lex *l, const struct pdf_token *first)
{
	struct pdf_token n;
	enum err r = E_OK;
	int64_t i;

	pdf_lex_next(l, &n);
	if (n.type != PDF_T_INT || first->i < 0 || n.i < 0)
		return damaged(in, "subsection malformed");
	if (first->i > PDF_LIMIT_OBJECTS || n.i > PDF_LIMIT_OBJECTS)
		return pdf_refuse(in->no, PDF_TOO_COMPLEX, "",
		    "subsection of %lld objects", (long long)n.i);
	strict_header(in, first, &n, l);
	for (i = 0; i < n.i && r == E_OK; i++)
		r = table_entry(in, l, (int)(first->i + i));
	return r;
}

/* Take /Size, /Prev and /XRefStm from a trailer or stream dictionary. */
static enum err
trailer_keys(struct input *in)
{
	const struct pdf_obj *t = &in->x->trailer;
	int64_t size = pdf_int(pdf_key(t, "Size"), -1);

	if (size < 0 || size > INT32_MAX)
		return damaged(in, "no /Size");
	in->x->size = (int)size;
	in->x->prev = pdf_int(pdf_key(t, "Prev"), -1);
	if (in->x->prev == 0) /* seen in the wild, means none */
		in->x->prev = -1;
	if (pdf_has(t, "Prev") && pdf_key(t, "Prev")->type != PDF_INT)
		return damaged(in, "/Prev malformed");
	in->x->xref_stm = pdf_int(pdf_key(t, "XRefStm"), -1);
	return E_OK;
}

static enum err
table(struct input *in, struct pdf_lex *l)
{
	struct pdf_token t;
	enum err r = E_OK;

	in->x->kind = PDF_XREF_TABLE;
	in->x->strict = one_line_end(l);
	for (;;) {
		pdf_lex_next(l, &t);
		if (t.type != PDF_T_INT)
			break;
		if ((r = subsection(in, l, &t)))
			return r;
	}
	if (t.type != PDF_T_WORD || !bytes_eqs(t.raw, "trailer"))
		return damaged(in, "no trailer");
	r = pdf_object_read(l, in->a, &in->x->trailer);
	if (r == E_NOMEM)
		return r;
	if (r || in->x->trailer.type != PDF_DICT)
		return damaged(in, "trailer malformed");
	in->x->end = l->at;
	return trailer_keys(in);
}

/* Parameters of the stream's one filter, which must be direct objects. */
static enum err
stream_filter(
    struct input *in, const struct pdf_obj *d, struct pdf_filter *f, size_t *n)
{
	const struct pdf_obj *name = pdf_key(d, "Filter");
	const struct pdf_obj *p = pdf_key(d, "DecodeParms");

	*n = 0;
	if (name->type == PDF_ARRAY && name->u.array.n == 1) {
		name = &name->u.array.at[0];
		if (p->type == PDF_ARRAY && p->u.array.n == 1)
			p = &p->u.array.at[0];
	}
	if (name->type == PDF_NULL ||
	    (name->type == PDF_ARRAY && name->u.array.n == 0))
		return E_OK;
	if (!pdf_is_name(name, "FlateDecode"))
		return damaged(in, "stream filter");
	f->kind = PDF_F_FLATE;
	f->predictor = (int)pdf_int(pdf_key(p, "Predictor"), 1);
	f->colors = (int)pdf_int(pdf_key(p, "Colors"), 1);
	f->bits = (int)pdf_int(pdf_key(p, "BitsPerComponent"), 8);
	f->columns = (int)pdf_int(pdf_key(p, "Columns"), 1);
	*n = 1;
	return E_OK;
}

/* Read a big-endian number of w octets, 8 at most; below 0: too large. */
static int64_t
field(const unsigned char *p, int w)
{
	uint64_t v = 0;

	while (w-- > 0)
		v = v << 8 | *p++;
	return v > INT64_MAX ? -1 : (int64_t)v;
}

static enum err
stream_entry(struct input *in, int id, const unsigned char *p, const int w[3])
{
	struct pdf_entry e = { .id = id };
	int64_t type = w[0] ? field(p, w[0]) : 1;
	int64_t a = field(p + w[0], w[1]);
	int64_t b = field(p + w[0] + w[1], w[2]);

	if (a < 0 || b < 0 || b > INT32_MAX)
		return damaged(in, "entry malformed");
	e.at = (size_t)a;
	if (type == 0 || (type == 1 && a == 0)) { /* as in table_entry */
		e.kind = PDF_E_FREE;
		e.gen = (int)(b & 65535);
	} else if (type == 1) {
		e.kind = PDF_E_AT;
		e.gen = (int)b;
		if ((size_t)a >= in->s->file.n || b > 65535)
			return damaged(in, "entry points outside the file");
	} else if (type == 2) {
		e.kind = PDF_E_IN;
		e.index = (int)b;
		if (a == 0 || a > PDF_LIMIT_OBJECTS)
			return damaged(in, "entry names no object stream");
	} else {
		return damaged(in, "entry of unknown type");
	}
	return add(in, &e);
}

static enum err
widths(struct input *in, const struct pdf_obj *d, int w[3])
{
	const struct pdf_obj *o = pdf_key(d, "W");
	size_t i;

	if (o->type != PDF_ARRAY || o->u.array.n != 3)
		return damaged(in, "/W malformed");
	for (i = 0; i < 3; i++) {
		int64_t v = pdf_int(&o->u.array.at[i], -1);

		if (v < 0 || v > 8)
			return damaged(in, "/W malformed");
		w[i] = (int)v;
	}
	return w[0] + w[1] + w[2] > 0 ? E_OK : damaged(in, "/W is empty");
}

/* Read all runs of /Index from the decoded data. */
static enum err
stream_runs(struct input *in, const struct pdf_obj *d, struct bytes data,
    const int w[3])
{
	const struct pdf_obj *index = pdf_key(d, "Index");
	struct pdf_obj whole[2] = { pdf_new_int(0), *pdf_key(d, "Size") };
	size_t row = (size_t)w[0] + (size_t)w[1] + (size_t)w[2];
	const struct pdf_obj *run = whole;
	size_t runs = 2;
	size_t at = 0;
	enum err r = E_OK;
	size_t i;
	int64_t k;

	if (index->type == PDF_ARRAY) {
		run = index->u.array.at;
		runs = index->u.array.n;
	}
	for (i = 0; i + 1 < runs; i += 2) {
		int64_t first = pdf_int(&run[i], -1);
		int64_t n = pdf_int(&run[i + 1], -1);

		if (first < 0 || n < 0 || first > PDF_LIMIT_OBJECTS ||
		    n > PDF_LIMIT_OBJECTS || (size_t)n * row > data.n - at)
			return damaged(in, "/Index malformed");
		for (k = 0; k < n && r == E_OK; k++, at += row)
			r = stream_entry(in, (int)(first + k), data.p + at, w);
		if (r)
			return r;
	}
	return runs % 2 == 0 ? E_OK : damaged(in, "/Index malformed");
}

static enum err
stream_data(struct input *in, const struct pdf_obj *d, struct bytes raw)
{
	struct pdf_filter f = { .kind = PDF_F_OTHER };
	struct buf data = BUF(PDF_LIMIT_DECODED);
	size_t left = 16 << 20;
	int w[3] = { 0 };
	size_t n = 0;
	enum err r;

	if ((r = stream_filter(in, d, &f, &n)) || (r = widths(in, d, w)))
		return r;
	r = pdf_stream_decode(raw, &f, n, &left, &data);
	if (r == E_LIMIT)
		r = pdf_refuse(in->no, PDF_TOO_COMPLEX, "",
		    "cross-reference stream grows without end");
	else if (r && r != E_NOMEM)
		r = damaged(in, "stream data");
	else if (r == E_OK)
		r = stream_runs(in, d, buf_bytes(&data), w);
	buf_free(&data);
	return r;
}

/* Read a stream section at in->x->at into the given dictionary. */
static enum err
stream(struct input *in, size_t at, struct pdf_obj *d, size_t *end)
{
	struct pdf_lex l = { in->s->file, at };
	struct pdf_extent ext = { 0 };
	struct pdf_token id, gen;
	struct pdf_entry e = { .at = at };
	enum err r;

	pdf_lex_next(&l, &id);
	pdf_lex_next(&l, &gen);
	if (id.type != PDF_T_INT || gen.type != PDF_T_INT || id.i <= 0 ||
	    id.i > INT32_MAX || gen.i < 0 || gen.i > 65535)
		return damaged(in, "no section at this offset");
	e.id = (int)id.i;
	e.gen = (int)gen.i;
	r = pdf_scan_object(in->s, &e, in->a, d, &ext);
	if (r == E_NOMEM)
		return r;
	if (r || d->type != PDF_STREAM ||
	    !pdf_is_name(pdf_key(d, "Type"), "XRef") ||
	    pdf_scan_extent(in->s, pdf_int(pdf_key(d, "Length"), -1), &ext))
		return damaged(in, "no section at this offset");
	*end = ext.end;
	if (d == &in->x->trailer && (r = trailer_keys(in)))
		return r;
	return stream_data(in, d, bytes_at(in->s->file.p + ext.data, ext.n));
}

/* Read the stream that a hybrid's trailer names (ISO 32000-1 7.5.8.4). */
static enum err
hybrid(struct input *in)
{
	struct pdf_obj d;
	size_t end;

	if (in->x->xref_stm < 0)
		return E_OK;
	if ((size_t)in->x->xref_stm >= in->s->file.n)
		return damaged(in, "/XRefStm points outside the file");
	in->x->kind = PDF_XREF_HYBRID;
	return stream(in, (size_t)in->x->xref_stm, &d, &end);
}

static enum err
section(struct input *in, size_t at)
{
	struct pdf_lex l = { in->s->file, at };
	struct pdf_token t;
	enum err r;

	pdf_lex_next(&l, &t);
	if (t.type == PDF_T_WORD && bytes_eqs(t.raw, "xref")) {
		r = table(in, &l);
		return r ? r : hybrid(in);
	}
	in->x->kind = PDF_XREF_STREAM;
	in->x->strict = true;
	in->x->xref_stm = -1;
	return stream(in, at, &in->x->trailer, &in->x->end);
}

enum err
pdf_xref_read(const struct pdf_scan *s, size_t at, struct arena *a,
    struct pdf_refusal *no, struct pdf_section *out)
{
	struct input in = { s, a, no, out,
		BUF(ENTRIES_MAX * sizeof(struct pdf_entry)) };
	enum err r;

	memset(out, 0, sizeof(*out));
	out->at = at;
	r = section(&in, at);
	if (r == E_OK) {
		out->n = in.entries.n / sizeof(struct pdf_entry);
		out->entry =
		    arena_array(a, out->n + 1, sizeof(struct pdf_entry));
		if (out->entry == NULL)
			r = E_NOMEM;
		else if (out->n > 0)
			memcpy(out->entry, in.entries.p, in.entries.n);
	}
	buf_free(&in.entries);
	return r;
}
