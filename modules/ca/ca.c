/*
 * fernsign-ca: verifies who people are, and issues. See ca.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ca/ca.h"

#include <string.h>

#include "modules/ca/ca_sql.h"
#include "shared/base/log.h"
#include "shared/model/audit.h"
#include "shared/model/outbox.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

#define PERSON_KEY_OCTETS 32

/* clang-format off */
static const struct field config[] = {
	FIELD(ca_config, simple_key_file,              150,   0),
	FIELD(ca_config, advanced_key_file,            150,   0),
	FIELD(ca_config, qualified_key_file,           150,   0),
	FIELD(ca_config, person_key_file,              150,   0),
	FIELD(ca_config, eid_server_cert,              150,   0),
	FIELD(ca_config, identity_tm_secret_file,      150,   0),
	FIELD(ca_config, identity_tm_cert,             150,   0),
	FIELD_URL(ca_config, pds_url,                  150,   0, "https"),
	FIELD(ca_config, eid_days,                     3650,  FLD_POSITIVE),
	FIELD(ca_config, partner_days,                 3650,  FLD_POSITIVE),
	FIELD(ca_config, ocsp_days,                    90,    FLD_POSITIVE),
	FIELD(ca_config, crl_s,                        86400, FLD_POSITIVE),
};

const struct ca_level_row ca_levels[CA__LEVELS] = {
	[CA_SIMPLE]    = { "simple",    CERT_PERSON_SIMPLE,    PKI_SIMPLE_KEY,    PKI_SIMPLE_CERT },
	[CA_ADVANCED]  = { "advanced",  CERT_PERSON_ADVANCED,  PKI_ADVANCED_KEY,  PKI_ADVANCED_CERT },
	[CA_QUALIFIED] = { "qualified", CERT_PERSON_QUALIFIED, PKI_QUALIFIED_KEY, PKI_QUALIFIED_CERT },
};
/* clang-format on */

static const struct stmt_table *const tables[] = { &ca_sql, &audit_sql,
	&outbox_sql };

enum err
ca_level_find(const char *name, enum ca_level *out)
{
	for (int i = 0; i < CA__LEVELS; i++)
		if (strcmp(ca_levels[i].name, name) == 0) {
			*out = (enum ca_level)i;
			return E_OK;
		}
	return E_NOTFOUND;
}

/* Load one issuing CA, and hold key and certificate against each other. */
static enum err
issuer_load(struct ca *ca, enum ca_level level, const char *named)
{
	struct arena *a = ca->r.arena;
	struct ca_issuer *i = &ca->issuer[level];
	char *key =
	    pki_file_path(&ca->r.common, ca_levels[level].key, named, a);
	char *cert =
	    pki_file_path(&ca->r.common, ca_levels[level].cert, NULL, a);
	struct bytes der, spki;
	enum err r;

	if (!key || !cert)
		return E_NOMEM;
	if ((r = key_file(key, &i->key)) || (r = cert_file(cert, a, &der)) ||
	    (r = cert_read(der, a, &i->cert)) ||
	    (r = key_spki(i->key, a, &spki)) ||
	    (r = cert_issued_by(der, ca->root.der)))
		return r;
	if (!bytes_eq(spki, i->cert.spki))
		return log_err(E_INPUT, "ca.key", "path=%s other key", key);
	return E_OK;
}

/* Load what only ca has: issuing keys, the key of person data. */
static enum err
keys_load(struct ca *ca)
{
	struct arena *a = ca->r.arena;
	char *root = pki_file_path(&ca->r.common, PKI_ROOT_CERT, NULL, a);
	char *person = pki_file_path(
	    &ca->r.common, PKI_PERSON_KEY, ca->cfg.person_key_file, a);
	struct bytes der;
	enum err r;

	if (!root || !person)
		return E_NOMEM;
	if ((r = cert_file(root, a, &der)) ||
	    (r = cert_read(der, a, &ca->root)) ||
	    (r = secret_key_file(person, PERSON_KEY_OCTETS, &ca->person_key)) ||
	    (r = issuer_load(ca, CA_SIMPLE, ca->cfg.simple_key_file)) ||
	    (r = issuer_load(ca, CA_ADVANCED, ca->cfg.advanced_key_file)))
		return r;
	return issuer_load(ca, CA_QUALIFIED, ca->cfg.qualified_key_file);
}

/* Say who we are, as in our certificates: section [pki]. */
static enum err
pki_load(struct ca *ca)
{
	struct arena *a = ca->r.arena;
	enum err r;

	if ((r = pki_config_read(
		 ca->r.config_path, &ca->r.common, &ca->pki, a)))
		return r;
	if (!ca->cfg.pds_url)
		ca->cfg.pds_url = arena_printf(
		    a, "%s/terms/pki-info", ca->r.common.portal_url);
	return ca->pki.country && ca->cfg.pds_url ? E_OK : E_NOMEM;
}

/*
 * Open what must be there before the doors close. The child that reads
 * foreign XML is forked before this process has any key.
 */
static enum err
ca_open(struct ca *ca)
{
	enum err r;

	ca->evidence = (struct ca_evidence_config){ .eid_server_cert =
							ca->cfg.eid_server_cert,
		.identity_tm_secret_file = ca->cfg.identity_tm_secret_file,
		.identity_tm_cert = ca->cfg.identity_tm_cert };
	if ((r = ca_evidence_start(&ca->evidence, ca->r.common.share_dir)) ||
	    (r = pki_load(ca)) || (r = keys_load(ca)))
		return r;
	return responder_db(&ca->r, tables, COUNT(tables), &ca->db);
}

static enum err
alive(void *app)
{
	struct ca *ca = app;

	return db_alive(ca->db);
}

int
main(int argc, char *argv[])
{
	struct ca ca = { .r = { .name = "ca" },
		.cfg = { .eid_days = 730,
		    .partner_days = 730,
		    .ocsp_days = 7,
		    .crl_s = 3600 } };
	enum err r;

	if ((r = responder_load(
		 &ca.r, argc, argv, config, COUNT(config), &ca.cfg)) ||
	    (r = responder_fork(&ca.r, NULL, NULL)) || (r = ca_open(&ca)) ||
	    (r = sandbox_enter(SANDBOX_LOCAL, NULL)))
		goto out;
	r = responder_serve(
	    &ca.r, ca_routes, ca_nroutes, private_fault, alive, &ca);
out:
	db_close(ca.db);
	for (int i = 0; i < CA__LEVELS; i++)
		key_free(ca.issuer[i].key);
	secret_free(&ca.person_key);
	ca_evidence_stop(&ca.evidence);
	responder_clear(&ca.r);
	return r != E_OK;
}
