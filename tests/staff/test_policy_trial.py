"""A policy is tried on past calls: the replay says what was really planned, and the trial says what would differ."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import policy_trials, trial_material
from db.queries.contacts import PersonValues
from db.queries.policy_versions import text_hash
from db.tables import PolicyTrial
from domain.contacts import ContactRole
from domain.events import CallEvent, EventType
from domain.messages import MessageKey
from policies.files import read_policy
from policies.in_force import policy_of
from staff import trial_calls
from staff.policy_replay import replay
from staff.policy_trial import PolicyTrials
from staff.trial_result import agreement
from tests.builders import START, an_event, minutes
from tests.db.everything import everything_kept
from tests.staff.past_calls import BY_STAFF, ORI, Batch, TakenCall, open_agency
from tests.strategies import events

DEFAULT = read_policy()[0]
VICTIM: PersonValues = {
    "name": "Ana",
    "phone": "+12065550123",
    "roles": {ContactRole.REPORTING_PARTY, ContactRole.VICTIM},
}
WITNESS: PersonValues = {
    "name": "Ben",
    "phone": "+12065550124",
    "email": "ben@example.org",
    "roles": {ContactRole.REPORTING_PARTY},
}

HISTORIES = st.lists(
    st.tuples(st.integers(1, 3 * 24 * 60), st.lists(events(), min_size=1, max_size=3), st.booleans()),
    max_size=6,
)


def a_story(drawn: list[tuple[int, list[CallEvent], bool]]) -> list[Batch]:
    """A theft, and what became of it, in the order it came."""
    received = an_event(EventType.CALL_RECEIVED, incident_type="LARCENY", priority=3, id="first")
    batches = [Batch(at=START, events=[received], people=(("caller", VICTIM),))]
    seen, last = {"first"}, START
    for after, some, with_person in sorted(drawn, key=lambda each: each[0]):
        at = max(minutes(after), last + timedelta(minutes=1))
        fresh = [event for event in some if event.id not in seen and event.type is not EventType.CALL_RECEIVED]
        seen |= {event.id for event in fresh}
        if len({event.id for event in fresh}) == len(fresh) and fresh:
            people = (("witness", WITNESS),) if with_person else ()
            batches.append(Batch(at=at, events=fresh, people=people))
            last = at
    return batches


@given(drawn=HISTORIES)
@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_under_the_policy_in_force_a_trial_plans_what_was_really_planned(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    vault: Vault,
    drawn: list[tuple[int, list[CallEvent], bool]],
) -> None:
    file = tmp_path_factory.mktemp("trial") / "one.db"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite+aiosqlite:///{file}")
    try:
        agency = await open_agency(database, DEFAULT)
        until = START + timedelta(days=4)
        await TakenCall(database, vault, "26-1").go(a_story(drawn), until=until)
        async with database.reading() as session:
            ids, count = await trial_material.calls_since(session, ORI, START - timedelta(days=7), most=10)
            (found,) = await trial_calls.read(session, agency, ids, now=until)
        assert count == 1
        agreed, compared = agreement(replay(found.past, policy_of(agency)), found.messages)
        assert compared > 0
        assert agreed == compared
    finally:
        await database.dispose()


async def a_theft(database: Database, vault: Vault, number: str, *, en_route_after: int) -> None:
    """A caller who heard how it went."""
    person: PersonValues = {"name": "Ana", "phone": f"+1206555{number[-4:]}", "roles": {ContactRole.REPORTING_PARTY}}
    facts: dict[str, Any] = {"incident_type": "LARCENY", "priority": 3}
    received = an_event(EventType.CALL_RECEIVED, id=f"{number}-1", **facts)
    on_the_way = an_event(EventType.UNIT_EN_ROUTE, at=minutes(en_route_after), id=f"{number}-2")
    closed = an_event(EventType.CALL_CLOSED, at=minutes(200), id=f"{number}-3", disposition="02")
    batches = [
        Batch(at=START, events=[received], people=(("caller", person),)),
        Batch(at=minutes(en_route_after), events=[on_the_way]),
        Batch(at=minutes(200), events=[closed]),
    ]
    await TakenCall(database, vault, number).go(
        sorted(batches, key=lambda each: each.at), until=START + timedelta(days=1)
    )


async def tried(database: Database, text: str) -> dict[str, Any]:
    """What comes out when this policy is tried a day later."""
    now = START + timedelta(days=1)
    shared: dict[str, Any] = {
        "ori": ORI,
        "asked_by": "staff:A-3",
        "asked_at": now,
        "base_hash": "",
        "text_hash": text_hash(text),
    }
    async with database.transaction() as session:
        trial = PolicyTrial(text=text, **shared)
        await policy_trials.add(session, trial)
    await PolicyTrials(database, clock=lambda: now).run_once()
    async with database.reading() as session:
        found = await policy_trials.get(session, ORI, trial.id)
    assert found is not None
    assert found.finished_at == now
    return found.result


EN_ROUTE = '[messages]\nofficer_en_route = { channels = ["sms"] }\n'


async def test_a_trial_counts_who_would_also_have_been_told_and_writes_nothing_else(
    database: Database, vault: Vault
) -> None:
    await open_agency(database, DEFAULT)
    for n, after in enumerate((10, 20, 300), start=1):
        await a_theft(database, vault, f"26-000{n}", en_route_after=after)
    before = await everything_kept(database)
    result = await tried(database, DEFAULT.replace("[messages]\n", EN_ROUTE, 1))
    after_it = await everything_kept(database)
    assert {name for name in after_it if before.get(name) != after_it[name]} <= {
        name for name in after_it if name.startswith("policy_trials.")
    }
    assert (result["calls"], result["left_out"]) == (3, 0)
    assert result["agreed"] == result["compared"] > 0
    (also,) = result["changes"]["also"]
    assert (also["key"], also["people"], sorted(also["calls"])) == ("officer_en_route", 2, ["26-0001", "26-0002"])
    assert result["changes"]["no_longer"] == []


async def test_a_trial_counts_who_would_no_longer_and_who_at_another_time(database: Database, vault: Vault) -> None:
    await open_agency(database, DEFAULT)
    await a_theft(database, vault, "26-0001", en_route_after=10)
    later = await tried(database, DEFAULT.replace("hold_seconds = 60", "hold_seconds = 300"))
    assert [(each["key"], each["people"]) for each in later["changes"]["other_time"]] == [("call_received", 1)]
    silent = await tried(database, DEFAULT.replace("shadow = false", "shadow = true"))
    assert {each["key"] for each in silent["changes"]["no_longer"]} >= {"call_received", "outcome_handled"}
    assert silent["told_then"] == 0
    by_email = await tried(database, DEFAULT)
    assert not any(by_email["changes"].values())


async def test_a_trial_that_was_left_by_a_killed_process_is_taken_up_again(database: Database, vault: Vault) -> None:
    await open_agency(database, DEFAULT)
    await a_theft(database, vault, "26-0001", en_route_after=10)
    now = START + timedelta(days=1)
    async with database.transaction() as session:
        trial = PolicyTrial(
            ori=ORI, text=DEFAULT, text_hash="", base_hash="", asked_by="staff:A-3", asked_at=now, claimed_until=now
        )
        await policy_trials.add(session, trial)
        trial.claimed_until = now + timedelta(minutes=2)
    await PolicyTrials(database, clock=lambda: now).run_once()
    async with database.reading() as session:
        held = await policy_trials.get(session, ORI, trial.id)
    assert held is not None
    assert held.finished_at is None
    await PolicyTrials(database, clock=lambda: now + timedelta(minutes=3)).run_once()
    async with database.reading() as session:
        done = await policy_trials.get(session, ORI, trial.id)
    assert done is not None
    assert done.result["calls"] == 1


async def test_what_staff_changed_is_replayed_too(database: Database, vault: Vault) -> None:
    agency = await open_agency(database, DEFAULT)
    received = an_event(EventType.CALL_RECEIVED, incident_type="LARCENY", priority=3, id="first")
    arrest = an_event(EventType.CASE_ARREST, at=minutes(100), id="update/1", source=BY_STAFF)
    batches = [
        Batch(at=START, events=[received], people=(("caller", VICTIM),)),
        Batch(at=minutes(100), events=[arrest]),
    ]
    until = START + timedelta(days=1)
    await TakenCall(database, vault, "26-1").go(batches, until=until)
    async with database.reading() as session:
        ids, _ = await trial_material.calls_since(session, ORI, START, most=10)
        (found,) = await trial_calls.read(session, agency, ids, now=until)
    planned = replay(found.past, policy_of(agency))
    assert MessageKey.ARREST_MADE in {each.message.key for each in planned}
    agreed, compared = agreement(planned, found.messages)
    assert agreed == compared
