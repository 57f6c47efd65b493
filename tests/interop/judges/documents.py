#!/usr/bin/env python3
"""Make signed documents of every fate with pyHanko, a small PKI of their own
included: time stamps and revocation lists bear whatever time a row wants.

	documents.py SAMPLE.pdf DIR

Writes DIR/root.pem, DIR/NAME.pdf, and a JSON line for each: name, what
EN 319 102-1 5.1.3 makes of each signature ("changed" where it knows nothing
of documents), what DSS says, whether pyHanko takes it for the long term.

SPDX-License-Identifier: Apache-2.0
"""

import datetime
import io
import json
import os
import sys

from asn1crypto import crl as asn1_crl, keys as asn1_keys, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
HOUR = datetime.timedelta(hours=1)
YEAR = datetime.timedelta(days=365)

# Each: until when the signer's certificate is valid, when it was stamped (not
# at all), when revoked (not), of when the list of revocations is (there is
# none), when a document time stamp followed (none), the verdict; and DSS's,
# where its default policy is milder than EN 319 102-1: it only warns of stale
# revocation data, and of changes to pages. pyHanko takes what bears a document
# time stamp; it finds no time to judge at when the signer was revoked later.
PASSED = "TOTAL-PASSED"
ROWS = {
    "good": dict(stamp=-2 * HOUR, listed=-HOUR, says=PASSED),
    "good-lta": dict(
        stamp=-3 * HOUR, listed=-2 * HOUR, archive=-HOUR, says=PASSED),
    "revoked-before-stamp": dict(
        stamp=-2 * HOUR, revoked=-3 * HOUR, listed=-HOUR,
        says="INDETERMINATE, REVOKED_NO_POE"),
    "revoked-after-stamp": dict(
        stamp=-3 * HOUR, revoked=-2 * HOUR, listed=-HOUR, says=PASSED),
    "revoked-before-stamp-lta": dict(
        stamp=-3 * HOUR, revoked=-4 * HOUR, listed=-2 * HOUR, archive=-HOUR,
        says="INDETERMINATE, REVOKED_NO_POE"),
    "revoked-after-stamp-lta": dict(
        stamp=-4 * HOUR, revoked=-3 * HOUR, listed=-2 * HOUR, archive=-HOUR,
        says=PASSED, pyhanko=False),
    "revoked-no-stamp": dict(
        revoked=-2 * HOUR, listed=-HOUR,
        says="INDETERMINATE, REVOKED_NO_POE"),
    "no-revocation-data": dict(
        stamp=-2 * HOUR, says="INDETERMINATE, TRY_LATER"),
    "list-before-stamp": dict(
        stamp=-2 * HOUR, listed=-3 * YEAR,
        says="INDETERMINATE, TRY_LATER", dss=PASSED),
    "expired-lta": dict(
        until=-YEAR, stamp=-2 * YEAR, listed=-2 * YEAR + HOUR,
        archive=-2 * YEAR + 2 * HOUR, says=PASSED),
    "expired-stamped": dict(
        until=-YEAR, stamp=-2 * YEAR, listed=-2 * YEAR + HOUR, says=PASSED),
    "expired-no-stamp": dict(
        claimed=-2 * YEAR, until=-YEAR, listed=-HOUR,
        says="INDETERMINATE, OUT_OF_BOUNDS_NO_POE"),
    "stamped-when-expired": dict(
        claimed=-2 * YEAR, until=-YEAR, stamp=-2 * HOUR, listed=-HOUR,
        says="INDETERMINATE, OUT_OF_BOUNDS_NO_POE"),
    "stamp-of-others": dict(
        stamp=-2 * HOUR, listed=-HOUR, others=True, says=PASSED),
    "two": dict(stamp=-3 * HOUR, listed=-2 * HOUR, again=True, says=PASSED),
    "changed": dict(stamp=-2 * HOUR, listed=-HOUR, change=True,
                    says="TOTAL-FAILED"),
    "weak": dict(stamp=-2 * HOUR, listed=-HOUR, digest="sha1",
                 says="INDETERMINATE, CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
    "weak-lta": dict(
        stamp=-3 * HOUR, listed=-2 * HOUR, archive=-HOUR, digest="sha1",
        says="INDETERMINATE, CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
    "turned": dict(stamp=-2 * HOUR, listed=-HOUR, turn=True, says="changed",
                   dss=PASSED),
    "unknown-ca": dict(stamp=-2 * HOUR, listed=-HOUR, foreign=True,
                       says="INDETERMINATE, NO_CERTIFICATE_CHAIN_FOUND"),
}


class Authority:
    """A certificate, its key, and what it issues."""

    def __init__(self, name, issuer=None, until=10 * YEAR, ca=True,
                 purpose=None):
        # pyHanko's time stamps are RSA alone.
        self.key = rsa.generate_private_key(65537, 2048) if purpose else (
            ec.generate_private_key(ec.SECP256R1()))
        self.issuer = issuer or self
        subject = x509.Name([
            x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "DE"),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Samples"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self.name = subject
        b = x509.CertificateBuilder().subject_name(subject).issuer_name(
            self.issuer.name).public_key(self.key.public_key())
        b = b.serial_number(x509.random_serial_number()).not_valid_before(
            NOW - 4 * YEAR).not_valid_after(NOW + until)
        b = b.add_extension(x509.BasicConstraints(ca, None), True)
        b = b.add_extension(x509.KeyUsage(
            not ca, not ca and purpose is None, False, False, False, ca, ca,
            False, False), True)
        b = b.add_extension(x509.SubjectKeyIdentifier.from_public_key(
            self.key.public_key()), False)
        b = b.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                self.issuer.key.public_key()), False)
        if purpose:
            b = b.add_extension(x509.ExtendedKeyUsage([purpose]), True)
        self.cert = b.sign(self.issuer.key, hashes.SHA256())

    def asn1(self):
        """The certificate as pyHanko wants it."""
        return asn1_x509.Certificate.load(self.cert.public_bytes(
            serialization.Encoding.DER))

    def asn1_key(self):
        """The key as pyHanko wants it."""
        return asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))

    def crl(self, at, until, revoked=()):
        """A list of one time."""
        b = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        b = b.last_update(at).next_update(until)
        b = b.add_extension(x509.CRLNumber(1), False).add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(
                self.key.public_key()), False)
        for cert, when in revoked:
            b = b.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(
                    cert.serial_number).revocation_date(when).build())
        return asn1_crl.CertificateList.load(
            b.sign(self.key, hashes.SHA256()).public_bytes(
                serialization.Encoding.DER))


