"""What was not stored or heard at once is heard later, once, whichever way it came."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import incoming_texts
from intake.replies.handle import handle_reply
from intake.replies.incoming import STORE_WITHIN
from messaging.providers.twilio_inbox import ListedText
from tests.intake.replies.text_desk import ACCOUNT, HANDLE, TextDesk, a_desk, a_form, listed_text
from tests.intake.texts import anas_town
from tests.thoroughness import examples

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
async def office(sqlite_database: Database, vault: Vault) -> TextDesk:
    return await a_desk(sqlite_database, vault)


async def test_d4_a_listed_text_is_what_twilio_took_it_for_once_its_webhook_says_so(office: TextDesk) -> None:
    town = office.town
    await town.write("no more texts please")
    town.now += timedelta(minutes=1)
    form = a_form("XYZZY", sid="SM" + "e" * 32)
    await office.texts.store_listed([ListedText(fields=form, written_at=town.now)], ACCOUNT)
    town.now += timedelta(minutes=1)
    await office.texts.hear_waiting()
    assert await town.stopped() == {"updates", "survey"}
    handled = await office.texts.take(form | {"OptOutType": "START"}, ACCOUNT, None)
    assert handled is not None
    assert handled.repeated
    assert await town.stopped() == set()


async def test_what_cannot_be_heard_now_is_tried_again_and_holds_up_no_other(office: TextDesk) -> None:
    town = office.town
    good = handle_reply

    async def poisoned(session: Any, vault: Any, sets: Any, text: Any, **rest: Any) -> Any:
        if "poison" in text.body:
            raise RuntimeError(text.body)
        return await good(session, vault, sets, text, **rest)

    listed = [listed_text(body, written_at=town.now) for body in ("poison", "no more texts please")]
    town.now += timedelta(minutes=1)
    with patch(HANDLE, poisoned):
        await office.texts.store_listed(listed, ACCOUNT)
        assert await office.texts.hear_waiting() == 1
        assert await office.texts.hear_waiting() == 0
    assert await town.stopped() == {"updates", "survey"}
    async with town.database.reading() as session:
        assert await incoming_texts.count_waiting(session) == 1
    town.now += timedelta(minutes=11)
    assert await office.texts.hear_waiting() == 1
    assert len(await town.replies()) == 2


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another program writes, for ever so long."""
    other = sqlite3.connect(Path(str(database.url.database)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_d3_a_locked_database_is_answered_within_ten_seconds_and_the_text_is_heard(
    office: TextDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.replies.incoming.STORE_WITHIN", STORE_WITHIN)
    form = a_form("no more texts please", sid="SM" + "d" * 32)
    began = asyncio.get_running_loop().time()
    with locked(office.town.database):
        with pytest.raises(DatabaseUnavailable):
            await office.texts.take(form, ACCOUNT, None)
        assert asyncio.get_running_loop().time() - began < 10
    office.town.now += timedelta(seconds=15)
    await office.texts.take(form, ACCOUNT, None)
    office.town.now += timedelta(minutes=1)
    await office.texts.hear_waiting()
    assert len(await office.town.replies()) == 1
    assert await office.town.stopped() == {"updates", "survey"}


async def test_d3_a_full_disk_is_answered_with_an_error_that_makes_twilio_post_again(office: TextDesk) -> None:
    form = a_form("no more texts please", sid="SM" + "f" * 32)

    async def full(session: Any, text: Any) -> bool:
        raise OSError("no space left on device")

    with patch("db.queries.incoming_texts.store", full), pytest.raises(DatabaseUnavailable):
        await office.texts.take(form, ACCOUNT, None)
    assert await office.texts.take(form, ACCOUNT, None) is not None
    assert len(await office.town.replies()) == 1


WORDS = {"no more texts please": False, "START": True, "what is new?": None}

FATES = st.sampled_from(("at once", "again", "twice at once", "lost", "broken off", "with a list"))
"""What becomes of a webhook: brought at once, posted again after 15 s, or never; heard, or stored and not heard."""

LOOKS = st.sets(st.integers(0, 50), max_size=8)
"""After how many times ten seconds Twilio is asked for its list, or the table for what waits."""


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    texts=st.lists(st.tuples(st.sampled_from(sorted(WORDS)), FATES), min_size=1, max_size=6), lists=LOOKS, looks=LOOKS
)
def test_d3_in_any_order_of_webhooks_and_lists_each_text_is_heard_once(
    tmp_path: Path,
    sqlite_template: Path,
    vault: Vault,
    texts: list[tuple[str, str]],
    lists: set[int],
    looks: set[int],
) -> None:
    """The oracle: one reply for each text, and the last word about consent, by when it was written, holds."""
    file = tmp_path / f"{uuid4()}.db"
    shutil.copy(sqlite_template, file)
    asyncio.run(_interleaved(f"sqlite+aiosqlite:///{file}", vault, texts, lists, looks))


async def _interleaved(url: str, vault: Vault, texts: list[tuple[str, str]], lists: set[int], looks: set[int]) -> None:
    database = Database(url)
    town = await anas_town(database, vault)
    office, start = TextDesk(town), town.now
    written = [
        ListedText(fields=a_form(body, sid=f"SM{at:032x}"), written_at=start + timedelta(minutes=at))
        for at, (body, _) in enumerate(texts)
    ]
    for tick in range(64):
        town.now = start + timedelta(seconds=10 * tick)
        if tick % 6 == 0 and tick // 6 < len(texts):
            await _posted(office, written, tick // 6, texts[tick // 6][1])
        if tick % 6 == 2 and tick // 6 < len(texts) and texts[tick // 6][1] == "again":
            await office.texts.take(written[tick // 6].fields, ACCOUNT, None)
        if tick in lists or tick == 56:
            await office.texts.store_listed([text for text in written if text.written_at <= town.now], ACCOUNT)
        if tick in looks or tick > 60:
            await office.texts.hear_waiting()
    ids = sorted(reply.provider_message_id for reply in await town.replies())
    said = [WORDS[body] for body, _ in texts if WORDS[body] is not None]
    stopped = await town.stopped()
    await database.dispose()
    assert ids == [text.fields["MessageSid"] for text in written]
    assert stopped == (set() if not said or said[-1] else {"updates", "survey"})


async def _posted(office: TextDesk, written: list[ListedText], at: int, fate: str) -> None:
    """Twilio posts a text as it is written."""
    form = written[at].fields
    if fate == "at once":
        await office.texts.take(form, ACCOUNT, None)
    elif fate == "twice at once":
        await asyncio.gather(office.texts.take(form, ACCOUNT, None), office.texts.take(form, ACCOUNT, None))
    elif fate == "with a list":
        known = written[: at + 1]
        await asyncio.gather(office.texts.store_listed(known, ACCOUNT), office.texts.take(form, ACCOUNT, None))
    elif fate == "broken off":
        with patch(HANDLE, side_effect=RuntimeError):
            await office.texts.take(form, ACCOUNT, None)
