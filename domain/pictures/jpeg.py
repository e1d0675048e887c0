"""Reads a JPEG (ITU-T T.81, annex B)."""

from __future__ import annotations

import struct

from domain.pictures.picture import ContentAfterPicture, DamagedPicture, Picture, PictureKind, sized

SIGNATURE = b"\xff\xd8\xff"
_FILL = 0xFF
_BEGIN_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers of a frame, which has the sides."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG markers without a length."""


def read(content: bytes) -> Picture:
    """Each segment up to the end of the image, which is the end of the file."""
    found, at, scanned = None, 2, False
    while True:
        if content[at] != 0xFF:
            raise DamagedPicture
        marker = content[at + 1]
        if marker == _FILL:
            at += 1
            continue
        at += 2
        if marker == _END_OF_IMAGE:
            break
        if marker in _ALONE:
            continue
        (length,) = struct.unpack_from(">H", content, at)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 3)
            found = sized(PictureKind.JPEG, width, height)
        at += length
        if marker == _BEGIN_SCAN:
            scanned, at = True, _after_scan(content, at)
    if found is None or not scanned:
        raise DamagedPicture
    if at != len(content):
        raise ContentAfterPicture
    return found


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker is that ends a scan."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise IndexError
        if content[at + 1] != 0 and content[at + 1] not in _ALONE:
            return at
        at += 2
