"""The language a person chose, or was last written to in, by the number or address they are reached at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries.insert_if_new import insert_if_new
from db.queries.portal_cases import known_by
from db.tables import Call, OutboundMessage, Person, Preference, SurveyInvitation
from domain.delivery import DeliveryStatus

_CHOSEN = (
    select(Preference)
    .where(
        col(Preference.ori) == bindparam("ori"),
        col(Preference.address_hash).in_(bindparam("hashes", expanding=True)),
        col(Preference.language).is_not(None),
    )
    .order_by(col(Preference.set_at).desc())
    .limit(1)
)
_LAST_USED = (
    select(col(Person.language))
    .join(Call, col(Call.id) == col(Person.call_id))
    .where(
        col(Call.ori) == bindparam("ori"),
        col(Person.language).is_not(None),
        or_(
            col(Person.phone_hash).in_(bindparam("hashes", expanding=True)),
            col(Person.email_hash).in_(bindparam("hashes", expanding=True)),
        ),
    )
    .order_by(col(Person.updated_at).desc(), col(Person.id))
    .limit(1)
)


async def choose(session: AsyncSession, *, ori: str, address_hash: str, language: str, how: str, now: datetime) -> None:
    """From now on this person is written to in this language: in every call we know of and all to come.

    So is what waits to be sent, and the survey they were asked to answer.
    """
    await put(session, ori, address_hash, language=language, how=how, set_at=now)
    of_agency = select(col(Call.id)).where(col(Call.ori) == ori)
    them = (known_by(address_hash), col(Person.call_id).in_(of_agency))
    to_come = (
        col(OutboundMessage.status) == DeliveryStatus.CREATED.value,
        col(OutboundMessage.contact_id).in_(select(col(Person.id)).where(*them)),
    )
    asked = (col(SurveyInvitation.ori) == ori, col(SurveyInvitation.address_hash) == address_hash)
    await session.execute(update(Person).where(*them).values(language=language))
    await session.execute(update(OutboundMessage).where(*to_come).values(language=language))
    await session.execute(update(SurveyInvitation).where(*asked).values(language=language))


async def put(session: AsyncSession, ori: str, address_hash: str, **values: Any) -> None:
    """Columns of what was chosen at this address; the others stay as they are."""
    fresh = Preference(ori=ori, address_hash=address_hash, **values)
    if not await insert_if_new(session, fresh):
        mine = (col(Preference.ori) == ori, col(Preference.address_hash) == address_hash)
        await session.execute(update(Preference).where(*mine).values(**values))


async def chosen(session: AsyncSession, ori: str, hashes: Collection[str]) -> Preference | None:
    """The language they chose themselves, if they did."""
    return (await session.scalars(_CHOSEN, {"ori": ori, "hashes": list(hashes)})).first() if hashes else None


async def last_used(session: AsyncSession, ori: str, hashes: Collection[str]) -> str | None:
    """The language they chose, else that of their last call."""
    choice = await chosen(session, ori, hashes)
    if choice is not None or not hashes:
        return choice.language if choice else None
    return (await session.scalars(_LAST_USED, {"ori": ori, "hashes": list(hashes)})).first()
