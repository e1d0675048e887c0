"""Every message that leaves or is withheld stands in the audit log, by what it was decided, with hashed words."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import event
from temporalio.exceptions import ApplicationError

from activities import send_moment
from db.queries import audit_records, erasure
from db.tables import AuditRecord
from domain.audit.canonical import commitment
from domain.messages import Channel, MessageKey
from messaging.compose import sealed_message
from messaging.decided import words
from policies.in_force import policy_mark
from tests.desk import ORI, POLICY, Desk


async def decisions(desk: Desk, message: str) -> Sequence[AuditRecord]:
    """The newest first."""
    async with desk.database.reading() as session:
        return await audit_records.of_message(session, message)


async def test_a_message_that_leaves_is_recorded_with_its_template_policy_and_hashed_words(desk: Desk) -> None:
    message = await desk.a_text()
    await desk.send(message)
    (record,) = await decisions(desk, message)
    assert (record.kind, record.by, record.outcome, record.ori) == ("message.decided", "workflow", "done", ORI)
    assert record.detail == {
        "call": "26-000123",
        "key": "call_received",
        "n": 1,
        "channel": "sms",
        "language": "en",
        "segments": record.detail["segments"],
        "policy": policy_mark(POLICY),
        "version": record.detail["version"],
        "wording": record.detail["wording"],
    }
    row = await desk.row(message)
    assert record.contact_id == row.contact_id
    composed = sealed_message(desk.vault, row)
    assert composed is not None
    assert record.salt is not None
    assert record.commitment == commitment(bytes.fromhex(record.salt), words(composed))
    assert json.loads(words(composed))["text"] == desk.texts()[0]["body"]
    said = json.dumps(record.model_dump(exclude={"at"}))
    assert "+1206555" not in said
    assert desk.texts()[0]["body"] not in said


async def test_one_that_was_sent_twice_by_us_is_recorded_once(desk: Desk) -> None:
    message = await desk.a_text()
    await desk.send(message)
    await desk.send(message)
    assert len(await decisions(desk, message)) == 1


async def test_one_that_is_written_anew_is_recorded_anew(desk: Desk) -> None:
    message = await desk.a_text("+15005555429")
    with pytest.raises(ApplicationError):
        await desk.send(message)
    await desk.set_person(await desk.set_call(), phone="+12065550188")
    await desk.send(message)
    second, first = await decisions(desk, message)
    assert (first.outcome, second.outcome) == ("done", "done")
    assert first.commitment != second.commitment


async def test_one_that_is_withheld_when_it_should_leave_is_recorded_with_its_reason(desk: Desk) -> None:
    message = await desk.a_text(valid_until=desk.now)
    desk.later(minutes=1)
    await desk.send(message)
    (record,) = await decisions(desk, message)
    assert (record.outcome, record.reason, record.commitment, record.salt) == ("refused", "stale", "", None)


async def test_an_opt_out_that_the_provider_knows_is_recorded_after_the_try(desk: Desk) -> None:
    message = await desk.a_text("+15005551610")
    await desk.send(message)
    refused, tried = await decisions(desk, message)
    assert (tried.outcome, refused.outcome, refused.reason) == ("done", "refused", "opted_out")


async def test_with_their_erasure_the_salt_of_the_words_is_destroyed(desk: Desk) -> None:
    message = await desk.a_text()
    await desk.send(message)
    row = await desk.row(message)
    async with desk.database.transaction() as session:
        await erasure.erase(session, row.contact_id, now=desk.now)
    (record,) = await decisions(desk, message)
    assert record.salt is None
    assert record.commitment


async def statements_to_send(desk: Desk, n: int) -> list[str]:
    """What is sent to the database for a text to a person of a call of its own."""
    call = await desk.set_call(f"26-00020{n}")
    person = await desk.set_person(call, phone=f"+1206555020{n}")
    message = await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.SMS)
    statements: list[str] = []
    engine = desk.database._engine.sync_engine

    def heard(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", heard)
    await desk.send(message)
    event.remove(engine, "before_cursor_execute", heard)
    return statements


async def test_it_costs_one_insert_and_no_question(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await statements_to_send(desk, 1)
    recorded = await statements_to_send(desk, 2)

    async def record_all(*_: object, **__: object) -> None:
        """As if there were no audit log."""

    monkeypatch.setattr(send_moment, "record_all", record_all)
    without = await statements_to_send(desk, 3)
    assert [each.partition(" (")[0] for each in recorded if "audit" in each] == ["INSERT INTO audit_records"]
    assert len(recorded) == len(without) + 1
