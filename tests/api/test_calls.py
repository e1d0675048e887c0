"""Snapshots over HTTP, and what is shown of a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api import examples
from db.connection.session import Database
from db.queries import calls, contacts, inbox_claims, messages
from db.queries.insert_if_new import insert_if_new
from db.state_json import dump_state
from db.tables import OutboundMessage
from intake.relay.relay import Relay
from intake.staff.case_status import expected_state
from tests.api.conftest import NOW, ORI, OTHER_ORI, NewKey
from tests.intake.fakes import POLICY, FakeTemporal, StandingClock
from tests.portal_fixtures import set_agency

CALL = "/v1/calls/26-1"


async def put(client: httpx.AsyncClient, **snapshot: Any) -> dict[str, Any]:
    answer = await client.put(CALL, json=snapshot)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


def types(answer: dict[str, Any]) -> list[str]:
    return [event["type"] for event in answer["events"]]


async def test_the_same_snapshot_again_is_harmless(client: httpx.AsyncClient) -> None:
    first = await put(client, **examples.SNAPSHOTS["received"])
    again = await put(client, **examples.SNAPSHOTS["received"])
    assert (types(first), types(again)) == (["call.received"], [])


async def test_the_examples_in_turn_are_the_story_of_a_call(client: httpx.AsyncClient) -> None:
    told = [types(await put(client, **snapshot)) for snapshot in examples.SNAPSHOTS.values()]
    assert told == [["call.received"], ["unit.arrived"], ["call.updated"], ["call.updated", "call.closed"]]


async def test_a_snapshot_older_than_the_one_known_is_ignored_and_says_so(client: httpx.AsyncClient) -> None:
    await put(client, priority=1, updated_at="2026-11-22T10:00:00Z")
    answer = await put(client, priority=4, updated_at="2026-11-22T09:00:00Z")
    assert (answer["stale"], answer["events"]) == (True, [])


async def test_a_changed_number_updates_the_person(client: httpx.AsyncClient, database: Database) -> None:
    await put(client, contacts=[{"ref": "p1", "phone": "+12065550123"}])
    answer = await put(client, contacts=[{"ref": "p1", "phone": "+12065550124"}])
    assert types(answer) == ["contact.updated"]
    async with database.reading() as session:
        call = await calls.get(session, ORI, "26-1")
        assert call is not None
        [person] = await contacts.of_call(session, call.id)
        assert "5550124" not in str(call.snapshot)
    assert person.phone_hash is not None


async def test_a_snapshot_says_what_of_the_people_it_could_not_use(client: httpx.AsyncClient) -> None:
    answer = await put(client, contacts=[{"phone": "UNKNOWN", "language": "Klingon"}])
    assert [warned["pointer"] for warned in answer["warnings"]] == ["/contacts/0/phone", "/contacts/0/language"]


async def test_times_in_the_future_are_set_back_unless_the_key_may_replay(
    client: httpx.AsyncClient, new_key: NewKey
) -> None:
    later = (NOW + timedelta(days=2)).isoformat()
    [event] = (await put(client, received_at=later))["events"]
    assert event["clamped"]
    again = await put(client, received_at=later)
    assert (again["events"], [warned["pointer"] for warned in again["warnings"]]) == ([], ["/received_at"])
    client.headers["Authorization"] = f"Bearer {await new_key('calls:write replay')}"
    answer = await client.put("/v1/calls/26-2", json={"received_at": later})
    assert [event["clamped"] for event in answer.json()["events"]] == [False]


async def test_a_call_is_shown_without_people(client: httpx.AsyncClient, database: Database) -> None:
    await put(client, **examples.SNAPSHOTS["received"])
    async with database.transaction() as session:
        call = await calls.get(session, ORI, "26-1")
        assert call is not None
        [person] = await contacts.of_call(session, call.id)
        await insert_if_new(
            session,
            OutboundMessage(
                call_id=call.id,
                contact_id=person.id,
                key="call_received",
                channel="sms",
                status="withheld",
                reason="opted_out",
                content_sealed="sealed",
                planned_at=NOW,
                updated_at=NOW,
            ),
        )
    answer = await client.get(CALL)
    shown = answer.json()
    assert shown["waiting"] == 1
    [message] = shown["messages"]
    assert (message["key"], message["status"], message["reason"]) == ("call_received", "withheld", "opted_out")
    assert message["roles"] == ["reporting_party"]
    for secret in ("Ana", "5550123", "555-01", "example.org", "sealed", person.id):
        assert secret not in answer.text


async def test_a_call_of_another_agency_does_not_exist(client: httpx.AsyncClient, new_key: NewKey) -> None:
    await put(client, priority=1)
    client.headers["Authorization"] = f"Bearer {await new_key(ori=OTHER_ORI)}"
    assert (await client.get(CALL)).status_code == 404
    answer = await client.post(f"{CALL}/case-status", json={"status": "closed"})
    assert answer.status_code == 404


async def test_the_same_number_at_two_agencies_is_two_calls(
    client: httpx.AsyncClient, new_key: NewKey, relay: Relay, temporal: FakeTemporal
) -> None:
    await put(client, priority=1)
    client.headers["Authorization"] = f"Bearer {await new_key(ori=OTHER_ORI)}"
    await put(client, priority=1)
    await relay.relay_once()
    assert sorted(workflow for workflow, _ in temporal.signals) == [f"call/{OTHER_ORI}/26-1", f"call/{ORI}/26-1"]


@pytest.mark.parametrize("number", ["..", ".", "x" * 129, "a%00b", "a%0Ab", "...", "%20a"])
async def test_an_impossible_call_number_is_refused(client: httpx.AsyncClient, number: str) -> None:
    answer = await client.put(f"/v1/calls/{number}", json={"priority": 1})
    assert answer.status_code in (404, 405, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "number",
    ["24 1", "24/1", "#24-1", "(24)1", "é", "24?1", "urn:emergency:uid:callid:" + "x" * 53 + ":dispatch.example.org"],
)
async def test_any_printable_call_number_is_a_call_percent_encoded_in_the_path(
    client: httpx.AsyncClient, relay: Relay, temporal: FakeTemporal, number: str
) -> None:
    path = f"/v1/calls/{quote(number, safe='')}"
    put_ = await client.put(path, json={"priority": 1, "received_at": "2026-11-22T08:00:00Z"})
    assert (put_.status_code, put_.json()["call_number"]) == (202, number)
    changed = await client.post(f"{path}/case-status", json={"status": "arrest", "at": "2026-11-22T09:00:00Z"})
    assert changed.status_code == 202, changed.text
    assert (await client.get(path)).json()["call_number"] == number
    await relay.relay_once()
    assert {workflow for workflow, _ in temporal.signals} == {f"call/{ORI}/{number}"}
    assert (await relay.lag()).given_up == 0


async def test_statuses_change_as_the_rules_allow(client: httpx.AsyncClient) -> None:
    await put(client, received_at="2026-11-22T08:00:00Z")
    for status in ("assigned", "arrest", "closed", "reopened"):
        answer = await client.post(f"{CALL}/case-status", json={"status": status})
        assert answer.status_code == 202, answer.text


async def test_an_impossible_status_is_refused_with_the_reason_although_the_workflow_has_not_heard_yet(
    client: httpx.AsyncClient, relay: Relay
) -> None:
    await put(client, received_at="2026-11-22T08:00:00Z")
    await client.post(f"{CALL}/case-status", json={"status": "closed"})
    answer = await client.post(f"{CALL}/case-status", json={"status": "arrest"})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "the case is closed: it can become reopened, not arrest"
    assert (await relay.lag()).waiting == 2


async def test_the_same_change_again_is_a_repeat_and_not_an_impossible_one(
    client: httpx.AsyncClient, clock: StandingClock
) -> None:
    await put(client, received_at="2026-11-22T08:00:00Z")
    for change in ({"status": "closed", "id": "rms-1"}, {"status": "reopened", "at": "2026-11-25T11:59:00Z"}):
        first = await client.post(f"{CALL}/case-status", json=change)
        clock.pass_(timedelta(seconds=30))
        again = await client.post(f"{CALL}/case-status", json=change)
        assert [first.status_code, again.status_code] == [202, 202], again.text
        assert again.json()["events"][0]["repeated"] is True


async def recorded(database: Database) -> None:
    """As the call's workflow would after the first event."""
    async with database.transaction() as session:
        call = await calls.lock_call(session, ORI, "26-1")
        assert call is not None
        call.state = dump_state(await expected_state(session, call, now=NOW))