def stamper(tsa, root, at):
    """A time-stamp authority that lives at another time."""
    store = SimpleCertificateStore()
    store.register(root.asn1())
    return timestamps.DummyTimeStamper(
        tsa.asn1(), tsa.asn1_key(), certs_to_embed=store, fixed_dt=NOW + at)


class Then(signers.PdfSigner):
    """A signer who claims another time."""

    claimed_at = NOW

    def init_signing_session(self, *args, **kwargs):
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.claimed_at
        return session


def sign(content, field, person, ca, stamp, claimed_at, digest):
    """One PAdES signature."""
    store = SimpleCertificateStore()
    store.register(ca.asn1())
    signer = signers.SimpleSigner(
        signing_cert=person.asn1(), signing_key=person.asn1_key(),
        cert_registry=store)
    meta = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm=digest,
        subfilter=fields.SigSeedSubFilter.PADES)
    out = io.BytesIO()
    then = Then(meta, signer, timestamper=stamp)
    then.claimed_at = claimed_at
    then.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content), strict=False),
        output=out)
    return out.getvalue()


def store_data(content, certs, crls):
    """Add validation data behind the last signature."""
    out = io.BytesIO(content)
    last = PdfFileReader(out, strict=False).embedded_signatures[-1]
    DocumentSecurityStore.add_dss(
        out, sig_contents=last.pkcs7_content.hex().encode(),
        certs=certs, crls=crls)
    return out.getvalue()


def document(row, content, root):
    """Make what a row wants."""
    ca = Authority("Issuing CA", root)
    tsa = Authority("Time-Stamp Unit", Authority("Root of others") if
                    row.get("others") else root, ca=False,
                    purpose=x509.ExtendedKeyUsageOID.TIME_STAMPING)
    person = Authority("Erika Mustermann", ca, row.get("until", YEAR),
                       ca=False)
    stamp = row.get("stamp")
    for field in ["Signature1", "Signature2"][:1 + row.get("again", False)]:
        content = sign(content, field, person, ca,
                       stamper(tsa, root, stamp) if stamp else None,
                       NOW + row.get("claimed", stamp or -4 * HOUR),
                       row.get("digest", "sha256"))
    if "listed" in row:
        at = NOW + row["listed"]
        revoked = ([(person.cert, NOW + row["revoked"])]
                   if "revoked" in row else [])
        content = store_data(
            content, [c.asn1() for c in (person, ca, tsa, root)],
            [ca.crl(at, at + 24 * HOUR, revoked),
             root.crl(NOW - 3 * YEAR, NOW + YEAR)])
    if "archive" in row:
        out = io.BytesIO()
        signers.PdfTimeStamper(stamper(tsa, root, row["archive"])
                               ).timestamp_pdf(
            IncrementalPdfFileWriter(io.BytesIO(content), strict=False),
            "sha256", output=out, validation_context=None)
        content = out.getvalue()
    if row.get("turn"):
        out = io.BytesIO(content)
        w = IncrementalPdfFileWriter(out, strict=False)
        page = w.root["/Pages"]["/Kids"][0].get_object()
        page["/Rotate"] = generic.NumberObject(180)
        w.update_container(page)
        w.write_in_place()
        content = out.getvalue()
    if row.get("change"):
        at = content.index(b"stream", 0, content.index(b"/ByteRange")) + 10
        content = content[:at] + bytes([content[at] ^ 1]) + content[at + 1:]
    return content


def main(sample, folder):
    """Write them all."""
    root = Authority("Root")
    with open(os.path.join(folder, "root.pem"), "wb") as f:
        f.write(root.cert.public_bytes(serialization.Encoding.PEM))
    with open(sample, "rb") as f:
        content = f.read()
    for name, row in ROWS.items():
        mine = Authority("Root of others") if row.get("foreign") else root
        with open(os.path.join(folder, name + ".pdf"), "wb") as f:
            f.write(document(row, content, mine))
        print(json.dumps({
            "name": name, "says": row["says"],
            "dss": row.get("dss", row["says"]),
            "pyhanko": row.get("pyhanko", row["says"] == PASSED and
                               "archive" in row)}))


main(*sys.argv[1:])
