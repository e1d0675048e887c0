"""Somebody invited to a survey, for the tests of its page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls, contacts, timeline
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, StaffTask, SurveyInvitation, TimelineEntry
from policies.files import load_question_sets
from tests.api.conftest import NOW, ORI
from tests.database import a_call

TOKEN = "a-token-that-only-one-person-has"
PAGE = f"/s/{TOKEN}"
SET = load_question_sets()["officer_came.1"]


async def invite(database: Database, vault: Vault, *, language: str = "en", invited_at: datetime = NOW) -> None:
    """Ana may answer until seven days later."""
    call = await a_call(database, "26-1", ori=ORI)
    async with database.transaction() as session:
        person = await contacts.upsert(
            session, vault, call_id=call.id, ref="caller", values={"name": "Ana", "phone": "+12065550123"}, now=NOW
        )
        await insert_if_new(
            session,
            SurveyInvitation(
                ori=ORI,
                call_id=call.id,
                contact_id=person.id,
                address_hash="x",
                token_hash=vault.token_hash(TOKEN),
                language=language,
                question_set="officer_came.1",
                invited_at=invited_at,
                expires_at=invited_at + timedelta(days=7),
            ),
        )


async def invitation(database: Database) -> SurveyInvitation:
    """The one there is."""
    async with database.reading() as session:
        return (await session.scalars(select(SurveyInvitation))).one()


async def tasks(database: Database) -> list[StaffTask]:
    """What waits for staff."""
    async with database.reading() as session:
        return list(await session.scalars(select(StaffTask)))


async def set_agency(database: Database, **values: Any) -> None:
    """Change the agency."""
    async with database.transaction() as session:
        agency = await session.get_one(Agency, ORI)
        for name, value in values.items():
            setattr(agency, name, value)


async def lines(database: Database) -> list[TimelineEntry]:
    """The timeline of the call."""
    async with database.reading() as session:
        call = await calls.get(session, ORI, "26-1")
        assert call is not None
        return list(await timeline.of_call(session, call.id))
