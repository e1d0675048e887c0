"""No text is unheard: what no webhook brought is listed at Twilio, and each is heard once, whichever way it came."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from temporalio.client import Client

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import incoming_texts, senders
from db.queries.senders import SenderValues
from db.tables import Agency, Consent, IncomingText, OutboundMessage, StaffTask
from domain.messages import Channel
from intake.replies.handle import handle_reply
from intake.replies.incoming import IncomingTexts
from intake.replies.listing import InboundListing
from messaging.providers.twilio_inbox import ListedText, TwilioInbox
from messaging.providers.twilio_signature import OneAccount
from messaging.senders import SenderIdentity
from tests.intake.texts import ANA, ORI, OUR_NUMBER, QUESTION_SETS, Town, anas_town
from tests.simulator_process import SimulatorProcess
from tests.thoroughness import examples
from tests.world import simulator_settings
from wiring.worker import build_jobs

ACCOUNT = "AC" + "5" * 32
STRANGER = "+12065550199"
HANDLE = "intake.replies.incoming.handle_reply"


def from_us(secret: str, **changes: str) -> SenderIdentity:
    return replace(
        SenderIdentity(channel=Channel.SMS, address=OUR_NUMBER, account=ACCOUNT, secret=secret),
        **changes,  # type: ignore[arg-type]  # what a test says
    )


class TextDesk:
    """What takes in texts, with a clock that stands until it is moved."""

    def __init__(self, town: Town, simulator: SimulatorProcess | None = None) -> None:
        self.town = town
        self.default = SenderIdentity(
            channel=Channel.SMS, address=OUR_NUMBER, account=ACCOUNT, secret="simulator-token"
        )
        self.texts = IncomingTexts(
            database=town.database,
            vault=town.vault,
            question_sets=QUESTION_SETS,
            accounts=OneAccount(account_sid=ACCOUNT, auth_token="simulator-token"),
            clock=lambda: town.now,
            wake_relay=lambda: None,
        )
        self.url = simulator.url if simulator else ""

    def listing(self) -> InboundListing:
        """As a process that has just started would have it."""
        return InboundListing(
            database=self.town.database,
            vault=self.town.vault,
            defaults={Channel.SMS: self.default},
            inbox_for=self.inbox,
            texts=self.texts,
            clock=lambda: self.town.now,
            every=timedelta(minutes=2),
        )

    def inbox(self, sender: SenderIdentity) -> TwilioInbox:
        return TwilioInbox(
            account_sid=sender.account,
            auth_token=sender.secret,
            other_token=sender.other_secret,
            address=sender.address,
            timeout_seconds=10,
            base_url=self.url,
        )

    async def catch_up(self) -> int:
        """A process starts, some time later."""
        self.town.now = max(self.town.now, datetime.now(UTC)) + timedelta(seconds=30)
        return await self.listing().list_once()


def a_form(body: str, *, sid: str, sender: str = ANA, **fields: str) -> dict[str, str]:
    return {"MessageSid": sid, "AccountSid": ACCOUNT, "From": sender, "To": OUR_NUMBER, "Body": body} | fields


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes longer than a provider waits: a text that is heard in the background is another story."""
    for name in ("STORE_WITHIN", "HEAR_WITHIN"):
        monkeypatch.setattr(f"intake.replies.incoming.{name}", timedelta(minutes=1))


@pytest.fixture
async def office(sqlite_database: Database, vault: Vault, simulator: SimulatorProcess) -> TextDesk:
    simulator.control.reset()
    simulator.control.configure(inbound_url=None, default_opt_out=False)
    town = await anas_town(sqlite_database, vault)
    town.now = datetime.now(UTC)
    await town.set_policy(twilio_answers_keywords="false")
    return TextDesk(town, simulator)


def write(simulator: SimulatorProcess, body: str, *, sender: str = ANA, to: str = OUR_NUMBER) -> str:
    return str(simulator.control.inbound(sender=sender, to=to, body=body)["sid"])


