"""The whole thing in one process: real Temporal server, real database, real SDKs against the simulator, our workers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, messages, timeline
from db.queries.contacts import PersonValues
from db.tables import Agency, OutboundMessage, TimelineEntry
from domain.actors import Actor
from domain.clocks import is_ahead
from domain.contacts import ContactRole
from engine.time_skipping import WorkflowClock
from intake.relay.proving import Prover
from intake.relay.signals import CallToSignal, signal_with_start
from settings import Settings
from simulator.signing import EventSigner
from tests.database import CAD
from tests.daytime import by_the_agencys_clock, zone_where_it_is_morning
from tests.listening import a_place, address_of, listening
from tests.one_text_each import one_text_each
from tests.patience import until
from tests.simulator_process import SimulatorProcess
from wiring.providers import build_lines, build_senders
from wiring.worker import ActivityOptions, build_activities, build_workers
from workflows.contract import STATUS_QUERY, TIMELINE_QUERY, CaseStatusInput, workflow_id

ROOT = Path(__file__).resolve().parents[1]
LOCAL = zone_where_it_is_morning(datetime.now(UTC))
"""Where the agency is: what is said by day is said at once."""

CALLER: PersonValues = {
    "roles": [ContactRole.REPORTING_PARTY],
    "name": "Ana Pérez",
    "phone": "+12065550123",
    "language": "en",
}
VICTIM: PersonValues = {
    "roles": [ContactRole.REPORTING_PARTY, ContactRole.VICTIM],
    "name": "Zahra Karimi",
    "phone": "+12065550145",
    "email": "zahra.karimi@example.com",
    "language": "fa",
}


@dataclass(kw_only=True)
class CallInTest:
    """One call of a test: report what happens to it, let time pass, look at what was said."""

    world: World
    number: str
    received_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def receive_at(self, hour: int) -> None:
        """Let it come in when it next strikes this hour where the agency is: at night, messages wait for the day."""
        now = datetime.now(LOCAL)
        then = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        self.received_at = (then if then > now else then + timedelta(days=1)).astimezone(UTC)

    def minutes_to(self, hour: int) -> float:
        """From its receipt until it next strikes this hour where the agency is."""
        there = self.received_at.astimezone(LOCAL)
        then = there.replace(hour=hour, minute=0, second=0, microsecond=0)
        return ((then if then > there else then + timedelta(days=1)) - there).total_seconds() / 60

    @property
    def workflow_id(self) -> str:
        """Its workflow."""
        return workflow_id(self.world.ori, self.number)

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """Its workflow's latest run."""
        return self.world.client.get_workflow_handle(self.workflow_id)

    async def contact(self, values: PersonValues, *, ref: str = "caller") -> str:
        """Somebody to tell, in the database as intake leaves them."""
        async with self.world.database.transaction() as session:
            call = await calls.get_or_create(session, self.world.ori, self.number, now=self.received_at)
            person = await contacts.upsert(
                session, self.world.vault, call_id=call.id, ref=ref, values=values, now=self.received_at
            )
            return person.id

    async def report(self, type_: str, minutes: float = 0, *, event_id: str | None = None, **facts: Any) -> None:
        """Signal an event that happened `minutes` after receipt, as the relay does."""
        at = self.received_at + timedelta(minutes=minutes)
        event = {"type": type_, "occurred_at": at.isoformat(), "source": "cad", "id": event_id or uuid4().hex, **facts}
        event |= {"played": True} if is_ahead(at, datetime.now(UTC)) else {}
        call = CallToSignal(ori=self.world.ori, call_number=self.number, status="received", known={})
        await signal_with_start(self.world.client, call, type_, event, proving=self.prover().of_event)

    def prover(self, by: Actor = CAD) -> Prover:
        """What proves that something of this call comes from CAD, or from another."""
        world = self.world
        return Prover(vault=world.vault, ori=world.ori, call_number=self.number, by=str(by), now=datetime.now(UTC))

    def proven(self, status: str, *, id: str | None = None, by: str = "4711", at: str | None = None) -> CaseStatusInput:
        """A change of its case status, as a system of the agency sends it for somebody."""
        change = CaseStatusInput(status=status, by=by, at=at, id=id or uuid4().hex)
        return self.prover().of_change(change)

    async def receive(self, **facts: Any) -> None:
        """Signal that a call came in: a theft, unless said otherwise."""
        usual: dict[str, Any] = {"incident_type": "LARCENY", "priority": 3, "beat": "C2"}
        await self.report("call.received", **(usual | facts))

    async def play(self, *events: tuple[float, str, dict[str, Any]]) -> None:
        """Let time pass up to each event and report it."""
        for minutes, type_, facts in events:
            await self.reach(minutes)
            await self.report(type_, minutes, **facts)
            await self.settle()

    async def reach(self, minutes: float) -> None:
        """Let the call's clock reach that many minutes after receipt."""
        await self.settle()
        await self.world.clock.fast_forward_to(self.workflow_id, self.received_at + timedelta(minutes=minutes))
        await self.settle()

    async def settle(self) -> None:
        """Until nothing is under way: signals taken, messages sent."""
        await until(self.is_settled)

    async def status(self) -> dict[str, Any]:
        """The `status` query."""
        answer: dict[str, Any] = await self.handle.query(STATUS_QUERY)
        return answer

    async def lines(self) -> list[dict[str, str]]:
        """The `timeline` query."""
        answer: list[dict[str, str]] = await self.handle.query(TIMELINE_QUERY)
        return answer

    async def messages(self) -> Sequence[OutboundMessage]:
        """Every message row, withheld ones too."""
        async with self.world.database.reading() as session:
            call = await calls.get(session, self.world.ori, self.number)
            return await messages.of_call(session, call.id) if call else ()

    async def timeline(self) -> Sequence[TimelineEntry]:
        """The lines in the database."""
        async with self.world.database.reading() as session:
            call = await calls.get(session, self.world.ori, self.number)
            return await timeline.of_call(session, call.id) if call else ()

    async def said(self) -> list[str]:
        """Keys of the messages that were sent, in the order they were planned."""
        return [row.key for row in await self.messages() if row.status == "sent"]

    async def withheld(self) -> dict[str, str]:
        """Key -> reason."""
        return {row.key: row.reason for row in await self.messages() if row.status == "withheld"}

    async def is_settled(self) -> bool:
        """True if nothing is under way."""
        description = await self.handle.describe()
        if description.status is not None and description.status.name != "RUNNING":
            return True
        pending = description.raw_description
        return not pending.pending_activities and not pending.HasField("pending_workflow_task")


