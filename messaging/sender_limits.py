"""Pause a sender whose limit was reached, and tell staff once: messages wait instead of failing one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import sender_pauses
from db.tables import OutboundMessage
from domain.delivery import NotSent
from domain.messages import KEY_RULES, MessageKey, Purpose
from domain.sender_limits import LimitScope, SenderLimit, resets_at
from messaging.sender_alerts import sender_limited

SOON = timedelta(minutes=2)
"""When a message is sent again that met a limit which has reset meanwhile."""
ANSWERED_WITHIN = timedelta(minutes=30)
"""An answer that a limit holds up for longer is none: "call 911" must not light up a phone late at night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitMet:
    """What the provider said of one message: its name, its code, the limit."""

    provider: str
    code: str
    limit: SenderLimit


class SenderPaused(Exception):
    """Nothing may leave from this sender until then; `code` is the provider's."""

    def __init__(self, code: str, *, until: datetime) -> None:
        super().__init__(code)
        self.code, self.until = code, until


async def limit_met(
    session: AsyncSession, row: OutboundMessage, ori: str, met: LimitMet, *, sent_at: datetime, now: datetime
) -> None:
    """Pause the sender of a message that met its limit, and hold the message until that resets.

    `sent_at` and `now`: by the same clock. A report that comes after the reset pauses nothing any more.
    """
    left = resets_at(met.limit.reset, sent_at) - now
    # A call played ahead of time sends by a clock that is ahead of ours.
    here = max(now, row.planned_at, row.sent_at or now)
    hold(row, here + max(left, SOON), code=met.code)
    if left <= timedelta():
        return
    key = await sender_pauses.key_of(session, ori, row.channel)
    if met.limit.scope is LimitScope.ACCOUNT:
        key = replace(key, address=sender_pauses.EVERY_SENDER)
    await sender_pauses.pause(session, key, code=met.code, until=here + left, now=here)
    await sender_limited(session, ori=ori, provider=met.provider, code=met.code, until=here + left, now=now)


async def check_pause(
    session: AsyncSession, row: OutboundMessage, ori: str, *, paused_until: datetime | None, now: datetime
) -> None:
    """Raises SenderPaused while nothing may leave from the sender of this message.

    `paused_until`: when the last pause of any sender ends.

    The answer to a cry for help is tried all the same: some limits are one carrier's, and it may be another's phone.
    """
    if row.key == MessageKey.EMERGENCY or paused_until is None or paused_until <= now:
        return
    found = await sender_pauses.in_force(session, ori, row.channel, now=now)
    if found is not None:
        raise SenderPaused(found.code, until=found.until)


def hold(row: OutboundMessage, until: datetime, *, code: str) -> None:
    """It is looked at again then, or as soon as it is no longer news: then it is withheld at once."""
    if row.valid_until is None and KEY_RULES[MessageKey(row.key)].purpose is Purpose.REPLIES:
        row.valid_until = row.planned_at + ANSWERED_WITHIN
    row.not_before = until if row.valid_until is None else min(until, row.valid_until)
    row.reason = f"{NotSent.SENDER_LIMIT}: {code}"
