/*
 * See pdf_call.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/pdf_call.h"

#include <string.h>

#include "shared/base/log.h"
#include "shared/db/db.h"
#include "shared/web/fcgi_client.h"
#include "shared/web/form.h"
#include "shared/web/json.h"

#define ANSWER_MAX 4194304
#define QUERY_MAX  4096
#define DATA_MAX   (16 << 20) /* validation data, as JSON */
#define CHECK_MS   80000      /* a validator may take a minute of it */
#define OTHER_MS   20000

/* A refusal as private_fault writes it. */
struct refusal {
	char *error;
	char *reason;
};

/* clang-format off */
static const struct field refusal_out[] = {
	FIELD(refusal, error, 20, 0),
	FIELD(refusal, reason, 80, 0),
};
static const struct field signature_out[] = {
	FIELD(pdf_call_signature, name, 512, 0),
	FIELD(pdf_call_signature, state, 40, 0),
	FIELD(pdf_call_signature, at, INT64_MAX, 0),
};
static const struct field field_out[] = {
	FIELD(pdf_call_field, name, 512, 0),
	FIELD(pdf_call_field, page, INT64_MAX, 0),
	FIELD(pdf_call_field, x, INT64_MAX, 0),
	FIELD(pdf_call_field, y, INT64_MAX, 0),
	FIELD(pdf_call_field, width, INT64_MAX, 0),
	FIELD(pdf_call_field, height, INT64_MAX, 0),
};
static const struct field warning_out[] = {
	FIELD(pdf_call_warning, rule, 16, 0),
	FIELD(pdf_call_warning, message_key, 80, 0),
};
static const struct field check_out[] = {
	FIELD(pdf_call_check, verdict, 40, FLD_REQUIRED),
	FIELD(pdf_call_check, rule, 80, 0),
	FIELD(pdf_call_check, message_key, 80, 0),
	FIELD(pdf_call_check, pdfa, 4, 0),
	FIELD(pdf_call_check, pages, 1000000, 0),
	FIELD(pdf_call_check, certified, 0, 0),
	FIELD_LIST(pdf_call_check, signatures, pdf_call_signature, signature_out,
	    1000),
	FIELD_LIST(pdf_call_check, fields, pdf_call_field, field_out, 100),
	FIELD_LIST(pdf_call_check, warnings, pdf_call_warning, warning_out, 100),
};
static const struct field place_in[] = {
	FIELD(pdf_call_place, page, 10, 0),
	FIELD(pdf_call_place, position, 20, 0),
	FIELD(pdf_call_place, x, 20, 0),
	FIELD(pdf_call_place, y, 20, 0),
	FIELD(pdf_call_place, width, 20, 0),
	FIELD(pdf_call_place, height, 20, 0),
	FIELD(pdf_call_place, name, 254, 0),
	FIELD(pdf_call_place, level, 10, 0),
	FIELD(pdf_call_place, serial, 40, 0),
	FIELD(pdf_call_place, lang, 2, 0),
	FIELD(pdf_call_place, reason, 240, 0),
	FIELD(pdf_call_place, place, 240, 0),
	FIELD(pdf_call_place, field, 512, 0),
	FIELD(pdf_call_place, at, INT64_MAX, 0),
};
static const struct field placed_out[] = {
	FIELD(pdf_call_placed, increment, 2097152, FLD_REQUIRED),
	FIELD(pdf_call_placed, contents_at, INT64_MAX, 0),
	FIELD(pdf_call_placed, contents_size, 1048576, 0),
	FIELD(pdf_call_placed, field, 80, 0),
};
static const struct field extended_out[] = {
	FIELD(pdf_call_placed, increment, 2097152, 0),
	FIELD(pdf_call_placed, contents_at, INT64_MAX, 0),
	FIELD(pdf_call_placed, contents_size, 1048576, 0),
	FIELD(pdf_call_placed, field, 80, 0),
};
static const struct field der_in[] = {
	FIELD(pdf_der, der, 65536, FLD_REQUIRED),
};
static const struct field validation_in[] = {
	FIELD_LIST(pdf_validation, certificates, pdf_der, der_in, 200),
	FIELD_LIST(pdf_validation, ocsps, pdf_der, der_in, 200),
	FIELD_LIST(pdf_validation, crls, pdf_der, der_in, 200),
};
static const struct field verified_out[] = {
	FIELD(pdf_call_verified, ok, 0, 0),
	FIELD(pdf_call_verified, reason, 80, 0),
	FIELD(pdf_call_verified, covers_all, 0, 0),
	FIELD(pdf_call_verified, signer_sha256, 64, 0),
	FIELD(pdf_call_verified, digest, 128, 0),
	FIELD(pdf_call_verified, time_stamp_at, INT64_MAX, 0),
	FIELD(pdf_call_verified, signatures, 1000, 0),
};
static const struct field report_signature_out[] = {
	FIELD(pdf_call_reported, field, 512, 0),
	FIELD(pdf_call_reported, stamp, 0, 0),
	FIELD(pdf_call_reported, holds, 0, 0),
	FIELD(pdf_call_reported, why, 120, 0),
	FIELD(pdf_call_reported, signer, 128, 0),
	FIELD(pdf_call_reported, claimed_at, INT64_MAX, 0),
	FIELD(pdf_call_reported, time_stamp_at, INT64_MAX, 0),
	FIELD(pdf_call_reported, time_stamp_by, 128, 0),
	FIELD(pdf_call_reported, baseline, 0, 0),
	FIELD(pdf_call_reported, weak, 0, 0),
	FIELD(pdf_call_reported, end, INT64_MAX, 0),
	FIELD(pdf_call_reported, later, 10, 0),
	FIELD(pdf_call_reported, later_why, 120, 0),
	FIELD(pdf_call_reported, cms, 1048576, 0),
};
static const struct field report_der_out[] = {
	FIELD(pdf_der, der, 1048576, 0),
};
static const struct field report_out[] = {
	FIELD(pdf_call_report, why, 120, 0),
	FIELD(pdf_call_report, octets, INT64_MAX, 0),
	FIELD_LIST(pdf_call_report, signatures, pdf_call_reported,
	    report_signature_out, 1000),
	FIELD_LIST(pdf_call_report, certificates, pdf_der, report_der_out, 1000),
	FIELD_LIST(pdf_call_report, ocsps, pdf_der, report_der_out, 1000),
	FIELD_LIST(pdf_call_report, crls, pdf_der, report_der_out, 1000),
};
/* clang-format on */

