"""Readers of the weekly email of results, and their emails: who waits for one, and who may try to send it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, ResultEmail, ResultRecipient
from domain.weekly_results import TRIED_AGAIN_AFTER, EmailStatus, WeekToTell

ADDRESS = "result_recipients.address"
"""The context in which addresses are sealed."""

_OPEN = (EmailStatus.CREATED.value, EmailStatus.SENDING.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAgency:
    """An agency that wants the email, and its readers in the order in which they were added."""

    agency: Agency
    recipients: tuple[ResultRecipient, ...]


async def add(session: AsyncSession, recipient: ResultRecipient) -> None:
    """A new reader."""
    session.add(recipient)
    await session.flush()


async def of_agency(session: AsyncSession, ori: str) -> Sequence[ResultRecipient]:
    """Its readers."""
    wanted = select(ResultRecipient).where(col(ResultRecipient.ori) == ori)
    return (await session.scalars(wanted.order_by(col(ResultRecipient.added_at), col(ResultRecipient.id)))).all()


async def told_agencies(session: AsyncSession) -> tuple[ToldAgency, ...]:
    """Every agency that has a reader."""
    wanted = select(Agency).where(col(Agency.ori).in_(select(col(ResultRecipient.ori)))).order_by(col(Agency.ori))
    found = (await session.scalars(wanted)).all()
    return tuple([ToldAgency(agency=each, recipients=tuple(await of_agency(session, each.ori))) for each in found])


async def remove(session: AsyncSession, recipient_id: str) -> None:
    """The reader gets no more; nothing is left of their address."""
    await session.execute(delete(ResultEmail).where(col(ResultEmail.recipient_id) == recipient_id))
    await session.execute(delete(ResultRecipient).where(col(ResultRecipient.id) == recipient_id))


async def newest(session: AsyncSession, recipient_id: str) -> ResultEmail | None:
    """The last that was to be sent to them."""
    wanted = select(ResultEmail).where(col(ResultEmail.recipient_id) == recipient_id)
    return (await session.scalars(wanted.order_by(col(ResultEmail.week).desc()).limit(1))).one_or_none()


async def waiting(session: AsyncSession, recipients: Sequence[ResultRecipient], week: WeekToTell) -> frozenset[str]:
    """The ids of those who are to get this week's, and neither have it nor never will."""
    wanted = select(col(ResultEmail.recipient_id)).where(
        col(ResultEmail.recipient_id).in_([each.id for each in recipients]),
        col(ResultEmail.week) == week.name,
        col(ResultEmail.status).not_in(_OPEN),
    )
    ended = set((await session.scalars(wanted)).all())
    return frozenset(each.id for each in recipients if each.added_at <= week.leaves_at and each.id not in ended)


async def begin_try(session: AsyncSession, recipient_id: str, week: str, *, now: datetime) -> str | None:
    """The id of the email, which the asker alone may now try to send; None if another does, or it is too soon."""
    email = ResultEmail(recipient_id=recipient_id, week=week, status=EmailStatus.CREATED.value, created_at=now)
    await insert_if_new(session, email)
    tried = (
        update(ResultEmail)
        .where(
            col(ResultEmail.recipient_id) == recipient_id,
            col(ResultEmail.week) == week,
            col(ResultEmail.status).in_(_OPEN),
            or_(col(ResultEmail.tried_at).is_(None), col(ResultEmail.tried_at) <= now - TRIED_AGAIN_AFTER),
        )
        .values(status=EmailStatus.SENDING.value, tries=col(ResultEmail.tries) + 1, tried_at=now)
        .returning(col(ResultEmail.id))
        .execution_options(synchronize_session=False)
    )
    return (await session.scalars(tried)).one_or_none()


async def end_try(
    session: AsyncSession, email_id: str, status: EmailStatus, *, reason: str = "", now: datetime
) -> None:
    """How the try ended."""
    is_over = status in (EmailStatus.SENT, EmailStatus.FAILED)
    ended = (
        update(ResultEmail)
        .where(col(ResultEmail.id) == email_id)
        .values(status=status.value, reason=reason, ended_at=now if is_over else None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(ended)


async def give_up(session: AsyncSession, recipient_id: str, week: str, *, reason: str, now: datetime) -> str:
    """It is too late for this week's; the reason of the last try, or else this one."""
    email = ResultEmail(recipient_id=recipient_id, week=week, status=EmailStatus.CREATED.value, created_at=now)
    await insert_if_new(session, email)
    wanted = select(ResultEmail).where(col(ResultEmail.recipient_id) == recipient_id, col(ResultEmail.week) == week)
    stored = (await session.scalars(wanted.with_for_update())).one()
    last = stored.reason or reason
    await end_try(session, stored.id, EmailStatus.FAILED, reason=last, now=now)
    return last
