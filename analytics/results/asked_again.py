"""Calls back asking for status that being told avoided: an estimate from comparing like with like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.results.again_estimate import LEAST_IN_ARM, LEAST_NOT_TOLD, Arm, Avoided, Stratum, TooFew, avoided
from analytics.results.answers import PRIORITY
from analytics.results.counting import FROM_THE_PUBLIC, Counting
from analytics.results.figure_table import FigureTable, Unit
from analytics.results.shape import Shape, column
from domain.delivery import NotSent
from domain.messages import MessageKey
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
        column("avoided_per_hundred_low", Unit.RATE, say("It may be as low as")),
        column("avoided_per_hundred_high", Unit.RATE, say("It may be as high as")),
        column("avoided_calls", Unit.COUNT, say("Calls back avoided")),
        column("avoided_calls_low", Unit.COUNT, say("They may be as few as")),
        column("avoided_calls_high", Unit.COUNT, say("They may be as many as")),
    ),
    notes=(
        say(
            "An estimate from what was observed, not from an experiment. It is off where callers who could not be told "
            "differ in ways that the extract does not know."
        ),
        say(
            "Compared: calls whose callers were told that an officer is late, with calls whose callers could not be, "
            "for reasons that do not lie in what they want: a landline, no sender, the provider, the budget, a trial."
        ),
        say(
            "Like with like: calls of one priority that waited about as long and came at about the same time of day. "
            "Calls that could not be told count as often as there are calls like them that were told."
        ),
        say(
            "A call back is a further call from the same number while the first one waited. Callers whose number is "
            "not known are in neither group."
        ),
    ),
)
LEFT_OUT = say("Not in it: {left_out} calls that were told and have too few like them that were not.")
MAY_BE_CHANCE = say("This may be chance: no difference at all is within the interval.")
TOO_FEW = say(
    "Too few to tell: {not_told} calls like those that were told could not be, and at least {least} are needed, for "
    "half of the calls that were told, with enough calls back."
)
COMPARED = Shape(
    key="asked_again_compared",
    title=say("The calls that were compared"),
    columns=(
        PRIORITY,
        column("waited", Unit.WORD, say("Waited, in minutes")),
        column("hours", Unit.WORD, say("Hours of the day")),
        column("told", Unit.COUNT, say("Calls told of a delay")),
        column("not_told", Unit.COUNT, say("Like calls that could not be told")),
        column("again_told", Unit.RATE, say("Calls back for each hundred that were told")),
        column("again_not_told", Unit.RATE, say("Calls back for each hundred like them that were not")),
    ),
    notes=(say("Each row holds calls that are alike but for being told, at least {least_in_row} of both."),),
)
SHAPES = (ASKED_AGAIN, COMPARED)

COULD_NOT_BE_TOLD = (
    NotSent.NO_SENDER,
    NotSent.SENDER_REFUSED,
    NotSent.SENDER_LIMIT,
    NotSent.OVER_BUDGET,
    NotSent.LANDLINE,
    NotSent.MISSING_FACT,
    NotSent.UNREADABLE,
    NotSent.SHADOW,
    NotSent.BEFORE_GO_LIVE,
)
"""Reasons that lie in machines, money or a trial. Who opted out, has called often or is not safe differs; without a
number (`no_contact`) a call back cannot be seen at all."""

_WAITS = (0, 30, 60, 120, 240, 480)
"""Minutes from which each band of waits begins; longer than the last is one band."""

_HOURS = 6
_REASONS = ", ".join(f"'{reason}'" for reason in COULD_NOT_BE_TOLD)

_ABOUT_DELAYS = f"""
    FROM messages WHERE key = '{MessageKey.OFFICER_DELAYED}' AND local_day >= $begins AND local_day < $ends + 7"""
_ENDED = "('permanent_failure', 'withheld')"
_STRATA = f"""
WITH failed AS (
    SELECT call_id, any_value(split_part(reason, ':', 1)) AS why {_ABOUT_DELAYS} AND status IN {_ENDED}
    GROUP BY call_id
), arrived AS (
    SELECT DISTINCT call_id {_ABOUT_DELAYS} AND status NOT IN {_ENDED}
        AND call_id IN (SELECT call_id FROM failed)
), due AS (
    SELECT priority, local_hour // {_HOURS} AS hours, called_again,
        date_diff('second', received_at, coalesce(arrived_at, ended_at)) / 60.0 AS minutes,
        delay_told_at IS NOT NULL AND (failed.call_id IS NULL OR arrived.call_id IS NOT NULL) AS told,
        coalesce(split_part(delay_withheld, ':', 1), failed.why) IN ({_REASONS}) AS could_not
    FROM calls LEFT JOIN failed USING (call_id) LEFT JOIN arrived USING (call_id)
    WHERE {FROM_THE_PUBLIC} AND NOT coalesce(sensitive, false) AND delay_due_at IS NOT NULL
        AND coalesce(arrived_at, ended_at) IS NOT NULL AND "end" IS DISTINCT FROM 'merged'
        AND called_again IS NOT NULL
), banded AS (
    SELECT *, list_sum(list_transform({list(_WAITS)}, lambda start: (minutes >= start)::INTEGER)) AS band
    FROM due WHERE told OR could_not
)
SELECT priority, band, hours,
    count(*) FILTER (told), coalesce(sum(called_again) FILTER (told), 0)::BIGINT,
    coalesce(sum(called_again * called_again) FILTER (told), 0)::BIGINT,
    count(*) FILTER (NOT told), coalesce(sum(called_again) FILTER (NOT told), 0)::BIGINT,
    coalesce(sum(called_again * called_again) FILTER (NOT told), 0)::BIGINT
