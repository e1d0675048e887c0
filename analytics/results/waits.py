"""What waited for staff: letters, call-backs and other tasks, how long, and whether in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.results.counting import Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from analytics.results.survival import Lasted, waited
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
        column("due", Unit.COUNT, say("Were to be done by now")),
        column("in_time", Unit.COUNT, say("Done in time")),
        column("share_in_time", Unit.SHARE, say("Share done in time")),
    ),
    notes=(
        say("What came in these days, as it stood when the extract was made."),
        say(
            "What still waits counts as waiting longer than it has until now (Kaplan and Meier); where too much of it "
            "waits, there is no figure."
        ),
        say("In time: by the time that the kind of task sets. Letters have none."),
        say("A letter to a detective is counted as a letter, and the task that it makes as a reply."),
    ),
)
SHAPES = (WAITING,)


_WAITS = """
SELECT kind, date_diff('second', opened_at, coalesce(done_at, $extracted)) AS seconds, count(*), count(done_at),
    count(*) FILTER (due_at <= $extracted), count(*) FILTER (due_at <= $extracted AND done_at <= due_at)
FROM waiting WHERE local_day >= $begins AND local_day < $ends
GROUP BY kind, seconds ORDER BY kind, seconds
"""


def waiting(counting: Counting) -> tuple[FigureTable, ...]:
    """WAITING by kind, what came most often first."""
    by_kind: dict[str, list[tuple[int, ...]]] = {}
    for kind, *waits in counting.rows(_WAITS):
        by_kind.setdefault(kind, []).append(tuple(waits))
    rows = [_row(kind, waits) for kind, waits in by_kind.items()]
    return (WAITING.table(sorted(rows, key=lambda row: (-row[1], row[0]))),)


def _row(kind: str, waits: Sequence[tuple[int, ...]]) -> tuple[Any, ...]:
    came, done, due, in_time = (sum(wait[place] for wait in waits) for place in (1, 2, 3, 4))
    lasted = [Lasted(time=max(0, seconds) / 3600, ended=ended, of=of) for seconds, of, ended, *_ in waits]
    shares = in_time / due if due else None
    return (kind, came, done, came - done, waited(lasted, 0.5), waited(lasted, 0.9), due, in_time, shares)
