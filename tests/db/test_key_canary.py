"""A database knows its key ring by a canary, and takes no other; both kinds of database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlmodel import col

from db.connection.session import Database
from db.encryption import rotation
from db.encryption.canary import canary_of, why_unfit
from db.encryption.fitting import fitting_vault, ring_made_once
from db.encryption.keyring import KeyRing, KeyRingMissing, KeyRingNeeded, KeyRingUnfit
from db.encryption.vault import Vault
from db.queries import contacts, key_canaries
from db.tables import KeyCanary, Person, Preference
from tests.database import NOW, a_call
from tests.new_hash_key import replaced
from tests.own_logs import own_logs

RESTORE = "restore keys.json from your backup to there, or name its file in CASELINE_KEYS_FILE"


async def a_person(database: Database, vault: Vault) -> None:
    call = await a_call(database)
    async with database.transaction() as session:
        values = contacts.PersonValues(name="Maria", phone="+12065550123")
        await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=values, now=NOW)


async def canary(database: Database) -> KeyCanary | None:
    async with database.reading() as session:
        return await key_canaries.find(session)


async def run_sql(database: Database, statement: str) -> None:
    async with database.transaction() as session:
        await session.execute(text(statement))


def a_ring(folder: Path, name: str = "other") -> KeyRing:
    return KeyRing.create_once(folder / name / "keys.json", now=NOW)


async def test_a_new_database_gets_a_ring_once_and_knows_it(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.json"
    made = await ring_made_once(database, path, now=NOW)
    assert await ring_made_once(database, path, now=NOW + timedelta(days=1)) == made == KeyRing.load(path)
    known = await canary(database)
    assert known is not None
    assert known.made_at == NOW
    assert (await fitting_vault(database, path)).ring == made


async def test_g1_no_ring_is_made_where_the_canary_is(database: Database, tmp_path: Path) -> None:
    made = await ring_made_once(database, tmp_path / "keys.json", now=NOW)
    made.path.unlink()
    for making in (True, False):
        with pytest.raises(KeyRingNeeded, match=rf"sealed with key {made.current}: {RESTORE}"):
            await (ring_made_once(database, made.path, now=NOW) if making else fitting_vault(database, made.path))
    assert not made.path.exists()


async def test_g1_another_installations_ring_is_refused(database: Database, tmp_path: Path) -> None:
    made = await ring_made_once(database, tmp_path / "keys.json", now=NOW)
    other = a_ring(tmp_path)
    for plant_at in (None, NOW):
        with pytest.raises(KeyRingUnfit, match=f"is not that of this database, .* {made.current}: {RESTORE}"):
            await fitting_vault(database, other.path, plant_at=plant_at)
    with pytest.raises(KeyRingUnfit):
        await ring_made_once(database, other.path, now=NOW)


async def test_the_canary_lives_through_rotation_and_a_new_hash_key(database: Database, tmp_path: Path) -> None:
    made = await ring_made_once(database, tmp_path / "keys.json", now=NOW)
    await a_person(database, Vault(made))
    older = made.path.read_text()
    grown = made.add_key(now=NOW)
    assert (await fitting_vault(database, made.path)).ring == grown
    await rotation.reseal(database, Vault(grown), moved=lambda rows: None)
    assert await rotation.count_old(database, Vault(grown)) == 0
    await replaced(database, grown.accept_unbound(False))
    assert (await fitting_vault(database, made.path)).hash_keys == Vault(KeyRing.load(made.path)).hash_keys
    made.path.write_text(older)
    with pytest.raises(KeyRingUnfit, match=f"an older copy: it lacks key {grown.current}"):
        await fitting_vault(database, made.path)


async def test_an_altered_canary_is_told(database: Database, tmp_path: Path) -> None:
    made = await ring_made_once(database, tmp_path / "keys.json", now=NOW)
    elsewhere = Vault(made).seal("Caseline", context="contacts.name", row="1")
    async with database.transaction() as session:
        await session.execute(update(KeyCanary).values(probe_sealed=elsewhere))
    with pytest.raises(KeyRingUnfit, match="does not open the canary"):
        await fitting_vault(database, made.path)


@pytest.mark.parametrize("paths", [("a/keys.json", "b/keys.json"), ("a/keys.json", "a/keys.json")])
async def test_of_two_that_make_a_ring_at_once_one_wins_and_no_useless_file_stays(
    database: Database, tmp_path: Path, paths: tuple[str, str]
) -> None:
    others = [Database(str(database.url.render_as_string(hide_password=False))) for _ in paths]
    making = [ring_made_once(other, tmp_path / path, now=NOW) for other, path in zip(others, paths, strict=True)]
    ended = await asyncio.gather(*making, return_exceptions=True)
    for other in others:
        await other.dispose()
    rings = [each for each in ended if isinstance(each, KeyRing)]
    files = {path for path in paths if (tmp_path / path).exists()}
    assert len(files) == 1
    if len({*paths}) == 1:
        assert rings == [KeyRing.load(tmp_path / paths[0])] * 2
    else:
        (refused,) = (each for each in ended if not isinstance(each, KeyRing))
        assert isinstance(refused, KeyRingNeeded)
        assert rings[0].current in str(refused)
    assert (await fitting_vault(database, rings[0].path)).ring == rings[0]


async def test_a_database_of_a_version_before_canaries_is_looked_through(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    await run_sql(database, "DROP TABLE key_canaries")
    assert await ring_made_once(database, tmp_path / "one.json", now=NOW)
    await a_person(database, vault)
    with pytest.raises(KeyRingNeeded, match=f"sealed with key {vault.current_key}"):
        await ring_made_once(database, tmp_path / "two.json", now=NOW)
    assert not (tmp_path / "two.json").exists()
    assert (await ring_made_once(database, vault.ring.path, now=NOW)).current == vault.current_key
    with pytest.raises(KeyRingUnfit, match=f"sealed with key {vault.current_key}"):
        await ring_made_once(database, tmp_path / "one.json", now=NOW)


async def test_a_database_without_tables_holds_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/caseline.db")
    made = await ring_made_once(database, tmp_path / "keys.json", now=NOW)
    assert not (tmp_path / "caseline.db").exists()
    await database.ping()  # makes an empty file
    made.path.unlink()
    assert await ring_made_once(database, made.path, now=NOW) != made
    await database.dispose()


async def test_without_a_ring_an_empty_database_has_none(database: Database, tmp_path: Path) -> None:
    with pytest.raises(KeyRingMissing):
        await fitting_vault(database, tmp_path / "keys.json", plant_at=NOW)
    assert await canary(database) is None


async def test_the_ring_of_before_is_known_by_what_it_opens(database: Database, vault: Vault, tmp_path: Path) -> None:
    await a_person(database, vault)
    with pytest.raises(KeyRingUnfit, match=f"sealed with key {vault.current_key}: {RESTORE}"):
        await fitting_vault(database, a_ring(tmp_path).path, plant_at=NOW)
    assert await canary(database) is None
    await fitting_vault(database, vault.ring.path)
    assert await canary(database) is None  # a command looks, and plants none
    await fitting_vault(database, vault.ring.path, plant_at=NOW)
    assert await canary(database) is not None


async def test_a_ring_whose_hash_key_finds_no_one_is_refused(database: Database, vault: Vault) -> None:
    await a_person(database, vault)
    raw, path = json.loads(vault.ring.path.read_text()), vault.ring.path
    path.write_text(json.dumps(raw | {"hash_key": "A" * 43 + "="}))
    with pytest.raises(KeyRingUnfit):
        await fitting_vault(database, path, plant_at=NOW)
    assert await canary(database) is None


async def test_one_value_that_was_altered_keeps_no_installation_from_starting(database: Database, vault: Vault) -> None:
    await a_person(database, vault)
    async with database.transaction() as session:
        await session.execute(update(Person).values(name_sealed=col(Person.phone_sealed)))
    with own_logs() as logs:
        await fitting_vault(database, vault.ring.path, plant_at=NOW)
    assert await canary(database) is not None
    assert [each["event"] for each in logs] == ["key.values_unreadable"]


async def test_opt_outs_alone_are_enough_to_refuse_a_new_ring(database: Database, vault: Vault, tmp_path: Path) -> None:
    await a_call(database)
    async with database.transaction() as session:
        hashed = vault.fingerprint("+12065550123", kind="phone")
        session.add(Preference(ori="WASPD0000", address_hash=hashed, how="test", set_at=NOW))
    with pytest.raises(KeyRingNeeded, match="hashed with its keys"):
        await ring_made_once(database, tmp_path / "keys.json", now=NOW)


GROWTH: dict[str, Callable[[KeyRing], KeyRing]] = {
    "rotate": lambda ring: ring.add_key(now=NOW),
    "add hash key": lambda ring: ring.add_hash_key(now=NOW),
    "use hash key": lambda ring: ring.put_newest_hash_key_in_force(),
    "accept": lambda ring: ring.accept_unbound(True),
    "refuse": lambda ring: ring.accept_unbound(False),
}


@given(st.lists(st.sampled_from(sorted(GROWTH)), max_size=8), st.integers(0, 8))
@settings(max_examples=30)
def test_however_a_ring_grows_it_fits_and_no_other_ever_does(steps: list[str], sealed_after: int) -> None:
    with TemporaryDirectory() as folder:
        ring, other = a_ring(Path(folder), "own"), a_ring(Path(folder))
        first, planted = ring, canary_of(Vault(ring), now=NOW)
        for n, step in enumerate(steps):
            ring = GROWTH[step](ring)
            if n == sealed_after:
                planted = canary_of(Vault(ring), now=NOW)  # as a rotation seals it anew
            other = GROWTH[step](other)
        assert why_unfit(Vault(ring), planted) == ""
        assert ring.grew_from(first)
        assert "not that of this database" in why_unfit(Vault(other), planted)
        assert not other.grew_from(first)
        assert not first.grew_from(other)
