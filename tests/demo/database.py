"""A private MariaDB: its folder, its process, its accounts.

SPDX-License-Identifier: Apache-2.0
"""

import os
import subprocess

import secrets_tls as st
from layout import DATABASE
from supervise import Child, Failed, spawn, wait_until

CLIENT = "mariadb"


def sql_text(text):
    """Quote a word that we made ourselves for SQL."""
    if not all(c.isalnum() or c in "-_" for c in text):
        raise Failed(f"not a plain word: {text!r}")
    return "'" + text + "'"


def identified(word):
    """Say how an account proves itself in the demo."""
    return ("IDENTIFIED VIA unix_socket OR mysql_native_password USING "
            f"PASSWORD({sql_text(word)})")


class Database:
    """mariadbd on a UNIX socket of its own."""

    def __init__(self, layout):
        self.layout = layout
        self.data = layout.path("data", "mariadb")
        self.log = layout.path("log", "mariadb.log")
        # A server that starts removes temporary tables that it finds: each
        # needs a folder of its own for them.
        self.tmp = layout.path("data", "tmp")
        layout.own(self.tmp, "mariadb", 0o700)
        self.root_password = st.read(
            st.secret(layout, "ctl", "db-admin", st.password))
        self.passwords = {n: st.read(st.secret(layout, n, "db", st.password))
                          for n in [*DATABASE, "ctl"]}

    def child(self):
        """Describe the server's process."""
        init = self.layout.path("secrets", "mariadb", "init.sql")
        st.give(self.layout, "mariadb", init, (
            "ALTER USER root@localhost " + identified(self.root_password)
            + ";\n").encode())
        return Child("mariadb", [
            "/usr/sbin/mariadbd", "--no-defaults", "--datadir=" + self.data,
            "--socket=" + self.layout.db_socket,
            "--tmpdir=" + self.tmp,
            "--pid-file=" + self.layout.path("data", "pid"),
            "--init-file=" + init, "--skip-networking", "--skip-name-resolve",
            "--secure-timestamp=YES", "--local-infile=OFF",
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_bin", "--max-allowed-packet=64M",
            "--innodb-log-file-size=64M", "--innodb-buffer-pool-size=64M",
            "--innodb-flush-log-at-trx-commit=2", "--performance-schema=OFF",
            "--max-connections=300", "--lc-messages-dir=/usr/share/mysql",
        ], self.layout, self.log)

    def install(self):
        """Make the data folder the first time."""
        if os.path.isdir(os.path.join(self.data, "mysql")):
            return
        proc = spawn([
            "mariadb-install-db", "--no-defaults", "--datadir=" + self.data,
            "--tmpdir=" + self.tmp,
            "--auth-root-authentication-method=socket",
            "--auth-root-socket-user=root", "--skip-test-db",
            "--innodb-log-file-size=64M",
        ], self.layout, "mariadb", self.log, env={"TMPDIR": self.tmp})
        if proc.wait() != 0:
            raise Failed(f"mariadb-install-db failed, see {self.log}")

    def run(self, sql):
        """Run statements as the administrator; the password is in a file."""
        options = self.layout.path("secrets", "admin.cnf")
        if not os.path.exists(options):
            self._options(options)
        return subprocess.run(
            [CLIENT, "--defaults-file=" + options, "--batch",
             "--skip-column-names"], input=sql, text=True,
            capture_output=True, check=False)

    def _options(self, path):
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
        with os.fdopen(fd, "w") as f:
            f.write(f"[client]\nuser=root\npassword={self.root_password}\n"
                    f"socket={self.layout.db_socket}\n")

    def wait(self, children):
        """Wait until the server answers."""
        options = self.layout.path("secrets", "admin.cnf")
        if os.path.exists(options):
            os.unlink(options)
        wait_until("mariadbd", lambda: self.run("SELECT 1").returncode == 0,
                   children, 60)

    def set_passwords(self):
        """Let each account prove itself by password as well."""
        done = self.run("".join(
            f"ALTER USER {sql_text('fernsign-' + n)}@localhost "
            f"{identified(word)};\n" for n, word in self.passwords.items()))
        if done.returncode != 0:
            raise Failed("accounts: " + done.stderr.strip())
