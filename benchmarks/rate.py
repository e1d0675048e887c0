"""Calls at a steady rate, on the topology of production: `python -m benchmarks.rate [--per-second 1] [--minutes 10]`.

A call begins every so often whatever became of the ones before, as in a city; its nine events come two seconds apart,
and everything is told at once. Shown are: what was accepted; how long the first text, and news of an arrest, took from
accepted to the provider, minute by minute; what still waited at the end; CPU of each process, bytes in PostgreSQL and
bytes of its log (WAL) per call. The file that `--json` names is what `benchmarks.capacity` reads.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Annotated

import httpx
import psutil
import psycopg
import typer

from benchmarks.chaos_calls import BATCH
from benchmarks.chaos_cases import CASE, event
from benchmarks.local_stack import say, until
from benchmarks.output import Out, load, show_table, write_json
from benchmarks.topology_stage import PARTS, PASSWORD, StageOptions, TopologyStage, topology_stage

APART = 2.0
"""Seconds between two events of a call."""
WARM_UP = 10
"""Calls before measuring."""
DRAINED_WITHIN = 180.0
DATABASES = ("caseline", "temporal", "temporal_visibility")

_WAITING = """
    SELECT (SELECT count(*) FROM inbox WHERE relayed_at IS NULL AND given_up_at IS NULL)
         + (SELECT count(*) FROM messages WHERE status IN ('created', 'sending', 'temporary_failure')
            AND (not_before IS NULL OR not_before <= now()))
"""
"""What waits for its hour on purpose, as a survey may, is not counted."""
_DELAYS = """
    SELECT inbox.recorded_at, extract(epoch FROM messages.sending_at - inbox.recorded_at)
    FROM messages JOIN calls ON calls.id = call_id
    JOIN inbox ON inbox.ori = calls.ori AND inbox.call_number = calls.call_number
    WHERE (type, key) IN (('call.received', 'call_received'), ('case.arrest', 'arrest_made')) AND channel = 'sms'
    AND messages.sending_at IS NOT NULL AND inbox.recorded_at >= ?::timestamptz
"""


@dataclass(slots=True, kw_only=True)
class Taken:
    """What the API said to events: how many it took, and what else it answered."""

    accepted: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """So far: CPU seconds by process, bytes by database, and bytes of the log."""

    cpu: Mapping[str, float]
    size: Mapping[str, int]
    wal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFigures:
    """Of the whole run. `per_call`: CPU milliseconds by process, and bytes; `delays`: by minute, in seconds."""

    calls: int
    seconds: float
    accepted: int
    refused: int
    waiting: int
    """What waited when the last event had been accepted; it leaves within a call's time, or there is a backlog."""
    left_after: float
    """Seconds until nothing waited any more."""
    cpu_ms: Mapping[str, float]
    bytes: Mapping[str, float]
    wal: float
    delays: Mapping[int, Sequence[float]]
    """Minute -> median, 95th and 99th percentile."""

    @property
    def per_second(self) -> float:
        """Calls."""
        return self.calls / self.seconds


async def measure(per_second: float, minutes: float) -> RateFigures:
    """Play at this rate for so long."""
    many = round(per_second * minutes * 60)
    async with topology_stage(StageOptions()) as here:
        await asyncio.gather(*(_play(here, n, Taken()) for n in range(WARM_UP)))
        await _drained(here)
        before, began, taken = _used(here), datetime.now(UTC), Taken()
        say(f"{many} calls, {per_second:g} a second")
        seconds = await _play_all(here, many, per_second, taken)
        waiting = here.count(_WAITING)
        left_after = await _drained(here)
        await asyncio.sleep(10)  # receipts come, and what a call's end leads to
        after = _used(here)
        rows = here.rows(_DELAYS, began.isoformat())
    delays: dict[int, list[float]] = {}
    for at, delay in rows:
        delays.setdefault(int((at - began) / timedelta(minutes=1)), []).append(float(delay))
    return RateFigures(
        calls=many,
        seconds=seconds,
        accepted=taken.accepted,
        refused=len(taken.refused),
        waiting=waiting,
        left_after=left_after,
        cpu_ms={name: 1000 * (after.cpu[name] - before.cpu[name]) / many for name in after.cpu},
        bytes={name: (after.size[name] - before.size[name]) / many for name in DATABASES},
        wal=(after.wal - before.wal) / many,
        delays={minute: _percentiles(found) for minute, found in sorted(delays.items()) if len(found) > 1},
    )


