"""A feed that is silent for much longer than it used to be is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from api.silent_feeds import AT_ONCE, SilentFeeds
from db.connection.session import Database
from db.tables import InboxEvent
from domain.wakes import MESSAGES_ADDED
from tests.database import NOW, a_call

ORI = "WASPD0000"
MINUTE = timedelta(minutes=1)


async def sent(database: Database, ages: Iterable[float], *, ori: str = ORI, type_: str = "call.updated") -> None:
    """Events accepted so many minutes ago."""
    async with database.transaction() as session:
        for age in sorted(ages, reverse=True):
            at = NOW - age * MINUTE
            session.add(
                InboxEvent(
                    ori=ori,
                    source="cad",
                    event_id=f"{type_}{age}",
                    content_hash="",
                    call_number="26-1",
                    type=type_,
                    occurred_at=at,
                    recorded_at=at,
                )
            )
            await session.flush()


async def test_a_feed_that_is_silent_for_longer_than_it_used_to_be_is_said(database: Database) -> None:
    await a_call(database, ori=ORI)
    await sent(database, (31 + n for n in range(200)))
    await sent(database, (29 + n for n in range(200)), ori="WAOTH0000")
    assert await SilentFeeds().problem(database, now=NOW) == "WASPD0000 has sent nothing for 31 minutes"


async def test_a_feed_that_sleeps_at_night_may(database: Database) -> None:
    await sent(database, [*(300 + n for n in range(150)), *(800 + n for n in range(150))])
    feeds = SilentFeeds()
    assert await feeds.problem(database, now=NOW) == ""
    assert (await feeds.problem(database, now=NOW + 500 * MINUTE)).startswith(ORI)


async def test_of_few_events_no_habit_can_be_told(database: Database) -> None:
    await sent(database, (100 + n for n in range(99)))
    assert await SilentFeeds().problem(database, now=NOW) == ""


async def test_what_wakes_a_workflow_is_not_of_the_feed(database: Database) -> None:
    await sent(database, (60 + n for n in range(150)))
    await sent(database, range(50), type_=MESSAGES_ADDED)
    assert (await SilentFeeds().problem(database, now=NOW)) == "WASPD0000 has sent nothing for 60 minutes"


async def test_it_is_looked_at_every_five_minutes_and_heard_again(database: Database) -> None:
    await sent(database, (31 + n for n in range(200)))
    feeds = SilentFeeds()
    said = await feeds.problem(database, now=NOW)
    await sent(database, [0])
    assert await feeds.problem(database, now=NOW + 4 * MINUTE) == said != ""
    assert await feeds.problem(database, now=NOW + 5 * MINUTE) == ""


async def test_a_week_is_read_bit_by_bit_before_anything_is_said(database: Database) -> None:
    await sent(database, (31 + n / 10 for n in range(AT_ONCE + 10)))
    feeds = SilentFeeds()
    assert await feeds.problem(database, now=NOW) == ""
    assert await feeds.problem(database, now=NOW) != ""


async def test_what_is_older_than_a_week_is_forgotten(database: Database) -> None:
    await sent(database, (60 * 24 * 7 + 1 + n for n in range(150)))
    await sent(database, (60 + n for n in range(50)))
    assert await SilentFeeds().problem(database, now=NOW) == ""