/* Turn a refusal into its outcome and word. */
static enum err
refused(struct call *c, const struct fcgi_answer *answer)
{
	struct refusal no = { 0 };

	if (json_read(answer->body, refusal_out, COUNT(refusal_out), &no, NULL,
		c->arena) != E_OK ||
	    no.error == NULL)
		return log_err(
		    E_PEER, "pdf.answer", "status=%d", answer->status);
	c->reason = no.reason != NULL ? no.reason : "";
	return err_from_name(no.error);
}

/*
 * Send a document, and what goes with it, to a route of pdf and take its JSON
 * answer.
 */
static enum err
pdf_post_with(struct call *c, const char *path, const char *query,
    struct bytes pdf, struct bytes more, struct bytes *json)
{
	struct fcgi_answer answer = { 0 };
	struct fcgi_call f = { .method = "POST",
		.path = path,
		.query = query,
		.media = "application/pdf",
		.body = pdf,
		.more = more,
		.timeout_ms = strcmp(path, "/check") == 0 ? CHECK_MS : OTHER_MS,
		.answer_max = ANSWER_MAX,
		.request_id = c->request_id };
	enum err r;

	c->reason = "";
	f.socket = arena_printf(c->arena, "%s/pdf.sock", c->run_dir);
	if (f.socket == NULL)
		return E_NOMEM;
	if ((r = call_time(c, &f.timeout_ms)) ||
	    (r = fcgi_call(&f, &answer, c->arena)))
		return r;
	if (answer.status != 200)
		return refused(c, &answer);
	*json = answer.body;
	return E_OK;
}

/* Send a document alone. */
static enum err
pdf_post(struct call *c, const char *path, const char *query, struct bytes pdf,
    struct bytes *json)
{
	return pdf_post_with(c, path, query, pdf, bytes_at(NULL, 0), json);
}

/* Read an answer; a peer that answers nonsense is E_PEER. */
static enum err
answer_read(struct call *c, struct bytes json, const struct field *f, size_t n,
    void *out)
{
	enum err r = json_read(json, f, n, out, NULL, c->arena);

	if (r == E_INPUT)
		return log_err(E_PEER, "pdf.json", "octets=%zu", json.n);
	return r;
}

