"""Drawings keep text as text, fit their width, and are dark on dark screens."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from analytics.plots.drawn import svg_of
from analytics.plots.look import ACCENT, DARK, GREY, INK, PAPER, SOFT, TEXT, PlotWidth, words_width, wrapped
from analytics.plots.shapes import LinesPlot, PlotLine, PlotRow, RowsPlot, Tick
from domain.agency_color import contrast
from tests.analytics.busy_extract import ARABIC_BEAT

LONG = "Half of priority 1 callers see an officer within 7 minutes; 9 of 10 within 17 minutes"
ISOLATED = f"\u2068{ARABIC_BEAT}\u2069"

ROWS = RowsPlot(
    title=LONG,
    rows=(
        PlotRow(name="Priority 1", label="7 minutes; 17 minutes", value=7, reach=17, before=8),
        PlotRow(name=ISOLATED, label="40 minutes; 2 hours", value=40, reach=122, before=44),
        PlotRow(name="Priority 4", label="no figure", value=None),
    ),
    end=122,
    value_words="half",
    reach_words="9 of 10",
    before_words="half, in the month before",
)
LINES = LinesPlot(
    title=LONG,
    lines=(
        PlotLine(words="half within", values=(1, None, 3, 4)),
        PlotLine(words="9 of 10 within", values=(2, 5, 9, 8), is_second=True),
        PlotLine(words="half, in the month before", values=(2, 2, 2, 3.9), is_before=True),
    ),
    x_ticks=(Tick(at=0, words="12 AM"), Tick(at=3, words="11 PM")),
    y_ticks=(Tick(at=0, words="0"), Tick(at=10, words="10 minutes")),
)


def _texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


@pytest.mark.parametrize("width", PlotWidth)
@pytest.mark.parametrize("plot", [ROWS, LINES], ids=["rows", "lines"])
def test_a_plot_says_all_its_words_as_text(plot: RowsPlot | LinesPlot, width: PlotWidth) -> None:
    svg = svg_of(plot, width)

    said = " ".join(_texts(svg))
    expected = [plot.title]
    if isinstance(plot, RowsPlot):
        expected += [words for row in plot.rows for words in (row.name, row.label)]
        expected += [plot.value_words, plot.reach_words, plot.before_words]
    else:
        expected += [line.words for line in plot.lines]
    for words in expected:
        assert all(word in said for word in words.split()), words
    assert f'width="{width.pixels}"' in svg


def test_a_name_in_arabic_stays_isolated_and_axes_do_not_flip() -> None:
    svg = svg_of(ROWS, PlotWidth.NARROW)

    assert ISOLATED in _texts(svg)
    assert "direction" not in svg
    bars = [float(x) for x in re.findall(r'd="M([\d.]+),[\d.]+h[\d.]+v14h', svg)]
    assert bars
    assert set(bars) == {10.0}  # all from the same line at the left


def test_a_drawing_asks_for_nothing_from_elsewhere() -> None:
    svg = svg_of(ROWS, PlotWidth.WIDE)

    assert not re.search(r"(href|src|url\()", svg.replace('xmlns:xlink="http://www.w3.org/1999/xlink"', ""))
    assert "<script" not in svg


def test_every_color_turns_dark() -> None:
    svg = svg_of(LINES, PlotWidth.WIDE)

    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg.split("</style>")[1]))
    assert used
    assert used <= set(DARK)
    assert all(dark in svg for dark in DARK.values())


@pytest.mark.parametrize("color", [INK, ACCENT, SOFT, GREY])
def test_what_is_drawn_stands_out_from_its_ground(color: str) -> None:
    least = 4.5 if color == INK else 3
    assert contrast(_rgb(color), _rgb(PAPER)) >= least
    assert contrast(_rgb(DARK[color]), _rgb(DARK[PAPER])) >= least


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def test_titles_wrap_between_words() -> None:
    lines = wrapped(LONG, 17, 320)

    assert len(lines) > 1
    assert " ".join(lines) == LONG


_START = re.compile(r"translate\(([-0-9.]+),")


@pytest.mark.parametrize("width", PlotWidth)
def test_a_long_label_behind_the_longest_bar_is_not_cut_off(width: PlotWidth) -> None:
    label = "127 minutes; 8.8 hours"
    rows = RowsPlot(title="x", rows=(PlotRow(name="Priority 4", label=label, value=127, reach=528),), end=528)

    svg = svg_of(rows, width)

    found = next(each for each in re.findall(r"<text[^>]*>", svg.split(label)[0])[-1:])
    start = max(float(x) for x in _START.findall(found))
    assert start + words_width(label, TEXT, bold=True) <= width.pixels
