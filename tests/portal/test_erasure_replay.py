"""A backup that is restored brings people back; the erasure ledger erases them again, and no one else."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import calls, contacts, retention, timeline
from db.tables import Call, Consent, Erasure, Person, Preference
from domain.retention import RecordKind
from portal.erasure_ledger import ErasureLedger, LedgerUnusable
from portal.erasure_replay import compare, replay
from tests.backups import Restore, TakeBackup
from tests.database import NOW
from tests.db.everything import places_of
from tests.db.test_every_column_is_decided import MAY_HOLD_A_HASH
from tests.everywhere import (
    ORI,
    REF,
    Everywhere,
    a_bystander,
    an_agency_with_a_portal,
    forget_her,
    known_everywhere,
    report,
)
from tests.new_hash_key import replaced

LATER = NOW + timedelta(days=1)
MUCH_LATER = NOW + timedelta(days=9)


@pytest.fixture
def ledger(tmp_path: Path) -> ErasureLedger:
    return ErasureLedger(tmp_path / "apart" / "erasures.jsonl")


@pytest.fixture
async def ana(database: Database, vault: Vault) -> Everywhere:
    return await known_everywhere(database, vault, now=NOW)


@asynccontextmanager
async def restored(restore: Restore) -> AsyncIterator[Database]:
    found = Database(restore())
    yield found
    await found.dispose()


async def again(database: Database, vault: Vault, ledger: ErasureLedger) -> tuple[int, int]:
    done = await replay(database, vault, ledger, now=MUCH_LATER, progress=lambda done, total: None)
    return done.lines, done.contacts


async def received(database: Database, number: str, at: datetime) -> None:
    async with database.transaction() as session:
        call = await calls.lock_call(session, ORI, number)
        assert call is not None
        call.received_at = at


async def test_a_call_that_bears_the_number_of_a_deleted_one_years_later_is_another(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger
) -> None:
    """Nor does a replay touch it."""
    await forget_her(database, ana, ledger, now=LATER)
    async with database.transaction() as session:
        call = await calls.lock_call(session, ORI, "26-1")
        assert call is not None
        await retention.remove(session, call, RecordKind.CALLS, now=LATER)
    years_later = NOW + timedelta(days=800)
    for _ in range(2):
        new = await report(database, vault, now=years_later, number="26-1", received_at=years_later)
        await received(database, "26-1", years_later)
        assert new.contact_id
        assert await again(database, vault, ledger) == (3, 0)


async def person(database: Database, contact_id: str) -> Person:
    async with database.reading() as session:
        return await session.get_one(Person, contact_id)


async def test_a_restored_backup_brings_her_back_and_a_replay_erases_her_again_e8(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger, take_backup: TakeBackup
) -> None:
    bo = await a_bystander(database, vault, now=NOW)
    restore = take_backup()
    await forget_her(database, ana, ledger, now=LATER)
    async with restored(restore) as old:
        assert "contacts.phone_hash" in await places_of(old, ana.phone)
        assert len((await compare(old, ledger)).only_in_file) == 3
        assert await again(old, vault, ledger) == (3, 1)
        assert await places_of(old, ana.phone, ana.email, ana.ref) <= MAY_HOLD_A_HASH
        assert (await person(old, ana.contact_id)).name_sealed is None
        assert (await person(old, bo)).name_sealed is not None
        assert await again(old, vault, ledger) == (3, 0)
        state = await compare(old, ledger)
        assert (state.only_in_file, state.only_in_database) == ((), ())


async def test_a_ledger_of_before_the_hash_key_was_replaced_erases_her_again(
    database: Database, vault: Vault, key_ring: KeyRing, ledger: ErasureLedger, take_backup: TakeBackup
) -> None:
    """The backup is older than the call, and the new hash key was taken into use in it before CAD told of her again."""
    await an_agency_with_a_portal(database)
    restore = take_backup()
    ana = await known_everywhere(database, vault, now=NOW)
    await forget_her(database, ana, ledger, now=LATER)
    async with restored(restore) as old:
        await replaced(old, key_ring)
        back = await report(old, vault, now=NOW, number="26-1")
        await received(old, "26-1", NOW)
        async with old.transaction() as session:
            session.add(Preference(ori=ORI, address_hash=back.phone, language="ar", how="portal", set_at=NOW))
        assert {back.ref, back.phone}.isdisjoint({ana.ref, ana.phone})
        assert await again(old, vault, ledger) == (3, 1)
        left = await places_of(old, back.phone, back.email, back.ref)
        assert left <= MAY_HOLD_A_HASH
        assert await places_of(old, ana.phone, ana.email) == set()


async def test_she_called_again_since_and_what_she_is_then_stays(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger, take_backup: TakeBackup
) -> None:
    await forget_her(database, ana, ledger, now=LATER)
    new = await report(database, vault, now=MUCH_LATER, number="26-9")
    async with database.transaction() as session:
        chosen = Preference(ori=ORI, address_hash=new.phone, language="ar", how="portal", set_at=MUCH_LATER)
        session.add(chosen)
    async with restored(take_backup()) as old:
        assert await again(old, vault, ledger) == (3, 0)
        assert (await person(old, new.contact_id)).phone_hash == new.phone
        async with old.reading() as session:
            assert (await session.scalars(select(col(Preference.language)))).all() == ["ar"]


async def test_a_call_that_a_repeated_feed_makes_anew_does_not_know_her(
    database: Database, vault: Vault, ledger: ErasureLedger, take_backup: TakeBackup
) -> None:
    """The backup is older than the call: CAD's feed makes it again, with other ids."""
    await an_agency_with_a_portal(database)
    restore = take_backup()
    ana = await known_everywhere(database, vault, now=NOW)
    await forget_her(database, ana, ledger, now=LATER)
    async with restored(restore) as old:
        await report(old, vault, now=LATER, number="26-1")
        await received(old, "26-1", NOW)  # as its workflow records it
        assert "contacts.phone_hash" in await places_of(old, ana.phone)
        assert await again(old, vault, ledger) == (3, 1)
        await report(old, vault, now=MUCH_LATER, number="26-1")
        assert await places_of(old, ana.phone, ana.email, ana.ref) <= MAY_HOLD_A_HASH


