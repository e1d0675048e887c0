"""After a restore, erase again what the erasure ledger says was erased since the backup."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import erasure, erasures
from db.queries.forget_address import forget_address
from db.queries.hash_lookup import hash_now
from db.tables import Erasure
from portal.erasure_ledger import ErasureLedger, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerState:
    """Lines in the file and in the database; `unreadable`: numbers of lines of the file that are none."""

    only_in_file: tuple[Erasure, ...]
    only_in_database: tuple[Erasure, ...]
    in_both: tuple[Erasure, ...]
    unreadable: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many lines there are, and how many contacts were there again."""

    lines: int
    contacts: int


async def compare(database: Database, ledger: ErasureLedger) -> LedgerState:
    """What the file and the database know. Raises LedgerUnusable."""
    found = ledger.read()
    async with database.reading() as session:
        kept = await erasures.lines(session)
    ids = ({line.id for line in found.lines}, {line.id for line in kept})
    return LedgerState(
        only_in_file=tuple(in_order(line for line in found.lines if line.id not in ids[1])),
        only_in_database=tuple(line for line in kept if line.id not in ids[0]),
        in_both=tuple(line for line in kept if line.id in ids[0]),
        unreadable=found.unreadable,
    )


async def replay(
    database: Database, vault: Vault, ledger: ErasureLedger, *, now: datetime, progress: Callable[[int, int], None]
) -> Replayed:
    """Erase what the file and the database say, one line per transaction; to do it twice changes nothing.

    An address is forgotten as far as it was there when it was erased: its owner may have called again since.
    Afterwards both have every line. A line that was written before the hash key was replaced counts as well. Raises
    LedgerUnusable, UnknownKey.
    """
    state = await compare(database, ledger)
    lines = in_order((*state.only_in_file, *state.only_in_database, *state.in_both))
    count = 0
    for done, line in enumerate(lines, start=1):
        async with database.transaction() as session:
            line.address_hash = await hash_now(session, vault, line.address_hash)
            await erasures.add(session, line)
            for contact_id in await erasures.contacts_of(session, vault, line):
                count += bool(await erasure.erase(session, contact_id, now=now))
            if line.address_hash:
                await forget_address(session, line.ori, line.address_hash, until=line.erased_at)
        progress(done, len(lines))
    ledger.append(state.only_in_database)
    return Replayed(lines=len(lines), contacts=count)
