/*
 * A worker's database connection. See responder_db.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/responder_db.h"

#include "shared/base/log.h"

#define PASSWORD_MAX 256

enum err
responder_db(struct responder *r, const struct stmt_table *const *tables,
    size_t n, struct db **out)
{
	struct db_config *cfg;
	enum err e;

	/* The connection borrows both, to come back after a loss. */
	if (!(cfg = arena_alloc(r->arena, sizeof(*cfg))) ||
	    !(cfg->user = arena_printf(r->arena, "fernsign-%s", r->name)))
		return E_NOMEM;
	if (r->db_password_file &&
	    (e = secret_file(
		 r->db_password_file, PASSWORD_MAX, &r->db_password)))
		return log_err(
		    e, "start.db_password", "file=%s", r->db_password_file);
	cfg->socket = r->common.db_socket;
	cfg->schema = r->common.db_name;
	cfg->password = secret_bytes(&r->db_password);
	if (r->test) {
		*out = NULL;
		return E_OK;
	}
	return db_open(cfg, tables, n, out);
}
