"""What is known of past calls, many at a time: what a new policy is tried on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.messages import NO_NEWS, WENT_OUT
from db.tables import Call, InboxEvent, OutboundMessage, SurveyInvitation, TimelineEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An event in a call's timeline: when its step took place by the call's clock, its key, and what it was."""

    key: str
    at: datetime
    what: str = ""
    effect: str = ""
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFacts:
    """What an event says, and when we got it by our own clock."""

    facts: Mapping[str, Any]
    got_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AtAddress:
    """Something that went to an address, in which call, and when."""

    call_id: str
    address_hash: str
    key: str
    at: datetime


async def calls_since(session: AsyncSession, ori: str, since: datetime, *, most: int) -> tuple[Sequence[str], int]:
    """The ids of the newest calls received since then, and how many there are."""
    wanted = (col(Call.ori) == ori, col(Call.received_at) >= since)
    count = (await session.execute(select(func.count()).where(*wanted))).scalar_one()
    newest = select(col(Call.id)).where(*wanted).order_by(col(Call.received_at).desc(), col(Call.id)).limit(most)
    return (await session.scalars(newest)).all(), count


async def calls(session: AsyncSession, call_ids: Collection[str]) -> Sequence[Call]:
    """These calls."""
    return (await session.scalars(select(Call).where(col(Call.id).in_(call_ids)))).all()


async def event_lines(session: AsyncSession, call_ids: Collection[str]) -> Mapping[str, Sequence[EventLine]]:
    """Call id -> its events in the order they were recorded."""
    wanted = select(TimelineEntry).where(col(TimelineEntry.call_id).in_(call_ids), col(TimelineEntry.kind) == "event")
    found: dict[str, list[EventLine]] = defaultdict(list)
    for line in await session.scalars(wanted.order_by(col(TimelineEntry.id))):
        found[line.call_id].append(
            EventLine(
                key=line.entry_key,
                at=line.recorded_at,
                what=line.what,
                effect=line.effect,
                occurred_at=line.occurred_at,
            )
        )
    return found


async def facts(session: AsyncSession, ori: str, numbers: Collection[str]) -> Mapping[str, Mapping[str, SaidFacts]]:
    """Call number -> by the key of its line in the timeline, what each event says."""
    wanted = select(
        col(InboxEvent.call_number),
        col(InboxEvent.source),
        col(InboxEvent.event_id),
        col(InboxEvent.facts),
        col(InboxEvent.recorded_at),
    ).where(col(InboxEvent.ori) == ori, col(InboxEvent.call_number).in_(numbers))
    found: dict[str, dict[str, SaidFacts]] = defaultdict(dict)
    for number, source, event_id, said, at in await session.execute(wanted):
        found[number][f"{source}/{event_id}"] = SaidFacts(facts=said, got_at=at)
    return found


async def messages(session: AsyncSession, call_ids: Collection[str]) -> Mapping[str, Sequence[OutboundMessage]]:
    """Call id -> its messages."""
    wanted = select(OutboundMessage).where(col(OutboundMessage.call_id).in_(call_ids))
    found: dict[str, list[OutboundMessage]] = defaultdict(list)
    for row in await session.scalars(wanted.order_by(col(OutboundMessage.planned_at), col(OutboundMessage.id))):
        found[row.call_id].append(row)
    return found


async def surveys(session: AsyncSession, call_ids: Collection[str]) -> Sequence[SurveyInvitation]:
    """Who was invited about these calls."""
    return (await session.scalars(select(SurveyInvitation).where(col(SurveyInvitation.call_id).in_(call_ids)))).all()


async def went_to(session: AsyncSession, ori: str, hashes: Collection[str], since: datetime) -> Sequence[AtAddress]:
    """The news that went to these addresses since then, in whatever call of the agency."""
    wanted = (
        select(
            col(OutboundMessage.call_id),
            col(OutboundMessage.address_hash),
            col(OutboundMessage.key),
            col(OutboundMessage.sending_at),
        )
        .join(Call, col(Call.id) == col(OutboundMessage.call_id))
        .where(
            col(Call.ori) == ori,
            col(OutboundMessage.address_hash).in_(hashes),
            col(OutboundMessage.status).in_(WENT_OUT),
            col(OutboundMessage.sending_at) >= since,
            col(OutboundMessage.key).not_in(NO_NEWS),
        )
    )
    rows = await session.execute(wanted)
    return [AtAddress(call_id=row[0], address_hash=row[1], key=row[2], at=row[3]) for row in rows if row[3]]


async def asked(session: AsyncSession, ori: str, hashes: Collection[str], since: datetime) -> Sequence[AtAddress]:
    """The survey invitations to these addresses since then."""
    wanted = select(
        col(SurveyInvitation.call_id), col(SurveyInvitation.address_hash), col(SurveyInvitation.invited_at)
    ).where(
        col(SurveyInvitation.ori) == ori,
        col(SurveyInvitation.address_hash).in_(hashes),
        col(SurveyInvitation.invited_at) >= since,
    )
    return [AtAddress(call_id=row[0], address_hash=row[1], key="", at=row[2]) for row in await session.execute(wanted)]
