"""A town whose people text back: an agency, a call, somebody who was texted, and what they write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts
from db.queries.contacts import PersonValues
from db.queries.insert_if_new import insert_if_new
from db.tables import (
    Agency,
    Call,
    Consent,
    InboundReply,
    InboxEvent,
    OutboundMessage,
    Person,
    StaffTask,
    SurveyInvitation,
    TimelineEntry,
)
from domain.contacts import ContactRole
from domain.messages import MessageKey
from intake.replies.handle import HandledReply, handle_reply
from intake.replies.inbound_text import InboundText
from policies.files import load_question_sets
from tests.database import NOW, an_agency
from tests.intake.fakes import POLICY

ORI = "WASPD0000"
ANA = "+12065550123"
OUR_NUMBER = "+15005550006"
QUESTION_SETS = load_question_sets()

_ids = count(1)


@dataclass(kw_only=True)
class Town:
    """What the tests of replies happen in."""

    database: Database
    vault: Vault
    now: datetime = field(default=NOW)

    async def add_agency(self, ori: str = ORI, **changes: Any) -> None:
        """An agency with the default policy."""
        policy = changes.pop("policy", POLICY)
        async with self.database.transaction() as session:
            agency = an_agency(ori, policy=policy)
            for name, value in changes.items():
                setattr(agency, name, value)
            await agencies.add(session, agency)

    async def add_person(
        self, number: str = "26-1", *, ori: str = ORI, ref: str = "caller", phone: str = ANA, **values: Any
    ) -> str:
        """Somebody of a call, by their telephone."""
        person: PersonValues = {"roles": [ContactRole.REPORTING_PARTY], "phone": phone}
        person.update(values)  # type: ignore[typeddict-item]  # what a test says
        async with self.database.transaction() as session:
            call = await calls.get_or_create(session, ori, number, now=self.now)
            found = await contacts.upsert(session, self.vault, call_id=call.id, ref=ref, values=person, now=self.now)
            return found.id

    async def agency(self, ori: str = ORI) -> Agency:
        """One agency."""
        async with self.database.reading() as session:
            return await session.get_one(Agency, ori)

    async def set_policy(self, **changes: str) -> None:
        """The default policy with these keys of [replies] otherwise."""
        policy = POLICY
        for name, value in changes.items():
            policy = re.sub(rf"^{name} = .*$", f"{name} = {value}", policy, flags=re.MULTILINE)
        async with self.database.transaction() as session:
            (await session.get_one(Agency, ORI)).policy = policy

    async def invite(self, number: str = "26-1", **changes: Any) -> None:
        """Ask Ana by text how it went."""
        self.now += timedelta(hours=6)
        contact_id = await self.add_person(number)
        await self.text_them(contact_id, MessageKey.SURVEY_INVITATION)
        invitation = SurveyInvitation(
            ori=ORI,
            call_id=(await self.call(number)).id,
            contact_id=contact_id,
            address_hash=contacts.phone_hash(self.vault, ANA),
            token_hash="t",
            language="es",
            question_set="officer_came.1",
            invited_at=self.now,
            expires_at=self.now + timedelta(days=7),
        )
        for name, value in changes.items():
            setattr(invitation, name, value)
        async with self.database.transaction() as session:
            await insert_if_new(session, invitation)

    async def text_them(self, contact_id: str, key: MessageKey = MessageKey.CALL_RECEIVED, **changes: Any) -> str:
        """A text they were sent just now."""
        async with self.database.transaction() as session:
            person = await session.get_one(Person, contact_id)
            row = OutboundMessage(
                call_id=person.call_id,
                contact_id=contact_id,
                key=key.value,
                channel="sms",
                address_hash=person.phone_hash or "",
                status="delivered",
                planned_at=self.now,
                sending_at=self.now,
                updated_at=self.now,
            )
            for name, value in changes.items():
                setattr(row, name, value)
            await insert_if_new(session, row)
            return row.id

    async def write(self, body: str, *, sender: str = ANA, to: str = OUR_NUMBER, **changes: Any) -> HandledReply:
        """Somebody writes to us."""
        values = {"message_id": f"SM{next(_ids):032x}", "sender": sender, "to": (to,), "body": body, **changes}
        async with self.database.transaction() as session:
            return await handle_reply(session, self.vault, QUESTION_SETS, InboundText(**values), now=self.now)

    async def rows(self, table: type[Any]) -> Sequence[Any]:
        """Everything of a table, the oldest first."""
        async with self.database.reading() as session:
            return (await session.scalars(select(table))).all()

    async def answers(self) -> list[tuple[str, str]]:
        """Key and language of every answer planned."""
        keys = {"opt_out_confirmed", "opt_in_confirmed", "help", "not_monitored", "emergency", "language_changed"} | {
            "cancel_visit",
            "wrong_number",
        }
        return [(row.key, row.language) for row in await self.rows(OutboundMessage) if row.key in keys]

    async def stopped(self, ori: str = ORI, phone: str = ANA) -> set[str]:
        """What they have opted out of."""
        hash_ = contacts.phone_hash(self.vault, phone)
        said = [word for word in await self.rows(Consent) if (word.ori, word.address_hash) == (ori, hash_)]
        return {purpose for purpose, given in {word.purpose: word.given for word in said}.items() if not given}

    async def tasks(self) -> list[str]:
        """Kinds of what waits for staff."""
        return [task.kind for task in await self.rows(StaffTask)]

    async def told(self) -> list[tuple[str, str]]:
        """What the workflows are to hear: call number and type."""
        return [(line.call_number, line.type) for line in await self.rows(InboxEvent)]

    async def lines(self) -> list[str]:
        """The timeline."""
        return [entry.what for entry in await self.rows(TimelineEntry)]

    async def replies(self) -> Sequence[InboundReply]:
        """What was kept."""
        return await self.rows(InboundReply)

    async def call(self, number: str, ori: str = ORI) -> Call:
        """One call."""
        async with self.database.reading() as session:
            found = await calls.get(session, ori, number)
        assert found is not None
        return found


async def anas_town(database: Database, vault: Vault) -> Town:
    """Ana called, and was told that her call was received."""
    made = Town(database=database, vault=vault)
    await made.add_agency()
    await made.text_them(await made.add_person(language="es"))
    return made
