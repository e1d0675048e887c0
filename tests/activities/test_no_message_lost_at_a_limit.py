"""Whatever limit a sender meets: each message ends sent, or withheld with its reason, and none is lost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.contract import SendRequest
from activities.send_message import MessageActivities
from db.queries import sender_pauses, staff_tasks
from db.tables import AddressCut
from domain.delivery import TO_BE_SENT
from domain.messages import Channel, MessageKey
from intake.delivery.receipts import DeliveryReceipts
from messaging.providers.base import ComposedMessage, ProviderAccepted
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.twilio_codes import failure
from messaging.providers.twilio_receipts import read_callback
from tests.desk import ORI, Desk
from wiring.providers import build_senders
from wiring.worker import build_activities

_numbers = count(1)
"""Calls are new in each example: the database is not."""


@dataclass(kw_only=True)
class LimitedVendor:
    """Takes so many texts, then says that the limit is met until `over`: at once, or by receipts that come later."""

    takes: int
    code: int
    at_once: bool
    now: datetime
    over: datetime
    name: str = "twilio"
    supports_lookup: bool = True
    asked: int = 0
    receipts: list[ProviderReport] = field(default_factory=list)

    async def send(self, message: ComposedMessage) -> ProviderAccepted:
        """Counts what it was asked."""
        self.asked += 1
        sid = f"SM{self.over.timestamp()}-{next(_numbers)}"
        is_over = self.now >= self.over
        self.takes -= not is_over
        if not is_over and self.takes < 0:
            if self.at_once:
                raise failure(429, self.code)
            self._reports(sid, message.message_id, "undelivered", str(self.code))
        else:
            self._reports(sid, message.message_id, "delivered", "")
        return ProviderAccepted(provider_message_id=sid)

    def _reports(self, sid: str, message_id: str, said: str, code: str) -> None:
        form = {"MessageSid": sid, "MessageStatus": said, "ErrorCode": code}
        report = read_callback(form.items(), message_id=message_id, now=self.now)
        assert report is not None
        self.receipts.append(report)

    async def find(self, message: ComposedMessage, *, since: datetime, alike: bool = False) -> list[ProviderAccepted]:
        """Nothing is ever in doubt."""
        raise AssertionError((message.message_id, since))

    async def fetch(self, provider_message_id: str, *, message_id: str, now: datetime) -> ProviderReport | None:
        """It reports by itself."""
        raise AssertionError((provider_message_id, message_id, now))


@given(
    code=st.sampled_from([30023, 30027, 60728, 63038]),
    at_once=st.booleans(),
    takes=st.integers(min_value=0, max_value=3),
    validity=st.lists(st.one_of(st.none(), st.integers(min_value=1, max_value=60 * 40)), min_size=1, max_size=6),
    lasts=st.integers(min_value=1, max_value=40),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_no_message_is_lost_at_a_limit(
    desk: Desk, code: int, at_once: bool, takes: int, validity: list[int | None], lasts: int
) -> None:
    began = desk.now = desk.now + timedelta(days=3)
    vendor = LimitedVendor(takes=takes, code=code, at_once=at_once, now=began, over=began + timedelta(hours=lasts))
    messages = [await planned(desk, minutes) for minutes in validity]
    quiet: dict[str, datetime | None] = {}
    for _ in range(60):
        rows = [await desk.row(each) for each in messages]
        due = {row.id: quiet.get(row.id) or row.not_before or began for row in rows if row.status in TO_BE_SENT}
        if not due:
            break
        desk.now = vendor.now = max(desk.now, min(due.values()))
        quiet |= await turn(desk, vendor, [each for each, at in due.items() if at <= desk.now])
    rows = [await desk.row(each) for each in messages]
    assert {(row.status, row.reason) for row in rows} <= {("delivered", ""), ("withheld", "stale")}
    for row, minutes in zip(rows, validity, strict=True):
        assert row.status == "delivered" or minutes is not None
    async with desk.database.reading() as session:
        assert (await session.scalars(select(AddressCut))).all() == []
        assert len(await staff_tasks.open_tasks(session, ORI)) <= 4  # one for each code, in all examples together


async def planned(desk: Desk, minutes: int | None) -> str:
    """A text that is news for so many minutes."""
    call = await desk.set_call(f"26-{next(_numbers)}")
    until = None if minutes is None else desk.now + timedelta(minutes=minutes)
    return await desk.plan(call, await desk.set_person(call), MessageKey.CALL_RECEIVED, Channel.SMS, valid_until=until)


async def turn(desk: Desk, vendor: LimitedVendor, messages: list[str]) -> dict[str, datetime | None]:
    """The worker tries what may leave; then receipts come. While the sender is paused, nothing is tried.

    Returns until when the night holds up some of them.
    """
    quiet: dict[str, datetime | None] = {}
    for message_id in messages:
        async with desk.database.reading() as session:
            pause = await sender_pauses.in_force(session, ORI, Channel.SMS, now=desk.now)
        asked = vendor.asked
        delay = await attempt(desk, vendor, message_id)
        quiet[message_id] = desk.now + delay if delay else None
        assert pause is None or vendor.asked == asked
    receipts, vendor.receipts = vendor.receipts, []
    book = DeliveryReceipts(desk.database, desk.vault, clock=lambda: desk.now, wake_relay=lambda: None)
    await book.take(receipts)
    return quiet


async def attempt(desk: Desk, vendor: LimitedVendor, message_id: str) -> timedelta | None:
    """One attempt of the activity on the call's clock, which is the wall's; after how long it is made again."""
    senders = build_senders(desk.settings, desk.vault)
    activities = build_activities(desk.database, desk.vault, senders, desk.lines(), base_url="https://x.test")
    tools = replace(activities.messages._tools, provider_of=lambda *_: vendor, clock=lambda: desk.now)
    messages = MessageActivities(database=desk.database, tools=tools)
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, started_time=desk.now.astimezone(UTC))
    try:
        await environment.run(messages.send_message, SendRequest(message_ids=(message_id,), agency=ORI))
    except ApplicationError as error:
        if error.type != "QuietHours":
            raise
        return error.next_retry_delay
    return None
