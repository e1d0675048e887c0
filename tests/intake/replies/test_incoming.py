"""No text is unheard: what no webhook brought is listed at Twilio, and each is heard once, whichever way it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from unittest.mock import patch

import pytest
from temporalio.client import Client

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import incoming_texts, senders
from db.queries.senders import SenderValues
from db.tables import Agency, IncomingText
from domain.messages import Channel
from messaging.senders import SenderIdentity
from tests.intake.replies.text_desk import ACCOUNT, STRANGER, TextDesk, a_desk, listed_text
from tests.intake.texts import ANA, ORI, OUR_NUMBER
from tests.simulator_process import SimulatorProcess
from tests.world import simulator_settings
from wiring.worker import build_jobs


def from_us(secret: str, **changes: str) -> SenderIdentity:
    return replace(
        SenderIdentity(channel=Channel.SMS, address=OUR_NUMBER, account=ACCOUNT, secret=secret),
        **changes,  # type: ignore[arg-type]  # what a test says
    )


@pytest.fixture
async def office(sqlite_database: Database, vault: Vault, simulator: SimulatorProcess) -> TextDesk:
    simulator.control.reset()
    simulator.control.configure(inbound_url=None, default_opt_out=False)
    return await a_desk(sqlite_database, vault, simulator)


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


@pytest.mark.parametrize("listed_first", [True, False])
async def test_a_text_that_was_listed_and_posted_before_it_was_heard_still_opens(
    office: TextDesk, listed_first: bool
) -> None:
    """Whichever way it came last, its fields are sealed for the row that they lie in."""
    town = office.town
    listed = listed_text("help me, he is back", written_at=town.now)

    async def come(by_list: bool) -> None:
        if by_list:
            await office.texts.store_listed([listed], ACCOUNT)
        else:
            with patch.object(office.texts, "_heard_in_time", return_value=None):  # the database goes away just now
                await office.texts.take(dict(listed.fields), ACCOUNT, None)

    async def twice() -> None:
        await come(listed_first)
        with patch("intake.replies.incoming.incoming_texts.is_known", return_value=frozenset()):  # both at once
            await come(not listed_first)

    await twice()
    town.now += timedelta(minutes=1)
    assert await office.texts.hear_waiting() == 1
    assert await town.tasks() == ["emergency_reply"]
