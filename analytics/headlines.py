"""The dozen figures that a chief reads first, each beside the same of the span before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.plots.figure_words import FigureWords
from analytics.plots.plots_of_calls import OF_OTHER_DAYS
from analytics.results.cost import ALL
from analytics.results.figure_table import FigureTable
from locales.sentences import Sentence, say

Figures = Mapping[str, FigureTable]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """`words` say what `value` is, in the reader's language; `before` is empty where nothing is known of it."""

    key: str
    """Of the table where it comes from."""
    words: str
    value: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    key: str
    words: Sentence
    find: Callable[[list[Row]], Any]
    write: Callable[[FigureWords, Any], str]
    is_count: bool = False
    """Of a span that is not whole it says nothing beside one that is."""


def headlines(
    words: FigureWords, now: Figures, before: Figures, *, counts_compare: bool = True
) -> tuple[Headline, ...]:
    """Those of which something is known."""
    found = []
    for wanted in _WANTED:
        value, earlier = _value(wanted, now), _value(wanted, before)
        if value is None:
            continue
        said = wanted.write(words, earlier) if earlier is not None and (counts_compare or not wanted.is_count) else ""
        headline = Headline(
            key=wanted.key, words=words.say(wanted.words), value=wanted.write(words, value), before=said
        )
        found.append(headline)
    return tuple(found)


def _value(wanted: _Wanted, figures: Figures) -> Any:
    table = figures.get(wanted.key)
    # What tells of a whole year is no headline of a week.
    if table is None or not table.rows or table.values.get(OF_OTHER_DAYS):
        return None
    names = [column.name for column in table.columns]
    return wanted.find([dict(zip(names, row, strict=True)) for row in table.rows])


def _total(column: str) -> Callable[[list[Row]], Any]:
    return lambda rows: sum(row[column] or 0 for row in rows)


def _first(column: str) -> Callable[[list[Row]], Any]:
    return lambda rows: next((row[column] for row in rows if row[column] is not None), None)


def _share(part: str, whole: str, less: str = "") -> Callable[[list[Row]], Any]:
    def find(rows: list[Row]) -> float | None:
        of = sum(row[whole] - (row[less] if less else 0) for row in rows)
        return sum(row[part] for row in rows) / of if of else None

    return find


def _where(column: str, value: str, wanted: str) -> Callable[[list[Row]], Any]:
    return lambda rows: next((row[wanted] for row in rows if row[column] == value), None)


def _per_thousand(rows: list[Row]) -> float | None:
    rates = [row["per_thousand"] for row in rows]
    return None if None in rates else sum(rates)


def _number(words: FigureWords, value: float) -> str:
    return words.number(value)


def _one_digit(words: FigureWords, value: float) -> str:
    return words.number(value, 1)


_WANTED = (
    _Wanted(key="volume", words=say("Calls from the public"), find=_total("public"), write=_number, is_count=True),
    _Wanted(
        key="answer_by_priority",
        words=say("Half of the most urgent calls: an officer within"),
        find=_first("median_minutes"),
        write=FigureWords.minutes,
    ),
    _Wanted(
        key="answer_by_priority",
        words=say("9 of 10 of the most urgent calls: an officer within"),
        find=_first("p90_minutes"),
        write=FigureWords.minutes,
    ),
    _Wanted(
        key="told",
        words=say("Calls whose callers were told how it goes"),
        find=_share("told", "calls"),
        write=FigureWords.share,
    ),
    _Wanted(
        key="delay_told",
        words=say("Delays told of within a minute of the policy's time"),
        find=_share("in_time", "due"),
        write=FigureWords.share,
    ),
    _Wanted(
        key="asked_again",
        words=say("Calls back avoided, estimated"),
        find=_first("avoided_calls"),
        write=_number,
        is_count=True,
    ),
    _Wanted(
        key="deliveries_by_channel",
        words=say("Messages that arrived, of those not withheld"),
        find=_share("delivered", "planned", "withheld"),
        write=FigureWords.share,
    ),
    _Wanted(key="replies", words=say("Replies"), find=_total("replies"), write=_number, is_count=True),
    _Wanted(
        key="opt_outs",
        words=say("Opt-outs for each thousand calls told"),
        find=_per_thousand,
        write=_one_digit,
    ),
    _Wanted(
        key="waiting",
        words=say("Letters to detectives: half answered within"),
        find=_where("kind", "letter", "median_hours"),
        write=FigureWords.hours,
    ),
    _Wanted(
        key="waiting",
        words=say("Call-backs: half done within"),
        find=_where("kind", "call_back", "median_hours"),
        write=FigureWords.hours,
    ),
    _Wanted(
        key="cost",
        words=say("Messages cost about"),
        find=_where("channel", ALL, "money"),
        write=FigureWords.money,
        is_count=True,
    ),
)
