/*
 * Closing the doors behind a worker: no new privileges, not dumpable, no
 * core, seccomp by libseccomp, Landlock where the kernel has it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_SANDBOX_H
#define FERNSIGN_WEB_SANDBOX_H

#include "shared/base/err.h"

enum sandbox {
	SANDBOX_LOCAL,   /* UNIX sockets, reading files, no exec, no internet */
	SANDBOX_NET,     /* as LOCAL, and TCP to partners */
	SANDBOX_PARSER   /* read, write, memory, exit; nothing else */
};

/*
 * Enter a sandbox for good. write_dir, unless NULL, is the one folder below
 * which files may still be written (LOCAL and NET).
 *
 * E_BUG  the kernel refused what it has (logged)
 */
enum err sandbox_enter(enum sandbox s, const char *write_dir) MUST_USE;

#endif
