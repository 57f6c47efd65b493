/*
 * fernsign-ocsp: the status of certificates. See ocsp.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/ocsp/ocsp.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "modules/ocsp/ocsp_own.h"
#include "modules/ocsp/ocsp_status.h"
#include "shared/base/log.h"
#include "shared/web/responder_db.h"
#include "shared/web/sandbox.h"

/* clang-format off */
static const struct field config[] = {
	FIELD(ocsp_config, response_s, 604800, FLD_POSITIVE),
	FIELD(ocsp_config, max_age_s,  86400,  0),
};
/* clang-format on */

static const struct stmt_table *const tables[] = { &ocsp_status_sql };

/* Before the first fork: the folder of our own keys. */
static enum err
before(struct responder *r, void *ctx)
{
	struct ocsp *o = ctx;

	o->dir = arena_printf(r->arena, "%s/ocsp", r->common.state_dir);
	if (!o->dir)
		return E_NOMEM;
	if (mkdir(o->dir, 0700) && errno != EEXIST)
		return log_err(E_DENIED, "ocsp.folder", "path=%s error=%s",
		    o->dir, strerror(errno));
	return E_OK;
}

static enum err
alive(void *app)
{
	struct ocsp *o = app;

	return db_alive(o->db);
}

int
main(int argc, char *argv[])
{
	struct ocsp o = { .r = { .name = "ocsp" },
		.cfg = { .response_s = 3600, .max_age_s = 60 } };
	enum err r;

	if ((r = responder_load(
		 &o.r, argc, argv, config, COUNT(config), &o.cfg)) ||
	    (r = responder_fork(&o.r, before, &o)) || (r = ocsp_own_open(&o)) ||
	    (r = responder_db(&o.r, tables, COUNT(tables), &o.db)) ||
	    (r = sandbox_enter(SANDBOX_LOCAL, o.dir)))
		goto out;
	r = responder_serve(
	    &o.r, ocsp_routes, ocsp_nroutes, ocsp_fault, alive, &o);
out:
	db_close(o.db);
	ocsp_own_close(&o);
	responder_clear(&o.r);
	return r != E_OK;
}
