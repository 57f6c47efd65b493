/*
 * Seccomp by allow lists, Landlock for writing. See sandbox.h.
 *
 * A call that is not listed fails with EPERM: a library that merely asks goes
 * on, and nothing is done for it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "shared/web/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shared/base/log.h"

#define DIRS_MAX 4

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true /* it reserves address space without end */
#else
#define SANITIZED false
#endif

static const char *allowed_dirs[DIRS_MAX];
static size_t nallowed;

/* clang-format off */
/* Ends the process in every sandbox: nothing of ours ever asks for it. */
static const int killed[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
	SCMP_SYS(bpf), SCMP_SYS(mount), SCMP_SYS(unshare), SCMP_SYS(setns),
	SCMP_SYS(keyctl), SCMP_SYS(init_module), SCMP_SYS(finit_module),
	SCMP_SYS(kexec_load), SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup),
};

/* Read, write, memory, time, exit. */
static const int parser_calls[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev),
	SCMP_SYS(close), SCMP_SYS(shutdown), SCMP_SYS(poll), SCMP_SYS(ppoll),
	SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(recvfrom),
	SCMP_SYS(sendto), SCMP_SYS(lseek), SCMP_SYS(fstat),
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(futex),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getrusage),
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(tgkill),
	SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* What a responder needs beyond: files, sockets, children. */
static const int local_calls[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(lstat),
	SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
	SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(getdents64),
	SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(ftruncate),
	SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(rename),
	SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(unlink),
	SCMP_SYS(unlinkat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat),
	SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
	SCMP_SYS(umask), SCMP_SYS(flock), SCMP_SYS(fcntl), SCMP_SYS(ioctl),
	SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(pipe),
	SCMP_SYS(pipe2), SCMP_SYS(eventfd2), SCMP_SYS(close_range),
	SCMP_SYS(connect), SCMP_SYS(accept), SCMP_SYS(accept4),
	SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvmsg),
	SCMP_SYS(recvmmsg), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt),
	SCMP_SYS(getsockname), SCMP_SYS(getpeername),
	SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait), SCMP_SYS(clone), SCMP_SYS(fork),
	SCMP_SYS(vfork), SCMP_SYS(wait4), SCMP_SYS(waitid),
	SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list),
	SCMP_SYS(rseq), SCMP_SYS(set_tid_address), SCMP_SYS(membarrier),
	SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
	SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
	SCMP_SYS(getegid), SCMP_SYS(getppid), SCMP_SYS(kill),
	SCMP_SYS(prctl), SCMP_SYS(prlimit64), SCMP_SYS(getrlimit),
	SCMP_SYS(setrlimit), SCMP_SYS(nanosleep), SCMP_SYS(clock_getres),
	SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(alarm),
	SCMP_SYS(adjtimex), SCMP_SYS(clock_adjtime), /* to read: tsa */
	SCMP_SYS(setitimer), SCMP_SYS(mlock2), SCMP_SYS(rt_sigpending),
	SCMP_SYS(rt_sigtimedwait), SCMP_SYS(seccomp),
	SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_restrict_self),
};

/* Families of sockets: UNIX for all; names and TCP with SANDBOX_NET. */
static const int net_families[] = { AF_INET, AF_INET6, AF_NETLINK };
/* clang-format on */

enum err
sandbox_allow(const char *dir)
{
	if (nallowed == DIRS_MAX)
		return E_LIMIT;
	allowed_dirs[nallowed++] = dir;
	return E_OK;
}

enum err
sandbox_limit(int64_t cpu_s, int64_t memory_bytes)
{
	const struct rlimit cpu = { (rlim_t)cpu_s, (rlim_t)cpu_s + 1 };
	const struct rlimit memory = { (rlim_t)memory_bytes,
		(rlim_t)memory_bytes };

	if (setrlimit(RLIMIT_CPU, &cpu) ||
	    (!SANITIZED && setrlimit(RLIMIT_AS, &memory)))
		return log_err(E_BUG, "sandbox.limit", "errno=%d", errno);
	return E_OK;
}

static int
add_all(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t n)
{
	int rc = 0;
	size_t i;

	for (i = 0; !rc && i < n; i++)
		rc = seccomp_rule_add(ctx, action, calls[i], 0);
	return rc;
}

