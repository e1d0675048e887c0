"""A desk that sends messages of one call through the real SDKs to the simulator, without a Temporal server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.contract import SendOutcome, SendRequest
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts
from db.queries.contacts import PersonValues
from db.queries.insert_if_new import insert_if_new
from db.state_json import dump_state
from db.tables import Agency, Call, OutboundMessage
from domain.call_state import CallState
from domain.contacts import ContactRole
from domain.delivery import DeliveryStatus
from domain.messages import Channel, MessageKey
from messaging.line_lookup import PhoneLines
from settings import Settings
from tests.daytime import by_the_agencys_clock
from tests.one_text_each import one_text_each
from tests.simulator_process import SimulatorProcess
from tests.world import LOCAL, ROOT, simulator_settings
from wiring.providers import build_lines, build_senders
from wiring.worker import ActivityOptions, build_activities

ORI = "WASPD0000"
OPEN: dict[str, Any] = {"incident_type": "LARCENY", "priority": 3}
OFFERING = by_the_agencys_clock((ROOT / "policies" / "default.toml").read_text()).replace("# officer_", "officer_")
POLICY = one_text_each(OFFERING)


@dataclass(kw_only=True)
class Desk:
    """`now` is the call's clock; move it as you like."""

    database: Database
    vault: Vault
    simulator: SimulatorProcess
    settings: Settings
    now: datetime

    async def open_agency(self, **changes: Any) -> None:
        """An agency with everything switched on."""
        values: dict[str, Any] = {
            "ori": ORI,
            "name": "Springfield Police",
            "time_zone": LOCAL.key,
            "non_emergency_phone": "+12065550100",
            "policy": POLICY,
            "report_link": "https://police.example.com/reports",
            "rights_link": "https://police.example.com/rights",
            "created_at": self.now,
        }
        async with self.database.transaction() as session:
            await agencies.add(session, Agency(**(values | changes)))

    async def set_call(self, number: str = "26-000123", **state: Any) -> Call:
        """The call as its workflow has recorded it."""
        async with self.database.transaction() as session:
            call = await calls.get_or_create(session, ORI, number, now=self.now)
            kept = CallState(agency=ORI, call_number=number, received_at=self.now, **(OPEN | state))
            call.state, call.status = dump_state(kept), kept.status.value
            return call

    async def set_person(self, call: Call, ref: str = "caller", **values: Any) -> str:
        """Somebody to write to; returns the contact's id."""
        usual: PersonValues = {"roles": [ContactRole.REPORTING_PARTY, ContactRole.VICTIM], "phone": "+12065550123"}
        async with self.database.transaction() as session:
            said: Any = usual | values
            return (await contacts.upsert(session, self.vault, call_id=call.id, ref=ref, values=said, now=self.now)).id

    async def plan(self, call: Call, person: str, key: MessageKey, channel: Channel, **values: Any) -> str:
        """A message that is to be sent; returns its id."""
        row = OutboundMessage(
            call_id=call.id,
            contact_id=person,
            key=key.value,
            channel=channel.value,
            status=DeliveryStatus.CREATED.value,
            planned_at=self.now,
            updated_at=self.now,
            **values,
        )
        async with self.database.transaction() as session:
            await insert_if_new(session, row)
        return row.id

    async def a_text(self, phone: str = "+12065550123", **values: Any) -> str:
        """`call_received` to this number, planned; returns its id."""
        call = await self.set_call()
        person = await self.set_person(call, phone=phone)
        return await self.plan(call, person, MessageKey.CALL_RECEIVED, Channel.SMS, **values)

    def lines(self, **changes: Any) -> PhoneLines:
        """What is known of telephone lines, and who is asked about others."""
        return build_lines(self.settings.model_copy(update=changes), self.database, self.vault)

    async def send(self, *ids: str, lines: PhoneLines | None = None, **changes: Any) -> list[SendOutcome]:
        """One attempt of the activity, on the call's clock."""
        settings = self.settings.model_copy(update=changes)
        lines = lines or self.lines(**changes)
        senders = build_senders(settings, self.vault)
        activities = build_activities(
            self.database,
            self.vault,
            senders,
            lines,
            base_url=settings.base_url,
            options=ActivityOptions(email_doubt=timedelta(seconds=settings.email_doubt_seconds)),
        )
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, started_time=self.now)
        request = SendRequest(message_ids=ids, agency=ORI)
        return await environment.run(activities.messages.send_message, request)

    async def row(self, message_id: str) -> OutboundMessage:
        """The message as it now stands."""
        async with self.database.reading() as session:
            row = await session.get(OutboundMessage, message_id)
            assert row is not None
            return row

    def later(self, **time: float) -> None:
        """Let the call's clock go on."""
        self.now += timedelta(**time)

    def texts(self, to: str | None = None) -> list[dict[str, Any]]:
        """What the simulator accepted."""
        return self.simulator.control.messages(to=to)


@pytest.fixture
async def desk(sqlite_database: Database, vault: Vault, simulator: SimulatorProcess) -> Desk:
    """A desk with an agency; an unanswered request is given up after 1.5 s, and no number is looked up."""
    simulator.control.reset()
    simulator.control.configure(hang_seconds=2)
    made = Desk(
        database=sqlite_database,
        vault=vault,
        simulator=simulator,
        settings=simulator_settings(simulator, provider_timeout_seconds=1.5, lookup_line_type=False),
        now=datetime.now(UTC),
    )
    await made.open_agency()
    return made
