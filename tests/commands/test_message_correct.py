"""What staff types to take back a message that was wrong."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import Result

from commands import encryption, message
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import calls, contacts
from db.state_json import dump_state
from db.tables import OutboundMessage, new_id
from domain.call_state import CallState, CaseStatus
from domain.contacts import ContactRole
from messaging.compose import CONTENT
from messaging.providers.base import ComposedMessage
from tests.chance import without_chance
from tests.commands.conftest import ORI, Run
from tests.database import NOW

PHONES = {"26-1": "+12065550101", "26-2": "+12065550102"}


@pytest.fixture
def told(ready: Run, url: str, tmp_path: Path) -> Run:
    """Two victims who were told that their cases are closed; the second has another number by now."""
    assert ready(encryption.app, "init").exit_code == 0
    vault = Vault(KeyRing.load(tmp_path / "state" / "keys.json"))

    async def tell() -> None:
        opened = Database(url)
        async with opened.transaction() as session:
            for number, phone in PHONES.items():
                call = await calls.get_or_create(session, ORI, number, now=NOW)
                state = CallState(
                    agency=ORI, call_number=number, incident_type="LARCENY", priority=3, case_status=CaseStatus.CLOSED
                )
                call.state = dump_state(state)
                person = await contacts.upsert(
                    session,
                    vault,
                    call_id=call.id,
                    ref="v",
                    values={"roles": [ContactRole.VICTIM], "phone": "+12065550101"},
                    now=NOW,
                )
                letter = ComposedMessage(message_id="m", to=phone, text="Your case is now closed.")
                message_id = new_id()
                session.add(
                    OutboundMessage(
                        id=message_id,
                        call_id=call.id,
                        contact_id=person.id,
                        key="case_closed",
                        channel="sms",
                        status="delivered",
                        content_sealed=vault.seal(json.dumps(asdict(letter)), context=CONTENT, row=message_id),
                        planned_at=NOW,
                        sending_at=NOW,
                        sent_at=NOW,
                        updated_at=NOW,
                    )
                )
        await opened.dispose()

    asyncio.run(tell())
    return ready


def typed(run: Run, *words: str, since: str = "2026-11-22T00:00", key: str = "case_closed") -> Result:
    return run(message.app, "correct", "--since", since, "--key", key, "--by", "4711", *words)


def test_the_list_shows_who_got_it_and_names_no_one(told: Run) -> None:
    result = typed(told, "--dry-run")
    assert result.exit_code == 0
    first, second = [line for line in result.output.splitlines() if "26-" in line]
    assert ("victim" in first, "to be sent (en)" in first) == (True, True)
    assert "withheld: address_changed" in second
    assert "555" not in without_chance(result.output)


def test_it_asks_and_then_writes_each_once(told: Run) -> None:
    words = ("correct", "--since", "2026-11-22T00:00", "--key", "case_closed", "--by", "4711")
    assert told(message.app, *words, input="n\n").exit_code == 1
    result = told(message.app, *words, input="y\n")
    assert (result.exit_code, "Wrote 1 corrections" in result.output, "1 address_changed" in result.output) == (
        0,
        True,
        True,
    )
    again = typed(told, "--yes")
    assert (again.exit_code, again.output.count("written before"), "no one to write to" in again.output) == (1, 2, True)


def test_what_was_sent_before_is_not_taken_back(told: Run) -> None:
    assert "no one to write to" in typed(told, "--yes", since="2026-11-22T00:31").output


@pytest.mark.parametrize("key", ["correction", "portal_code", "survey_invitation", "help"])
def test_replies_codes_and_surveys_are_not_corrected(told: Run, key: str) -> None:
    assert typed(told, key=key).exit_code == 2


@pytest.mark.parametrize("since", ["", "yesterday"])
def test_it_must_be_said_since_when(told: Run, since: str) -> None:
    assert typed(told, since=since).exit_code == 2
