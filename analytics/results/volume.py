"""How many calls came: over time, by who began them, and what they were about."""

from __future__ import annotations

from analytics.results.counting import FROM_THE_PUBLIC, IN_SPAN, Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from analytics.results.spans import SpanKind, kind_of
from locales.sentences import say

TOP_TYPES = 15
OTHER = "other"
"""All types but the TOP_TYPES most frequent."""

VOLUME = Shape(
    key="volume",
    title=say("Calls over time"),
    columns=(
        column("since", Unit.DAY, say("From")),
        column("days", Unit.COUNT, say("Days")),
        column("public", Unit.COUNT, say("Calls of the public")),
        column("officers", Unit.COUNT, say("Begun by officers")),
    ),
    notes=(
        say("Each row counts a day; of a quarter, a week; of a year, a month. The first or last week may be shorter."),
    ),
)
BY_TYPE = Shape(
    key="volume_by_type",
    title=say("What people called about"),
    columns=(
        column("incident_type", Unit.WORD, say("Type of call")),
        column("calls", Unit.COUNT, say("Calls")),
        column("share", Unit.SHARE, say("Share")),
    ),
    notes=(say("Calls of the public, by what they were about at last. Only the most frequent types are named."),),
)
SHAPES = (VOLUME, BY_TYPE)

_VOLUME = f"""
SELECT greatest(date_trunc('{{bucket}}', local_day), $begins)::DATE AS since, count(DISTINCT local_day),
    count(*) FILTER (NOT coalesce(officer_initiated, false)), count(*) FILTER (officer_initiated)
FROM calls WHERE {IN_SPAN}
GROUP BY since ORDER BY since
"""  # noqa: S608
_BY_TYPE = f"""
SELECT coalesce(nullif(incident_type, ''), 'not_known') AS type, count(*) AS found
FROM calls WHERE {FROM_THE_PUBLIC}
GROUP BY type ORDER BY found DESC, type
"""  # noqa: S608


def volume(counting: Counting) -> tuple[FigureTable, ...]:
    """VOLUME in order of time, BY_TYPE with the most frequent first and OTHER last."""
    types = counting.rows(_BY_TYPE)
    total = sum(found for _, found in types)
    shown, rest = types[:TOP_TYPES], sum(found for _, found in types[TOP_TYPES:])
    rows = [*shown, *([(OTHER, rest)] if rest else [])]
    return (
        VOLUME.table(counting.rows(_VOLUME.format(bucket=_BUCKETS[kind_of(counting.span)]))),
        BY_TYPE.table((name, found, found / total) for name, found in rows),
    )


_BUCKETS = {SpanKind.WEEK: "day", SpanKind.MONTH: "day", SpanKind.QUARTER: "week", SpanKind.YEAR: "month"}
