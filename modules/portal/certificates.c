/*
 * Signature certificates: list, download, revoke.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/batch.h"
#include "modules/portal/input.h"
#include "modules/portal/routes.h"

#include <string.h>

#include "shared/base/clock.h"
#include "shared/base/encode.h"
#include "shared/model/certificates.h"

#define CERTIFICATES_MAX 200

/* RFC 5280 5.3.1: the holder asked for it. */
#define REASON_CESSATION 5

struct cert_view_row {
	const char *id;
	const char *level;  /* key */
	const char *status; /* word */
	const char *status_text;
	const char *mark;
	const char *serial;
	const char *from;
	const char *until;
	const char *revoked_at;
	bool revocable;
	bool first;
	bool last;
};

struct certs_view {
	struct page page;
	struct list certificates; /* struct cert_view_row */
};

struct revoke_view {
	struct page page;
	const char *id;
	const char *level;
	const char *serial;
	const char *from;
	const char *until;
	struct list boxes; /* struct input_row */
};

/* clang-format off */
static const struct field row_fields[] = {
	FIELD(cert_view_row, id, 32, 0),
	FIELD(cert_view_row, level, 80, 0),
	FIELD(cert_view_row, status, 20, 0),
	FIELD(cert_view_row, status_text, 80, 0),
	FIELD(cert_view_row, mark, 20, 0),
	FIELD(cert_view_row, serial, 64, 0),
	FIELD(cert_view_row, from, 80, 0),
	FIELD(cert_view_row, until, 80, 0),
	FIELD(cert_view_row, revoked_at, 80, 0),
	FIELD(cert_view_row, revocable, 0, 0),
	FIELD(cert_view_row, first, 0, 0),
	FIELD(cert_view_row, last, 0, 0),
};

static const struct field fields[] = {
	PAGE_FIELDS(certs_view),
	FIELD_LIST(certs_view, certificates, cert_view_row, row_fields,
	    CERTIFICATES_MAX),
};

static const struct field revoke_fields[] = {
	PAGE_FIELDS(revoke_view),
	FIELD(revoke_view, id, 32, 0),
	FIELD(revoke_view, level, 80, 0),
	FIELD(revoke_view, serial, 64, 0),
	FIELD(revoke_view, from, 80, 0),
	FIELD(revoke_view, until, 80, 0),
	FIELD_LIST(revoke_view, boxes, input_row, input_row_fields, 1),
};

const struct page_def certificates_page = { .id = PAGE_CERTIFICATES,
	.file = "certificates.html", .title = "title.certificates",
	.nav = "/certificates", .fields = fields, .nfields = COUNT(fields) };
const struct page_def revoke_page = { .id = PAGE_REVOKE,
	.file = "revoke.html", .title = "title.revoke",
	.nav = "/certificates", .fields = revoke_fields,
	.nfields = COUNT(revoke_fields) };

enum { ST_ACTIVE, ST_WAITING, ST_EXPIRED, ST_REVOKED };

/* Status: word, text, badge. */
static const struct { const char *word, *text, *mark; } statuses[] = {
	[ST_ACTIVE]  = { "active",  "certificate.active",  "success" },
	[ST_WAITING] = { "waiting", "certificate.waiting", "info" },
	[ST_EXPIRED] = { "expired", "certificate.expired", "warning" },
	[ST_REVOKED] = { "revoked", "certificate.revoked", "danger" },
};

static const struct input confirm_box[] = {
	{ .name = "confirm", .label = "revoke.confirm",
	  .flags = INPUT_BOX | INPUT_REQUIRED },
};
/* clang-format on */

static int
judge(const struct certificate_row *c)
{
	if (strcmp(c->state, "revoked") == 0)
		return ST_REVOKED;
	if (c->not_after_at <= clock_now())
		return ST_EXPIRED;
	return strcmp(c->state, "bound") == 0 ? ST_ACTIVE : ST_WAITING;
}

static enum err
fill_row(
    struct visit *v, const struct certificate_row *c, struct cert_view_row *row)
{
	int status = judge(c);

