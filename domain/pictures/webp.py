"""Reads a WebP that does not move (RFC 9649)."""

from __future__ import annotations

import struct
from collections.abc import Callable

from domain.pictures.picture import ContentAfterPicture, DamagedPicture, MovingPicture, Picture, PictureKind, sized

SIGNATURE = b"RIFF"


def read(content: bytes) -> Picture:
    """Every chunk; all that tell the sides must agree."""
    length, name = struct.unpack_from("<I4s", content, 4)
    if name != b"WEBP":
        raise DamagedPicture
    if length + 8 > len(content):
        raise DamagedPicture
    if length + 8 < len(content):
        raise ContentAfterPicture
    sides: dict[bytes, tuple[int, int]] = {}
    at = 12
    while at < len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + size]
        if kind in (b"ANIM", b"ANMF"):
            raise MovingPicture
        if kind in _WEBP_SIDES:
            sides[kind] = _WEBP_SIDES[kind](body)
        at += 8 + size + size % 2
    if at != len(content) or not {b"VP8 ", b"VP8L"} & sides.keys() or len({*sides.values()}) != 1:
        raise DamagedPicture
    return sized(PictureKind.WEBP, *next(iter(sides.values())))


def _vp8(body: bytes) -> tuple[int, int]:
    if body[3:6] != b"\x9d\x01\x2a":
        raise DamagedPicture
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _vp8l(body: bytes) -> tuple[int, int]:
    if body[0] != 0x2F:
        raise DamagedPicture
    (bits,) = struct.unpack_from("<I", body, 1)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _vp8x(body: bytes) -> tuple[int, int]:
    return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1


_WEBP_SIDES: dict[bytes, Callable[[bytes], tuple[int, int]]] = {b"VP8 ": _vp8, b"VP8L": _vp8l, b"VP8X": _vp8x}
