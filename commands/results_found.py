"""Finds the extract, the span and the figures that were asked for, or ends with a sentence that says what there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from analytics.extracts import Extract, current
from analytics.not_installed import duckdb_module
from analytics.results.all_figures import figures
from analytics.results.figure_table import DaySpan, FigureTable
from analytics.results.spans import SpanKind, is_whole, last_whole, span_before, span_named, spans_of
from commands.open_database import notes, stop
from commands.progress_display import Steps

Tables = Mapping[str, FigureTable]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigures:
    """Figures of a span and, where both spans are whole, of the one before."""

    extract: Extract
    span: DaySpan
    tables: Tables
    before: Tables | None


def found_figures(folder: Path, ori: str, name: str, keys: Collection[str], *, compared: bool) -> ShownFigures:
    """In the newest extract below `folder`. Raises NotInstalled, NoExtract, UnknownSpan."""
    extract = current(folder, ori or _only(folder))
    span = _span(extract, name)
    before = span_before(span)
    whole = is_whole(extract, span) and is_whole(extract, before)
    try:
        with Steps(notes) as steps:
            steps(f"Counting {span.name} of {extract.about.ori}")
            tables = figures(extract, span, only=keys)
            earlier = figures(extract, before, only=keys) if whole and compared else None
    except duckdb_module().Error as error:
        stop(
            f"The extract {extract.name} cannot be read ({type(error).__name__}). Make a new one: "
            f"caseline results extract --agency {extract.about.ori}"
        )
    return ShownFigures(extract=extract, span=span, tables=tables, before=earlier)


def _only(folder: Path) -> str:
    """The one agency that has an extract."""
    known = sorted({path.parts[-4] for path in folder.glob("*/extracts/[0-9]*/about.json")})
    if not known:
        stop(
            "There is no extract yet. Make one: caseline results extract (or try an invented year: "
            "caseline results example)."
        )
    if len(known) > 1:
        stop(f"Say whose results: --agency ORI, one of {', '.join(known)}.")
    return known[0]


def _span(extract: Extract, name: str) -> DaySpan:
    about = extract.about
    if not name:
        found = last_whole(extract, SpanKind.MONTH) or last_whole(extract, SpanKind.WEEK)
        running = spans_of(extract, SpanKind.MONTH)
        return found or (running[-1].span if running else stop(f"The extract of {about.ori} holds no day yet."))
    span = span_named(name)
    if span.begins >= about.until or span.ends <= about.since:
        held = ", ".join(_held(extract, kind) for kind in reversed(SpanKind))
        stop(f"The extract of {about.ori} holds nothing of {span.name}. It holds {held}.")
    return span


def _held(extract: Extract, kind: SpanKind) -> str:
    names = [held.span.name for held in spans_of(extract, kind)]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}" if names else f"no {kind}"