/* Memory may be had, but never writable and executable in turn. */
static int
add_memory(scmp_filter_ctx ctx)
{
	const struct scmp_arg_cmp no_exec =
	    SCMP_A2(SCMP_CMP_MASKED_EQ, 0x4 /* PROT_EXEC */, 0);
	int rc;

	if (!(rc = seccomp_rule_add(
		  ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_exec)))
		rc = seccomp_rule_add(
		    ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec);
	return rc;
}

static int
add_family(scmp_filter_ctx ctx, int family)
{
	const struct scmp_arg_cmp is =
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family, 0);
	int rc;

	if (!(rc = seccomp_rule_add(
		  ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, is)))
		rc = seccomp_rule_add(
		    ctx, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 1, is);
	return rc;
}

/* Put the lists of a sandbox together. */
static int
add_rules(scmp_filter_ctx ctx, enum sandbox s)
{
	int rc;
	size_t i;

	if ((rc = add_all(ctx, SCMP_ACT_KILL_PROCESS, killed, COUNT(killed))) ||
	    (rc = add_all(
		 ctx, SCMP_ACT_ALLOW, parser_calls, COUNT(parser_calls))) ||
	    (rc = add_memory(ctx)) || s == SANDBOX_PARSER)
		return rc;
	/* glibc falls back to clone, whose flags are seen, on ENOSYS. */
	if ((rc = seccomp_rule_add(
		 ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0)) ||
	    (rc = add_all(
		 ctx, SCMP_ACT_ALLOW, local_calls, COUNT(local_calls))) ||
	    (rc = add_family(ctx, AF_UNIX)) || s == SANDBOX_LOCAL)
		return rc;
	for (i = 0; !rc && i < COUNT(net_families); i++)
		rc = add_family(ctx, net_families[i]);
	return rc;
}

static enum err
enter_seccomp(enum sandbox s)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = -ENOMEM;

	if (ctx && !(rc = add_rules(ctx, s)))
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	if (rc)
		return log_err(E_BUG, "sandbox.seccomp", "errno=%d", -rc);
	return E_OK;
}

/* Everything that changes a file system, as far as this kernel knows it. */
static uint64_t
changes(long abi)
{
	uint64_t all = LANDLOCK_ACCESS_FS_WRITE_FILE |
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
	    LANDLOCK_ACCESS_FS_MAKE_SYM;

	if (abi >= 2)
		all |= 1ULL << 13; /* LANDLOCK_ACCESS_FS_REFER */
	if (abi >= 3)
		all |= 1ULL << 14; /* LANDLOCK_ACCESS_FS_TRUNCATE */
	return all;
}

/* Except what lies below a folder; one that is not there stays closed. */
static void
except_dir(int ruleset, uint64_t all, const char *dir)
{
	struct landlock_path_beneath_attr below = { .allowed_access = all };

	below.parent_fd = open(dir, O_PATH | O_CLOEXEC);
	if (below.parent_fd < 0)
		return;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		&below, 0))
		log_line(LOG_WARN, "sandbox.landlock", "dir=%s errno=%d", dir,
		    errno);
	close(below.parent_fd);
}

/* Writing only below the allowed folders; kernels without it go without. */
static enum err
enter_landlock(const char *write_dir)
{
	struct landlock_ruleset_attr attr = { 0 };
	size_t i;
	long abi;
	int ruleset;
	long rc;

	abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 0)
		return E_OK;
	attr.handled_access_fs = changes(abi);
	ruleset =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0)
		return log_err(E_BUG, "sandbox.landlock", "errno=%d", errno);
	if (write_dir)
		except_dir(ruleset, attr.handled_access_fs, write_dir);
	for (i = 0; i < nallowed; i++)
		except_dir(ruleset, attr.handled_access_fs, allowed_dirs[i]);
	rc = syscall(SYS_landlock_restrict_self, ruleset, 0);
	close(ruleset);
	if (rc)
		return log_err(E_BUG, "sandbox.landlock", "errno=%d", errno);
	return E_OK;
}

enum err
sandbox_enter(enum sandbox s, const char *write_dir)
{
	const struct rlimit no_core = { 0, 0 };
	enum err r;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
	    setrlimit(RLIMIT_CORE, &no_core))
		return log_err(E_BUG, "sandbox.prctl", "errno=%d", errno);
	if (s != SANDBOX_PARSER && (r = enter_landlock(write_dir)))
		return r;
	return enter_seccomp(s);
}
