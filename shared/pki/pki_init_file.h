/*
 * The files that pki init writes: where, whose, what; for pki_init.c alone.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_PKI_PKI_INIT_FILE_H
#define FERNSIGN_PKI_PKI_INIT_FILE_H

#include <sys/types.h>

#include "shared/base/secret.h"
#include "shared/pki/pki_file.h"

/* By enum pki_file: either secret or open holds the content. */
struct init_files {
	struct {
		char *path;
		uid_t uid; /* owner; ours for what belongs to nobody else */
		struct secret secret;
		struct bytes open;
		bool made;
	} file[PKI__MAX];
};

/*
 * Find out where each file belongs and to whom.
 *
 * E_INPUT  an owner is missing in [peers], or is no user (logged)
 */
enum err init_files_find(struct init_files *f, const char *config,
    const struct config_common *c, struct arena *a) MUST_USE;

/* Count the files that are there already. */
size_t init_files_count(const struct init_files *f);

/* Log which ones are there and which are not. */
void init_files_log_missing(const struct init_files *f);

/*
 * Write them all; none stays when one cannot be written.
 *
 * E_CONFLICT  one appeared meanwhile; E_DENIED  cannot be written (logged)
 */
enum err init_files_write(
    struct init_files *f, void (*say)(const char *path)) MUST_USE;

/* Wipe the secrets. */
void init_files_clear(struct init_files *f);

#endif
