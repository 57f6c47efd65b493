/*
 * See signing_policy.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/model/signing_policy.h"

#include <string.h>

#include "shared/base/log.h"
#include "shared/pki/cert.h"
#include "shared/pki/pki_file.h"

#define PASSWORD_MAX 200
#define KEY_FILE_MAX 16384

/* clang-format off */
static const char *const levels[LEVEL__MAX] = {
	[LEVEL_BB]   = "B-B",
	[LEVEL_BT]   = "B-T",
	[LEVEL_BLT]  = "B-LT",
	[LEVEL_BLTA] = "B-LTA",
};
static const enum pki_file issuers[SIGNING_ISSUERS] = {
	PKI_SIMPLE_CERT, PKI_ADVANCED_CERT, PKI_QUALIFIED_CERT,
};
/* clang-format on */

const char *
signing_level_name(enum signing_level l)
{
	return levels[l];
}

enum signing_level
signing_level_of(const char *name)
{
	for (int l = LEVEL_BB; name != NULL && l < LEVEL__MAX; l++)
		if (strcmp(name, levels[l]) == 0)
			return (enum signing_level)l;
	return LEVEL_NONE;
}

/*
 * Judge the keys of an authority elsewhere. The address is not logged: who
 * writes a password into it is told so here.
 */
static enum err
tsa_check(const struct signing_tsa_config *c)
{
	bool tls = strncmp(c->url, "https://", 8) == 0;
	/* clang-format off */
	const struct { bool wrong; const char *why; } rules[] = {
		{ !tls && strncmp(c->url, "http://", 7) != 0,
		    "url must be own, http://… or https://…" },
		{ strchr(c->url, '@') != NULL,
		    "url must not name a user" },
		{ (c->user == NULL) != (c->password_file == NULL),
		    "user and password_file belong together" },
		{ (c->certificate_file == NULL) != (c->key_file == NULL),
		    "certificate_file and key_file belong together" },
		{ !tls && c->user != NULL,
		    "a password wants https" },
		{ !tls && c->certificate_file != NULL,
		    "a client certificate wants https" },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT(rules); i++)
		if (rules[i].wrong)
			return log_err(
			    E_INPUT, "policy.tsa", "%s", rules[i].why);
	return E_OK;
}

/* Look at the files that the library reads at each call, and at who else may
 * read the key. */
static enum err
tsa_files(const struct signing_tsa_config *c, struct arena *a)
{
	struct secret key = { 0 };
	struct bytes der;
	enum err r;

	if ((c->ca_file != NULL && (r = cert_file(c->ca_file, a, &der))) ||
	    (c->certificate_file != NULL &&
		(r = cert_file(c->certificate_file, a, &der))) ||
	    (c->key_file != NULL &&
		(r = secret_file(c->key_file, KEY_FILE_MAX, &key))))
		return r;
	secret_free(&key);
	return E_OK;
}

/* Take one authority; without a URL there is none. */
static enum err
tsa_load(const struct signing_tsa_config *cfg, struct arena *a,
    struct signing_policy *p)
{
	struct tsa *t = &p->tsas[p->ntsas];
	enum err r;

	if (cfg->url == NULL || cfg->url[0] == '\0')
		return E_OK;
	p->ntsas++;
	t->anchor = p->root;
	if (cfg->anchor != NULL && (r = cert_file(cfg->anchor, a, &t->anchor)))
		return r;
	if (strcmp(cfg->url, "own") == 0)
		return E_OK;
	if ((r = tsa_check(cfg)) || (r = tsa_files(cfg, a)))
		return r;
	p->outside = true;
	t->url = cfg->url;
	t->user = cfg->user;
	t->cert_file = cfg->certificate_file;
	t->key_file = cfg->key_file;
	t->ca_file = cfg->ca_file;
	if (cfg->password_file == NULL)
		return E_OK;
	return secret_file(cfg->password_file, PASSWORD_MAX, &t->password);
}

/* Take the authorities; our own stamps when nothing else is said. */
static enum err
tsas_load(const struct signing_policy_config *cfg, struct arena *a,
    struct signing_policy *p)
{
	enum err r;

	for (size_t i = 0; i < TSA_MAX; i++)
		if ((r = tsa_load(&cfg->tsa[i], a, p)))
			return r;
	if (p->ntsas == 0)
		p->tsas[p->ntsas++].anchor = p->root;
	return E_OK;
}

/* Read our own CAs' certificates. */
static enum err
house_load(const struct config_common *common, struct arena *a,
    struct signing_policy *p)
{
	const char *root = pki_file_path(common, PKI_ROOT_CERT, NULL, a);
	enum err r;

	p->root_crl = pki_file_path(common, PKI_ROOT_CRL, NULL, a);
	if (root == NULL || p->root_crl == NULL)
		return E_NOMEM;
	if ((r = cert_file(root, a, &p->root)))
		return r;
	for (size_t i = 0; i < SIGNING_ISSUERS; i++) {
		const char *path = pki_file_path(common, issuers[i], NULL, a);

		if (path == NULL)
			return E_NOMEM;
		if ((r = cert_file(path, a, &p->issuers[i])))
			return r;
	}
	return E_OK;
}

enum err
signing_policy_load(const struct signing_policy_config *cfg,
    const struct config_common *common, struct arena *a,
    struct signing_policy *out)
{
	enum err r;

	memset(out, 0, sizeof(*out));
	out->level = LEVEL_BLTA;
	if (cfg->level != NULL &&
	    (out->level = signing_level_of(cfg->level)) == LEVEL_NONE)
		return log_err(E_INPUT, "policy.level", "%s", cfg->level);
	if (cfg->hash != NULL && hash_read(cfg->hash, &out->hash))
		return log_err(E_INPUT, "policy.hash", "%s", cfg->hash);
	if ((r = house_load(common, a, out)))
		return r;
	return tsas_load(cfg, a, out);
}

void
signing_policy_clear(struct signing_policy *p)
{
	for (size_t i = 0; i < TSA_MAX; i++) {
		secret_free(&p->tsas[i].password);
		p->tsas[i].password = (struct secret){ 0 };
	}
}
