"""Whatever comes when: no stretch of 15 minutes sees more leave than may, and nothing is held without need."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.queries import agencies, calls
from db.tables import Agency, Call, OutboundMessage
from domain.call_state import CallState
from domain.mass_news import WINDOW, MassNewsPolicy
from domain.messages import MessageKey
from messaging.call_context import CallContext
from messaging.mass_news import MassNewsBrake
from tests.builders import a_policy
from tests.database import NOW, an_agency
from tests.thoroughness import examples

CEILING = 3
KEYS = (MessageKey.CASE_CLOSED, MessageKey.ARREST_MADE, MessageKey.DETECTIVE_ASSIGNED)
POLICY = a_policy(mass_news=MassNewsPolicy(at_least=CEILING))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message that was about to leave, and whether it did."""

    minute: int
    key: MessageKey
    left: bool


def by_the_rule(minute: int, key: MessageKey, before: list[Wanted]) -> bool:
    """The rule, told once more: fewer of this key were wanted lately than may leave, and fewer of all kinds left."""
    lately = [each for each in before if minute - each.minute < WINDOW.total_seconds() / 60]
    return sum(each.key is key for each in lately) < CEILING and sum(each.left for each in lately) < CEILING


async def play(file: Path, arrivals: list[tuple[int, MessageKey]]) -> list[Wanted]:
    database, brake, minute, seen = Database(f"sqlite+aiosqlite:///{file}"), MassNewsBrake(), 0, list[Wanted]()
    async with database.transaction() as session:
        await agencies.add(session, an_agency())
        call = await calls.get_or_create(session, "WASPD0000", "26-1", now=NOW)
        agency = await agencies.get(session, "WASPD0000")
        assert agency is not None
    for n, (pause, key) in enumerate(arrivals):
        minute += pause
        seen.append(Wanted(minute, key, await wants_to_leave(database, brake, agency, call, (n, minute, key))))
    await database.dispose()
    return seen


async def wants_to_leave(
    database: Database, brake: MassNewsBrake, agency: Agency, call: Call, arrival: tuple[int, int, MessageKey]
) -> bool:
    n, minute, key = arrival
    now = NOW + timedelta(minutes=minute)
    about = CallContext(
        agency=agency, call=call, state=CallState(agency=agency.ori, call_number="26-1"), policy=POLICY, now=now
    )
    async with database.transaction() as session:
        row = OutboundMessage(call_id=call.id, key=key.value, n=n, status="created", planned_at=now, updated_at=now)
        session.add(row)
        await session.flush()
        left = await brake.lets_go(session, row, about)
        if left:
            await brake.count(session, row, about)
        return left


@settings(max_examples=examples(25))
@given(arrivals=st.lists(st.tuples(st.integers(0, 12), st.sampled_from(KEYS)), max_size=25))
def test_it_lets_go_what_the_rule_lets_go_and_no_window_holds_too_many(
    sqlite_template: Path, arrivals: list[tuple[int, MessageKey]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(shutil.copy(sqlite_template, Path(folder) / "caseline.db"))
        seen = asyncio.run(play(file, arrivals))
    assert [each.left for each in seen] == [by_the_rule(each.minute, each.key, seen[:n]) for n, each in enumerate(seen)]
    left = [each.minute for each in seen if each.left]
    for first in left:
        assert sum(first <= minute < first + WINDOW.total_seconds() / 60 for minute in left) <= CEILING
