"""An extract says of each call what its tables say, on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from analytics.extract import make
from analytics.extracts import current
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import survey_results
from db.tables import Consent, InboundReply, OutboundMessage, StaffTask, SurveyInvitation, SurveyRelease
from domain.call_state import CaseStatus, End
from domain.contacts import ContactRole
from portal.case_file import PROVIDER
from tests.analytics.extract.live_calls import NOW, ORI, PHONE, RECEIVED, LiveCall, after, extracted, rows, store


async def test_a_call_is_told_with_its_times_by_the_agencys_clocks(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    facts = {
        "incident_type": "larceny",
        "dispatched_at": after(3),
        "arrived_at": after(9),
        "ended": End.CLOSED,
        "ended_at": after(40),
        "disposition": "01",
        "case_status": CaseStatus.OPENED,
    }
    told = {"key": "call_received", "planned_at": after(1), "segments": 2, "delivered_at": after(2)}
    agency = await store(database, vault, LiveCall(facts=facts, messages=[told]))

    made = await extracted(database, tmp_path, agency)

    assert current(tmp_path, ORI) == made
    assert (made.about.since, made.about.until, made.about.invented) == (date(2026, 6, 3), date(2026, 6, 5), False)
    assert (made.about.sms_per_segment, made.about.agency) == ("0.0109", "Springfield Police")
    assert rows(made, "calls") == [
        {
            "call_id": "26-000001",
            "received_at": RECEIVED,
            "local_day": date(2026, 6, 3),
            "local_hour": 12,
            "local_weekday": 3,
            "incident_type": "LARCENY",
            "sensitive": False,
            "priority": 3,
            "beat": "C2",
            "cell": None,
            "officer_initiated": False,
            "dispatched_at": after(3),
            "arrived_at": after(9),
            "ended_at": after(40),
            "end": "closed",
            "disposition": "01",
            "status": "cleared",
            "case_status": "opened",
            "callers": 1,
            "told": True,
            "delay_due_at": None,
            "delay_told_at": None,
            "delay_withheld": None,
            "called_again": 0,
        }
    ]
    assert rows(made, "messages") == [
        {
            "call_id": "26-000001",
            "key": "call_received",
            "channel": "sms",
            "language": "en",
            "status": "delivered",
            "reason": "",
            "accepted": True,
            "segments": 2,
            "stands_in": False,
            "planned_at": after(1),
            "sent_at": after(1),
            "delivered_at": after(2),
            "local_day": date(2026, 6, 3),
        }
    ]


async def test_a_delay_is_told_with_when_it_was_due_and_when_a_caller_heard(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    late = [{"key": "officer_delayed", "planned_at": after(60)}, {"key": "officer_delayed", "planned_at": after(120)}]
    arrived = {"arrived_at": after(130)}
    agency = await store(
        database,
        vault,
        LiveCall(facts=arrived, late=[(after(120), "changed"), (after(60), "changed")], messages=late),
    )

    (call,) = rows(await extracted(database, tmp_path, agency), "calls")

    assert (call["delay_due_at"], call["delay_told_at"], call["delay_withheld"]) == (after(60), after(60), None)


async def test_further_calls_of_a_caller_count_while_they_wait(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    def a_call(number: str, minutes: float, phone: str = PHONE, **facts: object) -> LiveCall:
        return LiveCall(number=number, phones=(phone,), facts={"received_at": after(minutes), **facts})

    agency = await store(
        database,
        vault,
        a_call("first", 0, arrived_at=after(60)),
        a_call("asked", 30, ended=End.MERGED, ended_at=after(31)),
        a_call("asked again", 59, ended=End.MERGED, ended_at=after(60)),
        a_call("afterwards", 61, arrived_at=after(70)),
        a_call("another person", 20, "+12065550199", arrived_at=after(90)),
        a_call("of an officer", 21, officer_initiated=True),
    )
    await store(database, vault, a_call("elsewhere", 30), ori="WASPD0001")

    found = {
        each["call_id"]: each["called_again"] for each in rows(await extracted(database, tmp_path, agency), "calls")
    }

    assert found == {
        "first": 2,
        "asked": 0,
        "asked again": 0,
        "afterwards": 0,
        "another person": 0,
        "of an officer": 0,
    }


async def test_callers_are_those_who_may_be_told_and_can_be_reached(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    suspect = frozenset({ContactRole.REPORTING_PARTY, ContactRole.SUSPECT})
    agency = await store(
        database,
        vault,
        LiveCall(number="two", phones=(PHONE, "+12065550124")),
        LiveCall(number="suspect", roles=suspect),
        LiveCall(number="detective", roles=frozenset({ContactRole.DETECTIVE})),
        LiveCall(number="none", phones=()),
    )

    found = {each["call_id"]: each["callers"] for each in rows(await extracted(database, tmp_path, agency), "calls")}

    assert found == {"two": 2, "suspect": 0, "detective": 0, "none": 0}


async def test_what_waits_for_staff_is_told_with_what_came_of_it(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    agency = await store(
        database, vault, LiveCall(number="answered"), LiveCall(number="closed"), LiveCall(number="open")
    )
    async with database.transaction() as session:
        for number in ("answered", "closed", "open"):
            session.add(_reply(number, PROVIDER, "other"))
        session.add(_reply("open", "twilio", "thanks"))
        session.add(
            OutboundMessage(
                call_id="answered",
                key="detective_message",
                status="delivered",
                planned_at=after(90),
                updated_at=after(90),
            )
        )
        for number, kind, closed in (("closed", "reply", after(120)), ("open", "call_back", None)):
            session.add(
                StaffTask(
                    ori=ORI,
                    task_key=f"{kind}/{number}",
                    kind=kind,
                    call_id=number,
                    reason="wrote to the detective",
                    opened_at=after(1),
                    last_at=after(1),
                    due_at=after(300),
                    closed_at=closed,
                    outcome="done" if closed else "",
                )
            )

    made = await extracted(database, tmp_path, agency)

    found = {(each["kind"], each["done_at"], each["outcome"], each["due_at"]) for each in rows(made, "waiting")}
    assert found == {
        ("letter", after(90), "answered", None),
        ("letter", after(120), "closed", None),
        ("letter", None, None, None),
        ("reply", after(120), "done", after(300)),
        ("call_back", None, None, after(300)),
    }
    (reply,) = rows(made, "replies")
    assert (reply["intent"], reply["answered_with"], reply["about_a_call"]) == ("thanks", None, True)


async def test_consents_are_told_with_their_way(database: Database, vault: Vault, tmp_path: Path) -> None:
    agency = await store(database, vault)
    async with database.transaction() as session:
        for how in ("text: keyword", "portal", "email one-click", "twilio undelivered 21610", "staff: x", "cas"):
            session.add(Consent(ori=ORI, address_hash="h", purpose="updates", given=False, how=how, at=RECEIVED))

    found = rows(await extracted(database, tmp_path, agency), "consents")

    assert [each["how"] for each in found] == ["reply", "page", "email", "provider", "staff", "other"]
    assert {each["local_day"] for each in found} == {date(2026, 6, 3)}


async def test_released_surveys_are_told_as_they_were_released(
    database: Database, vault: Vault, tmp_path: Path
) -> None:
    agency = await store(database, vault)
    ended = {"complete": 8, "partial": 4, "break_off": 1, "refused": 1, "no_answer": 30, "not_delivered": 2}
    results = {
        "invited": 46,
        "items": [{"key": "overall", "text": "Overall, I was satisfied.", "sets": ["officer_came.1"]}],
        "groups": [
            {"group": ["total", ""], "dispositions": ended, "answered": 13, "ratings": {"overall": [1, 0, 2, 4, 5]}},
            {"group": ["beat", "C2"], "dispositions": None, "answered": None, "ratings": {"overall": None}},
        ],
    }
    begins, ends = RECEIVED.replace(month=1, day=1, hour=8), RECEIVED.replace(month=4, day=1, hour=7)
    async with database.transaction() as session:
        session.add(
            SurveyRelease(
                ori=ORI, period="2026-Q1", begins_at=begins, ends_at=ends, released_at=RECEIVED, results=results
            )
        )

    found = rows(await extracted(database, tmp_path, agency), "surveys")

    assert {(each["period"], each["begins"], each["ends"]) for each in found} == {
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1))
    }
    names = ("dimension", "value", "question", "words", "invited", "answered", "ratings", "rated_1", "rated_5")
    assert [tuple(each[name] for name in names) for each in found] == [
        ("total", "total", None, None, 46, 12, None, None, None),
        ("total", "total", "overall", "Overall, I was satisfied.", None, None, 12, 1, 5),
        ("beat", "C2", None, None, None, None, None, None, None),
        ("beat", "C2", "overall", "Overall, I was satisfied.", None, None, None, None, None),
    ]


async def test_a_period_that_is_due_is_released_and_one_that_runs_is_not(
    sqlite_database: Database, vault: Vault, tmp_path: Path
) -> None:
    agency = await store(sqlite_database, vault, LiveCall(number="winter"), LiveCall(number="now"))
    async with sqlite_database.transaction() as session:
        session.add_all([_invitation("winter", RECEIVED - timedelta(days=100)), _invitation("now", RECEIVED)])

    days = (NOW, NOW + timedelta(days=1))
    found = [rows(await extracted(sqlite_database, tmp_path, agency, now=now), "surveys") for now in days]

    async with sqlite_database.reading() as session:
        assert [each.period for each in await survey_results.releases(session, ORI)] == ["2026-Q1"]
    assert found[0] == found[1]
    assert {(each["period"], each["invited"], each["ratings"]) for each in found[0]} == {("2026-Q1", None, None)}


async def test_portions_leave_no_call_out_and_none_is_there_twice(
    sqlite_database: Database, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "CALLS_AT_ONCE", 3)
    calls = [LiveCall(number=f"{n}", facts={"received_at": after(-n)}, messages=[{}]) for n in range(10)]
    agency = await store(sqlite_database, vault, *calls)

    made = await extracted(sqlite_database, tmp_path, agency)

    assert sorted(each["call_id"] for each in rows(made, "calls")) == [f"{n}" for n in range(10)]
    assert made.about.rows["messages"] == 10


async def test_an_agency_without_calls_has_an_empty_extract(
    sqlite_database: Database, vault: Vault, tmp_path: Path
) -> None:
    agency = await store(sqlite_database, vault)

    made = await extracted(sqlite_database, tmp_path, agency, now=RECEIVED + timedelta(days=1))

    assert set(made.about.rows.values()) == {0}
    assert made.about.since == made.about.until == date(2026, 6, 4)


def _invitation(call_id: str, at: datetime) -> SurveyInvitation:
    return SurveyInvitation(
        ori=ORI,
        call_id=call_id,
        contact_id="",
        address_hash="h",
        token_hash=call_id,
        language="en",
        question_set="officer_came.1",
        invited_at=at,
        expires_at=at + timedelta(days=7),
        answered_at=at,
        answers={"overall": 5},
    )


def _reply(call_id: str, provider: str, intent: str) -> InboundReply:
    return InboundReply(
        ori=ORI,
        provider=provider,
        provider_message_id=f"{provider}/{call_id}",
        address_hash="h",
        call_id=call_id,
        intent=intent,
        received_at=after(5),
    )
