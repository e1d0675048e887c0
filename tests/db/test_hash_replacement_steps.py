"""Whatever happens while the hash key is replaced, batch by batch, the last word of each number counts."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption import hash_replacement
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies
from db.queries.hash_lookup import hash_columns
from tests.database import NOW, an_agency
from tests.db.test_hash_replacement import NUMBERS, is_stopped, opt


@dataclass(kw_only=True)
class Oracle:
    """Who last said stop, and a replacement that goes on a batch at a time."""

    database: Database
    ring: KeyRing
    vault: Vault
    stopped: dict[str, bool] = field(default_factory=dict)
    column: int = 0

    async def do(self, what: str, number: str) -> None:
        match what:
            case "stop" | "start":
                self.stopped[number] = what == "stop"
                await opt(self.database, self.vault, number, given=what == "start")
            case "call":
                await self.check(number)
            case "key" if self.ring.newest_hash_key == self.ring.hash_key_in_force:
                self.ring = self.ring.add_hash_key(now=NOW)
            case "use" if self.ring.newest_hash_key:
                self.ring = self.ring.put_newest_hash_key_in_force()
                await hash_replacement.begin(self.database, self.ring.newest_hash_key, now=NOW)
            case "batch" if self.ring.newest_hash_key == self.ring.hash_key_in_force != "":
                _, column = list(hash_columns())[self.column % len(list(hash_columns()))]
                key_id = self.ring.newest_hash_key
                if not await hash_replacement._move_some(
                    self.database, self.vault, column, after="", key_id=key_id, limit=1
                ):
                    self.column += 1
                if not await hash_replacement.count_old(self.database, key_id):
                    await hash_replacement.finish(self.database, key_id, now=NOW)

    async def check(self, number: str) -> None:
        assert await is_stopped(self.database, self.vault, number) is self.stopped.get(number, False)


STEPS = st.tuples(
    st.sampled_from(["stop", "start", "call", "call", "key", "use", "batch", "batch", "batch"]),
    st.sampled_from(NUMBERS[:4]),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=10, max_size=40))
def test_whatever_happens_in_between_the_last_word_counts(sqlite_template: Path, steps: list[tuple[str, str]]) -> None:
    async def run(folder: Path) -> None:
        shutil.copy(sqlite_template, folder / "caseline.db")
        database = Database(f"sqlite+aiosqlite:///{folder / 'caseline.db'}")
        async with database.transaction() as session:
            await agencies.add(session, an_agency())
        ring = KeyRing.create_once(folder / "keys.json", now=NOW)
        oracle = Oracle(database=database, ring=ring, vault=Vault(ring))
        for what, number in steps:
            await oracle.do(what, number)
        for number in NUMBERS[:4]:
            await oracle.check(number)
        await database.dispose()

    with TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
