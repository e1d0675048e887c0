"""What no speaker has read leaves in English where the agency wants that, and the record says so."""

from __future__ import annotations

import pytest
from temporalio.exceptions import ApplicationError

from db.queries import timeline
from db.tables import Agency, TimelineEntry
from domain.messages import LANGUAGES, Channel, MessageKey
from locales.read_catalogs import ReadIn
from messaging.rendering.sentences_of import sentences_of
from tests.desk import ORI, POLICY, Desk
from wiring import worker

STRICT = POLICY.replace("require_reviewed = []", 'require_reviewed = ["es"]')
ENGLISH, SPANISH = "We got your call.", "Recibimos su llamada."
OFFER = "\nEspañol: responda ES"


def everything_of(*keys: MessageKey) -> ReadIn:
    return {"es": frozenset(each.text for key in keys for channel in Channel for each in sentences_of(key, channel))}


@pytest.fixture(autouse=True)
async def strict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agency that sends nothing in Spanish that was not read, and nothing was."""
    await set_policy(desk, STRICT)
    has_read(monkeypatch)


async def set_policy(desk: Desk, policy: str) -> None:
    async with desk.database.transaction() as session:
        (await session.get_one(Agency, ORI)).policy = policy


def has_read(monkeypatch: pytest.MonkeyPatch, *keys: MessageKey) -> None:
    monkeypatch.setattr(worker, "read_in_catalogs", lambda: everything_of(*keys))


async def a_line(desk: Desk, message_id: str) -> TimelineEntry:
    async with desk.database.reading() as session:
        lines = await timeline.of_call(session, (await desk.row(message_id)).call_id)
    return lines[-1]


async def test_it_is_sent_in_english_with_the_offer_and_recorded_as_unreviewed(desk: Desk) -> None:
    message = await desk.a_text(language="es")
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("sent", "unreviewed")
    [text] = desk.texts()
    assert ENGLISH in text["body"]
    assert OFFER in text["body"]
    assert SPANISH not in text["body"]
    row = await desk.row(message)
    assert (row.language, row.readers_language, row.reason) == ("en", "es", "unreviewed")
    line = await a_line(desk, message)
    assert (line.effect, line.reason) == ("sent", "unreviewed")
    assert (line.detail["language"], line.detail["instead_of"]) == ("en", "es")


async def test_what_is_read_is_sent_in_spanish_without_a_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    has_read(monkeypatch, MessageKey.CALL_RECEIVED)
    message = await desk.a_text(language="es")
    (outcome,) = await desk.send(message)
    assert (outcome.status, outcome.reason) == ("sent", "")
    assert SPANISH in desk.texts()[0]["body"]
    row = await desk.row(message)
    assert (row.language, row.reason) == ("es", "")
    assert "instead_of" not in (await a_line(desk, message)).detail


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "es"])
async def test_other_languages_are_sent_as_ever(desk: Desk, language: str) -> None:
    message = await desk.a_text(language=language)
    assert [outcome.reason for outcome in await desk.send(message)] == [""]
    assert (await desk.row(message)).language == language


async def test_an_agency_that_requires_nothing_sends_what_no_speaker_has_read(desk: Desk) -> None:
    await set_policy(desk, POLICY)
    message = await desk.a_text(language="es")
    await desk.send(message)
    assert SPANISH in desk.texts()[0]["body"]


async def test_an_answer_to_a_person_who_wrote_is_held_to_the_same(desk: Desk) -> None:
    call = await desk.set_call()
    person = await desk.set_person(call)
    answer = await desk.plan(call, person, MessageKey.EMERGENCY, Channel.SMS, language="es")
    assert [outcome.reason for outcome in await desk.send(answer)] == ["unreviewed"]
    [text] = desk.texts()
    assert "911" in text["body"]
    assert text["body"].endswith(OFFER)


async def test_a_message_that_waits_leaves_in_spanish_once_it_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await desk.a_text("+15005556429", language="es")
    with pytest.raises(ApplicationError, match="20429"):
        await desk.send(message)
    assert (await desk.row(message)).language == "en"
    has_read(monkeypatch, MessageKey.CALL_RECEIVED)
    with pytest.raises(ApplicationError, match="20429"):
        await desk.send(message)
    await desk.send(message)
    row = await desk.row(message)
    assert (row.language, row.readers_language, row.reason) == ("es", "es", "")
    [text] = desk.texts()
    assert SPANISH in text["body"]
