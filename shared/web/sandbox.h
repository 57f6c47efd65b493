/*
 * Closing the doors behind a worker: no new privileges, not dumpable, no
 * core, seccomp by libseccomp, Landlock where the kernel has it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FERNSIGN_WEB_SANDBOX_H
#define FERNSIGN_WEB_SANDBOX_H

#include <stdint.h>

#include "shared/base/err.h"

enum sandbox {
	SANDBOX_LOCAL, /* UNIX sockets, reading files, no exec, no internet */
	SANDBOX_NET,   /* as LOCAL, and TCP to partners */
	SANDBOX_PARSER /* read, write, memory, exit; nothing else */
};

/*
 * Leave one more folder writable in a sandbox entered later; dir is borrowed
 * for ever.
 *
 * E_LIMIT  more than four
 */
enum err sandbox_allow(const char *dir) MUST_USE;

/*
 * Limit what the process may use from now on: it is killed when it exceeds
 * cpu_s, and its allocations fail above memory_bytes of address space.
 *
 * E_BUG  the kernel refused (logged)
 */
enum err sandbox_limit(int64_t cpu_s, int64_t memory_bytes) MUST_USE;

/*
 * Enter a sandbox for good. write_dir, unless NULL, is the one folder below
 * which files may still be written (LOCAL and NET).
 *
 * A call that is not allowed fails with EPERM; execve, ptrace and their kin
 * end the process.
 *
 * E_BUG  the kernel refused what it has (logged)
 */
enum err sandbox_enter(enum sandbox s, const char *write_dir) MUST_USE;

#endif
