"""Invents points whose digits are told from all others, and finds whatever is left of one in bytes of any kind.

Looked for are decimals of the neighborhood as text (also rounded to five, with a comma, in UTF-16), the digits alone,
doubles in both orders of their bytes, and base64 wherever it may begin.
"""

from __future__ import annotations

import base64
import random
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

PLACES = tuple((f"47.6{n:02d}37", f"122.3{n:02d}29") for n in range(10, 90, 4))
"""The first decimals, without signs, of points that lie within a square meter; each place is in a cell of its own."""

# Not the seconds of a time of day, nor the end of seconds since 1970.
_AS_TEXT = re.compile(rb"(?<!\d)(?<!\d\d:)(?:47[.,]6|122[.,]3)\d{4,}")
_RUN = re.compile(rb"\d{12,}")
_BIG = re.compile(rb"\x40\x47[\xcc-\xd9]|\xc0\x5e[\x93-\x9a]")
_LITTLE = re.compile(rb"[\xcc-\xd9]\x47\x40|[\x93-\x9a]\x5e\xc0")
_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class ExactPoints:
    """Invented points, and what each would leave behind."""

    all: tuple[Mapping[str, float], ...]
    digits: frozenset[bytes] = field(repr=False)
    doubles: frozenset[bytes] = field(repr=False)

    def traces(self, kept: bytes) -> list[str]:
        """What is left of any point in these bytes: kind and place of each find, and what stands around it."""
        return [f"{kind} at byte {at}: {kept[max(at - 40, 0) : at + 40]!r}" for kind, at in self._found(kept)]

    def _found(self, kept: bytes) -> Iterator[tuple[str, int]]:
        yield from (("decimals", found.start()) for found in _AS_TEXT.finditer(kept))
        for wide in ("47.6", "122.3"):
            yield from (("UTF-16", found.start()) for found in re.finditer(re.escape(wide.encode("utf-16-le")), kept))
        for run in _RUN.finditer(kept):
            starts = (run.group()[at : at + _DIGITS] for at in (0, 2, 3))  # alone, or after 47 or 122
            if any(start in self.digits for start in starts):
                yield "digits", run.start()
        for pattern, before in ((_BIG, 0), (_LITTLE, 5)):
            for found in pattern.finditer(kept):
                at = found.start() - before
                if kept[at : at + 8] in self.doubles:
                    yield "a double", at
        for coded in _IN_BASE64:
            if (at := kept.find(coded)) >= 0:
                yield "base64", at


def exact_points(count: int, *, seed: int = 1) -> ExactPoints:
    """So many different points, the same for the same seed."""
    chance = random.Random(seed)
    drawn = [_point(chance, *PLACES[n % len(PLACES)]) for n in range(count)]
    numbers = [number for point in drawn for number in point.values()]
    return ExactPoints(
        all=tuple(drawn),
        digits=frozenset(str(number).partition(".")[2].encode() for number in numbers),
        doubles=frozenset(struct.pack(order, number) for number in numbers for order in ("<d", ">d")),
    )


def _point(chance: random.Random, latitude: str, longitude: str) -> Mapping[str, float]:
    return {"latitude": float(latitude + _more(chance)), "longitude": -float(longitude + _more(chance))}


def _more(chance: random.Random) -> str:
    """Seven digits, the last of them not 0: twelve decimals are still exact in a double."""
    return f"{chance.randrange(10**6):06d}{chance.randint(1, 9)}"


def _coded(texts: Iterable[str]) -> Iterator[bytes]:
    for text in texts:
        for skipped in range(3):
            inside = text.encode()[skipped:]
            yield base64.b64encode(inside[: len(inside) // 3 * 3])


_IN_BASE64 = tuple(_coded(number for place in PLACES for number in place))
