# SPDX-License-Identifier: Apache-2.0
"""A plain PDF writer: numbered objects, then a table or a stream of them."""
import hashlib
import struct
import zlib


def stream(data, extra="", pack=True):
    if pack:
        data, extra = zlib.compress(data, 9), extra + " /Filter /FlateDecode"
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (
        len(data), (" " + extra.strip()).encode() if extra.strip() else b"", data)


class Pdf:
    """Objects 1.. in the order of add(); write() gives the file."""

    def __init__(self, version="1.4", seed=b""):
        self.version, self.seed = version, seed
        self.objects = []
        self.root = self.info = None
        self.trailer = ""
        self.pad = 0        # whole file gets this long with a comment
        self.crypt = None   # function(number, text or stream) -> bytes

    def add(self, body=b""):
        self.objects.append(body.encode() if isinstance(body, str) else body)
        return len(self.objects)

    def put(self, number, body):
        self.objects[number - 1] = body.encode() if isinstance(body, str) else body

    def _id(self):
        return hashlib.md5(b"fernsign" + self.seed + self.version.encode()).hexdigest()

    def _keys(self, size):
        keys = "/Size %d /Root %d 0 R" % (size, self.root)
        if self.info:
            keys += " /Info %d 0 R" % self.info
        return "%s /ID [<%s> <%s>]%s" % (keys, self._id(), self._id(), self.trailer)

    def _padding(self, have, tail):
        room = self.pad - have - tail
        return b"%" + b"." * (room - 2) + b"\n" if self.pad else b""

    def write(self, kind="table"):
        return (self._table() if kind == "table"
                else self._stream("BIH" if kind == "stream" else "BQH"))

    def _head(self):
        return b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % self.version.encode()

    def _table(self):
        out, at = self._head(), []
        for n, body in enumerate(self.objects, 1):
            at.append(len(out))
            if self.crypt:
                body = self.crypt(n, body)
            out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
        size = len(at) + 1
        xref = b"xref\n0 %d\n0000000000 65535 f \n" % size
        xref += b"".join(b"%010d 00000 n \n" % a for a in at)
        xref += b"trailer\n<< %s >>\nstartxref\n" % self._keys(size).encode()
        tail = len(xref) + len(b"%d\n%%%%EOF\n" % max(self.pad, len(out)))
        out += self._padding(len(out), tail)
        return out + xref + b"%d\n%%%%EOF\n" % len(out)

    def _stream(self, row):
        """Dictionaries go into one object stream, streams stay outside."""
        out, rows = self._head(), {0: (0, 0, 65535)}
        box = len(self.objects) + 1
        inner = []
        for n, body in enumerate(self.objects, 1):
            if b"\nstream\n" in body:
                rows[n] = (1, len(out), 0)
                out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
            else:
                rows[n] = (2, box, len(inner))
                inner.append((n, body))
        head, data = b"", b""
        for n, body in inner:
            head += b"%d %d " % (n, len(data))
            data += body + b"\n"
        rows[box] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (box, stream(
            head + data, "/Type /ObjStm /N %d /First %d" % (len(inner), len(head))))
        at, size = len(out), box + 2
        rows[box + 1] = (1, at, 0)
        table = b"".join(struct.pack(">" + row, *rows[n]) for n in range(size))
        out += b"%d 0 obj\n%s\nendobj\n" % (box + 1, stream(
            table, "/Type /XRef /W [1 %d 2] %s" % (struct.calcsize(row[1]), self._keys(size))))
        return out + b"startxref\n%d\n%%%%EOF\n" % at
