/*
 * repository's start and its routes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/repository/repository.h"

#include "shared/base/log.h"
#include "shared/pki/pki_file.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

/* clang-format off */
static const struct {
	const char *name;
	enum pki_file file;
} cas[REPOSITORY_CAS] = {
	{ "root",      PKI_ROOT_CERT },
	{ "simple",    PKI_SIMPLE_CERT },
	{ "advanced",  PKI_ADVANCED_CERT },
	{ "qualified", PKI_QUALIFIED_CERT },
};

static const struct stmt_table *const tables[] = { &repository_sql };

/*       method path                        peers       body */
static const struct route routes[] = {
	{ GET, "/repository",              PEER_NGINX, BODY_NONE, 0, NULL, 0,
	  repository_page },
	{ GET, "/certificates/search.cgi", PEER_NGINX, BODY_NONE, 0, NULL, 0,
	  repository_certificates },
	{ GET, "/crls/search.cgi",         PEER_NGINX, BODY_NONE, 0, NULL, 0,
	  repository_crls },
	{ GET, "/ca/:",                    PEER_NGINX, BODY_NONE, 0, NULL, 0,
	  repository_ca_file },
	{ GET, "/crl/:",                   PEER_NGINX, BODY_NONE, 0, NULL, 0,
	  repository_crl_file },
	{ GET, "/tl/tl.xml",               PEER_NGINX, BODY_NONE, 0, NULL, 0,
	  repository_tl },
};
/* clang-format on */

static enum err
load_cas(struct repository *p)
{
	struct bytes der;
	char *path;
	size_t i;
	enum err r;

	for (i = 0; i < COUNT(cas); i++) {
		path =
		    pki_file_path(&p->r.common, cas[i].file, NULL, p->r.arena);
		if (path == NULL)
			return E_NOMEM;
		p->ca[i].name = cas[i].name;
		if ((r = cert_file(path, p->r.arena, &der)) ||
		    (r = cert_read(der, p->r.arena, &p->ca[i].facts)))
			return r;
	}
	p->root_crl =
	    pki_file_path(&p->r.common, PKI_ROOT_CRL, NULL, p->r.arena);
	p->tl =
	    arena_printf(p->r.arena, "%s/pki/tl.xml", p->r.common.state_dir);
	return p->root_crl == NULL || p->tl == NULL ? E_NOMEM : E_OK;
}

static enum err
load_page(struct repository *p)
{
	const char *share = p->r.common.share_dir;
	char *pages = arena_printf(p->r.arena, "%s/www/templates", share);
	char *words = arena_printf(p->r.arena, "%s/www/text", share);
	struct template_source source = { .dir = pages,
		.name = "repository.html",
		.kind = TEMPLATE_HTML,
		.f = repository_page_fields,
		.n = repository_page_nfields };
	enum err r;

	if (pages == NULL || words == NULL)
		return E_NOMEM;
	if ((r = catalogue_load(words, p->r.arena, &p->words)))
		return r;
	source.texts = p->words;
	return template_compile(&source, p->r.arena, &p->page);
}

static enum err
alive(void *app)
{
	struct repository *p = app;

	return db_alive(p->db);
}

int
main(int argc, char *argv[])
{
	struct repository p = { .r = { .name = "repository" } };
	enum err r;

	if ((r = responder_load(&p.r, argc, argv, NULL, 0, NULL)) ||
	    (r = load_cas(&p)) || (r = load_page(&p)) ||
	    (r = responder_fork(&p.r, NULL, NULL)) ||
	    (r = responder_db(&p.r, tables, COUNT(tables), &p.db)) ||
	    (r = sandbox_enter(SANDBOX_LOCAL, NULL)))
		goto out;
	r = responder_serve(
	    &p.r, routes, COUNT(routes), repository_fault, alive, &p);
out:
	db_close(p.db);
	responder_clear(&p.r);
	return r != E_OK;
}
