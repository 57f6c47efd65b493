# SPDX-License-Identifier: Apache-2.0
"""A TrueType subset with glyphs renumbered from 0, and its PDF objects."""
import os
import struct

PATHS = (os.environ.get("FERNSIGN_FONT", ""),
         "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


class Font:
    """Reads one font file; subset() keeps what a text needs."""

    def __init__(self):
        path = next(p for p in PATHS if p and os.path.exists(p))
        self.data = open(path, "rb").read()
        n = struct.unpack(">H", self.data[4:6])[0]
        self.tables = {}
        for i in range(n):
            tag, _, off, length = struct.unpack(">4sIII", self.data[12 + 16 * i:28 + 16 * i])
            self.tables[tag.decode()] = self.data[off:off + length]
        head, hhea = self.tables["head"], self.tables["hhea"]
        self.em = struct.unpack(">H", head[18:20])[0]
        self.box = struct.unpack(">4h", head[36:44])
        self.ascent, self.descent = struct.unpack(">2h", hhea[4:8])
        count = struct.unpack(">H", self.tables["maxp"][4:6])[0]
        wide = struct.unpack(">h", head[50:52])[0]
        fmt, step, scale = (">%dI", 4, 1) if wide else (">%dH", 2, 2)
        loca = struct.unpack(fmt % (count + 1), self.tables["loca"][:step * (count + 1)])
        self.loca = [x * scale for x in loca]
        self.metrics = struct.unpack(">H", hhea[34:36])[0]
        self.cmap = self._cmap()

    def _cmap(self):
        t = self.tables["cmap"]
        for i in range(struct.unpack(">H", t[2:4])[0]):
            off = struct.unpack(">I", t[8 + 8 * i:12 + 8 * i])[0]
            if struct.unpack(">H", t[off:off + 2])[0] == 4:
                return self._cmap4(t[off:])
        raise ValueError("no cmap of format 4")

    @staticmethod
    def _cmap4(t):
        n = struct.unpack(">H", t[6:8])[0] // 2
        at = lambda o: struct.unpack(">%dH" % n, t[o:o + 2 * n])
        ends, starts = at(14), at(16 + 2 * n)
        deltas, offs = at(16 + 4 * n), at(16 + 6 * n)
        out = {}
        for i in range(n):
            for c in range(starts[i], min(ends[i], 0xFFFE) + 1):
                if offs[i] == 0:
                    out[c] = (c + deltas[i]) & 0xFFFF
                    continue
                p = 16 + 6 * n + 2 * i + offs[i] + 2 * (c - starts[i])
                g = struct.unpack(">H", t[p:p + 2])[0]
                if g:
                    out[c] = (g + deltas[i]) & 0xFFFF
        return out

    def _glyph(self, g):
        return self.tables["glyf"][self.loca[g]:self.loca[g + 1]]

    @staticmethod
    def _parts(glyph):
        """Yields the offsets of component glyph numbers in a composite."""
        if len(glyph) < 10 or struct.unpack(">h", glyph[:2])[0] >= 0:
            return
        p, flags = 10, 0x20
        while flags & 0x20:
            flags = struct.unpack(">H", glyph[p:p + 2])[0]
            yield p + 2
            p += 4 + (4 if flags & 1 else 2)
            p += 2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0

    def advance(self, g):
        i = min(g, self.metrics - 1)
        return struct.unpack(">H", self.tables["hmtx"][4 * i:4 * i + 2])[0]

    def subset(self, chars, **more):
        """Returns (font file, {char: new glyph}, widths in 1/1000 em); more are tables."""
        old = [0] + [self.cmap[ord(c)] for c in sorted(chars)]
        for g in old:
            for p in self._parts(self._glyph(g)):
                part = struct.unpack(">H", self._glyph(g)[p:p + 2])[0]
                if part not in old:
                    old.append(part)
        new = {g: i for i, g in enumerate(old)}
        glyf, loca, hmtx = b"", [0], b""
        for g in old:
            d = bytearray(self._glyph(g))
            for p in list(self._parts(bytes(d))):
                part = struct.unpack(">H", d[p:p + 2])[0]
                d[p:p + 2] = struct.pack(">H", new[part])
            glyf += bytes(d) + b"\0" * (-len(d) % 4)
            loca.append(len(glyf))
            left = self.tables["hmtx"][4 * min(g, self.metrics - 1) + 2:][:2]
            hmtx += struct.pack(">H", self.advance(g)) + left
        t = dict(self.tables)
        head = t["head"]
        t["head"] = head[:8] + b"\0\0\0\0" + head[12:50] + b"\0\1" + head[52:]
        t["hhea"] = t["hhea"][:34] + struct.pack(">H", len(old))
        t["maxp"] = t["maxp"][:4] + struct.pack(">H", len(old)) + t["maxp"][6:]
        t["glyf"], t["hmtx"] = glyf, hmtx
        t["loca"] = struct.pack(">%dI" % len(loca), *loca)
        keep = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"]
        widths = [round(1000 * self.advance(g) / self.em) for g in old]
        chars = {c: new[self.cmap[ord(c)]] for c in chars}
        return self._file({k: t[k] for k in keep if k in t} | more), chars, widths

    @staticmethod
    def _sum(data):
        data += b"\0" * (-len(data) % 4)
        return sum(struct.unpack(">%dI" % (len(data) // 4), data)) & 0xFFFFFFFF

    def _file(self, tables):
        n = len(tables)
        power = 1 << (n.bit_length() - 1)
        out = struct.pack(">IHHHH", 0x10000, n, power * 16,
                          power.bit_length() - 1, (n - power) * 16)
        off, body = 12 + 16 * n, b""
        for tag in sorted(tables):
            d = tables[tag]
            out += struct.pack(">4sIII", tag.encode(), self._sum(d), off + len(body), len(d))
            body += d + b"\0" * (-len(d) % 4)
        whole = out + body
        fix = (0xB1B0AFBA - self._sum(whole)) & 0xFFFFFFFF
        at = whole.index(tables["head"]) + 8
        return whole[:at] + struct.pack(">I", fix) + whole[at + 4:]
