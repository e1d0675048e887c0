"""What is held is done once: by processes side by side, and after one was killed in the middle."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import held_changes, inbox
from db.tables import Call, HeldChange, StaffAccount
from domain.staff.roles import Role
from intake.staff.case_status import SOURCE
from staff.held_release import HeldChanges
from tests.database import NOW
from tests.portal_fixtures import a_case
from tests.staff_fixtures import a_member

LATER = NOW + timedelta(minutes=1)
ROOT = Path(__file__).resolve().parents[2]


async def an_arrest_that_is_due(database: Database, vault: Vault, number: str = "26-1") -> Call:
    call = await a_case(database, vault, now=NOW - timedelta(days=1), call_number=number)
    detective: StaffAccount = await a_member(database, vault, Role.DETECTIVE, badge=f"D-{number}")
    change = HeldChange(
        ori=call.ori,
        call_id=call.id,
        kind="arrest",
        facts={"at": NOW.isoformat()},
        account_id=detective.id,
        by=f"staff:{detective.badge}",
        made_at=NOW,
        due_at=LATER,
    )
    async with database.transaction() as session:
        assert await held_changes.add(session, change)
    return call


def releasing(database: Database, vault: Vault) -> HeldChanges:
    return HeldChanges(database, vault, clock=lambda: LATER, wake_relay=lambda: None)


async def arrests(database: Database, call: Call) -> int:
    async with database.reading() as session:
        events = await inbox.accepted_of_call(session, call.ori, call.call_number, besides=())
    return sum(event.source == SOURCE and event.type == "case.arrest" for event in events)


async def test_processes_side_by_side_do_each_change_once(database_url: str, database: Database, vault: Vault) -> None:
    those = [await an_arrest_that_is_due(database, vault, f"26-{n}") for n in range(6)]
    others = [Database(database_url) for _ in range(3)]
    done = await asyncio.gather(*(releasing(each, vault).release_due() for each in (database, *others)))
    for each in others:
        await each.dispose()
    await releasing(database, vault).release_due()  # what was left to another that had it in hand
    assert sum(done) <= len(those)
    assert [await arrests(database, call) for call in those] == [1] * len(those)


async def test_what_was_killed_between_is_done_by_the_next_and_once(
    database_url: str, database: Database, vault: Vault, key_ring: KeyRing, tmp_path: Path
) -> None:
    call = await an_arrest_that_is_due(database, vault)
    keys = tmp_path / "keys" / "keys.json"
    dying = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.staff.die_while_releasing",
        database_url,
        str(keys),
        LATER.isoformat(),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await dying.communicate()
    assert said.split()[-1] == b"stored"
    assert dying.returncode == -9
    assert await arrests(database, call) == 0
    assert await releasing(database, vault).release_due() == 1
    assert await releasing(database, vault).release_due() == 0
    assert await arrests(database, call) == 1


async def test_nothing_is_done_before_it_is_due(database: Database, vault: Vault) -> None:
    call = await an_arrest_that_is_due(database, vault)
    early = HeldChanges(database, vault, clock=lambda: LATER - timedelta(seconds=1), wake_relay=lambda: None)
    assert await early.release_due() == 0
    assert await arrests(database, call) == 0
