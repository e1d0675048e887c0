"""Retention removes audit records after their year, says so in the log, and destroys the salts of words it removes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, audit_records, audit_trees
from db.queries.audit_records import WantedRecords
from db.queries.retention import remove
from db.tables import Agency, Call
from domain.audit.acts import ActKind
from domain.retention import RecordKind
from policies.files import DEFAULT_POLICY
from portal.retention import AUDIT, Count, Report, Retention
from tests.audit.helpers import Log
from tests.database import NOW, an_agency
from tests.everywhere import ORI, known_everywhere

DAYS_400 = DEFAULT_POLICY.read_text().replace("[retention]\n", "[retention]\naudit_records_days = 400\n")


@pytest.fixture
async def log(database: Database, vault: Vault, tmp_path: Path) -> Log:
    async with database.transaction() as session:
        await agencies.add(session, an_agency(policy=DAYS_400))
    return Log(database=database, vault=vault, folder=tmp_path / "second place")


async def run(log: Log, *, dry_run: bool = False) -> Report:
    retention = Retention(
        log.database, now=log.now, dry_run=dry_run, progress=lambda done, total: None, by="operator:4711"
    )
    async with log.database.reading() as session:
        agency = await session.get_one(Agency, ORI)
    return await retention.run(agency)


async def test_old_records_go_and_the_log_says_so_and_verifies(log: Log) -> None:
    await log.minutes(5)
    log.now += timedelta(days=400)
    await log.minutes(3)
    expected = Count(before=8, gone=5, after=3)
    assert (await run(log, dry_run=True)).counts[AUDIT] == expected
    assert (await log.verified()).kept_from == 0
    assert (await run(log)).counts[AUDIT] == expected
    async with log.database.reading() as session:
        (ran,) = await audit_records.found(session, WantedRecords(ori=ORI, kind="retention.ran"), most=9)
    assert (ran.by, ran.detail) == ("operator:4711", {"calls": 0, "gone": {AUDIT: 5}})
    await log.minutes(0)
    report = await log.verified()
    assert (report.findings, report.size, report.kept_from) == ((), 9, 5)
    assert (await run(log)).counts[AUDIT].gone == 0


async def test_nothing_goes_before_the_days_of_the_policy(log: Log) -> None:
    await log.minutes(5)
    log.now += timedelta(days=399)
    await log.minutes(3)
    assert (await run(log)).counts[AUDIT] == Count(before=8, gone=0, after=8)
    async with log.database.reading() as session:
        assert await audit_records.found(session, WantedRecords(ori=ORI, kind="retention.ran"), most=9) == []


async def test_an_agency_without_a_log_is_no_error(log: Log) -> None:
    assert (await run(log)).counts[AUDIT] == Count(before=0, gone=0, after=0)
    async with log.database.reading() as session:
        assert await audit_trees.get(session, ORI) is None or (await log.verified()).size == 0


async def test_with_the_words_of_messages_go_the_salts_of_their_hashes(database: Database, vault: Vault) -> None:
    ana = await known_everywhere(database, vault, now=NOW)
    async with database.transaction() as session:
        wanted = WantedRecords(ori=ORI, kind=ActKind.MESSAGE_DECIDED.value)
        (before,) = await audit_records.found(session, wanted, most=9)
        assert before.salt
        await remove(session, await session.get_one(Call, ana.call_id), RecordKind.MESSAGES, now=NOW)
    async with database.reading() as session:
        (after,) = await audit_records.found(session, wanted, most=9)
    assert (after.salt, after.commitment) == (None, before.commitment)
