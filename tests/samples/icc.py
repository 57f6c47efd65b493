# SPDX-License-Identifier: Apache-2.0
"""A small ICC 2.1 monitor profile: sRGB primaries, gamma 2.2."""
import struct


def _s15(x):
    return struct.pack(">i", round(x * 65536))


def _xyz(x, y, z):
    return b"XYZ \0\0\0\0" + _s15(x) + _s15(y) + _s15(z)


def _text(s):
    return b"text\0\0\0\0" + s + b"\0"


def _desc(s):
    return (b"desc\0\0\0\0" + struct.pack(">I", len(s) + 1) + s + b"\0"
            + b"\0" * 8 + b"\0\0\0" + b"\0" * 67)


def profile():
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256))
    tags = [(b"desc", _desc(b"fernsign sample RGB")),
            (b"cprt", _text(b"No copyright, use freely")),
            (b"wtpt", _xyz(0.9505, 1.0, 1.0891)),
            (b"rXYZ", _xyz(0.4360, 0.2225, 0.0139)),
            (b"gXYZ", _xyz(0.3851, 0.7169, 0.0971)),
            (b"bXYZ", _xyz(0.1431, 0.0606, 0.7139)),
            (b"rTRC", gamma), (b"gTRC", gamma), (b"bTRC", gamma)]
    table, body = struct.pack(">I", len(tags)), b""
    off = 128 + 4 + 12 * len(tags)
    for tag, d in tags:
        table += tag + struct.pack(">II", off + len(body), len(d))
        body += d + b"\0" * (-len(d) % 4)
    size = off + len(body)
    head = struct.pack(">I4sI4s4s4s6H4s", size, b"\0\0\0\0", 0x02100000, b"mntr",
                       b"RGB ", b"XYZ ", 2026, 1, 1, 0, 0, 0, b"acsp")
    head += b"\0" * 28 + _s15(0.9642) + _s15(1.0) + _s15(0.8249)
    return head + b"\0" * (128 - len(head)) + table + body
