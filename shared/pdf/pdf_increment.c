/*
 * Incremental updates. ISO 32000-1 7.5.4, 7.5.6, 7.5.8.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_increment.h"

#include <stdlib.h>

#include "shared/base/secret.h"
#include "shared/pdf/pdf_limits.h"

struct row {
	int id;
	int gen;
	size_t at;
};

static struct row *
rows(const struct pdf_increment *inc, size_t *n)
{
	*n = inc->rows.n / sizeof(struct row);
	return (struct row *)(void *)inc->rows.p;
}

enum err
pdf_increment_begin(
    struct pdf_file *f, struct buf *out, struct pdf_increment *inc)
{
	struct bytes file = f->scan.file;

	inc->f = f;
	inc->out = out;
	inc->next = f->scan.size;
	inc->blank_at = inc->blank_n = 0;
	buf_init(&inc->rows, 65536 * sizeof(struct row));
	if (file.p[file.n - 1] != '\n')
		return buf_addc(out, '\n');
	return E_OK;
}

int
pdf_increment_number(struct pdf_increment *inc)
{
	return inc->next++;
}

size_t
pdf_increment_at(const struct pdf_increment *inc)
{
	return inc->f->scan.file.n + inc->out->n;
}

enum err
pdf_increment_open(struct pdf_increment *inc, int id, int gen)
{
	struct row row = { id, gen, pdf_increment_at(inc) };
	enum err r;

	if ((r = buf_add(&inc->rows, &row, sizeof(row))))
		return r;
	return buf_addf(inc->out, "%d %d obj\n", id, gen);
}

enum err
pdf_increment_close(struct pdf_increment *inc)
{
	return buf_adds(inc->out, "\nendobj\n");
}

enum err
pdf_increment_object(
    struct pdf_increment *inc, int id, int gen, const struct pdf_obj *o)
{
	enum err r;

	if ((r = pdf_increment_open(inc, id, gen)) ||
	    (r = pdf_object_write(inc->out, o)))
		return r;
	return pdf_increment_close(inc);
}

enum err
pdf_increment_stream(
    struct pdf_increment *inc, int id, const char *keys, struct bytes data)
{
	enum err r;

	if ((r = pdf_increment_open(inc, id, 0)) ||
	    (r = buf_addf(
		 inc->out, "<< %s /Length %zu >>\nstream\n", keys, data.n)) ||
	    (r = buf_addb(inc->out, data)) ||
	    (r = buf_adds(inc->out, "\nendstream")))
		return r;
	return pdf_increment_close(inc);
}

enum err
pdf_increment_entry(struct pdf_increment *inc, const char *key,
    const struct pdf_obj *old, const struct pdf_obj *is)
{
	const struct pdf_obj *catalog = pdf_catalog(inc->f);
	struct pdf_obj *copy;
	struct pdf_obj ref;
	enum err r;

	if (old->id != 0)
		return pdf_increment_object(inc, old->id, old->gen, is);
	if ((copy = pdf_dict_copy(catalog, 1, inc->f->arena)) == NULL)
		return E_NOMEM;
	if (old->type == PDF_NULL) {
		ref = pdf_new_ref(pdf_increment_number(inc), 0);
		if ((r = pdf_increment_object(inc, ref.id, 0, is)))
			return r;
		pdf_dict_set(copy, key, &ref);
	} else {
		pdf_dict_set(copy, key, is);
	}
	return pdf_increment_object(inc, catalog->id, catalog->gen, copy);
}

static int
by_number(const void *a, const void *b)
{
	const struct row *x = a;
	const struct row *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Length of the run of consecutive numbers that starts at row i. */
static size_t
run(const struct row *row, size_t i, size_t n)
{
	size_t k = i + 1;

	while (k < n && row[k].id == row[k - 1].id + 1)
		k++;
	return k - i;
}

static enum err
table(struct pdf_increment *inc)
{
	size_t n;
	const struct row *row = rows(inc, &n);
	enum err r = buf_adds(inc->out, "xref\n");
	size_t i, k, m;

	for (i = 0; i < n && r == E_OK; i += m) {
		m = run(row, i, n);
		r = buf_addf(inc->out, "%d %zu\n", row[i].id, m);
		for (k = i; k < i + m && r == E_OK; k++)
			r = buf_addf(inc->out, "%010zu %05d n \n", row[k].at,
			    row[k].gen);
	}
	return r ? r : buf_adds(inc->out, "trailer\n<<");
}

/* Keys of the last trailer that do not go on into the next. */
static bool
is_own(struct bytes key)
{
	static const char *const own[] = { "Size", "Prev", "XRefStm", "ID",
		"Type", "W", "Index", "Filter", "DecodeParms", "Length", "F",
		"FFilter", "FDecodeParms", "DL" };
	size_t i;

	for (i = 0; i < COUNT(own); i++)
		if (bytes_eqs(key, own[i]))
			return true;
	return false;
}

