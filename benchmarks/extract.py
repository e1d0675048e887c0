"""How long an extract of a million calls takes, how much memory, and how large it is: `python -m benchmarks.extract`.

On SQLite, with rows as in life: four messages a call, a caller for most, a deadline for those who waited long.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from analytics.extract.make import ExtractOrder, make_extract
from benchmarks.output import Out, load, show_table, write_json
from db import migrate
from db.connection.session import Database
from db.state_json import dump_state
from db.tables import Agency, Call, Consent, InboundReply, OutboundMessage, Person, StaffTask, TimelineEntry
from domain.call_state import CallState, End
from domain.usage import Prices
from policies.files import read_policy

ORI = "WABENCH00"
NOW = datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
MESSAGES = ("call_received", "officer_delayed", "outcome_handled", "survey_invitation")
AT_ONCE = 10_000
FIRST = 50_000
"""Calls that are made one by one; the others are copies of them with people of their own."""

_COPIED: Mapping[str, Mapping[str, str]] = {
    "calls": {"id": ":k || id", "call_number": ":k || call_number"},
    "contacts": {"id": ":k || id", "call_id": ":k || call_id", "phone_hash": ":k || phone_hash"},
    "messages": {
        "id": ":k || id",
        "call_id": ":k || call_id",
        "contact_id": ":k || contact_id",
        "provider_message_id": ":k || provider_message_id",
    },
    "timeline": {"id": "NULL", "call_id": ":k || call_id", "_of": "call_id"},
    "replies": {
        "id": ":k || id",
        "call_id": ":k || call_id",
        "provider_message_id": ":k || provider_message_id",
    },
    "consents": {"id": "NULL", "address_hash": ":k || address_hash", "_of": "address_hash"},
    "staff_tasks": {"id": ":k || id", "task_key": ":k || task_key"},
}
"""Table -> what is another in a copy; `_of`: the column that tells a copy, if it is not the id."""
TYPES = ("LARCENY", "NOISE", "PARKING", "MVA", "TRESPASS", "WELFARE")

Values = dict[str, Any]


def main(
    calls: Annotated[int, typer.Option(help="How many.")] = 1_000_000,
    folder: Annotated[Path | None, typer.Option(help="Where the database is, or is to be, kept.")] = None,
    out: Out = None,
) -> None:
    """Fill a database, then extract it."""
    with tempfile.TemporaryDirectory() as temporary:
        kept = folder or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        figures = asyncio.run(_measured(kept, calls))
    show_table(("what", "value"), [(name, f"{value:,}") for name, value in figures.items()], title=load())
    write_json(out, figures)


async def _measured(folder: Path, calls: int) -> dict[str, float]:
    file = folder / f"{calls}.db"
    is_there = await asyncio.to_thread(file.exists)
    await asyncio.to_thread(migrate.upgrade, f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    try:
        if not is_there:
            await _fill(database, min(calls, FIRST))
            await asyncio.to_thread(_multiply, file, calls)
        return await _extracted(database, folder)
    finally:
        await database.dispose()


async def _extracted(database: Database, folder: Path) -> dict[str, float]:
    before = _peak_mb()
    began, processor = time.monotonic(), time.process_time()
    async with database.reading() as session:
        agency = await session.get_one(Agency, ORI)
    order = ExtractOrder(
        agency=agency, analytics_folder=folder / f"analytics-{time.time_ns()}", prices=Prices(), now=NOW
    )
    extract = await make_extract(database, order, progress=_say)
    return {
        "calls": extract.about.rows["calls"],
        "messages": extract.about.rows["messages"],
        "seconds": round(time.monotonic() - began, 1),
        "of the processor": round(time.process_time() - processor, 1),
        "MB of memory before": before,
        "MB of memory at most": _peak_mb(),
        **{f"kB of {each.stem}": each.stat().st_size // 1000 for each in sorted(extract.folder.glob("*.parquet"))},
    }


def _say(what: str, done: int | None, total: int | None) -> None:
    if done is None or done % 100_000 == 0:
        typer.echo(f"{time.strftime('%H:%M:%S')} {what} {done or ''}", err=True)


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def _fill(database: Database, calls: int) -> None:
    chance = Random(13)
    async with database.transaction() as session:
        session.add(_agency())
    for first in range(0, calls, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, calls))
        async with database.transaction() as session:
            await session.run_sync(_insert, Call, [_call(chance, n, calls) for n in numbers])
            await session.run_sync(_insert, Person, [_person(chance, n, calls) for n in numbers if n % 8])
            for k in range(len(MESSAGES)):
                await session.run_sync(_insert, OutboundMessage, [_message(chance, n, k, calls) for n in numbers])
            await session.run_sync(_insert, TimelineEntry, [_line(n, calls) for n in numbers if n % 3 == 0])
            await session.run_sync(_insert, InboundReply, [_reply(n, calls) for n in numbers if n % 25 == 0])
            await session.run_sync(_insert, Consent, [_consent(n, calls) for n in numbers if n % 100 == 0])
            await session.run_sync(_insert, StaffTask, [_task(n, calls) for n in numbers if n % 100 == 0])


def _multiply(file: Path, calls: int) -> None:
    """By the database itself, which takes a tenth of the time."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for k in range(1, calls // FIRST):
            for table, others in _COPIED.items():
                names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
                values = ", ".join(others.get(name, name) for name in names)
                # A copy's ids begin with its number and a dash.
                first = f"{others.get('_of', 'id')} NOT LIKE '%-of-%'"
                connection.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {first}", {"k": f"{k}-of-"})  # noqa: S608
            connection.commit()


