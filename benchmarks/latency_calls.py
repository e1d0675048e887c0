"""Calls at an even pace, and when each came how far, by the times that the stores keep: from accepted to asked."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from benchmarks.chaos_cases import say_at_once
from benchmarks.full_case import AREA_CODES, envelope
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.stored_rows import moment
from benchmarks.topology_stage import StageOptions, TopologyStage, topology_stage
from db.queries import agencies
from engine.client import connect_to
from engine.processes import ManagedProcesses
from simulator.client import SimulatorControl
from workflows.contract import workflow_id

PATIENCE = 600.0
"""Seconds after the last call until every text must have left."""
SOURCE = "benchmark"
_TIMES = """
    SELECT inbox.recorded_at, messages.sending_at FROM inbox
    JOIN calls ON calls.ori = inbox.ori AND calls.call_number = inbox.call_number
    JOIN messages ON messages.call_id = calls.id
    WHERE inbox.call_number = ? AND messages.sending_at IS NOT NULL ORDER BY messages.sending_at LIMIT 1
"""

STAGES = (
    "stored",
    "answered 202",
    "signaled",
    "worker has the step",
    "step recorded",
    "send started",
    "message prepared",
    "provider asked",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A running Caseline: how to report to it, and what its stores know."""

    ori: str
    http: httpx.AsyncClient
    client: Client
    simulator: SimulatorControl
    rows: Callable[..., list[tuple[Any, ...]]]
    stack: Stage | TopologyStage

    @property
    def processes(self) -> ManagedProcesses:
        """Everything that runs here."""
        return self.stack.stack.processes if isinstance(self.stack, Stage) else self.stack.topology.processes


@contextlib.asynccontextmanager
async def place(database: str) -> AsyncIterator[Place]:
    """With nothing held: on "sqlite" what `make run` starts, on "postgresql" what docker-compose.yml does."""
    async with contextlib.AsyncExitStack() as stack:
        if database == "sqlite":
            here = await stack.enter_async_context(stage())
            async with here.transaction() as session:
                agency = await agencies.get(session, here.stack.demo.ori)
                assert agency is not None
                say_at_once(agency)
            yield Place(
                ori=here.stack.demo.ori,
                http=here.http,
                client=here.client,
                simulator=here.simulator,
                rows=here.rows,
                stack=here,
            )
        else:
            there = await stack.enter_async_context(topology_stage(StageOptions()))
            yield Place(
                ori=there.demo.ori,
                http=there.http,
                client=await connect_to(there.settings.temporal_target),
                simulator=there.simulator,
                rows=there.rows,
                stack=there,
            )


@dataclass(kw_only=True)
class Played:
    """A call that was reported. `answered`: when its 202 came."""

    number: str
    phone: str
    answered: datetime = field(default_factory=lambda: datetime.now(UTC))
    times: tuple[datetime, ...] = ()

    @property
    def seconds(self) -> tuple[float, ...]:
        """Of each of STAGES after the first: how long after the one before."""
        return tuple((later - earlier).total_seconds() for earlier, later in pairwise(self.times))

    @property
    def latency(self) -> float:
        """Seconds from accepted to asked."""
        return (self.times[-1] - self.answered).total_seconds()


async def play(here: Place, calls: int, *, first: int, pause: float = 1.0) -> list[Played]:
    """So many new calls, each of which texts its caller at once, one a `pause`, whether or not those before are done.

    The moment within the pause is left to chance, so that no clock of ours meets all of them at the same point.
    """
    began, chance = asyncio.get_running_loop().time(), random.Random(first)
    played: list[Played] = []

    async def one(n: int) -> None:
        await asyncio.sleep(max(0.0, began + (n + chance.random()) * pause - asyncio.get_running_loop().time()))
        played.append(await _report(here, first + n))

    await asyncio.gather(*(one(n) for n in range(calls)))
    say(f"  {calls} calls reported; reading when each came how far")
    await until(lambda: _all_asked(here, played), patience=PATIENCE, look=0.5)
    asked = {message["to"]: message for message in await asyncio.to_thread(here.simulator.messages, channel="sms")}
    for call in played:
        call.times = await _times(here, call, datetime.fromisoformat(asked[call.phone]["created_at"]))
    return played


async def _report(here: Place, n: int) -> Played:
    call = Played(number=f"26-{n:07d}", phone=f"+1{AREA_CODES[n // 10_000 % len(AREA_CODES)]}556{n % 10_000:04d}")
    caller = {"roles": ["reporting_party", "victim"], "phone": call.phone, "language": "es"}
    data = {"incident_type": "LARCENY", "priority": 3, "contacts": [caller]}
    event = envelope(call.number, "call.received", datetime.now(UTC), data)
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    (await here.http.post("/v1/events", json=[event], headers=headers)).raise_for_status()
    call.answered = datetime.now(UTC)
    return call


async def _all_asked(here: Place, played: Sequence[Played]) -> bool:
    """The latest calls are looked at first: what is missing is most likely one of them."""
    for call in reversed(played):
        if not await asyncio.to_thread(here.simulator.count, to=call.phone):
            return False
    return True


async def _times(here: Place, call: Played, asked: datetime) -> tuple[datetime, ...]:
    ((recorded_at, sending_at),) = await asyncio.to_thread(here.rows, _TIMES, call.number)
    handle = here.client.get_workflow_handle(workflow_id(here.ori, call.number))
    events = (await handle.fetch_history()).events
    taken = _first(events, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)
    assert taken is not None
    # A message that leaves in the task that planned it takes no turn: then there is no such activity.
    scheduled = _first(events, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) or taken
    return (
        moment(recorded_at),
        call.answered,
        _first(events, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED) or taken,
        taken,
        scheduled,
        _first(events, EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED) or scheduled,
        moment(sending_at),
        asked,
    )


def _first(events: Sequence[HistoryEvent], kind: EventType.ValueType) -> datetime | None:
    return next((event.event_time.ToDatetime(tzinfo=UTC) for event in events if event.event_type == kind), None)
