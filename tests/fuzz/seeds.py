#!/usr/bin/env python3
"""Write the seeds of the targets that read documents and replies.

	tests/fuzz/seeds.py [--build BUILD] [CORPUS]

Documents are small ones, one of them signed by openssl; what our own keys sign
comes from the program tests/fuzz/seeds. What is in the corpus already under
another name stays.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "samples"))
sys.dont_write_bytecode = True

from pdf import Pdf, stream  # noqa: E402

HOLE = 4000


def small(kind, form=False):
    """The smallest document, perhaps with a signature that waits."""
    p = Pdf("1.4" if kind == "table" else "1.5", kind.encode())
    p.root, tree, page = p.add(), p.add(), p.add()
    catalog, annots = "", ""
    if form:
        sig = p.add("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter "
                    "/ETSI.CAdES.detached /M (D:20260115100000Z) /ByteRange "
                    "[0 1111111111 2222222222 3333333333] /Contents <%s> >>"
                    % ("0" * HOLE))
        w = p.add("<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /F 132 "
                  "/Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>" % (page, sig))
        catalog = " /AcroForm << /Fields [%d 0 R] /SigFlags 3 >>" % w
        annots = " /Annots [%d 0 R]" % w
    p.put(p.root, "<< /Type /Catalog /Pages %d 0 R%s >>" % (tree, catalog))
    p.put(tree, "<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % page)
    data = p.add(stream(b"0 0 m 9 9 l S", pack=False))
    p.put(page, "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 99 99] "
          "/Resources << >> /Contents %d 0 R%s >>" % (tree, data, annots))
    return p.write(kind)


def signed(work):
    """Fill the signature in with openssl's."""
    pdf = bytearray(small("table", True))
    at = pdf.index(b"/Contents <") + 10
    end = at + HOLE + 2
    text = b"[0 %d %d %d]" % (at, end, len(pdf) - end)
    where = pdf.index(b"[0 1111111111")
    pdf[where:where + 37] = text.ljust(37)
    key, cert = os.path.join(work, "key"), os.path.join(work, "cert")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "9000",
                    "-subj", "/CN=Erika Mustermann", "-keyout", key, "-out",
                    cert], check=True, capture_output=True)
    cms = subprocess.run(["openssl", "cms", "-sign", "-cades", "-binary",
                          "-outform", "DER", "-nosmimecap", "-signer", cert,
                          "-inkey", key], input=bytes(pdf[:at] + pdf[end:]),
                         check=True, capture_output=True).stdout
    digits = cms.hex().encode()
    pdf[at + 1:at + 1 + len(digits)] = digits
    return bytes(pdf)


def updated(pdf, n, body, root):
    """Append a revision that writes object n anew."""
    prev = re.findall(rb"startxref\n(\d+)", pdf)[-1].decode()
    at = len(pdf)
    pdf += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    xref = len(pdf)
    return pdf + (b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size 20 /Root "
                  b"%d 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
                  % (n, at, root, prev.encode(), xref))


def documents(work):
    """Name all documents: target, name, octets."""
    for kind in ("table", "stream"):
        yield "pdf_scan", kind, small(kind)
    yield "pdf_scan", "truncated", small("table")[:-30]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    yield "pdf_scan", "updated", updated(small("table"), 3, page, 1)
    good = signed(work)
    metadata = b"<< /Producer (someone) >>"
    for target in ("pdf_signatures", "pdf_verify"):
        yield target, "small", good
    yield "pdf_signatures", "page-changed", updated(good, 3, page, 1)
    yield "pdf_signatures", "object-added", updated(good, 19, metadata, 1)
    yield "pdf_signatures", "octet-changed", good.replace(b"99 99", b"98 99")


def main():
    """Write them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("corpus", nargs="?",
                        default=os.path.join(HERE, "corpus"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        for target, name, octets in documents(work):
            folder = os.path.join(args.corpus, target)
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "wb") as f:
                f.write(octets)
        subprocess.run([os.path.join(args.build, "tests", "fuzz", "seeds"),
                        args.corpus,
                        os.path.join(args.corpus, "pdf_scan", "table")],
                       check=True)


main()
