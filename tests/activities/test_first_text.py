"""Before the first text to somebody who may be texted, and to nobody else, it is asked what line the number is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from activities.contract import SendOutcome
from db.queries import consents
from db.queries.contacts import phone_hash
from db.tables import Consent
from domain.contacts import ContactRole
from domain.messages import Channel, MessageKey, Purpose
from tests.desk import ORI, Desk

LANDLINE, MOBILE = "+15005554001", "+12065550123"


async def sent(desk: Desk, message: str, **changes: Any) -> SendOutcome:
    (outcome,) = await desk.send(message, **({"lookup_line_type": True} | changes))
    return outcome


def lookups(desk: Desk) -> int:
    counts: dict[str, int] = desk.simulator.control.state()["counts"]
    return counts.get("lookups", 0)


async def test_a_landline_is_never_texted_and_asked_about_once(desk: Desk) -> None:
    first = await desk.a_text(LANDLINE)
    outcome = await sent(desk, first)
    assert (outcome.status, outcome.reason) == ("withheld", "landline")
    other_call = await desk.set_call("26-000999")
    person = await desk.set_person(other_call, phone=LANDLINE)
    again = await desk.plan(other_call, person, MessageKey.CALL_RECEIVED, Channel.SMS)
    assert (await sent(desk, again)).reason == "landline"
    assert (desk.texts(), lookups(desk)) == ([], 1)
    row = await desk.row(first)
    assert (row.attempts, row.content_sealed) == (0, None)


@pytest.mark.parametrize("number", [MOBILE, "+15005554002", "+15005554003", "+15005554004"])
async def test_other_lines_are_texted_and_asked_about_once(desk: Desk, number: str) -> None:
    assert (await sent(desk, await desk.a_text(number))).status == "sent"
    call = await desk.set_call()
    person = await desk.set_person(call, phone=number)
    second = await desk.plan(call, person, MessageKey.OFFICER_DELAYED, Channel.SMS)
    assert (await sent(desk, second)).status == "sent"
    assert (len(desk.texts()), lookups(desk)) == (2, 1)


NOT_TO_BE_CONTACTED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a sensitive call": ({"sensitive": True}, {}),
    "a type that is left alone": ({"incident_type": "CDX"}, {}),
    "a suspect": ({}, {"roles": [ContactRole.SUSPECT]}),
    "a phone that is not safe": ({}, {"safe_sms": False}),
}


@pytest.mark.parametrize("who", NOT_TO_BE_CONTACTED)
async def test_nobody_is_looked_up_who_may_not_be_contacted(desk: Desk, who: str) -> None:
    state, person = NOT_TO_BE_CONTACTED[who]
    message = await desk.a_text(LANDLINE)
    call = await desk.set_call(**state)
    await desk.set_person(call, phone=LANDLINE, **person)
    assert (await sent(desk, message)).status == "withheld"
    assert lookups(desk) == 0


async def test_nobody_is_looked_up_who_opted_out(desk: Desk) -> None:
    message = await desk.a_text(LANDLINE)
    stop = Consent(
        ori=ORI,
        address_hash=phone_hash(desk.vault, LANDLINE),
        purpose=Purpose.UPDATES.value,
        given=False,
        how="reply",
        at=desk.now,
    )
    async with desk.database.transaction() as session:
        await consents.append(session, stop)
    assert (await sent(desk, message)).reason == "opted_out"
    assert lookups(desk) == 0


async def test_an_email_and_an_answer_to_a_text_need_no_lookup(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=LANDLINE, email="ana@example.com")
    email = await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.EMAIL)
    answer = await desk.plan(call, person, MessageKey.HELP, Channel.SMS)
    assert (await sent(desk, email)).status == "sent"
    await sent(desk, answer)
    assert lookups(desk) == 0


async def test_switched_off_nobody_is_looked_up(desk: Desk) -> None:
    assert (await sent(desk, await desk.a_text(), lookup_line_type=False)).status == "sent"
    assert lookups(desk) == 0


@pytest.mark.parametrize(
    "trouble", [{"unavailable_rate": 1.0}, {"rate_limited_rate": 1.0}, {"lost_request_rate": 1.0, "hang_seconds": 2}]
)
async def test_a_lookup_that_fails_holds_no_text_up(desk: Desk, trouble: dict[str, Any]) -> None:
    message = await desk.a_text(valid_until=desk.now + timedelta(minutes=30))
    lines = desk.lines(lookup_line_type=True, lookup_timeout_seconds=0.3)
    desk.simulator.control.configure(**trouble)
    await lines.ask(MOBILE)
    desk.simulator.control.configure(**dict.fromkeys(trouble, 0))
    (outcome,) = await desk.send(message, lines=lines)
    assert outcome.status == "sent"
    assert lookups(desk) == 1


async def test_what_may_have_left_already_is_not_called_a_landline(desk: Desk) -> None:
    """A text that perhaps got through is asked about and sent again, whatever a lookup would say."""
    message = await desk.a_text("+15005556599")
    with pytest.raises(Exception, match="ProviderUnavailable"):
        await sent(desk, message)
    before = lookups(desk)
    assert (await sent(desk, message)).status == "sent"
    assert lookups(desk) == before
