"""Restores from backups, as docs/operating.md tells: `python -m benchmarks.restore_drill [--calls 80]`.

Traffic, a backup in the middle, more traffic, a second backup, more traffic, then everything is killed and lost. From
there each of four restores begins: both databases of one moment; Caseline's older than Temporal's; newer; and Temporal
new and empty. Each time the feed repeats what happened since the older backup. Exit code 1 if anything was told twice
or falsely, was lost, or differed and was not reported.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from benchmarks.chaos_cases import say_at_once
from benchmarks.drill_count import FIGURES, DrillCount, count, should_differ
from benchmarks.drill_stack import DATABASE, OURS, TEMPORAL, DrillStack
from benchmarks.drill_traffic import DELAY, DrillCall, Traffic
from benchmarks.local_stack import until
from benchmarks.output import load, show_table
from commands.local.stack_settings import api_address, phones_address
from db.connection.session import Database
from db.queries import agencies
from engine.server import free_port
from settings import Settings
from simulator.client import SimulatorControl

PHASE = 20.0
"""Seconds of traffic before, between and after the backups."""
UNSURE = timedelta(seconds=4)
"""What was accepted so near a backup may be in it or not."""
SETTLE = 75.0
"""Seconds after the end of a restore in which every deadline that waited for it is asked about again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Which backup each database is restored from: 1 the older, 2 the newer, 0 none."""

    name: str
    caseline: int
    temporal: int


SCENARIOS = (
    Scenario(name="both of one moment", caseline=1, temporal=1),
    Scenario(name="Caseline older", caseline=1, temporal=2),
    Scenario(name="Caseline newer", caseline=2, temporal=1),
    Scenario(name="Temporal new and empty", caseline=2, temporal=0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How one restore went. Differences are calls: reported of those that had to be, and reported though they agree."""

    scenario: Scenario
    counted: DrillCount
    differed: int
    must_differ: int
    not_reported: int
    reported_wrongly: int
    differ_in_the_end: int
    emails_withheld: int
    repeated: int
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Nothing told twice or falsely, nothing lost, every difference reported and mended."""
        return self.counted.is_clean and not (self.not_reported or self.reported_wrongly or self.differ_in_the_end)


@dataclass(kw_only=True)
class Lost:
    """What was lost: the state directory as the crash left it, and what the drill knows of it."""

    folder: Path
    backups: dict[int, Path]
    at: dict[int, datetime]
    calls: list[DrillCall]
    accepted_at: dict[str, datetime]
    written: dict[str, datetime]
    ports: dict[str, int]
    died_at: datetime


class Recorder(Traffic):
    """Traffic that notes when each event was accepted."""

    def __init__(self, http: httpx.AsyncClient, control: SimulatorControl, seed: int) -> None:
        self.written: dict[str, datetime] = {}
        self.accepted_at: dict[str, datetime] = {}

        def write(phone: str, body: str) -> None:
            self.written[phone] = datetime.now(UTC)
            control.inbound(sender=phone, body=body)

        super().__init__(http=http, write=write, chance=random.Random(seed))

    async def report(self, events: list[dict[str, Any]]) -> None:
        """As ever; then note the moment."""
        await super().report(events)
        for event in events:
            self.accepted_at.setdefault(str(event["id"]), datetime.now(UTC))


async def run(*, calls: int, seed: int, scenarios: tuple[Scenario, ...], begin: bool = True) -> list[Restored]:
    """The traffic once, then each restore from what it left."""
    with tempfile.TemporaryDirectory(prefix="caseline-benchmark-") as folder:
        lost = await _live_and_die(Path(folder), calls=calls, seed=seed)
        return [await _restore(Path(folder) / f"restored-{n}", lost, each, begin) for n, each in enumerate(scenarios)]


async def _live_and_die(folder: Path, *, calls: int, seed: int) -> Lost:
    ports = {name: free_port() for name in ("port", "simulator_port", "temporal_port", "temporal_ui_port")}
    stack = DrillStack(settings=_settings(folder / "first", ports))
    backups = {1: folder / "backup-1", 2: folder / "backup-2"}
    moments: dict[int, datetime] = {}
    await stack.prepare()
    await _change_policy(stack)
    try:
        await stack.start_temporal()
        await stack.start("simulator", *OURS)
        async with _http(stack) as http:
            traffic = Recorder(http, SimulatorControl(phones_address(stack.settings)), seed)
            for phase in (1, 2, 3):
                _say(f"traffic, part {phase} of 3")
                await traffic.flow(new=calls // 3, seconds=PHASE)
                if phase in backups:
                    moments[phase] = datetime.now(UTC)
                    await asyncio.to_thread(stack.back_up, backups[phase])
            await traffic.arrive_before_they_are_late()
            await asyncio.sleep(3)
    finally:
        died_at = datetime.now(UTC)
        await asyncio.to_thread(stack.kill_all)
    _say("everything is killed")
    return Lost(
        folder=stack.folder,
        backups=backups,
        at=moments,
        calls=traffic.calls,
        accepted_at=traffic.accepted_at,
        written=traffic.written,
        ports=ports,
        died_at=died_at,
    )


async def _restore(folder: Path, lost: Lost, scenario: Scenario, begin: bool) -> Restored:
    # Every officer came in time; but what was restored does not know, and by now its timers have run out.
    await asyncio.sleep(max(0.0, (lost.died_at + DELAY - datetime.now(UTC)).total_seconds()))
    began = time.monotonic()
    _say(f"restoring: {scenario.name}")
    shutil.copytree(lost.folder, folder)
    stack = DrillStack(settings=_settings(folder, lost.ports))
    since = min(lost.at[each] for each in (scenario.caseline, scenario.temporal) if each)
    stack.restore(DATABASE, lost.backups[scenario.caseline])
    stack.restore(TEMPORAL, lost.backups.get(scenario.temporal))
    try:
        await stack.start_temporal()
        await stack.start("simulator")
        stack.command("erasure", "replay")
        words = ("--since", since.isoformat(), "--stopped-at", lost.died_at.isoformat())
        report: Mapping[str, Any] = {"calls": []}
        if begin:
            report = await asyncio.to_thread(stack.report, "restore", "begin", *words)
        await stack.start(*OURS)
        return await _catch_up(stack, lost, scenario, since=since, report=report, began=began)
    finally:
        await asyncio.to_thread(stack.kill_all)


async def _catch_up(
    stack: DrillStack, lost: Lost, scenario: Scenario, *, since: datetime, report: Mapping[str, Any], began: float
) -> Restored:
    """The feed repeats, live traffic goes on, the restore ends; then everything is counted."""
    control = SimulatorControl(phones_address(stack.settings))
    async with _http(stack) as http:
        traffic = Recorder(http, control, seed=2)
        traffic.calls = copy.deepcopy(lost.calls)
        traffic.written |= lost.written
        repeated = await traffic.repeat(since=since - UNSURE)
        await traffic.flow(new=5, seconds=10)
        await until(lambda: "examined" not in report or _has_caught_up(stack), patience=600, look=1)
        await asyncio.to_thread(stack.command, "restore", "end")
        seconds = time.monotonic() - began
        await asyncio.sleep(SETTLE)
        await traffic.come_to_an_end()
        await until(lambda: _is_quiet(stack), patience=600, look=1)
    await asyncio.to_thread(control.wait_idle, timeout=120)
    differ = await asyncio.to_thread(stack.report, "reconcile", "--dry-run")
    database = Database(stack.settings.database)
    try:
        accepted = await asyncio.to_thread(control.messages)
        demo = await stack.prepare()
        counted = await count(database, demo.ori, traffic.calls, accepted, traffic.written)
    finally:
        await database.dispose()
    surely, surely_not = _expected(lost, scenario)
    reported = {str(each["call_number"]) for each in report["calls"]}
    return Restored(
        scenario=scenario,
        counted=counted,
        differed=len(reported),
        must_differ=len(surely),
        not_reported=len(surely - reported),
        reported_wrongly=len(surely_not & reported),
        differ_in_the_end=len(differ["calls"]),
        emails_withheld=_rows(stack, "SELECT count(*) FROM messages WHERE reason = 'maybe_sent'"),
        repeated=repeated,
        seconds=seconds,
    )


def _expected(lost: Lost, scenario: Scenario) -> tuple[frozenset[str], frozenset[str]]:
    if scenario.caseline == scenario.temporal:
        return frozenset(), frozenset()  # what was on its way at that moment may differ, and need not
    if not scenario.temporal:
        return frozenset(), frozenset()
    return should_differ(lost.calls, lost.accepted_at, older=lost.at[1], newer=lost.at[2], unsure=UNSURE)


def _has_caught_up(stack: DrillStack) -> bool:
    return not stack.report("restore", "status")["reasons_to_wait"]


def _is_quiet(stack: DrillStack) -> bool:
    waiting = _rows(stack, "SELECT count(*) FROM inbox WHERE relayed_at IS NULL AND given_up_at IS NULL")
    to_go = "SELECT count(*) FROM messages WHERE status IN ('created', 'sending') AND not_before IS NULL"
    return not waiting and not _rows(stack, to_go)


def _rows(stack: DrillStack, question: str) -> int:
    with contextlib.closing(sqlite3.connect(stack.folder / DATABASE, timeout=30)) as database:
        return int(database.execute(question).fetchone()[0])


@asynccontextmanager
async def _http(stack: DrillStack) -> AsyncIterator[httpx.AsyncClient]:
    key = (await stack.prepare()).key
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=api_address(stack.settings), headers=headers, timeout=60) as http:
        yield http


async def _change_policy(stack: DrillStack) -> None:
    """A minute until a caller hears of a delay; everything else at once, by every channel."""
    database = Database(stack.settings.database)
    demo = await stack.prepare()
    try:
        async with database.transaction() as session:
            agency = await agencies.get(session, demo.ori)
            assert agency is not None
            say_at_once(agency)
            minutes = int(DELAY.total_seconds() // 60)
            agency.policy = (
                agency.policy.replace("minutes = 30", f"minutes = {minutes}")
                .replace("{ 1 = 15, 2 = 20, 3 = 30 }", f"{{ 3 = {minutes} }}")
                .replace("ceiling = 50", "ceiling = 10000")
                .replace(', channels = ["sms", "email"]', ', channels = ["sms", "email"], all_channels = true')
            )
    finally:
        await database.dispose()


def _settings(folder: Path, ports: Mapping[str, int]) -> Settings:
    folder.mkdir(exist_ok=True, mode=0o700)
    return Settings(
        state_dir=folder,
        log_format="json",
        public_url=f"http://127.0.0.1:{ports['port']}",
        port=ports["port"],
        simulator_port=ports["simulator_port"],
        temporal_port=ports["temporal_port"],
        temporal_ui_port=ports["temporal_ui_port"],
    )


def _say(text: str) -> None:
    typer.echo(text, err=True)


def show(results: list[Restored]) -> None:
    """A row for each figure, a column for each restore."""
    figures: dict[str, Callable[[Restored], object]] = {
        **{name.replace("_", " "): partial(_of, name) for name in FIGURES},
        "calls that differed (must have)": lambda one: f"{one.differed} ({one.must_differ})",
        "not reported": lambda one: one.not_reported,
        "reported though they agree": lambda one: one.reported_wrongly,
        "still differ in the end": lambda one: one.differ_in_the_end,
        "emails withheld as maybe sent": lambda one: one.emails_withheld,
        "events repeated by the feed": lambda one: one.repeated,
        "seconds from the crash to the end": lambda one: f"{one.seconds:.0f}",
    }
    rows = ((what, *(str(of(one)) for one in results)) for what, of in figures.items())
    for one in results:
        for detail in one.counted.details[:20]:
            typer.echo(f"{one.scenario.name}: {detail}", err=True)
    show_table(("", *(one.scenario.name for one in results)), rows, title=f"Restores, {load()}")


def _of(name: str, restored: Restored) -> object:
    return getattr(restored.counted, name)


def main(
    calls: Annotated[int, typer.Option(min=9, help="Calls before the crash.")] = 90,
    seed: Annotated[int, typer.Option(help="Of the traffic.")] = 1,
    begin: Annotated[
        bool, typer.Option(" /--without-begin", help="Do not say that it is a restore: what goes wrong then?")
    ] = True,
    only: Annotated[int | None, typer.Option(min=1, max=len(SCENARIOS), help="Only this restore.")] = None,
) -> None:
    """Run and show; exit code 1 if anything went wrong."""
    chosen = SCENARIOS if only is None else (SCENARIOS[only - 1],)
    results = asyncio.run(run(calls=calls, seed=seed, scenarios=chosen, begin=begin))
    show(results)
    raise typer.Exit(0 if all(one.is_clean for one in results) else 1)


if __name__ == "__main__":
    typer.run(main)
