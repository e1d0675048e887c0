"""A number is asked about once, before its first text; without an answer the text is sent all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import phone_lines
from db.queries.contacts import phone_hash
from domain.line_type import LineType
from messaging.line_lookup import REST, PhoneLines
from messaging.providers.base import ProviderUnavailable
from tests.database import NOW

NUMBER = "+12065550123"
YEAR = timedelta(days=365)


class FakeLookup:
    """Says what it is told to say, and counts."""

    def __init__(self, answer: LineType | None = LineType.LANDLINE) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def line_type(self, number: str) -> LineType:
        self.asked.append(number)
        if self.answer is None:
            raise ProviderUnavailable("503")
        return self.answer


class FakeClock:
    """Goes on when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    """The wall clock."""
    return FakeClock()


def the_lines(database: Database, vault: Vault, clock: FakeClock, lookup: FakeLookup | None) -> PhoneLines:
    return PhoneLines(database=database, vault=vault, lookup=lookup, keep=YEAR, clock=clock)


async def takes_texts(database: Database, vault: Vault, lines: PhoneLines) -> bool | None:
    async with database.reading() as session:
        return await lines.takes_texts(session, phone_hash(vault, NUMBER))


@pytest.mark.parametrize(
    ("kind", "takes"),
    [
        (LineType.MOBILE, True),
        (LineType.NON_FIXED_VOIP, True),
        (LineType.TOLL_FREE, True),
        (LineType.UNKNOWN, True),
        (LineType.LANDLINE, False),
        (LineType.PAGER, False),
        (LineType.VOICEMAIL, False),
    ],
)
async def test_a_number_is_asked_about_once_a_year(
    sqlite_database: Database, vault: Vault, clock: FakeClock, kind: LineType, takes: bool
) -> None:
    lookup = FakeLookup(kind)
    lines = the_lines(sqlite_database, vault, clock, lookup)
    assert await takes_texts(sqlite_database, vault, lines) is None
    await lines.ask(NUMBER)
    assert await takes_texts(sqlite_database, vault, lines) is takes
    clock.now += YEAR + timedelta(seconds=1)
    assert await takes_texts(sqlite_database, vault, lines) is None
    assert lookup.asked == [NUMBER]


async def test_after_a_failure_nobody_is_asked_for_a_while_and_everybody_is_texted(
    sqlite_database: Database, vault: Vault, clock: FakeClock
) -> None:
    lookup = FakeLookup(None)
    lines = the_lines(sqlite_database, vault, clock, lookup)
    await lines.ask(NUMBER)
    assert await takes_texts(sqlite_database, vault, lines) is True
    clock.now += REST
    assert await takes_texts(sqlite_database, vault, lines) is None
    lookup.answer = LineType.LANDLINE
    await lines.ask(NUMBER)
    assert await takes_texts(sqlite_database, vault, lines) is False


async def test_without_a_lookup_only_what_refusals_taught_is_known(
    sqlite_database: Database, vault: Vault, clock: FakeClock
) -> None:
    lines = the_lines(sqlite_database, vault, clock, None)
    await lines.ask(NUMBER)
    assert await takes_texts(sqlite_database, vault, lines) is True
    async with sqlite_database.transaction() as session:
        await phone_lines.learn(session, phone_hash(vault, NUMBER), LineType.LANDLINE, now=NOW)
    assert await takes_texts(sqlite_database, vault, lines) is False
