"""Calls back asking for status that being told avoided: an estimate from comparing like with like."""

from __future__ import annotations

from analytics.results.answers import PRIORITY
from analytics.results.counting import Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from locales.sentences import say

ASKED_AGAIN = Shape(
    key="asked_again",
    title=say("Calls back that telling people of a delay avoided"),
    columns=(
        column("told", Unit.COUNT, say("Calls told of a delay")),
        column("not_told", Unit.COUNT, say("Like calls that could not be told")),
        column("again_told", Unit.RATE, say("Calls back for each hundred that were told")),
        column("again_not_told", Unit.RATE, say("Calls back for each hundred like them that were not")),
        column("avoided_per_hundred", Unit.RATE, say("Avoided for each hundred told")),
        column("avoided_low", Unit.RATE, say("It may be as low as")),
        column("avoided_high", Unit.RATE, say("It may be as high as")),
        column("avoided_calls", Unit.COUNT, say("Calls back avoided")),
        column("avoided_calls_low", Unit.COUNT, say("They may be as few as")),
        column("avoided_calls_high", Unit.COUNT, say("They may be as many as")),
    ),
    notes=(say("An estimate from what was observed, not an experiment."),),
)
COMPARED = Shape(
    key="asked_again_compared",
    title=say("The calls that were compared"),
    columns=(
        PRIORITY,
        column("waited", Unit.WORD, say("Waited (minutes)")),
        column("hours", Unit.WORD, say("Came between (hours)")),
        column("told", Unit.COUNT, say("Calls told of a delay")),
        column("not_told", Unit.COUNT, say("Like calls that could not be told")),
        column("again_told", Unit.RATE, say("Calls back for each hundred that were told")),
        column("again_not_told", Unit.RATE, say("Calls back for each hundred like them that were not")),
    ),
)
SHAPES = (ASKED_AGAIN, COMPARED)


def asked_again(counting: Counting) -> tuple[FigureTable, ...]:
    """ASKED_AGAIN in one row, or none where there are too few to tell; COMPARED with what it was made from."""
    return tuple(shape.table() for shape in SHAPES)
