"""Texts as their provider handed them over: stored at once, heard once; and how far each address was listed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.tables import InboundList, IncomingText

FORM = "incoming_texts.form"
"""Context in which a provider's fields are sealed."""

LONGEST_PUT_OFF = timedelta(hours=1)
"""No text is put off for longer."""


def id_of(provider: str, provider_message_id: str) -> str:
    """The id of a text's row, whichever way it comes: its fields are sealed for this row."""
    return hashlib.sha256(f"{provider}/{provider_message_id}".encode()).hexdigest()[:32]


async def store(session: AsyncSession, text: IncomingText) -> bool:
    """True if it was not known. One that was listed and comes by webhook as well takes over the webhook's fields.

    Its id is that of `id_of`: in a row of another id, fields that were sealed for this one would not open.
    """
    if await insert_if_new(session, text):
        return True
    same = (*_same(text.provider, text.provider_message_id), col(IncomingText.id) == text.id)
    waiting = (*same, col(IncomingText.heard_at).is_(None))
    fresher = update(IncomingText).where(*waiting).values(form_sealed=text.form_sealed)
    await session.execute(fresher.execution_options(synchronize_session=False))
    return False


async def is_known(session: AsyncSession, provider: str, ids: Collection[str]) -> frozenset[str]:
    """Which of these the provider has handed over before."""
    wanted = select(col(IncomingText.provider_message_id)).where(
        col(IncomingText.provider) == provider, col(IncomingText.provider_message_id).in_(ids)
    )
    return frozenset((await session.scalars(wanted)).all())


async def get(session: AsyncSession, provider: str, provider_message_id: str) -> IncomingText | None:
    """One of them."""
    return (await session.scalars(select(IncomingText).where(*_same(provider, provider_message_id)))).one_or_none()


async def waiting(session: AsyncSession, *, due: datetime, limit: int) -> Sequence[IncomingText]:
    """Those not heard that are due, in the order in which they were written."""
    # What should be heard only after that was stored by a clock that was ahead.
    is_due = or_(col(IncomingText.hear_at) <= due, col(IncomingText.hear_at) > due + LONGEST_PUT_OFF)
    wanted = select(IncomingText).where(col(IncomingText.heard_at).is_(None), is_due)
    oldest_first = wanted.order_by(col(IncomingText.written_at), col(IncomingText.id))
    return (await session.scalars(oldest_first.limit(limit))).all()


async def mark_heard(session: AsyncSession, provider: str, provider_message_id: str, *, now: datetime) -> None:
    """It was heard: its fields are forgotten, as the reply has what is kept."""
    heard = update(IncomingText).where(*_same(provider, provider_message_id)).values(form_sealed=None, heard_at=now)
    await session.execute(heard.execution_options(synchronize_session=False))


async def postpone(session: AsyncSession, text_id: str, *, tries: int, until: datetime) -> None:
    """It could not be heard and is tried again then."""
    mine = (col(IncomingText.id) == text_id, col(IncomingText.heard_at).is_(None))
    later = update(IncomingText).where(*mine).values(tries=tries, hear_at=until)
    await session.execute(later.execution_options(synchronize_session=False))


async def count_waiting(session: AsyncSession) -> int:
    """How many were stored and not heard yet."""
    wanted = select(func.count()).select_from(IncomingText).where(col(IncomingText.heard_at).is_(None))
    return (await session.execute(wanted)).scalar_one()


async def not_kept(session: AsyncSession) -> Counter[str]:
    """Why texts were not kept -> how many."""
    reason = col(IncomingText.not_kept)
    found = await session.execute(select(reason, func.count()).where(reason != "").group_by(reason))
    return Counter({row[0]: row[1] for row in found})


async def take_turn(
    session: AsyncSession, account: str, address: str, *, looked_before: datetime, now: datetime
) -> InboundList | None:
    """How far this address was listed, if it is our turn; None where another process began after `looked_before`."""
    if not await insert_if_new(session, InboundList(account=account, address=address, looked_at=now)):
        # One who looked in the future had a wrong clock.
        is_free = or_(col(InboundList.looked_at) <= looked_before, col(InboundList.looked_at) > now)
        mine = (*_list(account, address), is_free)
        taken = update(InboundList).where(*mine).values(looked_at=now).returning(col(InboundList.account))
        if (await session.execute(taken.execution_options(synchronize_session=False))).first() is None:
            return None
    return (await session.scalars(select(InboundList).where(*_list(account, address)))).one()


async def complete(session: AsyncSession, account: str, address: str, *, until: datetime) -> None:
    """Every text to this address from before then is stored."""
    done = update(InboundList).where(*_list(account, address)).values(complete_until=until)
    await session.execute(done.execution_options(synchronize_session=False))


def _same(provider: str, provider_message_id: str) -> tuple[ColumnElement[bool], ...]:
    return (col(IncomingText.provider) == provider, col(IncomingText.provider_message_id) == provider_message_id)


def _list(account: str, address: str) -> tuple[ColumnElement[bool], ...]:
    return (col(InboundList.account) == account, col(InboundList.address) == address)
