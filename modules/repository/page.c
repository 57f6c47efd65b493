/*
 * The page for people: one e-mail address, spelled out, and the certificates
 * that its holder has published. Whoever has published nothing looks like
 * nobody.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/repository/repository.h"

#include <string.h>

#include "shared/base/encode.h"
#include "shared/base/text.h"
#include "shared/pki/cert.h"
#include "shared/web/form.h"

#define PAGE_MAX 262144

/* One line of the result. */
struct row {
	char *level_key; /* of the catalogue */
	char *subject_cn;
	char *serial;
	char *from;
	char *until;
	char *revoked; /* NULL: not revoked */
	char *href;    /* the certificate itself */
};

struct page {
	char *lang;
	char *switch_lang;
	char *switch_href;
	char *house; /* the operator's name */
	char *portal_url;
	char *support_email;
	char *email;       /* as it was asked for */
	const char *state; /* form, found, none, wrong */
	bool wrong;
	bool none;
	struct list rows;
};

/* clang-format off */
static const struct field row_fields[] = {
	FIELD(row, level_key,  0, 0),
	FIELD(row, subject_cn, 0, 0),
	FIELD(row, serial,     0, 0),
	FIELD(row, from,       0, 0),
	FIELD(row, until,      0, 0),
	FIELD(row, revoked,    0, 0),
	FIELD(row, href,       0, 0),
};

const struct field repository_page_fields[] = {
	FIELD(page, lang,          0, 0),
	FIELD(page, switch_lang,   0, 0),
	FIELD(page, switch_href,   0, 0),
	FIELD_AS("operator", page, house, 0, 0),
	FIELD(page, portal_url,    0, 0),
	FIELD(page, support_email, 0, 0),
	FIELD(page, email,         0, 0),
	FIELD(page, state,         0, 0),
	FIELD(page, wrong,         0, 0),
	FIELD(page, none,          0, 0),
	FIELD_LIST(page, rows, row, row_fields, REPOSITORY_HITS),
};
/* clang-format on */

const size_t repository_page_nfields = COUNT(repository_page_fields);

/* The certificate's address: its certHash in RFC 4387's spelling. */
static char *
href(struct arena *a, struct bytes hash)
{
	struct buf text = BUF(64), escaped = BUF(128);
	char *out = NULL;

	if (hash.n == 20 && cert_hash_text(&text, hash.p) == E_OK &&
	    url_escape(&escaped, buf_bytes(&text)) == E_OK)
		out = arena_printf(a, "/certificates/search.cgi?certHash=%s",
		    (const char *)escaped.p);
	buf_free(&text);
	buf_free(&escaped);
	return out;
}

static enum err
show(const struct repository_hit *hit, enum lang l, struct row *row,
    struct arena *a)
{
	row->level_key = arena_printf(a, "level.%s", hit->level);
	row->subject_cn = hit->subject_cn;
	row->serial = hex_text(a, hit->serial);
	row->from = lang_date(a, l, hit->not_before_at);
	row->until = lang_date(a, l, hit->not_after_at);
	row->href = href(a, hit->cert_hash);
	if (strcmp(hit->state, "revoked") == 0 &&
	    (row->revoked = lang_time(a, l, hit->revoked_at)) == NULL)
		return E_NOMEM;
	return row->level_key == NULL || row->serial == NULL ||
		row->from == NULL || row->until == NULL || row->href == NULL
	    ? E_NOMEM
	    : E_OK;
}

static enum err
show_all(
    const struct list *hits, enum lang l, struct list *out, struct arena *a)
{
	const struct repository_hit *hit = hits->rows;
	struct row *row = arena_array(a, hits->n, sizeof(*row));
	enum err r = E_OK;
	size_t i;

	if (row == NULL)
		return E_NOMEM;
	for (i = 0; i < hits->n && r == E_OK; i++)
		r = show(&hit[i], l, &row[i], a);
	*out = (struct list){ row, hits->n };
	return r;
}

/* Look the address up; one that is malformed is shown again. */
static enum err
look_up(struct request *q, struct bytes asked, enum lang l, struct page *page)
{
	struct repository *p = q->app;
	struct list hits;
	char *email;
	enum err r;

	page->email = arena_text(q->arena, asked);
	r = text_email(asked, q->arena, &email);
	if (r == E_INPUT) {
		page->wrong = true;
		page->state = "wrong";
		return E_OK;
	}
	if (r != E_OK ||
	    (r = repository_find(
		 p->db, BY_EMAIL, bytes_of(email), &hits, q->arena)))
		return r;
	page->none = hits.n == 0;
	page->state = hits.n == 0 ? "none" : "found";
	return show_all(&hits, l, &page->rows, q->arena);
}

/* The same page in the other language. */
static char *
other_href(struct arena *a, const char *lang, struct bytes email)
{
	struct buf escaped = BUF(1024);
	char *out = NULL;

	if (url_escape(&escaped, email) == E_OK)
		out = arena_printf(a, "/repository?lang=%s%s%s", lang,
		    email.n > 0 ? "&email=" : "",
		    escaped.n > 0 ? (const char *)escaped.p : "");
	buf_free(&escaped);
	return out;
}

static enum err
fill_shell(
    struct request *q, enum lang l, struct bytes email, struct page *page)
{
	const struct config_common *c =
	    &((struct repository *)q->app)->r.common;
	const char *other = lang_code(l == LANG_DE ? LANG_EN : LANG_DE);

	page->lang = arena_str(q->arena, lang_code(l));
	page->switch_lang = arena_str(q->arena, other);
	page->switch_href = other_href(q->arena, other, email);
	page->house = c->name;
	page->portal_url = c->portal_url;
	page->support_email = c->support_email;
	page->state = "form";
	return page->lang == NULL || page->switch_lang == NULL ||
		page->switch_href == NULL
	    ? E_NOMEM
	    : E_OK;
}

static enum err
answer_page(struct request *q, enum lang l, const struct page *page)
{
	struct repository *p = q->app;
	struct buf html = BUF(PAGE_MAX);
	enum err r;

	if (!(r = template_fill(p->page, l, page, &html)) &&
	    !(r = answer_header(q, "Vary", "Accept-Language")))
		r = repository_answer(q, "text/html; charset=utf-8",
		    buf_bytes(&html), "no-cache");
	buf_free(&html);
	return r;
}

enum err
repository_page(struct request *q)
{
	struct page page = { .lang = NULL };
	struct bytes email;
	struct form form;
	enum lang l;
	enum err r;

	if ((r = form_decode(q->query, &form, q->arena)))
		return r;
	email = text_trim(form_value(&form, "email"));
	if (email.n > 254 || !text_line(email))
		return E_INPUT;
	l = lang_choose(form_value(&form, "lang"), bytes_at(NULL, 0),
	    request_header(q, "accept-language"));
	if ((r = fill_shell(q, l, email, &page)))
		return r;
	if (email.n > 0 && (r = look_up(q, email, l, &page)))
		return r;
	return answer_page(q, l, &page);
}
