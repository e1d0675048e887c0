"""Whose key sent an event is kept with it, proven to its workflow, and shown in the timeline."""

from __future__ import annotations

import httpx
from sqlalchemy import select

from db.connection.session import Database
from db.encryption.sender_proof import fault
from db.encryption.vault import Vault
from db.queries import calls, timeline
from db.queries.timeline import TimelineNote
from db.tables import ApiKey, InboxEvent
from domain.actors import Actor
from intake.relay.relay import Relay
from tests.api.conftest import ORI
from tests.database import NOW
from tests.intake.fakes import FakeTemporal
from workflows.signal_payloads import event_claim

CALL = "/v1/calls/26-1"


async def test_the_key_is_kept_with_what_it_sent_and_proven_to_the_workflow(
    client: httpx.AsyncClient, relay: Relay, temporal: FakeTemporal, database: Database, vault: Vault
) -> None:
    await client.put(CALL, json={"incident_type": "LARCENY", "priority": 3})
    changed = await client.post(f"{CALL}/case-status", json={"status": "assigned", "by": "4711"})
    assert changed.status_code == 202, changed.text
    async with database.reading() as session:
        [key] = (await session.scalars(select(ApiKey))).all()
        rows = (await session.scalars(select(InboxEvent))).all()
    by = f"key:{key.id}"
    assert [row.by for row in rows] == [by, by]
    await relay.relay_once()
    for _, signal in temporal.signals:
        assert signal["actor"] == by
        claim = event_claim(signal)
        # The relay's clock stands in these tests.
        assert fault(vault, (ORI, "26-1", claim.stated, by), claim.proof, now=None) == ""
        assert fault(vault, (ORI, "26-2", claim.stated, by), claim.proof, now=None) != ""
    assert temporal.signals[-1][1]["by"] == "4711"


async def test_a_client_cannot_say_who_it_is(client: httpx.AsyncClient) -> None:
    for named in ({"actor": "staff:4711"}, {"proof": "p1.x.1.y"}):
        answer = await client.post(f"{CALL}/case-status", json={"status": "assigned"} | named)
        assert answer.status_code in (404, 422), answer.text


async def test_each_line_of_the_answer_says_who(client: httpx.AsyncClient, database: Database) -> None:
    await client.put(CALL, json={"priority": 3})
    async with database.transaction() as session:
        call = await calls.get(session, ORI, "26-1")
        assert call is not None
        said = {"kind": "event", "what": "case.arrest", "status": "arrest"}
        for number, by in enumerate((Actor.read("staff:4711"), None)):
            note = TimelineNote(key=str(number), by=by, detail={"by": "4711"}, at=NOW, **said)
            await timeline.note(session, call.id, note, now=NOW)
    lines = (await client.get(CALL)).json()["timeline"]
    assert [(line["by"], line["detail"]["by"]) for line in lines] == [("staff:4711", "4711"), ("", "4711")]
