"""Taking a wrong message back: each who got it is sent one correction, where and how they got it, and no one else."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.connection.session import Database
from db.queries import agencies, calls, contacts, messages, timeline
from db.queries.corrections import SentPeriod
from db.tables import Call, Consent, OutboundMessage
from domain.call_state import CaseStatus
from domain.contacts import ContactRole
from domain.delivery import DeliveryStatus
from domain.messages import Channel, MessageKey, Purpose
from intake.staff.corrections import Corrected, correct, recipients
from tests.desk import ORI, POLICY, Desk
from tests.world import LOCAL

CLOSED, CORRECTION = MessageKey.CASE_CLOSED, MessageKey.CORRECTION
ANA, BEA = "+12065550123", "+12065550124"


async def closed(desk: Desk, number: str = "26-1", *, key: MessageKey = CLOSED, send: bool = True, **who: Any) -> str:
    """A call whose victim was told that the case is closed; returns the message's id."""
    call = await desk.set_call(number, case_number=number, case_status=CaseStatus.CLOSED)
    person = await desk.set_person(call, **who)
    channel = Channel.SMS if who.get("phone", ANA) else Channel.EMAIL
    message = await desk.plan(call, person, key, channel, language=who.get("language", "en"))
    if send:
        (outcome,) = await desk.send(message)
        assert outcome.status == "sent"
    return message


def period(desk: Desk, key: MessageKey = CLOSED, *, since: datetime | None = None) -> SentPeriod:
    return SentPeriod(
        ori=ORI, key=key, since=since or desk.now - timedelta(hours=1), until=desk.now + timedelta(hours=1)
    )


async def take_back(desk: Desk, key: MessageKey = CLOSED, **more: Any) -> Corrected:
    return await correct(desk.database, desk.vault, period(desk, key, **more), by="4711", clock=lambda: desk.now)


async def rows_of(desk: Desk, number: str = "26-1") -> list[OutboundMessage]:
    async with desk.database.reading() as session:
        call = await calls.get(session, ORI, number)
        assert call is not None
        return [row for row in await messages.of_call(session, call.id) if row.key == CORRECTION]


async def change(desk: Desk, number: str = "26-1", **values: Any) -> None:
    async with desk.database.transaction() as session:
        call = await calls.get(session, ORI, number)
        assert call is not None
        await contacts.upsert(session, desk.vault, call_id=call.id, ref="caller", values=values, now=desk.now)  # type: ignore[arg-type]


async def test_who_got_it_is_sent_one_text_that_takes_it_back(desk: Desk) -> None:
    wrong = await closed(desk)
    assert (await take_back(desk)).written == 1
    (row,) = await rows_of(desk)
    assert (row.corrects, row.channel, row.status, row.facts["corrects"]) == (wrong, "sms", "created", CLOSED)
    (outcome,) = await desk.send(row.id)
    assert outcome.status == "sent"
    first, second = desk.texts(ANA)
    assert "Your case is now closed" in first["body"]
    today = desk.now.astimezone(LOCAL)
    assert f"On {today:%B} {today.day}, {today.year} we told you that your case was closed." in second["body"]
    assert "That was a mistake: it is not true." in second["body"]


async def test_corrected_twice_at_once_it_is_sent_once(database: Database, desk: Desk) -> None:
    both = replace(desk, database=database)
    await both.open_agency()
    await closed(both)
    done = await asyncio.gather(take_back(both), take_back(both), take_back(both))
    assert sum(each.written for each in done) == 1
    assert (await take_back(both)).written == 0
    assert len(await rows_of(both)) == 1


async def test_in_the_language_they_speak(desk: Desk) -> None:
    await closed(desk, language="es")
    await take_back(desk)
    (row,) = await rows_of(desk)
    await desk.send(row.id)
    assert "le dijimos que su caso estaba cerrado. Fue un error" in desk.texts(ANA)[-1]["body"]


async def test_who_did_not_get_it_is_sent_nothing(desk: Desk) -> None:
    await closed(desk, "26-1", phone=ANA)
    await closed(desk, "26-2", phone=BEA, send=False)
    failed = await closed(desk, "26-3", phone="+12065550125", send=False)
    async with desk.database.transaction() as session:
        row = await messages.lock_message(session, failed)
        assert row is not None
        row.move_to(DeliveryStatus.SENDING, now=desk.now)
        row.sending_at = desk.now
        row.move_to(DeliveryStatus.PERMANENT_FAILURE, now=desk.now, reason="rejected: 30005")
    await closed(desk, "26-4", phone="+12065550126", key=MessageKey.CASE_NUMBER)
    assert (await take_back(desk)).written == 1
    assert [len(await rows_of(desk, f"26-{n}")) for n in (1, 2, 3, 4)] == [1, 0, 0, 0]
    assert (await take_back(desk, since=desk.now + timedelta(minutes=1))).written == 0


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"phone": BEA}, "address_changed"),
        ({"phone": None}, "no_contact"),
        ({"safe_sms": False}, "not_safe"),
        ({"roles": [ContactRole.SUSPECT]}, "never_contacted_role"),
    ],
)
async def test_whose_address_or_safety_changed_is_not_written_to(desk: Desk, values: Any, reason: str) -> None:
    await closed(desk)
    await change(desk, **values)
    assert (await take_back(desk)).withheld == Counter([reason])
    (row,) = await rows_of(desk)
    assert (row.status, row.reason) == ("withheld", reason)
    assert len(desk.texts()) == 1


