"""A sealed value opens in its own table, column and row, whatever a statement in SQL copies where."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from db.connection.session import Database
from db.encryption import rotation
from db.encryption.keyring import CannotOpen, KeyRing
from db.encryption.rotation import SealedColumn
from db.encryption.vault import Vault
from db.queries import contacts
from tests.database import NOW, a_call
from tests.unbound import make_old, seal_unbound

COLUMNS = tuple(rotation.sealed_columns())
PLACES = st.tuples(st.sampled_from([where.context for where in COLUMNS]) | st.text(max_size=20), st.text(max_size=20))


@pytest.fixture(scope="module")
def any_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """One ring for all examples of a property."""
    return Vault(KeyRing.create_once(tmp_path_factory.mktemp("keys") / "keys.json", now=NOW))


@given(text=st.text(max_size=50), mine=PLACES, other=PLACES)
def test_a_value_opens_only_in_its_table_column_and_row(
    any_vault: Vault, text: str, mine: tuple[str, str], other: tuple[str, str]
) -> None:
    sealed = any_vault.seal(text, context=mine[0], row=mine[1])
    assert any_vault.open(sealed, context=mine[0], row=mine[1]) == text
    for context, row in {other, (mine[0], other[1]), (other[0], mine[1])} - {mine}:
        with pytest.raises(CannotOpen):
            any_vault.open(sealed, context=context, row=row)


@given(text=st.text(max_size=50), place=PLACES)
def test_no_value_passes_for_one_of_the_other_form(text: str, place: tuple[str, str]) -> None:
    with TemporaryDirectory() as folder:
        ring = make_old(KeyRing.create_once(Path(folder) / "keys.json", now=NOW))
        vault, (context, row) = Vault(ring), place
        for sealed in (vault.seal(text, context=context, row=row), seal_unbound(ring, text, context=context)):
            other = {"v1": "v2", "v2": "v1"}[sealed[:2]] + sealed[2:]
            with pytest.raises(CannotOpen):
                vault.open(other, context=context, row=row)


async def two_people(database: Database, vault: Vault, *, extension: str = "") -> list[str]:
    """Rita and Rob of one call; their ids."""
    call = await a_call(database)
    async with database.transaction() as session:
        return [
            (
                await contacts.upsert(
                    session,
                    vault,
                    call_id=call.id,
                    ref=name,
                    values={"name": name, "phone": f"+1206555012{n}{extension}", "email": f"{name}@example.org"},
                    now=NOW,
                )
            ).id
            for n, name in enumerate(("rita", "rob"))
        ]


OF_PEOPLE = [where for where in COLUMNS if where.table.name == "contacts"]


@pytest.mark.parametrize("where", OF_PEOPLE, ids=lambda where: where.context)
async def test_a_value_copied_to_another_row_by_sql_does_not_open(
    database: Database, vault: Vault, where: SealedColumn
) -> None:
    extension = " ext. 7" if where.context == contacts.PHONE_WITH_EXTENSION else ""
    rita, rob = await two_people(database, vault, extension=extension)
    async with database.transaction() as session:
        ritas = (await session.execute(select(where.column).where(where.key == rita))).scalar_one()
        await session.execute(update(where.table).where(where.key == rob).values({where.column: ritas}))
    with pytest.raises(CannotOpen, match=f"{where.context} of row {rob}"):
        vault.open(ritas, context=where.context, row=rob)
    assert vault.open(ritas, context=where.context, row=rita)


async def test_values_of_the_old_form_open_until_rotation_has_moved_them(
    database: Database, key_ring: KeyRing, vault: Vault
) -> None:
    ring = make_old(key_ring)
    rita, rob = await two_people(database, vault)
    where = next(where for where in OF_PEOPLE if where.context == contacts.PHONE)
    old = {id: seal_unbound(ring, f"+1206555012{n}", context=contacts.PHONE) for n, id in enumerate((rita, rob))}
    async with database.transaction() as session:
        for id, sealed in old.items():
            await session.execute(update(where.table).where(where.key == id).values({where.column: sealed}))
    old_reader = Vault(ring)
    assert old_reader.open(old[rita], context=contacts.PHONE, row=rita) == "+12065550120"
    assert await rotation.count_unbound(database) == 2
    assert await rotation.count_old(database, old_reader) == 2

    result = await rotation.reseal(database, Vault(ring), moved=lambda rows: None)
    assert result == rotation.Resealed(count=2, unreadable=())
    assert await rotation.count_unbound(database) == 0
    async with database.reading() as session:
        moved = {row[0]: row[1] for row in await session.execute(select(where.key, where.column))}
    assert vault.open(moved[rob], context=contacts.PHONE, row=rob) == "+12065550121"

    # Another process ends the old form; this one follows without a restart, and a value of old does not come back.
    assert old_reader.open(old[rita], context=contacts.PHONE, row=rob) == "+12065550120"
    ring.accept_unbound(False)
    with pytest.raises(CannotOpen, match="refuses"):
        old_reader.open(old[rita], context=contacts.PHONE, row=rob)


def test_a_new_ring_never_opens_the_old_form(key_ring: KeyRing, vault: Vault) -> None:
    with pytest.raises(CannotOpen, match="refuses"):
        vault.open(seal_unbound(key_ring, "+12065550120", context=contacts.PHONE), context=contacts.PHONE, row="r")
    assert not key_ring.add_key(now=NOW).accepts_unbound


def test_a_ring_of_before_goes_on_opening_it_when_it_grows(key_ring: KeyRing) -> None:
    grown = make_old(key_ring).add_key(now=NOW)
    assert grown.accepts_unbound
    assert KeyRing.load(grown.path) == grown
