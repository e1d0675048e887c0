"""The audit log, measured: `python -m benchmarks.audit --records 100000 [--postgres URL]`.

Records that are written, given their places and signed in a second of this process' CPU (SQLite's is in it, and
PostgreSQL's is not, which the wall clock's figures include); how long a proof takes and how large it is; verifying.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from audit.proof import prove
from audit.publishing import publish
from audit.record import record
from audit.second_place import SecondPlace
from audit.sequencer import checkpoint, sequence
from audit.verification import verify
from benchmarks.output import Out, load, median_p95, show_table, write_json
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import audit_records
from domain.audit.acts import Act, ActKind

ORI = "WASPD0000"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = "Springfield Police: an arrest was made in case 26-000123. Questions? Call (206) 555-0100."
PROOFS = 200


def an_act(n: int) -> Act:
    """As of a message that leaves."""
    return Act(
        ori=ORI,
        kind=ActKind.MESSAGE_DECIDED,
        by="workflow",
        about=f"message:{n:032x}",
        detail={
            "call": f"26-{n:06d}",
            "key": "arrest_made",
            "n": 1,
            "channel": "sms",
            "language": "en",
            "policy": "0123456789abcdef",
            "version": "1.0.0",
            "wording": "0123456789abcdef",
            "segments": 2,
        },
        contact_id=f"{n:032x}",
        private=WORDS,
    )


class Bench:
    """One database, a key ring and a second place in a folder of their own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = Database(url)
        self.vault = Vault(KeyRing.create_once(folder / "keys" / "keys.json", now=BEGAN))
        self.place = SecondPlace(folder / "second place")

    async def write(self, begin: int, count: int, *, each: int) -> float:
        """Seconds of our CPU to write records, `each` in a transaction."""
        began = time.process_time()
        for first in range(begin, begin + count, each):
            async with self.database.transaction() as session:
                for n in range(first, first + each):
                    await record(session, an_act(n), now=BEGAN)
        return time.process_time() - began

    async def follow(self, minute: int) -> float:
        """Seconds of our CPU to give places, sign and publish."""
        began = time.process_time()
        await sequence(self.database, ORI)
        await checkpoint(self.database, self.vault, ORI, now=BEGAN + timedelta(minutes=minute))
        await publish(self.database, self.place, ORI)
        return time.process_time() - began

    async def proofs(self, size: int) -> tuple[list[float], int]:
        """Milliseconds of proofs of records anywhere in the log, and the largest bundle in bytes."""
        chance, times, largest = Random(1), list[float](), 0
        for _ in range(PROOFS):
            async with self.database.reading() as session:
                (found,) = await audit_records.from_place(session, ORI, chance.randrange(size), most=1)
                began = time.perf_counter()
                bundle = await prove(session, found)
                times.append(1000 * (time.perf_counter() - began))
                largest = max(largest, len(bundle.encode()))
        return times, largest

    async def verified(self) -> float:
        """Seconds of our CPU to verify everything."""
        began = time.process_time()
        report = await verify(self.database, self.vault, self.place, ORI)
        if report.findings:
            raise RuntimeError(report.findings)
        return time.process_time() - began


async def measured(url: str, folder: Path, records: int) -> dict[str, float]:
    """Everything about one database."""
    migrate.upgrade(url)
    bench = Bench(url, folder)
    alone = await bench.write(0, 500, each=1)
    began = time.perf_counter()
    written = await bench.write(500, records - 500, each=100)
    followed = await bench.follow(0)
    wall = time.perf_counter() - began
    later = 0.0
    for minute in range(1, 4):
        await bench.write(records + 100 * minute, 100, each=100)
        later = max(later, await bench.follow(minute))
    times, largest = await bench.proofs(records)
    seconds = await bench.verified()
    await bench.database.dispose()
    median, p95 = median_p95(times)
    return {
        "records": records,
        "one_each_per_second": 500 / alone,
        "written_per_second": (records - 500) / written,
        "sequenced_per_second": records / followed,
        "both_per_second": (records - 500) / (written + followed),
        "both_per_second_of_the_wall_clock": (records - 500) / wall,
        "a_minute_with_100_ms": 1000 * later,
        "proof_median_ms": median,
        "proof_p95_ms": p95,
        "proof_bytes": largest,
        "verified_per_second": records / seconds,
    }


def main(
    records: Annotated[int, typer.Option(help="How many there are.")] = 100_000,
    postgres: Annotated[str, typer.Option(metavar="URL", help="Of an empty database, to measure as well.")] = "",
    out: Out = None,
) -> None:
    """Measure SQLite, and PostgreSQL if there is one."""
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures["SQLite"] = asyncio.run(measured(f"sqlite+aiosqlite:///{folder / 'audit.db'}", folder / "a", records))
        if postgres:
            figures["PostgreSQL"] = asyncio.run(measured(postgres, folder / "b", records))
    shown: list[tuple[str, Callable[[dict[str, float]], str]]] = [
        ("records", lambda found: f"{found['records']:,.0f}"),
        ("written, each in a transaction of its own, a second", lambda found: f"{found['one_each_per_second']:,.0f}"),
        ("written, 100 in a transaction, a second", lambda found: f"{found['written_per_second']:,.0f}"),
        ("given places, signed, published, a second", lambda found: f"{found['sequenced_per_second']:,.0f}"),
        ("written, given places and signed, a second", lambda found: f"{found['both_per_second']:,.0f}"),
        ("the same by the wall clock", lambda found: f"{found['both_per_second_of_the_wall_clock']:,.0f}"),
        ("places and checkpoint of 100 more, ms", lambda found: f"{found['a_minute_with_100_ms']:.1f}"),
        ("a proof, median ms", lambda found: f"{found['proof_median_ms']:.1f}"),
        ("a proof, p95 ms", lambda found: f"{found['proof_p95_ms']:.1f}"),
        ("a proof, largest, bytes", lambda found: f"{found['proof_bytes']:,.0f}"),
        ("verified, a second", lambda found: f"{found['verified_per_second']:,.0f}"),
    ]
    rows = [(name, *(form(found) for found in figures.values())) for name, form in shown]
    show_table(("Audit log", *figures), rows, title=load())
    write_json(out, figures)


if __name__ == "__main__":
    typer.run(main)
