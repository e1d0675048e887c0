"""A world whose database can be put back from a backup."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from db.connection.session import Database
from db.queries import inbox
from intake.calls.accept import Intake
from intake.calls.events import EventIn, incoming
from intake.reconcile.reconcile import Reconciled, Reconciliation
from intake.reconcile.senders import SendersOfHistories
from intake.relay.relay import Relay
from tests.database import CAD
from tests.patience import until
from tests.world import CallInTest, World


class Restorable:
    """A world whose database can be put back; events come in as a CAD sends them."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self._folder = folder
        self._backups = 0
        self._opened: list[Database] = []

    @property
    def senders(self) -> SendersOfHistories:
        """Who checks the senders of what histories hold."""
        return SendersOfHistories(vault=self.world.vault)

    def call(self, number: str) -> CallInTest:
        """A call in this world."""
        return self.world.call(number)

    async def report(self, call: CallInTest, type_: str, minutes: float = 0, **data: Any) -> None:
        """Accepted by the API and relayed."""
        await self.accept(call, type_, minutes, **data)
        await self.relay()
        await call.settle()

    async def accept(self, call: CallInTest, type_: str, minutes: float = 0, **data: Any) -> bool:
        """Only accepted. True if it was a repeat."""
        at = call.received_at + timedelta(minutes=minutes)
        sent = {
            "type": type_,
            "source": "cad",
            "id": f"{call.number}/{type_}/{minutes}",
            "time": at,
            "subject": call.number,
        }
        event = incoming(EventIn.model_validate(sent | {"data": data}, strict=False))
        world = self.world
        async with world.database.transaction() as session:
            intake = Intake(session, world.vault, ori=world.ori, by=CAD, now=datetime.now(UTC), replay=True)
            [done] = await intake.accept([event])
        return done.repeated

    async def relay(self) -> None:
        """Everything that waits."""

        async def client() -> Any:
            return self.world.client

        relay = Relay(self.world.database, client, vault=self.world.vault, clock=lambda: datetime.now(UTC))
        while await relay.relay_once():
            pass

    def back_up(self) -> Path:
        """The database as it is now."""
        self._backups += 1
        copy = self._folder / f"backup-{self._backups}.db"
        with closing(sqlite3.connect(make_url(self._url).database or "")) as database:
            database.execute("VACUUM INTO ?", (str(copy),))
        return copy

    async def restore(self, backup: Path) -> None:
        """Everything stops, and the database is what it was."""
        await self.world.stop_workers()
        again = self._folder / f"restored-{len(self._opened)}.db"
        shutil.copyfile(backup, again)
        self.world.database = Database(f"sqlite+aiosqlite:///{again}")
        self._opened.append(self.world.database)

    async def reconcile(self, *, mend: bool = True) -> Reconciled:
        """As `caseline reconcile`."""
        reconciliation = Reconciliation(
            self.world.database, self.world.client, senders=self.senders, clock=lambda: datetime.now(UTC)
        )
        return await reconciliation.run(since=datetime.now(UTC) - timedelta(minutes=10), mend=mend)

    async def go_on(self, call: CallInTest) -> None:
        """Workers and relay work again."""
        await self.world.start_workers()
        await self.relay()
        await until(lambda: self._runs_or_ended(call))
        await call.settle()

    async def _runs_or_ended(self, call: CallInTest) -> bool:
        async with self.world.database.reading() as session:
            waiting, _, _ = await inbox.backlog(session)
        status = (await call.handle.describe()).status
        return not waiting and status is not None and status.name in ("RUNNING", "COMPLETED")

    async def recorded(self, call: CallInTest) -> list[str]:
        """What events its timeline has, in the order they were recorded."""
        lines = sorted(await call.timeline(), key=lambda line: line.id or 0)
        return [line.what for line in lines if line.kind == "event"]

    @property
    def _url(self) -> str:
        return self.world.database.url.render_as_string(hide_password=False)

    async def close(self) -> None:
        """Close what was opened."""
        for database in self._opened:
            await database.dispose()
