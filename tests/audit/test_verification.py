"""Every way to tamper with an audit log is found, and told by what it was; an untouched log is whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit.keys import made_key, put_in_force
from audit.publishing import SecondPlaceDiffers
from db.connection.session import Database
from db.connection.urls import sqlite_file
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import audit_trees
from tests.audit.helpers import Log
from tests.database import NOW, PostgresDatabases

SHIFT_UP = (
    "UPDATE audit_records SET leaf_index = -leaf_index - 2 WHERE leaf_index >= :at",
    "UPDATE audit_records SET leaf_index = -leaf_index - 1 WHERE leaf_index < -1",
)
SHIFT_DOWN = (
    "UPDATE audit_records SET leaf_index = -leaf_index WHERE leaf_index > :at",
    "UPDATE audit_records SET leaf_index = -leaf_index - 1 WHERE leaf_index < 0",
)
INSERT = (
    "INSERT INTO audit_records (ori, at, kind, by, about, outcome, reason, source, detail, contact_id, commitment,"
    " leaf_index) SELECT ori, at, kind, 'operator:4711', about, outcome, reason, source, detail, contact_id,"
    " commitment, :at FROM audit_records WHERE leaf_index = :like"
)


async def test_an_untouched_log_is_whole(log: Log) -> None:
    await log.minutes(3, 1, 300, 0, 7)
    report = await log.verified()
    assert (report.findings, report.notices) == ((), ())
    assert (report.size, report.checkpoints, report.waiting) == (311, 4, 0)


async def test_a_log_that_was_never_written_is_whole(log: Log) -> None:
    report = await log.verified()
    assert (report.size, report.findings) == (0, ())


async def test_what_has_no_place_yet_is_counted_and_is_no_finding(log: Log) -> None:
    await log.minutes(3)
    await log.write(2)
    report = await log.verified()
    assert (report.size, report.waiting, report.findings) == (3, 2, ())


@pytest.mark.parametrize(
    "column", ["at", "kind", "by", "about", "outcome", "reason", "source", "detail", "contact_id", "commitment"]
)
async def test_a_changed_record_is_found_whatever_was_changed(log: Log, column: str) -> None:
    await log.minutes(5, 5)
    value = {"at": "'2026-11-22 08:29:59.000000'", "detail": "'{}'"}.get(column, "'something'")
    await log.do(f"UPDATE audit_records SET {column} = {value} WHERE leaf_index = 3")  # noqa: S608  a list of ours
    assert await log.found() == {"changed": "Record 3 was changed."}


@pytest.mark.parametrize(
    "change",
    [
        "audit_tiles SET hashes = (SELECT hashes FROM audit_tiles WHERE level = 1) WHERE level = 0 AND place = 0",
        "audit_tiles SET place = 7 WHERE level = 0 AND place = 1",
        "audit_checkpoints SET size = size - 1 WHERE number = 1",
        "audit_checkpoints SET at = '2026-11-22 08:00:00.000000+00:00' WHERE number = 2",
        "audit_checkpoints SET previous = '' WHERE number = 2",
        "audit_checkpoints SET key_id = 'another' WHERE number = 2",
        "audit_checkpoints SET signature = 'ab' WHERE number = 2",
        "audit_checkpoints SET number = 9 WHERE number = 2",
        "audit_trees SET size = size + 1",
        "audit_trees SET size = size - 1",
        "audit_trees SET kept_from = 1",
        "audit_keys SET public_key = pair_sealed",
        "audit_keys SET pair_sealed = 'v2.x.y'",
        "audit_records SET leaf_index = NULL WHERE leaf_index = 3",
        "audit_records SET ori = 'WASPD0001' WHERE leaf_index = 3",
    ],
)
async def test_whatever_else_is_changed_is_found(log: Log, change: str) -> None:
    await log.minutes(300, 5)
    await log.do(f"UPDATE {change}")
    assert await log.found() != {}


async def test_a_deleted_record_is_found(log: Log) -> None:
    await log.minutes(5, 5)
    await log.do("DELETE FROM audit_records WHERE leaf_index IN (3, 4, 6)")
    assert await log.found() == {"deleted": "Records 3 to 4, 6 were deleted."}


async def test_a_deleted_record_is_found_when_the_others_moved_up(log: Log) -> None:
    await log.minutes(5, 5)
    await log.do("DELETE FROM audit_records WHERE leaf_index = 3", *SHIFT_DOWN, at=3)
    assert (await log.found())["deleted"] == "Record 3 was deleted."


async def test_a_record_behind_the_last_one_is_found(log: Log) -> None:
    await log.minutes(5, 5)
    await log.do(INSERT, at=10, like=3)
    assert await log.found() == {"inserted": "Record 10 was inserted."}


async def test_an_inserted_record_is_found_when_the_others_made_room(log: Log) -> None:
    await log.minutes(5, 5)
    await log.do(*SHIFT_UP, INSERT, at=4, like=3)
    assert (await log.found())["inserted"] == "Record 4 was inserted."


async def test_records_in_each_others_places_are_found(log: Log) -> None:
    await log.minutes(5, 5)
    await log.do(
        "UPDATE audit_records SET leaf_index = -1 WHERE leaf_index = 2",
        "UPDATE audit_records SET leaf_index = 2 WHERE leaf_index = 7",
        "UPDATE audit_records SET leaf_index = 7 WHERE leaf_index = -1",
    )
    assert await log.found() == {"reordered": "Records 2, 7 stand in each other's places."}


async def test_a_tail_that_was_cut_off_is_found(log: Log) -> None:
    await log.minutes(5, 5)
    await log.do("DELETE FROM audit_records WHERE leaf_index >= 8")
    assert await log.found() == {"cut_off": "Records 8 to 9, the last of the log, are gone: it was cut off."}


async def test_a_tail_that_was_cut_off_with_its_hashes_is_found(log: Log) -> None:
    await log.minutes(5, 5)
    await _shorten(log, 8)
    found = await log.found()
    assert found == {"cut_off": "Checkpoint 2 signed 10 records, and the tree has 8: its end was cut off."}


async def test_a_tail_that_was_cut_off_with_its_checkpoint_is_found_by_the_second_place(log: Log) -> None:
    await log.minutes(5, 5)
    await _shorten(log, 5)
    await log.do("DELETE FROM audit_checkpoints WHERE number = 2", "UPDATE audit_trees SET published = 1")
    found = await log.found()
    assert found.keys() == {"old_copy"}
    assert "it has checkpoints 2, and the database ends with 1" in found["old_copy"]


async def test_records_that_were_rewritten_with_their_hashes_are_found(log: Log) -> None:
    await log.minutes(5, 5, 5)
    await log.do(
        "UPDATE audit_records SET by = 'operator:4711' WHERE leaf_index = 7",
        "UPDATE audit_records SET leaf_index = NULL",
        "DELETE FROM audit_tiles",
        "UPDATE audit_trees SET size = 0",
    )
    await log.sign()
    found = await log.found()
    assert found.keys() == {"rewritten"}
    assert "up to record 9 is not what checkpoint 2 signed" in found["rewritten"]
    assert "records from 5 on were rewritten together with their hashes" in found["rewritten"]


async def test_changed_hashes_of_the_tree_are_found(log: Log) -> None:
    await log.minutes(300)
    await log.do("DELETE FROM audit_tiles WHERE level = 1")
    assert await log.found() == {"hashes_changed": "Stored hashes of the tree were changed or removed: tiles 1/0."}


async def test_a_forged_checkpoint_is_found(log: Log) -> None:
    await log.minutes(5, 5, 5)
    await log.do("UPDATE audit_checkpoints SET root = 'ab' WHERE number = 2")
    assert await log.found() == {
        "checkpoint_forged": "Checkpoints were changed or forged, as no key of this agency signed them: 2."
    }


async def test_a_checkpoint_that_another_key_signed_is_found_even_if_the_key_was_added(
    log: Log, tmp_path: Path
) -> None:
    await log.minutes(5)
    await log.do("DELETE FROM audit_checkpoints", "UPDATE audit_trees SET published = 0")
    others = Vault(KeyRing.create_once(tmp_path / "others" / "keys.json", now=NOW))
    async with log.database.transaction() as session:
        await audit_trees.locked(session, log.ori)
        await put_in_force(session, others, made_key(others, log.ori, now=NOW), now=NOW)
    log.vault, ours = others, log.vault
    await log.sign()
    log.vault = ours
    found = await log.found()
    assert "no key of this agency signed them: 1" in found["checkpoint_forged"]


async def test_a_removed_checkpoint_is_found(log: Log) -> None:
    await log.minutes(5, 5, 5, 5)
    await log.do("DELETE FROM audit_checkpoints WHERE number IN (2, 3)")
    found = await log.found()
    assert found["checkpoint_removed"].endswith("stand in the second place, and were removed from the database.")
    log.file.unlink()
    await log.do("UPDATE audit_trees SET published = 0")
    assert (await log.found())["checkpoint_removed"] == "Checkpoints were removed: 2 to 3."


async def test_a_second_place_that_was_cut_is_found_and_not_mended(log: Log) -> None:
    await log.minutes(5, 5, 5)
    log.keep_lines(log.lines()[:1])
    cut = {"second_place_cut": "The second place was cut: it lacks checkpoints 2 to 3, which were written there."}
    assert await log.found() == cut
    await log.write(1)
    await log.sign()
    with pytest.raises(SecondPlaceDiffers, match="ends before checkpoint 3"):
        await log.publish()
    assert await log.found() == cut


async def test_a_changed_line_of_the_second_place_is_found(log: Log) -> None:
    await log.minutes(5, 5, 5)
    lines = [json.loads(line) for line in log.lines()]
    lines[1]["size"] = 9
    log.keep_lines([json.dumps(line) for line in lines])
    assert await log.found() == {
        "second_place_changed": "Lines of the second place were changed: those of checkpoints 2."
    }


async def test_an_old_copy_of_the_database_is_found_at_once_and_after_it_went_on(
    log: Log, postgres: PostgresDatabases, tmp_path: Path
) -> None:
    await log.minutes(5, 5)
    restored = await _copied(log, postgres, tmp_path)
    await log.minutes(5, 5)
    assert await log.found() == {}
    old = Log(database=restored, vault=log.vault, folder=log.folder, now=log.now, written=10)
    found = await old.found()
    assert found.keys() == {"old_copy"}
    assert "it has checkpoints 3 to 4, and the database ends with 2" in found["old_copy"]
    await old.write(1)
    await old.sign()
    with pytest.raises(SecondPlaceDiffers, match="an old copy of it was restored"):
        await old.publish()
    assert (await old.found()).keys() == {"old_copy"}
    for _ in range(3):
        await old.write(1)
        await old.sign()
    found = await old.found()
    assert "an old copy of the database was restored and went on" in found["old_copy"]
    await restored.dispose()
    if sqlite_file(restored.url) is None:
        postgres.drop(restored.url.render_as_string(hide_password=False))


async def _shorten(log: Log, size: int) -> None:
    """Records, hashes and size alike."""
    async with log.database.transaction() as session:
        tile = (await audit_trees.tiles(session, log.ori, [(0, 0)]))[0, 0]
        await audit_trees.put_tiles(session, log.ori, [((0, 0), tile[: 32 * size])])
    await log.do(
        "DELETE FROM audit_records WHERE leaf_index >= :size", "UPDATE audit_trees SET size = :size", size=size
    )


async def _copied(log: Log, postgres: PostgresDatabases, tmp_path: Path) -> Database:
    """The database as a backup of now has it."""
    await log.database.dispose()
    file = sqlite_file(log.database.url)
    if file is not None:
        copy = tmp_path / "backup.db"
        shutil.copy(file, copy)
        log.database = Database(f"sqlite+aiosqlite:///{file}")
        return Database(f"sqlite+aiosqlite:///{copy}")
    url = postgres.create(template=log.database.url.database or "")
    log.database = Database(log.database.url.render_as_string(hide_password=False))
    return Database(url)
