"""A picture as Caseline takes it: one of three kinds that hold points and no scripts, as an SVG may."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PictureKind(StrEnum):
    """By its media type."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"


class NotAPicture(ValueError):
    """The bytes are no picture that is taken; says why."""


class DamagedPicture(NotAPicture):
    """They begin like one and are none."""

    def __init__(self) -> None:
        super().__init__("it ends too early or is damaged")


class ContentAfterPicture(NotAPicture):
    """Whatever it is, it is no part of the picture."""

    def __init__(self) -> None:
        super().__init__("something else follows after its end")


class MovingPicture(NotAPicture):
    """What moves by itself keeps people from reading (WCAG 2.2, success criterion 2.2.2)."""

    def __init__(self) -> None:
        super().__init__("it moves")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the bytes are. Sides in pixels."""

    kind: PictureKind
    width: int
    height: int


_MOST_PIXELS = 4_000_000
"""More is not unpacked: a small file may stand for a huge picture."""


def sized(kind: PictureKind, width: int, height: int) -> Picture:
    """A picture of these sides, if it can be one."""
    if not 0 < width * height <= _MOST_PIXELS:
        raise NotAPicture(f"it is {width} pixels wide and {height} high")
    return Picture(kind=kind, width=width, height=height)
