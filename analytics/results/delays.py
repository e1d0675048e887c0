"""Whether callers were told that an officer is late: as soon as the policy says, later, or not at all and why."""

from __future__ import annotations

from analytics.results.answers import PRIORITY
from analytics.results.counting import FROM_THE_PUBLIC, Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from domain.delivery import NotSent
from locales.sentences import say

TOLD = Shape(
    key="told",
    title=say("Calls whose callers were told how it goes"),
    columns=(
        PRIORITY,
        column("calls", Unit.COUNT, say("Calls")),
        column("reachable", Unit.COUNT, say("A caller could be reached")),
        column("told", Unit.COUNT, say("A caller was told")),
        column("share_told", Unit.SHARE, say("Told, of all calls")),
    ),
    notes=(
        say("Told: a provider accepted at least one message about the call's progress."),
        say("Calls that officers began are not in it. Callers of sensitive calls are never texted by themselves."),
    ),
)
DELAY_TOLD = Shape(
    key="delay_told",
    title=say("Callers told of a delay"),
    columns=(
        PRIORITY,
        column("due", Unit.COUNT, say("Calls with a delay to tell of")),
        column("in_time", Unit.COUNT, say("Told within a minute of the policy's time")),
        column("later", Unit.COUNT, say("Told later")),
        column("not_told", Unit.COUNT, say("Not told")),
        column("share_in_time", Unit.SHARE, say("Told in time, of all that were due")),
    ),
    notes=(
        say("Due: by the agency's policy its callers were to be told that an officer is late."),
        say("Told: the first message about it was handed to a provider."),
    ),
)
LEFT_OUT = say(
    "Not in it: {left_out} late calls of which the policy tells nothing by itself: those of sensitive types, and of "
    "types that it does not allow."
)
DELAY_NOT_TOLD = Shape(
    key="delay_not_told",
    title=say("Why callers were not told of a delay"),
    columns=(
        column("reason", Unit.WORD, say("Reason")),
        column("calls", Unit.COUNT, say("Calls")),
        column("share", Unit.SHARE, say("Share")),
    ),
    notes=(say("Calls with a delay to tell of, of which no caller was told, by the reason that was recorded."),),
)
SHAPES = (TOLD, DELAY_TOLD, DELAY_NOT_TOLD)

_TOLD = f"""
SELECT priority, count(*), count(*) FILTER (callers > 0), count(*) FILTER (told), count(*) FILTER (told) / count(*)
FROM calls WHERE {FROM_THE_PUBLIC}
GROUP BY priority ORDER BY priority NULLS LAST
"""  # noqa: S608
NOTHING_IS_TOLD = (
    NotSent.SENSITIVE_CALL_TYPE,
    NotSent.CALL_TYPE_NOT_ALLOWED,
    NotSent.NOT_IN_POLICY,
    NotSent.BEFORE_GO_LIVE,
)
"""Reasons that say that the agency did not mean to tell such calls' callers anything."""

_LATE = f"{FROM_THE_PUBLIC} AND delay_due_at IS NOT NULL"
_MEANT = f"""NOT coalesce(sensitive, false) AND coalesce(split_part(delay_withheld, ':', 1), '') NOT IN
    ({", ".join(f"'{reason}'" for reason in NOTHING_IS_TOLD)})"""
_DUE = f"{_LATE} AND {_MEANT}"
_LEFT_OUT = f"SELECT count(*) FROM calls WHERE {_LATE} AND NOT ({_MEANT})"  # noqa: S608
_DELAY_TOLD = f"""
SELECT priority, count(*),
    count(*) FILTER (date_diff('second', delay_due_at, delay_told_at) <= 60) AS in_time,
    count(*) FILTER (date_diff('second', delay_due_at, delay_told_at) > 60),
    count(*) FILTER (delay_told_at IS NULL),
    in_time / count(*)
FROM calls WHERE {_DUE}
GROUP BY priority ORDER BY priority NULLS LAST
"""  # noqa: S608
_DELAY_NOT_TOLD = f"""
SELECT coalesce(nullif(split_part(delay_withheld, ':', 1), ''), 'not_known') AS reason, count(*) AS found,
    found / sum(found) OVER ()
FROM calls WHERE {_DUE} AND delay_told_at IS NULL
GROUP BY reason ORDER BY found DESC, reason
"""  # noqa: S608


def delays(counting: Counting) -> tuple[FigureTable, ...]:
    """TOLD and DELAY_TOLD by priority, DELAY_NOT_TOLD with the most frequent reason first."""
    left_out = counting.rows(_LEFT_OUT)[0][0]
    notes = (LEFT_OUT,) if left_out else ()
    return (
        TOLD.table(counting.rows(_TOLD)),
        DELAY_TOLD.table(counting.rows(_DELAY_TOLD), values={"left_out": left_out}, notes=notes),
        DELAY_NOT_TOLD.table(counting.rows(_DELAY_NOT_TOLD)),
    )
