"""A key is replaced, and a log goes on after a restore, so that both can be told from tampering."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audit.continuing import go_on
from audit.keeping import removable, remove
from audit.key_change import replace_key
from audit.keys import is_ours
from db.connection.session import Database
from db.connection.urls import sqlite_file
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import audit_records, audit_trees
from domain.audit.retaining import LEAST_DAYS
from tests.audit.helpers import MINUTE, Log
from tests.database import NOW

DAY = 24 * 60 * MINUTE


async def replaced(log: Log) -> None:
    log.now += MINUTE
    async with log.database.transaction() as session:
        await replace_key(session, log.vault, log.ori, by="operator:4711", now=log.now)
    await log.publish()


async def test_a_key_is_replaced_and_both_its_checkpoints_and_the_old_ones_hold(log: Log) -> None:
    await log.minutes(3)
    await replaced(log)
    await log.minutes(2)
    report = await log.verified()
    assert (report.findings, report.notices, report.size) == ((), (), 6)
    async with log.database.reading() as session:
        old, new = await audit_trees.keys(session, log.ori)
        signers = [row.key_id for row in await audit_trees.checkpoints(session, log.ori)]
        (change,) = [each for each in await audit_records.of_agency(session, log.ori) if each.kind == "key.changed"]
    assert signers == [old.id, old.id, new.id, new.id]
    assert change.detail == {"old_key": old.id, "new_key": new.id, "new_public_key": new.public_key}
    assert (old.retired_at, new.retired_at) == (NOW + 2 * MINUTE, None)


async def test_the_private_half_of_a_replaced_key_is_gone(log: Log) -> None:
    await log.minutes(3)
    await replaced(log)
    async with log.database.reading() as session:
        old, new = await audit_trees.keys(session, log.ori)
    opened = [log.vault.open(key.pair_sealed, context="audit_keys.pair", row=key.id) for key in (old, new)]
    assert ["private" in each for each in opened] == [False, True]


async def test_a_key_of_another_key_ring_or_row_is_not_ours(log: Log, tmp_path: Path) -> None:
    await log.minutes(1)
    async with log.database.reading() as session:
        (key,) = await audit_trees.keys(session, log.ori)
    assert is_ours(log.vault, key)
    assert not is_ours(Vault(KeyRing.create_once(tmp_path / "other" / "keys.json", now=NOW)), key)
    key.public_key = "00" * 32
    assert not is_ours(log.vault, key)


async def test_a_log_goes_on_after_a_restore_and_says_what_was_lost(
    sqlite_database: Database, vault: Vault, tmp_path: Path
) -> None:
    log = Log(database=sqlite_database, vault=vault, folder=tmp_path / "second place")
    await log.minutes(5, 5)
    file = sqlite_file(log.database.url)
    assert file is not None
    await log.database.dispose()
    shutil.copy(file, tmp_path / "backup.db")
    log.database = Database(f"sqlite+aiosqlite:///{file}")
    await log.minutes(5, 5)
    await log.database.dispose()
    log.database = Database(f"sqlite+aiosqlite:///{tmp_path / 'backup.db'}")
    await log.write(2)
    await log.sign()
    assert (await log.found()).keys() == {"old_copy"}
    lost = await go_on(log.database, log.vault, log.place, log.ori, by="operator:4711", now=log.now)
    assert lost is not None
    assert (lost.checkpoint.number, lost.checkpoint.size) == (4, 20)
    assert await go_on(log.database, log.vault, log.place, log.ori, by="operator:4711", now=log.now) is None
    await log.minutes(3)
    report = await log.verified()
    assert (report.findings, report.size) == ((), 16)
    (notice,) = report.notices
    assert notice.startswith("Checkpoints 3 to 4 were lost by a restore, and given up by operator:4711")
    await log.database.dispose()


async def test_nothing_is_given_up_where_the_two_places_fit(log: Log) -> None:
    await log.minutes(5, 5)
    assert await go_on(log.database, log.vault, log.place, log.ori, by="operator:4711", now=log.now) is None
    assert (await log.verified()).size == 10


async def kept_until(log: Log, *, days: int) -> int:
    async with log.database.transaction() as session:
        place = await removable(session, log.ori, days=days)
        await remove(session, log.ori, before=place)
        return place


@pytest.mark.parametrize(("days", "gone"), [(LEAST_DAYS, 5), (1, 5), (400, 0)])
async def test_records_go_by_age_after_a_year_and_the_tree_still_verifies(log: Log, days: int, gone: int) -> None:
    await log.minutes(5)
    log.now += LEAST_DAYS * DAY
    await log.minutes(5)
    assert await kept_until(log, days=days) == gone
    report = await log.verified()
    assert (report.findings, report.size, report.kept_from) == ((), 10, gone)
    await log.minutes(3)
    assert (await log.verified()).findings == ()


async def test_nothing_goes_a_minute_before_its_year_is_over(log: Log) -> None:
    await log.minutes(5)
    log.now += LEAST_DAYS * DAY - 2 * MINUTE
    await log.minutes(5)
    assert await kept_until(log, days=LEAST_DAYS) == 0


async def test_records_removed_as_if_by_age_before_their_year_was_over_are_found(log: Log) -> None:
    await log.minutes(5, 5)
    await log.do("DELETE FROM audit_records WHERE leaf_index < 5", "UPDATE audit_trees SET kept_from = 5")
    assert await log.found() == {
        "removed_early": "Records 0 to 4 were removed as too old, and their year was not over."
    }
