"""`caseline message show`: every step of one message, and no person's data unless asked for."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commands import message
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import calls, contacts
from db.queries.contacts import PersonValues
from db.tables import DeliveryReceipt, OutboundMessage, TimelineEntry
from domain.contacts import ContactRole
from messaging.compose import CONTENT
from tests.commands.conftest import ORI, Run
from tests.database import NOW

MINUTE = timedelta(minutes=1)
MARIA: PersonValues = {"name": "Maria Example", "phone": "+12065550123", "roles": [ContactRole.VICTIM]}
LETTER = {"message_id": "m1", "to": "+12065550123", "text": "Report 26-1 was taken.", "subject": None}
TEXT: dict[str, Any] = {
    "id": "m1",
    "key": "case_number",
    "channel": "sms",
    "language": "es",
    "status": "permanent_failure",
    "reason": "undelivered: 30005",
    "provider": "twilio",
    "provider_message_id": "SM77",
    "provider_code": "30005",
    "attempts": 2,
    "segments": 3,
    "planned_at": NOW,
    "not_before": NOW + MINUTE,
    "valid_until": NOW + 60 * MINUTE,
    "sending_at": NOW + MINUTE,
    "sent_at": NOW + 2 * MINUTE,
    "updated_at": NOW + 4 * MINUTE,
}
EMAIL: dict[str, Any] = {
    "id": "m2",
    "key": "case_number",
    "channel": "email",
    "status": "withheld",
    "reason": "no_contact",
    "fallback_of": "m1",
    "planned_at": NOW + 5 * MINUTE,
    "updated_at": NOW + 5 * MINUTE,
}


@pytest.fixture
def told(ready: Run, url: str, tmp_path: Path) -> Run:
    """A text that failed for good, and the email that stood in for it."""
    vault = Vault(KeyRing.create_once(tmp_path / "state" / "keys.json", now=NOW))

    async def write() -> None:
        opened = Database(url)
        async with opened.transaction() as session:
            call = await calls.get_or_create(session, ORI, "26-1", now=NOW)
            maria = await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=MARIA, now=NOW)
            text = OutboundMessage(call_id=call.id, contact_id=maria.id, **TEXT)
            text.content_sealed = vault.seal(json.dumps(LETTER), context=CONTENT, row=text.id)
            session.add(text)
            await session.flush()
            session.add(OutboundMessage(call_id=call.id, contact_id="", **EMAIL))
            said: dict[str, Any] = {"provider": "twilio", "message_id": "m1", "recorded_at": NOW}
            for n, (word, code, effect) in enumerate((("sent", "", "ignored"), ("undelivered", "30005", "failed"))):
                at = NOW + (3 + n) * MINUTE
                session.add(
                    DeliveryReceipt(event_key=word, said=word, code=code, effect=effect, occurred_at=at, **said)
                )
            for about in ("m1", "m10"):
                line = TimelineEntry(
                    call_id=call.id,
                    entry_key=f"message/{about}/sent",
                    occurred_at=NOW,
                    recorded_at=NOW,
                    kind="message",
                    what="case_number",
                    effect="sent",
                    reason=f"about {about}",
                    status="closed",
                )
                session.add(line)
        await opened.dispose()

    asyncio.run(write())
    return ready


def test_every_step_is_shown_in_the_agencys_time_and_nobody_is_named(told: Run) -> None:
    result = told(message.app, "show", "m1")
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[:3] == [
        "case_number by sms in es, call 26-1 of WASPD0000",
        "id m1",
        "stood in for by m2 (email, withheld: no_contact)",
    ]
    assert lines[4].startswith("2026-11-22 00:30:00 PST  planned")
    told_steps = " | ".join(lines)
    for said in (
        "planned            for victim",
        "held until",
        "true until",
        "first try          of 2",
        "handed over        twilio SM77",
        "reported           twilio sent -> ignored",
        "reported           twilio undelivered 30005 -> failed",
        "timeline           sent: about m1 (the call: closed)",
        "permanent_failure  undelivered: 30005, code 30005, 3 segments",
    ):
        assert said in told_steps, result.output
    for secret in ("Maria", "5550123", "Report 26-1", "about m10"):
        assert secret not in result.output


def test_it_is_found_by_the_providers_id_and_says_what_it_stands_in_for(told: Run) -> None:
    assert "id m1" in told(message.app, "show", "SM77").output
    shown = told(message.app, "show", "m2").output
    assert "stands in for m1 (sms, permanent_failure: undelivered: 30005)" in shown
    assert "for no one" in shown


def test_only_when_asked_address_and_words_are_shown_and_it_is_said(told: Run) -> None:
    result = told(message.app, "show", "m1", "--reveal")
    assert "to: +12065550123" in result.output
    assert "text: Report 26-1 was taken." in result.output
    assert "about a person" in result.stderr
    assert "erased" in told(message.app, "show", "m2", "--reveal").output


def test_a_message_that_is_not_there_is_one_sentence(told: Run) -> None:
    result = told(message.app, "show", "m3")
    assert result.exit_code == 1
    assert "no such message" in result.output
