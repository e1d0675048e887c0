"""One request holds a person's texts and emails: they leave side by side, and one channel never waits for the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from temporalio.exceptions import ApplicationError

from activities.contract import SendOutcome
from db.connection.session import Database
from domain.call_state import CaseStatus
from domain.messages import Channel, MessageKey
from tests.desk import Desk
from tests.statements import statements_of

KEYS = (MessageKey.CASE_NUMBER, MessageKey.VICTIM_RIGHTS)
NEXT = (MessageKey.VICTIM_RIGHTS, MessageKey.REPORT_COPY)


async def planned(desk: Desk, *channels: Channel, keys: Sequence[MessageKey] = KEYS[:1], **person: str) -> list[str]:
    """Messages to a victim whose language is known: each key over each channel."""
    call = await desk.set_call(case_number="26-4711", case_status=CaseStatus.OPENED)
    values = {"phone": "+12065550123", "email": "ana@example.com", "language": "es"}
    who = await desk.set_person(call, **(values | person))
    return [await desk.plan(call, who, key, channel) for channel in channels for key in keys]


def said(outcomes: Sequence[SendOutcome]) -> list[tuple[str, str]]:
    return [(each.message_id, each.status) for each in outcomes]


async def test_texts_and_emails_of_one_request_all_leave(database: Database, desk: Desk) -> None:
    desk.database = database
    await desk.open_agency()
    ids = await planned(desk, Channel.SMS, Channel.EMAIL, keys=KEYS)
    assert said(await desk.send(*ids)) == [(each, "sent") for each in ids]
    assert len(desk.texts()) == 4
    assert said(await desk.send(*ids)) == [(each, "sent") for each in ids]  # the activity is run again
    assert len(desk.texts()) == 4


@pytest.mark.parametrize(
    ("person", "again"),
    [
        ({"email": "unavailable@simulator.test"}, "email"),
        ({"phone": "+15005555503"}, "sms"),
        ({"phone": "+15005555401"}, "sms"),
    ],
)
async def test_a_channel_that_must_be_waited_for_is_told_of_and_the_other_leaves(
    desk: Desk, person: dict[str, str], again: str
) -> None:
    ids = await planned(desk, Channel.SMS, Channel.EMAIL, keys=KEYS, **person)
    outcomes = said(await desk.send(*ids))
    waiting = [message_id for message_id, status in outcomes if status == "again"]
    assert {(await desk.row(each)).channel for each in waiting} == {again}
    assert [status for _, status in outcomes].count("sent") == len(waiting) == 2
    with pytest.raises(ApplicationError):
        await desk.send(*waiting)  # by themselves, with retries of their own


async def test_what_waits_for_the_morning_does_not_hold_up_the_other_channel(desk: Desk) -> None:
    ids = await planned(desk, Channel.SMS, Channel.EMAIL)
    desk.simulator.control.configure(unavailable_rate=1.0)
    assert [status for _, status in said(await desk.send(*ids))] == ["again", "again"]
    desk.simulator.control.configure(unavailable_rate=0.0)
    assert [status for _, status in said(await desk.send(*ids))].count("sent") >= 1


async def test_a_message_says_sending_only_while_its_own_turn_has_come(desk: Desk) -> None:
    """So that a crash leaves no email in doubt that was never tried."""
    first, second = await planned(desk, Channel.EMAIL, keys=KEYS, email="unavailable@simulator.test")
    with pytest.raises(ApplicationError):
        await desk.send(first, second)
    assert (await desk.row(second)).status == "created"


async def test_what_the_provider_says_of_the_first_text_holds_for_the_next(desk: Desk) -> None:
    ids = await planned(desk, Channel.SMS, keys=KEYS, phone="+15005551610")
    outcomes = await desk.send(*ids)
    assert [(each.status, each.reason) for each in outcomes] == [("withheld", "opted_out")] * 2
    assert desk.texts() == []


@pytest.mark.parametrize(
    ("channels", "keys", "most"),
    [
        ((Channel.SMS,), NEXT[:1], 9),
        ((Channel.SMS,), NEXT, 16),
        ((Channel.SMS, Channel.EMAIL), NEXT[:1], 12),
    ],
)
async def test_a_usual_send_costs_few_statements(
    desk: Desk, channels: Sequence[Channel], keys: Sequence[MessageKey], most: int
) -> None:
    await desk.send(*await planned(desk, *channels))  # what is asked once in a while is known now
    ids = await planned(desk, *channels, keys=keys)
    with statements_of(desk.database) as asked:
        outcomes = await desk.send(*ids)
    assert {each.status for each in outcomes} == {"sent"}
    spent = [each for each in asked if not each.startswith("BEGIN") and "restores" not in each]
    assert len(spent) <= most, "\n\n".join(each[:300] for each in spent)
