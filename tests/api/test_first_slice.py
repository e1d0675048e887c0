"""From a snapshot and an event to what the workflow is told."""

from __future__ import annotations

import httpx

from api import examples
from intake.relay.relay import Relay
from tests.api.conftest import ORI
from tests.intake.fakes import FakeTemporal

STRUCTURED = {"Content-Type": "application/cloudevents+json"}


async def test_a_snapshot_and_an_event_are_stored_and_relayed_in_order(
    client: httpx.AsyncClient, relay: Relay, temporal: FakeTemporal
) -> None:
    put = await client.put("/v1/calls/2026-000777", json=examples.SNAPSHOTS["received"])
    assert put.status_code == 202, put.text
    posted = await client.post("/v1/events", json=examples.EVENTS["officer arrived"], headers=STRUCTURED)
    assert posted.status_code == 202, posted.text

    assert await relay.relay_once()
    workflows, facts = zip(*temporal.signals, strict=True)
    assert set(workflows) == {f"call/{ORI}/2026-000777"}
    assert [fact["type"] for fact in facts] == ["call.received", "unit.arrived"]
    assert temporal.starts[0]["static_summary"] == "Theft · priority 3 · beat C2"

    got = await client.get("/v1/calls/2026-000777")
    assert got.status_code == 200
    assert got.json()["waiting"] == 0