	row->id = id_hex(v->arena, &c->id);
	row->level = level_key(c->level);
	row->status = statuses[status].word;
	row->status_text = statuses[status].text;
	row->mark = statuses[status].mark;
	row->serial = hex_text(v->arena, c->serial);
	row->from = lang_date(v->arena, v->lang, c->not_before_at);
	row->until = lang_date(v->arena, v->lang, c->not_after_at);
	row->revocable = status == ST_ACTIVE || status == ST_WAITING;
	if (status == ST_REVOKED)
		row->revoked_at = lang_time(v->arena, v->lang, c->revoked_at);
	return row->id && row->serial && row->from && row->until ? E_OK
								 : E_NOMEM;
}

enum err
certificates_get(struct request *q)
{
	struct certs_view p = { 0 };
	const struct certificate_row *c;
	struct cert_view_row *row;
	struct visit *v;
	struct list all;
	enum err r;

	if ((r = visit_enter(q, &v)) ||
	    (r = certificates_list(v->m, &v->account.id, &all, v->arena)))
		return r;
	if (!(row = arena_array(v->arena, all.n + 1, sizeof(*row))))
		return E_NOMEM;
	c = all.rows;
	for (size_t i = 0; i < all.n; i++) {
		if ((r = fill_row(v, &c[i], &row[i])))
			return r;
		row[i].first = i == 0;
		row[i].last = i == all.n - 1;
	}
	p.certificates = (struct list){ .rows = row, .n = all.n };
	p.page.state = all.n ? "certificates" : "certificates-empty";
	page_done(v, &p.page);
	return page_show(v, &certificates_page, &p);
}

static enum err
find(struct visit *v, struct certificate_row *c)
{
	struct id id;
	enum err r;

	if ((r = visit_id(v, 0, &id)))
		return r;
	return certificate_find(v->m, &v->account.id, &id, c, v->arena);
}

enum err
certificate_get(struct request *q)
{
	struct certificate_row c;
	struct visit *v;
	char *value;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = find(v, &c)))
		return r;
	value = arena_printf(v->arena, "attachment; filename=\"%s.cer\"",
	    c.level ? c.level : "certificate");
	if (!value)
		return E_NOMEM;
	if ((r = answer_header(q, "Content-Disposition", value)) ||
	    (r = answer_header(q, "Cache-Control", "no-store")))
		return r;
	return answer_body(q, "application/pkix-cert", c.der);
}

/* What is to be revoked, and what that means. */
static enum err
show_revoke(struct visit *v, const struct certificate_row *c,
    const struct refusals *f, const char *problem)
{
	struct revoke_view p = { .page = { .state = "revoke" } };
	struct cert_view_row row = { 0 };
	enum err r;

	if ((r = fill_row(v, c, &row)))
		return r;
	if (!row.revocable)
		return answer_redirect(v->q, "/certificates");
	p.id = row.id;
	p.level = row.level;
	p.serial = row.serial;
	p.from = row.from;
	p.until = row.until;
	if ((problem && (r = page_problem(v, &p.page, problem))) ||
	    (r = input_rows(
		 v, confirm_box, COUNT(confirm_box), NULL, f, &p.boxes)) ||
	    (f && (r = refusals_show(v, f, &p.page))))
		return r;
	return page_show(v, &revoke_page, &p);
}

enum err
revoke_get(struct request *q)
{
	struct certificate_row c;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = find(v, &c)))
		return r;
	return show_revoke(v, &c, NULL, NULL);
}

enum err
revoke_post(struct request *q)
{
	struct refusals f = { 0 };
	struct certificate_row c;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)) || (r = find(v, &c)))
		return r;
	if (!form_value(&v->form, "confirm").n) {
		refuse(&f, "confirm", "error.revoke");
		return show_revoke(v, &c, &f, NULL);
	}
	r = certificate_revoke(
	    v->m, &v->account.id, &c.id, REASON_CESSATION, v->arena);
	if (r == E_PEER || r == E_DB) {
		q->status = 503;
		return show_revoke(v, &c, NULL, "revoke.away");
	}
	return r ? r : answer_redirect(q, "/certificates?done=revoked");
}
