"""Reads a PNG (W3C, Portable Network Graphics, third edition)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from domain.pictures.picture import (
    ContentAfterPicture,
    DamagedPicture,
    MovingPicture,
    NotAPicture,
    Picture,
    PictureKind,
    sized,
)

_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples per pixel by a PNG's color type."""
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Adam7: from where on, and every how many pixels, across and down."""
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def read(content: bytes) -> Picture:
    """Header, checksums, and as many points as the header says."""
    chunks = list(_chunks(content))
    if [name for name, _ in chunks[:1]] != [b"IHDR"] or chunks[-1][0] != b"IEND":
        raise DamagedPicture
    if any(name == b"acTL" for name, _ in chunks):
        raise MovingPicture
    width, height, depth, color, *_, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    picture = sized(PictureKind.PNG, width, height)
    if depth not in _DEPTHS.get(color, ()) or interlaced > 1:
        raise DamagedPicture
    rows = list(_rows(width, height, interlaced=bool(interlaced), bits=depth * _SAMPLES[color]))
    packed = b"".join(body for name, body in chunks if name == b"IDAT")
    size, unpacker = sum(rows), zlib.decompressobj()
    points = unpacker.decompress(packed, size + 1)
    if len(points) != size or not unpacker.eof or unpacker.unused_data:
        raise NotAPicture("it has not as many points as its header says")
    if not _filters_are_known(points, rows):
        raise DamagedPicture
    return picture


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(name + body) != checksum:
            raise DamagedPicture
        at += 12 + length
        yield name, body
        if name == b"IEND" and at != len(content):
            raise ContentAfterPicture


def _rows(width: int, height: int, *, interlaced: bool, bits: int) -> Iterator[int]:
    """The bytes of each row, with the one that says how it is filtered."""
    for left, top, across, down in _PASSES if interlaced else ((0, 0, 1, 1),):
        columns, lines = -((left - width) // across), -((top - height) // down)
        if columns > 0 and lines > 0:
            yield from [1 + (columns * bits + 7) // 8] * lines


def _filters_are_known(points: bytes, rows: list[int]) -> bool:
    at = 0
    for length in rows:
        if points[at] > 4:
            return False
        at += length
    return True
