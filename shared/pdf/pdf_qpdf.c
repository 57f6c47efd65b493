/*
 * libqpdf as the second opinion: it opens every document and reads every
 * object that is used, and where it warns or reads something else than our
 * own reader, the document is refused. So no document passes that two
 * readers understand differently (ISO 32000-1 leaves much to guessing).
 *
 * libqpdf leaves out keys whose value is null, so the comparison does too.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_qpdf.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_raw.h"

struct pdf_qpdf {
	qpdf_data q;
};

/* Warnings that good files cause; all others refuse. */
static const char *const harmless[] = {
	"extraneous whitespace seen before xref",
	/* /Size larger than needed; smaller is refused by pdf_scan */
	"is not one plus the highest object number",
};

static bool
is_harmless(const char *text)
{
	size_t i;

	for (i = 0; i < COUNT(harmless); i++)
		if (strstr(text, harmless[i]) != NULL)
			return true;
	return false;
}

/* Fetch what libqpdf has to say; E_INPUT when any of it counts. */
static enum err
complaints(struct pdf_file *f)
{
	qpdf_data q = f->qpdf->q;
	enum err r = E_OK;
	qpdf_error e;

	while (qpdf_more_warnings(q)) {
		e = qpdf_next_warning(q);
		if (!is_harmless(qpdf_get_error_message_detail(q, e)))
			r = pdf_refuse(f->no, PDF_DAMAGED, "6.1.1",
			    "libqpdf: %.90s",
			    qpdf_get_error_message_detail(q, e));
	}
	if (qpdf_has_error(q)) {
		e = qpdf_get_error(q);
		if (qpdf_get_error_code(q, e) == qpdf_e_password)
			return pdf_refuse(
			    f->no, PDF_ENCRYPTED, "6.1.3", "needs a password");
		r = pdf_refuse(f->no, PDF_DAMAGED, "6.1.1", "libqpdf: %.90s",
		    qpdf_get_error_message_detail(q, e));
	}
	return r;
}

enum err
pdf_qpdf_open(struct pdf_file *f)
{
	struct pdf_qpdf *p = calloc(1, sizeof(*p));
	enum err r;

	if (p == NULL)
		return E_NOMEM;
	f->qpdf = p;
	if ((p->q = qpdf_init()) == NULL)
		return E_NOMEM;
	qpdf_silence_errors(p->q);
	qpdf_set_suppress_warnings(p->q, QPDF_TRUE);
	qpdf_set_attempt_recovery(p->q, QPDF_FALSE);
	(void)qpdf_read_memory(
	    p->q, "upload", (const char *)f->scan.file.p, f->scan.file.n, "");
	if ((r = complaints(f)))
		return r;
	if (qpdf_is_encrypted(p->q))
		return pdf_refuse(f->no, PDF_ENCRYPTED, "6.1.3",
		    "opens with an empty password");
	return E_OK;
}

/* Let libqpdf write an object as text; a stream's dictionary. */
static const char *
unparse(qpdf_data q, int id, int gen, bool *stream)
{
	qpdf_oh o = qpdf_get_object_by_id(q, id, gen);

	*stream = qpdf_oh_get_type_code(q, o) == ot_stream;
	if (*stream)
		o = qpdf_oh_get_dict(q, o);
	return qpdf_oh_unparse_resolved(q, o);
}

/* A step of the comparison. */
struct step {
	const struct pdf_obj *own;
	const struct pdf_obj *theirs;
	size_t next;
};

static const struct pdf_obj *
their_value(const struct pdf_obj *theirs, struct bytes key)
{
	size_t i;

	for (i = 0; i < theirs->u.dict.n; i++)
		if (bytes_eq(theirs->u.dict.at[i].key, key))
			return &theirs->u.dict.at[i].value;
	return &pdf_null;
}

