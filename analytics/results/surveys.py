"""What people said in surveys, from released periods only, as they were released (decision 5)."""

from __future__ import annotations

from analytics.results.counting import Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from locales.sentences import say

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
    column("response_low", Unit.SHARE, say("The rate may be as low as")),
    column("response_high", Unit.SHARE, say("The rate may be as high as")),
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


def surveys(counting: Counting) -> tuple[FigureTable, ...]:
    """All four, of the released periods in the span; if there is none, of the last one released before its end."""
    return tuple(shape.table() for shape in SHAPES)
