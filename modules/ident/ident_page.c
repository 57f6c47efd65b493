/*
 * ident's own pages. See ident_page.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident_page.h"

#include <string.h>

#include "shared/base/log.h"
#include "shared/web/form.h"
#include "shared/web/template.h"

struct words {
	const char *state, *title, *text, *link;
};

enum page { PAGE_BROWSER, PAGE_LINK, PAGE_LATER, PAGE__MAX };

/* clang-format off */
static const struct words pages[PAGE__MAX][LANG__MAX] = {
	[PAGE_BROWSER] = {
		[LANG_DE] = { "ident-other-browser", "Bitte im ersten Browser weitermachen",
		    "Diese Identifizierung wurde in einem anderen Browser oder "
		    "mit einem anderen Konto begonnen. Aus Sicherheitsgründen "
		    "haben wir sie beendet; Ihre Daten wurden nicht "
		    "übernommen. Öffnen Sie das Portal in dem Browser, in dem "
		    "Sie begonnen haben, und starten Sie neu.",
		    "Zur Identifizierung" },
		[LANG_EN] = { "ident-other-browser", "Please go on in the browser you started in",
		    "This identification was started in another browser or "
		    "with another account. For your safety we have ended it; "
		    "none of your data were taken over. Open the portal in the "
		    "browser you started in, and start again.",
		    "To the identification" } },
	[PAGE_LINK] = {
		[LANG_DE] = { "ident-used", "Diese Adresse gilt nicht mehr",
		    "Die Adresse wurde schon benutzt, ist abgelaufen oder "
		    "unvollständig. Im Portal sehen Sie den Stand Ihrer "
		    "Identifizierung und können neu beginnen.",
		    "Zur Identifizierung" },
		[LANG_EN] = { "ident-used", "This address is no longer good",
		    "The address has been used, has expired or is incomplete. "
		    "The portal shows where your identification stands and "
		    "lets you start again.",
		    "To the identification" } },
	[PAGE_LATER] = {
		[LANG_DE] = { "ident-later", "Das hat gerade nicht geklappt",
		    "Bitte versuchen Sie es in einigen Minuten noch einmal. Es "
		    "wurde nichts berechnet.",
		    "Zur Identifizierung" },
		[LANG_EN] = { "ident-later", "That did not work just now",
		    "Please try again in a few minutes. Nothing has been "
		    "charged.",
		    "To the identification" } },
};
/* clang-format on */

static const char *
portal_url(const struct request *q)
{
	const struct ident *s = q->app;

	return s->r.common.portal_url;
}

enum err
ident_to_portal(struct request *q, const char *path)
{
	const char *url = arena_printf(q->arena, "%s%s", portal_url(q), path);

	return url ? answer_redirect(q, url) : E_NOMEM;
}

/* The portal's look: its style sheets, its header, one column. */
static enum err
write_page(struct buf *out, const struct request *q, enum lang l,
    const struct words *w)
{
	const struct ident *s = q->app;
	enum err r;

	if ((r = buf_addf(out,
		 "<!DOCTYPE html>\n<html lang=\"%s\"><head>"
		 "<meta charset=\"utf-8\"><meta name=\"viewport\" "
		 "content=\"width=device-width, initial-scale=1\">"
		 "<meta name=\"color-scheme\" content=\"light dark\">"
		 "<title>%s</title><link rel=\"icon\" "
		 "href=\"/static/icon.svg\" type=\"image/svg+xml\">"
		 "<link rel=\"stylesheet\" "
		 "href=\"/static/vendor/kern/kern.min.css\">"
		 "<link rel=\"stylesheet\" href=\"/static/fernsign.css\">"
		 "</head><body><header class=\"fern-header\">"
		 "<div class=\"kern-container\"><div class=\"fern-bar\">"
		 "<a class=\"fern-brand\" href=\"/\">",
		 lang_code(l), w->title)) ||
	    (r = html_escape(out, bytes_of(s->r.common.name))))
		return r;
	return buf_addf(out,
	    "</a></div></div></header><main id=\"content\" "
	    "data-state=\"%s\"><div role=\"alert\">"
	    "<h1 class=\"kern-heading-large\">%s</h1><p>%s</p></div>"
	    "<p><a href=\"/identification\">%s</a></p></main></body>"
	    "</html>\n",
	    w->state, w->title, w->text, w->link);
}

enum err
ident_page(struct request *q, int status)
{
	enum lang l = lang_choose(bytes_of(""), bytes_of(""),
	    request_param(q, "HTTP_ACCEPT_LANGUAGE"));
	enum page p = status == 403 ? PAGE_BROWSER
	    : status == 404         ? PAGE_LINK
				    : PAGE_LATER;
	struct buf html = BUF(16384);
	enum err r;

	q->status = status;
	if ((r = write_page(&html, q, l, &pages[p][l])) == E_OK &&
	    (r = answer_header(q, "Cache-Control", "no-store")) == E_OK &&
	    (r = answer_header(q, "Referrer-Policy", "no-referrer")) == E_OK)
		r = answer_body(
		    q, "text/html; charset=utf-8", buf_bytes(&html));
	buf_free(&html);
	return r;
}

/* clang-format off */
/* outcome, status of a page */
static const struct fault faults[] = {
	{ E_NOMEM,    503, "memory" },   { E_INPUT,    404, "input" },
	{ E_AUTH,     403, "auth" },     { E_DENIED,   403, "denied" },
	{ E_NOTFOUND, 404, "notfound" }, { E_CONFLICT, 404, "conflict" },
	{ E_LIMIT,    503, "limit" },    { E_PEER,     502, "peer" },
	{ E_DB,       503, "database" }, { E_CRYPTO,   500, "crypto" },
	{ E_BUG,      500, "bug" },
};
/* clang-format on */

static bool
is_page(const struct request *q)
{
	return q->path.n > 5 &&
	    (memcmp(q->path.p, "/eid/", 5) == 0 ||
		bytes_eqs(q->path, "/ident/return"));
}

void
ident_fault(struct request *q, enum err r)
{
	int status = q->status;
	size_t i;

	if (!is_page(q)) {
		private_fault(q, r);
		return;
	}
	for (i = 0; status == 0 && i < COUNT(faults); i++)
		if (faults[i].err == r)
			status = faults[i].status;
	if (ident_page(q, status ? status : 500))
		log_line(LOG_FAULT, "ident.page", "status=%d", status);
}
