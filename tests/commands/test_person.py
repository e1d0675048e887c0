"""What staff types to erase what is held about somebody who asked for it; and what they wrote in the portal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner, Result

from commands import person, reply, task
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import contacts, staff_tasks
from db.tables import Agency, InboundReply, Person, PortalSession, Preference, StaffTask
from domain.replies.intents import Intent
from domain.task_kinds import TaskKind
from portal.cases import cases_of
from portal.deletion import ask_for_deletion
from portal.messages_to_detective import MessageToDetective, write_to_detective
from portal.sessions import NewVisit, open_session
from portal.sign_in_attempts import Proven
from tests.builders import CALLER
from tests.database import NOW, in_database
from tests.portal_fixtures import EMAIL, ORI, PHONE, a_case

T = TypeVar("T")


class Office:
    """A database as the commands find it, and what was stored there before."""

    def __init__(self, url: str, keys_file: Path) -> None:
        self.url = url
        self.vault = Vault(KeyRing.load(keys_file))
        self.hash = contacts.phone_hash(self.vault, PHONE)

    def do(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """Do something in the database."""
        return in_database(self.url, work)

    def ask(self) -> str:
        """The victim asks to be forgotten; the id of the task."""
        return self.do(self._ask)

    async def _ask(self, opened: Database) -> str:
        async with opened.transaction() as session:
            whose = await session.get_one(Agency, ORI)
            await ask_for_deletion(session, whose, self.hash, now=NOW)
            waiting = await staff_tasks.open_tasks(session, ORI)
            return next(task.id for task in waiting if task.kind == TaskKind.DELETION_REQUEST)

    def write(self, words: str) -> Intent:
        """The victim writes to the detective."""

        async def writing(opened: Database) -> Intent:
            async with opened.transaction() as session:
                whose = await session.get_one(Agency, ORI)
                [case, *_] = await cases_of(session, whose, self.hash)
                proven = Proven(address_hash=self.hash, channel="sms")
                visit = NewVisit(token="t" + words, ori=ORI, proven=proven, language="en")
                await open_session(session, self.vault, visit, now=NOW)
                letter = MessageToDetective(address_hash=self.hash, words=words, nonce="n")
                return await write_to_detective(session, self.vault, whose, case, letter, now=NOW)

        return self.do(writing)

    def people(self) -> dict[str, str | None]:
        """Call id -> the sealed phone of whoever is known in it."""

        async def looking(opened: Database) -> dict[str, str | None]:
            async with opened.reading() as session:
                return {found.call_id: found.phone_sealed for found in await session.scalars(select(Person))}

        return self.do(looking)

    def count(self, table: type[PortalSession] | type[Preference]) -> int:
        """How many rows there are."""

        async def counting(opened: Database) -> int:
            async with opened.reading() as session:
                return len((await session.scalars(select(table))).all())

        return self.do(counting)

    def task(self) -> StaffTask:
        """The only request."""

        async def looking(opened: Database) -> StaffTask:
            async with opened.reading() as session:
                wanted = select(StaffTask).where(col(StaffTask.kind) == TaskKind.DELETION_REQUEST)
                return (await session.scalars(wanted)).one()

        return self.do(looking)


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An agency with two calls in which Ana is known: a case of hers, and one that she only called about."""
    keys_file = tmp_path / "keys.json"
    KeyRing.create_once(keys_file, now=NOW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELINE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CASELINE_KEYS_FILE", str(keys_file))
    monkeypatch.setenv("COLUMNS", "200")
    found = Office(sqlite_url, keys_file)

    async def fill(opened: Database) -> None:
        await a_case(opened, found.vault, now=NOW)
        await a_case(opened, found.vault, now=NOW, call_number="26-2", case_number=None, roles=CALLER)
        async with opened.transaction() as session:
            session.add(Preference(ori=ORI, address_hash=found.hash, language="fa", how="portal", set_at=NOW))

    found.do(fill)
    return found


def typed(*words: str, input: str | None = None) -> Result:
    return CliRunner().invoke(person.app, list(words), input=input)


def test_the_list_of_tasks_says_how_to_carry_a_request_out(office: Office) -> None:
    task_id = office.ask()
    listed = CliRunner().invoke(task.app, ["list"]).output
    assert task_id[:8] in listed
    assert "caseline person erase TASK" in listed


def test_what_would_be_erased_is_shown_before_anything_is(office: Office) -> None:
    office.write("my bike was green")
    request = office.ask()
    result = typed("erase", request[:8], input="n\n")
    assert result.exit_code == 1
    assert "stays open" in result.output
    for words in ("26-1", "victim", "26-2", "reporting party", "not taken in again"):
        assert words in result.output
    assert PHONE not in result.output
    assert all(office.people().values())
    assert office.task().closed_at is None


def test_after_a_yes_they_are_forgotten_everywhere_and_the_request_is_closed(office: Office) -> None:
    office.write("my bike was green")
    request = office.ask()
    result = typed("erase", request[:8], input="y\n")
    assert result.exit_code == 0, result.output
    assert "Erased: 2 of 2 entries. The request is closed." in result.output
    assert set(office.people().values()) == {None}
    assert (office.count(PortalSession), office.count(Preference)) == (0, 0)
    closed = office.task()
    assert closed.closed_at is not None
    assert office.hash not in closed.task_key
    assert "closed before" in typed("erase", request[:8], "--yes").output


def test_a_call_that_must_be_kept_keeps_them_and_their_choices(office: Office) -> None:
    result = typed("erase", office.ask(), "--keep", "26-1", "--yes")
    assert "Erased: 1 of 2 entries" in result.output
    assert sorted(phone is None for phone in office.people().values()) == [False, True]
    assert office.count(Preference) == 1


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["ffffffff"], "There is no task"),
        (["f"], "at least 4"),
        (["{task}", "--keep", "26-9"], "not known in call 26-9"),
    ],
)
def test_a_mistake_is_said_so_and_erases_nothing(office: Office, words: list[str], wrong: str) -> None:
    request = office.ask()
    result = typed("erase", *(word.format(task=request) for word in words), "--yes")
    assert result.exit_code != 0
    assert wrong in result.output
    assert all(office.people().values())


def test_only_a_deletion_request_erases(office: Office) -> None:
    office.write("my bike was green")

    async def first(opened: Database) -> str:
        async with opened.reading() as session:
            return (await staff_tasks.open_tasks(session, ORI))[0].id

    result = typed("erase", office.do(first)[:8], "--yes")
    assert result.exit_code == 1
    assert "no deletion request" in result.output


def test_a_letter_is_listed_with_the_replies_and_shown_to_who_must_see_it(office: Office) -> None:
    assert office.write("my bike was green") is Intent.OTHER

    async def letter(opened: Database) -> InboundReply:
        async with opened.reading() as session:
            return (await session.scalars(select(InboundReply))).one()

    listed = CliRunner().invoke(reply.app, ["list", "--open"]).output
    assert "portal" in listed
    assert "26-1" in listed
    assert "green" not in listed
    shown = CliRunner().invoke(reply.app, ["show", office.do(letter).id[:8], "--reveal"]).output
    assert "By             portal" in shown
    assert "Says           my bike was green" in shown


def test_email_and_telephone_go_together(office: Office) -> None:
    """Both are of the same entry: asked for by the one, the other is gone as well."""
    typed("erase", office.ask(), "--yes")

    async def left(opened: Database) -> list[Person]:
        async with opened.reading() as session:
            by_email = col(Person.email_hash) == contacts.email_hash(office.vault, EMAIL)
            return list(await session.scalars(select(Person).where(by_email)))

    assert office.do(left) == []
