/*
 * fernsign-tsa: time stamps. See tsa.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/tsa/tsa.h"

#include "shared/base/clock.h"
#include "shared/base/log.h"
#include "shared/pki/cert.h"
#include "shared/pki/der.h"
#include "shared/pki/pki_file.h"
#include "shared/web/sandbox.h"

#define POLICY_BTSP "0.4.0.2023.1.1" /* EN 319 421 5.2 */

/* clang-format off */
static const struct field config[] = {
	FIELD(tsa_config, key_file,         4096, 0),
	FIELD(tsa_config, certificate_file, 4096, 0),
	FIELD(tsa_config, policy,           64,   0),
	FIELD(tsa_config, qualified,        0,    0),
	FIELD(tsa_config, clock_check,      0,    0),
};
/* clang-format on */

/* Say whether a policy is a dotted OID, in its own spelling. */
static bool
is_oid(const char *policy)
{
	struct buf der = BUF(sizeof(POLICY_BTSP) * 8);
	bool yes = der_add_oid(&der, policy) == E_OK;

	buf_free(&der);
	return yes;
}

/* Load key and certificate, and hold them against each other. */
static enum err
tsa_open(struct tsa *t)
{
	struct arena *a = t->r.arena;
	char *key =
	    pki_file_path(&t->r.common, PKI_TSA_KEY, t->cfg.key_file, a);
	char *certificate = pki_file_path(
	    &t->r.common, PKI_TSA_CERT, t->cfg.certificate_file, a);
	struct cert_facts f;
	struct bytes spki, der;
	enum err r;

	if (!key || !certificate)
		return E_NOMEM;
	if (!is_oid(t->cfg.policy))
		return log_err(E_INPUT, "config.value",
		    "section=tsa key=policy must be a dotted OID");
	if ((r = key_file(key, &t->key)) ||
	    (r = cert_file(certificate, a, &der)) ||
	    (r = cert_read(der, a, &f)) || (r = key_spki(t->key, a, &spki)))
		return r;
	if (!bytes_eq(spki, f.spki) || f.not_after_at <= clock_now())
		return log_err(E_INPUT, "tsa.certificate",
		    "path=%s other key or expired", certificate);
	t->not_after_at = f.not_after_at;
	t->authority = (struct tst_authority){ .certificate = der,
		.key = t->key,
		.policy = t->cfg.policy,
		.qualified = t->cfg.qualified,
		.clock_ok = tsa_clock_ok,
		.clock_ctx = t };
	return E_OK;
}

int
main(int argc, char *argv[])
{
	static char policy[] = POLICY_BTSP;
	struct tsa t = { .r = { .name = "tsa" },
		.cfg = { .policy = policy,
		    .qualified = true,
		    .clock_check = true } };
	enum err r;

	if ((r = responder_load(
		 &t.r, argc, argv, config, COUNT(config), &t.cfg)) ||
	    (r = responder_fork(&t.r, NULL, NULL)) || (r = tsa_open(&t)) ||
	    (r = sandbox_enter(SANDBOX_LOCAL, NULL)))
		goto out;
	r = responder_serve(
	    &t.r, tsa_routes, tsa_nroutes, private_fault, NULL, &t);
out:
	key_free(t.key);
	responder_clear(&t.r);
	return r != E_OK;
}
