/*
 * Opening a document with one reader or with two.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_open.h"

#include <time.h>

#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_qpdf.h"
#include "shared/pdf/pdf_raw.h"

/* The parts that both ways of opening share. */
static enum err
begin(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_file **out)
{
	struct pdf_file *f = arena_alloc(a, sizeof(*f));
	enum err r;

	*out = NULL;
	if (f == NULL)
		return E_NOMEM;
	f->arena = a;
	f->no = no;
	f->left = PDF_LIMIT_DECODED;
	f->began = clock();
	if ((r = pdf_scan(file, a, no, &f->scan)))
		return r;
	f->slot = arena_array(a, (size_t)f->scan.size, sizeof(*f->slot));
	if (f->slot == NULL)
		return E_NOMEM;
	*out = f;
	return E_OK;
}

/* What every document must have: a catalog that can be replaced later. */
static enum err
catalog(struct pdf_file *f)
{
	const struct pdf_obj *root = pdf_key(pdf_trailer(f), "Root");

	if (root->type != PDF_REF || pdf_catalog(f)->type != PDF_DICT)
		pdf_fault(f,
		    pdf_refuse(
			f->no, PDF_DAMAGED, "6.1.3", "no document catalog"));
	return f->fault;
}

enum err
pdf_open(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_file **out)
{
	struct pdf_file *f = NULL;
	enum err r;

	if ((r = begin(file, a, no, &f)) || (r = pdf_qpdf_open(f)))
		goto out;
	f->load = pdf_qpdf_load;
	if ((r = catalog(f)))
		goto out;
	*out = f;
	f = NULL;
out:
	pdf_close(f);
	return r;
}

enum err
pdf_open_raw(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_file **out)
{
	struct pdf_file *f = NULL;
	enum err r;

	if ((r = begin(file, a, no, &f)))
		goto out;
	f->load = pdf_raw_load;
	if ((r = catalog(f)))
		goto out;
	*out = f;
	f = NULL;
out:
	pdf_close(f);
	return r;
}

void
pdf_close(struct pdf_file *f)
{
	if (f == NULL)
		return;
	pdf_raw_close(f);
	pdf_qpdf_close(f->qpdf);
	pdf_hashed_clear(&f->hashed);
	f->qpdf = NULL;
}
