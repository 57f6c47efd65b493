"""Pairs that need no service: programs of the build, one file each.

A pair is a name, a unit, how ours is measured, the reference's name, and how
that is measured.

SPDX-License-Identifier: Apache-2.0
"""

import os
import subprocess

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FILES = [("100 KB", "scan-100kb.pdf"), ("1 MB", "scan-1mb.pdf"),
         ("10 MB", "limit.pdf")]
ORDINARY = ["a1b.pdf", "a2b-stream.pdf", "a3b-attachment.pdf", "pages-12.pdf",
            "scan-1mb.pdf", "limit.pdf"]
SECOND_MS = 1000
MEMORY_MB = 64


class Alone:
    """Measures with the programs of a build on samples made in a folder."""

    def __init__(self, build, work, rounds):
        self.build, self.rounds = build, rounds
        self.samples = os.path.join(work, "samples")
        subprocess.run([os.path.join(TESTS, "samples", "make"), self.samples],
                       check=True)

    def program(self, name, *argv):
        """Run a program that measures; return its figures, line by line."""
        said = subprocess.run(
            [os.path.join(self.build, "tests", "bench", name), *argv],
            check=True, capture_output=True, text=True).stdout
        return [[float(x) for x in line.split()] for line in said.splitlines()]

    def sample(self, name):
        """Name a sample."""
        return os.path.join(self.samples, name)

    def both(self, name, unit, reference, *argv):
        """Make a pair of a program that measures both sides itself."""
        last = []

        def ours():
            last[:] = self.program(*argv)[0]
            return last[0]

        return (name, unit, ours, reference, lambda: last[1])

    def engine(self):
        """Name the signatures in process, against what bounds them."""
        for key in ("P-256", "RSA-3072"):
            for level in ("B", "LTA"):
                for size, file in FILES:
                    yield self.both(
                        f"engine, {size}, {key}, {level}", "ms CPU",
                        "SHA-256 once and the key operations", "engine", key,
                        level, str(self.rounds * 7), self.sample(file))

    def check(self):
        """Name the check of a B-LTA result, against what bounds it."""
        for size, file in FILES:
            yield self.both(f"engine, {size}, P-256, result checked", "ms CPU",
                            "SHA-256 for each signature", "engine", "P-256",
                            "CHECK", str(self.rounds * 7), self.sample(file))

    def gate(self):
        """Name the verdicts, against the targets."""
        yield ("gate, 58 000 objects", "ms CPU",
               lambda: self.program("gate", "1",
                                    self.sample("objects-58000.pdf"))[0][0],
               "one second", lambda: SECOND_MS)
        yield ("gate, memory beyond the file", "MB",
               lambda: max(row[1] for row in self.program(
                   "gate", "1", *map(self.sample, ORDINARY))),
               "the limit", lambda: MEMORY_MB)

    def pairs(self):
        """Name all of it."""
        yield from self.engine()
        yield from self.check()
        yield from self.gate()
        for name, what in (("certificate status", "ocsp"),
                           ("time stamp", "tsa")):
            yield self.both(f"{name} in process, P-256", "per CPU-second",
                            "P-256 signatures", "responses", what,
                            str(self.rounds * 5))