enum err
pdf_call_check(struct call *c, struct bytes pdf, struct pdf_call_check *out)
{
	struct bytes json = { 0 };
	enum err r;

	if ((r = pdf_post(c, "/check", NULL, pdf, &json)) ||
	    (r = answer_read(c, json, check_out, COUNT(check_out), out)))
		return r;
	out->json = arena_text(c->arena, json);
	return out->json == NULL ? E_NOMEM : E_OK;
}

enum err
pdf_call_check_read(
    struct bytes json, struct pdf_call_check *out, struct arena *a)
{
	*out = (struct pdf_call_check){ .verdict = NULL };
	return json_read(json, check_out, COUNT(check_out), out, NULL, a);
}

/* Write the members that are there as a query string. */
static enum err
query_write(const struct pdf_call_place *in, struct buf *out, struct buf *value)
{
	enum err r;

	for (size_t i = 0; i < COUNT(place_in); i++) {
		const struct field *f = &place_in[i];

		if (f->type == F_TEXT && field_empty(f, in))
			continue;
		buf_clear(value);
		if ((r = field_text(f, in, value)) ||
		    (r = buf_addf(
			 out, "%s%s=", out->n > 0 ? "&" : "", f->name)) ||
		    (r = url_escape(out, buf_bytes(value))))
			return r;
	}
	return E_OK;
}

enum err
pdf_call_place(struct call *c, struct bytes pdf,
    const struct pdf_call_place *in, struct pdf_call_placed *out)
{
	struct buf query = BUF(QUERY_MAX);
	struct buf value = BUF(QUERY_MAX);
	struct bytes json = { 0 };
	enum err r;

	if ((r = query_write(in, &query, &value)) ||
	    (r = pdf_post(c, "/place", (const char *)query.p, pdf, &json)))
		goto out;
	r = answer_read(c, json, placed_out, COUNT(placed_out), out);
out:
	buf_free(&value);
	buf_free(&query);
	return r;
}

enum err
pdf_call_extend(struct call *c, struct bytes pdf,
    const struct pdf_validation *v, bool stamp, struct pdf_call_placed *out)
{
	struct buf data = BUF(DATA_MAX);
	struct bytes json = { 0 };
	const char *query = arena_printf(
	    c->arena, "pdf=%zu&stamp=%s", pdf.n, stamp ? "yes" : "no");
	enum err r;

	if (query == NULL)
		return E_NOMEM;
	if ((v != NULL &&
		(r = json_write(
		     &data, validation_in, COUNT(validation_in), v))) ||
	    (r = pdf_post_with(
		 c, "/extend", query, pdf, buf_bytes(&data), &json)))
		goto out;
	r = answer_read(c, json, extended_out, COUNT(extended_out), out);
out:
	buf_free(&data);
	return r;
}

enum err
pdf_call_verify(struct call *c, struct bytes pdf, struct pdf_call_verified *out)
{
	struct bytes json = { 0 };
	enum err r;

	if ((r = pdf_post(c, "/verify", NULL, pdf, &json)))
		return r;
	return answer_read(c, json, verified_out, COUNT(verified_out), out);
}

/* Texts that were empty read as NULL; here they are "". */
static void
report_texts(struct pdf_call_report *x, char *empty)
{
	struct pdf_call_reported *s = x->signatures.rows;

	x->why = x->why ? x->why : empty;
	for (size_t i = 0; i < x->signatures.n; i++) {
		char **const text[] = { &s[i].field, &s[i].why, &s[i].signer,
			&s[i].time_stamp_by, &s[i].later, &s[i].later_why };

		for (size_t k = 0; k < COUNT(text); k++)
			*text[k] = *text[k] ? *text[k] : empty;
	}
}

/* Ask for a report, whole or in short. */
static enum err
report_ask(struct call *c, const char *query, struct bytes pdf,
    struct pdf_call_report *out)
{
	char *empty = arena_str(c->arena, "");
	struct bytes json = { 0 };
	enum err r;

	if (empty == NULL)
		return E_NOMEM;
	if ((r = pdf_post(c, "/report", query, pdf, &json)) ||
	    (r = answer_read(c, json, report_out, COUNT(report_out), out)))
		return r;
	report_texts(out, empty);
	return E_OK;
}

enum err
pdf_call_report(struct call *c, struct bytes pdf, struct pdf_call_report *out)
{
	return report_ask(c, NULL, pdf, out);
}

enum err
pdf_call_signatures(struct call *c, struct bytes pdf, struct list *out)
{
	struct pdf_call_report report = { 0 };
	enum err r;

	if ((r = report_ask(c, "short=yes", pdf, &report)))
		return r;
	*out = report.signatures;
	return E_OK;
}
