"""What people said in surveys, from released periods only, as they were released (decision 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.results.counting import Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from domain.surveys import intervals
from domain.surveys.groups import TOTAL
from domain.surveys.results import ORDER
from locales.sentences import Sentence, say

_PERIOD = column("period", Unit.TEXT, say("Released period"))
_GROUP = (
    column("dimension", Unit.WORD, say("By")),
    column("value", Unit.WORD, say("Group")),
)
_QUESTION = (
    column("question", Unit.WORD, say("Question")),
    column("words", Unit.TEXT, say("As it was asked")),
)
_RATINGS = (
    column("ratings", Unit.COUNT, say("Ratings")),
    column("mean", Unit.SCORE, say("Mean rating, 1 to 5")),
    column("mean_low", Unit.SCORE, say("The mean may be as low as")),
    column("mean_high", Unit.SCORE, say("The mean may be as high as")),
    column("share_good", Unit.SHARE, say("Rated 4 or 5")),
    column("share_good_low", Unit.SHARE, say("This share may be as low as")),
    column("share_good_high", Unit.SHARE, say("This share may be as high as")),
)
_RESPONSE = (
    column("invited", Unit.COUNT, say("Invited")),
    column("answered", Unit.COUNT, say("Answered")),
    column("response_rate", Unit.SHARE, say("Response rate")),
    column("response_rate_low", Unit.SHARE, say("The rate may be as low as")),
    column("response_rate_high", Unit.SHARE, say("The rate may be as high as")),
)
_NOTES = (
    say("Results of surveys are released by period, once. Periods are never added to or taken from each other."),
    say("Groups that are too small, or would give away one that is, are hidden and have no figures."),
    say("Intervals of 95 %: they say what chance may have done among those who answered, not how others think."),
)
_RATE_NOTES = (
    *_NOTES,
    say("Answered: at least half of the questions with ratings (AAPOR RR2). All who were invited count."),
)

SATISFACTION = Shape(
    key="satisfaction",
    title=say("What people said"),
    columns=(_PERIOD, *_QUESTION, *_RATINGS),
    notes=_NOTES,
)
SATISFACTION_BY_GROUP = Shape(
    key="satisfaction_by_group",
    title=say("What people said, by group"),
    columns=(_PERIOD, *_GROUP, *_QUESTION, *_RATINGS),
    notes=_NOTES,
)
RESPONSE = Shape(
    key="response_rate",
    title=say("How many answered surveys"),
    columns=(_PERIOD, *_RESPONSE),
    notes=_RATE_NOTES,
)
RESPONSE_BY_GROUP = Shape(
    key="response_rate_by_group",
    title=say("How many answered surveys, by group"),
    columns=(_PERIOD, *_GROUP, *_RESPONSE),
    notes=_RATE_NOTES,
)
SHAPES = (SATISFACTION, SATISFACTION_BY_GROUP, RESPONSE, RESPONSE_BY_GROUP)


WITHIN = say("Released of these days: {periods}.")
EARLIER = say("No released period lies in these days. Shown: {periods}, the last one released of those before.")
NONE = say("Of no period that ended by then have results been released.")

_SURVEYS = """
SELECT period, dimension, value, question, words, ratings, rated_1, rated_2, rated_3, rated_4, rated_5,
    invited, answered, begins
FROM surveys WHERE ends <= $ends
"""
_GOOD = (4, 5)

Row = tuple[Any, ...]


def surveys(counting: Counting) -> tuple[FigureTable, ...]:
    """All four, of the released periods in the span; if there is none, of the last one that ended before its end."""
    rows, note = _shown(counting)
    values = {"periods": ", ".join(dict.fromkeys(row[0] for row in rows))}
    rated = [(row[:5], _ratings(row[5], row[6:11])) for row in rows if row[3] is not None]
    asked = [(row[:3], _response(*row[11:13])) for row in rows if row[3] is None]
    found = {
        SATISFACTION: [(of[0], *of[3:], *figures) for of, figures in rated if of[1] == TOTAL[0]],
        SATISFACTION_BY_GROUP: [of + figures for of, figures in rated if of[1] != TOTAL[0]],
        RESPONSE: [(of[0], *figures) for of, figures in asked if of[1] == TOTAL[0]],
        RESPONSE_BY_GROUP: [of + figures for of, figures in asked if of[1] != TOTAL[0]],
    }
    return tuple(shape.table(rows, values=values, notes=(note,)) for shape, rows in found.items())


def _shown(counting: Counting) -> tuple[list[Row], Sentence]:
    """The rows in order of time, each period's as released; and which periods these are."""
    ended = sorted(counting.rows(_SURVEYS), key=lambda row: (row[-1], ORDER.get(row[1], len(ORDER))))
    within = [row for row in ended if row[-1] >= counting.span.begins]
    if within:
        return within, WITHIN
    return [row for row in ended if row[0] == ended[-1][0]], EARLIER if ended else NONE


def _ratings(ratings: int | None, counts: Sequence[int | None]) -> Row:
    """Under _RATINGS; nothing at all of what is hidden."""
    shown = [count for count in counts if count is not None]
    if not ratings or len(shown) < len(counts):
        return (ratings if ratings == 0 else None,) + (None,) * (len(_RATINGS) - 1)
    average = intervals.mean(shown) if ratings > 1 else None
    good = intervals.share(sum(shown[rating - 1] for rating in _GOOD), ratings)
    return (ratings, *_ends(average), *_ends(good))


def _response(invited: int | None, answered: int | None) -> Row:
    """Under _RESPONSE; no rate if either is hidden."""
    rate = intervals.share(answered, invited) if invited and answered is not None else None
    return (invited, answered, *_ends(rate))


def _ends(estimate: intervals.Estimate | None) -> tuple[float | None, ...]:
    return (estimate.value, estimate.low, estimate.high) if estimate else (None, None, None)
