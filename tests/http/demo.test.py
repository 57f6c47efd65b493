#!/usr/bin/env python3
"""The demo as a program: secrets, restarts, two at once, nothing left behind.

Uses a second demo of its own beside the one that FERNSIGN_DEMO names.

SPDX-License-Identifier: Apache-2.0
"""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEMO = os.path.join(TESTS, "demo", "demo.py")
BUILD = os.environ["FERNSIGN_BUILD"]


def load(path):
    """Read a demo.json."""
    with open(path, encoding="utf-8") as f:
        return json.load(f)


FIRST = load(os.environ["FERNSIGN_DEMO"])
PORT = int(FIRST["portal"].rsplit(":", 1)[1]) + 100


def run(state, *args):
    """Run the demo's command; return its exit status and output."""
    done = subprocess.run([DEMO, *args, "--state", state], text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stdout + done.stderr


def start(state):
    """Start the second demo in the background."""
    return run(state, "start", "--build", BUILD, "--port", str(PORT),
               "--background")


def all_pids(demo):
    """List every process that a demo names."""
    return [p for pids in demo["pids"].values() for p in pids]


def alive(pids):
    """List those that still are there and no zombies."""
    found = []
    for p in pids:
        try:
            with open(f"/proc/{p}/stat", encoding="ascii",
                      errors="replace") as f:
                if f.read().rsplit(")", 1)[1].split()[0] != "Z":
                    found.append(p)
        except OSError:
            pass
    return found


def gone(pids, within_s=15):
    """Wait until none of them is there."""
    end = time.monotonic() + within_s
    while alive(pids) and time.monotonic() < end:
        time.sleep(0.1)
    return not alive(pids)


def secrets_are_private():
    """Each secret is a file for the one uid that uses it."""
    home = os.path.dirname(FIRST["state"])
    for folder, _, files in os.walk(os.path.join(home, "secrets")):
        for name in files:
            st = os.stat(os.path.join(folder, name))
            assert stat.S_IMODE(st.st_mode) == 0o400, (folder, name)
            owner = os.path.basename(folder)
            if not FIRST["one_uid"] and owner in FIRST["uids"]:
                assert st.st_uid == FIRST["uids"][owner], (folder, name)


def config_holds_no_secret():
    """fernsign.conf is readable by all, so nothing secret stands in it."""
    with open(FIRST["config"], encoding="utf-8") as f:
        text = f.read()
    words = [FIRST["shop"]["secret"], FIRST["ident"]["secret"],
             FIRST["db"]["admin"]["password"]]
    words += [a["password"] for a in FIRST["db"]["accounts"].values()]
    assert not [w for w in words if w in text]
    for pid in all_pids(FIRST):
        for what in ("cmdline", "environ"):
            try:
                with open(f"/proc/{pid}/{what}", "rb") as f:
                    seen = f.read()
            except OSError:
                continue
            assert not [w for w in words if w.encode() in seen], (pid, what)


def each_process_has_its_own_uid():
    """As root no two processes share a uid, and none is root."""
    if FIRST["one_uid"]:
        print("SKIPPED: ALL PROCESSES SHARE ONE UID")
        return
    uids = {}
    for name, pids in FIRST["pids"].items():
        for pid in pids:
            uids.setdefault(name, set()).add(os.stat(f"/proc/{pid}").st_uid)
    partners = {"inbox", "identity_tm", "eid_client", "eid_server",
                "shop_partner"}
    seen = [u for n, us in uids.items() if n not in partners for u in us]
    assert 0 not in seen
    assert len(seen) == len(set(seen)), uids


def a_second_one_runs_beside(state):
    """Two demos, two folders, two ports; the folder is not shared."""
    code, text = start(state)
    assert code == 0, text
    assert text.strip().split("\n")[-1] == f"ready https://localhost:{PORT}/"
    second = load(os.path.join(state, "demo.json"))
    assert not set(all_pids(second)) & set(all_pids(FIRST))
    code, text = start(state)
    assert code != 0 and "runs in" in text, text
    with urllib.request.urlopen(second["inbox"] + "/messages") as r:
        assert json.load(r) == []


def a_dead_process_comes_back(state):
    """Whatever dies is started again; demo.json follows."""
    before = load(os.path.join(state, "demo.json"))["pids"]
    victims = {n: before[n][0] for n in ("portal", "nginx", "inbox")}
    for pid in victims.values():
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        now = load(os.path.join(state, "demo.json"))["pids"]
        if all(now.get(n) and now[n][0] != p for n, p in victims.items()):
            break
        time.sleep(0.2)
    else:
        raise AssertionError(f"not back: {victims} {now}")
    ctl = load(os.path.join(state, "demo.json"))
    for _ in range(50):
        if subprocess.run([ctl["ctl"], "-c", ctl["config"], "status"],
                          capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    raise AssertionError("status does not recover")


def stop_leaves_nothing(state):
    """--stop ends this demo and no other."""
    demo = load(os.path.join(state, "demo.json"))
    code, text = run(state, "stop")
    assert code == 0, text
    assert gone(all_pids(demo)), alive(all_pids(demo))
    assert not os.path.exists(os.path.join(state, "demo.json"))
    assert not os.path.exists(os.path.dirname(demo["sockets"]["portal"]))
    assert alive(load(os.environ["FERNSIGN_DEMO"])["pids"]["mariadb"])
    code, text = run(state, "stop")
    assert code == 0 and "no demo" in text, text


def it_starts_again_with_its_data(state):
    """A second start keeps keys and rows; kill -9 leaves nothing running."""
    with open(os.path.join(state, "root.pem"), encoding="ascii") as f:
        root = f.read()
    code, text = start(state)
    assert code == 0, text
    with open(os.path.join(state, "root.pem"), encoding="ascii") as f:
        assert f.read() == root
    demo = load(os.path.join(state, "demo.json"))
    with open(os.path.join(state, "demo.pid"), encoding="ascii") as f:
        os.kill(int(f.read().split()[0]), signal.SIGKILL)
    assert gone(all_pids(demo)), alive(all_pids(demo))
    code, text = start(state)
    assert code == 0, text
    code, text = run(state, "stop")
    assert code == 0, text


def main():
    """Run them in order; the second demo passes through all of its life."""
    state = tempfile.mkdtemp(prefix="fernsign-second-", dir="/var/tmp")
    os.chmod(state, 0o755)
    tests = [secrets_are_private, config_holds_no_secret,
             each_process_has_its_own_uid]
    life = [a_second_one_runs_beside, a_dead_process_comes_back,
            stop_leaves_nothing, it_starts_again_with_its_data]
    failed = 0
    for t in [*tests, *[lambda f=f: f(state) for f in life]]:
        try:
            t()
        except Exception:  # pylint: disable=broad-except
            failed += 1
            print("FAIL")
            traceback.print_exc()
    run(state, "stop")
    shutil.rmtree(state, ignore_errors=True)
    total = len(tests) + len(life)
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
