/*
 * The wait for the partner: where to go on, what is being checked.
 *
 * The link into the partner's hands is shown, not followed by itself: a
 * person should see where they are going.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/identification.h"

#include <string.h>

struct waiting_view {
	struct page page;
	const char *heading;    /* key */
	const char *lead;       /* key */
	const char *link;       /* into the partner's hands */
	const char *link_label; /* key */
	const char *reference;
	bool other;
};

/* clang-format off */
static const struct field waiting_fields[] = {
	PAGE_FIELDS(waiting_view),
	FIELD(waiting_view, heading, 80, 0),
	FIELD(waiting_view, lead, 80, 0),
	FIELD(waiting_view, link, 2048, 0),
	FIELD(waiting_view, link_label, 80, 0),
	FIELD(waiting_view, reference, 20, 0),
	FIELD(waiting_view, other, 0, 0),
};

const struct page_def identification_waiting_page = {
	.id = PAGE_IDENTIFICATION_WAITING,
	.file = "identification-waiting.html",
	.title = "title.identification", .nav = "/identification",
	.fields = waiting_fields, .nfields = COUNT(waiting_fields) };

/* Attempts that are under way: state, method (NULL any), page's texts. */
static const struct {
	const char *state, *method, *page, *heading, *lead;
} underway[] = {
	{ "created",   "eid", "identification-started", "waiting.eid.heading",
	  "waiting.eid.lead" },
	{ "started",   "eid", "identification-started", "waiting.eid.heading",
	  "waiting.eid.lead" },
	{ "created",   NULL, "identification-started", "waiting.video.heading",
	  "waiting.video.lead" },
	{ "started",   NULL, "identification-started", "waiting.video.heading",
	  "waiting.video.lead" },
	{ "submitted", NULL, "identification-waiting",
	  "waiting.review.heading", "waiting.review.lead" },
	{ "review",    NULL, "identification-waiting",
	  "waiting.review.heading", "waiting.review.lead" },
	{ "verified",  NULL, "identification-issuing",
	  "waiting.issue.heading", "waiting.issue.lead" },
};
/* clang-format on */

/* Find the page of an attempt that is under way; false when none is. */
static bool
find_underway(const struct identification_state *s, struct waiting_view *p)
{
	for (size_t i = 0; s->attempt_state && i < COUNT(underway); i++) {
		if (strcmp(underway[i].state, s->attempt_state) != 0)
			continue;
		if (underway[i].method && s->attempt_method &&
		    strcmp(underway[i].method, s->attempt_method) != 0)
			continue;
		p->page.state = underway[i].page;
		p->heading = underway[i].heading;
		p->lead = underway[i].lead;
		return true;
	}
	return false;
}

enum err
identification_wait_show(struct visit *v, const struct identification_state *s)
{
	struct waiting_view p = { .page = { .refresh = "5",
				      .poll = "/identification" },
		.reference = s->attempt_reference };

	if (!find_underway(s, &p))
		return E_NOTFOUND;
	p.other = strcmp(p.page.state, "identification-started") == 0;
	return page_show(v, &identification_waiting_page, &p);
}

/* Where it goes on: the person follows the link; script follows the state. */
enum err
identification_link_show(struct visit *v, const char *method, const char *link)
{
	bool eid = strcmp(method, "eid") == 0;
	struct waiting_view p = { .page = { .state = "identification-started",
				      .poll = "/identification" },
		.link = link };

	p.heading = eid ? "waiting.eid.heading" : "waiting.video.heading";
	p.lead = eid ? "waiting.eid.lead" : "waiting.video.lead";
	p.link_label = eid ? "waiting.eid.link" : "waiting.video.link";
	return page_show(v, &identification_waiting_page, &p);
}
