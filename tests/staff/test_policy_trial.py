"""A policy is tried on past calls: the replay says what was really planned, and the trial says what would differ."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption.vault import Vault
from domain.events import CallEvent, EventType
from policies.files import read_policy
from policies.in_force import policy_of
from staff import trial_calls
from staff.policy_replay import replay
from staff.trial_result import agreement
from tests.builders import START, an_event, minutes
from tests.staff.past_calls import ORI, Batch, TakenCall, open_agency
from tests.strategies import events

DEFAULT = read_policy()[0]
VICTIM = {"name": "Ana", "phone": "+12065550123", "roles": {"reporting_party", "victim"}}
WITNESS = {"name": "Ben", "phone": "+12065550124", "email": "ben@example.org", "roles": {"reporting_party"}}

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
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_under_the_policy_in_force_a_trial_plans_what_was_really_planned(
    sqlite_template: Path, tmp_path: Path, vault: Vault, drawn: list[tuple[int, list[CallEvent], bool]]
) -> None:
    file = tmp_path / "one.db"
    shutil.copy(sqlite_template, file)
    database = Database(f"sqlite+aiosqlite:///{file}")
    try:
        agency = await open_agency(database, DEFAULT)
        until = START + timedelta(days=4)
        await TakenCall(database, vault, "26-1").go(a_story(drawn), until=until)
        async with database.reading() as session:
            from db.queries import trial_material

            ids, count = await trial_material.calls_since(session, ORI, START - timedelta(days=7), most=10)
            (found,) = await trial_calls.read(session, agency, ids, now=until)
        assert count == 1
        agreed, compared = agreement(replay(found.past, policy_of(agency)), found.messages)
        assert compared > 0
        assert agreed == compared
    finally:
        await database.dispose()
