"""Which call is meant by a number: a call is a number and a time, since many a CAD uses its numbers again.

CADs restart their numbers each January, some each day. A call received more than a day before or after the one known
by a number, or after that one ended, is another call with other people. Where the agency's policy says so
(`[calls] numbers_are_reused`) it is kept as a call of its own, `NUMBER~YYYYMMDD` by the agency's date of receipt;
else it is refused, since whoever is told would be the wrong person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import agencies, calls, held_calls
from db.tables import Agency, Call
from domain.clocks import TOLERANCE
from domain.lifecycle import SAME_RECEIPT
from policies.in_force import readable_policy

DATED = "~"
"""Between a number used again and the day of its call."""


class WhichCall(Exception):
    """The number does not say which call is meant; the message says what to do, for the sender."""


class NumberUsedAgain(WhichCall):
    """The number is that of a call received at another time, and the agency does not use its numbers again."""

    def __init__(self, call: Call) -> None:
        received = f" received at {call.said_received_at.isoformat()}" if call.said_received_at else ""
        super().__init__(
            f"number {call.call_number} is that of a call{received}: another call needs another number, or the "
            "agency's policy must say numbers_are_reused = true"
        )


class SeveralCalls(WhichCall):
    """Several calls have the number, and nothing says which is meant."""

    def __init__(self, those: Sequence[Call], zone: ZoneInfo) -> None:
        names = ", ".join(_dated(call, zone) for call in those)
        super().__init__(f"several calls have this number: name one of {names}, or send its case_number")


async def to_change(
    session: AsyncSession, base: Call, *, received_at: datetime | None, at: datetime, now: datetime
) -> Call:
    """The call that is meant, locked, made if new; `base`, locked, is the first with the number.

    `received_at`: when the call meant was received, if that is said; `at`: when what is told of it was so.
    Raises NumberUsedAgain.
    """
    if base.number_reused_at is None and (received_at is None or not is_another(base, received_at)):
        return base
    those = await _all_with(session, base)
    if received_at is None:
        meant = next((call for call in reversed(those) if _began(call) <= at + TOLERANCE), those[0])
        return await _locked(session, meant)
    for call in reversed(those):
        if not is_another(call, received_at):
            return await _locked(session, call)
    agency = await agencies.get(session, base.ori)
    policy = readable_policy(agency) if agency else None
    if agency is None or policy is None or not policy.numbers_are_reused:
        raise NumberUsedAgain(base)
    return await _another(session, base, agency, received_at, now)


async def check(session: AsyncSession, ori: str, receipts: Mapping[str, Sequence[datetime]]) -> None:
    """Whether calls received then can be taken in: number -> receipts. Raises NumberUsedAgain. Changes nothing."""
    agency = await agencies.get(session, ori)
    policy = readable_policy(agency) if agency else None
    if policy is not None and policy.numbers_are_reused:
        return
    calls_known = {call.call_number: call for call in await held_calls.look_at(session, [(ori, n) for n in receipts])}
    for number, moments in receipts.items():
        known = calls_known.get(number)
        if known is None and max(moments) - min(moments) <= SAME_RECEIPT:
            continue  # as nearly all are: a row to compare them with would be most of what this costs
        base = known or Call(ori=ori, call_number=number, said_received_at=moments[0])
        if any(is_another(base, moment) for moment in moments):
            raise NumberUsedAgain(base)


async def to_look_at(session: AsyncSession, ori: str, number: str) -> Call | None:
    """The newest call with this number, or the one of the day that is said; None if there is none."""
    those = await _named(session, ori, number)
    return those[-1] if those else None


async def of_a_case(session: AsyncSession, ori: str, number: str, *, case_number: str | None) -> Call | None:
    """The call whose case is meant, locked; None if there is none. Raises SeveralCalls rather than guess."""
    those = await _named(session, ori, number)
    if len(those) > 1:
        meant = [call for call in those if case_number and call.case_number == case_number]
        if len(meant) != 1:
            agency = await agencies.get(session, ori)
            raise SeveralCalls(those, ZoneInfo(agency.time_zone if agency else "UTC"))
        those = meant
    return await _locked(session, those[0]) if those else None


def is_another(call: Call, received_at: datetime) -> bool:
    """True if a call received at this time cannot be this one."""
    if call.said_received_at is None:
        return False
    ended_at = _ended(call)
    return abs(received_at - call.said_received_at) > SAME_RECEIPT or (ended_at is not None and received_at > ended_at)


def _ended(call: Call) -> datetime | None:
    ends = (call.state.get("ended_at"), call.snapshot.get("closed_at"), call.snapshot.get("cancelled_at"))
    known = [datetime.fromisoformat(end) for end in ends if end]
    return max(known, default=None)


def _began(call: Call) -> datetime:
    return call.said_received_at or call.received_at or call.created_at


async def _named(session: AsyncSession, ori: str, number: str) -> Sequence[Call]:
    call = await calls.get(session, ori, number)
    if call is not None:
        return [call] if call.number_reused_at is None else await _all_with(session, call)
    plain, _, day = number.rpartition(DATED)
    first = await calls.get(session, ori, plain) if plain else None
    agency = await agencies.get(session, ori)
    if first is None or agency is None or day != _day(_began(first), ZoneInfo(agency.time_zone)):
        return []
    return [first]


async def _all_with(session: AsyncSession, base: Call) -> list[Call]:
    """The oldest first."""
    later = await calls.with_reused_number(session, base.ori, base.call_number)
    return sorted([base, *later], key=_began)


async def _locked(session: AsyncSession, call: Call) -> Call:
    return await calls.lock_call(session, call.ori, call.call_number) or call


async def _another(session: AsyncSession, base: Call, agency: Agency, received_at: datetime, now: datetime) -> Call:
    zone = ZoneInfo(agency.time_zone)
    key = f"{base.call_number}{DATED}{_day(received_at, zone)}"
    if await calls.get(session, base.ori, key) is not None or _day(_began(base), zone) == _day(received_at, zone):
        key = f"{key}-{received_at.astimezone(zone):%H%M}"
    call = await calls.get_or_create(session, base.ori, key, now=now)
    call.reused_number = base.call_number
    base.number_reused_at = max(received_at, base.number_reused_at or received_at)
    await session.flush()
    return call


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y%m%d}"


def _dated(call: Call, zone: ZoneInfo) -> str:
    return call.call_number if call.reused_number else f"{call.call_number}{DATED}{_day(_began(call), zone)}"
