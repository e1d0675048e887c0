"""Take a wrong message back: each person who got it is sent one correction, and asking twice sends it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, corrections, inbox, messages, timeline
from db.queries.corrections import SentPeriod, Told
from db.queries.timeline import TimelineNote
from db.tables import Call, OutboundMessage
from domain.actors import ActorKind, said_to_be
from domain.delivery import WITH_PROVIDER, DeliveryStatus
from domain.wakes import WakeUp
from intake.staff.mass_news import Progress
from messaging.call_context import CallContext
from messaging.corrections import Assessed, assess, write_correction

SOURCE = "corrections"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One who got the message, and what would become of its correction."""

    told: Told
    assessed: Assessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """How many corrections were written to be sent, and how many are withheld, by reason."""

    written: int
    withheld: Counter[str]


async def recipients(session: AsyncSession, vault: Vault, period: SentPeriod, *, now: datetime) -> Sequence[Recipient]:
    """Everyone who got it, in the order in which they did; nothing is written."""
    found: list[Recipient] = []
    for told in await corrections.told(session, period):
        about = await _about(session, await calls.get(session, period.ori, told.call_number), now)
        wrong = await session.get_one(OutboundMessage, told.message_id)
        found.append(Recipient(told=told, assessed=await assess(session, vault, wrong, about)))
    return found


async def correct(
    database: Database,
    vault: Vault,
    period: SentPeriod,
    *,
    by: str,
    clock: Callable[[], datetime],
    progress: Progress = lambda done, total: None,
) -> Corrected:
    """Write them and wake the calls. Each is a transaction of its own: what was broken off is asked for again."""
    async with database.reading() as session:
        told = [each for each in await corrections.told(session, period) if not each.is_corrected]
    written, withheld = 0, Counter[str]()
    for done, each in enumerate(told, start=1):
        async with database.transaction() as session:
            row = await _correct(session, vault, period.ori, each, by=by, now=clock())
        if row is not None:
            is_withheld = row.status == DeliveryStatus.WITHHELD
            written += not is_withheld
            withheld.update([row.reason] if is_withheld else [])
        progress(done, len(told))
    log.info("messages.corrected", agency=period.ori, key=period.key, written=written, withheld=withheld.total())
    return Corrected(written=written, withheld=withheld)


async def _correct(
    session: AsyncSession, vault: Vault, ori: str, told: Told, *, by: str, now: datetime
) -> OutboundMessage | None:
    """None if it was taken back before, or turned out never to have arrived."""
    call = await calls.lock_call(session, ori, told.call_number)
    about = await _about(session, call, now)
    wrong = await messages.lock_message(session, told.message_id)
    if wrong is None or wrong.status not in WITH_PROVIDER:
        return None
    row = await write_correction(session, vault, wrong, about)
    if row is not None:
        await timeline.note(session, about.call.id, _line(about.call, row, by), now=now)
        await inbox.wake(session, about.call, WakeUp(source=SOURCE, key=row.id), now=now)
    return row


async def _about(session: AsyncSession, call: Call | None, now: datetime) -> CallContext:
    assert call is not None  # noqa: S101  one of its messages was found a line ago, and calls stay
    agency = await agencies.get(session, call.ori)
    assert agency is not None  # noqa: S101  the call's own
    return CallContext.of(agency, call, now=now)


def _line(call: Call, row: OutboundMessage, by: str) -> TimelineNote:
    detail = {"channel": row.channel, "language": row.language, "corrects": row.facts["corrects"], "by": by}
    return TimelineNote(
        key=f"message/{row.id}/{row.status}",
        kind="message",
        what=row.key,
        status=call.status,
        by=said_to_be(ActorKind.OPERATOR, by),
        effect=row.status,
        reason=row.reason,
        detail=detail,
    )
