"""Somebody is forgotten: with the last call they are known in goes what was kept for their number or address."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func
from sqlmodel import col, select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import erasure, replies
from db.queries.insert_if_new import insert_if_new
from db.tables import (
    AddressCut,
    Consent,
    InboundReply,
    Person,
    PortalAttempt,
    PortalLink,
    PortalSession,
    Preference,
    new_id,
)
from tests.database import NOW, a_call
from tests.db.people import a_person

PHONE = "+12065550123"
ORI = "WASPD0000"
OTHER_ORI = "WAOTH0000"
TABLES = (PortalSession, PortalAttempt, PortalLink, Preference, Consent, AddressCut)


async def _keep_everything(database: Database, person: Person, ori: str) -> None:
    hash_ = person.phone_hash or ""
    link = f"link of {person.id}"
    async with database.transaction() as session:
        session.add(
            PortalSession(
                token_hash=f"{ori} session",
                ori=ori,
                address_hash=hash_,
                channel="sms",
                language="en",
                created_at=NOW,
                last_seen_at=NOW,
            )
        )
        session.add(
            PortalAttempt(
                token_hash=f"{ori} attempt",
                ori=ori,
                code_hash="x",
                contact_id=person.id,
                address_hash=hash_,
                channel="sms",
                created_at=NOW,
                expires_at=NOW,
            )
        )
        session.add(
            PortalLink(
                token_hash=link, ori=ori, contact_id=person.id, channel="sms", address_hash=hash_, created_at=NOW
            )
        )
        session.add(Preference(ori=ori, address_hash=hash_, language="fa", how="portal", set_at=NOW))
        session.add(Consent(ori=ori, address_hash=hash_, purpose="survey", given=False, how="text", at=NOW))
        session.add(AddressCut(ori=ori, address_hash=hash_, reason="30003", cut_at=NOW))


async def _left(database: Database) -> Counter[str]:
    async with database.reading() as session:
        counts = {
            str(table.__tablename__): (await session.execute(select(func.count()).select_from(table))).scalar_one()
            for table in TABLES
        }
    return Counter(counts)


async def test_who_is_forgotten_has_no_way_into_the_portal_and_no_choices_but_what_they_forbade_stays(
    database: Database, vault: Vault
) -> None:
    person = await a_person(database, vault, await a_call(database, "26-1", ori=ORI), {"phone": PHONE})
    await _keep_everything(database, person, ORI)
    other = await a_person(database, vault, await a_call(database, "26-1", ori=OTHER_ORI), {"phone": PHONE})
    await _keep_everything(database, other, OTHER_ORI)
    async with database.transaction() as session:
        await erasure.erase(session, person.id, now=NOW)
    gone = {"portal_sessions", "portal_attempts", "portal_links", "preferences"}
    assert await _left(database) == {str(t.__tablename__): 1 if t.__tablename__ in gone else 2 for t in TABLES}
    async with database.reading() as session:
        assert {row.ori for row in await session.scalars(select(Preference))} == {OTHER_ORI}
        assert {row.ori for row in await session.scalars(select(PortalSession))} == {OTHER_ORI}


async def test_what_is_kept_for_an_address_stays_while_somebody_is_known_by_it(
    database: Database, vault: Vault
) -> None:
    first = await a_person(database, vault, await a_call(database, "26-1", ori=ORI), {"phone": PHONE})
    second = await a_person(database, vault, await a_call(database, "26-2", ori=ORI), {"phone": PHONE})
    await _keep_everything(database, second, ORI)
    async with database.transaction() as session:
        await erasure.erase(session, first.id, now=NOW)
    assert set((await _left(database)).values()) == {1}
    async with database.transaction() as session:
        await erasure.erase(session, second.id, now=NOW)
    assert (await _left(database))["preferences"] == 0


async def test_what_was_written_without_a_call_goes_with_the_address(database: Database, vault: Vault) -> None:
    person = await a_person(database, vault, await a_call(database, "26-1", ori=ORI), {"phone": PHONE})
    stray_id = new_id()
    stray = InboundReply(
        id=stray_id,
        ori=ORI,
        provider="twilio",
        provider_message_id="SM1",
        address_hash=person.phone_hash or "",
        body_sealed=vault.seal("I am Maria", context=replies.BODY, row=stray_id),
        intent="other",
        received_at=NOW,
    )
    async with database.transaction() as session:
        await insert_if_new(session, stray)
        await erasure.erase(session, person.id, now=NOW)
    async with database.reading() as session:
        found = (await session.scalars(select(InboundReply).where(col(InboundReply.ori) == ORI))).one()
    assert (found.body_sealed, found.address_hash) == (None, "")
