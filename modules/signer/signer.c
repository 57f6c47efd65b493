/*
 * fernsign-signer: keeps people's keys and uses one only for what its
 * person released. See signer.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/signer/signer.h"

#include "modules/signer/signer_sql.h"
#include "modules/signer/tombs.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/pki/cert.h"
#include "shared/pki/pki_file.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

#define KEY_OCTETS 32

/* clang-format off */
static const struct field config[] = {
	FIELD(signer_config, kek_file, 4096, 0),
	FIELD(signer_config, mac_key_file, 4096, 0),
	FIELD(signer_config, key_type, 12, 0),
	FIELD(signer_config, rsa_scheme, 12, 0),
	FIELD(signer_config, signature_hash, 12, 0),
	FIELD(signer_config, ca_dir, 4096, FLD_FOLDER),
};
/* clang-format on */

static const struct stmt_table *const tables[] = { &signer_sql, &audit_sql };

/* Load the certificate of each level's issuing CA. */
static enum err
issuers_load(struct signer *s)
{
	static const char *const files[LEVEL__MAX] = {
		[LEVEL_SIMPLE] = "simple.pem",
		[LEVEL_ADVANCED] = "advanced.pem",
		[LEVEL_QUALIFIED] = "qualified.pem",
	};
	enum err r = E_OK;

	for (int i = 0; i < LEVEL__MAX && !r; i++) {
		char *path = s->cfg.ca_dir
		    ? arena_printf(s->r.arena, "%s/%s", s->cfg.ca_dir, files[i])
		    : arena_printf(s->r.arena, "%s/pki/%s",
			  s->r.common.state_dir, files[i]);

		r = path == NULL ? E_NOMEM
				 : cert_file(path, s->r.arena, &s->issuer[i]);
	}
	return r;
}

/* Settle how new keys sign. */
static enum err
algorithm_settle(struct signer *s)
{
	const struct signer_config *c = &s->cfg;

	if (key_type_read(c->key_type, &s->key_type) ||
	    sig_alg_choose(
		s->key_type, c->rsa_scheme, c->signature_hash, &s->alg))
		return log_err(E_INPUT, "signer.algorithm",
		    "key_type=%s rsa_scheme=%s signature_hash=%s", c->key_type,
		    c->rsa_scheme ? c->rsa_scheme : "",
		    c->signature_hash ? c->signature_hash : "");
	return E_OK;
}

/* Open what must be there before the doors close. */
static enum err
signer_open(struct signer *s)
{
	char *kek = pki_file_path(
	    &s->r.common, PKI_SIGNER_KEK, s->cfg.kek_file, s->r.arena);
	char *mac_key = pki_file_path(
	    &s->r.common, PKI_SIGNER_MAC, s->cfg.mac_key_file, s->r.arena);
	enum err r;

	if (!kek || !mac_key)
		return E_NOMEM;
	if ((r = secret_key_file(kek, KEY_OCTETS, &s->kek)) ||
	    (r = secret_key_file(mac_key, KEY_OCTETS, &s->mac_key)) ||
	    (r = algorithm_settle(s)) || (r = issuers_load(s)))
		return r;
	return responder_db(&s->r, tables, COUNT(tables), &s->db);
}

/* Before the first fork: the folder of tombstones. */
static enum err
before(struct responder *r, void *ctx)
{
	(void)r;
	return tombs_open(ctx);
}

static enum err
alive(void *app)
{
	struct signer *s = app;

	return db_alive(s->db);
}

int
main(int argc, char *argv[])
{
	static char key_type[] = "P-256";
	struct signer s = { .r = { .name = "signer" },
		.cfg = { .key_type = key_type } };
	enum err r;

	if ((r = responder_load(
		 &s.r, argc, argv, config, COUNT(config), &s.cfg)) ||
	    (r = responder_fork(&s.r, before, &s)) || (r = signer_open(&s)) ||
	    (r = sandbox_enter(SANDBOX_LOCAL, s.tombs)))
		goto out;
	r = responder_serve(
	    &s.r, signer_routes, signer_nroutes, private_fault, alive, &s);
out:
	db_close(s.db);
	secret_free(&s.mac_key);
	secret_free(&s.kek);
	responder_clear(&s.r);
	return r != E_OK;
}
