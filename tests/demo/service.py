"""All processes of a demo: in which order they start, what they are told.

SPDX-License-Identifier: Apache-2.0
"""

import filecmp
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

import secrets_tls as st
import settings
from database import Database
from layout import CALLERS, DATABASE, RESPONDERS, Layout
from supervise import Child, Failed, bind_socket, say, spawn, tail, wait_until

# Timers: seconds between two calls of fernsign-ctl tick NAME.
TICKS = {"notify": 1, "portal": 2, "ca": 2, "ident": 5, "signer": 30,
         "ocsp": 60, "purge": 60}
# What each partner is called among the pids, and its program.
PARTNERS = {"inbox": "inbox.mjs", "identity_tm": "identity-tm.mjs",
            "eid_client": "eid-client.mjs", "eid_server": "eid_server",
            "shop_partner": "shop.mjs"}
# Ports that must be free before anything is started.
OWN_PORTS = ["portal", "public", "inbox", "identity_tm", "eid_client",
             "eid_soap", "eid_paos", "shop", "smtp", "gateway"]


class Service:
    """One demo."""

    def __init__(self, build, state, port):
        self.build = os.path.abspath(build)
        self.source = os.path.dirname(os.path.dirname(os.path.dirname(
            os.path.abspath(__file__))))
        self.layout = Layout(state, port)
        self.children, self.listening, self.ticking = [], {}, {}
        self.due = {}
        self.written = None

    def start(self):
        """Start everything and wait until everything answers."""
        self._ports_free()
        self.layout.open()
        if not self.layout.root:
            say("NOT ROOT: ALL PROCESSES SHARE ONE UID; WHAT SEPARATES THEM "
                "IS NOT TESTED HERE")
        self._stage()
        st.tls(self.layout)
        self._words()
        self._database()
        self._responders()
        self._nginx()
        self._partners()
        self._ready()
        self.layout.link()
        self._demo_json()

    def serve(self):
        """Keep everything alive and call the timers, for ever."""
        while True:
            now = time.monotonic()
            for c in self.children:
                c.look(now)
            self._tick(now)
            if self._pids() != self.written:
                self._demo_json()
            time.sleep(0.1)

    def stop(self):
        """Stop everything, last started first."""
        for proc in self.ticking.values():
            proc.kill()
            proc.wait()
        for c in reversed(self.children):
            c.stop(10 if c.name == "mariadb" else 5)
        for s in self.listening.values():
            s.close()
        if hasattr(self.layout, "run"):
            self.layout.close()

    def _ports_free(self):
        for name in OWN_PORTS:
            with socket.socket() as s:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    s.bind(("127.0.0.1", self.layout.port[name]))
                except OSError as e:
                    raise Failed(f"port {self.layout.port[name]} ({name}): "
                                 f"{e.strerror}; choose another --port") from e

    def _stage(self):
        """Install into the state folder, as an operator would."""
        self.stage = self.layout.path("stage")
        log = self.layout.path("log", "install.log")
        with open(log, "wb") as out:
            done = subprocess.run(
                ["make", "-C", self.build, "install", "DESTDIR=",
                 "prefix=" + self.stage, "sysconfdir=" + self.stage + "/etc",
                 "fernsignrundir=" + self.layout.run,
                 "nginxtmpdir=" + self.layout.path("nginx"),
                 "nginxlogdir=" + self.layout.path("nginx"),
                 "systemdunitdir=" + self.stage + "/systemd",
                 "sysusersdir=" + self.stage + "/sysusers",
                 "tmpfilesdir=" + self.stage + "/tmpfiles"],
                stdout=out, stderr=out, check=False)
        if done.returncode != 0:
            raise Failed("make install failed:\n" + tail(log))
        self.conf_dir = os.path.join(self.stage, "etc", "fernsign")
        self.ctl = os.path.join(self.stage, "sbin", "fernsign-ctl")
        self._stage_partners()

    def _stage_partners(self):
        """Copy the partners to where their uid can read them."""
        tests = os.path.join(self.source, "tests")
        there = os.path.join(self.stage, "partners")
        shutil.copytree(os.path.join(tests, "partners"), there,
                        ignore=shutil.ignore_patterns("*.c", "*.h"),
                        dirs_exist_ok=True)
        shutil.copy(os.path.join(self.build, "tests", "partners",
                                 "eid_server"), there)
        shutil.copy(os.path.join(tests, "package.json"), there)
        lock = os.path.join(tests, "package-lock.json")
        kept = os.path.join(there, "package-lock.json")
        if not (os.path.exists(kept) and
                filecmp.cmp(lock, kept, shallow=False)):
            packages = os.path.join(there, "node_modules")
            shutil.rmtree(packages, ignore_errors=True)
            shutil.copytree(
                os.path.join(tests, "node_modules"), packages,
                ignore=shutil.ignore_patterns("playwright-core", "axe-core"))
            shutil.copy(lock, kept)
        open_to_all(there)

    def _words(self):
        """Make or find the secrets, and write the configuration."""
        lay = self.layout
        self.db = Database(lay)
        self.gateway_token = st.secret(lay, "notify", "gateway", st.password)
        self.ident_secret = st.secret(lay, "ca", "identity-tm", st.webhook)
        self.link_secret = st.secret(lay, "ident", "identity-tm-link",
                                     st.password)
        words = {n: {"db_password_file": lay.path("secrets", n, "db")}
                 for n in DATABASE}
        words["ctl"] = {"admin_password_file":
                        lay.path("secrets", "ctl", "db-admin"),
                        "db_password_file": lay.path("secrets", "ctl", "db")}
        words["common"] = {
            "share_dir": os.path.join(self.stage, "share", "fernsign"),
            "legal_dir": os.path.join(self.stage, "share", "fernsign", "www",
                                      "legal")}
        words["shop"]["secret_dir"] = lay.path("secrets", "shop")
        words["notify"].update({
            "smtp_url": f"smtp://127.0.0.1:{lay.port['smtp']}",
            "gateway_url":
                f"http://127.0.0.1:{lay.port['gateway']}/messages",
            "gateway_token_file": self.gateway_token})
        words["ident"].update(settings.ident(lay, self.link_secret))
        words["ca"].update({
            "eid_server_cert": lay.path("state", "eid-server-sign.pem"),
            "identity_tm_secret_file": self.ident_secret})
        words["pki"] = {"organization": "fernsign demo"}
        words["tsa"] = {"clock_check": "no"}  # a container has no NTP daemon
        self.config = settings.fernsign(
            lay, os.path.join(
                self.stage, "share", "fernsign", "fernsign.conf.sample"), words)

    def _ctl(self, *args):
        """Run the operator's command; raise Failed with what it said."""
        done = subprocess.run([self.ctl, "-c", self.config, *args],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"fernsign-ctl {' '.join(args)}: "
                         f"{done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def _add(self, child):
        self.children.append(child)
        child.start()
        return child

    def _database(self):
        lay = self.layout
        self.db.install()
        self._add(self.db.child())
        self.db.wait(self.children)
        self._ctl("migrate")
        self.db.set_passwords()
        self._ctl("pki", "init")
        self._ctl("pki", "trusted-list")
        shutil.copyfile(lay.path("state", "pki", "root.pem"),
                        lay.path("root.pem"))
        self.shop_secret = self._shop()

    def _shop(self):
        """Register the shop the first time; its secret stays in a file."""
        path = self.layout.path("secrets", "shop", "demo-shop")
        if not os.path.exists(path):
            return self._ctl("shop", "add", "demo-shop").strip()
        return st.read(path).split("\n", maxsplit=1)[0]

    def _responders(self):
        lay = self.layout
        for name in RESPONDERS:
            self.listening[name] = bind_socket(lay.socket(name), lay.gid(name))
            self._add(Child(
                name, [os.path.join(self.stage, "libexec", "fernsign",
                                    "fernsign-" + name), "-c", self.config],
                lay, lay.path("log", name + ".log"),
                groups=lay.groups(name), listen=self.listening[name]))

    def _nginx(self):
        lay = self.layout
        conf = settings.nginx(lay, os.path.join(self.conf_dir, "nginx"))
        log = lay.path("log", "nginx.log")
        if lay.root:
            with open(log, "ab"):
                os.chown(log, lay.uid("nginx"), lay.gid("nginx"))
        self._add(Child("nginx", [
            "/usr/sbin/nginx", "-p", lay.path("nginx"), "-e", log, "-c", conf],
            lay, log, groups=lay.groups("nginx")))

    def _partners(self):
        lay = self.layout
        folder = os.path.join(self.stage, "partners")
        conf = settings.partners(lay, os.path.join(
            self.stage, "share", "fernsign"), {
                "ident_secret": st.read(self.ident_secret),
                "link_secret": st.read(self.link_secret),
                "gateway_token": st.read(self.gateway_token),
                "shop_secret": self.shop_secret})
        for name, program in PARTNERS.items():
            how = ["node"] if program.endswith(".mjs") else []
            self._add(Child(name, [*how, os.path.join(folder, program), conf],
                            lay,
                            lay.path("log", name + ".log"), owner="partners"))

    def _ready(self):
        """Wait until each process answers."""
        for name in self.listening:
            wait_until(name, lambda n=name: self._status_ok(n),
                       self.children, 30)
        context = ssl.create_default_context(
            cafile=self.layout.path("tls-ca.pem"))
        port = self.layout.port
        for what, url in (
                ("portal", f"https://localhost:{port['portal']}/"),
                ("public", f"http://localhost:{port['public']}/repository"),
                ("inbox", f"http://localhost:{port['inbox']}/")):
            wait_until(what, lambda u=url: answers(u, context),
                       self.children, 30)

    def _status_ok(self, name):
        done = subprocess.run([self.ctl, "-c", self.config, "status", name],
                              capture_output=True, check=False)
        return done.returncode == 0

    def _tick(self, now):
        """Call the timers that are due, each when its last call has ended."""
        for name, period_s in TICKS.items():
            proc = self.ticking.get(name)
            if (proc and proc.poll() is None) or now < self.due.get(name, 0):
                continue
            self.due[name] = now + period_s
            self.ticking[name] = spawn(
                [self.ctl, "-c", self.config, "tick", name], self.layout,
                "ctl", self.layout.path("log", "tick.log"),
                self.layout.groups("ctl"))

    def _pids(self):
        return {c.name: c.pids() for c in self.children}

    def _demo_json(self):
        """Tell programs what they need (contracts, section 1)."""
        lay, p = self.layout, self.layout.port
        base = f"https://localhost:{p['portal']}"
        self.written = self._pids()
        settings.write(os.path.join(lay.dir, "demo.json"), json.dumps({
            "portal": base, "public": f"http://localhost:{p['public']}",
            "inbox": f"http://localhost:{p['inbox']}",
            "tls_ca": lay.path("tls-ca.pem"),
            "trust_anchor": lay.path("root.pem"),
            "trusted_list": f"http://localhost:{p['public']}/tl/tl.xml",
            "ctl": self.ctl, "config": self.config,
            "db": {"socket": lay.db_socket, "name": "fernsign", "admin": {
                "user": "root", "password": self.db.root_password},
                "accounts": {n: {"user": "fernsign-" + n, "password": w}
                             for n, w in self.db.passwords.items()}},
            "sockets": {n: lay.socket(n) for n in CALLERS},
            "pids": self.written,
            "uids": {n: lay.uid(n) for n in ["nginx", *RESPONDERS, "ctl",
                                             "mariadb", "partners"]},
            "one_uid": not lay.root, "state": lay.path("state"),
            "logs": lay.path("log"),
            "shop": {"url": base + "/shop/orders", "id": "demo-shop",
                     "secret": self.shop_secret},
            "ident": {"url": base + "/ident/identity-tm/events",
                      "secret": st.read(self.ident_secret)},
            "partners": {
                "identity_tm": f"http://localhost:{p['identity_tm']}",
                "eid_client": f"http://127.0.0.1:{p['eid_client']}",
                "eid_server": f"https://localhost:{p['eid_soap']}",
                "shop": f"http://localhost:{p['shop']}"},
        }, indent=1) + "\n", 0o600)


def open_to_all(top):
    """Let every uid read a folder, whatever the checkout's modes are."""
    for folder, _, files in os.walk(top):
        os.chmod(folder, 0o755)
        for name in files:
            path = os.path.join(folder, name)
            mode = os.stat(path).st_mode
            os.chmod(path, 0o755 if mode & 0o100 else 0o644)


def answers(url, context):
    """Say whether an address answers with a page."""
    try:
        with urllib.request.urlopen(url, timeout=5, context=context) as r:
            return r.status == 200
    except (urllib.error.URLError, OSError):
        return False
