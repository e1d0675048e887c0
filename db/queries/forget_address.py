"""Forget what is kept for an address itself: choices, visits, what its owner wrote, what kind of line it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.contact_refs import not_erased
from db.tables import (
    Call,
    Consent,
    InboundReply,
    OutboundMessage,
    Person,
    PhoneLine,
    PortalAttempt,
    PortalLink,
    PortalSession,
    Preference,
    StaffTask,
    SurveyInvitation,
)
from domain.task_kinds import TaskKind, task_key

EVER = datetime(9999, 1, 1, tzinfo=UTC)

_DELETED: tuple[tuple[Any, Any], ...] = (
    (PortalSession, PortalSession.created_at),
    (PortalAttempt, PortalAttempt.created_at),
    (PortalLink, PortalLink.created_at),
    (Preference, Preference.set_at),
)
"""Tables whose rows go, and since when each row is there."""


async def forget_address(session: AsyncSession, ori: str, address_hash: str, *, until: datetime = EVER) -> None:
    """Everything of an agency about this address, as far as it was there at that time.

    What its owner forbade stays, with the links by which they forbid more, and that the address was cut off: without
    them they would be written to again. A refusal that they took back is no longer in force and goes. What a contact
    said by this address who is known by another one stays with that contact.
    """

    def theirs(table: Any, since: Any) -> ColumnElement[bool]:
        return and_(col(table.ori) == ori, col(table.address_hash) == address_hash, col(since) <= until)

    for table, since in _DELETED:
        await session.execute(delete(table).where(theirs(table, since)))
    wrote = and_(theirs(InboundReply, InboundReply.received_at), _of_no_one_known(InboundReply))
    await session.execute(update(InboundReply).where(wrote).values(body_sealed=None, address_hash=""))
    asked = and_(theirs(SurveyInvitation, SurveyInvitation.invited_at), _of_no_one_known(SurveyInvitation))
    await session.execute(update(SurveyInvitation).where(asked).values(comment_sealed=None, address_hash=""))
    here = select(col(Call.id)).where(col(Call.ori) == ori)
    sent = and_(
        col(OutboundMessage.address_hash) == address_hash,
        col(OutboundMessage.call_id).in_(here),
        col(OutboundMessage.planned_at) <= until,
    )
    await session.execute(update(OutboundMessage).where(sent).values(address_hash=""))
    await _forget_what_is_allowed(session, theirs(Consent, Consent.at))
    await _forget_who_a_task_is_about(session, ori, address_hash)
    await _forget_the_line(session, address_hash)


def _of_no_one_known(table: Any) -> ColumnElement[bool]:
    return ~exists().where(col(Person.id) == col(table.contact_id), not_erased())


async def _forget_what_is_allowed(session: AsyncSession, theirs: ColumnElement[bool]) -> None:
    """Consents to a purpose that the newest line allows: nothing is forbidden there that must be obeyed."""
    newest = select(func.max(col(Consent.id))).where(theirs).group_by(col(Consent.purpose))
    allowed = select(col(Consent.purpose)).where(col(Consent.id).in_(newest), col(Consent.given))
    purposes = (await session.scalars(allowed)).all()
    await session.execute(delete(Consent).where(theirs, col(Consent.purpose).in_(purposes)))


async def _forget_who_a_task_is_about(session: AsyncSession, ori: str, address_hash: str) -> None:
    """Only an open task's key says it: a stranger's who wrote, or that of a person who asks to be forgotten."""
    keys = [task_key(kind, address_hash) for kind in TaskKind]
    about = (col(StaffTask.ori) == ori, col(StaffTask.task_key).in_(keys))
    no_one = col(StaffTask.kind) + "/erased/" + col(StaffTask.id)
    await session.execute(update(StaffTask).where(*about).values(task_key=no_one))


async def _forget_the_line(session: AsyncSession, address_hash: str) -> None:
    """What kind of line a number is, is kept for all agencies together: until none of them knows it."""
    known = exists().where(or_(col(Person.phone_hash) == address_hash, col(Person.email_hash) == address_hash))
    await session.execute(delete(PhoneLine).where(col(PhoneLine.phone_hash) == address_hash, ~known))
