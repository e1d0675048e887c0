"""A picture is what its bytes say, to the last of them."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.local.demo_seal import SIDE, demo_seal
from domain.pictures.picture import NotAPicture, Picture, PictureKind
from domain.pictures.reader import picture_of
from tests.pictures import SVG, a_jpeg, a_png, a_webp, chunk

WHOLE = {PictureKind.PNG: a_png, PictureKind.JPEG: a_jpeg, PictureKind.WEBP: a_webp}
sides = st.integers(1, 300)


@given(kind=st.sampled_from(PictureKind), width=sides, height=sides)
def test_a_whole_picture_is_known_with_its_sides(kind: PictureKind, width: int, height: int) -> None:
    assert picture_of(WHOLE[kind](width, height)) == Picture(kind=kind, width=width, height=height)


@given(kind=st.sampled_from(PictureKind), data=st.data())
def test_a_picture_that_ends_too_early_is_refused(kind: PictureKind, data: st.DataObject) -> None:
    whole = WHOLE[kind](9, 7)
    with pytest.raises(NotAPicture):
        picture_of(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize("kind", PictureKind)
def test_nothing_else_travels_behind_a_picture(kind: PictureKind) -> None:
    with pytest.raises(NotAPicture, match="follows after its end"):
        picture_of(WHOLE[kind]() + b"<script>alert(1)</script>")


@given(st.binary(max_size=200), st.sampled_from((b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")))
def test_whatever_the_bytes_are_they_are_a_picture_or_refused(content: bytes, opening: bytes) -> None:
    with suppress(NotAPicture):
        assert picture_of(opening + content).width > 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG, "SVG, which may hold scripts"),
        (b"<!-- -->" * 20 + SVG.upper(), "SVG"),
        (b"GIF89a", "no PNG, JPEG or WebP"),
        (b"", "no PNG, JPEG or WebP"),
        (a_png(rows=63), "as many points as its header says"),
        (a_png(rows=65), "as many points as its header says"),
        (a_png().replace(b"IDAT", b"IDOT"), "damaged"),
        (a_png(more=chunk(b"acTL", bytes(8))), "moves"),
        (a_webp(more=b"ANIM" + struct.pack("<I", 0)), "moves"),
        (a_png(100_000, 100_000, rows=0), "100000 pixels wide"),
        (a_webp(more=b"VP8X" + struct.pack("<I", 10) + bytes(10)), "damaged"),
    ],
)
def test_what_is_wrong_is_said(content: bytes, said: str) -> None:
    with pytest.raises(NotAPicture, match=said):
        picture_of(content)


def test_an_interlaced_png_has_the_rows_of_its_seven_passes() -> None:
    whole = a_png(1, 1)
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 1)
    interlaced = whole[:8] + chunk(b"IHDR", header) + whole[8 + 25 :]
    assert picture_of(interlaced) == Picture(kind=PictureKind.PNG, width=1, height=1)


def test_the_seal_that_is_drawn_for_the_demonstration_is_a_picture() -> None:
    assert picture_of(demo_seal()) == Picture(kind=PictureKind.PNG, width=SIDE, height=SIDE)
