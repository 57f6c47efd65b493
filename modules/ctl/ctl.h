/*
 * fernsign-ctl, the operator's command: what its files share.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_CTL_CTL_H
#define FERNSIGN_CTL_CTL_H

#include <sys/types.h>

#include "shared/base/config.h"
#include "shared/base/secret.h"
#include "shared/db/db.h"

/* Names in [peers], in the order of the documentation. */
enum peer_row {
	ROW_NGINX,
	ROW_PORTAL,
	ROW_SHOP,
	ROW_IDENT,
	ROW_REPOSITORY,
	ROW_OCSP,
	ROW_TSA,
	ROW_SIGNER,
	ROW_CA,
	ROW_PDF,
	ROW_NOTIFY,
	ROW_PURGE,
	ROW_CTL,
	ROW__MAX
};

/* Names of processes, by enum peer_row. */
extern const char *const ctl_peer_names[ROW__MAX];

/* Section [ctl]. */
struct ctl_config {
	char *admin_user;          /* the database administrator */
	char *admin_password_file; /* NULL: unix_socket */
	char *db_password_file;    /* of fernsign-ctl; NULL: unix_socket */
};

/* One run of the command. */
struct ctl {
	const char *config; /* path of the configuration file */
	struct config_common common;
	struct ctl_config own;
	uid_t uid[ROW__MAX];     /* of [peers]; (uid_t)-1 when absent */
	const char *const *args; /* after the command's words */
	int nargs;
	struct arena *arena; /* lives as long as the process */
	bool told;           /* what the command found wrong is said already */
};

/*
 * Read the configuration: [common], [ctl], [peers].
 *
 * c       config and arena set; the rest is filled in
 *
 * E_NOTFOUND  no such file; E_INPUT refused (logged)
 */
enum err ctl_config_load(struct ctl *c) MUST_USE;

/*
 * Become the user of ctl, with the groups of the processes' sockets, when
 * run by root; private services know their caller by its uid. Does nothing
 * for other users.
 *
 * E_DENIED  the system refused (logged)
 */
enum err ctl_drop(struct ctl *c) MUST_USE;

/*
 * Become the user of a process, with its groups, as ctl_drop.
 *
 * E_DENIED  the system refused (logged)
 */
enum err ctl_become(struct ctl *c, enum peer_row row) MUST_USE;

/*
 * Open the database as fernsign-ctl, after ctl_drop.
 *
 * tables  NULL-ended is not needed: n says how many
 * *out    owned by the caller: db_close
 *
 * Errors as db_open, and E_INPUT when the password file cannot be read.
 */
enum err ctl_db(struct ctl *c, const struct stmt_table *const *tables, size_t n,
    struct db **out) MUST_USE;

/*
 * The administrator's account: who and with which password.
 *
 * cfg     filled in; schema is [common] db_name
 * word    owned by the caller: secret_free
 */
enum err ctl_admin(
    struct ctl *c, struct db_config *cfg, struct secret *word) MUST_USE;

/* Find a process by name; ROW__MAX when there is none. */
enum peer_row ctl_peer(const char *name);

/* Append a file to b; E_NOTFOUND when it is not there, E_NOMEM over b->max. */
enum err ctl_read_file(const char *path, struct buf *b) MUST_USE;

/* The commands; each prints what it found or did on standard output. */

/* config check: every section, key, value and secret file. */
enum err ctl_config_check(struct ctl *c) MUST_USE;
/* migrate: apply what is missing of sql/, then routines and grants. */
enum err ctl_migrate(struct ctl *c) MUST_USE;
/* pki init: keys and certificates of a new installation. */
enum err ctl_pki_init(struct ctl *c) MUST_USE;

/* pki root-crl: the root's next revocation list, once a year. */
enum err ctl_pki_root_crl(struct ctl *c) MUST_USE;
/* pki trusted-list: state the services in a signed list, STATE/pki/tl.xml. */
enum err ctl_pki_trusted_list(struct ctl *c) MUST_USE;
/* account show ID|E-MAIL. */
enum err ctl_account_show(struct ctl *c) MUST_USE;
/* account deactivate ID|E-MAIL: close, revoke, void; cannot be undone. */
enum err ctl_account_deactivate(struct ctl *c) MUST_USE;
/* account list-minimal: ids and states, nothing about persons. */
enum err ctl_account_list(struct ctl *c) MUST_USE;
/* shop add ID [NAME]: prints the new secret, once. */
enum err ctl_shop_add(struct ctl *c) MUST_USE;
/* shop rotate ID: a new secret; the one before stays valid until the next. */
enum err ctl_shop_rotate(struct ctl *c) MUST_USE;
/* shop list. */
enum err ctl_shop_list(struct ctl *c) MUST_USE;
/* verify FILE [ROOT]: who signed when, what holds, whom to trust. */
enum err ctl_verify(struct ctl *c) MUST_USE;
/* status [NAME]: does each process answer? Without a name: which documents
 * wait for their level? */
enum err ctl_status(struct ctl *c) MUST_USE;
/* The second part of status, after ctl_drop: E_DB and the like when the
 * database cannot be asked. */
enum err ctl_waiting(struct ctl *c) MUST_USE;
/* tick NAME: one round of a process's housekeeping. */
enum err ctl_tick(struct ctl *c) MUST_USE;

#endif
