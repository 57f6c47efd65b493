/*
 * Questions and answers: a table of keys; the words stand in the catalogue.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/page.h"
#include "modules/portal/routes.h"

struct question_row {
	const char *question; /* key */
	const char *answer;   /* key */
};

struct topic_row {
	const char *id;
	const char *label; /* key */
	struct list questions;
};

struct faq_view {
	struct page page;
	struct list topics;
};

/* clang-format off */
static const struct field question_fields[] = {
	FIELD(question_row, question, 80, 0),
	FIELD(question_row, answer, 80, 0),
};

static const struct field topic_fields[] = {
	FIELD(topic_row, id, 20, 0),
	FIELD(topic_row, label, 80, 0),
	FIELD_LIST(topic_row, questions, question_row, question_fields, 20),
};

static const struct field fields[] = {
	PAGE_FIELDS(faq_view),
	FIELD_LIST(faq_view, topics, topic_row, topic_fields, 20),
};

const struct page_def faq_page = { .id = PAGE_FAQ, .file = "faq.html",
	.title = "title.faq", .fields = fields, .nfields = COUNT(fields) };

#define Q(key) { "faq." key ".q", "faq." key ".a" }
static struct question_row start[] = {
	Q("start.register"),
	Q("start.methods"),
	Q("start.video"),
	Q("start.valid"),
	Q("start.company"),
};

static struct question_row signing[] = {
	Q("signing.files"),
	Q("signing.pdfa"),
	Q("signing.place"),
	Q("signing.levels"),
	Q("signing.kept"),
};

static struct question_row factor[] = {
	Q("factor.sms"),
	Q("factor.change"),
};

static struct question_row data[] = {
	Q("data.password"),
	Q("data.close"),
	Q("data.terms"),
};

static struct question_row certificates[] = {
	Q("certificates.revoke"),
	Q("certificates.publish"),
};

static struct question_row check[] = {
	Q("check.viewer"),
	Q("check.long"),
};

static struct question_row costs[] = {
	Q("costs.prices"),
	Q("costs.top_up"),
};

#define TOPIC(t) { #t, "faq." #t, { (t), COUNT(t) } }
static struct topic_row topics[] = {
	TOPIC(start),
	TOPIC(signing),
	TOPIC(factor),
	TOPIC(data),
	TOPIC(certificates),
	TOPIC(check),
	TOPIC(costs),
};
/* clang-format on */

enum err
faq_get(struct request *q)
{
	struct faq_view p = { .page = { .state = "faq" },
		.topics = { topics, COUNT(topics) } };
	struct visit *v;
	enum err r = visit_enter(q, &v);

	return r ? r : page_show(v, &faq_page, &p);
}
