"""What waited for staff: letters, call-backs and other tasks, how long, and whether in time."""

from __future__ import annotations

from analytics.results.counting import Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from locales.sentences import say

WAITING = Shape(
    key="waiting",
    title=say("Letters and tasks, and how long they waited"),
    columns=(
        column("kind", Unit.WORD, say("What waited")),
        column("came", Unit.COUNT, say("Came")),
        column("done", Unit.COUNT, say("Done")),
        column("still_waiting", Unit.COUNT, say("Still waiting")),
        column("median_hours", Unit.HOURS, say("Half waited at most")),
        column("p90_hours", Unit.HOURS, say("Nine of ten waited at most")),
        column("with_time", Unit.COUNT, say("Had a time to be done by")),
        column("in_time", Unit.COUNT, say("Done by then")),
        column("share_in_time", Unit.SHARE, say("Done in time")),
    ),
    notes=(
        say("What came in these days, as it stood when the extract was made."),
        say(
            "What still waits counts as waiting longer than it has until now (Kaplan and Meier); where too much of it "
            "waits, there is no figure."
        ),
        say("Done in time: of what had a time to be done by, if it is done or that time is over."),
    ),
)
SHAPES = (WAITING,)


def waiting(counting: Counting) -> tuple[FigureTable, ...]:
    """WAITING by kind, what came most often first."""
    return (WAITING.table(),)
