"""The page of results: the figures that count most, and a plot of each table with its rows beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Response

from analytics.headlines import Headline, headlines
from analytics.plots.plot_of_table import PLOTS
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.spans import SpanKind, kind_of, span_after, span_before, span_of
from api.pages.staff import results_texts as texts
from api.pages.staff.results_desk import SeesResults, ShownResults, SpanFigures
from api.pages.staff.routing import staff_router

router = staff_router()

MOST_ROWS = 31
"""Of a table on the page of all; a month has 31 days at most."""

MOST_KEPT = 64
"""Pages in words."""

_NUMBERS = frozenset(Unit) - {Unit.WORD, Unit.TEXT, Unit.LANGUAGE, Unit.DAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """One value as its reader sees it; `label` is what stands over its column."""

    label: str
    value: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table in words. `finding` is empty where there is no plot; `more` rows are left out."""

    key: str
    title: str
    finding: str
    heads: list[ShownCell]
    rows: list[list[ShownCell]]
    more: int
    notes: list[str]


@router.get("/{ori}/results")
async def show_results(found: SeesResults) -> Response:
    """All tables that have a plot; the others by their names."""
    here = found.here
    key = (found.extract.folder, found.span.name, found.words.language)
    shown = _overview(_Overview(key=key, figures=found.without_reader()))
    return here.page.render(
        "results.html",
        here="results",
        title=texts.RESULTS,
        headlines=shown.headlines,
        tables=shown.tables,
        others=[(key, table.title) for key, table in found.now.items() if key not in PLOTS],
        **frame(found),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overview:
    """What a page shows, which is the same for each reader of a language; `key` tells one from another."""

    key: tuple[Path, str, str]
    figures: SpanFigures = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    headlines: tuple[Headline, ...]
    tables: tuple[ShownTable, ...]


@lru_cache(maxsize=MOST_KEPT)
def _overview(wanted: _Overview) -> _Shown:
    """A thousand numbers in words take longer than all the rest of the page."""
    found = wanted.figures
    return _Shown(
        headlines=headlines(found.words, found.now, found.before, counts_compare=found.counts_compare),
        tables=tuple(shown_table(found, found.now[key], most=MOST_ROWS) for key in found.now if key in PLOTS),
    )


def frame(found: ShownResults) -> dict[str, Any]:
    """What both kinds of pages show around the figures."""
    about, words, here = found.extract.about, found.words, found.here
    earlier, later = span_before(found.span), span_after(found.span)
    kinds = [(kind, _of_kind(found, kind), kind is found.kind) for kind in SpanKind]
    return {
        "texts": texts,
        "found": found,
        "about": about,
        "span": found.span,
        "span_words": found.span_words,
        "before_words": found.before_words(),
        "kinds": kinds,
        "earlier": earlier if earlier.ends > about.since else None,
        "later": later if later.begins < about.until else None,
        "made": here.page.when(about.extracted_at),
        "holds": (words.day(about.since), words.day(about.until - timedelta(days=1))),
        "count": words.number,
    }


def shown_table(found: SpanFigures, table: FigureTable, *, most: int | None = None) -> ShownTable:
    """In the reader's words, with at most so many rows."""
    say, rows = found.words.say, table.rows[:most]
    heads = [_cell(say(column.words), say(column.words), column.unit) for column in table.columns]
    cells = [
        [
            _cell(head.label, found.words.cell(column, value), column.unit)
            for head, column, value in zip(heads, table.columns, row, strict=True)
        ]
        for row in rows
    ]
    plot = found.plot(table.key) if table.key in found.now else None
    return ShownTable(
        key=table.key,
        title=say(table.title),
        finding=plot.title if plot else "",
        heads=heads,
        rows=cells,
        more=len(table.rows) - len(rows),
        notes=found.notes(table),
    )


def _cell(label: str, value: str, unit: Unit) -> ShownCell:
    return ShownCell(label=label, value=value, is_number=unit in _NUMBERS)


def _of_kind(found: ShownResults, kind: SpanKind) -> str:
    """The span of another length that ends last in this one, as far as the extract goes."""
    if kind is kind_of(found.span):
        return found.span.name
    last = min(found.span.ends, found.extract.about.until) - timedelta(days=1)
    wanted = span_of(last, kind)
    # Of a month the last week that is over in it, not one that runs on into the next.
    runs_over = wanted.ends > min(found.span.ends, found.extract.about.until) and kind is SpanKind.WEEK
    before = span_before(wanted)
    return (before if runs_over and before.ends > found.extract.about.since else wanted).name
