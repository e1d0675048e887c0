"""Play the full case through Caseline, on the topology of docker-compose.yml; its twenty days by skipping time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import psycopg
from temporalio.client import Client
from temporalio.service import RPCError

from benchmarks.full_case import CASE, cloud_event, ten_o_clock
from benchmarks.local_stack import until
from benchmarks.peers.phones import LOOK, MESSAGES_OF_A_CASE, Phones
from benchmarks.peers.play import report
from benchmarks.topology_stage import TopologyStage
from db.connection.session import Database
from db.queries import agencies
from engine.time_skipping import WorkflowClock
from policies.files import read_policy
from workflows.contract import workflow_id

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
        number, received_at = f"26-{n:06d}", ten_o_clock()
        identity = workflow_id(self.stage.demo.ori, number)
        for so_far, happening in enumerate(CASE):
            try:
                if so_far:
                    await until(partial(self._is_at, identity, happening.at(received_at)), patience=self.patience)
                await report(self.stage.http, cloud_event(n, number, happening, received_at))
                recorded = partial(self._is_settled, identity, number, so_far + 1)
                await until(recorded, patience=self.patience, look=SETTLED)
            except TimeoutError:
                self.stuck.add(n)
        try:
            await until(lambda: self.phones.arrived(n) >= MESSAGES_OF_A_CASE, patience=self.patience, look=LOOK)
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

    async def _is_settled(self, identity: str, number: str, events: int) -> bool:
        """All events recorded, and no task or activity under way."""
        if self._events.get(number, 0) < events:
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
            agency.policy = policy.replace("ceiling = 50", "ceiling = 10000")
    finally:
        await database.dispose()
