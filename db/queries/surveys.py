"""Survey invitations: one per person and call, found again by the hash of the token in their link."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.messages import WENT_OUT
from db.tables import OutboundMessage, SurveyInvitation
from domain.messages import KEY_RULES, Channel, Purpose

_OF_CALL = select(SurveyInvitation).where(col(SurveyInvitation.call_id) == bindparam("call_id"))
_HAS_THEIR_TEXT = select(col(OutboundMessage.id)).where(
    col(OutboundMessage.call_id) == col(SurveyInvitation.call_id),
    col(OutboundMessage.contact_id) == col(SurveyInvitation.contact_id),
    col(OutboundMessage.channel) == Channel.SMS.value,
    col(OutboundMessage.key).in_([key.value for key, rule in KEY_RULES.items() if rule.purpose is Purpose.SURVEY]),
    col(OutboundMessage.status).in_(WENT_OUT),
)


async def by_token_hash(session: AsyncSession, token_hash: str, *, lock: bool = False) -> SurveyInvitation | None:
    """The invitation behind a link; `lock` it to store answers."""
    wanted = select(SurveyInvitation).where(col(SurveyInvitation.token_hash) == token_hash)
    return (await session.scalars(wanted.with_for_update() if lock else wanted)).one_or_none()


async def of_call(session: AsyncSession, call_id: str) -> Sequence[SurveyInvitation]:
    """Who was invited about a call."""
    return (await session.scalars(_OF_CALL, {"call_id": call_id})).all()


async def contact_ids(session: AsyncSession, invitations: Collection[str]) -> dict[str, str]:
    """Invitation id -> the contact it went to, of those of these ids that are an invitation's."""
    wanted = select(col(SurveyInvitation.id), col(SurveyInvitation.contact_id))
    found = await session.execute(wanted.where(col(SurveyInvitation.id).in_(invitations)))
    return {row[0]: row[1] for row in found}


async def open_by_text(session: AsyncSession, ori: str, address_hash: str, *, now: datetime) -> SurveyInvitation | None:
    """The latest survey this number was invited to by text and may still answer, locked."""
    mine = select(SurveyInvitation).where(
        col(SurveyInvitation.ori) == ori,
        col(SurveyInvitation.address_hash) == address_hash,
        col(SurveyInvitation.expires_at) > now,
        _HAS_THEIR_TEXT.exists(),
    )
    latest = mine.order_by(col(SurveyInvitation.invited_at).desc(), col(SurveyInvitation.id)).limit(1)
    return (await session.scalars(latest.with_for_update())).one_or_none()
