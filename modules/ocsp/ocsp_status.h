/*
 * The state of one certificate, from view certificate_status.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_OCSP_OCSP_STATUS_H
#define FERNSIGN_OCSP_OCSP_STATUS_H

#include "shared/db/db.h"
#include "shared/pki/ocsp.h"

extern const struct stmt_table ocsp_status_sql;

/*
 * Look a certificate up.
 *
 * issuer   "qualified"
 * out      state, revoked_at and reason; times of update are the caller's.
 *          A serial that was never issued is OCSP_UNKNOWN, never good
 *          (EN 319 411-2 6.3.10)
 *
 * E_DB  database away: answer tryLater
 */
enum err ocsp_status_find(struct db *db, const char *issuer,
    struct bytes serial, struct ocsp_answer *out, struct arena *a) MUST_USE;

#endif