async def test_d3_what_was_written_while_the_api_was_away_is_heard_once(
    office: TextDesk, simulator: SimulatorProcess
) -> None:
    """D3 and G5: the API was away while people wrote."""
    for body in ("no more texts please", "he is back with a gun", "what is new?"):
        write(simulator, body)
    write(simulator, "help me", sender=STRANGER)
    assert await office.catch_up() == 4
    assert await office.catch_up() == 0
    town = office.town
    assert sorted(reply.intent for reply in await town.replies()) == ["emergency", "emergency", "opt_out", "other"]
    assert await town.stopped() == {"updates", "survey"}
    assert sorted(await town.tasks()) == ["emergency_reply", "emergency_reply", "reply"]
    keys = {key for key, _ in await town.answers()}
    assert keys >= {"opt_out_confirmed", "emergency"}
    rows = await town.rows(IncomingText)
    assert all(row.heard_at is not None and row.form_sealed is None for row in rows)


async def test_d3_many_pages_are_listed_and_heard_in_the_order_they_were_written(
    office: TextDesk, simulator: SimulatorProcess
) -> None:
    for number in range(23):
        write(simulator, f"text {number}")
    with patch("messaging.providers.twilio_inbox.PAGE_SIZE", 5):
        assert await office.catch_up() == 23
    assert len(await office.town.replies()) == 23


async def test_d3_every_sender_of_every_agency_is_listed(office: TextDesk, simulator: SimulatorProcess) -> None:
    town, theirs = office.town, "+15005550010"
    await town.add_agency("WAOTH0000")
    async with town.database.transaction() as session:
        own = SenderValues(address=theirs, account=ACCOUNT, secret="simulator-token")
        await senders.put(session, town.vault, ori="WAOTH0000", channel="sms", values=own, now=town.now)
    write(simulator, "what is new?")
    write(simulator, "no more texts please", sender=STRANGER, to=theirs)
    assert await office.catch_up() == 2
    assert await town.stopped("WAOTH0000", STRANGER) == {"updates", "survey"}
    assert await town.stopped() == set()


async def test_d3_the_numbers_of_a_messaging_service_are_listed(office: TextDesk, simulator: SimulatorProcess) -> None:
    office.default = from_us("simulator-token", address="MG" + "1" * 32)
    write(simulator, "no more texts please")
    assert await office.catch_up() == 1
    assert await office.town.stopped() == {"updates", "survey"}


async def test_d3_while_twilio_is_away_nothing_is_skipped(office: TextDesk, simulator: SimulatorProcess) -> None:
    write(simulator, "no more texts please")
    office.default = from_us("old token")
    assert await office.catch_up() == 0
    office.default = from_us("old token", other_secret="simulator-token")
    assert await office.catch_up() == 1
    assert await office.town.stopped() == {"updates", "survey"}


async def test_a_text_of_before_the_agency_was_here_is_none_of_ours(
    office: TextDesk, simulator: SimulatorProcess
) -> None:
    write(simulator, "he is back with a gun")
    town = office.town
    async with town.database.transaction() as session:
        (await session.get_one(Agency, ORI)).created_at = datetime.now(UTC) + timedelta(seconds=5)
    town.now = datetime.now(UTC) + timedelta(minutes=1)
    assert await office.listing().list_once() == 0
    assert await town.tasks() == []


async def test_d3_the_worker_hears_them_while_the_api_is_away(office: TextDesk, simulator: SimulatorProcess) -> None:
    write(simulator, "no more texts please")
    town = office.town
    jobs = build_jobs(simulator_settings(simulator), town.database, town.vault, cast("Client", None), cast("Any", None))
    await next(job for job in jobs if job.name == "inbound").job()
    [row] = await town.rows(IncomingText)
    async with town.database.transaction() as session:
        await incoming_texts.postpone(session, row.id, tries=0, until=row.written_at)
    await next(job for job in jobs if job.name == "hearing").job()
    assert await town.stopped() == {"updates", "survey"}


