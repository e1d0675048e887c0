"""One message on its way: what the provider says becomes a status and a reason, and it leaves exactly once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from db.queries import calls, consents, erasure
from db.tables import Agency, Consent, Person
from domain.call_state import CaseStatus, End
from domain.contacts import ContactRole
from domain.messages import Channel, MessageKey
from tests.desk import ORI, POLICY, Desk


@pytest.mark.parametrize(
    ("phone", "status", "reason"),
    [
        ("+12065550123", "sent", ""),
        ("+15005551211", "permanent_failure", "rejected: 21211"),
        ("+15005550002", "permanent_failure", "rejected: 21612"),
        ("+15005551408", "permanent_failure", "rejected: 21408"),
        ("+15005551610", "withheld", "opted_out"),
        ("+15005551614", "permanent_failure", "landline: 21614"),
        ("+15005551617", "permanent_failure", "rejected: 21617"),
        ("+15005551635", "permanent_failure", "landline: 21635"),
    ],
)
async def test_what_the_provider_says_for_good(desk: Desk, phone: str, status: str, reason: str) -> None:
    message = await desk.a_text(phone)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == (status, reason)
    row = await desk.row(message)
    assert (row.status, row.reason, row.attempts) == (status, reason, 1)
    assert await desk.send(message) == [outcome]
    assert len(desk.texts()) == (1 if status == "sent" else 0)


@pytest.mark.parametrize(
    ("phone", "failure", "code", "status"),
    [
        ("+15005555401", "SenderRefused", "20003", "temporary_failure"),
        ("+15005555429", "ProviderUnavailable", "20429", "temporary_failure"),
        ("+15005555500", "ProviderUnavailable", "20500", "sending"),
        ("+15005555503", "ProviderUnavailable", "20503", "sending"),
        ("+15005555599", "ProviderUnavailable", "timeout", "sending"),
    ],
)
async def test_trouble_that_passes_is_tried_again(desk: Desk, phone: str, failure: str, code: str, status: str) -> None:
    message = await desk.a_text(phone)
    with pytest.raises(ApplicationError) as raised:
        await desk.send(message)
    assert (raised.value.type, raised.value.message) == (failure, f"twilio: {code}")
    assert not raised.value.non_retryable
    row = await desk.row(message)
    assert (row.status, row.provider_code) == (status, code)


@pytest.mark.parametrize(
    ("phone", "attempts"),
    [
        ("+15005556429", 3),
        ("+15005556500", 2),
        ("+15005556503", 3),
        ("+15005556598", 2),  # accepted, but the answer never came: asked before sending again
        ("+15005556599", 2),  # never accepted
    ],
)
async def test_after_trouble_it_leaves_exactly_once(desk: Desk, phone: str, attempts: int) -> None:
    message = await desk.a_text(phone)
    for _ in range(attempts - 1):
        with pytest.raises(ApplicationError):
            await desk.send(message)
        await asyncio.sleep(0.6 if phone.endswith("9") else 0)
    (outcome,) = await desk.send(message)
    assert outcome.status == "sent"
    (text,) = desk.texts(phone)
    assert text["sid"] == (await desk.row(message)).provider_message_id


async def test_wrong_credentials_hold_everything_up_and_lose_nothing(desk: Desk) -> None:
    message = await desk.a_text()
    with pytest.raises(ApplicationError, match="SenderRefused: twilio: 20003"):
        await desk.send(message, twilio_auth_token="wrong")
    (outcome,) = await desk.send(message)
    assert outcome.status == "sent"
    assert len(desk.texts()) == 1


async def test_what_may_have_left_is_asked_about_before_it_is_called_withheld(desk: Desk) -> None:
    message = await desk.a_text("+15005556598", valid_until=desk.now + timedelta(minutes=1))
    with pytest.raises(ApplicationError):
        await desk.send(message)
    desk.later(hours=1)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("sent", "")


async def test_what_never_left_is_withheld_once_it_is_stale(desk: Desk) -> None:
    message = await desk.a_text("+15005555599", valid_until=desk.now + timedelta(minutes=1))
    with pytest.raises(ApplicationError):
        await desk.send(message)
    await asyncio.sleep(0.6)
    desk.later(hours=1)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "stale")
    assert desk.texts() == []


async def test_a_number_corrected_between_two_attempts_is_the_one_written_to(desk: Desk) -> None:
    message = await desk.a_text("+15005555429")
    with pytest.raises(ApplicationError):
        await desk.send(message)
    await desk.set_person(await desk.set_call(), phone="+12065550188")
    await desk.send(message)
    assert [text["to"] for text in desk.texts()] == ["+12065550188"]


async def test_a_stop_learnt_from_the_provider_holds_for_everything_else(desk: Desk) -> None:
    first = await desk.a_text("+15005551610")
    await desk.send(first)
    call = await desk.set_call()
    person = await desk.set_person(call, phone="+15005551610", email="ana@example.com")
    second = await desk.plan(call, person, MessageKey.OFFICER_DELAYED, Channel.EMAIL)
    (outcome,) = await desk.send(second)
    assert (outcome.status, outcome.reason) == ("withheld", "opted_out")


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"sensitive": True}, "sensitive_call_type"),
        ({"incident_type": "CDX"}, "call_type_not_allowed"),
        ({"officer_initiated": True}, "officer_initiated"),
        ({"ended": End.CANCELLED}, "stale"),
    ],
)
async def test_what_became_true_after_planning_holds_it_back(desk: Desk, state: dict[str, Any], reason: str) -> None:
    message = await desk.a_text()
    await desk.set_call(**state)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", reason)
    assert desk.texts() == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"phone": None}, "no_contact"),
        ({"safe_sms": False}, "not_safe"),
        ({"roles": [ContactRole.SUSPECT]}, "never_contacted_role"),
    ],
)
async def test_what_became_of_the_person_after_planning_holds_it_back(
    desk: Desk, values: dict[str, Any], reason: str
) -> None:
    message = await desk.a_text()
    await desk.set_person(await desk.set_call(), **values)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", reason)


async def test_somebody_erased_after_planning_hears_nothing(desk: Desk) -> None:
    message = await desk.a_text()
    async with desk.database.transaction() as session:
        call = await calls.get(session, ORI, "26-000123")
        assert call is not None
        await erasure.erase(session, (await desk.row(message)).contact_id, now=desk.now)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "no_contact")


async def test_a_message_without_a_needed_fact_is_withheld_and_names_it(desk: Desk) -> None:
    call = await desk.set_call(case_status=CaseStatus.OPENED)
    person = await desk.set_person(call)
    message = await desk.plan(call, person, MessageKey.CASE_NUMBER, Channel.SMS)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "missing_fact: case_number")


async def test_a_policy_that_became_a_trial_sends_nothing_more(desk: Desk) -> None:
    message = await desk.a_text()
    async with desk.database.transaction() as session:
        agency = await session.get_one(Agency, ORI)
        agency.policy = POLICY.replace("shadow = false", "shadow = true")
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "shadow")


async def test_an_email_can_be_stopped_by_one_click_and_tells_the_provider_nothing_else(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=None, email="ana@example.com")
    message = await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.EMAIL)
    await desk.send(message)
    (sent,) = desk.texts()
    base = desk.settings.base_url
    assert sent["headers"]["List-Unsubscribe"].startswith(f"<{base}/u/")
    assert sent["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["headers"]["List-Unsubscribe"][1:-1] in sent["body"]
    assert sent["headers"]["List-Unsubscribe"][1:-1] in sent["html"]
    assert sent["custom_args"] == {"message_id": message}


async def test_emails_stopped_after_one_was_planned_are_not_sent(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=None, email="ana@example.com")
    message = await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.EMAIL)
    async with desk.database.transaction() as session:
        known = await session.get(Person, person)
        assert known is not None
        assert known.email_hash is not None
        word = Consent(
            ori=ORI, address_hash=known.email_hash, purpose="updates", given=False, how="email link", at=desk.now
        )
        await consents.append(session, word)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "opted_out")


@pytest.mark.parametrize("own", ["+12065550100", "the sender of the settings"])
async def test_a5_the_agency_never_texts_itself(desk: Desk, own: str) -> None:
    """A number that was kept before it was the agency's own, or before such numbers were refused."""
    own = own if own.startswith("+") else desk.settings.twilio_from
    message = await desk.a_text(own)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "own_address")
    assert desk.texts() == []
