/*
 * Settings: language, and whether certificates are published from now on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/input.h"
#include "modules/portal/routes.h"

struct settings_view {
	struct page page;
	struct list langs; /* struct choice_row */
	struct list boxes; /* struct input_row */
};

/* clang-format off */
static const struct field fields[] = {
	PAGE_FIELDS(settings_view),
	FIELD_LIST(settings_view, langs, choice_row, choice_row_fields, 2),
	FIELD_LIST(settings_view, boxes, input_row, input_row_fields, 1),
};

const struct page_def settings_page = { .id = PAGE_SETTINGS,
	.file = "settings.html", .title = "title.settings",
	.nav = "/settings", .fields = fields, .nfields = COUNT(fields) };

static const struct choice_row langs[] = {
	{ .value = "de", .label = "settings.lang.de" },
	{ .value = "en", .label = "settings.lang.en" },
};

static const struct input publish_box[] = {
	{ .name = "publish", .label = "settings.publish",
	  .flags = INPUT_BOX },
};
/* clang-format on */

enum err
settings_get(struct request *q)
{
	struct settings_view p = { .page = { .state = "settings" } };
	struct input_row *box;
	struct visit *v;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	page_done(v, &p.page);
	if ((r = choice_rows(v, "lang", langs, COUNT(langs),
		 bytes_of(v->account.lang), &p.langs)) ||
	    (r = input_rows(
		 v, publish_box, COUNT(publish_box), NULL, NULL, &p.boxes)))
		return r;
	box = p.boxes.rows;
	box->checked = v->account.publish;
	return page_show(v, &settings_page, &p);
}

/* The pages follow the chosen language at once. */
enum err
settings_post(struct request *q)
{
	struct bytes lang;
	struct visit *v;
	const char *code;
	enum err r;

	if ((r = visit_enter(q, &v)))
		return r;
	lang = form_value(&v->form, "lang");
	code = bytes_eqs(lang, "de") ? "de"
	    : bytes_eqs(lang, "en")  ? "en"
				     : NULL;
	if (code && (r = account_set_lang(v->m, &v->account.id, code)))
		return r;
	if ((r = account_set_publish(
		 v->m, &v->account.id, form_value(&v->form, "publish").n != 0)))
		return r;
	if (!code)
		return answer_redirect(q, "/settings?done=saved");
	return answer_redirect(q,
	    *code == 'd' ? "/settings?done=saved&lang=de"
			 : "/settings?done=saved&lang=en");
}
