/*
 * Make everything secret that an installation needs, once: root, issuing
 * CAs, time-stamp unit, key files of every process.
 *
 * In: the configuration file. Out: the files of pki_file.h, each owned by
 * the uid that uses it. Never overwrites a file; never prints a secret.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_PKI_INIT_H
#define FERNSIGN_PKI_PKI_INIT_H

#include "shared/base/arena.h"
#include "shared/base/config.h"
#include "shared/base/field.h"

/* How long the root's list holds: it is asked for once a year. */
#define PKI_ROOT_CRL_S (370 * 86400)

/* Section [pki]: who the operator is, and which keys are made. */
struct pki_config {
	char *root_key_file;
	char *tl_key_file;     /* of the trusted list's signer */
	char *country;         /* DE */
	char *organization;    /* default: [common] name */
	char *organization_id; /* EN 319 412-1 5.1.4; may be empty */
	char *street;          /* of the operator: for the trusted list */
	char *city;
	char *postal_code;
	char *key_type;      /* of issuing CAs and time-stamp unit: P-256 */
	char *root_key_type; /* P-256 */
	int64_t root_days;
	int64_t ca_days;
	int64_t tsa_days;
};

extern const struct field pki_config_fields[];
extern const size_t pki_config_nfields;

/*
 * Read [pki], defaults filled in.
 *
 * common   as read before: the operator's name is the default organization
 *
 * E_INPUT  refused (logged)
 */
enum err pki_config_read(const char *config, const struct config_common *common,
    struct pki_config *own, struct arena *a) MUST_USE;

/*
 * Carry out `fernsign-ctl pki init`.
 *
 * config   the configuration file: which file belongs to whom
 * say      told each file that was made; NULL allowed
 *
 * E_OK        made; or all files are there already, and nothing was done
 * E_CONFLICT  some are there, others are not: nothing was made (logged)
 * E_INPUT     configuration refused (logged)
 * E_DENIED    a file cannot be written or given to its owner (logged);
 *             what this run made is gone again
 */
enum err pki_init(const char *config, void (*say)(const char *path),
    struct arena *a) MUST_USE;

#endif
