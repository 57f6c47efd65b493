/*
 * The registry of pages, and their compilation at start.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/page.h"

/* clang-format off */
const struct page_def *const page_defs[PAGE__MAX] = {
	[PAGE_WELCOME] = &welcome_page,
	[PAGE_DASHBOARD] = &dashboard_page,
	[PAGE_REGISTER] = &register_page,
	[PAGE_REGISTERED] = &registered_page,
	[PAGE_CONFIRM] = &confirm_page,
	[PAGE_LOGIN] = &login_page,
	[PAGE_LOGOUT] = &logout_page,
	[PAGE_PASSWORD] = &password_page,
	[PAGE_PASSWORD_SENT] = &password_sent_page,
	[PAGE_PASSWORD_NEW] = &password_new_page,
	[PAGE_IDENTIFICATION] = &identification_page,
	[PAGE_IDENTIFICATION_WAITING] = &identification_waiting_page,
	[PAGE_SIGN] = &sign_page,
	[PAGE_PLACE] = &place_page,
	[PAGE_RELEASE] = &release_page,
	[PAGE_SIGNED] = &signed_page,
	[PAGE_DOCUMENTS] = &documents_page,
	[PAGE_DOCUMENT_DELETE] = &document_delete_page,
	[PAGE_CERTIFICATES] = &certificates_page,
	[PAGE_REVOKE] = &revoke_page,
	[PAGE_COINS] = &coins_page,
	[PAGE_REDEEM] = &redeem_page,
	[PAGE_SETTINGS] = &settings_page,
	[PAGE_ACCOUNT] = &account_page,
	[PAGE_PERSONAL_DATA] = &personal_data_page,
	[PAGE_TERMS] = &terms_page,
	[PAGE_FAQ] = &faq_page,
	[PAGE_FAULT] = &fault_page,
};
/* clang-format on */

static enum err
compile(struct portal *p, const char *dir, const struct page_def *def)
{
	const struct template_source source = { .dir = dir,
		.name = def->file,
		.kind = TEMPLATE_HTML,
		.texts = p->texts,
		.f = def->fields,
		.n = def->nfields };

	return template_compile(
	    &source, p->responder.arena, &p->templates[def->id]);
}

enum err
pages_load(struct portal *p, const char *share_dir)
{
	struct arena *a = p->responder.arena;
	char *texts = arena_printf(a, "%s/text", share_dir);
	char *templates = arena_printf(a, "%s/templates", share_dir);
	enum err r = texts && templates ? E_OK : E_NOMEM;

	if (!r)
		r = catalogue_load(texts, a, &p->texts);
	for (int i = 0; !r && i < PAGE__MAX; i++)
		r = compile(p, templates, page_defs[i]);
	return r;
}
