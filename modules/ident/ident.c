/*
 * The responder ident: configuration, routes, life.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ident/ident.h"

#include "modules/ident/ident_case.h"
#include "modules/ident/ident_page.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/pki/pki_file.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

#define TOKEN_KEY_BYTES 32
#define PATH_MOST       1024

/* clang-format off */
/* key of [ident], most octets or largest value, flags */
static const struct field config_fields[] = {
	FIELD(ident_config, key_file, PATH_MOST, 0),
	FIELD_URL(ident_config, eid_client_url, PATH_MOST, 0, "http https"),
	FIELD_URL(ident_config, eid_server_url, PATH_MOST, 0, "https"),
	FIELD_URL(ident_config, eid_paos_url, PATH_MOST, 0, "https"),
	FIELD(ident_config, eid_server_ca, PATH_MOST, FLD_FILE),
	FIELD(ident_config, eid_server_cert, PATH_MOST, FLD_FILE),
	FIELD(ident_config, eid_tls_cert, PATH_MOST, FLD_FILE),
	FIELD(ident_config, eid_tls_key_file, PATH_MOST, FLD_FILE),
	FIELD(ident_config, eid_sign_cert, PATH_MOST, FLD_FILE),
	FIELD(ident_config, eid_sign_key_file, PATH_MOST, FLD_FILE),
	FIELD_URL(ident_config, identity_tm_url, PATH_MOST, 0, "http https"),
	FIELD(ident_config, identity_tm_link_key_file, PATH_MOST, FLD_FILE),
	FIELD(ident_config, partner_days, 90, FLD_POSITIVE),
};

/* method, path, peers, body, most octets, media, need, function */
static const struct route routes[] = {
	{ POST, "/start", PEER_PORTAL, BODY_JSON, 4096, NULL, 0, ident_start_run },
	{ GET,  "/eid/tctoken",  PEER_NGINX, BODY_NONE, 0, NULL, 0, ident_tctoken_run },
	{ GET,  "/eid/refresh",  PEER_NGINX, BODY_NONE, 0, NULL, 0, ident_refresh_run },
	{ GET,  "/eid/error",    PEER_NGINX, BODY_NONE, 0, NULL, 0, ident_error_run },
	{ GET,  "/ident/return", PEER_NGINX, BODY_NONE, 0, NULL, 0, ident_return_run },
	{ POST, "/ident/identity-tm/events", PEER_NGINX, BODY_MEDIA, XML_MAX_BYTES, NULL, 0, ident_event_run },
	{ POST, "/tick", PEER_CTL, BODY_MEDIA, 4096, NULL, 0, ident_tick_run },
};
/* clang-format on */

static const struct stmt_table *const tables[] = { &ident_case_sql,
	&audit_sql };

static enum err
load_schemas(struct ident *s)
{
	const char *dir = s->r.common.share_dir;
	const char *eid = arena_printf(s->r.arena, "%s/schema/eid.xsd", dir);
	const char *event =
	    arena_printf(s->r.arena, "%s/schema/ident-event.xsd", dir);
	enum err r;

	if (eid == NULL || event == NULL)
		return E_NOMEM;
	if ((r = wss_init()) || (r = xml_schema_load(eid, &s->eid)))
		return r;
	return xml_schema_load(event, &s->event);
}

static enum err
load_keys(struct ident *s)
{
	const struct ident_config *c = &s->cfg;
	char *path =
	    pki_file_path(&s->r.common, PKI_IDENT_KEY, c->key_file, s->r.arena);
	enum err r;

	if (path == NULL)
		return E_NOMEM;
	if ((r = secret_key_file(path, TOKEN_KEY_BYTES, &s->token_key)))
		return log_err(r, "start.key", "file=%s", path);
	if (c->identity_tm_link_key_file != NULL &&
	    (r = secret_file(c->identity_tm_link_key_file, 256, &s->link_key)))
		return r;
	if (c->eid_server_url == NULL) /* no online ID here */
		return E_OK;
	if ((r = wss_signer_load(
		 c->eid_sign_key_file, c->eid_sign_cert, &s->signer)))
		return r;
	return wss_pin_load(c->eid_server_cert, &s->server);
}

static enum err
alive(void *app)
{
	struct ident *s = app;

	return db_alive(s->db);
}

static void
clear(struct ident *s)
{
	db_close(s->db);
	secret_free(&s->token_key);
	secret_free(&s->link_key);
	wss_signer_free(s->signer);
	wss_pin_free(s->server);
	xml_schema_free(s->eid);
	xml_schema_free(s->event);
	responder_clear(&s->r);
}

int
main(int argc, char *argv[])
{
	static char eid_client[] = "http://127.0.0.1:24727/eID-Client";
	struct ident s = { .r = { .name = "ident" },
		.cfg = { .eid_client_url = eid_client, .partner_days = 14 } };
	enum err r;

	if ((r = responder_load(&s.r, argc, argv, config_fields,
		 COUNT(config_fields), &s.cfg)) ||
	    (r = responder_fork(&s.r, NULL, NULL)) || (r = load_schemas(&s)) ||
	    (r = load_keys(&s)) ||
	    (r = responder_db(&s.r, tables, COUNT(tables), &s.db)) ||
	    (r = sandbox_enter(SANDBOX_NET, NULL)))
		goto out;
	r = responder_serve(
	    &s.r, routes, COUNT(routes), ident_fault, alive, &s);
out:
	clear(&s);
	return r != E_OK;
}
