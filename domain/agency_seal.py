"""An agency's seal on its pages: which pictures are taken, and the id that is one with what a seal shows."""

from __future__ import annotations

from hashlib import sha256

from domain.pictures.picture import NotAPicture, Picture, PictureKind
from domain.pictures.reader import picture_of

MOST_BYTES = 16_000
"""A page weighs less than 50 kB with everything in it, on a telephone with a slow line."""
LEAST_SIDE, MOST_SIDE = 64, 512
"""Pixels. Shown 44 wide, on screens that have up to three for each."""

_ID_LENGTH = 32
_NAMED = {
    ".png": PictureKind.PNG,
    ".jpg": PictureKind.JPEG,
    ".jpeg": PictureKind.JPEG,
    ".webp": PictureKind.WEBP,
}
NAMES = {PictureKind.PNG: "PNG", PictureKind.JPEG: "JPEG", PictureKind.WEBP: "WebP"}


class PoorSeal(ValueError):
    """A file that cannot be a seal; says why."""


def checked_seal(content: bytes, *, suffix: str) -> Picture:
    """What the file is, if it can be a seal. `suffix` of its name, such as ".png"; one without says nothing false.

    Raises PoorSeal.
    """
    if len(content) > MOST_BYTES:
        raise PoorSeal(f"it has {len(content):,} bytes, and {MOST_BYTES:,} are the most; make it smaller, or a WebP")
    try:
        picture = picture_of(content)
    except NotAPicture as error:
        raise PoorSeal(str(error)) from None
    if suffix and _NAMED.get(suffix.lower()) is not picture.kind:
        raise PoorSeal(f"its name ends in {suffix}, but it is a {NAMES[picture.kind]}")
    if not LEAST_SIDE <= min(picture.width, picture.height) <= max(picture.width, picture.height) <= MOST_SIDE:
        raise PoorSeal(
            f"it is {picture.width} by {picture.height} pixels, and each side must have {LEAST_SIDE} to {MOST_SIDE}"
        )
    return picture


def seal_id(content: bytes) -> str:
    """The same for the same picture, and another for any other."""
    return sha256(content).hexdigest()[:_ID_LENGTH]
