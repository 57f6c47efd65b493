"""Start processes, keep them alive, stop them; leave nothing behind.

A child starts in a session of its own, under its own uid, and is told to end
when the supervisor dies, however it dies (PR_SET_PDEATHSIG). The sockets of
responders belong to the supervisor, so a responder that is killed loses no
connection that waits. One thread only: the kernel ties the death signal to
the thread that forked.

SPDX-License-Identifier: Apache-2.0
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


class Failed(Exception):
    """What went wrong, for people."""


def bind_socket(path, gid):
    """Listen on a UNIX socket that only the group may open."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old = os.umask(0o177)
    try:
        s.bind(path)
    finally:
        os.umask(old)
    if os.geteuid() == 0:
        os.chown(path, 0, gid)
    os.chmod(path, 0o660)
    s.listen(1024)
    return s


class Child:
    """One process that is to run all the time."""

    def __init__(self, name, argv, layout, log, groups=None, listen=None,
                 owner=None, env=None):
        self.name, self.argv, self.layout = name, argv, layout
        self.owner, self.groups = owner or name, groups
        self.listen, self.log, self.env = listen, log, env
        self.proc, self.deaths, self.again_at = None, 0, 0.0

    def start(self):
        """Start it; raises Failed when that is not possible."""
        self.started_at = time.monotonic()
        self.proc = spawn(self.argv, self.layout, self.owner, self.log,
                          self.groups, self.listen, self.env)

    def look(self, now):
        """Start it anew if it ended; True when it had ended."""
        if self.proc and self.proc.poll() is None:
            return False
        if self.proc:
            sweep(self.proc.pid)
            self.deaths = self.deaths + 1 if now - self.started_at < 10 else 1
            self.again_at = now + min(0.1 * 2 ** self.deaths, 5.0)
            print(f"{self.name} ended ({self.proc.returncode}); "
                  "starting it again", flush=True)
            self.proc = None
            return True
        if now >= self.again_at:
            self.start()
        return False

    def stop(self, patience_s):
        """Ask it to end; insist after a while."""
        if not self.proc:
            return
        if self.proc.poll() is None:
            self.proc.terminate()
            try:
                self.proc.wait(patience_s)
            except subprocess.TimeoutExpired:
                print(f"{self.name} does not end: killed", flush=True)
        sweep(self.proc.pid)
        self.proc.wait()
        self.proc = None

    def pids(self):
        """List its pid and its children's."""
        if not self.proc or self.proc.poll() is not None:
            return []
        try:
            with open(f"/proc/{self.proc.pid}/task/{self.proc.pid}/children",
                      encoding="ascii") as f:
                return [self.proc.pid, *map(int, f.read().split())]
        except OSError:
            return [self.proc.pid]


def sweep(pid):
    """Kill what is left of a child's session."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def spawn(argv, layout, owner, log, groups=None, listen=None, env=None):
    """Start a program under the uid of owner, output to the log file."""
    parent = os.getpid()

    def prepare():
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if os.getppid() != parent:
            os._exit(1)

    ids = {}
    if layout.root:
        ids = {"user": layout.uid(owner), "group": layout.gid(owner),
               "extra_groups": groups or []}
    with open(log, "ab") as out:
        try:
            return subprocess.Popen(
                argv, stdin=listen or subprocess.DEVNULL, stdout=out,
                stderr=out, close_fds=True, start_new_session=True,
                preexec_fn=prepare, cwd="/", umask=0o077,
                env={"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                     "LANG": "C.UTF-8", **(env or {})}, **ids)
        except OSError as e:
            raise Failed(f"cannot start {argv[0]}: {e}") from e


def tail(path, lines=8):
    """Read the end of a log."""
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            return "".join(f.readlines()[-lines:])
    except OSError:
        return ""


def wait_until(what, ask, children, within_s):
    """Ask until the answer is true; raise Failed when a child keeps dying."""
    end = time.monotonic() + within_s
    while not ask():
        now = time.monotonic()
        for c in children:
            c.look(now)
            if c.deaths > 3:
                raise Failed(f"{c.name} does not start:\n{tail(c.log)}")
        if now > end:
            raise Failed(f"{what}: no answer within {within_s} s")
        time.sleep(0.05)


def say(text):
    """Tell people."""
    print(text, flush=True)
    sys.stdout.flush()
