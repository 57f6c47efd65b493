#!/usr/bin/env python3
"""The house's own rules, checked by machine (HACKING.md).

	tests/lint/house.py [ROOT]

Prints one line per finding, "file:line: what", then the measures; exits 1
when there is a finding.

SPDX-License-Identifier: Apache-2.0
"""

import os
import re
import statistics
import sys

# Lower parts never know higher ones, and brothers do not know each other.
BELOW = {
    "base": {"base"},
    "db": {"base", "db"},
    "web": {"base", "db", "web"},
    "pki": {"base", "db", "pki"},
    "pdf": {"base", "db", "pdf"},
    "model": {"base", "db", "web", "pki", "pdf", "model"},
}
# Foreign headers and where each may be named.
FOREIGN = {
    r"mysql\.h": r"shared/db/",
    r"fcgiapp\.h|fcgi_stdio\.h": r"shared/web/fcgi\w*\.c",
    r"jansson\.h": r"shared/web/json\w*\.c",
    r"curl/": r"shared/web/(http|smtp|curl)\w*\.c",
    r"seccomp\.h|linux/landlock\.h|linux/seccomp\.h":
        r"shared/web/sandbox\w*\.[ch]",
    r"sodium\.h": r"shared/(base|pki|model)/\w+\.c|modules/notify/\w+\.c",
    r"ini\.h": r"shared/base/config\w*\.c",
    r"libxml/|xmlsec/": r"shared/\w+/(pdf_)?(xml|wss)\w*\.[ch]",
    r"qpdf/": r"shared/pdf/\w+\.[ch]",
    r"hb": r"shared/pdf/\w+\.c",
    r"ft2build\.h|freetype/": r"shared/pdf/\w+\.c",
    r"zlib\.h": r"shared/pdf/\w+\.c",
    r"zxcvbn\.h": r"shared/model/\w+\.c",
    r"openssl/": r"shared/(base|pki|pdf|model|web)/",
    r"cmocka\.h": r"tests/unit/",
}
LONGEST_FUNCTION = 60
LONGEST_FILE = 800
WIDEST_LINE = 80
BANNED = re.compile(
    r"\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|atoi|atol|gets|"
    r"gmtime|localtime|ctime|asctime|rand|srand|system|popen|alloca)\s*\(")
PROTOTYPE = re.compile(
    r"(const |struct |enum |unsigned |bool |void |int |size_t |char |"
    r"[a-z0-9_]+_t )[^=;{]*\b[a-z_0-9]+\(")

findings = []


def finding(path, line, what):
    """Note one line to look at."""
    findings.append(f"{path}:{line}: {what}")


def walk(root, *ends):
    """List the project's own files, as paths from the root."""
    skip = {".git", "node_modules", "build", "build-aux", "output", "vendor",
            "autom4te.cache", "demo-state", "__pycache__"}
    for folder, dirs, files in os.walk(root):
        dirs[:] = sorted(d for d in dirs
                         if d not in skip and not d.startswith("build"))
        for name in sorted(files):
            if name.endswith(ends):
                yield os.path.relpath(os.path.join(folder, name), root)


def code_of(text):
    """Blank comments and strings, keeping the lines."""
    def blank(m):
        s = m.group(0)
        return '""' if s[0] == '"' else re.sub(r"[^\n]", " ", s)
    return re.sub(r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", blank, text,
                  flags=re.S)


def look_at_includes(path, number, line):
    """Check layers, modules and foreign libraries."""
    own = re.match(r'#include "(.+)"', line)
    foreign = re.match(r"#include <(.+)>", line)
    here = path.split("/")
    if own:
        there = own.group(1).split("/")
        if len(there) < 3 or there[0] not in ("shared", "modules", "tests"):
            finding(path, number, "include from the root of the tree")
        elif here[0] == "shared" and (there[0] != "shared" or
                                      there[1] not in BELOW[here[1]]):
            finding(path, number, f"{here[1]} must not know "
                                  f"{there[0]}/{there[1]}")
        elif (here[0] == there[0] == "modules") and here[1] != there[1]:
            finding(path, number, "a module never includes another's header")
    if foreign and here[0] in ("shared", "modules"):
        for header, where in FOREIGN.items():
            if (re.match(header, foreign.group(1)) and
                    not re.match(where, path)):
                finding(path, number, f"{foreign.group(1)} is not for here")


