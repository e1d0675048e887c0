"""What one agency's batches cost another: `python -m benchmarks.fair_turns [--size 1000]`.

One agency posts three batches at once, over and over another's snapshot and a page of the portal are timed meanwhile:
with batches stored in one transaction each, as was done once, and in portions. The whole API runs in this process on
SQLite, so times include the client's; what counts is the ratio between the two rows of one run.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch

import httpx
import structlog
import typer

from benchmarks.output import Out, load, show_table, write_json
from db import migrate
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.queries import agencies, api_keys
from db.tables import Agency, ApiKey
from intake.calls import batches
from policies.files import read_policy
from settings import Settings
from wiring.api import build_api

BUSY, QUIET = "WABUSY000", "WAQUIET00"
BATCHES = 3


async def measure(size: int, portion: int) -> dict[str, float]:
    """Seconds: all batches, the longest and the median snapshot of the other agency, the longest page."""
    with tempfile.TemporaryDirectory() as folder, patch.object(batches, "PORTION", portion):
        settings = Settings(state_dir=Path(folder))
        migrate.upgrade(settings.database)
        KeyRing.create_once(settings.keys_path, now=datetime.now(UTC))
        database = Database(settings.database)
        busy, quiet = [await _agency(database, ori) for ori in (BUSY, QUIET)]
        transport = httpx.ASGITransport(app=build_api(settings, database))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", timeout=600) as client:
            began = time.perf_counter()
            storm = [asyncio.create_task(_post(client, busy, body)) for body in _bodies(size)]
            snapshots, pages = await _meanwhile(client, quiet, storm)
            total = time.perf_counter() - began
        await database.dispose()
    return {
        "batches": total,
        "longest snapshot": max(snapshots),
        "median snapshot": sorted(snapshots)[len(snapshots) // 2],
        "longest page": max(pages),
    }


async def _meanwhile(
    client: httpx.AsyncClient, key: str, storm: list[asyncio.Task[None]]
) -> tuple[list[float], list[float]]:
    snapshots, pages, n = [], [], 0
    await asyncio.sleep(0.5)
    while not all(task.done() for task in storm):
        n += 1
        body = {"priority": n % 4 + 1, "contacts": [{"phone": "+12065550123"}]}
        snapshots.append(await _timed(client.put("/v1/calls/26-1", json=body, headers=_key(key))))
        pages.append(await _timed(client.get(f"/portal/{QUIET}")))
        await asyncio.sleep(0.05)
    await asyncio.gather(*storm)
    return snapshots, pages


async def _timed(request: Any) -> float:
    began = time.perf_counter()
    answer = await request
    assert answer.status_code < 400, answer.text
    return time.perf_counter() - began


async def _post(client: httpx.AsyncClient, key: str, body: str) -> None:
    headers = {"Content-Type": "application/cloudevents-batch+json", **_key(key)}
    answer = await client.post("/v1/events", content=body, headers=headers)
    assert answer.status_code == 202, answer.text


def _bodies(size: int) -> Iterator[str]:
    for batch in range(BATCHES):
        yield json.dumps([_event(f"{batch}-{n}", n) for n in range(size)])


def _event(event_id: str, n: int) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": "call.received",
        "source": "benchmark",
        "id": event_id,
        "subject": event_id,
        "time": datetime.now(UTC).isoformat(),
        "data": {"incident_type": "LARCENY", "contacts": [{"phone": f"+1206555{n % 10000:04}"}]},
    }


def _key(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def _agency(database: Database, ori: str) -> str:
    key, now = api_keys.new_key(), datetime.now(UTC)
    async with database.transaction() as session:
        agency = Agency(
            ori=ori,
            name=ori,
            time_zone="America/Los_Angeles",
            non_emergency_phone="(206) 555-0100",
            policy=read_policy()[0],
            created_at=now,
        )
        await agencies.add(session, agency)
        session.add(
            ApiKey(
                ori=ori,
                label="benchmark",
                key_hash=api_keys.hash_key(key),
                scopes="calls:write",
                per_minute=10**6,
                created_at=now,
            )
        )
    return key


def main(size: Annotated[int, typer.Option(min=50, help="Events of one batch.")] = 1000, out: Out = None) -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    found = {
        "one transaction each": asyncio.run(measure(size, size)),
        f"portions of {batches.PORTION}": asyncio.run(measure(size, batches.PORTION)),
    }
    columns = tuple(next(iter(found.values())))
    rows = [(name, *(f"{times[column]:.2f} s" for column in columns)) for name, times in found.items()]
    whole, portions = found.values()
    rows.append(("ratio", *(f"{whole[column] / portions[column]:.1f}" for column in columns)))
    show_table(("", *columns), rows, title=f"{BATCHES} batches of {size} events; {load()}")
    write_json(out, found)


if __name__ == "__main__":
    typer.run(main)
