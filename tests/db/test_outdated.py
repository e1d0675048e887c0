"""A database without this version's tables is told from one that is away: it helps to upgrade it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from db.connection.session import Database, DatabaseOutdated, DatabaseUnavailable
from db.queries import agencies
from db.tables import SurveyInvitation
from tests.database import an_agency


async def do(database: Database, *statements: str) -> None:
    async with database.transaction() as session:
        for statement in statements:
            await session.execute(text(statement))


async def test_a_column_that_is_not_there_yet_means_outdated_reading_and_writing(database: Database) -> None:
    await do(database, "ALTER TABLE agencies DROP COLUMN state")
    with pytest.raises(DatabaseOutdated, match="state"):
        async with database.reading() as session:
            await agencies.every(session)
    agency = an_agency()
    agency.state = "WA"
    with pytest.raises(DatabaseOutdated, match="state"):
        async with database.transaction() as session:
            await agencies.add(session, agency)


async def test_a_table_that_is_not_there_yet_means_outdated(database: Database) -> None:
    await do(database, "DROP TABLE survey_invitations")
    with pytest.raises(DatabaseOutdated, match="survey_invitations") as told:
        async with database.reading() as session:
            await session.scalars(select(SurveyInvitation))
    assert isinstance(told.value, DatabaseUnavailable)
    assert not re.search(r"\n|\[SQL", str(told.value))


async def test_a_statement_that_is_wrong_in_itself_is_neither(database: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable)) as told:
        await do(database, "SELEKT 1")
    assert not isinstance(told.value, DatabaseOutdated)
