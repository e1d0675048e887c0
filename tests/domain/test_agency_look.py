"""An agency's color can be read on its pages, and its seal is a small picture and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agency_color import (
    BLACK,
    LEAST_AT_NIGHT,
    LEAST_CONTRAST,
    NIGHT,
    WHITE,
    PoorColor,
    Rgb,
    agency_color,
    contrast,
    lighter_for_night,
    nearest_darker,
    shown,
    spelled,
)
from domain.agency_seal import MOST_BYTES, PoorSeal, checked_seal, seal_id
from domain.pictures.picture import PictureKind
from tests.pictures import SVG, a_jpeg, a_png, a_webp

colors = st.tuples(*[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [(BLACK, WHITE, 21.0), (WHITE, WHITE, 1.0), ((0x76, 0x76, 0x76), WHITE, 4.54), ((0x77, 0x77, 0x77), WHITE, 4.47)],
)
def test_contrast_is_that_of_wcag(one: Rgb, other: Rgb, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@given(colors)
def test_of_any_color_there_is_a_darker_one_that_passes_and_none_nearer(rgb: Rgb) -> None:
    darker = nearest_darker(rgb)
    assert contrast(darker, WHITE) >= LEAST_CONTRAST
    assert (darker == rgb) is (contrast(rgb, WHITE) >= LEAST_CONTRAST)
    if darker != rgb:
        brighter = tuple(min(255, value + 2) if value else 0 for value in darker)
        assert contrast((brighter[0], brighter[1], brighter[2]), WHITE) < LEAST_CONTRAST


@given(colors)
def test_of_any_color_there_is_a_lighter_one_for_the_night(rgb: Rgb) -> None:
    lighter = lighter_for_night(rgb)
    assert contrast(lighter, NIGHT) >= LEAST_AT_NIGHT
    assert all(after >= before - 1 for before, after in zip(rgb, lighter, strict=True))


@given(colors)
def test_a_color_is_taken_or_another_is_offered_that_is_taken(rgb: Rgb) -> None:
    try:
        taken = agency_color(spelled(rgb)).by_day
    except PoorColor as error:
        taken = agency_color(str(error)[-7:]).by_day
    assert taken == spelled(nearest_darker(rgb))


def test_a_color_that_fails_is_told_its_ratio_and_the_nearest_that_passes() -> None:
    with pytest.raises(PoorColor) as refused:
        agency_color("#F0A500")
    assert str(refused.value) == (
        "#f0a500 has a contrast of 2.0:1 with white, and text needs 4.5:1."
        " The nearest darker color that passes is #9f6d00"
    )


@pytest.mark.parametrize("text", ["", "navy", "#fff", "0b4f8a", "#0b4f8g", "#0b4f8a;}", "url(x)"])
def test_what_is_no_color_is_refused(text: str) -> None:
    with pytest.raises(PoorColor, match="#rrggbb"):
        agency_color(text)


def test_a_ratio_is_never_rounded_up() -> None:
    assert shown(4.499) == "4.4:1"


@pytest.mark.parametrize(
    ("content", "suffix", "kind"),
    [
        (a_png(), ".png", PictureKind.PNG),
        (a_jpeg(512, 64), ".JPG", PictureKind.JPEG),
        (a_webp(64, 512), ".webp", PictureKind.WEBP),
        (a_webp(), "", PictureKind.WEBP),
    ],
)
def test_a_small_picture_can_be_a_seal(content: bytes, suffix: str, kind: PictureKind) -> None:
    assert checked_seal(content, suffix=suffix).kind is kind


@pytest.mark.parametrize(
    ("content", "suffix", "said"),
    [
        (SVG, ".svg", "may hold scripts"),
        (SVG, ".png", "may hold scripts"),
        (a_jpeg(), ".png", "its name ends in .png, but it is a JPEG"),
        (a_png(), ".gif", "its name ends in .gif, but it is a PNG"),
        (bytes(MOST_BYTES + 1), ".png", "16,001 bytes"),
        (a_png(63, 64), ".png", "63 by 64"),
        (a_png(64, 513), ".png", "64 by 513"),
    ],
)
def test_another_file_cannot(content: bytes, suffix: str, said: str) -> None:
    with pytest.raises(PoorSeal, match=said):
        checked_seal(content, suffix=suffix)


def test_the_id_of_a_seal_is_one_with_what_it_shows() -> None:
    assert seal_id(a_png()) == seal_id(a_png())
    assert seal_id(a_png()) != seal_id(a_png(65))
    assert len(seal_id(b"")) == 32
