"""An extract says of each call what its tables say, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics.extract import make
from analytics.extracts import current
from db.connection.session import Database
from db.encryption.vault import Vault
from domain.call_state import CaseStatus, End
from domain.contacts import ContactRole
from tests.analytics.extract.live_calls import ORI, PHONE, RECEIVED, LiveCall, after, extracted, rows, store

CELL = "8a28d5421d47fff"


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
    agency = await store(database, vault, LiveCall(facts=facts, messages=[told], cell=CELL))

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
            "cell": CELL,
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
