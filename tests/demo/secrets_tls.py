"""Secrets of a demo, each a file for the one uid that uses it, and its TLS.

What exists stays: a demo that starts again on its folder has the same keys.

SPDX-License-Identifier: Apache-2.0
"""

import base64
import os
import secrets
import shutil
import subprocess

from supervise import Failed


def secret(layout, owner, name, make):
    """Name a secret file of one process, made with make() the first time."""
    path = layout.path("secrets", owner, name)
    if not os.path.exists(path):
        give(layout, owner, path, make())
    return path


def give(layout, owner, path, content):
    """Write a file that one process alone may read."""
    fd = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
    with os.fdopen(fd, "wb") as f:
        f.write(content)
    if layout.root:
        os.chown(path + ".new", layout.uid(owner), layout.gid(owner))
    os.rename(path + ".new", path)


def key32():
    """Make a key of 32 octets."""
    return secrets.token_bytes(32)


def password():
    """Make a password."""
    return secrets.token_urlsafe(24).encode()


def webhook():
    """Make a secret as Standard Webhooks writes it."""
    return b"whsec_" + base64.b64encode(secrets.token_bytes(32))


def read(path):
    """Read a secret as text."""
    with open(path, encoding="ascii") as f:
        return f.read().strip()


def openssl(*args):
    """Run openssl; raise Failed with what it said."""
    done = subprocess.run(["openssl", *args], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise Failed(f"openssl {args[0]}: {done.stderr.strip()}")


def tls(layout):
    """Make the demo's own TLS CA and the certificates that it issues."""
    ca = layout.path("tls-ca.pem")
    key = layout.path("secrets", "tls-ca.key")
    if not (os.path.exists(ca) and os.path.exists(key)):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "825",
                "-subj", "/CN=fernsign demo TLS CA", "-addext",
                "basicConstraints=critical,CA:TRUE,pathlen:0", "-addext",
                "keyUsage=critical,keyCertSign,cRLSign", "-keyout", key,
                "-out", ca)
        os.chmod(key, 0o400)
        os.chmod(ca, 0o444)
    issue(layout, "nginx", "server", "ec", "/CN=localhost",
          "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth")
    issue(layout, "partners", "eid-server", "rsa:3072", "/CN=localhost",
          "subjectAltName=DNS:localhost,IP:127.0.0.1\n"
          "extendedKeyUsage=serverAuth")
    issue(layout, "partners", "eid-server-sign", "rsa:3072",
          "/CN=demo eID server", "keyUsage=critical,digitalSignature")
    issue(layout, "ident", "eid-service", "rsa:3072", "/CN=demo eID service",
          "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth")
    issue(layout, "partners", "identity-tm", "ec", "/CN=demo identity TM",
          "extendedKeyUsage=clientAuth")


def issue(layout, owner, name, kind, subject, extensions):
    """Make a key for one process and a certificate under the TLS CA."""
    base = layout.path("secrets", owner, name)
    public = layout.path("state", name + ".pem")
    if os.path.exists(base + ".pem") and os.path.exists(public):
        return
    work = layout.path("secrets", "work")
    os.makedirs(work, mode=0o700, exist_ok=True)
    key, csr, pem, ext = (os.path.join(work, n) for n in
                          ("key", "csr", "pem", "ext"))
    with open(ext, "w", encoding="ascii") as f:
        f.write("basicConstraints=critical,CA:FALSE\n" + extensions + "\n")
    how = ["-pkeyopt", "ec_paramgen_curve:prime256v1"] if kind == "ec" else []
    openssl("req", "-new", "-newkey", kind, *how, "-nodes", "-subj", subject,
            "-keyout", key, "-out", csr)
    openssl("x509", "-req", "-in", csr, "-days", "397", "-CA",
            layout.path("tls-ca.pem"), "-CAkey",
            layout.path("secrets", "tls-ca.key"), "-extfile", ext, "-out", pem)
    for suffix, path in ((".key", key), (".pem", pem)):
        with open(path, "rb") as f:
            give(layout, owner, base + suffix, f.read())
    shutil.copyfile(pem, public)
    os.chmod(public, 0o444)
    shutil.rmtree(work)
