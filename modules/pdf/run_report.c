/*
 * POST /report[?short=yes]: {"why","octets","signatures":[{"field","stamp",
 * "holds","why","signer","claimed_at","time_stamp_at","time_stamp_by",
 * "baseline","weak","end","later","later_why","cms"}],"certificates":[{"der"}],
 * "ocsps":[{"der"}],"crls":[{"der"}]}; texts that are empty are left out. later
 * is none, allowed or refused. A document that cannot be read is an answer, not
 * a failure.
 * In short there are no validation data, and no cms that is longer than ours:
 * what others put into a document may be any number of megabytes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/pdf/pdf.h"

#include <string.h>

#include "shared/base/log.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_open.h"
#include "shared/pdf/pdf_report.h"
#include "shared/web/json.h"

#define DER_MAX 1048576

struct signature {
	const char *field;
	bool stamp;
	bool holds;
	const char *why;
	const char *signer;
	int64_t claimed_at;
	int64_t time_stamp_at;
	const char *time_stamp_by;
	bool baseline;
	bool weak;
	int64_t end;
	const char *later;
	const char *later_why;
	struct bytes cms;
};

struct der {
	struct bytes der;
};

struct answer {
	const char *why;
	int64_t octets;
	struct list signatures;
	struct list certificates;
	struct list ocsps;
	struct list crls;
};

/* clang-format off */
static const struct field signature_fields[] = {
	FIELD(signature, field,         512, 0),
	FIELD(signature, stamp,         0,   0),
	FIELD(signature, holds,         0,   0),
	FIELD(signature, why,           120, 0),
	FIELD(signature, signer,        128, 0),
	FIELD(signature, claimed_at,    INT64_MAX, 0),
	FIELD(signature, time_stamp_at, INT64_MAX, 0),
	FIELD(signature, time_stamp_by, 128, 0),
	FIELD(signature, baseline,      0,   0),
	FIELD(signature, weak,          0,   0),
	FIELD(signature, end,           INT64_MAX, 0),
	FIELD(signature, later,         10,  0),
	FIELD(signature, later_why,     120, 0),
	FIELD(signature, cms,           DER_MAX, 0),
};
static const struct field der_fields[] = {
	FIELD(der, der, DER_MAX, 0),
};
static const struct field answer_fields[] = {
	FIELD(answer, why,    120, 0),
	FIELD(answer, octets, INT64_MAX, 0),
	FIELD_LIST(answer, signatures,   signature, signature_fields,
	    PDF_LIMIT_SIGNATURES),
	FIELD_LIST(answer, certificates, der, der_fields, PDF_DSS_READ),
	FIELD_LIST(answer, ocsps,        der, der_fields, PDF_DSS_READ),
	FIELD_LIST(answer, crls,         der, der_fields, PDF_DSS_READ),
};
static const char *const later_names[] = {
	[PDF_LATER_NONE]    = "none",
	[PDF_LATER_ALLOWED] = "allowed",
	[PDF_LATER_REFUSED] = "refused",
};
/* clang-format on */

static enum err
signatures(const struct pdf_report *p, struct arena *a, struct list *out)
{
	struct signature *row = arena_array(a, p->n + 1, sizeof(*row));
	size_t i;

	if (row == NULL)
		return E_NOMEM;
	for (i = 0; i < p->n; i++) {
		const struct pdf_report_row *r = &p->row[i];

		row[i] = (struct signature){ pdf_shown(a, r->s->field),
			r->s->stamp, r->holds, pdf_shown(a, r->why),
			pdf_shown(a, r->s->cms.signer), r->claimed_at,
			r->s->cms.time_stamp_at,
			pdf_shown(a, r->s->cms.time_stamp_by), r->baseline,
			r->s->cms.weak, (int64_t)r->s->end,
			later_names[r->later], r->later_why, r->cms };
	}
	*out = (struct list){ row, p->n };
	return E_OK;
}

static enum err
pieces(const struct pdf_dss_data *d, enum pdf_dss_kind kind, struct arena *a,
    struct list *out)
{
	size_t i, n = d->kind[kind].n;
	struct der *row = arena_array(a, n + 1, sizeof(*row));

	if (row == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		row[i].der = d->kind[kind].at[i];
	*out = (struct list){ row, n };
	return E_OK;
}

/* Leave out what a report in short does without. */
static void
shorten(struct pdf_report *p)
{
	size_t i;

	memset(&p->dss, 0, sizeof(p->dss));
	for (i = 0; i < p->n; i++)
		if (p->row[i].cms.n > PDF_LIMIT_CONTENTS)
			p->row[i].cms = bytes_at(NULL, 0);
}

enum err
run_report(struct request *q)
{
	struct pdf_app *app = q->app;
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_file *f = NULL;
	struct pdf_report p;
	struct answer x = { .octets = (int64_t)q->body.n };
	enum err r;

	if ((r = pdf_report(q->body, app->arena, &no, &f, &p)))
		goto out;
	if (bytes_eqs(q->query, "short=yes"))
		shorten(&p);
	if ((r = signatures(&p, app->arena, &x.signatures)) ||
	    (r = pieces(&p.dss, PDF_DSS_CERTS, app->arena, &x.certificates)) ||
	    (r = pieces(&p.dss, PDF_DSS_OCSPS, app->arena, &x.ocsps)) ||
	    (r = pieces(&p.dss, PDF_DSS_CRLS, app->arena, &x.crls)))
		goto out;
	x.why = p.why;
	log_line(LOG_EVENT, "pdf.report", "signatures=%zu why=%s", p.n, p.why);
	r = answer_json(q, answer_fields, COUNT(answer_fields), &x);
out:
	pdf_close(f);
	return r;
}
