#!/usr/bin/env python3
"""The whole service on loopback: start it, stop it.

	demo.py start --build BUILD --state DIR --port N [--background]
	demo.py stop --state DIR

start stages an installation, starts MariaDB, the responders, nginx and the
simulated partners, keeps them alive, and calls the timers. Its last line
before it serves is "ready https://localhost:N/". DIR/demo.json tells programs
the rest. stop ends exactly that demo.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import fcntl
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
# pylint: disable=wrong-import-position
from service import Service  # noqa: E402
from supervise import Failed, say  # noqa: E402


def started_at(pid):
    """Say when a process began, in ticks; None when there is none."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii",
                  errors="replace") as f:
            return f.read().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return None


def running(state):
    """Find the supervisor of a state folder; None when it is not there."""
    try:
        with open(os.path.join(state, "demo.pid"), encoding="ascii") as f:
            pid, began = f.read().split()
    except (OSError, ValueError):
        return None
    return int(pid) if started_at(pid) == began else None


def lock(state):
    """Hold the state folder as long as this process lives."""
    os.makedirs(state, exist_ok=True)
    f = open(os.path.join(state, "demo.lock"), "w", encoding="ascii")
    try:
        fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        raise Failed(f"a demo runs in {state} already") from e
    return f


def stop(args):
    """End the demo of a state folder."""
    pid = running(args.state)
    if pid is None:
        say(f"no demo runs in {args.state}")
        return 0
    os.kill(pid, signal.SIGTERM)
    for _ in range(600):
        if running(args.state) != pid:
            say("stopped")
            return 0
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    say("stopped by force")
    return 1


class Stop(Exception):
    """Somebody asked to end."""


def asked_to_stop(_signum, _frame):
    """Turn a signal into an end of the loop; once is enough."""
    for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(s, signal.SIG_IGN)
    raise Stop


def start(args, tell):
    """Serve until asked to stop; tell(text, ok) reports to the caller."""
    for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(s, asked_to_stop)
    os.umask(0o022)
    held, service = None, None
    try:
        held = lock(args.state)
        with open(os.path.join(args.state, "demo.pid"), "w",
                  encoding="ascii") as f:
            f.write(f"{os.getpid()} {started_at(os.getpid())}\n")
        service = Service(args.build, args.state, args.port)
        service.start()
        tell(f"ready https://localhost:{args.port}/", True)
        service.serve()
    except Stop:
        return 0
    except Failed as e:
        tell(f"demo: {e}", False)
        return 1
    finally:
        if service:
            service.stop()
        if held:
            os.unlink(os.path.join(args.state, "demo.pid"))
            held.close()


def start_in_background(args):
    """Start in a process of its own; come back when it is ready."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        os.waitpid(child, 0)
        with os.fdopen(reader, encoding="utf-8") as f:
            text = f.read()
        sys.stdout.write(text[2:])
        return 0 if text.startswith("1 ") else 1
    os.close(reader)
    os.setsid()
    if os.fork():
        os._exit(0)
    os.makedirs(args.state, exist_ok=True)
    log = os.open(os.path.join(args.state, "demo.log"),
                  os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    notes = []

    def tell(text, ok):
        say(text)
        if not notes:
            notes.append(text)
            os.write(writer, f"{int(ok)} {text}\n".encode())
            os.close(writer)

    os._exit(start(args, tell))


def main():
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("verb", choices=["start", "stop"])
    parser.add_argument("--build", default="build")
    parser.add_argument("--state", default="demo-state")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--background", action="store_true")
    args = parser.parse_args()
    args.state = os.path.abspath(args.state)
    if args.verb == "stop":
        return stop(args)
    if args.background:
        return start_in_background(args)
    return start(args, lambda text, ok: print(
        text, file=sys.stdout if ok else sys.stderr, flush=True))


if __name__ == "__main__":
    sys.exit(main())
