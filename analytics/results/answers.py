"""How soon an officer was there: by priority, by hour of the day, and by both."""

from __future__ import annotations

from analytics.results.counting import FROM_THE_PUBLIC, IN_SPAN, Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from locales.sentences import say

PRIORITY = column("priority", Unit.PRIORITY, say("Priority"))
HOUR = column("hour", Unit.HOUR, say("Hour of the day"))
_FIGURES = (
    column("calls", Unit.COUNT, say("Calls")),
    column("answered", Unit.COUNT, say("An officer came")),
    column("without_officer", Unit.COUNT, say("Ended without an officer")),
    column("still_waiting", Unit.COUNT, say("Still waiting")),
    column("median_minutes", Unit.MINUTES, say("Half waited at most")),
    column("p90_minutes", Unit.MINUTES, say("Nine of ten waited at most")),
)
_NOTES = (
    say("Minutes from the moment the agency received the call until the first unit was on scene."),
    say("Calls to which no officer came, and those that still wait, are counted beside: they have no minutes."),
    say(
        "Not in it: {by_officers} calls that officers began, {cancelled} that were cancelled before an officer came, "
        "and {merged} that were merged into another call."
    ),
)

BY_PRIORITY = Shape(
    key="answer_by_priority", title=say("Time to answer, by priority"), columns=(PRIORITY, *_FIGURES), notes=_NOTES
)
BY_HOUR = Shape(
    key="answer_by_hour",
    title=say("Time to answer, by the hour of the call"),
    columns=(HOUR, *_FIGURES),
    notes=(*_NOTES, say("All priorities together: hours with many urgent calls look quicker.")),
)
BY_BOTH = Shape(
    key="answer_by_priority_and_hour",
    title=say("Time to answer, by priority and hour"),
    columns=(PRIORITY, HOUR, *_FIGURES),
    notes=_NOTES,
)
SHAPES = (BY_PRIORITY, BY_HOUR, BY_BOTH)

_LEFT_OUT = f"""
SELECT count(*) FILTER (officer_initiated),
    count(*) FILTER (NOT coalesce(officer_initiated, false) AND "end" = 'cancelled' AND arrived_at IS NULL),
    count(*) FILTER (NOT coalesce(officer_initiated, false) AND "end" = 'merged')
FROM calls WHERE {IN_SPAN}
"""  # noqa: S608  only conditions of ours are put in

_TIMES = f"""
WITH waited AS (
    SELECT priority, local_hour,
        arrived_at IS NULL AND ended_at IS NOT NULL AS without_officer,
        arrived_at IS NULL AND ended_at IS NULL AS waits,
        CASE WHEN arrived_at IS NOT NULL THEN greatest(date_diff('second', received_at, arrived_at), 0) / 60.0 END
            AS minutes
    FROM calls
    WHERE {FROM_THE_PUBLIC} AND "end" IS DISTINCT FROM 'merged'
        AND NOT ("end" IS NOT DISTINCT FROM 'cancelled' AND arrived_at IS NULL)
)
SELECT grouping(priority), grouping(local_hour), priority, local_hour,
    count(*), count(minutes), count(*) FILTER (without_officer), count(*) FILTER (waits),
    quantile_disc(minutes, 0.5), quantile_disc(minutes, 0.9)
FROM waited
GROUP BY GROUPING SETS ((priority), (local_hour), (priority, local_hour))
ORDER BY priority NULLS LAST, local_hour NULLS LAST
"""  # noqa: S608


def answer_times(counting: Counting) -> tuple[FigureTable, ...]:
    """BY_PRIORITY, BY_HOUR and BY_BOTH: with a row for each priority and hour that has calls."""
    by_officers, cancelled, merged = counting.rows(_LEFT_OUT)[0]
    values = {"by_officers": by_officers, "cancelled": cancelled, "merged": merged}
    rows = counting.rows(_TIMES)
    return (
        BY_PRIORITY.table((row[2:3] + row[4:] for row in rows if row[:2] == (0, 1)), values=values),
        BY_HOUR.table((row[3:] for row in rows if row[:2] == (1, 0)), values=values),
        BY_BOTH.table((row[2:] for row in rows if row[:2] == (0, 0)), values=values),
    )
