"""Draws the seal of the demonstration agency: a star in a ring, invented, with nothing but the standard library."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from math import atan2, hypot, pi
from typing import TypeVar

COLOR = "#1d4f7c"
"""Of the agency's pages."""
SIDE = 132
"""Pixels: three for each of the 44 in which it is shown."""

_FINE = 3
"""So many points across and down in each pixel, so that edges look smooth."""
_TIPS = 6

Each = TypeVar("Each")
Rgb = tuple[int, int, int]
_BLUE, _GOLD, _PALE = (0x1D, 0x4F, 0x7C), (0xD9, 0xA4, 0x41), (0xFB, 0xF6, 0xE9)


def demo_seal() -> bytes:
    """A PNG with a transparent ground. A quarter is drawn, as the others are its mirror images."""
    half = [_mirrored([_pixel(x, y) for x in range(SIDE // 2)]) for y in range(SIDE // 2)]
    rows = b"".join(b"\0" + b"".join(pixels) for pixels in _mirrored(half))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _mirrored(first: list[Each]) -> list[Each]:
    return first + first[::-1]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _pixel(x: int, y: int) -> bytes:
    steps = [(step + 0.5) / _FINE for step in range(_FINE)]
    points = [_point(2 * (x + right) / SIDE - 1, 2 * (y + down) / SIDE - 1) for right in steps for down in steps]
    inked = [point for point in points if point is not None]
    if not inked:
        return bytes(4)
    mixed = (round(sum(channel) / len(inked)) for channel in zip(*inked, strict=True))
    return bytes((*mixed, round(255 * len(inked) / len(points))))


def _point(x: float, y: float) -> Rgb | None:
    """The color at a place between -1 and 1; none outside the ring."""
    return next((color for color, is_in in _LAYERS if is_in(x, y)), None)


def _in_star(x: float, y: float, *, size: float, waist: float) -> bool:
    """A star of six tips; `waist` is how far its inner corners are from the middle."""
    wedge = 2 * pi / _TIPS
    angle = (atan2(x, -y) + wedge / 2) % wedge - wedge / 2
    share = abs(angle) / (wedge / 2)
    return hypot(x, y) <= size * waist / (waist + (size - waist) * share)


_LAYERS: tuple[tuple[Rgb, Callable[[float, float], bool]], ...] = (
    (_BLUE, lambda x, y: hypot(x, y) < 0.13),
    (_PALE, lambda x, y: hypot(x, y) < 0.2),
    (_GOLD, lambda x, y: _in_star(x, y, size=0.66, waist=0.3)),
    (_BLUE, lambda x, y: hypot(x, y) < 0.7),
    (_PALE, lambda x, y: hypot(x, y) < 0.78),
    (_BLUE, lambda x, y: 0.83 < hypot(x, y) < 0.93),
    (_GOLD, lambda x, y: hypot(x, y) < 1),
)
"""From the front to the back."""
