"""Pairs of the demo's responders and openssl's, per CPU-second.

Ours is all that the demo spends, nginx and database included; what is asked by
GET comes out of nginx's cache mostly, what is asked by POST never. openssl ocsp
is a responder of its own, openssl ts a process for each reply. Both sign with
P-256 and are asked one after the other, each on a connection of its own.

SPDX-License-Identifier: Apache-2.0
"""

import os
import resource
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")
TS_CONF = """
[tsa]
default_tsa = own
[own]
serial = {work}/serial
signer_digest = sha256
digests = sha256
default_policy = 1.2.3
ess_cert_id_alg = sha256
"""


def stat(pid):
    """Read a process' parent and what it and its ended children spent."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii",
                  errors="replace") as f:
            fields = f.read().rpartition(")")[2].split()
    except OSError:
        return 0, 0
    return int(fields[1]), sum(map(int, fields[11:15]))


def spent(root):
    """Seconds of CPU of a process and all below it."""
    all_of = {int(p): stat(p) for p in os.listdir("/proc") if p.isdigit()}
    tree, grown = {root}, True
    while grown:
        more = {p for p, (parent, _) in all_of.items() if parent in tree}
        grown = not more <= tree
        tree |= more
    return sum(all_of.get(p, (0, 0))[1] for p in tree) / TICKS


class Responders:
    """Measures how many answers a CPU-second gives."""

    def __init__(self, state, work, ask, seconds):
        self.work, self.ask, self.seconds = work, ask, seconds
        with open(os.path.join(state, "demo.pid"), encoding="ascii") as f:
            self.root = int(f.read().split()[0])
        self.stamper()

    def path(self, name):
        """Name a file of this run."""
        return os.path.join(self.work, name)

    def stamper(self):
        """Make what openssl ts needs."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=bench",
             "-addext", "extendedKeyUsage=critical,timeStamping", "-keyout",
             self.path("ts.key"), "-out", self.path("ts.pem")],
            check=True, capture_output=True)
        with open(self.path("ts.conf"), "w", encoding="ascii") as f:
            f.write(TS_CONF.format(work=self.work))

    def rate(self, root, url, name, media):
        """Ask for some seconds; answers by what the processes spent."""
        before, began = spent(root), time.monotonic()
        answers = self.ask(url, self.path(name), media, self.seconds) \
            * (time.monotonic() - began)
        return answers / (spent(root) - before)

    def openssl_ts(self):
        """Stamp for some seconds, a process each."""
        argv = ["openssl", "ts", "-reply", "-config", self.path("ts.conf"),
                "-queryfile", self.path("tsa"), "-inkey", self.path("ts.key"),
                "-signer", self.path("ts.pem"), "-out", self.path("reply")]
        before, end = resource.getrusage(resource.RUSAGE_CHILDREN), \
            time.monotonic() + self.seconds
        n = 0
        while time.monotonic() < end:
            subprocess.run(argv, check=True, capture_output=True)
            n += 1
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return n / (after.ru_utime + after.ru_stime
                    - before.ru_utime - before.ru_stime)

    def pairs(self, public, openssl_pid, openssl_url):
        """Name both."""
        public = public.replace("localhost", "127.0.0.1")
        media = "application/ocsp-request"
        for how, asked in (("POST", media), ("GET", None)):
            yield (f"certificate status (OCSP), {how}", "per CPU-second",
                   lambda asked=asked: self.rate(
                       self.root, public + "/ocsp", "ocsp", asked),
                   "openssl ocsp, P-256",
                   lambda: self.rate(openssl_pid, openssl_url, "ref", media))
        yield ("time stamp (RFC 3161), all of it", "per CPU-second",
               lambda: self.rate(self.root, public + "/tsa", "tsa",
                                 "application/timestamp-query"),
               "openssl ts -reply, P-256", self.openssl_ts)