async def test_what_she_forbade_is_still_forbidden_after_the_replay(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger, take_backup: TakeBackup
) -> None:
    restore = take_backup()
    await forget_her(database, ana, ledger, now=LATER)
    async with restored(restore) as old:
        await again(old, vault, ledger)
        async with old.reading() as session:
            left = (await session.scalars(select(Consent))).all()
        assert [(line.purpose, line.given) for line in left] == [("survey", False)]


async def test_a_ledger_that_lost_its_file_gets_a_new_one_from_the_database(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger
) -> None:
    await forget_her(database, ana, ledger, now=LATER)
    before = ledger.read()
    ledger.path.unlink()
    assert await again(database, vault, ledger) == (3, 0)
    assert sorted(line.id for line in ledger.read().lines) == sorted(line.id for line in before.lines)
    assert await again(database, vault, ledger) == (3, 0)
    assert len(ledger.read().lines) == 3


async def test_a_contact_that_was_erased_stays_erased_whatever_cad_goes_on_saying(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger
) -> None:
    await forget_her(database, ana, ledger, now=LATER)
    for phone in ("+12065550123", "+12065550124"):
        assert (await report(database, vault, now=MUCH_LATER, number="26-1", phone=phone)).contact_id == ""
    assert await places_of(database, ana.phone, ana.email, ana.ref) <= MAY_HOLD_A_HASH
    async with database.reading() as session:
        lines = [line for line in await timeline.of_call(session, ana.call_id) if line.effect == "refused"]
    assert [line.reason for line in lines] == ["CAD names a contact again who was erased"]


async def test_another_contact_of_the_call_and_the_same_ref_in_another_call_are_taken_in(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger
) -> None:
    await forget_her(database, ana, ledger, now=LATER)
    assert (await report(database, vault, now=MUCH_LATER, number="26-1", ref="other")).contact_id
    assert (await report(database, vault, now=MUCH_LATER, number="26-2", ref=REF)).contact_id


async def test_a_detective_who_was_erased_can_be_followed_by_the_next(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger
) -> None:
    async with database.transaction() as session:
        statement = update(Person).where(col(Person.id) == ana.contact_id).values(ref="detective", roles="detective")
        await session.execute(statement)
    await forget_her(database, ana, ledger, now=LATER)
    async with database.reading() as session:
        assert set(await session.scalars(select(col(Erasure.ref)))) == {""}
        call = await session.get_one(Call, ana.call_id)
        assert await contacts.by_ref(session, call.id, "detective") is None


def damaged(text: str) -> str:
    first, *rest = text.splitlines()
    return "\n".join([first, '{"erased_at": 5}', "[]", first[: len(first) // 2], *rest]) + "\n"


async def test_a_damaged_line_stops_no_other_and_is_named(
    database: Database, vault: Vault, ana: Everywhere, ledger: ErasureLedger, take_backup: TakeBackup
) -> None:
    restore = take_backup()
    await forget_her(database, ana, ledger, now=LATER)
    ledger.path.write_text(damaged(ledger.path.read_text()))
    async with restored(restore) as old:
        assert (await compare(old, ledger)).unreadable == (2, 3, 4)
        assert await again(old, vault, ledger) == (3, 1)


async def test_nothing_is_erased_while_the_file_cannot_be_written(
    sqlite_database: Database, vault: Vault, tmp_path: Path
) -> None:
    ana = await known_everywhere(sqlite_database, vault, now=NOW)
    (tmp_path / "taken").write_text("a file where a directory must be")
    with pytest.raises(LedgerUnusable, match="cannot be written"):
        await forget_her(sqlite_database, ana, ErasureLedger(tmp_path / "taken" / "x.jsonl"), now=LATER)
    assert (await person(sqlite_database, ana.contact_id)).phone_hash == ana.phone
    async with sqlite_database.reading() as session:
        assert (await session.scalars(select(Erasure))).all() == []
        assert await calls.get(session, ORI, "26-1") is not None


def test_a_line_that_was_cut_short_does_not_swallow_the_next(tmp_path: Path) -> None:
    ledger = ErasureLedger(tmp_path / "erasures.jsonl")
    ledger.append([Erasure(ori=ORI, erased_at=NOW, address_hash="a")])
    ledger.path.write_text(ledger.path.read_text()[:-9])
    ledger.append([Erasure(ori=ORI, erased_at=NOW, address_hash="b")])
    found = ledger.read()
    assert ([line.address_hash for line in found.lines], found.unreadable) == (["b"], (1,))


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = ErasureLedger(tmp_path / "erasures.jsonl")
    ledger.append([Erasure(ori=ORI, erased_at=NOW, address_hash="a")])
    before, write = ledger.path.read_text(), os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(28, "No space left on device")
        return write(handle, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(LedgerUnusable, match="No space left"):
        ledger.append([Erasure(ori=ORI, erased_at=NOW, address_hash="b")])
    assert ledger.path.read_text() == before
