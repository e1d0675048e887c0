"""A log with records and checkpoints, and what an insider with the database might do to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from audit.publishing import publish
from audit.record import record
from audit.second_place import SecondPlace
from audit.sequencer import checkpoint, sequence
from audit.verification import VerificationReport, verify
from db.connection.session import Database
from db.encryption.vault import Vault
from domain.audit.acts import Act, ActKind
from tests.database import NOW

ORI = "WASPD0000"
MINUTE = timedelta(minutes=1)


def an_act(n: int = 0, *, ori: str = ORI, private: str = "", contact_id: str = "") -> Act:
    return Act(
        ori=ori,
        kind=ActKind.MESSAGE_DECIDED,
        by="workflow",
        about=f"message:{n}",
        detail={"key": "arrest_made", "channel": "sms", "n": n},
        contact_id=contact_id,
        private=private,
    )


@dataclass(kw_only=True)
class Log:
    """The audit log of one agency, its second place, and a clock that tests move."""

    database: Database
    vault: Vault
    folder: Path
    ori: str = ORI
    now: datetime = field(default=NOW)
    written: int = 0

    @property
    def place(self) -> SecondPlace:
        return SecondPlace(self.folder)

    @property
    def file(self) -> Path:
        return self.place.file_of(self.ori)

    async def write(self, count: int) -> None:
        async with self.database.transaction() as session:
            for _ in range(count):
                await record(session, an_act(self.written, ori=self.ori, private="words"), now=self.now)
                self.written += 1

    async def sign(self) -> None:
        self.now += MINUTE
        await sequence(self.database, self.ori)
        await checkpoint(self.database, self.vault, self.ori, now=self.now)

    async def publish(self) -> int:
        return await publish(self.database, self.place, self.ori)

    async def minutes(self, *counts: int) -> None:
        """In each minute so many records, then a checkpoint in both places."""
        for count in counts:
            await self.write(count)
            await self.sign()
            await self.publish()

    async def verified(self) -> VerificationReport:
        return await verify(self.database, self.vault, self.place, self.ori)

    async def found(self) -> dict[str, str]:
        """Kind -> sentence of everything that is found; several of a kind are several lines."""
        found: dict[str, str] = {}
        for finding in (await self.verified()).findings:
            before = f"{found[finding.kind]}\n" if finding.kind in found else ""
            found[finding.kind.value] = before + finding.text
        return found

    async def do(self, *statements: str, **values: object) -> None:
        """What an insider types; with these, no rule of ours stands in the way."""
        async with self.database.transaction() as session:
            for statement in statements:
                await session.execute(text(statement), values)

    def lines(self) -> Sequence[str]:
        return self.file.read_text().splitlines()

    def keep_lines(self, lines: Sequence[str]) -> None:
        self.file.write_text("".join(f"{line}\n" for line in lines))
