"""D3: texts that come while the disk is full, the database locked or a step hangs are answered in time and heard."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from db.connection.session import Database
from db.queries import incoming_texts
from db.tables import InboundReply
from tests.api.webhooks.conftest import signed_form
from tests.api.webhooks.texts import INBOUND, a_text, every, said, send
from tests.post import Post


@contextmanager
def no_room_for_more_than_now(database: Database) -> Iterator[None]:
    """The disk is full: no file may grow."""
    file = Path(str(database.url.database))
    largest = max(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


TEXTS = 48
"""More than the pages that a new database has to spare hold."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_d3_on_a_full_disk_twilio_is_told_to_post_it_again(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    answers = []
    with no_room_for_more_than_now(database):
        for number in range(TEXTS):
            form = a_text("no more texts please " + "x" * 1000, sid=f"SM{number:032x}")
            body, headers = signed_form(INBOUND, form)
            answers.append((await anonymous.post(INBOUND, content=body, headers=headers)).status_code)
    assert set(answers) <= {200, 503}
    assert 503 in answers
    for number in range(TEXTS):
        await send(anonymous, a_text("no more texts please", sid=f"SM{number:032x}"))
    assert len(await every(database, InboundReply)) == TEXTS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_d3_while_the_database_is_locked_twilio_has_an_answer_within_ten_seconds(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")
    other = sqlite3.connect(Path(str(database.url.database)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    body, headers = signed_form(INBOUND, a_text("no more texts please"))
    began = time.monotonic()
    answers = await asyncio.gather(*(anonymous.post(INBOUND, content=body, headers=headers) for _ in range(3)))
    took = time.monotonic() - began
    other.execute("ROLLBACK")
    other.close()
    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].headers["retry-after"]
    assert took < 10
    assert said(await send(anonymous, a_text("no more texts please"))) == []
    assert len(await every(database, InboundReply)) == 1


async def test_d3_what_takes_long_to_hear_is_stored_and_answered_at_once(
    anonymous: httpx.AsyncClient, post: Post, database: Database
) -> None:
    await post.a_message(status="delivered")

    async def hangs(*_: Any, **__: Any) -> Any:
        await asyncio.sleep(30)

    began = time.monotonic()
    with patch("intake.replies.incoming.handle_reply", hangs):
        assert said(await send(anonymous, a_text("no more texts please"))) == []
    assert time.monotonic() - began < 10
    async with database.reading() as session:
        assert await incoming_texts.count_waiting(session) == 1