def _insert(session: Any, table: Any, rows: Sequence[Values]) -> None:
    session.bulk_insert_mappings(table, rows)


def _agency() -> Agency:
    return Agency(
        ori=ORI,
        name="Bench",
        time_zone="America/Los_Angeles",
        non_emergency_phone="",
        policy=read_policy()[0],
        created_at=NOW - 2 * YEAR,
    )


def _received(n: int, calls: int) -> datetime:
    return NOW - YEAR + YEAR * n / calls


def _call(chance: Random, n: int, calls: int) -> Values:
    received_at = _received(n, calls)
    arrived_at = received_at + timedelta(minutes=chance.expovariate(1 / 40))
    state = CallState(
        agency=ORI,
        call_number=f"26-{n:07}",
        received_at=received_at,
        incident_type=TYPES[n % len(TYPES)],
        priority=1 + n % 4,
        beat=f"B{n % 9}",
        sensitive=n % 6 == len(TYPES) - 1,
        dispatched_at=received_at + timedelta(minutes=2),
        arrived_at=arrived_at,
        ended=End.CLOSED,
        ended_at=arrived_at + timedelta(minutes=30),
        disposition="02",
        known_since=dict.fromkeys(("received", "incident_type", "priority", "beat"), received_at),
        units_sent={"A1": (received_at,)},
    )
    return {
        "id": f"{n:032x}",
        "ori": ORI,
        "call_number": state.call_number,
        "status": "closed",
        "received_at": received_at,
        "state": dump_state(state),
        "officers": [],
        "snapshot": {},
        "created_at": received_at,
        "updated_at": received_at,
    }


def _person(chance: Random, n: int, calls: int) -> Values:
    at = _received(n, calls)
    hash_ = f"{chance.randrange(calls // 4 + 1):064x}"
    about = {"id": f"p{n}", "call_id": f"{n:032x}", "ref": "caller", "roles": "reporting_party", "phone_hash": hash_}
    return {**about, "zones": "", "phone_country": "US", "created_at": at, "updated_at": at}


def _message(chance: Random, n: int, k: int, calls: int) -> Values:
    at = _received(n, calls) + timedelta(minutes=1 + 20 * k)
    arrived = chance.random() < 0.95
    return {
        "id": f"m{n}-{k}",
        "call_id": f"{n:032x}",
        "contact_id": f"p{n}",
        "key": MESSAGES[k],
        "channel": "sms",
        "status": "delivered" if arrived else "withheld",
        "reason": "" if arrived else "landline",
        "facts": {},
        "segments": 2,
        "provider_message_id": f"SM{n}-{k}" if arrived else None,
        "planned_at": at,
        "sent_at": at if arrived else None,
        "delivered_at": at if arrived else None,
        "updated_at": at,
    }


def _line(n: int, calls: int) -> Values:
    at = _received(n, calls) + timedelta(minutes=30)
    about = {"call_id": f"{n:032x}", "entry_key": "late", "kind": "deadline", "what": "officer_delayed"}
    return {**about, "effect": "changed", "status": "delayed", "detail": {}, "occurred_at": at, "recorded_at": at}


def _reply(n: int, calls: int) -> Values:
    about = {"id": f"r{n}", "ori": ORI, "provider": "twilio", "provider_message_id": f"in{n}", "address_hash": ""}
    return {**about, "call_id": f"{n:032x}", "intent": "thanks", "received_at": _received(n, calls)}


def _consent(n: int, calls: int) -> Values:
    at = _received(n, calls)
    return {"ori": ORI, "address_hash": f"{n}", "purpose": "updates", "given": False, "how": "text", "at": at}


def _task(n: int, calls: int) -> Values:
    at = _received(n, calls)
    about = {"id": f"t{n}", "ori": ORI, "task_key": f"t{n}", "kind": "call_back", "reason": "", "times": 1}
    return {**about, "opened_at": at, "last_at": at, "closed_at": at + timedelta(hours=5), "outcome": "done"}


if __name__ == "__main__":
    typer.run(main)