/*
 * The second half of /ID names this revision: the digest of what is new in
 * it, so that it is different and still always the same. What is filled in
 * later says nothing yet.
 */
static enum err
file_id(struct pdf_increment *inc)
{
	const struct pdf_obj *first =
	    pdf_at(inc->f, pdf_get(inc->f, pdf_trailer(inc->f), "ID"), 0);
	struct pdf_obj second = { .type = PDF_STRING };
	size_t behind = inc->blank_at + inc->blank_n;
	const struct bytes fresh[] = { bytes_at(inc->out->p, inc->blank_at),
		bytes_at(inc->out->p + behind, inc->out->n - behind) };
	unsigned char digest[HASH_BYTES_MAX];
	enum err r;

	if ((r = hash_runs(HASH_SHA256, fresh, COUNT(fresh), digest)))
		return r;
	second.u.s = bytes_at(digest, 16);
	if (first->type != PDF_STRING)
		first = &second;
	if ((r = buf_adds(inc->out, " /ID [")) ||
	    (r = pdf_object_write(inc->out, first)) ||
	    (r = buf_addc(inc->out, ' ')) ||
	    (r = pdf_object_write(inc->out, &second)))
		return r;
	return buf_adds(inc->out, "]");
}

/* Write what tables' trailers and streams' dictionaries have in common. */
static enum err
trailer_keys(struct pdf_increment *inc)
{
	const struct pdf_obj *t = pdf_trailer(inc->f);
	enum err r;
	size_t i;

	r = buf_addf(inc->out, " /Size %d /Prev %zu", inc->next,
	    inc->f->scan.section[0].at);
	for (i = 0; i < t->u.dict.n && r == E_OK; i++) {
		if (is_own(t->u.dict.at[i].key))
			continue;
		if ((r = buf_addc(inc->out, ' ')) ||
		    (r = pdf_name_write(inc->out, t->u.dict.at[i].key)) ||
		    (r = buf_addc(inc->out, ' ')))
			return r;
		r = pdf_object_write(inc->out, &t->u.dict.at[i].value);
	}
	return r ? r : file_id(inc);
}

/* Append one row of a cross-reference stream with /W [1 4 2]. */
static enum err
stream_row(struct buf *b, const struct row *row)
{
	unsigned char p[7] = { 1, (unsigned char)(row->at >> 24),
		(unsigned char)(row->at >> 16), (unsigned char)(row->at >> 8),
		(unsigned char)row->at, (unsigned char)(row->gen >> 8),
		(unsigned char)row->gen };

	return buf_add(b, p, sizeof(p));
}

static enum err
stream_index(struct pdf_increment *inc)
{
	size_t n;
	const struct row *row = rows(inc, &n);
	enum err r = buf_adds(inc->out, " /Index [");
	size_t i, m;

	for (i = 0; i < n && r == E_OK; i += m) {
		m = run(row, i, n);
		r = buf_addf(inc->out, "%s%d %zu", i ? " " : "", row[i].id, m);
	}
	return r ? r : buf_adds(inc->out, "]");
}

/* Write the section as a stream object that has an entry for itself. */
static enum err
stream(struct pdf_increment *inc)
{
	struct buf data = BUF(PDF_LIMIT_INCREMENT);
	int id = pdf_increment_number(inc);
	struct row *row;
	size_t i, n;
	enum err r;

	if ((r = pdf_increment_open(inc, id, 0)))
		goto out;
	row = rows(inc, &n);
	qsort(row, n, sizeof(*row), by_number);
	for (i = 0; i < n && r == E_OK; i++)
		r = stream_row(&data, &row[i]);
	if (r || (r = buf_adds(inc->out, "<< /Type /XRef /W [1 4 2]")) ||
	    (r = stream_index(inc)) || (r = trailer_keys(inc)) ||
	    (r = buf_addf(inc->out, " /Length %zu >>\nstream\n", data.n)) ||
	    (r = buf_addb(inc->out, buf_bytes(&data))) ||
	    (r = buf_adds(inc->out, "\nendstream")))
		goto out;
	r = pdf_increment_close(inc);
out:
	buf_free(&data);
	return r;
}

enum err
pdf_increment_end(struct pdf_increment *inc)
{
	bool table_kind = inc->f->scan.section[0].kind != PDF_XREF_STREAM;
	size_t at = pdf_increment_at(inc);
	struct row *row;
	size_t n;
	enum err r;

	row = rows(inc, &n);
	qsort(row, n, sizeof(*row), by_number);
	if (table_kind) {
		if ((r = table(inc)) || (r = trailer_keys(inc)) ||
		    (r = buf_adds(inc->out, " >>\n")))
			return r;
	} else if ((r = stream(inc))) {
		return r;
	}
	return buf_addf(inc->out, "startxref\n%zu\n%%%%EOF\n", at);
}

void
pdf_increment_clear(struct pdf_increment *inc)
{
	buf_free(&inc->rows);
}
