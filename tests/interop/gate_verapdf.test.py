#!/usr/bin/env python3
"""Our PDF/A gate and veraPDF side by side over the public corpus.

Every file of the corpus' pdfa-* folders is judged by both. Where they differ,
gate_verapdf.tsv has one row with the reason: a difference without a row
fails, and so does a row that no longer differs, so the list stays true and
can only shrink. Skips, saying so, where the corpus or veraPDF is missing.

SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("FERNSIGN_BUILD", os.path.join(HERE, "../../build"))
CORPUS = os.path.join(HERE, "../../../shared/corpus")


def skip(why):
    """Say why nothing was tested; an unreachable judge is no failure."""
    print(f"SKIPPED: {why}")
    print("1 passed, 0 failed")
    sys.exit(0)


def gate():
    """What our gate says: file -> accepted, and why not."""
    done = subprocess.run(
        [os.path.join(BUILD, "tests/interop/pdf_corpus"), "-v", CORPUS],
        capture_output=True, text=True, check=False)
    rows = [line.split("\t") for line in done.stdout.split("\n")
            if line.startswith(("ok\t", "WRONG\t"))]
    return {r[1]: (r[2] == "E_OK", " ".join(r[3:])) for r in rows
            if r[1].startswith("pdfa-")}


def verapdf(files):
    """What veraPDF says: file -> conforms, and the rules that do not hold."""
    done = subprocess.run(
        [os.path.join(BUILD, "judges/judge"), "verapdf"], text=True,
        input="".join(f"{CORPUS}/{f}\n" for f in files),
        capture_output=True, check=True)
    said = [json.loads(line) for line in done.stdout.strip().split("\n")]
    return {os.path.relpath(s["file"], CORPUS):
            (s.get("compliant", False),
             s.get("error") or " ".join(s.get("rules", [])))
            for s in said}


def explained():
    """The differences that are known, each with its reason."""
    with open(os.path.join(HERE, "gate_verapdf.tsv"), encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f
                if line.strip() and not line.startswith("#")]
    return {r[0]: r[1] for r in rows}


def main():
    """Compare, and hold the list against the comparison."""
    if not os.path.exists(os.path.join(CORPUS, "index.tsv")):
        skip("NO CORPUS HERE")
    subprocess.run(["sh", os.path.join(HERE, "judges/install"),
                    os.path.join(BUILD, "judges")], check=True)
    if not os.path.exists(os.path.join(BUILD, "judges/judge")):
        skip("VERAPDF IS OUT OF REACH")
    ours = gate()
    theirs = verapdf(sorted(ours))
    known = explained()
    differ = {f for f in ours if ours[f][0] != theirs[f][0]}
    passed = len(ours) - len(differ) + len(differ & set(known))
    failed = 0
    for f in sorted(differ - set(known)):
        failed += 1
        print(f"NOT EXPLAINED: {f}: ours {ours[f]}, veraPDF {theirs[f]}")
    for f in sorted(set(known) - differ):
        failed += 1
        print(f"NO DIFFERENCE ANY MORE, delete the row: {f}")
    print(f"{len(ours)} files, {len(differ)} judged differently")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
