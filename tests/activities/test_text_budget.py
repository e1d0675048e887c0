"""A day's texts are counted, staff is told at half, and what is not safety stops at the end (case E3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from db.queries import rate_counts, staff_tasks
from db.tables import Agency, Person, StaffTask
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.fallback import needs_another_way
from domain.messages import Channel, MessageKey
from messaging import text_budget
from tests.desk import ORI, POLICY, Desk
from tests.own_logs import own_logs

BUDGET = 4
MEXICAN, JAMAICAN, CUBAN = "+522221234567", "+18765123456", "+5351234567"


async def follow(desk: Desk, **limits: object) -> None:
    """Put limits in force."""
    text = POLICY
    for name, value in limits.items():
        text = re.sub(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
    async with desk.database.transaction() as session:
        (await session.get_one(Agency, ORI)).policy = text


async def texts_to_new_people(desk: Desk, count: int, key: MessageKey = MessageKey.CALL_RECEIVED) -> list[str]:
    """Planned, each to a person of its own."""
    planned = []
    for n in range(count):
        call = await desk.set_call(f"26-{n:06}", case_status=CaseStatus.OPENED, case_number="26-1")
        roles = [ContactRole.REPORTING_PARTY, ContactRole.VICTIM]
        person = await desk.set_person(call, phone=f"+12065550{101 + n}", roles=roles)
        planned.append(await desk.plan(call, person, key, Channel.SMS))
    return planned


async def reasons(desk: Desk, ids: list[str]) -> list[tuple[str, str]]:
    return [(outcome.status, outcome.reason) for outcome in await desk.send(*ids)]


async def tasks(desk: Desk) -> list[StaffTask]:
    async with desk.database.reading() as session:
        return list(await staff_tasks.open_tasks(session, ORI))


async def test_e3_staff_is_told_at_half_and_the_rest_is_withheld_with_its_reason(desk: Desk) -> None:
    await follow(desk, texts_per_day=BUDGET)
    ids = await texts_to_new_people(desk, 7)
    with own_logs() as logged:
        assert await reasons(desk, ids[:1]) == [("sent", "")]
        assert await tasks(desk) == []
        assert await reasons(desk, ids[1:]) == [("sent", "")] * 3 + [("withheld", "over_budget")] * 3
    half, full = sorted(task.reason for task in await tasks(desk))[::-1]
    assert half.startswith("half of the 4 texts of ")
    assert full.startswith("all 4 texts of ")
    assert [line["event"] for line in logged if line["event"].startswith("budget.")] == [
        "budget.half_used",
        "budget.used_up",
    ]
    assert len(desk.texts()) == BUDGET


async def test_e3_answers_to_people_who_write_leave_when_nothing_else_does(desk: Desk) -> None:
    await follow(desk, texts_per_day=1)
    ids = await texts_to_new_people(desk, 2)
    assert await reasons(desk, ids) == [("sent", ""), ("withheld", "over_budget")]
    for key in (MessageKey.EMERGENCY, MessageKey.OPT_OUT_CONFIRMED):
        call = await desk.set_call("26-000009")
        person = await desk.set_person(call, phone="+12065550199")
        message = await desk.plan(call, person, key, Channel.SMS)
        assert await reasons(desk, [message]) == [("sent", "")]


async def test_e3_the_next_day_is_another_budget_and_each_agency_has_its_own(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        agency = await session.get_one(Agency, ORI)
        agency.time_zone = "America/Los_Angeles"
        before, after = datetime(2026, 6, 2, 6, 59, tzinfo=UTC), datetime(2026, 6, 2, 7, 1, tzinfo=UTC)
        key = MessageKey.CALL_RECEIVED
        spent = [await text_budget.spend(session, agency, 1, key, now=before) for _ in range(2)]
        assert spent == [True, False]
        assert await text_budget.spend(session, agency, 1, key, now=after)
        assert await rate_counts.count(session, "texts/ANOTHER00", began_at=before) == 1


async def test_e3_a_text_that_is_tried_again_is_counted_once(desk: Desk) -> None:
    await follow(desk, texts_per_day=1)
    (message,) = await texts_to_new_people(desk, 1)
    desk.simulator.control.configure(unavailable_rate=1.0)
    with pytest.raises(Exception, match="20503"):
        await desk.send(message)
    desk.simulator.control.configure(unavailable_rate=0.0)
    assert await reasons(desk, [message]) == [("sent", "")]


@pytest.mark.parametrize(("key", "needs"), [(MessageKey.ARREST_MADE, True), (MessageKey.CALL_RECEIVED, False)])
def test_e3_what_a_victim_must_hear_goes_by_email_or_to_staff(key: MessageKey, needs: bool) -> None:
    assert needs_another_way(key, "withheld", "over_budget") is needs


@pytest.mark.parametrize("phone", [MEXICAN, JAMAICAN, CUBAN, "+14165550123", "+447400123456"])
async def test_e3_a_number_of_another_country_is_not_texted(desk: Desk, phone: str) -> None:
    message = await desk.a_text(phone)
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("withheld", "country_not_allowed")
    assert desk.texts() == []


@pytest.mark.parametrize("phone", [MEXICAN, JAMAICAN])
async def test_e3_an_agency_may_text_other_countries(desk: Desk, phone: str) -> None:
    await follow(desk, countries='["US", "MX", "JM"]')
    message = await desk.a_text(phone)
    assert await reasons(desk, [message]) == [("sent", "")]


async def test_e3_puerto_rico_is_in_the_united_states(desk: Desk) -> None:
    assert await reasons(desk, [await desk.a_text("+17875550123")]) == [("sent", "")]


async def test_e3_a_number_kept_before_countries_were_known_is_asked_when_it_is_texted(desk: Desk) -> None:
    message = await desk.a_text(MEXICAN)
    async with desk.database.transaction() as session:
        person = await session.get_one(Person, (await desk.row(message)).contact_id)
        person.phone_country = ""
    assert await reasons(desk, [message]) == [("withheld", "country_not_allowed")]


async def test_e3_a_cry_for_help_is_answered_in_any_country_and_a_code_is_not_sent(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=MEXICAN)
    emergency = await desk.plan(call, person, MessageKey.EMERGENCY, Channel.SMS)
    code = await desk.plan(call, person, MessageKey.PORTAL_CODE, Channel.SMS)
    assert await reasons(desk, [emergency, code]) == [("sent", ""), ("withheld", "country_not_allowed")]


async def test_a5_an_answer_to_a_number_that_is_gone_is_withheld(desk: Desk) -> None:
    """A number with an extension took the place of the one that wrote."""
    call = await desk.set_call()
    person = await desk.set_person(call, phone="+12065550123")
    answer = await desk.plan(call, person, MessageKey.HELP, Channel.SMS)
    await desk.set_person(call, phone="(971) 555-0125 x412")
    assert await reasons(desk, [answer]) == [("withheld", "no_contact")]
