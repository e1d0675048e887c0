"""Restores from backups, as docs/operating.md tells: `python -m benchmarks.restore_drill [--store postgres]`.

Traffic, a backup in the middle of it, a second backup, more traffic, then everything is killed and lost. From there
each of four restores begins: both databases of one moment (on PostgreSQL: a base backup and its archived WAL);
Caseline's older than Temporal's; newer; and Temporal new and empty. Each time the feed repeats what happened since the
older backup. Exit code 1 if anything was told twice or falsely, was lost, or differed and was not reported, if more
work was lost than docs/operating.md allows, or if a restore took longer.
"""

from __future__ import annotations

import asyncio
import copy
import random
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from benchmarks.chaos_cases import say_at_once
from benchmarks.drill_count import FIGURES, DrillCount, count, should_differ
from benchmarks.drill_postgres import PostgresStores
from benchmarks.drill_sqlite import SqliteStores
from benchmarks.drill_stack import OURS, DrillStack, Place, Stores
from benchmarks.drill_traffic import DELAY, DrillCall, Traffic
from benchmarks.local_stack import until
from benchmarks.output import load, show_table
from benchmarks.topology_stage import chosen_ports
from commands.local.stack_settings import api_address, phones_address
from db.connection.session import Database
from db.queries import agencies
from engine.reaper import own_reaper
from simulator.client import SimulatorControl

PHASE = 20.0
"""Seconds of traffic before, between and after the backups."""
UNSURE = timedelta(seconds=4)
"""What was accepted so near a backup may be in it or not."""
SETTLE = 75.0
"""Seconds after the end of a restore in which every deadline that waited for it is asked about again."""

RPO, RTO = timedelta(minutes=5), timedelta(minutes=30)
"""How much work may be lost, and how long a restore may take."""


class Store(StrEnum):
    """What keeps calls."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


STORES: Mapping[Store, Callable[[Place], Stores]] = {Store.SQLITE: SqliteStores, Store.POSTGRES: PostgresStores}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What is drilled, and where. `begin`: whether it is said that it is a restore."""

    store: Store
    calls: int
    seed: int
    begin: bool
    folder: Path
    ports: Mapping[str, int]

    def stack(self, name: str) -> DrillStack:
        """What lives in the folder of this name; the backups are beside it."""
        place = Place(state=self.folder / name, backups=self.folder / "backups", ports=self.ports)
        return DrillStack(stores=STORES[self.store](place))


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
    work_lost: timedelta
    took: timedelta

    @property
    def is_clean(self) -> bool:
        """Nothing told twice or falsely, nothing lost, every difference reported and mended, and all of it in time."""
        differ = self.not_reported or self.reported_wrongly or self.differ_in_the_end
        return self.counted.is_clean and not differ and self.work_lost <= RPO and self.took <= RTO


@dataclass(kw_only=True)
class Lost:
    """What was lost: the state directory as the crash left it, and what the drill knows of it."""

    state: Path
    at: dict[int, datetime]
    calls: list[DrillCall]
    accepted_at: dict[str, datetime]
    written: dict[str, datetime]
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


async def run(drill: Drill, scenarios: tuple[Scenario, ...]) -> list[Restored]:
    """The traffic once, then each restore from what it left."""
    (drill.folder / "backups").mkdir(mode=0o711)
    lost = await _live_and_die(drill)
    return [await _restore(drill, lost, each) for each in scenarios]