@dataclass(kw_only=True)
class World:
    """Everything a call needs."""

    client: Client
    database: Database
    vault: Vault
    simulator: SimulatorProcess
    settings: Settings
    clock: WorkflowClock
    ori: str = field(default_factory=lambda: f"WA{uuid4().hex[:7].upper()}")
    take_unproven_case_status: bool = False
    """As the setting of that name."""
    at_once_share: float = 0.5
    """With 0, every message takes its turn in a queue."""
    _calls: list[CallInTest] = field(default_factory=list)
    _workers: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def open_agency(self, *, policy: str | None = None, **changes: Any) -> None:
        """The agency of this test."""
        values: dict[str, Any] = {
            "ori": self.ori,
            "name": "Springfield Police",
            "time_zone": LOCAL.key,
            "non_emergency_phone": "+12065550100",
            "policy": policy or one_text_each(by_the_agencys_clock((ROOT / "policies" / "default.toml").read_text())),
            "report_link": "https://police.example.com/reports",
            "rights_link": "https://police.example.com/rights",
            "created_at": datetime.now(UTC),
        }
        async with self.database.transaction() as session:
            await agencies.add(session, Agency(**(values | changes)))

    def call(self, number: str = "26-000123") -> CallInTest:
        """A call of this world."""
        call = CallInTest(world=self, number=number)
        self._calls.append(call)
        return call

    def texts(self, to: str | None = None) -> list[dict[str, Any]]:
        """What the simulator accepted: the truth about what was sent."""
        return self.simulator.control.messages(to=to)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """With an API that the providers' receipts and people's replies reach; begin it before the workers."""

        async def temporal() -> Client:
            return self.client

        place = a_place()
        self.settings = self.settings.model_copy(update={"public_url": address_of(place)})
        async with listening(
            place, self.settings, self.simulator, database=self.database, vault=self.vault, temporal=temporal
        ):
            yield

    async def start_workers(self) -> None:
        """Workers on all queues, in this process."""
        lines = build_lines(self.settings, self.database, self.vault)
        senders = build_senders(self.settings, self.vault)
        options = ActivityOptions(
            take_unproven_case_status=self.take_unproven_case_status, at_once_share=self.at_once_share
        )
        url = self.settings.base_url
        activities = build_activities(self.database, self.vault, senders, lines, base_url=url, options=options)
        for worker in build_workers(self.client, activities, sms_per_second=500, email_per_second=500):
            await self._workers.enter_async_context(worker)

    async def stop_workers(self) -> None:
        """As when the worker is shut down."""
        await self._workers.aclose()
        self._workers = AsyncExitStack()

    async def take_turns(self) -> None:
        """From now on every message takes its turn in a queue."""
        await self.stop_workers()
        self.at_once_share = 0
        await self.start_workers()

    async def close(self) -> None:
        """End what the test left open, so that it does not haunt the next."""
        for call in self._calls:
            try:
                await call.handle.terminate("test over")
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        self._calls.clear()
        await self.stop_workers()


def simulator_settings(simulator: SimulatorProcess, **more: Any) -> Settings:
    """Settings whose providers are the simulator."""
    values: dict[str, Any] = {
        "twilio_base_url": simulator.url,
        "twilio_account_sid": simulator.config.account_sid,
        "twilio_auth_token": simulator.config.auth_token,
        "twilio_from": simulator.config.service_number,
        "sendgrid_base_url": simulator.url,
        "sendgrid_api_key": simulator.config.api_key,
        "sendgrid_webhook_key": EventSigner().public_key,
        "email_from": "police@example.com",
        "public_url": "https://127.0.0.1:9",  # nobody listens there: receipts are lost, unless a test takes them in
    }
    return Settings(**(values | more))


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatorProcess]:
    """One simulator for the session; `world` empties it for every test."""
    with SimulatorProcess(receipt_delay_seconds=0) as running:
        yield running


@pytest.fixture
async def empty_world(
    temporal_client: Client, sqlite_database: Database, vault: Vault, simulator: SimulatorProcess
) -> AsyncIterator[World]:
    """A world with an agency, where nobody works yet."""
    simulator.control.reset()
    made = World(
        client=temporal_client,
        database=sqlite_database,
        vault=vault,
        simulator=simulator,
        settings=simulator_settings(simulator),
        clock=WorkflowClock(temporal_client),
    )
    await made.open_agency()
    yield made
    await made.close()


@pytest.fixture
async def listening_world(empty_world: World) -> AsyncIterator[World]:
    """A world at work, where receipts and replies arrive."""
    async with empty_world.listening():
        await empty_world.start_workers()
        yield empty_world
        await empty_world.stop_workers()


@pytest.fixture
async def world(empty_world: World) -> World:
    """A world at work."""
    await empty_world.start_workers()
    return empty_world
