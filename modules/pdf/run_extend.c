/*
 * POST /extend?pdf=N[&stamp=yes]: {"increment","contents_at","contents_size",
 * "field"}. The body is the PDF, N octets, and behind it JSON with validation
 * data: {"certificates":[{"der"}],"ocsps":[{"der"}],"crls":[{"der"}]}; nothing
 * behind it with stamp. Without stamp the increment adds to /DSS and is empty
 * when nothing was missing; with stamp it holds a document time stamp whose
 * /Contents waits for the token.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/pdf/pdf.h"
#include "shared/base/log.h"
#include "shared/pdf/pdf_dss.h"
#include "shared/pdf/pdf_limits.h"
#include "shared/pdf/pdf_place.h"
#include "shared/web/form.h"
#include "shared/web/json.h"

#define DER_MAX   65536
#define ITEMS_MAX 200

struct query {
	int64_t pdf;
	bool stamp;
};

struct der {
	struct bytes der;
};

struct validation {
	struct list certificates;
	struct list ocsps;
	struct list crls;
};

struct extended {
	struct bytes increment;
	int64_t contents_at;
	int64_t contents_size;
	const char *field;
};

/* clang-format off */
static const struct field query_fields[] = {
	FIELD(query, pdf,   PDF_LIMIT_RESULT, FLD_REQUIRED),
	FIELD(query, stamp, 0, 0),
};
static const struct field der_fields[] = {
	FIELD(der, der, DER_MAX, FLD_REQUIRED),
};
static const struct field validation_fields[] = {
	FIELD_LIST(validation, certificates, der, der_fields, ITEMS_MAX),
	FIELD_LIST(validation, ocsps,        der, der_fields, ITEMS_MAX),
	FIELD_LIST(validation, crls,         der, der_fields, ITEMS_MAX),
};
static const struct field extended_fields[] = {
	FIELD(extended, increment,     PDF_LIMIT_INCREMENT, 0),
	FIELD(extended, contents_at,   INT64_MAX, 0),
	FIELD(extended, contents_size, INT64_MAX, 0),
	FIELD(extended, field,         80, 0),
};
/* clang-format on */

static enum err
wrong(struct request *q, const char *reason)
{
	q->reason = reason;
	return E_INPUT;
}

static enum err
query_read(struct request *q, struct query *out)
{
	struct form_faults faults;
	struct form form;
	enum err r;

	if ((r = form_decode(q->query, &form, q->arena)) ||
	    (r = form_read(&form, query_fields, COUNT(query_fields), out,
		 &faults, q->arena)))
		return r == E_INPUT ? wrong(q, "query") : r;
	if (faults.n > 0 || out->pdf < 1 || (size_t)out->pdf > q->body.n)
		return wrong(q, "query");
	return E_OK;
}

/* Turn a list of rows into an array of views. */
static enum err
views(const struct list *rows, struct arena *a, const struct bytes **out)
{
	struct bytes *at = arena_array(a, rows->n + 1, sizeof(*at));
	const struct der *row = rows->rows;
	size_t i;

	if (at == NULL)
		return E_NOMEM;
	for (i = 0; i < rows->n; i++)
		at[i] = row[i].der;
	*out = at;
	return E_OK;
}

/* Read the validation data behind the PDF. */
static enum err
data_read(struct request *q, struct bytes json, struct pdf_dss_data *out)
{
	struct pdf_app *app = q->app;
	struct validation v = { .certificates = { NULL, 0 } };
	const struct list *const lists[PDF_DSS__MAX] = {
		[PDF_DSS_CERTS] = &v.certificates,
		[PDF_DSS_OCSPS] = &v.ocsps,
		[PDF_DSS_CRLS] = &v.crls,
	};
	enum err r;
	size_t i;

	if ((r = json_read(json, validation_fields, COUNT(validation_fields),
		 &v, NULL, app->arena)))
		return r == E_INPUT ? wrong(q, "validation data") : r;
	for (i = 0; i < PDF_DSS__MAX; i++) {
		out->kind[i].n = lists[i]->n;
		if ((r = views(lists[i], app->arena, &out->kind[i].at)))
			return r;
	}
	return E_OK;
}

/* Make the one increment or the other. */
static enum err
increment_make(struct request *q, const struct query *in,
    const struct pdf_checked *c, struct buf *out, struct pdf_placed *placed)
{
	static const struct pdf_wish stamp = { .stamp = true, .page = 1 };
	struct bytes behind =
	    bytes_at(q->body.p + in->pdf, q->body.n - (size_t)in->pdf);
	struct pdf_dss_data data;
	enum err r;

	if (in->stamp)
		return behind.n > 0
		    ? wrong(q, "validation data")
		    : pdf_place(c->file, &c->pages, &stamp, out, placed);
	if ((r = data_read(q, behind, &data)))
		return r;
	return pdf_dss(c->file, &data, out);
}

/* Judge, extend, answer. */
static enum err
extend(struct request *q, const struct query *in, struct buf *increment)
{
	struct pdf_app *app = q->app;
	struct pdf_refusal no = { .verdict = PDF_OK };
	struct pdf_placed placed = { .field = NULL };
	struct pdf_checked c;
	struct extended x;
	enum err r;

	if ((r = pdf_check(bytes_at(q->body.p, (size_t)in->pdf), app->kind,
		 PDF_LIMIT_RESULT, app->arena, &no, &c)) ||
	    (r = increment_make(q, in, &c, increment, &placed)))
		goto out;
	x = (struct extended){ buf_bytes(increment),
		(int64_t)placed.contents_at, (int64_t)placed.contents_size,
		placed.field };
	r = answer_json(q, extended_fields, COUNT(extended_fields), &x);
out:
	if (no.verdict != PDF_OK) {
		q->reason = pdf_verdict_name(no.verdict);
		log_line(LOG_EVENT, "pdf.extend", "verdict=%s rule=%s why=%s",
		    q->reason, no.rule, no.why);
	}
	pdf_checked_clear(&c);
	return r;
}

enum err
run_extend(struct request *q)
{
	struct buf increment = BUF(PDF_LIMIT_INCREMENT);
	struct query in = { .pdf = 0 };
	enum err r;

	if ((r = query_read(q, &in)))
		return r;
	r = extend(q, &in, &increment);
	buf_free(&increment);
	return r;
}
