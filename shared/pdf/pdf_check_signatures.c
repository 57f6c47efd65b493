/*
 * All signatures of a document: each by itself, and what came after it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_revision.h"

/* Everything up to the end of a revision. */
static struct bytes
until(const struct pdf_file *f, size_t end)
{
	return bytes_at(f->scan.file.p, end);
}

enum err
pdf_signature_later(struct pdf_file *f, const struct pdf_signatures *all,
    size_t i, struct pdf_refusal *no)
{
	const struct pdf_signature *by =
	    i + 1 < all->n ? &all->at[i + 1] : NULL;
	size_t end = by ? by->end : f->scan.file.n;

	if (end == all->at[i].end)
		return E_OK;
	if (by != NULL && !pdf_signature_allowed(f, all->at, by))
		return pdf_refuse(no, PDF_BAD_SIGNATURE, "",
		    "changed after signing: locked against %.60s", by->field);
	return pdf_revision_compare(
	    until(f, all->at[i].end), until(f, end), by, f->arena, no);
}

/* Verify a signature; one that nobody should rely on refuses too. */
static enum err
verify(struct pdf_file *f, struct pdf_signature *s)
{
	enum err r = pdf_signature_verify(f, s);

	return r == E_OK && s->cms.weak
	    ? pdf_refuse(f->no, PDF_BAD_SIGNATURE, "",
		  "%.60s: weak digest, key or certificate", s->field)
	    : r;
}

enum err
pdf_check_signatures(struct pdf_file *f, struct pdf_signatures *out)
{
	enum err r;
	size_t i;

	if ((r = pdf_signatures(f, out)))
		return r;
	for (i = 0; i < out->n && r == E_OK; i++)
		r = verify(f, &out->at[i]);
	for (i = 0; i < out->n && r == E_OK; i++)
		r = pdf_signature_later(f, out, i, f->no);
	return r;
}
