/*
 * The verdict, step by step: size, structure, pages, PDF/A, whether an update
 * can be written, signatures, permission.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_check.h"

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_open.h"
#include "shared/pdf/pdf_place_field.h"
#include "shared/pdf/pdf_used.h"

/* An earlier signature may allow nothing more (ISO 32000-1 12.8.2.2), or no
 * new field when none is left to fill (12.8.2.4). */
static enum err
permission(struct pdf_checked *c)
{
	struct pdf_empty_fields empty;
	struct pdf_fields all;
	struct pdf_file *f = c->file;
	enum err r;

	if (c->signatures.permission == 1)
		return pdf_refuse(
		    f->no, PDF_FORBIDDEN, "", "DocMDP allows no change");
	if ((r = pdf_fields(f, &all)) || !pdf_field_locked(f, &all, ""))
		return r;
	if ((r = pdf_empty_fields(f, &c->pages, &empty)) || empty.n > 0)
		return r;
	return pdf_refuse(f->no, PDF_FORBIDDEN, "", "FieldMDP locks fields");
}

/* What the engine could not write into, should nobody ask the gate. */
static enum err
forms(struct pdf_file *f)
{
	const struct pdf_obj *form = pdf_get(f, pdf_catalog(f), "AcroForm");

	if (pdf_has(form, "XFA"))
		return pdf_refuse(
		    f->no, PDF_ACTIVE_CONTENT, "6.4.2", "XFA form");
	return E_OK;
}

/* Say whether an entry is absent or of a type. */
static bool
is_type(struct pdf_file *f, const struct pdf_obj *dict, const char *key,
    enum pdf_type type)
{
	const struct pdf_obj *o = pdf_get(f, dict, key);

	return o->type == PDF_NULL || o->type == type;
}

/* What grows by a signature and its validation data: in which entry of the
 * catalog ("": itself), under which key, of what type. */
static const struct {
	const char *in, *key;
	enum pdf_type type;
} grows[] = {
	{ "", "AcroForm", PDF_DICT },
	{ "AcroForm", "Fields", PDF_ARRAY },
	{ "", "DSS", PDF_DICT },
	{ "DSS", "Certs", PDF_ARRAY },
	{ "DSS", "OCSPs", PDF_ARRAY },
	{ "DSS", "CRLs", PDF_ARRAY },
};

static enum err
growing(struct pdf_file *f, const struct pdf_pages *pages)
{
	const struct pdf_obj *root = pdf_catalog(f);
	bool ok = true;
	size_t i;

	for (i = 0; i < COUNT(grows) && ok; i++)
		ok = is_type(f,
		    *grows[i].in ? pdf_get(f, root, grows[i].in) : root,
		    grows[i].key, grows[i].type);
	for (i = 0; i < pages->n && ok; i++)
		ok = is_type(f, pages->page[i].o, "Annots", PDF_ARRAY);
	return ok ? E_OK
		  : pdf_refuse(f->no, PDF_DAMAGED, "",
			"/AcroForm, /DSS or /Annots malformed");
}

/*
 * New objects take the numbers from /Size on: nothing may wait for them, or
 * pages would show what a signature brings (ISO 32000-1 7.3.10).
 */
static enum err
awaits(struct pdf_file *f)
{
	unsigned char *used;
	int64_t highest;
	enum err r = pdf_used(f, f->scan.size, &used, &highest);

	if (r == E_OK && highest >= f->scan.size)
		return pdf_refuse(f->no, PDF_DAMAGED, "6.1.3",
		    "reference to object %lld, beyond /Size",
		    (long long)highest);
	return r;
}

/* Ask the gate, as strictly as wanted. */
static enum err
conformity(enum pdf_check_kind kind, struct pdf_checked *c)
{
	static const enum pdf_gate_policy policy[] = {
		[PDF_CHECK_FULL] = PDF_GATE_REFUSE,
		[PDF_CHECK_LENIENT] = PDF_GATE_WARN,
		[PDF_CHECK_SAFETY] = PDF_GATE_SAFETY,
	};

	if (kind == PDF_CHECK_ENGINE)
		return forms(c->file);
	return pdf_gate(
	    c->file, &c->pages, policy[kind], c->pdfa, &c->warnings);
}

enum err
pdf_check(struct bytes file, enum pdf_check_kind kind, size_t most,
    struct arena *a, struct pdf_refusal *no, struct pdf_checked *out)
{
	struct pdf_file *f;
	enum err r;

	*out = (struct pdf_checked){ .file = NULL };
	if (file.n > most)
		return pdf_refuse(
		    no, PDF_TOO_COMPLEX, "", "%zu octets", file.n);
	if ((r = pdf_open(file, a, no, &out->file)))
		return r;
	f = out->file;
	if ((r = pdf_pages(f, &out->pages)) || (r = conformity(kind, out)) ||
	    (r = growing(f, &out->pages)) || (r = awaits(f)) ||
	    (r = pdf_check_signatures(f, &out->signatures)) ||
	    (r = permission(out)))
		return r;
	return f->fault;
}

void
pdf_checked_clear(struct pdf_checked *c)
{
	if (c == NULL)
		return;
	pdf_close(c->file);
	c->file = NULL;
}
