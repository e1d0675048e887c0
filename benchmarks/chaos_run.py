"""Play so many calls on a topology while something is done to it, let it come to rest, and read the ledger."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from benchmarks.chaos_calls import Calls
from benchmarks.chaos_cases import Progress
from benchmarks.chaos_count import LATER, poll
from benchmarks.chaos_ledger import Ledger, read_ledger
from benchmarks.delivery_chaos import progress_bar
from benchmarks.local_stack import say, until
from benchmarks.output import load, show_table
from benchmarks.topology_stage import TopologyStage
from commands.replaying.bounded_gather import side_by_side
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault

DAY = timedelta(days=1)

REST = 420.0
"""Seconds that everything has to come to rest: an email in doubt waits for news of it."""

TROUBLE: dict[str, str | float] = {
    "unavailable_rate": 0.02,
    "lost_answer_rate": 0.02,
    "rate_limited_rate": 0.01,
    "receipts_doubled": 0.1,
    "receipts_reordered": 0.1,
    "receipts_lost": 0.01,
    "default_opt_out": "false",
}
"""Of the provider; STOP is ours to obey."""

OURS = {"CASELINE_INBOUND_LIST_SECONDS": "10", "CASELINE_LOG_FORMAT": "json"}
"""So that what takes minutes takes less here."""

_AT_REST = """
    SELECT (SELECT count(*) FROM inbox WHERE relayed_at IS NULL AND given_up_at IS NULL)
        + (SELECT count(*) FROM incoming_texts WHERE heard_at IS NULL)
        + (SELECT count(*) FROM messages WHERE status IN ('created', 'sending', 'temporary_failure')
            AND reason NOT LIKE 'quiet_until%')
"""

Disturb = Callable[[Calls], Coroutine[Any, Any, None]]


@dataclass(kw_only=True)
class Run:
    """What is played on a stage: so many calls, so many at once, for so many seconds at most."""

    stage: TopologyStage
    calls: int
    at_once: int
    limit: float
    pace: float = 0.0
    """Seconds between the beginnings of two calls, at least."""

    async def play(self, disturb: Disturb) -> tuple[Calls, Ledger]:
        """Calls and disturbance side by side, both to their end; then the ledger."""
        progress = Progress(here=self.stage)
        calls = Calls(self.stage, progress)
        with progress_bar() as bar:
            task = bar.add_task("calls", total=self.calls)
            watching = [
                asyncio.create_task(progress.watch()),
                asyncio.create_task(_show(lambda: bar.update(task, completed=calls.played.finished))),
            ]
            try:
                async with asyncio.timeout(self.limit):
                    async with asyncio.TaskGroup() as group:
                        group.create_task(self._calls(calls))
                        group.create_task(disturb(calls))
            except TimeoutError:
                say(f"the time limit of {self.limit:.0f} s is over")
            finally:
                for each in watching:
                    each.cancel()
        self._count_unfinished(calls)
        return calls, await self._ledger(calls)

    async def _calls(self, calls: Calls) -> None:
        began = time.monotonic()

        async def one(n: int) -> None:
            await asyncio.sleep(began + n * self.pace - time.monotonic())
            await calls.play(n)

        await side_by_side(one, range(self.calls), at_once=self.at_once)

    def _count_unfinished(self, calls: Calls) -> None:
        """Those that the time limit cut off are stuck as well."""
        begun = len(calls.played.reported)
        known = calls.played.finished + len(calls.played.stuck) + calls.played.refused.total()
        calls.played.stuck += ["cut off by the time limit"] * (begun - known)
        if begun < self.calls:
            calls.played.stuck += ["never begun"] * (self.calls - begun)

    async def _ledger(self, calls: Calls) -> Ledger:
        stage = self.stage
        say("Coming to rest ...")
        began = time.monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REST):
                await calls.all_written()
        calls.give_up_writing()
        with contextlib.suppress(TimeoutError):
            await until(lambda: _is_at_rest(stage), patience=REST, look=1)
        with contextlib.suppress(TimeoutError):
            await asyncio.to_thread(stage.simulator.wait_idle, timeout=120)
        say(f"at rest after {time.monotonic() - began:.0f} s")
        inquired = await _poll(stage)
        ledger = await asyncio.to_thread(read_ledger, stage, calls.played)
        ledger.facts["asked about later: reported, unknown"] = f"{inquired[0]}, {inquired[1]}"
        return ledger


async def _poll(stage: TopologyStage) -> tuple[int, int]:
    """What no receipt came for, as it is asked about hours later; the provider behaves then."""
    changes = {name: 0.0 for name in TROUBLE if name != "default_opt_out"}
    await asyncio.to_thread(lambda: stage.simulator.configure(**changes))
    database = Database(stage.settings.database)
    try:
        vault = Vault(KeyRing.load(stage.settings.keys_path))
        # What a clock a day ahead sent is asked about a day later.
        found = [await poll(database, vault, stage.settings, later=later) for later in (LATER, LATER + DAY)]
    finally:
        await database.dispose()
    return sum(each.reported for each in found), sum(each.unknown for each in found)


async def _is_at_rest(stage: TopologyStage) -> bool:
    """Nothing waits, and every text that was written is heard."""
    if await asyncio.to_thread(stage.count, _AT_REST):
        return False
    written = await asyncio.to_thread(lambda: stage.simulator.messages(direction="inbound"))
    return len(written) <= await asyncio.to_thread(stage.count, "SELECT count(*) FROM replies")


async def _show(update: Callable[[], None]) -> None:
    while True:
        update()
        await asyncio.sleep(1)


def show_ledger(ledger: Ledger, facts: Sequence[tuple[str, object]], *, title: str) -> None:
    """The figures, examples of what is not 0, and where every message is."""
    told = [*facts, *ledger.facts.items()]
    show_table(("", ""), ((what, str(figure)) for what, figure in told), title=f"{title}, {load()}")
    counted = ((what, str(len(found))) for what, found in ledger.faults.items())
    show_table(("what must not be", "how often"), counted, title="Counted")
    ends = ((*each, str(count)) for each, count in sorted(ledger.statuses.items()))
    show_table(("channel", "status", "reason", "messages"), ends, title="Where every message is")
    for what, found in ledger.faults.items():
        if found and found[0] != ".":
            show_table((what,), ([example] for example in found[:20]))