async def test_who_opted_out_is_recorded_as_withheld(desk: Desk) -> None:
    await closed(desk)
    await opt_out(desk)
    assert (await take_back(desk)).withheld == Counter(["opted_out"])
    (row,) = await rows_of(desk)
    assert (row.status, row.reason) == ("withheld", "opted_out")


async def test_who_opts_out_between_is_not_written_to_either(desk: Desk) -> None:
    await closed(desk)
    await take_back(desk)
    await opt_out(desk)
    (row,) = await rows_of(desk)
    (outcome,) = await desk.send(row.id)
    assert (outcome.status, outcome.reason) == ("withheld", "opted_out")


async def opt_out(desk: Desk) -> None:
    async with desk.database.transaction() as session:
        session.add(
            Consent(
                ori=ORI,
                address_hash=contacts.phone_hash(desk.vault, ANA),
                purpose=Purpose.UPDATES.value,
                given=False,
                how="STOP",
                at=desk.now,
            )
        )


async def test_a_call_that_became_sensitive_stays_silent(desk: Desk) -> None:
    await closed(desk)
    await desk.set_call("26-1", case_number="26-1", sensitive=True)
    assert (await take_back(desk)).withheld == Counter(["sensitive_call_type"])


async def test_no_policy_and_no_limit_keeps_a_correction_back(desk: Desk) -> None:
    await closed(desk)
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.policy = POLICY.replace("case_closed =", "# case_closed =").replace(
            "messages_per_person_per_day = 20", "messages_per_person_per_day = 1"
        )
    assert (await take_back(desk)).written == 1
    (row,) = await rows_of(desk)
    (outcome,) = await desk.send(row.id)
    assert outcome.status == "sent"


async def test_the_brake_holds_no_correction(desk: Desk) -> None:
    for n in range(3):
        await closed(desk, f"26-{n}", phone=f"+1206555011{n}")
    async with desk.database.transaction() as session:
        agency = await agencies.get(session, ORI)
        assert agency is not None
        agency.policy = POLICY.replace("ceiling = 50", "ceiling = 1")
    await take_back(desk)
    rows = [row for n in range(3) for row in await rows_of(desk, f"26-{n}")]
    assert [outcome.status for outcome in await desk.send(*[row.id for row in rows])] == ["sent"] * 3


async def test_at_night_it_waits_like_what_it_corrects(desk: Desk) -> None:
    await closed(desk, "26-1", phone=ANA)
    await closed(desk, "26-2", phone=BEA, key=MessageKey.ARREST_MADE)
    night = desk.now.astimezone(LOCAL).replace(hour=23) + timedelta(days=1)
    since = desk.now - timedelta(hours=1)
    desk.now = night.astimezone(desk.now.tzinfo)
    await take_back(desk, since=since)
    await take_back(desk, MessageKey.ARREST_MADE, since=since)
    (waits,), (exempt,) = await rows_of(desk, "26-1"), await rows_of(desk, "26-2")
    assert waits.not_before is not None
    assert waits.not_before.astimezone(LOCAL).hour == 8
    assert exempt.not_before is None


async def test_both_stand_in_the_timeline_with_who_took_it_back(desk: Desk) -> None:
    await closed(desk)
    desk.later(minutes=5)
    await take_back(desk)
    (row,) = await rows_of(desk)
    await desk.send(row.id)
    async with desk.database.reading() as session:
        call = await session.get_one(Call, row.call_id)
        lines = [line for line in await timeline.of_call(session, call.id) if line.kind == "message"]
    assert [(line.what, line.effect) for line in lines] == [
        ("case_closed", "sent"),
        ("correction", "created"),
        ("correction", "sent"),
    ]
    assert [line.detail.get("corrects") for line in lines] == [None, CLOSED, CLOSED]
    assert lines[1].detail["by"] == "4711"


async def test_the_list_says_who_would_get_it_and_why_not(desk: Desk) -> None:
    await closed(desk, "26-1", phone=ANA)
    await closed(desk, "26-2", phone=BEA)
    await change(desk, "26-2", phone="+12065550199")
    async with desk.database.reading() as session:
        found = await recipients(session, desk.vault, period(desk), now=desk.now)
    assert [(each.told.call_number, each.assessed.withheld) for each in found] == [
        ("26-1", None),
        ("26-2", "address_changed"),
    ]


async def test_told_twice_over_the_same_way_they_are_corrected_once(desk: Desk) -> None:
    await closed(desk)
    call = await desk.set_call("26-1", case_number="26-1", case_status=CaseStatus.CLOSED)
    again = await desk.plan(call, (await rows(desk))[0].contact_id, CLOSED, Channel.SMS, n=2)
    await desk.send(again)
    assert (await take_back(desk)).written == 1
    (row,) = await rows_of(desk)
    assert row.corrects == again


async def rows(desk: Desk) -> list[OutboundMessage]:
    async with desk.database.reading() as session:
        call = await calls.get(session, ORI, "26-1")
        assert call is not None
        return list(await messages.of_call(session, call.id))
