/*
 * A worker's database connection: account fernsign-NAME, the password from
 * the file that the section's db_password_file names, or none (unix_socket).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_RESPONDER_DB_H
#define FERNSIGN_WEB_RESPONDER_DB_H

#include "shared/db/db.h"
#include "shared/web/responder.h"

/*
 * Connect and prepare; called by each worker after the fork. With -t only
 * the password is read, and *out is NULL.
 *
 * tables  borrowed for the connection's life
 * *out    owned by the caller: db_close
 *
 * Errors as db_open and secret_file.
 */
enum err responder_db(struct responder *r,
    const struct stmt_table *const *tables, size_t n, struct db **out) MUST_USE;

#endif
