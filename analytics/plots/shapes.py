"""What a plot shows, before it is drawn: rows of bars, or lines over time, with every word already in its language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlotRow(_Shape):
    """One row: `name` above its bar, `label` behind it. Values are in the units of the plot's scale."""

    name: str
    label: str
    value: float | None
    """None: there is nothing to draw, and the label says so."""
    reach: float | None = None
    """How far a thinner bar goes on from there, as to what 9 of 10 had."""
    low: float | None = None
    high: float | None = None
    """The ends of an interval around the value."""
    before: float | None = None
    """The same in the span before: a thin line."""


class RowsPlot(_Shape):
    """Bars from `begin`, or dots with their intervals if `dots`; `end` is at least the largest value."""

    kind: Literal["rows"] = "rows"
    title: str
    rows: tuple[PlotRow, ...]
    begin: float = 0
    end: float
    dots: bool = False
    value_words: str = ""
    """Under the longest row: what the thick bar is, where there is a thin one too."""
    reach_words: str = ""
    before_words: str = ""
    ends_words: tuple[str, str] = ("", "")
    """At both ends of the scale, for dots."""
    caption: str = ""
    """Below, in small letters: what the lines around values are."""


class PlotLine(_Shape):
    """A line with `words` at its end. None leaves a gap."""

    words: str
    values: tuple[float | None, ...]
    is_before: bool = False
    """Of the span before: thin and grey."""
    is_second: bool = False
    """The lighter of two lines of one span; dashed, so that it is told apart without color."""


class Tick(_Shape):
    """A place on an axis: of the upright one in its units, of the other the number of a value."""

    at: float
    words: str


class LinesPlot(_Shape):
    """Lines over one axis of time, on an upright axis that begins at zero."""

    kind: Literal["lines"] = "lines"
    title: str
    lines: tuple[PlotLine, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


Plot = Annotated[RowsPlot | LinesPlot, Field(discriminator="kind")]
PLOT: TypeAdapter[RowsPlot | LinesPlot] = TypeAdapter(Plot)
"""Reads and writes a plot as JSON."""
