"""Calls back asking for status that being told avoided: an estimate from comparing like with like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from analytics.results.again_estimate import LEAST_IN_ARM, LEAST_NOT_TOLD, Arm, Avoided, Stratum, TooFew, avoided
from analytics.results.asked_again_words import ASKED_AGAIN, COMPARED, LEFT_OUT, MAY_BE_CHANCE, OF_YEAR, TOO_FEW
from analytics.results.counting import FROM_THE_PUBLIC, Counting
from analytics.results.figure_table import DaySpan, FigureTable
from domain.delivery import NotSent
from domain.messages import MessageKey

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
_DAY = timedelta(days=1)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Strata by what their calls have in common, and what they tell."""

    like: Sequence[tuple[Sequence[Any], Stratum]]
    result: Avoided | TooFew


def asked_again(counting: Counting) -> tuple[FigureTable, ...]:
    """ASKED_AGAIN in one row, or none where there are too few to tell; COMPARED with what it was made from.

    Where the span has too few, both are of the year up to its end, if that has enough.
    """
    found = _found(counting)
    longer = replace(counting, span=_year_up_to(counting.span))
    if isinstance(found.result, TooFew) and longer.span.begins < counting.span.begins:
        of_year = _found(longer)
        if isinstance(of_year.result, Avoided):
            return _tables(of_year, longer.span)
    return _tables(found, None)


def _found(counting: Counting) -> _Found:
    like = [(row[:3], _stratum(row[3:])) for row in counting.rows(_STRATA)]
    return _Found(like=like, result=avoided(stratum for _, stratum in like))


def _tables(found: _Found, year: DaySpan | None) -> tuple[FigureTable, FigureTable]:
    """`year`: if it is not of the span that was asked for."""
    result, of_year = found.result, (OF_YEAR,) if year else ()
    days: dict[str, Any] = {"since": year.begins.isoformat(), "until": (year.ends - _DAY).isoformat()} if year else {}
    compared = COMPARED.table(
        (_compared(like, stratum) for like, stratum in found.like if stratum.compared),
        values={"least_in_row": LEAST_IN_ARM, **days},
        notes=of_year,
    )
    if isinstance(result, TooFew):
        values = {"not_told": result.not_told, "least": LEAST_NOT_TOLD}
        return ASKED_AGAIN.table(values=values, notes=(TOO_FEW,)), compared
    left_out = sum(stratum.told.calls for _, stratum in found.like) - result.told
    notes = [note for note, holds in ((LEFT_OUT, left_out), (MAY_BE_CHANCE, result.low <= 0 <= result.high)) if holds]
    values = {"left_out": left_out, **days}
    return ASKED_AGAIN.table((_row(result),), values=values, notes=(*notes, *of_year)), compared


def _year_up_to(span: DaySpan) -> DaySpan:
    """The 365 days that end with it."""
    return DaySpan(name=span.name, begins=span.ends - _DAY * 365, ends=span.ends)


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
