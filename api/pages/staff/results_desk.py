"""What every page of results is made of: the extract in force, the days in question, their figures and their plots."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Query, Response

from analytics.extracts import Extract, NoExtract, current
from analytics.not_installed import NotInstalled, is_installed
from analytics.plots import findings
from analytics.plots.compared import ComparedTable
from analytics.plots.figure_words import FigureWords
from analytics.plots.plot_of_table import plot_of
from analytics.plots.shapes import LinesPlot, RowsPlot
from analytics.results.figure_table import DaySpan, FigureTable
from analytics.results.kept_figures import Figures
from analytics.results.spans import (
    SpanKind,
    UnknownSpan,
    is_whole,
    kind_of,
    last_whole,
    span_before,
    span_named,
    spans_of,
)
from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere, Stopped
from api.pages.staff import results_texts as texts
from api.pages.staff.results_words import word_of
from api.pages.staff.signed_in import Needs, SignedInStaff
from domain.staff.roles import Right

HOW_TO_INSTALL = "pip install 'caseline[analytics]'"
NOWHERE = Path("/nonexistent")
SpanName = Annotated[str, Query(alias="span", max_length=10)]


@dataclass(frozen=True, kw_only=True)
class SpanFigures:
    """The figures of a span and of the one before, of one extract, in one language."""

    extract: Extract
    span: DaySpan
    now: Figures
    before: Figures
    words: FigureWords

    @property
    def kind(self) -> SpanKind:
        """How long the span is."""
        return kind_of(self.span)

    @cached_property
    def is_whole(self) -> bool:
        """True if the extract holds all of its days."""
        return is_whole(self.extract, self.span)

    @cached_property
    def counts_compare(self) -> bool:
        """True if it holds all of the days before, too."""
        return self.is_whole and is_whole(self.extract, span_before(self.span))

    def compared(self, key: str) -> ComparedTable:
        """A table beside that of the span before. Raises NothingThere."""
        if key not in self.now:
            raise NothingThere
        before = self.before.get(key)
        known = before if before is not None and before.rows else None
        return ComparedTable(now=self.now[key], before=known, kind=self.kind, counts_compare=self.counts_compare)

    def plot(self, key: str) -> RowsPlot | LinesPlot | None:
        """Of a table, if it has one."""
        return plot_of(self.words, self.compared(key))

    def notes(self, table: FigureTable) -> list[str]:
        """How it was counted."""
        known = {name: self._value(value) for name, value in table.values.items()}
        return [self.words.say(note, **known) for note in table.notes]

    def span_words(self, span: DaySpan) -> str:
        """ "October 2026"; a week and a quarter by their ends."""
        return span_words(self.words, span)

    def before_words(self) -> str:
        """ "the month before"."""
        return self.words.say(findings.BEFORE[self.kind])

    def _value(self, value: object) -> str:
        return self.words.number(value) if isinstance(value, int | float) else str(value)


@dataclass(frozen=True, kw_only=True)
class ShownResults(SpanFigures):
    """The same for one reader."""

    here: SignedInStaff

    def without_reader(self) -> SpanFigures:
        """What may be kept for the next."""
        return SpanFigures(extract=self.extract, span=self.span, now=self.now, before=self.before, words=self.words)


def span_words(words: FigureWords, span: DaySpan) -> str:
    """The days of a span as a reader calls them."""
    kind, last = kind_of(span), span.ends - timedelta(days=1)
    if kind is SpanKind.YEAR:
        return span.name
    if kind is SpanKind.MONTH:
        return words.month(span.begins)
    return words.say(texts.NAMES[kind], first=words.day(span.begins), last=words.day(last))


async def results(
    here: Annotated[SignedInStaff, Depends(Needs(Right.SEE_RESULTS))], deps: Deps, name: SpanName = ""
) -> ShownResults:
    """Of the span that is named, else of the last whole month. Raises Stopped with the page that is shown instead."""
    extract = _extract(here, deps)
    span = _span(here, deps, extract, name)
    try:
        now = await deps.figures.of(extract, span)
        before = await deps.figures.of(extract, span_before(span))
    except NotInstalled:
        raise Stopped(not_installed(here)) from None
    return ShownResults(
        here=here, extract=extract, span=span, now=now, before=before, words=_words(here, deps, extract)
    )


SeesResults = Annotated[ShownResults, Depends(results)]


def not_installed(here: SignedInStaff) -> Response:
    """The page that says how to install what results need."""
    return here.page.render(
        "results_none.html",
        here="results",
        title=texts.NOT_INSTALLED,
        more=texts.NOT_INSTALLED_MORE,
        command=HOW_TO_INSTALL,
    )


def _extract(here: SignedInStaff, deps: ApiDependencies) -> Extract:
    if not is_installed():
        raise Stopped(not_installed(here))
    ori = here.agency.ori
    try:
        return current(deps.analytics_folder or NOWHERE, ori)
    except NoExtract:
        page = here.page.render(
            "results_none.html",
            here="results",
            title=texts.NO_EXTRACT,
            more=texts.NO_EXTRACT_MORE,
            command=f"caseline results extract --agency {ori}",
        )
        raise Stopped(page) from None


def _span(here: SignedInStaff, deps: ApiDependencies, extract: Extract, name: str) -> DaySpan:
    held, about = spans_of(extract, SpanKind.MONTH), extract.about
    if not name and held:
        return last_whole(extract, SpanKind.MONTH) or held[-1].span
    with contextlib.suppress(UnknownSpan):
        span = span_named(name)
        if span.begins < about.until and span.ends > about.since:
            return span
    words = _words(here, deps, extract)
    first, last = words.day(about.since), words.day(about.until - timedelta(days=1))
    more = here.page.say(texts.UNKNOWN_SPAN_MORE, first=first, last=last)
    raise Stopped(here.page.render("results_none.html", 404, here="results", title=texts.UNKNOWN_SPAN, said=more))


def _words(here: SignedInStaff, deps: ApiDependencies, extract: Extract) -> FigureWords:
    language = here.page.language
    catalog = deps.staff_catalogs[language]
    return FigureWords(language=language, catalog=catalog, currency=extract.about.currency, word_of=word_of)