async def _play_all(here: TopologyStage, many: int, per_second: float, taken: Taken) -> float:
    began, playing = time.monotonic(), []
    for n in range(many):
        await asyncio.sleep(max(0.0, began + n / per_second - time.monotonic()))
        playing.append(asyncio.create_task(_play(here, WARM_UP + n, taken)))
    seconds = time.monotonic() - began
    await asyncio.gather(*playing)
    return seconds


async def _play(here: TopologyStage, n: int, taken: Taken) -> None:
    """One call; an event that the API does not take is counted, and not sent again."""
    number, begun = f"26-{n:06d}", datetime.now(UTC)
    for happening in CASE:
        try:
            said = event(n, number, happening, begun)
            (await here.http.post("/v1/events", json=[said], headers=BATCH)).raise_for_status()
            taken.accepted += 1
        except httpx.HTTPError as error:
            taken.refused.append(type(error).__name__)
        await asyncio.sleep(APART)


async def _drained(here: TopologyStage) -> float:
    """Seconds until nothing waits. Raises TimeoutError if that takes minutes: then there is a backlog."""
    began = time.monotonic()
    await until(lambda: here.count(_WAITING) == 0, patience=DRAINED_WITHIN, look=0.5)
    return time.monotonic() - began


def _used(here: TopologyStage) -> Used:
    address = f"postgresql://postgres:{PASSWORD}@127.0.0.1:{here.topology.ports['postgres']}/postgres"
    with psycopg.connect(address) as admin:
        sizes = admin.execute("SELECT datname, pg_database_size(datname) FROM pg_database").fetchall()
        (wal,) = admin.execute("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')").fetchone() or (0,)
    cpu = {name: _cpu(psutil.Process(here.topology.processes[name].pid)) for name in PARTS}
    return Used(cpu=cpu, size=dict(sizes), wal=int(wal))


def _cpu(process: psutil.Process) -> float:
    """Of it and of all it started: PostgreSQL has a process for each connection."""
    return sum(process.cpu_times()[:4]) + sum(sum(child.cpu_times()[:2]) for child in process.children(recursive=True))


def _percentiles(found: Sequence[float]) -> tuple[float, float, float]:
    cuts = quantiles(found, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


def show(found: RateFigures) -> None:
    """Two tables."""
    rows = [(f"CPU of {name}, ms", f"{spent:.0f}") for name, spent in found.cpu_ms.items()]
    rows += [(f"bytes of {name}", f"{size:,.0f}") for name, size in found.bytes.items()]
    rows += [("bytes of log (WAL)", f"{found.wal:,.0f}")]
    title = f"{found.calls} calls, {found.per_second:.2f} a second, {load()}"
    show_table(("per call", "figure"), rows, title=title)
    times = [(str(minute), *(f"{each:.2f}" for each in row)) for minute, row in found.delays.items()]
    show_table(("minute", "median s", "95th", "99th"), times, title="From accepted to the provider")
    print(
        f"{found.accepted} events accepted, {found.refused} not; {found.waiting} events and messages waited when the "
    )
    print(f"last one came, none {found.left_after:.0f} s later")


def main(
    per_second: Annotated[float, typer.Option(min=0.01, help="Calls that begin each second.")] = 1.0,
    minutes: Annotated[float, typer.Option(min=0.1, help="For so long.")] = 10.0,
    out: Out = None,
) -> None:
    """Measure and show."""
    found = asyncio.run(measure(per_second, minutes))
    show(found)
    write_json(out, {**asdict(found), "per_second": found.per_second})
    if found.refused:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
