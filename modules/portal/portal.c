/*
 * fernsign-portal: the pages for people. See portal.h.
 *
 * It reads no key and no TAN, changes no number of a key, creates no coins
 * and identifies nobody: it asks those who may, and they check.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/portal/page.h"
#include "modules/portal/routes.h"

#include "shared/model/audit.h"
#include "shared/model/certificates.h"
#include "shared/model/outbox.h"
#include "shared/model/signing.h"
#include "shared/pki/pki_file.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

#define KEY_OCTETS 32

/* clang-format off */
static const struct field config[] = {
	FIELD(portal_config, document_kek_file, 4096, 0),
	SIGNING_POLICY_FIELDS(portal_config, signing),
};

static const struct stmt_table *const tables[] = {
	&account_sql, &session_sql, &terms_sql, &document_sql, &signing_sql,
	&coins_sql, &certificates_sql, &outbox_sql, &audit_sql,
};
/* clang-format on */

/* Pages, texts and legal documents: whatever is wrong with them stops the
 * start. */
static enum err
load_words(struct portal *p)
{
	struct responder *r = &p->responder;
	char *dir = arena_printf(r->arena, "%s/www", r->common.share_dir);
	enum err e;

	if (!dir)
		return E_NOMEM;
	if ((e = pages_load(p, dir)))
		return e;
	return terms_load(r->common.legal_dir, r->arena, &p->terms);
}

/* What must be read while files can still be reached. */
static enum err
load_keys(struct portal *p, unsigned char notify_key[KEY_OCTETS])
{
	struct responder *r = &p->responder;
	char *kek = pki_file_path(&r->common, PKI_DOCUMENT_KEK,
	    p->config.document_kek_file, r->arena);
	char *notify =
	    pki_file_path(&r->common, PKI_NOTIFY_PUBLIC, NULL, r->arena);
	enum err e;

	if (!kek || !notify)
		return E_NOMEM;
	if ((e = secret_key_file(kek, KEY_OCTETS, &p->document_kek)) ||
	    (e = pki_file_public(notify, notify_key)) ||
	    (e = signing_policy_load(
		 &p->config.signing, &r->common, r->arena, &p->policy)))
		return e;
	return E_OK;
}

static enum err
open_all(struct portal *p, unsigned char notify_key[KEY_OCTETS])
{
	enum err r;

	if ((r = load_keys(p, notify_key)) ||
	    (r = responder_db(&p->responder, tables, COUNT(tables), &p->db)))
		return r;
	p->model = (struct model){ .db = p->db,
		.run_dir = p->responder.common.run_dir,
		.portal_url = p->responder.common.portal_url,
		.notify_key = bytes_at(notify_key, KEY_OCTETS),
		.document_kek = secret_bytes(&p->document_kek),
		.policy = &p->policy,
		.terms = p->terms };
	return E_OK;
}

static enum err
alive(void *app)
{
	struct portal *p = app;

	return db_alive(p->db);
}

int
main(int argc, char *argv[])
{
	unsigned char notify_key[KEY_OCTETS];
	struct portal p = { .responder = { .name = "portal" } };
	enum err r;

	if ((r = responder_load(
		 &p.responder, argc, argv, config, COUNT(config), &p.config)) ||
	    (r = load_words(&p)) ||
	    (r = responder_fork(&p.responder, NULL, NULL)) ||
	    (r = open_all(&p, notify_key)) ||
	    (r = sandbox_enter(
		 p.policy.outside ? SANDBOX_NET : SANDBOX_LOCAL, NULL)))
		goto out;
	r = responder_serve(&p.responder, portal_routes, portal_nroutes,
	    portal_fault, alive, &p);
out:
	db_close(p.db);
	signing_policy_clear(&p.policy);
	secret_free(&p.document_kek);
	responder_clear(&p.responder);
	return r != E_OK;
}
