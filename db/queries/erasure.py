"""Erasure: forgets who a contact was, and what is kept for an address by which no contact is known any more.

`tests/db/test_every_column_is_decided.py` lists every column of every table, and why it is erased or kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.call_place import bar_place
from db.contact_refs import erased_ref, is_erased, not_erased
from db.queries import audit_records
from db.queries.contacts import address_hashes
from db.queries.forget_address import forget_address
from db.queries.portal_cases import people_known_by
from db.tables import (
    Call,
    Erasure,
    InboundReply,
    OutboundMessage,
    Person,
    PortalAttempt,
    PortalLink,
    StaffTask,
    SurveyInvitation,
)
from domain.contacts import DETECTIVE_REF

_NO_IDENTITY: dict[str, Any] = {
    "name_sealed": None,
    "phone_sealed": None,
    "phone_with_extension_sealed": None,
    "email_sealed": None,
    "phone_hash": None,
    "email_hash": None,
    "language": None,
    "zones": "",
    "phone_country": "",
}


async def erase(session: AsyncSession, contact_id: str, *, now: datetime) -> list[Erasure]:
    """Forget who a contact was; that there was one, and what was sent when, stays.

    With the last of a call's people goes its place, which may be where they live.
    With the last call in which an address is known goes what was kept for the address itself (`forget_if_unknown`).
    Returns what the ledger must be told; nothing for a contact that is not there or was erased before.
    """
    known = await session.get(Person, contact_id)
    if known is None:
        return []
    # The call is locked first, as by everything that changes its people.
    call = await session.get_one(Call, known.call_id, with_for_update=True, populate_existing=True)
    person = await session.get_one(Person, contact_id, with_for_update=True, populate_existing=True)
    if is_erased(person.ref):
        return []
    hashes = await _every_address(session, person)
    line = Erasure(
        ori=call.ori,
        erased_at=now,
        call_number=call.call_number,
        call_id=call.id,
        received_at=call.received_at,
        contact_id=person.id,
        ref=person.ref,
    )
    if person.ref == DETECTIVE_REF:
        line.ref = ""  # the next detective of the case has the same one
    await _forget_person(session, call, person, now=now)
    if not await _knows_others(session, call):
        bar_place(call, now=now)
    await _forget_what_was_said(session, contact_id)
    noted = col(StaffTask.call_id) == call.id  # a closed task says no more which of the call's people it was about
    await session.execute(update(StaffTask).where(noted).values(outcome_note_sealed=None))
    forgotten = [await forget_if_unknown(session, call.ori, address_hash, now=now) for address_hash in sorted(hashes)]
    return [line, *(each for each in forgotten if each)]


async def forget_if_unknown(session: AsyncSession, ori: str, address_hash: str, *, now: datetime) -> Erasure | None:
    """Choices, visits to the portal and what was written, unless a contact of this agency is still known by it.

    What its owner forbade (consents, links that stop emails) stays: forgotten, they would be written to again.
    So does that it was cut off. Returns what the ledger must be told; None if the address is still known.
    """
    if await people_known_by(session, ori, address_hash):
        return None
    await forget_address(session, ori, address_hash)
    return Erasure(ori=ori, erased_at=now, address_hash=address_hash)


async def _forget_person(session: AsyncSession, call: Call, person: Person, *, now: datetime) -> None:
    people = {ref: print_ for ref, print_ in call.snapshot.get("people", {}).items() if ref != person.ref}
    if "people" in call.snapshot:
        call.snapshot = {**call.snapshot, "people": people}
    for name, value in _NO_IDENTITY.items():
        setattr(person, name, value)
    person.ref, person.updated_at = erased_ref(person.id), now
    await session.flush()


async def _knows_others(session: AsyncSession, call: Call) -> bool:
    """Besides the detective, who is no one that called or was harmed."""
    others = (col(Person.call_id) == call.id, col(Person.ref) != DETECTIVE_REF, not_erased())
    return (await session.scalars(select(col(Person.id)).where(*others).limit(1))).first() is not None


async def _forget_what_was_said(session: AsyncSession, contact_id: str) -> None:
    sent = col(OutboundMessage.contact_id) == contact_id
    asked = col(SurveyInvitation.contact_id) == contact_id
    wrote = col(InboundReply.contact_id) == contact_id
    await session.execute(
        update(OutboundMessage).where(sent).values(note_sealed=None, content_sealed=None, address_hash="")
    )
    await session.execute(update(InboundReply).where(wrote).values(body_sealed=None, address_hash=""))
    no_comment = {"comment_sealed": None, "address_hash": "", "token_hash": "erased/" + col(SurveyInvitation.id)}
    await session.execute(update(SurveyInvitation).where(asked).values(no_comment))
    await session.execute(delete(PortalLink).where(col(PortalLink.contact_id) == contact_id))
    await session.execute(delete(PortalAttempt).where(col(PortalAttempt.contact_id) == contact_id))
    await audit_records.destroy_salts(session, contact_id)


async def _every_address(session: AsyncSession, person: Person) -> frozenset[str]:
    """The hash of each address of a contact, also of those that were corrected since they were used."""
    hashes = set(address_hashes(person))
    for table in (PortalLink, PortalAttempt, InboundReply, SurveyInvitation):
        theirs = select(col(table.address_hash)).where(col(table.contact_id) == person.id)
        hashes.update(each for each in await session.scalars(theirs) if each)
    return frozenset(hashes)
