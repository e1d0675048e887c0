"""What staff types when a number changed hands, or when somebody can get in no more to change what they chose."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select
from typer.testing import CliRunner, Result

from commands import agency, encryption, policy, portal, task
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, preferences, reassigned_addresses, staff_tasks
from db.state_json import dump_state
from db.tables import AddressCut, PortalSession
from domain.call_state import CallState
from domain.contacts import ContactRole
from domain.preferences import Preferences
from domain.quiet_hours import Hours
from domain.task_kinds import NewTask, TaskKind
from tests.conftest import ROOT
from tests.db.people import contacts_for_rules

ORI = "WASPD0000"
PHONE, EMAIL = "+12065550123", "ana@example.org"
T = TypeVar("T")


class Town:
    """The database behind the commands."""

    def __init__(self, url: str, vault: Vault) -> None:
        self._url = url
        self.vault = vault
        self.now = datetime.now(UTC) - timedelta(days=1)
        self.person = ""
        self.phone = contacts.phone_hash(vault, PHONE)
        self.email = contacts.email_hash(vault, EMAIL)

    def do(self, job: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """In one transaction."""

        async def run() -> T:
            opened = Database(self._url)
            async with opened.transaction() as session:
                done = await job(session)
            await opened.dispose()
            return done

        return asyncio.run(run())

    async def add_case(self, session: AsyncSession) -> None:
        call = await calls.get_or_create(session, ORI, "26-1", now=self.now)
        state = CallState(agency=ORI, call_number="26-1", case_number="26-88", incident_type="LARCENY", priority=3)
        call.state, call.case_number = dump_state(state), "26-88"
        values: contacts.PersonValues = {"phone": PHONE, "email": EMAIL, "roles": [ContactRole.VICTIM]}
        self.person = (
            await contacts.upsert(session, self.vault, call_id=call.id, ref="v", values=values, now=self.now)
        ).id

    async def has_phone(self, session: AsyncSession) -> bool:
        call = await calls.get(session, ORI, "26-1")
        found = await agencies.get(session, ORI)
        assert call is not None
        assert found is not None
        [contact] = await contacts_for_rules(session, call.id, found)
        return contact.has_phone


@pytest.fixture
def town(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Town:
    """One agency with a case; Ana is its victim."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CASELINE_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("COLUMNS", "240")
    words = ["add", ORI, "--name", "Springfield Police", "--time-zone", "America/Los_Angeles"]
    for app, typed in (
        (encryption.app, ["init"]),
        (agency.app, [*words, "--non-emergency-phone", "(206) 555-0100"]),
        (policy.app, ["set", "--agency", ORI, str(ROOT / "policies" / "default.toml")]),
    ):
        assert CliRunner().invoke(app, typed).exit_code == 0
    made = Town(sqlite_url, Vault(KeyRing.load(tmp_path / "keys.json")))
    made.do(made.add_case)
    return made


def typed(*words: str, address: str = PHONE) -> Result:
    return CliRunner().invoke(portal.app, list(words), input=f"{address}\n")


def test_a_number_that_changed_hands_is_cut_off_once_and_can_be_given_back(town: Town) -> None:
    async def come_in(session: AsyncSession) -> None:
        visit = PortalSession(token_hash="t", ori=ORI, address_hash=town.phone, channel="sms", language="en")
        visit.created_at = visit.last_seen_at = town.now
        session.add(visit)

    town.do(come_in)
    result = typed("cut")
    assert result.exit_code == 0, result.output
    assert f"{ORI}: cut off. What is known by it from 1 call is shown and sent to it no more." in result.output
    assert PHONE not in result.output.replace(f"Telephone number: {PHONE}", "")
    cut = town.do(lambda session: session.get(AddressCut, (ORI, town.phone)))
    assert cut is not None
    assert cut.reason == reassigned_addresses.NOTICE
    assert not town.do(town.has_phone)

    async def ended(session: AsyncSession) -> datetime | None:
        return (await session.scalars(select(PortalSession))).one().ended_at

    assert town.do(ended) is not None
    again = typed("cut")
    assert "it was cut off on" in again.output
    assert "nothing is changed" in again.output
    kept = town.do(lambda session: session.get(AddressCut, (ORI, town.phone)))
    assert kept is not None
    assert kept.cut_at == cut.cut_at
    assert f"{ORI}: restored. It had been cut off on" in typed("restore").output
    assert town.do(town.has_phone)
    assert "It was not cut off" in typed("restore").output


