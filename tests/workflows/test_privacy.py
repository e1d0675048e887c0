"""Nothing that Temporal keeps, and nothing that is logged, says who a person is, whatever goes wrong on the way."""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata

from db.queries import agencies, calls
from db.queries.contacts import PersonValues
from domain.contacts import ContactRole
from domain.messages import MessageKey
from messaging.call_context import CallContext
from messaging.providers.sendgrid_email import SendGridEmail
from messaging.queue_message import StaffWords, request_message
from tests.world import CallInTest, World
from workflows.contract import MESSAGES_ADDED_SIGNAL

VICTIM: PersonValues = {
    "roles": [ContactRole.REPORTING_PARTY, ContactRole.VICTIM],
    "name": "Zahra Karimi-Özdemir",
    "phone": "+15005556503",
    "email": "zahra.karimi@home.example",
    "language": "es",
}
WITNESS: PersonValues = {
    "roles": [ContactRole.WITNESS],
    "name": "Bartholomew Quist",
    "phone": "+15005551211",
    "language": "en",
}
CALLER: PersonValues = {
    "roles": [ContactRole.REPORTING_PARTY],
    "name": "Ingeborg Løvenskiold",
    "phone": "+15005551610",
    "email": "ingeborg@lovenskiold.example",
    "language": "fr",
}
DETECTIVE: PersonValues = {
    "roles": [ContactRole.DETECTIVE],
    "name": "Marguerite Okonkwo",
    "phone": "+12065550177",
    "email": "m.okonkwo@police.example.com",
}
NOTE = "Please ring me about the blue bicycle near Fontainebleau Street 14."
PEOPLE = {"victim": VICTIM, "witness": WITNESS, "caller": CALLER, "detective": DETECTIVE}
DAY = 24 * 60


async def play_a_case_where_everything_goes_wrong_once(call: CallInTest) -> None:
    for ref, values in PEOPLE.items():
        await call.contact(values, ref=ref)
    await call.receive()
    await call.play((40, "unit.arrived", {}), (90, "call.closed", {"disposition": "01", "case_number": "26-4711"}))
    await a_detective_writes(call)
    await call.play((DAY, "case.assigned", {}), (2 * DAY, "case.arrest", {}))
    await call.reach(4 * DAY)
    await call.play((5 * DAY, "case.closed", {}))
    await call.handle.result()


async def a_detective_writes(call: CallInTest) -> None:
    world = call.world
    async with world.database.transaction() as session:
        row, agency = await calls.get(session, world.ori, call.number), await agencies.get(session, world.ori)
        assert row is not None
        assert agency is not None
        context = CallContext.of(agency, row, now=datetime.now(UTC))
        await request_message(session, world.vault, context, StaffWords(key=MessageKey.DETECTIVE_MESSAGE, note=NOTE))
    await call.handle.signal(MESSAGES_ADDED_SIGNAL)


def fails_once_with_everything_it_knows(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An error nobody foresaw, with an address and a body in its text."""
    errors: list[str] = []
    send = SendGridEmail._send

    def clumsy(self: SendGridEmail, letter: Any) -> Any:
        if not errors:
            errors.append(f"could not send {letter.text} to {letter.to}")
            raise LookupError(errors[0]) from ValueError(letter.to)
        return send(self, letter)

    monkeypatch.setattr(SendGridEmail, "_send", clumsy)
    return errors


async def everything_temporal_keeps(call: CallInTest) -> bytes:
    """Every byte of history, description and metadata, and all of it once more as JSON."""
    history = await call.handle.fetch_history()
    description = (await call.handle.describe()).raw_description
    metadata = await call.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    kept = [event.SerializeToString() for event in history.events]
    kept += [description.SerializeToString(), metadata.SerializeToString(), history.to_json().encode()]
    kept += [json.dumps(await call.status()).encode(), json.dumps(await call.lines(), ensure_ascii=False).encode()]
    return b"\n".join(kept)


def secrets(texts: Iterable[dict[str, Any]]) -> set[str]:
    """Everything invented about people, and every line that was written to them."""
    told = {line.strip() for text in texts for line in f"{text.get('subject') or ''}\n{text['body']}".splitlines()}
    about = {part for person in PEOPLE.values() for part in _parts(person)}
    links = {token for line in told for token in re.findall(r"/s/(\S+)", line)}
    return about | links | {line for line in told if len(line) > 20} | {NOTE, "Fontainebleau"}


def _parts(person: PersonValues) -> Iterator[str]:
    yield from (person["name"] or "").replace("-", " ").split()
    yield (person["phone"] or "").removeprefix("+1")
    if email := person.get("email"):
        yield from (email, email.split("@")[0])


def disguises(secret: str) -> Iterator[bytes]:
    """As it is, escaped, URL-encoded, in base64 wherever it may begin."""
    yield from (form.encode() for form in (secret, json.dumps(secret)[1:-1], quote(secret), quote_plus(secret)))
    raw = secret.encode()
    for skipped in range(3):
        inside = base64.b64encode(raw[skipped : len(raw) - (len(raw) - skipped) % 3])
        yield inside
        yield base64.urlsafe_b64encode(raw[skipped : len(raw) - (len(raw) - skipped) % 3])


def leaks(kept: bytes, hidden: Iterable[str]) -> list[str]:
    return [secret for secret in hidden for form in disguises(secret) if len(form) > 3 and form in kept]


async def test_nothing_temporal_keeps_or_we_log_says_who_a_person_is(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.WARNING)  # as commands.logs sets it for libraries
    errors = fails_once_with_everything_it_knows(monkeypatch)
    call = world.call()
    await play_a_case_where_everything_goes_wrong_once(call)
    kept = await everything_temporal_keeps(call)
    logged = "".join(capfd.readouterr()) + caplog.text
    rows = await call.messages()
    hidden = secrets(world.texts())
    assert errors
    assert len(hidden) > 40
    assert {row.provider_code for row in rows} >= {"20503", "21211", "21610"}
    assert {row.key for row in rows if row.status == "sent"} >= {"survey_invitation", "detective_message"}
    assert leaks(kept, hidden) == []
    assert "message.sent" in logged
    assert leaks(logged.encode(), hidden) == []
    assert b"LookupError" in kept


def test_the_search_finds_what_it_looks_for() -> None:
    for disguised in disguises("Zahra Karimi-Özdemir"):
        assert leaks(b"..." + disguised, ["Zahra Karimi-Özdemir"])
    assert leaks(base64.b64encode(b'{"to": "zahra.karimi@home.example"}'), ["zahra.karimi@home.example"])