def look_at_header(path, lines):
    """Each prototype has a contract above it, its own or its group's."""
    for i, line in enumerate(lines):
        if not PROTOTYPE.match(line) or line.startswith(("static", "typedef")):
            continue
        j = i - 1
        # A group of prototypes without a blank line shares one contract.
        while j >= 0 and lines[j] and not lines[j].rstrip().endswith("*/"):
            j -= 1
        if j < 0 or not lines[j].rstrip().endswith("*/"):
            finding(path, i + 1, "a prototype without a contract")


def functions(lines):
    """Yield name, first line and length of each function."""
    name = start = None
    for i, line in enumerate(lines, 1):
        m = re.match(r"([a-z_][a-z0-9_]*)\(", line)
        if m:
            name, start = m.group(1), i
        elif line.startswith("}") and name:
            yield name, start, i - start + 1
            name = None
        elif line.endswith(";") and name and not line.startswith(
                ("\t", " ", "{")):
            name = None


def look_at_source(root, path, lengths):
    """Look at one C file."""
    with open(os.path.join(root, path), encoding="utf-8") as f:
        text = f.read()
    lines, code = text.split("\n"), code_of(text).split("\n")
    if "SPDX-License-Identifier: Apache-2.0" not in text:
        finding(path, 1, "no SPDX line")
    if not text.startswith("/*\n"):
        finding(path, 1, "no head comment")
    if len(lines) > LONGEST_FILE:
        finding(path, 1, f"{len(lines)} lines")
    for i, line in enumerate(lines, 1):
        look_at_includes(path, i, line)
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            finding(path, i, "unfinished")
    for i, line in enumerate(code, 1):
        if "//" in line:
            finding(path, i, "comments are /* */")
        if path != "shared/base/banned.h" and BANNED.search(line):
            finding(path, i, "a banned function")
    if path.endswith(".h") and not path.startswith("tests/"):
        look_at_header(path, lines)
    for name, start, n in functions(lines):
        lengths.append(n)
        if n > LONGEST_FUNCTION and not path.startswith("tests/"):
            finding(path, start, f"{name} has {n} lines")


def look_at_others(root):
    """Look at what is not C."""
    for path in walk(root, ".sh", ".py", ".mjs", ".js", ".mk", ".sql", ".css"):
        with open(os.path.join(root, path), encoding="utf-8") as f:
            text = f.read()
        if (not path.endswith(".mk") and
                "SPDX-License-Identifier: Apache-2.0" not in text[:4000]):
            finding(path, 1, "no SPDX line")
        for i, line in enumerate(text.split("\n"), 1):
            if re.search(r"\b(TODO|FIXME)\b", line) and "lint" not in path:
                finding(path, i, "unfinished")


def main():
    """Look at everything below the root."""
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    lengths = []
    files = [p for p in walk(root, ".c", ".h")
             if p.startswith(("modules/", "shared/", "tests/"))]
    for path in files:
        look_at_source(root, path, lengths)
    look_at_others(root)
    for line in findings:
        print(line)
    if lengths:
        lengths.sort()
        median = statistics.median(lengths)
        print(f"house: {len(files)} files, {len(lengths)} functions, median "
              f"{median:.0f} lines, 95 % {lengths[len(lengths) * 95 // 100]}, "
              f"longest {lengths[-1]}, {len(findings)} findings")
        if median > 15:
            print("house: the median of functions is above 15 lines")
            return 1
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