def test_a_number_that_failed_before_is_cut_off_for_good_by_the_notice(town: Town) -> None:
    async def fail(session: AsyncSession) -> bool:
        return await reassigned_addresses.cut(
            session, ori=ORI, address_hash=town.phone, reason="twilio 30005", now=town.now
        )

    town.do(fail)
    assert "cut off. What is known" in typed("cut").output
    assert not town.do(town.has_phone)


def test_a_number_nobody_is_known_by_cannot_be_cut(town: Town) -> None:
    assert "No one is known by it" in typed("cut", address="+12065550999").output
    assert "No one is known by it" in typed("cut", "--email", address="b@example.org").output
    assert "cut off" in typed("cut", "--email", address=EMAIL).output
    assert town.do(town.has_phone)


def test_what_is_no_number_is_refused(town: Town) -> None:
    del town
    result = typed("cut", address="Ana")
    assert result.exit_code == 2


def choose(town: Town, **chosen: object) -> None:
    async def keep(session: AsyncSession) -> None:
        wanted = Preferences(**chosen, review_by=datetime.now(UTC) + timedelta(days=9))  # type: ignore[arg-type]  # fields
        hashes = [town.phone, town.email]
        await preferences.keep(session, ori=ORI, hashes=hashes, preferences=wanted, how="portal", now=town.now)

    town.do(keep)


def test_somebody_who_locked_themselves_out_is_let_in_again(town: Town) -> None:
    choose(town, ok_to_identify=False)
    assert "is forgotten" in typed("reset").output
    known = town.do(lambda session: preferences.in_force(session, ORI, [town.phone, town.email]))
    assert known == {}
    assert "They have chosen nothing" in typed("reset").output


def test_staff_reads_what_to_mind_before_they_phone(town: Town) -> None:
    hours = frozenset({Hours(start=time(9), end=time(17))})
    choose(town, safe_voice=False, ok_to_identify=False, safe_hours=hours)

    async def ask(session: AsyncSession) -> None:
        await staff_tasks.raise_task(
            session, ORI, NewTask(kind=TaskKind.CALL_BACK, about=town.person, reason="asks to be called"), now=town.now
        )

    town.do(ask)
    listed = CliRunner().invoke(task.app, ["list"])
    for words in ("not safe to phone", "do not say that you are the police", "safe only at 09:00-17:00"):
        assert words in listed.output
    assert "not safe to text" not in listed.output


def test_e5_staff_ends_every_visit_of_a_person_who_says_that_it_was_not_them(town: Town) -> None:
    async def come_in(session: AsyncSession) -> None:
        for token, address_hash in (("by phone", town.phone), ("by email", town.email), ("of another", "x")):
            visit = PortalSession(token_hash=token, ori=ORI, address_hash=address_hash, channel="sms", language="en")
            visit.created_at = visit.last_seen_at = town.now
            session.add(visit)

    async def ended(session: AsyncSession) -> set[str]:
        every = await session.scalars(select(PortalSession))
        return {visit.token_hash for visit in every if visit.ended_at is not None}

    town.do(come_in)
    result = typed("sign-out")
    assert result.exit_code == 0, result.output
    assert f"{ORI}: signed out everywhere." in result.output
    assert PHONE not in result.output.replace(f"Telephone number: {PHONE}", "")
    assert town.do(ended) == {"by phone", "by email"}
    assert "No one is known by it" in typed("sign-out", address="+12065550177").output