class TestLate:
    """What is different about a text that is heard late."""

    async def heard_later(self, office: TextDesk, body: str, **late: float) -> None:
        town = office.town
        listed = ListedText(fields=a_form(body, sid=f"SM{next(_sids):032x}"), written_at=town.now)
        town.now += timedelta(**late)
        await office.texts.store_listed([listed], ACCOUNT)
        await office.texts.hear_waiting()

    async def test_an_emergency_is_a_task_however_late_and_answered_within_the_hour(self, office: TextDesk) -> None:
        await self.heard_later(office, "he is back with a gun", minutes=40)
        assert await office.town.answers() == [("emergency", "es")]
        office.town.now += timedelta(hours=1)
        await self.heard_later(office, "he is back with a gun", days=3)
        assert await office.town.answers() == [("emergency", "es")]
        [task] = await office.town.rows(StaffTask)
        assert (task.kind, task.times) == ("emergency_reply", 2)
        assert "heard 4320 minutes late" in task.reason

    async def test_a_stop_counts_however_late_and_is_confirmed_within_five_minutes_only(self, office: TextDesk) -> None:
        await self.heard_later(office, "no more texts please", days=20)
        assert await office.town.stopped() == {"updates", "survey"}
        assert await office.town.answers() == []
        assert {word.at for word in await office.town.rows(Consent)} == {office.town.now - timedelta(days=20)}

    async def test_the_rest_of_the_five_minutes_is_left_for_the_confirmation(self, office: TextDesk) -> None:
        await self.heard_later(office, "no more texts please", minutes=3)
        [row] = [row for row in await office.town.rows(OutboundMessage) if row.key == "opt_out_confirmed"]
        assert row.valid_until == office.town.now + timedelta(minutes=2)

    async def test_nothing_is_answered_hours_later(self, office: TextDesk) -> None:
        for body in ("what is new?", "ayuda", "English"):
            await self.heard_later(office, body, hours=5)
        assert await office.town.answers() == []
        assert [reply.intent for reply in await office.town.replies()] == ["other", "help", "language"]

    async def test_what_they_said_later_holds_though_it_was_heard_before(self, office: TextDesk) -> None:
        town = office.town
        stop = ListedText(fields=a_form("no more texts please", sid=f"SM{next(_sids):032x}"), written_at=town.now)
        town.now += timedelta(minutes=5)
        await town.write("START")
        await office.texts.store_listed([stop], ACCOUNT)
        await office.texts.hear_waiting()
        assert await town.stopped() == set()
        start = ListedText(fields=a_form("START", sid=f"SM{next(_sids):032x}"), written_at=town.now)
        town.now += timedelta(minutes=5)
        await town.write("no more texts please")
        await office.texts.store_listed([start], ACCOUNT)
        town.now += timedelta(minutes=1)
        await office.texts.hear_waiting()
        assert await town.stopped() == {"updates", "survey"}

    async def test_a_stranger_heard_late_is_not_said_to_have_been_answered(self, office: TextDesk) -> None:
        listed = ListedText(
            fields=a_form("help me", sid=f"SM{next(_sids):032x}", sender=STRANGER), written_at=office.town.now
        )
        office.town.now += timedelta(minutes=1)
        await office.texts.store_listed([listed], ACCOUNT)
        await office.texts.hear_waiting()
        [reply] = await office.town.replies()
        assert (reply.intent, reply.answered_with) == ("emergency", "")
        assert await office.town.tasks() == ["emergency_reply"]


_sids = count(1)


async def test_d4_a_listed_text_is_what_twilio_took_it_for_once_its_webhook_says_so(office: TextDesk) -> None:
    town = office.town
    await town.write("no more texts please")
    town.now += timedelta(minutes=1)
    form = a_form("VOLVER", sid="SM" + "e" * 32)
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

    listed = [
        ListedText(fields=a_form(body, sid=f"SM{next(_sids):032x}"), written_at=town.now)
        for body in ("poison", "no more texts please")
    ]
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


async def test_d3_a_locked_database_is_answered_within_ten_seconds_and_the_text_is_heard(office: TextDesk) -> None:
    form = a_form("no more texts please", sid="SM" + "d" * 32)
    began = asyncio.get_running_loop().time()
    with locked(office.town.database):
        with pytest.raises(DatabaseUnavailable):
            await office.texts.take(form, ACCOUNT, None)
        assert asyncio.get_running_loop().time() - began < 9
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
    file = tmp_path / f"{next(_sids)}.db"
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
