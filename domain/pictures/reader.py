"""Says what a picture file is. It is read to its end, so that nothing else can travel in it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from domain.pictures import jpeg, png, webp
from domain.pictures.picture import DamagedPicture, NotAPicture, Picture

_READERS: dict[bytes, Callable[[bytes], Picture]] = {each.SIGNATURE: each.read for each in (png, jpeg, webp)}
_WHERE_AN_SVG_BEGINS = 4096


def picture_of(content: bytes) -> Picture:
    """What these bytes are, whatever their file is called. Raises NotAPicture."""
    for signature, read in _READERS.items():
        if content.startswith(signature):
            try:
                return read(content)
            except (struct.error, IndexError, zlib.error):
                raise DamagedPicture from None
    if b"<svg" in content[:_WHERE_AN_SVG_BEGINS].lower():
        raise NotAPicture("it is an SVG, which may hold scripts; save it as PNG, JPEG or WebP")
    raise NotAPicture("it is no PNG, JPEG or WebP")
