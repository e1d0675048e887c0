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
import shutil
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.drill_count import count, should_be_missing, should_differ
from benchmarks.drill_crash import Lost, Recorder, http_of, live_and_die, say
from benchmarks.drill_scenarios import SCENARIOS, Drill, Scenario, Store
from benchmarks.drill_stack import OURS, DrillStack
from benchmarks.drill_table import Restored, show
from benchmarks.drill_traffic import DELAY
from benchmarks.local_stack import until
from benchmarks.topology_stage import chosen_ports
from commands.local.stack_settings import phones_address
from db.connection.session import Database
from engine.reaper import own_reaper
from simulator.client import SimulatorControl

UNSURE = timedelta(seconds=4)
"""What was accepted so near a backup may be in it or not."""
SETTLE = 75.0
"""Seconds after the end of a restore in which every deadline that waited for it is asked about again."""


async def run(drill: Drill, scenarios: tuple[Scenario, ...]) -> list[Restored]:
    """The traffic once, then each restore from what it left."""
    (drill.folder / "backups").mkdir(mode=0o711)
    lost = await live_and_die(drill)
    return [await _restore(drill, lost, each) for each in scenarios]


async def _restore(drill: Drill, lost: Lost, scenario: Scenario) -> Restored:
    # Every officer came in time; but what was restored does not know, and by now its timers have run out.
    await asyncio.sleep(max(0.0, (lost.died_at + DELAY - datetime.now(UTC)).total_seconds()))
    began = time.monotonic()
    say(f"restoring: {scenario.name}")
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
        report: Mapping[str, Any] = {"calls": [], "failed": {}}
        if drill.begin:
            report = await asyncio.to_thread(stack.report, "restore", "begin", *words)
        await stack.start(*OURS)
        return await _catch_up(stack, lost, scenario, since=since, report=report, began=began)
    finally:
        await asyncio.to_thread(stack.kill_all)
        if drill.keep is not None:
            shutil.copytree(stack.folder, drill.keep / name, dirs_exist_ok=True)
        await asyncio.to_thread(stores.lose)


async def _catch_up(
    stack: DrillStack, lost: Lost, scenario: Scenario, *, since: datetime, report: Mapping[str, Any], began: float
) -> Restored:
    """The feed repeats, live traffic goes on, the restore ends; then everything is counted."""
    control = SimulatorControl(phones_address(stack.settings))
    async with http_of(stack) as http:
        traffic = Recorder(http, control, seed=2)
        traffic.calls = copy.deepcopy(lost.calls)
        traffic.written |= lost.written
        repeated = await traffic.repeat(since=since - UNSURE)
        await traffic.flow(new=5, seconds=10)
        if "examined" in report:
            await until(lambda: _has_caught_up(stack), patience=600, look=1)
            await asyncio.to_thread(stack.do, "restore", "end")
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
        not_compared=len(report["failed"]),
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
        return should_be_missing(lost.calls, lost.accepted_at, at=lost.at[scenario.caseline], unsure=UNSURE)
    return should_differ(lost.calls, lost.accepted_at, older=lost.at[1], newer=lost.at[2], unsure=UNSURE)


def _has_caught_up(stack: DrillStack) -> bool:
    return not stack.report("restore", "status")["reasons_to_wait"]


def _is_quiet(stack: DrillStack) -> bool:
    waiting = "SELECT count(*) FROM inbox WHERE relayed_at IS NULL AND given_up_at IS NULL"
    to_go = "SELECT count(*) FROM messages WHERE status IN ('created', 'sending') AND not_before IS NULL"
    return not stack.stores.count(waiting) and not stack.stores.count(to_go)


def main(
    store: Annotated[Store, typer.Option(help="What keeps calls.")] = Store.SQLITE,
    calls: Annotated[int, typer.Option(min=9, help="Calls before the crash.")] = 90,
    seed: Annotated[int, typer.Option(help="Of the traffic.")] = 1,
    begin: Annotated[
        bool, typer.Option(" /--without-begin", help="Do not say that it is a restore: what goes wrong then?")
    ] = True,
    only: Annotated[int | None, typer.Option(min=1, max=len(SCENARIOS), help="Only this restore.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Folder for what the parts log, and what people got.")] = None,
) -> None:
    """Run and show; exit code 1 if anything went wrong."""
    chosen = SCENARIOS if only is None else (SCENARIOS[only - 1],)
    with tempfile.TemporaryDirectory(prefix="caseline-benchmark-") as folder:
        own_reaper().remove(Path(folder))
        Path(folder).chmod(0o711)  # PostgreSQL does not run as root
        drill = Drill(
            store=store, calls=calls, seed=seed, begin=begin, folder=Path(folder), ports=chosen_ports(), keep=keep
        )
        results = asyncio.run(run(drill, chosen))
    show(store, results)
    raise typer.Exit(0 if all(one.is_clean for one in results) else 1)


if __name__ == "__main__":
    typer.run(main)