FROM banded GROUP BY priority, band, hours ORDER BY priority NULLS LAST, band, hours
"""  # noqa: S608  only names of ours are put in


def asked_again(counting: Counting) -> tuple[FigureTable, ...]:
    """ASKED_AGAIN in one row, or none where there are too few to tell; COMPARED with what it was made from."""
    found = [(row[:3], _stratum(row[3:])) for row in counting.rows(_STRATA)]
    result = avoided(stratum for _, stratum in found)
    told = sum(stratum.told.calls for _, stratum in found)
    compared = COMPARED.table(
        (_compared(like, stratum) for like, stratum in found if stratum.compared), values={"least_in_row": LEAST_IN_ARM}
    )
    if isinstance(result, TooFew):
        values = {"not_told": result.not_told, "least": LEAST_NOT_TOLD}
        return ASKED_AGAIN.table(values=values, notes=(TOO_FEW,)), compared
    left_out = told - result.told
    notes = [note for note, holds in ((LEFT_OUT, left_out), (MAY_BE_CHANCE, result.low <= 0 <= result.high)) if holds]
    return ASKED_AGAIN.table((_row(result),), values={"left_out": left_out}, notes=notes), compared


def _row(found: Avoided) -> tuple[Any, ...]:
    avoided_each = (found.difference, found.low, found.high)
    rates = (found.again_told, found.again_not_told, *avoided_each)
    return (
        found.told,
        found.not_told,
        *(rate * 100 for rate in rates),
        *(round(each * found.told) for each in avoided_each),
    )


def _compared(like: Sequence[Any], stratum: Stratum) -> tuple[Any, ...]:
    priority, band, hours = like
    ends = _WAITS[band] if band < len(_WAITS) else ""
    return (
        priority,
        f"{_WAITS[band - 1]}-{ends}" if ends else f"{_WAITS[-1]}+",
        f"{hours * _HOURS}-{(hours + 1) * _HOURS}",
        stratum.told.calls,
        stratum.not_told.calls,
        stratum.told.mean * 100,
        stratum.not_told.mean * 100,
    )


def _stratum(row: Sequence[int]) -> Stratum:
    told, not_told = (Arm(calls=arm[0], again=arm[1], squares=arm[2]) for arm in (row[:3], row[3:]))
    return Stratum(told=told, not_told=not_told)
