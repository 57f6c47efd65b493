/*
 * One configuration file for all processes: sections of key = value (inih).
 *
 * It is readable by all and names files; secrets stand in files of their own.
 * An unknown key or section, a key twice, a value out of range refuses start.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_BASE_CONFIG_H
#define FERNSIGN_BASE_CONFIG_H

#include "shared/base/arena.h"
#include "shared/base/field.h"

/* What every process reads: section [common]. */
struct config_common {
	char *name;       /* the operator's name, shown on pages */
	char *portal_url; /* https://host[:port], no slash at the end */
	char *public_url; /* http://host[:port] of OCSP, CRLs, repository */
	char *run_dir;    /* sockets: RUN/NAME.sock */
	char *state_dir;  /* what processes keep on disk: STATE/NAME/ */
	char *share_dir;  /* templates, texts, fonts, schemas */
	char *legal_dir;  /* the operator's legal documents */
	char *db_socket;
	char *db_name;
	char *mail_from;
	char *support_email;
	char *support_phone;
	char *shop_url;
	bool fault_points; /* tests only: see fault.h */
};

extern const struct field config_common_fields[];
extern const size_t config_common_nfields;

/*
 * Read one section of a configuration file into a struct.
 *
 * path     the file
 * section  NUL-ended, without brackets
 * f, n     the keys allowed in this section; FLD_REQUIRED ones must be there;
 *          others keep the value that *object had (the default)
 * object   the struct, defaults filled in
 * a        lives as long as the process
 *
 * E_NOTFOUND  no such file
 * E_INPUT     wrong line, unknown key, key missing or out of range: logged
 *             with file, section and key
 */
enum err config_read(const char *path, const char *section,
    const struct field *f, size_t n, void *object, struct arena *a) MUST_USE;

/*
 * Call each for every key of a section whose keys are not known before
 * ([peers]).
 *
 * E_INPUT  wrong line, or what each returned
 */
enum err config_each(const char *path, const char *section,
    enum err (*each)(void *ctx, const char *key, const char *value),
    void *ctx) MUST_USE;

/*
 * Look whether a text member whose field says so (FLD_FILE, FLD_FOLDER) names
 * something that this process may read; other members are fine.
 *
 * E_INPUT  it does not, or is empty
 */
enum err config_named(const struct field *f, const void *object) MUST_USE;

#endif
