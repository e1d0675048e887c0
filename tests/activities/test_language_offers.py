"""Beside a first text in Latin letters one more text offers Arabic and Farsi: once per number, by the rules of the
text it stands beside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from db.queries import consents, languages, messages
from db.queries.contacts import phone_hash
from db.tables import Agency, Consent, OutboundMessage
from domain.call_state import CaseStatus, End
from domain.messages import Channel, MessageKey, Purpose
from messaging.language_offers import BESIDE, OFFERED
from messaging.rendering.texts.offer import OFFERS
from tests.desk import OFFERING, ORI, POLICY, Desk

PHONE = "+12065550123"
BOTH = f"\u200f{OFFERS['ar']}\n{OFFERS['fa']}"
ALL = '["en", "es", "fr", "ar", "sw", "fa"]'


@pytest.fixture(autouse=True)
async def offering(desk: Desk) -> None:
    await set_agency(desk, policy=OFFERING)


async def set_agency(desk: Desk, **values: Any) -> None:
    async with desk.database.transaction() as session:
        await session.execute(update(Agency).values(**values))


async def offers(desk: Desk) -> list[OutboundMessage]:
    wanted = select(OutboundMessage).where(col(OutboundMessage.key) == MessageKey.LANGUAGE_OFFER.value)
    async with desk.database.reading() as session:
        return list((await session.scalars(wanted.order_by(col(OutboundMessage.planned_at)))).all())


def bodies(desk: Desk, to: str = PHONE) -> list[str]:
    return [text["body"] for text in desk.texts(to)]


async def waiting_offer(desk: Desk, beside: MessageKey = MessageKey.CALL_RECEIVED, **values: Any) -> str:
    """One that could not leave right after its text, which did."""
    call = await desk.set_call()
    person = await desk.set_person(call, phone=PHONE)
    hash_ = phone_hash(desk.vault, PHONE)
    await desk.plan(call, person, beside, Channel.SMS, address_hash=hash_, sent_at=desk.now)
    async with desk.database.transaction() as session:
        await session.execute(update(OutboundMessage).values(status="sent"))
    facts = {BESIDE: beside.value, OFFERED: ["ar", "fa"]}
    usual = {"address_hash": hash_, "facts": facts, "language": "ar"}
    return await desk.plan(call, person, MessageKey.LANGUAGE_OFFER, Channel.SMS, **(usual | values))


async def test_a_first_text_is_followed_by_one_that_offers_arabic_and_farsi(desk: Desk) -> None:
    first = await desk.a_text(PHONE, valid_until=desk.now + timedelta(minutes=30))
    [outcome] = await desk.send(first)
    assert (outcome.key, outcome.status) == (MessageKey.CALL_RECEIVED, "sent")
    said, offered = bodies(desk)
    assert OFFERS["es"] in said
    assert not {OFFERS["ar"], OFFERS["fa"], "Arabi"} & set(said.split("\n"))
    assert offered == BOTH
    [row] = await offers(desk)
    beside = await desk.row(first)
    assert (row.status, row.segments, row.language) == ("sent", 1, "ar")
    assert row.facts == {BESIDE: "call_received", OFFERED: ["ar", "fa"]}
    assert (row.address_hash, row.valid_until) == (beside.address_hash, beside.valid_until)


async def test_it_is_offered_once_to_a_number(desk: Desk) -> None:
    first = await desk.a_text(PHONE)
    await desk.send(first)
    await desk.send(first)  # the activity is run again
    call = await desk.set_call()
    person = await desk.set_person(call, phone=PHONE)
    await desk.send(await desk.plan(call, person, MessageKey.OFFICER_DELAYED, Channel.SMS))
    other = await desk.set_call("26-000999")
    again = await desk.set_person(other, phone=PHONE)
    await desk.send(await desk.plan(other, again, MessageKey.CALL_RECEIVED, Channel.SMS))
    assert bodies(desk).count(BOTH) == len(await offers(desk)) == 1


async def test_a_number_that_was_corrected_is_offered_too(desk: Desk) -> None:
    await desk.send(await desk.a_text(PHONE))
    call = await desk.set_call()
    person = await desk.set_person(call, phone="+12065550188")
    await desk.send(await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.SMS, retold=1))
    assert BOTH in bodies(desk, "+12065550188")


async def test_nothing_is_offered_to_a_person_whose_language_is_known(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=PHONE, language="sw")
    await desk.send(await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.SMS, language="sw"))
    assert (len(bodies(desk)), await offers(desk)) == (1, [])


@pytest.mark.parametrize(
    ("listed", "offered"),
    [
        ('["en", "es"]', None),
        ("[]", None),
        ('["es", "fa"]', f"\u200f{OFFERS['fa']}"),
        ('["ar"]', f"\u200f{OFFERS['ar']}"),
    ],
)
async def test_the_policy_says_which_are_offered(desk: Desk, listed: str, offered: str | None) -> None:
    await set_agency(desk, policy=OFFERING.replace(ALL, listed))
    await desk.send(await desk.a_text(PHONE))
    assert bodies(desk)[1:] == ([offered] if offered else [])


@pytest.mark.parametrize("language", ["ar", "fa"])
async def test_a_first_text_in_arabic_letters_offers_the_others_itself(desk: Desk, language: str) -> None:
    await desk.send(await desk.a_text(PHONE, language=language))
    [said] = bodies(desk)
    assert {line for name, line in OFFERS.items() if name != language} <= set(said.split("\n"))


@pytest.mark.parametrize(
    ("key", "channel"), [(MessageKey.HELP, Channel.SMS), (MessageKey.CALL_RECEIVED, Channel.EMAIL)]
)
async def test_an_answer_or_an_email_is_followed_by_none(desk: Desk, key: MessageKey, channel: Channel) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call, phone=PHONE, email="ana@example.com")
    await desk.send(await desk.plan(call, person, key, channel))
    assert await offers(desk) == []


async def test_a_text_that_did_not_leave_is_followed_by_none(desk: Desk) -> None:
    landline = await desk.a_text("+15005554001")
    await desk.send(landline, lookup_line_type=True)
    assert ((await desk.row(landline)).status, await offers(desk)) == ("withheld", [])


async def test_it_leaves_after_its_text_when_the_provider_is_away_in_between(desk: Desk) -> None:
    offer = await waiting_offer(desk)
    desk.simulator.control.configure(unavailable_rate=1.0)
    with pytest.raises(Exception, match="ProviderUnavailable"):
        await desk.send(offer)
    desk.simulator.control.configure(unavailable_rate=0)
    [outcome] = await desk.send(offer)
    assert (outcome.status, bodies(desk)) == ("sent", [BOTH])


async def test_an_offer_that_was_left_behind_goes_with_its_text_when_that_is_run_again(desk: Desk) -> None:
    offer = await waiting_offer(desk)
    async with desk.database.reading() as session:
        [first] = [row for row in await messages.of_call(session, (await desk.row(offer)).call_id) if row.id != offer]
    await desk.send(first.id)
    assert ((await desk.row(offer)).status, bodies(desk)) == ("sent", [BOTH])


async def stop(desk: Desk, purpose: Purpose) -> None:
    said: dict[str, Any] = {"ori": ORI, "address_hash": phone_hash(desk.vault, PHONE), "how": "reply", "at": desk.now}
    async with desk.database.transaction() as session:
        await consents.append(session, Consent(purpose=purpose.value, given=False, **said))


@pytest.mark.parametrize(
    ("beside", "stopped", "reason"),
    [
        (MessageKey.CALL_RECEIVED, Purpose.UPDATES, "opted_out"),
        (MessageKey.CALL_RECEIVED, Purpose.SURVEY, ""),
        (MessageKey.SURVEY_INVITATION, Purpose.SURVEY, "opted_out"),
    ],
)
async def test_it_keeps_to_the_consent_to_its_text(
    desk: Desk, beside: MessageKey, stopped: Purpose, reason: str
) -> None:
    offer = await waiting_offer(desk, beside)
    if beside is MessageKey.SURVEY_INVITATION:
        await desk.set_call(ended=End.CLOSED, ended_at=desk.now, disposition="01")
    await stop(desk, stopped)
    [outcome] = await desk.send(offer)
    assert outcome.reason == reason


async def test_it_is_stale_with_its_text(desk: Desk) -> None:
    late = await waiting_offer(desk, valid_until=desk.now - timedelta(minutes=1))
    [outcome] = await desk.send(late)
    assert (outcome.status, outcome.reason) == ("withheld", "stale")


async def test_it_is_not_sent_where_its_text_is_not_in_the_policy_any_more(desk: Desk) -> None:
    offer = await waiting_offer(desk, MessageKey.OFFICER_DISPATCHED)
    await set_agency(desk, policy=POLICY.replace("officer_dispatched", "# officer_dispatched"))
    [outcome] = await desk.send(offer)
    assert outcome.status == "withheld"


async def test_it_waits_for_the_hours_of_its_text(desk: Desk) -> None:
    night = OFFERING.replace('case = "08:00-21:00"', 'case = "20:58-20:59"')
    assert night != OFFERING
    offer = await waiting_offer(desk, MessageKey.STILL_OPEN)
    await desk.set_call(case_number="26-4711", case_status=CaseStatus.ASSIGNED)
    await set_agency(desk, policy=night)
    with pytest.raises(Exception, match="QuietHours"):
        await desk.send(offer)


async def test_a_language_that_was_chosen_meanwhile_is_not_asked_for(desk: Desk) -> None:
    offer = await waiting_offer(desk)
    chosen: dict[str, Any] = {"ori": ORI, "address_hash": phone_hash(desk.vault, PHONE), "how": "text", "now": desk.now}
    async with desk.database.transaction() as session:
        await languages.choose(session, language="fr", **chosen)
    [outcome] = await desk.send(offer)
    assert (outcome.status, outcome.reason) == ("withheld", "stale")


async def test_another_calls_offer_makes_it_needless(desk: Desk) -> None:
    await desk.send(await desk.a_text(PHONE))
    other = await desk.set_call("26-000999")
    person = await desk.set_person(other, phone=PHONE)
    facts = {BESIDE: "call_received", OFFERED: ["ar"]}
    second = await desk.plan(
        other,
        person,
        MessageKey.LANGUAGE_OFFER,
        Channel.SMS,
        address_hash=phone_hash(desk.vault, PHONE),
        facts=facts,
    )
    [outcome] = await desk.send(second)
    assert (outcome.status, outcome.reason) == ("withheld", "duplicate")


async def test_it_costs_a_text_of_the_budget(desk: Desk) -> None:
    await set_agency(desk, policy=OFFERING.replace("texts_per_day = 5000", "texts_per_day = 1"))
    await desk.send(await desk.a_text(PHONE))
    [row] = await offers(desk)
    assert (row.status, row.reason, len(bodies(desk))) == ("withheld", "over_budget", 1)
