"""Reports taken together, without locking calls, come to the same as each by itself with its call locked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import calls, messages
from domain.delivery import MOVES, DeliveryStatus
from intake.delivery.good_news import GoodNews
from messaging.providers.delivery_report import ProviderReport
from tests.intake.books import Books, a_report
from tests.intake.delivery.test_receipts_in_any_order import STORIES
from tests.post import ORI
from tests.statements import statements_of

_numbers = count(1)
GOOD = ("queued", "sent", "delivered", "read")
PROPERTY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def books(database: Database, vault: Vault) -> Books:
    return Books(database, vault)


@pytest.fixture
def sqlite_books(sqlite_database: Database, vault: Vault) -> Books:
    return Books(sqlite_database, vault)


async def some(books: Books, statuses: Sequence[str]) -> tuple[list[str], str]:
    """A message of each status in one call, and how their provider's ids begin."""
    n = next(_numbers)
    ours = [
        await books.post.a_message(number=f"26-{n}", n=k, status=status, provider_message_id=f"SM{n}-{k}")
        for k, status in enumerate(statuses, start=1)
    ]
    return ours, f"SM{n}-"


def report(books: Books, message: str, said: str, sid: str) -> ProviderReport:
    """`said` may have a code behind a slash."""
    word, _, code = said.partition("/")
    return a_report(message, word, code, sid=sid, clock=books.clock)


async def everything(books: Books, ours: Sequence[str]) -> list[Any]:
    """Every column that a report may change, and what is kept of each report."""
    found = []
    for message in ours:
        row = (await books.post.row(message)).model_dump(exclude={"id", "call_id", "contact_id", "provider_message_id"})
        stored = [(r.event_key.partition("/")[2], r.effect, r.occurred_at) for r in await books.post.receipts(message)]
        lines = [line.effect for line in await books.post.timeline(message)]
        found.append((row, sorted(stored), lines))
    return found


@given(told=st.lists(st.tuples(st.integers(0, len(DeliveryStatus) - 1), st.sampled_from(GOOD)), max_size=12))
@PROPERTY
async def test_good_news_of_a_message_in_any_status_comes_to_what_it_comes_to_under_the_lock_of_its_call(
    sqlite_books: Books, told: list[tuple[int, str]]
) -> None:
    results = []
    for takes in (GoodNews.takes, lambda *_: False):
        ours, sids = await some(sqlite_books, list(DeliveryStatus))
        reports = [report(sqlite_books, ours[k], said, f"{sids}{k + 1}") for k, said in told]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(GoodNews, "takes", takes)
            await asyncio.gather(*(sqlite_books.take(each) for each in reports))
        results.append(await everything(sqlite_books, ours))
    assert results[0] == results[1]


@given(data=st.data())
@PROPERTY
async def test_stories_of_several_messages_told_at_once_end_as_told_one_by_one(
    sqlite_books: Books, data: st.DataObject
) -> None:
    stories = data.draw(st.lists(st.sampled_from(STORIES), min_size=3, max_size=3))
    told = [(k, said) for k, story in enumerate(stories) for said in story]
    shuffled = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told), max_size=3))]))
    ends = []
    for order, at_once in ((told, False), (shuffled, True)):
        ours, sids = await some(sqlite_books, ["sent"] * len(stories))
        takes = [sqlite_books.take(report(sqlite_books, ours[k], said, f"{sids}{k + 1}")) for k, said in order]
        if at_once:
            await asyncio.gather(*takes)
        else:
            for take in takes:
                await take
        ends.append([await sqlite_books.state(message) | {"provider_message_id": None} for message in ours])
    assert ends[0] == ends[1]


def no_begin(asked: Sequence[str]) -> list[str]:
    """SQLite is told to begin, PostgreSQL's driver says it by itself."""
    return [statement for statement in asked if not statement.startswith("BEGIN")]


def test_marking_many_as_delivered_is_a_move_of_the_table() -> None:
    assert DeliveryStatus.DELIVERED in MOVES[DeliveryStatus.SENT]


async def test_a_report_alone_takes_three_statements_at_most(books: Books) -> None:
    [message], sids = await some(books, ["sent"])
    counts = []
    for said in ("sent", "delivered", "delivered"):
        with statements_of(books.post.database) as asked:
            await books.take(report(books, message, said, f"{sids}1"))
        counts.append(len(no_begin(asked)))
    assert counts == [2, 3, 2]


async def test_fifty_that_come_at_once_take_as_many_statements_as_two(books: Books) -> None:
    ours, sids = await some(books, ["sent"] * 25)
    await books.take(report(books, ours[0], "queued", f"{sids}1"))
    with statements_of(books.post.database) as asked:
        await asyncio.gather(
            *(
                books.take(report(books, message, said, f"{sids}{k}"))
                for k, message in enumerate(ours, start=1)
                for said in ("sent", "delivered")
            )
        )
    assert {(await books.state(message))["status"] for message in ours} == {"delivered"}
    assert len(no_begin(asked)) == 3


async def test_good_news_of_a_message_in_hand_waits_for_it_and_holds_up_no_other(books: Books) -> None:
    """Nor do two wait for each other: the one in hand is locked call first, as everywhere."""
    ours, sids = await some(books, ["sent", "sent"])
    others, _ = await some(books, ["sent"])
    number = sids.removeprefix("SM").removesuffix("-")
    async with books.post.database.transaction() as session:
        call = await calls.lock_call(session, ORI, f"26-{number}")
        assert call is not None
        row = await messages.lock_message(session, ours[0])
        assert row is not None
        if session.get_bind().dialect.name != "postgresql":  # SQLite lets one transaction write at a time
            return
        waiting = asyncio.create_task(books.take(report(books, ours[0], "delivered", f"{sids}1")))
        await asyncio.sleep(0.1)
        await books.take(report(books, ours[1], "delivered", f"{sids}2"))
        await books.take(report(books, others[0], "delivered", "another"))
        assert not waiting.done()
        row.provider_code = "changed meanwhile"
    await waiting
    assert {(await books.state(message))["status"] for message in (*ours, *others)} == {"delivered"}