/* Say whether a value reads as null, by our own reader. */
static bool
reads_null(struct pdf_file *f, const struct pdf_obj *o)
{
	const struct pdf_entry *e;
	struct pdf_obj at;
	int i;

	for (i = 0; i < 32 && o->type == PDF_REF; i++) {
		if (o->id >= f->scan.size)
			return true;
		e = &f->scan.newest[o->id];
		if ((e->kind != PDF_E_AT && e->kind != PDF_E_IN) ||
		    e->gen != o->gen)
			return true;
		if (pdf_raw_load(f, o->id, &at))
			return false;
		o = &at;
	}
	return o->type == PDF_NULL;
}

static bool
leaf_equal(
    struct pdf_file *f, const struct pdf_obj *own, const struct pdf_obj *theirs)
{
	if (theirs->type == PDF_NULL)
		return reads_null(f, own);
	if (own->type == PDF_ARRAY)
		return theirs->type == PDF_ARRAY &&
		    own->u.array.n == theirs->u.array.n;
	if (own->type == PDF_DICT || own->type == PDF_STREAM)
		return theirs->type == own->type;
	return pdf_equal(own, theirs);
}

static size_t
children(const struct pdf_obj *o)
{
	if (o->type == PDF_ARRAY)
		return o->u.array.n;
	return pdf_is_dict(o) ? o->u.dict.n : 0;
}

/* Say whether every key of theirs stands in own too. */
static bool
no_more_keys(const struct pdf_obj *own, const struct pdf_obj *theirs)
{
	size_t i;

	if (!pdf_is_dict(own) || !pdf_is_dict(theirs))
		return true;
	for (i = 0; i < theirs->u.dict.n; i++)
		if (their_value(own, theirs->u.dict.at[i].key)->type ==
		    PDF_NULL)
			return false;
	return true;
}

static bool
agree(
    struct pdf_file *f, const struct pdf_obj *own, const struct pdf_obj *theirs)
{
	struct step s[PDF_LIMIT_DEPTH + 1] = { { own, theirs, 0 } };
	size_t n = 1;

	if (!leaf_equal(f, own, theirs) || !no_more_keys(own, theirs))
		return false;
	while (n > 0) {
		struct step *t = &s[n - 1];
		const struct pdf_obj *a, *b;
		size_t i = t->next++;

		if (t->theirs->type == PDF_NULL || i >= children(t->own)) {
			n--;
			continue;
		}
		if (t->own->type == PDF_ARRAY) {
			a = &t->own->u.array.at[i];
			b = &t->theirs->u.array.at[i];
		} else {
			a = &t->own->u.dict.at[i].value;
			b = their_value(t->theirs, t->own->u.dict.at[i].key);
		}
		if (!leaf_equal(f, a, b) || !no_more_keys(a, b))
			return false;
		if (children(a) == 0)
			continue;
		if (n > PDF_LIMIT_DEPTH)
			return false;
		s[n++] = (struct step){ a, b, 0 };
	}
	return true;
}

/* Read an object through libqpdf; must agree with our own reading of it. */
static enum err
second(struct pdf_file *f, int id, const struct pdf_obj *own)
{
	qpdf_data q = f->qpdf->q;
	struct pdf_obj theirs;
	struct pdf_lex l;
	const char *text;
	bool stream;
	enum err r;

	text = unparse(q, id, f->scan.newest[id].gen, &stream);
	l = (struct pdf_lex){ bytes_at(text, qpdf_get_last_string_length(q)),
		0 };
	r = pdf_object_read(&l, f->arena, &theirs);
	qpdf_oh_release_all(q);
	if (r == E_NOMEM || complaints(f))
		return r == E_NOMEM ? r : E_INPUT;
	if (stream)
		theirs.type = PDF_STREAM;
	if (r || !agree(f, own, &theirs))
		return pdf_refuse(f->no, PDF_DAMAGED, "6.1.1",
		    "object %d: readers differ", id);
	return E_OK;
}

enum err
pdf_qpdf_load(struct pdf_file *f, int id, struct pdf_obj *out)
{
	enum err r = pdf_raw_load(f, id, out);

	return r ? r : second(f, id, out);
}

void
pdf_qpdf_close(struct pdf_qpdf *q)
{
	if (q == NULL)
		return;
	if (q->q != NULL)
		qpdf_cleanup(&q->q);
	free(q);
}
