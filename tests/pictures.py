"""Pictures built byte by byte, whole and broken in chosen ways."""

from __future__ import annotations

import struct
import zlib


def chunk(name: bytes, body: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def a_png(width: int = 64, height: int = 64, *, rows: int | None = None, more: bytes = b"") -> bytes:
    """One shade of gray. `rows`: how many there really are; `more`: further chunks."""
    points = b"".join(b"\0" + b"\x7f" * width for _ in range(height if rows is None else rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    ends = chunk(b"IDAT", zlib.compress(points)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + ends


def a_jpeg(width: int = 64, height: int = 64) -> bytes:
    """Its frame, and a scan of a few bytes with a stuffed one and a restart among them."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB3s", 11, 8, height, width, 1, b"\x01\x11\x00")
    scan = b"\xff\xda" + struct.pack(">H6s", 8, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + frame + scan + b"\xff\xd9"


def a_webp(width: int = 64, height: int = 64, *, more: bytes = b"") -> bytes:
    """Without loss."""
    bits = struct.pack("<BI", 0x2F, (width - 1) | (height - 1) << 14)
    body = b"WEBP" + b"VP8L" + struct.pack("<I", len(bits)) + bits + b"\0" + more
    return b"RIFF" + struct.pack("<I", len(body)) + body


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
