"""Where everything of one demo stands: folders, ports, uids.

DIR is what the caller named. Processes under other uids must be able to reach
what they use, so where a folder above DIR is closed to them (/root, say), the
data stands in /var/tmp and DIR links to it. Sockets stand in a short folder of
their own: a UNIX socket's path ends at 107 characters.

SPDX-License-Identifier: Apache-2.0
"""

import os
import shutil
import tempfile

RESPONDERS = ["portal", "shop", "ident", "repository", "ocsp", "tsa",
              "signer", "ca", "pdf", "notify", "purge"]
DATABASE = ["portal", "shop", "ident", "repository", "ocsp", "signer", "ca",
            "notify", "purge"]
# Whose sockets may be opened by whom, besides ctl.
CALLERS = {
    "portal": ["nginx"], "shop": ["nginx"], "ident": ["nginx", "portal"],
    "repository": ["nginx"], "ocsp": ["nginx", "portal"],
    "tsa": ["nginx", "portal"],
    "signer": ["portal", "ca"], "ca": ["portal", "ident", "ocsp"],
    "pdf": ["portal"], "notify": ["signer"], "purge": [],
}
UID_BASE = 58000
UIDS = {name: UID_BASE + i for i, name in enumerate(
    ["nginx", *RESPONDERS, "ctl", "mariadb", "partners"])}
# Distance of each port from the portal's.
PORTS = {"portal": 0, "app": 1, "public": 37, "inbox": -18,
         "identity_tm": -17, "redirect": -16, "eid_client": -19,
         "eid_soap": -15, "shop": -14, "eid_paos": -12, "smtp": -11,
         "gateway": -10}


class Layout:
    """Paths, ports and uids of one demo."""

    def __init__(self, directory, port):
        self.dir = os.path.abspath(directory)
        self.root = os.geteuid() == 0
        self.port = {name: port + off for name, off in PORTS.items()}

    def uid(self, name):
        """Say the uid of a process: its own, or ours for all."""
        return UIDS[name] if self.root else os.geteuid()

    def gid(self, name):
        """Say the gid of a process."""
        return UIDS[name] if self.root else os.getegid()

    def groups(self, name):
        """List the groups that let a process open others' sockets."""
        if not self.root:
            return None
        return [UIDS[s] for s, callers in CALLERS.items()
                if name in callers or name == "ctl"]

    def path(self, *parts):
        """Name something in the data folder."""
        return os.path.join(self.home, *parts)

    def socket(self, name):
        """Name a responder's socket."""
        return os.path.join(self.run, name + ".sock")

    def open(self):
        """Make the folders; an old run folder of this demo is removed."""
        os.makedirs(self.dir, mode=0o755, exist_ok=True)
        self.home = self._home()
        for name in ("data", "secrets", "state", "log", "nginx", "state/fault"):
            os.makedirs(self.path(name), mode=0o755, exist_ok=True)
        os.chmod(self.path("state/fault"), 0o777)
        self._run_folder()
        for name in [*RESPONDERS, "ctl"]:
            self.own(self.path("state", name), name, 0o700)
            self.own(self.path("secrets", name), name, 0o700)
        self.own(self.path("data"), "mariadb", 0o700)
        self.own(self.path("secrets", "mariadb"), "mariadb", 0o700)
        self.own(self.path("secrets", "partners"), "partners", 0o700)
        self.own(self.path("secrets", "nginx"), "nginx", 0o700)
        self.own(self.path("nginx"), "nginx", 0o700)

    def own(self, path, name, mode):
        """Make a folder that belongs to one process."""
        os.makedirs(path, exist_ok=True)
        os.chmod(path, mode)
        if self.root:
            os.chown(path, self.uid(name), self.gid(name))

    def _home(self):
        """Choose where data stands: DIR, or a reachable folder it links to."""
        link = os.path.join(self.dir, "home")
        if os.path.islink(link) and os.path.isdir(link):
            return os.path.realpath(link)
        if not self.root or reachable(self.dir):
            return self.dir
        home = tempfile.mkdtemp(prefix="fernsign-demo-", dir="/var/tmp")
        os.chmod(home, 0o755)
        if os.path.islink(link):
            os.unlink(link)
        os.symlink(home, link)
        return home

    def _run_folder(self):
        """Make the short folder for sockets and link DIR/run to it."""
        link = os.path.join(self.dir, "run")
        if os.path.islink(link):
            shutil.rmtree(os.path.realpath(link), ignore_errors=True)
            os.unlink(link)
        self.run = tempfile.mkdtemp(prefix="fernsign-", dir="/tmp")
        os.chmod(self.run, 0o755)
        os.symlink(self.run, link)
        self.own(os.path.join(self.run, "db"), "mariadb", 0o755)
        self.db_socket = os.path.join(self.run, "db", "mariadb.sock")

    def link(self):
        """Let DIR show what stands elsewhere because of its uids."""
        if self.home == self.dir:
            return
        for name in ("fernsign.conf", "tls-ca.pem", "root.pem", "log",
                     "state"):
            at = os.path.join(self.dir, name)
            if not os.path.lexists(at):
                os.symlink(self.path(name), at)

    def close(self):
        """Remove what lives only as long as the processes."""
        shutil.rmtree(self.run, ignore_errors=True)
        for name in ("run", "demo.json"):
            try:
                os.unlink(os.path.join(self.dir, name))
            except FileNotFoundError:
                pass


def reachable(path):
    """Say whether any uid may walk to a folder."""
    while True:
        if not os.stat(path).st_mode & 0o001:
            return False
        if path == "/":
            return True
        path = os.path.dirname(path)