async def test_a_detective_writes_once_and_every_victim_is_written_to(
    client: httpx.AsyncClient, database: Database, relay: Relay, temporal: FakeTemporal
) -> None:
    victim = {"ref": "v", "role": "victim", "phone": "+12065550123"}
    caller = {"ref": "c", "role": "reporting_party", "phone": "+12065550124"}
    await put(client, incident_type="LARCENY", received_at="2026-11-22T08:00:00Z", contacts=[victim, caller])
    await recorded(database)
    first = await client.post(f"{CALL}/detective-messages", json={"id": "n1", "text": "Please call\nme."})
    again = await client.post(f"{CALL}/detective-messages", json={"id": "n1", "text": "Please call\nme."})
    assert first.status_code == again.status_code == 202, first.text
    assert [message["status"] for message in first.json()["messages"]] == ["created"]
    assert first.json()["repeated"] is False
    assert again.json() == first.json() | {"repeated": True}
    other = await client.post(f"{CALL}/detective-messages", json={"id": "n1", "text": "Something else"})
    assert other.status_code == 409
    await relay.relay_once()
    assert [start["start_signal"] for start in temporal.starts] == ["event", "messages_added"]
    assert temporal.starts[1]["start_signal_args"] == []


@pytest.mark.parametrize(
    ("contact", "incident_type", "policy", "reason"),
    [
        ({"role": "reporting_party", "phone": "+12065550124"}, "LARCENY", POLICY, "no_contact"),
        ({"role": "victim"}, "LARCENY", POLICY, "no_contact"),
        ({"role": "victim", "phone": "+12065550123", "safe_sms": False}, "LARCENY", POLICY, "not_safe"),
        ({"role": "reporting_party", "phone": "+12065550124"}, "DVA", POLICY, "sensitive_call_type"),
        (
            {"role": "victim", "phone": "+12065550123"},
            "LARCENY",
            POLICY.replace('detective_message = { channels = ["sms", "email"] }\n', ""),
            "not_in_policy",
        ),
    ],
)
async def test_what_a_detective_writes_to_no_one_is_kept_withheld_with_its_reason(
    client: httpx.AsyncClient,
    database: Database,
    contact: dict[str, Any],
    incident_type: str,
    policy: str,
    reason: str,
) -> None:
    await set_agency(database, policy=policy)
    await put(
        client, incident_type=incident_type, received_at="2026-11-22T08:00:00Z", contacts=[{"ref": "p"} | contact]
    )
    await recorded(database)
    message = {"id": "n1", "text": "Please call me."}
    first = await client.post(f"{CALL}/detective-messages", json=message)
    again = await client.post(f"{CALL}/detective-messages", json=message)
    assert first.status_code == 202
    [written] = first.json()["messages"]
    assert (written["status"], written["reason"]) == ("withheld", reason)
    assert again.json() == first.json() | {"repeated": True}
    [shown] = (await client.get(CALL)).json()["messages"]
    assert (shown["id"], shown["key"], shown["reason"]) == (written["id"], "detective_message", reason)
    async with database.reading() as session:
        call = await calls.get(session, ORI, "26-1")
        assert call is not None
        [row] = await messages.of_call(session, call.id)
    assert (row.note_sealed is None) == (not row.contact_id)


async def test_an_event_that_is_given_up_does_not_wait(client: httpx.AsyncClient, database: Database) -> None:
    await put(client, priority=1)
    await put(client, priority=2)
    async with database.transaction() as session:
        await inbox_claims.give_up(session, 1, error="refused", now=NOW)
    shown = (await client.get(CALL)).json()
    assert (shown["waiting"], shown["given_up"]) == (1, 1)
    async with database.transaction() as session:
        await inbox_claims.mark_relayed(session, [2], now=NOW)
    shown = (await client.get(CALL)).json()
    assert (shown["waiting"], shown["given_up"]) == (0, 1)


async def test_an_unknown_call_has_no_victims_to_write_to(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{CALL}/detective-messages", json={"text": "Hello"})
    assert answer.status_code == 404
