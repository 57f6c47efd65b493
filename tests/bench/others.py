"""Pairs of whole processes: one file signed by us and by other signers.

All get the same RSA-3072 key, certificate and file, which has an empty field
for those who need one. Those that are not there are left out, and said in
capitals; pyHanko and DSS are brought by tests/interop/judges/install.

SPDX-License-Identifier: Apache-2.0
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SIZES = [("100 KB", (1, 400, 330, 6)), ("1 MB", (1, 1240, 1200, 6)),
         ("10 MB", (1, 1240, 600, 6, 10 * 1024 * 1024))]


class Others:
    """Measures whole processes, in CPU time."""

    def __init__(self, build, work):
        self.build, self.work = build, work
        self.judges = os.path.join(build, "judges")
        self.keys()
        self.files()
        said = subprocess.run(
            [os.path.join(TESTS, "interop", "judges", "install"), self.judges],
            check=True, capture_output=True, text=True).stdout
        print(said, end="")

    def path(self, name):
        """Name a file of this run."""
        return os.path.join(self.work, name)

    def run(self, *argv):
        """Run a step of the preparations."""
        subprocess.run(argv, check=True, capture_output=True, cwd=self.work)

    def keys(self):
        """Make one key and certificate in the shapes that signers like."""
        usual = os.umask(0o077)
        self.run("openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes",
                 "-subj", "/CN=Erika Mustermann", "-days", "30", "-keyout",
                 "signer.key", "-out", "signer.pem")
        self.run("openssl", "pkcs12", "-export", "-inkey", "signer.key", "-in",
                 "signer.pem", "-name", "bench", "-out", "signer.p12",
                 "-passout", "pass:")
        if shutil.which("certutil"):
            os.mkdir(self.path("nss"))
            self.run("certutil", "-N", "-d", "nss", "--empty-password")
            self.run("pk12util", "-i", "signer.p12", "-d", "nss", "-W", "",
                     "-K", "")
        os.umask(usual)

    def files(self):
        """Make the files: scans with an empty field."""
        sys.path.insert(0, os.path.join(TESTS, "samples"))
        samples = SourceFileLoader("samples", os.path.join(
            TESTS, "samples", "samples.py")).load_module()
        for size, args in SIZES:
            with open(self.path(size), "wb") as f:
                f.write(samples.scan(*args, empty_field=True))

    def field(self, size):
        """Find the number of the field's object, which mutool asks for."""
        with open(self.path(size), "rb") as f:
            return re.search(rb"(\d+) 0 obj\n<< /Type /Annot /Subtype /Widget",
                             f.read()).group(1).decode()

    def commands(self, size):
        """Name other signers and their commands; the last but one is the file.
        """
        file, out = self.path(size), self.path("out.pdf")
        nss = ["pdfsig", "-nssdir", self.path("nss"), "-nss-pwd", "", "-nick",
               "bench"]
        return [
            ("mutool sign", ["mutool", "sign", "-s", self.path("signer.p12"),
                             "-P", "", "-o", out, file, self.field(size)]),
            ("pdfsig -add-signature", [*nss, "-add-signature", file, out]),
            ("pdfsig -sign -etsi", [*nss, "-sign", "Unterschrift", "-etsi",
                                    file, out]),
            ("pyHanko", [os.path.join(self.judges, "pyhanko"), "sign",
                         "addsig", "--field", "Unterschrift", "--use-pades",
                         "pemder", "--key", self.path("signer.key"), "--cert",
                         self.path("signer.pem"), "--no-pass", file, out]),
            ("DSS", [os.path.join(self.judges, "judge"), "sign",
                     self.path("signer.p12"), file, out]),
        ]

    def cpu_ms(self, argv):
        """Measure a signer twice; the first one finds cold caches."""
        return min(self.once(argv), self.once(argv))

    def once(self, argv):
        """Run a signer; what it cost. A result that does not grow is none."""
        out = self.path("out.pdf")
        if os.path.exists(out):
            os.unlink(out)
        child = subprocess.Popen(argv, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        _, status, use = os.wait4(child.pid, 0)
        child.returncode = status
        if not os.path.exists(out) or \
                os.path.getsize(out) <= os.path.getsize(argv[-2]):
            raise SystemExit(f"{argv}: no signature")
        return (use.ru_utime + use.ru_stime) * 1000

    def pairs(self):
        """Name every signer that is there with every file."""
        for size, _ in SIZES:
            own = [os.path.join(self.build, "tests", "bench", "sign_file"),
                   self.path("signer.key"), self.path("signer.pem"),
                   self.path(size), self.path("out.pdf")]
            for name, argv in self.commands(size):
                if not shutil.which(argv[0]):
                    print(f"{name.upper()} IS OUT OF REACH: SKIPPED")
                    continue
                yield (f"process, {size}, RSA-3072, B", "ms CPU",
                       lambda own=own: self.cpu_ms(own), name,
                       lambda argv=argv: self.cpu_ms(argv))
