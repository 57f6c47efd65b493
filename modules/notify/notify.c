/*
 * notify's start: load, fork, open, close the doors, serve, close.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/notify/notify.h"

#include <sodium.h>

#include "shared/base/log.h"
#include "shared/model/outbox.h"
#include "shared/pki/pki_file.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

#define C(m, most, flags) FIELD(notify_config, m, most, flags)
#define U(m, most, flags, schemes) \
	FIELD_URL(notify_config, m, most, flags, schemes)

/* clang-format off */
static const struct field config_fields[] = {
	C(key_file,           150, 0),
	U(smtp_url,           150, FLD_REQUIRED, "smtp smtps"),
	C(smtp_user,          100, 0),
	C(smtp_password_file, 150, FLD_FILE),
	C(smtp_ca_file,       150, FLD_FILE),
	C(smtp_starttls,      0,   0),
	U(gateway_url,        150, FLD_REQUIRED, "http https"),
	C(gateway_token_file, 150, FLD_FILE),
	C(gateway_ca_file,    150, FLD_FILE),
};

static const struct stmt_table *const tables[] = {
	&notify_outbox_sql, &notify_expiry_sql, &outbox_sql,
};

/*        method  path        peers                       body       most */
static const struct route routes[] = {
	{ POST, "/tick",    PEER_CTL,    BODY_JSON, 1024, NULL, 0, notify_tick },
	{ POST, "/message", PEER_SIGNER, BODY_JSON, 8192, NULL, 0,
	  notify_message_take },
};
/* clang-format on */

/* Read the secrets while the files can still be reached. */
static enum err
open_secrets(struct notify *n)
{
	char *path = pki_file_path(
	    &n->r.common, PKI_NOTIFY_KEY, n->cfg.key_file, n->r.arena);
	enum err r;

	if (path == NULL)
		return E_NOMEM;
	if ((r = secret_key_file(path, crypto_box_SECRETKEYBYTES, &n->key)))
		return r;
	if (crypto_scalarmult_base(n->public, n->key.p) != 0)
		return log_err(E_CRYPTO, "notify.key", "file=%s", path);
	if (n->cfg.smtp_password_file != NULL &&
	    (r = secret_file(
		 n->cfg.smtp_password_file, 256, &n->smtp_password)))
		return r;
	if (n->cfg.gateway_token_file != NULL)
		return secret_file(
		    n->cfg.gateway_token_file, 1024, &n->gateway_token);
	return E_OK;
}

static enum err
load_words(struct notify *n)
{
	char *dir = arena_printf(n->r.arena, "%s/www", n->r.common.share_dir);

	return dir == NULL ? E_NOMEM : notify_words_load(n, dir);
}

int
main(int argc, char *argv[])
{
	struct notify n = { .r = { .name = "notify" } };
	enum err r;

	if ((r = responder_load(&n.r, argc, argv, config_fields,
		 COUNT(config_fields), &n.cfg)) ||
	    (r = load_words(&n)) || (r = responder_fork(&n.r, NULL, NULL)) ||
	    (r = open_secrets(&n)) ||
	    (r = responder_db(&n.r, tables, COUNT(tables), &n.db)) ||
	    (r = sandbox_enter(SANDBOX_NET, NULL)))
		goto out;
	/* A message leaves even while the database is away. */
	r = responder_serve(
	    &n.r, routes, COUNT(routes), private_fault, NULL, &n);
out:
	db_close(n.db);
	secret_free(&n.key);
	secret_free(&n.smtp_password);
	secret_free(&n.gateway_token);
	responder_clear(&n.r);
	return r != E_OK;
}
