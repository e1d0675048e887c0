"""The weekly email leaves once for each week and reader, whatever fails or is killed in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics.weekly import recipients
from analytics.weekly.recipients import NamedReader
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, result_emails, staff_tasks
from db.tables import AuditRecord, ResultEmail, ResultRecipient, StaffTask
from domain.weekly_results import TRIED_AGAIN_AFTER
from messaging.providers.base import (
    MessageRefused,
    NoSuchAddress,
    ProviderBusy,
    ProviderError,
    ProviderUnavailable,
    SenderRefused,
)
from messaging.providers.sendgrid_email import SendGridEmail
from tests.analytics.busy_extract import a_busy_extract
from tests.analytics.weekly.office import CHIEF, MONDAY, ORI, WEEK, Killed, Office, an_office
from tests.database import an_agency
from tests.db.everything import places_of
from tests.portal_fixtures import ON_SQLITE
from tests.simulator_process import SimulatorProcess


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weekly")
    a_busy_extract(folder, ori=ORI, agency="Springfield Police")
    return folder


@pytest.fixture
async def office(database: Database, vault: Vault, busy: Path) -> Office:
    return await an_office(database, vault, busy)


async def test_it_leaves_on_monday_at_seven_and_only_once(office: Office) -> None:
    office.clock.now = MONDAY - timedelta(minutes=1)
    await office.weekly.run_once()
    assert not office.mailbox.taken  # and nothing of the week before, when there was no reader

    await asyncio.gather(*(office.pass_(timedelta(minutes=1)) for _ in range(3)))
    for _ in range(3):
        await office.pass_(timedelta(hours=5))

    (email,) = office.mailbox.taken
    assert email.to == CHIEF
    assert email.subject == "Springfield Police: results of Nov 16, 2026 to Nov 22, 2026"
    assert f"https://caseline.example/staff/{ORI}/results?span={WEEK}" in email.text
    assert f"caseline results email off --to {CHIEF}" in email.text
    assert "Calls from the public" in email.text
    assert "Calls from the public" in (email.html or "")
    (row,) = await office.rows(ResultEmail)
    assert (row.week, row.status, row.tries, row.reason) == (WEEK, "sent", 1, "")
    assert await places_of(office.database, CHIEF) == set()

    await office.pass_(timedelta(days=7))
    assert len(office.mailbox.taken) == 1  # the extract does not hold the next week yet


@ON_SQLITE
async def test_each_reader_has_their_language(office: Office) -> None:
    office.clock.now = MONDAY - timedelta(hours=1)
    await office.add("jefa@springfield.example", "es")

    await office.pass_(timedelta(hours=1))

    subjects = {email.to: email.subject or "" for email in office.mailbox.taken}
    assert "results of" in subjects[CHIEF]
    assert "resultados" in subjects["jefa@springfield.example"]


@ON_SQLITE
async def test_who_is_added_later_waits_for_the_next_monday(office: Office) -> None:
    office.clock.pass_(timedelta(minutes=30))
    await office.add("late@springfield.example")

    await office.pass_(timedelta(minutes=1))

    assert [email.to for email in office.mailbox.taken] == [CHIEF]


@pytest.mark.parametrize("takes_it", [True, False])
async def test_a_process_killed_in_a_try_sends_again_after_a_while(office: Office, takes_it: bool) -> None:
    office.mailbox.next_errors, office.mailbox.takes_it = [Killed()], takes_it
    with pytest.raises(Killed):
        await office.weekly.run_once()

    await office.pass_(TRIED_AGAIN_AFTER - timedelta(seconds=1))
    assert len(office.mailbox.taken) == int(takes_it)  # it may have left: it is not known yet

    await office.pass_(timedelta(seconds=1))
    await office.pass_(timedelta(hours=1))
    assert len(office.mailbox.taken) == 1 + int(takes_it)
    (row,) = await office.rows(ResultEmail)
    assert (row.status, row.tries) == ("sent", 2)


@ON_SQLITE
@pytest.mark.parametrize(
    "error",
    [ProviderBusy("429"), ProviderUnavailable("timeout", ambiguous=True), ProviderUnavailable("down")],
    ids=["busy", "ambiguous", "down"],
)
async def test_trouble_that_passes_is_tried_again_later(office: Office, error: ProviderError) -> None:
    office.mailbox.next_errors = [error]
    await office.weekly.run_once()
    (row,) = await office.rows(ResultEmail)
    assert (row.reason, row.ended_at) == (error.code, None)

    await office.pass_(timedelta(minutes=1))
    assert not office.mailbox.taken
    await office.pass_(TRIED_AGAIN_AFTER)

    assert len(office.mailbox.taken) == 1
    assert await office.rows(StaffTask) == []


@ON_SQLITE
@pytest.mark.parametrize("error", [NoSuchAddress("550"), MessageRefused("400")], ids=["address", "message"])
async def test_a_final_refusal_is_a_task_for_staff(office: Office, error: ProviderError) -> None:
    office.mailbox.next_errors = [error]
    await office.weekly.run_once()
    await office.pass_(timedelta(hours=1))

    assert not office.mailbox.taken
    (row,) = await office.rows(ResultEmail)
    assert (row.status, row.reason) == ("failed", error.code)
    (task,) = await office.rows(StaffTask)
    assert error.code in task.reason
    assert WEEK in task.reason
    assert "springfield.example" not in task.reason


@ON_SQLITE
async def test_a_refused_sender_is_told_and_the_email_given_up_when_it_is_no_news(office: Office) -> None:
    office.mailbox.next_errors = [SenderRefused("401") for _ in range(500)]
    for _ in range(4):
        await office.pass_(timedelta(hours=8))
    tasks = await office.rows(StaffTask)
    assert [(task.kind, task.times) for task in tasks] == [("sender_trouble", 4)]

    for _ in range(4):
        await office.pass_(timedelta(hours=8))

    assert {task.kind for task in await office.rows(StaffTask)} == {"sender_trouble", "undeliverable"}
    (row,) = await office.rows(ResultEmail)
    assert (row.status, row.reason) == ("failed", "401")


async def test_without_an_extract_it_waits_and_then_is_given_up_once(
    sqlite_database: Database, vault: Vault, tmp_path: Path
) -> None:
    office = await an_office(sqlite_database, vault, tmp_path / "none")
    await office.weekly.run_once()
    assert await office.rows(ResultEmail) == []

    await office.pass_(timedelta(days=2))
    (task,) = await office.rows(StaffTask)
    assert "no_extract" in task.reason
    async with office.database.transaction() as session:
        assert await staff_tasks.close(session, task.id, office.clock())
    await office.pass_(timedelta(hours=1))

    assert [task.closed_at is None for task in await office.rows(StaffTask)] == [False]


async def test_an_agency_at_which_it_fails_keeps_no_other_waiting(office: Office) -> None:
    nowhere = an_agency("WAAAA0000")
    nowhere.time_zone = "Nowhere/At_All"
    async with office.database.transaction() as session:
        await agencies.add(session, nowhere)
        reader = NamedReader(ori=nowhere.ori, address=CHIEF, by="operator:test", language="en")
        await recipients.add(session, office.vault, reader, now=MONDAY)

    await office.weekly.run_once()

    assert [email.to for email in office.mailbox.taken] == [CHIEF]


async def test_a_reader_who_is_taken_off_leaves_nothing_behind(office: Office) -> None:
    await office.weekly.run_once()
    reader = NamedReader(ori=ORI, address=CHIEF, by="operator:test")
    async with office.database.transaction() as session:
        assert await recipients.remove(session, office.vault, reader, now=office.clock())
        assert not await recipients.remove(session, office.vault, reader, now=office.clock())

    assert await office.rows(ResultRecipient) == await office.rows(ResultEmail) == []
    changes = [record.detail["change"] for record in await office.rows(AuditRecord)]
    assert changes == ["added", "removed"]
    assert await places_of(office.database, CHIEF) == set()


@ON_SQLITE
async def test_a_reader_named_twice_is_one(office: Office) -> None:
    await office.add(language="es")

    (reader,) = await office.rows(ResultRecipient)
    assert reader.language == "es"
    async with office.database.reading() as session:
        assert await result_emails.newest(session, reader.id) is None


@ON_SQLITE
async def test_it_is_in_the_inbox_as_sendgrid_takes_it(office: Office, simulator: SimulatorProcess) -> None:
    simulator.control.reset()
    sendgrid = SendGridEmail(
        api_key=simulator.config.api_key,
        sender="police@agency.example",
        timeout_seconds=20,
        base_url=simulator.url,
    )
    object.__setattr__(office.weekly, "provider_for", _always(sendgrid))

    await office.weekly.run_once()

    (email,) = simulator.control.messages(to=CHIEF)
    assert "results of" in str(email["subject"])
    assert "<table" in str(email["html"])


def _always(provider: SendGridEmail) -> Callable[..., Any]:
    async def found(*asked: object) -> SendGridEmail:
        del asked
        return provider

    return found
