/*
 * Reporting on a signed document. EN 319 142-1 5.4, 6.3.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/pdf/pdf_report.h"

#include <string.h>

#include "shared/pdf/pdf_check.h"
#include "shared/pdf/pdf_open.h"

/* Keep why something was refused; E_INPUT becomes part of the report. */
static enum err
keep(struct pdf_file *f, enum err r, const struct pdf_refusal *no,
    const char **why)
{
	*why = "";
	if (r != E_INPUT)
		return r;
	*why = arena_str(f->arena, *no->why ? no->why : "damaged");
	return *why == NULL ? E_NOMEM : E_OK;
}

/* What EN 319 142-1 6.3 wants of any level. */
static bool
is_baseline(struct pdf_file *f, const struct pdf_signature *s)
{
	return pdf_is_name(
		   pdf_get(f, s->dict, "SubFilter"), "ETSI.CAdES.detached") &&
	    s->cms.signing_certificate_v2 && !s->cms.signing_time;
}

/* Judge one signature by itself; the next one begins with a clean sheet. */
static enum err
judge(struct pdf_file *f, struct pdf_signature *s, struct pdf_report_row *out)
{
	struct pdf_refusal own = { .verdict = PDF_OK };
	struct pdf_refusal *all = f->no;
	enum err r;

	out->s = s;
	out->claimed_at = pdf_date(pdf_get(f, s->dict, "M"));
	out->cms = pdf_get(f, s->dict, "Contents")->u.s;
	f->no = &own;
	r = pdf_signature_verify(f, s);
	f->no = all;
	out->holds = r == E_OK;
	if (s->cms.der_n > 0 && s->cms.der_n < out->cms.n)
		out->cms.n = s->cms.der_n;
	out->baseline = out->holds && !s->stamp && is_baseline(f, s);
	return keep(f, r, &own, &out->why);
}

/* Judge what came between a revision and the next one, or the end. */
static enum err
judge_later(struct pdf_file *f, const struct pdf_signatures *all, size_t i,
    struct pdf_report_row *out)
{
	struct pdf_refusal own = { .verdict = PDF_OK };
	bool last = all->at[i].end == f->scan.file.n;
	enum err r = pdf_signature_later(f, all, i, &own);

	out->later = r == E_INPUT ? PDF_LATER_REFUSED
	    : last                ? PDF_LATER_NONE
				  : PDF_LATER_ALLOWED;
	return keep(f, r, &own, &out->later_why);
}

/* A change that is not allowed concerns all signatures before it. */
static void
spread(struct pdf_report *out)
{
	size_t i;

	for (i = out->n; i > 1; i--)
		if (out->row[i - 1].later == PDF_LATER_REFUSED &&
		    out->row[i - 2].later != PDF_LATER_REFUSED) {
			out->row[i - 2].later = PDF_LATER_REFUSED;
			out->row[i - 2].later_why = out->row[i - 1].later_why;
		}
}

static enum err
rows(struct pdf_file *f, struct pdf_report *out)
{
	struct pdf_signatures all;
	enum err r;
	size_t i;

	if ((r = pdf_signatures(f, &all)))
		return keep(f, r, f->no, &out->why);
	out->row = arena_array(f->arena, all.n + 1, sizeof(*out->row));
	if (out->row == NULL)
		return E_NOMEM;
	out->n = all.n;
	for (i = 0; i < out->n && r == E_OK; i++)
		r = judge(f, &all.at[i], &out->row[i]);
	for (i = 0; i < out->n && r == E_OK; i++)
		r = judge_later(f, &all, i, &out->row[i]);
	spread(out);
	return r;
}

enum err
pdf_report(struct bytes file, struct arena *a, struct pdf_refusal *no,
    struct pdf_file **f, struct pdf_report *out)
{
	enum err r;

	memset(out, 0, sizeof(*out));
	out->why = "";
	if ((r = pdf_open_raw(file, a, no, f)) == E_INPUT) {
		out->why = no->why;
		return E_OK;
	}
	if (r || (r = rows(*f, out)) || *out->why)
		return r;
	return keep(*f, pdf_dss_read(*f, &out->dss), no, &out->why);
}