async def _live_and_die(drill: Drill) -> Lost:
    stack = drill.stack("first")
    moments: dict[int, datetime] = {}
    backing_up = asyncio.create_task(asyncio.sleep(0))
    try:
        await asyncio.to_thread(stack.stores.start_database)
        await stack.prepare()
        await _change_policy(stack)
        await stack.stores.start_temporal()
        await stack.start("simulator", *OURS)
        async with _http(stack) as http:
            traffic = Recorder(http, SimulatorControl(phones_address(stack.settings)), drill.seed)
            for phase in (1, 2, 3):
                _say(f"traffic, part {phase} of 3")
                await traffic.flow(new=drill.calls // 3, seconds=PHASE)
                await backing_up
                if phase in (1, 2):
                    moments[phase] = datetime.now(UTC)
                    backing_up = asyncio.create_task(asyncio.to_thread(stack.stores.back_up, phase))
            await traffic.arrive_before_they_are_late()
            await asyncio.sleep(3)
    finally:
        died_at = datetime.now(UTC)
        await asyncio.to_thread(stack.kill_all)
        await asyncio.to_thread(stack.stores.lose)
    _say("everything is killed, and the databases are lost")
    return Lost(
        state=stack.folder,
        at=moments,
        calls=traffic.calls,
        accepted_at=traffic.accepted_at,
        written=traffic.written,
        died_at=died_at,
    )


async def _restore(drill: Drill, lost: Lost, scenario: Scenario) -> Restored:
    # Every officer came in time; but what was restored does not know, and by now its timers have run out.
    await asyncio.sleep(max(0.0, (lost.died_at + DELAY - datetime.now(UTC)).total_seconds()))
    began = time.monotonic()
    _say(f"restoring: {scenario.name}")
    name = f"restored-{SCENARIOS.index(scenario)}"
    shutil.copytree(lost.state, drill.folder / name)
    stack = drill.stack(name)
    stores = stack.stores
    try:
        await asyncio.to_thread(stores.start_database, caseline=scenario.caseline, temporal=scenario.temporal)
        await stores.start_temporal()
        await stack.start("simulator")
        for step in ("db upgrade", "encryption check", "erasure replay"):
            await asyncio.to_thread(stack.do, *step.split())
        since = stores.recovered_until() or min(lost.at[n] for n in (scenario.caseline, scenario.temporal) if n)
        words = ("--since", since.isoformat(), "--stopped-at", lost.died_at.isoformat())
        report: Mapping[str, Any] = {"calls": []}
        if drill.begin:
            report = await asyncio.to_thread(stack.report, "restore", "begin", *words)
        await stack.start(*OURS)
        return await _catch_up(stack, lost, scenario, since=since, report=report, began=began)
    finally:
        await asyncio.to_thread(stack.kill_all)
        await asyncio.to_thread(stores.lose)


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
        took = timedelta(seconds=time.monotonic() - began)
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
        emails_withheld=stack.stores.count("SELECT count(*) FROM messages WHERE reason = 'maybe_sent'"),
        repeated=repeated,
        work_lost=lost.died_at - since,
        took=took,
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
    waiting = "SELECT count(*) FROM inbox WHERE relayed_at IS NULL AND given_up_at IS NULL"
    to_go = "SELECT count(*) FROM messages WHERE status IN ('created', 'sending') AND not_before IS NULL"
    return not stack.stores.count(waiting) and not stack.stores.count(to_go)


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


def _say(text: str) -> None:
    typer.echo(text, err=True)


def show(store: Store, results: list[Restored]) -> None:
    """A row for each figure, a column for each restore."""
    figures: dict[str, Callable[[Restored], object]] = {
        **{name.replace("_", " "): partial(_of, name) for name in FIGURES},
        "calls that differed (must have)": lambda one: f"{one.differed} ({one.must_differ})",
        "not reported": lambda one: one.not_reported,
        "reported though they agree": lambda one: one.reported_wrongly,
        "still differ in the end": lambda one: one.differ_in_the_end,
        "emails withheld as maybe sent": lambda one: one.emails_withheld,
        "events repeated by the feed": lambda one: one.repeated,
        f"seconds of work lost (at most {RPO.seconds})": lambda one: f"{one.work_lost.total_seconds():.1f}",
        f"seconds until `restore end` (at most {RTO.seconds})": lambda one: f"{one.took.total_seconds():.0f}",
    }
    rows = ((what, *(str(of(one)) for one in results)) for what, of in figures.items())
    for one in results:
        for detail in one.counted.details[:20]:
            typer.echo(f"{one.scenario.name}: {detail}", err=True)
    show_table(("", *(one.scenario.name for one in results)), rows, title=f"Restores on {store}, {load()}")


def _of(name: str, restored: Restored) -> object:
    return getattr(restored.counted, name)


def main(
    store: Annotated[Store, typer.Option(help="What keeps calls.")] = Store.SQLITE,
    calls: Annotated[int, typer.Option(min=9, help="Calls before the crash.")] = 90,
    seed: Annotated[int, typer.Option(help="Of the traffic.")] = 1,
    begin: Annotated[
        bool, typer.Option(" /--without-begin", help="Do not say that it is a restore: what goes wrong then?")
    ] = True,
    only: Annotated[int | None, typer.Option(min=1, max=len(SCENARIOS), help="Only this restore.")] = None,
) -> None:
    """Run and show; exit code 1 if anything went wrong."""
    chosen = SCENARIOS if only is None else (SCENARIOS[only - 1],)
    with tempfile.TemporaryDirectory(prefix="caseline-benchmark-") as folder:
        own_reaper().remove(Path(folder))
        Path(folder).chmod(0o711)  # PostgreSQL does not run as root
        drill = Drill(store=store, calls=calls, seed=seed, begin=begin, folder=Path(folder), ports=chosen_ports())
        results = asyncio.run(run(drill, chosen))
    show(store, results)
    raise typer.Exit(0 if all(one.is_clean for one in results) else 1)


if __name__ == "__main__":
    typer.run(main)
