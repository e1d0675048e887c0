"""What is kept about the owner of a number or address at one agency, besides their calls."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import (
    InboundReply,
    PortalAttempt,
    PortalLink,
    PortalSession,
    SurveyInvitation,
)


async def visits(session: AsyncSession, ori: str, address_hash: str) -> Sequence[PortalSession]:
    """When a person was in the portal by this address, the oldest first."""
    mine = (col(PortalSession.ori) == ori, col(PortalSession.address_hash) == address_hash)
    return (await session.scalars(select(PortalSession).where(*mine).order_by(col(PortalSession.created_at)))).all()


async def links(session: AsyncSession, contact_ids: Sequence[str]) -> Sequence[PortalLink]:
    """The ways into the portal that they were sent, the oldest first."""
    mine = col(PortalLink.contact_id).in_(contact_ids)
    return (await session.scalars(select(PortalLink).where(mine).order_by(col(PortalLink.created_at)))).all()


async def attempts(session: AsyncSession, ori: str, address_hash: str) -> Sequence[PortalAttempt]:
    """The codes that were sent to this address, the oldest first; they are kept for days only."""
    mine = (col(PortalAttempt.ori) == ori, col(PortalAttempt.address_hash) == address_hash)
    return (await session.scalars(select(PortalAttempt).where(*mine).order_by(col(PortalAttempt.created_at)))).all()


async def replies(session: AsyncSession, ori: str, address_hash: str) -> Sequence[InboundReply]:
    """What came from this number or was written in the portal by its owner, the oldest first."""
    mine = (col(InboundReply.ori) == ori, col(InboundReply.address_hash) == address_hash)
    wanted = select(InboundReply).where(*mine).order_by(col(InboundReply.received_at), col(InboundReply.id))
    return (await session.scalars(wanted)).all()


async def surveys(session: AsyncSession, contact_ids: Sequence[str]) -> Sequence[SurveyInvitation]:
    """The surveys they were asked to answer, the oldest first."""
    mine = col(SurveyInvitation.contact_id).in_(contact_ids)
    wanted = select(SurveyInvitation).where(mine).order_by(col(SurveyInvitation.invited_at))
    return (await session.scalars(wanted)).all()
