"""Says a figure of the results, and how it changed, in words for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analytics.results.comparison import NAMES_OF_ROWS
from analytics.results.figure_table import Unit
from commands.output import spaced
from domain.incident_names import NAMES

NOTHING = "-"
"""There is no figure, or it is hidden."""

NONE = "none"
"""What a row is about has none: messages without a channel, calls without a priority."""

_SAID: Mapping[Unit, Callable[[Any], str]] = {
    Unit.WORD: lambda value: f"{value} {NAMES[value]}" if value in NAMES else spaced(value),
    Unit.TEXT: str,
    Unit.LANGUAGE: str,
    Unit.PRIORITY: str,
    Unit.HOUR: lambda value: f"{value:02}",
    Unit.DAY: str,
    Unit.COUNT: lambda value: f"{value:,}",
    Unit.SHARE: lambda value: f"{value * 100:.1f} %",
    Unit.MINUTES: lambda value: f"{value:,.1f} min",
    Unit.HOURS: lambda value: f"{value:,.1f} h",
    Unit.SCORE: lambda value: f"{value:.2f}",
    Unit.RATE: lambda value: f"{value:,.1f}",
    Unit.MONEY: lambda value: f"{value:,.2f}" if value >= 1 or not value else f"{value:.4f}",
}
_POINTS = "points"


def said(value: Any, unit: Unit) -> str:
    """A value with its unit; NONE or NOTHING for None."""
    if value is None:
        return NONE if unit in NAMES_OF_ROWS else NOTHING
    return _SAID[unit](value)


def change(now: Any, before: Any, unit: Unit) -> str:
    """How much more or less it is than before, as far as it can be seen; empty if there is nothing to compare."""
    if now is None or before is None:
        return ""
    difference = abs(now - before)
    size = f"{difference * 100:.1f} {_POINTS}" if unit is Unit.SHARE else said(difference, unit)
    if size == (f"{0:.1f} {_POINTS}" if unit is Unit.SHARE else said(difference * 0, unit)):
        return "the same"
    less = "fewer" if unit is Unit.COUNT else "less"
    return f"{size} {'more' if now > before else less}"
