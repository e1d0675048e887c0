"""Play the full case through Caseline, on the topology of docker-compose.yml; its twenty days by skipping time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import psycopg
from temporalio.client import Client
from temporalio.service import RPCError

from benchmarks.full_case import CASE, Happening, cloud_event, ten_o_clock
from benchmarks.local_stack import until
from benchmarks.peers.phones import LOOK, Phones
from benchmarks.peers.play import AFTER_EVENTS, report
from benchmarks.topology_stage import TopologyStage
from db.connection.session import Database
from db.queries import agencies
from engine.time_skipping import WorkflowClock
from policies.files import read_policy
from workflows.contract import workflow_id

DEADLINES = ("hold", "survey", "reminder")
STOPS = sorted(
    (
        *CASE,
        Happening(minutes=2, type="hold"),
        Happening(minutes=80 + 6 * 60 + 1, type="survey"),
        Happening(minutes=80 + 54 * 60 + 2, type="reminder"),
    ),
    key=lambda stop: stop.minutes,
)
"""At each, time stands until everything has arrived: while a process is dead it would pass by days."""
ARRIVED = {"hold": 1, "call.closed": 7, "survey": 8, "reminder": 9, **AFTER_EVENTS}

SETTLED = 0.1
"""Seconds between two looks whether a workflow is at rest."""
SKIP = 20.0
"""Seconds after which skipping is asked for again: the server may have died over it."""

_EVENTS = "SELECT call_number, count(*) FROM timeline JOIN calls ON calls.id = call_id WHERE kind = 'event' GROUP BY 1"


@dataclass(kw_only=True)
class OurCases:
    """`stuck`: the cases in which something never came."""

    stage: TopologyStage
    client: Client
    phones: Phones
    patience: float
    stuck: set[int] = field(default_factory=set)
    _events: dict[str, int] = field(default_factory=dict)

    async def watch(self) -> None:
        """How many events of each call are recorded, over one connection. Until cancelled."""
        while True:
            try:
                url = self.stage.settings.database_url
                async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=3) as connection:
                    while True:
                        self._events = dict(await (await connection.execute(_EVENTS)).fetchall())
                        await asyncio.sleep(LOOK)
            except psycopg.OperationalError:
                await asyncio.sleep(LOOK)

    async def play(self, n: int) -> None:
        """One case, to its end."""
        number, received_at, events, wanted = f"26-{n:06d}", ten_o_clock(), 0, 0
        identity = workflow_id(self.stage.demo.ori, number)
        for stop in STOPS:
            try:
                if events:
                    await until(partial(self._is_at, identity, stop.at(received_at)), patience=self.patience)
                if stop.type not in DEADLINES:
                    await report(self.stage.http, cloud_event(n, number, stop, received_at))
                    events += 1
                wanted = ARRIVED.get(stop.type, wanted)
                at_rest = partial(self._is_at_rest, n, identity, events, wanted)
                await until(at_rest, patience=self.patience, look=SETTLED)
            except TimeoutError:
                self.stuck.add(n)

    async def _is_at(self, identity: str, moment: datetime) -> bool:
        """Move the call's clock there; False if the server died meanwhile."""
        try:
            async with asyncio.timeout(SKIP):
                await WorkflowClock(self.client).fast_forward_to(identity, moment)
        except (RPCError, TimeoutError):
            return False
        return True

    async def _is_at_rest(self, n: int, identity: str, events: int, wanted: int) -> bool:
        """All events recorded, so many messages arrived, and no task or activity under way."""
        if self._events.get(f"26-{n:06d}", 0) < events or self.phones.arrived(n) < wanted:
            return False
        try:
            description = (await self.client.get_workflow_handle(identity).describe()).raw_description
        except RPCError:
            return False
        return not description.pending_activities and not description.HasField("pending_workflow_task")


async def as_in_production(stage: TopologyStage) -> None:
    """A minute's hold, the hours of a real place: the stage itself says everything at once."""
    database = Database(stage.settings.database)
    try:
        async with database.transaction() as session:
            agency = await agencies.get(session, stage.demo.ori)
            assert agency is not None
            agency.time_zone = "America/Los_Angeles"
            policy = read_policy()[0].replace("texts_per_day = 5000", "texts_per_day = 1000000")
            agency.policy = policy.replace("ceiling = 50", "ceiling = 10000").replace(
                "by_number = true", "by_number = false"
            )
    finally:
        await database.dispose()
