"""What people texted back; each reply exists once, however often its provider posts it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import InboundReply, StaffTask
from domain.replies.intents import Intent
from domain.task_kinds import TaskKind

_RAISES_A_TASK = (Intent.OTHER, Intent.EMERGENCY, Intent.WRONG_NUMBER, Intent.MACHINE)

BODY = "replies.body"
"""Context in which a body is sealed."""


async def known(session: AsyncSession, provider: str, ids: Collection[str]) -> frozenset[str]:
    """Which of these were heard before."""
    wanted = select(col(InboundReply.provider_message_id)).where(
        col(InboundReply.provider) == provider, col(InboundReply.provider_message_id).in_(ids)
    )
    return frozenset((await session.scalars(wanted)).all())


async def by_message(session: AsyncSession, provider: str, provider_message_id: str) -> InboundReply | None:
    """The reply that this text became."""
    wanted = select(InboundReply).where(
        col(InboundReply.provider) == provider, col(InboundReply.provider_message_id) == provider_message_id
    )
    return (await session.scalars(wanted)).one_or_none()


async def answers_since(session: AsyncSession, ori: str, address_hash: str, since: datetime) -> Sequence[str]:
    """Keys of what we answered this number since then, the oldest first; a text heard late was answered late."""
    answered = select(col(InboundReply.answered_with)).where(
        *_by_address(ori, address_hash),
        func.coalesce(InboundReply.heard_at, InboundReply.received_at) > since,
        col(InboundReply.answered_with) != "",
    )
    return (await session.scalars(answered.order_by(col(InboundReply.received_at)))).all()


async def intents_since(session: AsyncSession, ori: str, address_hash: str, since: datetime) -> Sequence[str]:
    """What this number's texts to an agency were understood as since then."""
    wanted = select(col(InboundReply.intent)).where(*_written_since(ori, address_hash, since))
    return (await session.scalars(wanted)).all()


async def count_since(session: AsyncSession, provider: str, ori: str, address_hash: str, since: datetime) -> int:
    """How often the owner of this number or address has written this way since then."""
    this_way = col(InboundReply.provider) == provider
    wanted = select(func.count()).where(this_way, *_written_since(ori, address_hash, since))
    return (await session.execute(wanted)).scalar_one()


async def of_call(session: AsyncSession, call_id: str) -> Sequence[InboundReply]:
    """What was texted back about a call, the oldest first."""
    wanted = select(InboundReply).where(col(InboundReply.call_id) == call_id)
    return (await session.scalars(wanted.order_by(col(InboundReply.received_at), col(InboundReply.id)))).all()


async def last_written(session: AsyncSession, ori: str, contact_id: str, call_id: str) -> datetime | None:
    """When this contact of a call last wrote; None if they never did."""
    wanted = select(func.max(col(InboundReply.received_at))).where(
        col(InboundReply.ori) == ori, col(InboundReply.call_id) == call_id, col(InboundReply.contact_id) == contact_id
    )
    return (await session.execute(wanted)).scalar_one()


async def recent(session: AsyncSession, *, ori: str = "", waiting: bool = False, limit: int) -> Sequence[InboundReply]:
    """The newest first, of one agency or all; `waiting`: only where a task for staff is still open."""
    wanted = select(InboundReply).order_by(col(InboundReply.received_at).desc(), col(InboundReply.id)).limit(limit)
    wanted = wanted.where(col(InboundReply.ori) == ori) if ori else wanted
    return (await session.scalars(_waiting(wanted) if waiting else wanted)).all()


async def beginning_with(session: AsyncSession, start: str) -> Sequence[InboundReply]:
    """The replies whose id begins so."""
    wanted = select(InboundReply).where(col(InboundReply.id).startswith(start, autoescape=True))
    return (await session.scalars(wanted.order_by(col(InboundReply.id)))).all()


def _written_since(ori: str, address_hash: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (*_by_address(ori, address_hash), col(InboundReply.received_at) > since)


def _by_address(ori: str, address_hash: str) -> tuple[ColumnElement[bool], ...]:
    return (col(InboundReply.ori) == ori, col(InboundReply.address_hash) == address_hash)


def _waiting(wanted: Select[InboundReply]) -> Select[InboundReply]:
    whose = case((col(InboundReply.contact_id) != "", InboundReply.contact_id), else_=InboundReply.address_hash)
    open_for_it = select(col(StaffTask.id)).where(
        col(StaffTask.ori) == col(InboundReply.ori),
        col(StaffTask.closed_at).is_(None),
        col(StaffTask.task_key).endswith(whose),
        col(StaffTask.opened_at) <= col(InboundReply.received_at),
        or_(
            col(InboundReply.intent).in_([intent.value for intent in _RAISES_A_TASK]),
            col(StaffTask.kind) == TaskKind.CALL_BACK.value,
        ),
    )
    return wanted.where(open_for_it.exists())
