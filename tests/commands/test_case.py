"""`caseline case`: what is shown of a case without naming a person, and a change of status that may be refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from typer.testing import CliRunner, Result

from commands import case, case_status
from db.connection.session import Database
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault
from db.queries import agencies, calls, contacts, staff_tasks
from db.state_json import dump_state
from db.tables import InboxEvent, OutboundMessage, TimelineEntry
from domain.call_state import CallState, CaseStatus
from domain.contacts import ContactRole
from domain.task_kinds import NewTask, TaskKind
from engine.time_skipping import WorkflowClock
from tests.chance import without_chance
from tests.database import NOW, an_agency
from tests.patience import until
from tests.simulator_process import SimulatorProcess
from tests.world import ROOT, VICTIM, CallInTest, World, simulator_settings
from workflows.contract import CASE_STATUS_SIGNAL

ORI, OTHER = "WASPD0000", "WAOTH0000"
NUMBER, CASE = "26-000123", "26-88112"
NOWHERE = "127.0.0.1:9"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator's, on a terminal of 80 columns; Temporal is away."""
    monkeypatch.setenv("CASELINE_DATABASE_URL", database_url)
    monkeypatch.setenv("CASELINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOWHERE)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing answers, and it is known soon."""
    monkeypatch.setattr("commands.case_workflow.SHORTLY", timedelta(seconds=0.3))


async def typed(*words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, case.app, list(words))


async def store(database: Database, vault: Vault) -> None:
    """A case with a detective, a text that arrived, one withheld, one that waits, a task and an event on its way."""
    state = CallState(
        agency=ORI,
        call_number=NUMBER,
        received_at=NOW,
        incident_type="LARCENY",
        case_number=CASE,
        case_status=CaseStatus.ASSIGNED,
        case_status_at=NOW + 60 * MINUTE,
        last_news_at=NOW + 60 * MINUTE,
    )
    async with database.transaction() as session:
        await agencies.add(session, an_agency(ORI, policy=(ROOT / "policies" / "default.toml").read_text()))
        call = await calls.get_or_create(session, ORI, NUMBER, now=NOW)
        call.status, call.case_number, call.received_at = state.status.value, CASE, NOW
        call.state = dump_state(state)
        zahra = await contacts.upsert(session, vault, call_id=call.id, ref="caller", values=VICTIM, now=NOW)
        about: dict[str, Any] = {"call_id": call.id, "channel": "sms", "language": "fa", "updated_at": NOW}
        for n, (key, status, reason) in enumerate(
            (("case_number", "delivered", ""), ("victim_rights", "withheld", "opted_out"))
        ):
            at = NOW + n * MINUTE
            row = OutboundMessage(
                id=f"m{n}", contact_id=zahra.id, key=key, status=status, reason=reason, planned_at=at, **about
            )
            session.add(row)
        later = NOW + timedelta(hours=7)
        session.add(
            OutboundMessage(
                id="m9",
                contact_id=zahra.id,
                key="detective_assigned",
                status="created",
                reason="quiet_hours",
                planned_at=NOW + 60 * MINUTE,
                not_before=later,
                **about,
            )
        )
        for what, status, by in (
            ("call.received", "received", ""),
            ("case.assigned", "assigned", "key:4f2a91c7d00d4f2a91c7d00d4f2a91c7"),
        ):
            session.add(
                TimelineEntry(
                    call_id=call.id,
                    entry_key=what,
                    occurred_at=NOW,
                    recorded_at=NOW,
                    kind="event",
                    what=what,
                    effect="changed",
                    status=status,
                    by=by,
                    detail={"by": "4711"} if by else {},
                )
            )
        waiting: dict[str, Any] = {"source": "cad", "event_id": "e1", "content_hash": "", "type": "case.arrest"}
        session.add(InboxEvent(ori=ORI, call_number=NUMBER, occurred_at=NOW, recorded_at=NOW, **waiting))
        task = NewTask(kind=TaskKind.UNDELIVERABLE, about="m1", reason="opted_out", call_id=call.id)
        await staff_tasks.raise_task(session, ORI, task, now=NOW)


async def test_a_case_is_shown_with_what_waits_and_without_people_while_temporal_is_away(
    database: Database, vault: Vault
) -> None:
    await store(database, vault)
    shown = await typed("show", NUMBER)
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[:4] == [
        f"Call {NUMBER} of {ORI}, case {CASE}: assigned",
        "Received  2026-11-22 00:30 PST",
        "About     incident type LARCENY",
        "Workflow  not known: the Temporal server does not answer",
    ]
    told = [" ".join(line.split()) for line in lines]
    for said in (
        "2026-11-22 00:30 call.received changed received not recorded",
        "2026-11-22 00:30 case.assigned changed assigned key:4f2a91c7 for 4711",
        "2026-11-22 00:30 case number reporting party, sms fa delivered",
        "2026-11-22 00:31 victim rights reporting party, sms fa withheld:",
        "2026-11-22 07:30 detective assigned message, created: quiet_hours",
        "now 1 of its events accepted, not yet with the workflow",
        "2026-11-22 00:30 undeliverable task for staff: opted_out",
    ):
        assert said in told, shown.output
    assert max(len(line) for line in lines) <= 80
    assert not [secret for secret in ("Zahra", "5550145", "example.com") if secret in shown.output]


async def test_its_json_has_the_ids_and_no_person(database: Database, vault: Vault) -> None:
    await store(database, vault)
    shown = await typed("show", CASE, "--json")
    view = json.loads(shown.stdout)
    assert (view["agency"], view["call"]["call_number"], view["workflow"]["state"]) == (ORI, NUMBER, "unknown")
    assert next((m["id"], m["roles"], m["status"]) for m in view["call"]["messages"]) == (
        "m0",
        [ContactRole.REPORTING_PARTY, ContactRole.VICTIM],
        "delivered",
    )
    assert [task["kind"] for task in view["tasks"]] == ["undeliverable"]
    assert "Zahra" not in shown.stdout


async def test_a_mistyped_number_is_told_what_is_near_and_where_it_was_searched(
    database: Database, vault: Vault
) -> None:
    await store(database, vault)
    wrong = await typed("show", "26-000132")
    assert wrong.exit_code == 1
    said = " ".join(wrong.output.split())
    assert f"no call or case 26-000132 (searched: {ORI}). Do you mean {NUMBER}?" in said
    assert "no agency WAXX" in (await typed("show", NUMBER, "--agency", "waxx")).output


async def test_a_number_that_two_agencies_know_needs_the_agency(database: Database, vault: Vault) -> None:
    await store(database, vault)
    async with database.transaction() as session:
        await agencies.add(session, an_agency(OTHER))
        await calls.get_or_create(session, OTHER, NUMBER, now=NOW)
    both = await typed("show", NUMBER)
    assert both.exit_code == 1
    assert f"call {NUMBER} of {OTHER}, call {NUMBER} of {ORI}" in " ".join(both.output.split())
    assert (await typed("show", NUMBER, "--agency", OTHER.lower())).output.startswith(f"Call {NUMBER} of {OTHER}")


async def test_open_cases_are_listed_with_the_tasks_that_wait(database: Database, vault: Vault) -> None:
    assert "No case is open." in (await typed("list")).output
    await store(database, vault)
    async with database.transaction() as session:
        for number, status, case_number in (("26-2", "closed", "c2"), ("26-3", "on_scene", None)):
            call = await calls.get_or_create(session, ORI, number, now=NOW)
            call.status, call.case_number = status, case_number
    listed = (await typed("list", "--agency", ORI)).output.splitlines()
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in listed if "│" in line]
    assert cells == [[NUMBER, ORI, CASE, "assigned", "2026-11-22 00:30", "1"]]


@pytest.fixture
async def world(
    temporal_client: Client,
    temporal_server: str,
    database: Database,
    tmp_path: Path,
    simulator: SimulatorProcess,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[World]:
    """An agency at work, on either database."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_server)
    monkeypatch.setattr("commands.case_workflow.SHORTLY", timedelta(seconds=20))
    simulator.control.reset()
    made = World(
        client=temporal_client,
        database=database,
        vault=Vault(KeyRing.create_once(tmp_path / "state" / "keys.json", now=NOW)),
        simulator=simulator,
        settings=simulator_settings(simulator),
        clock=WorkflowClock(temporal_client),
    )
    await made.open_agency()
    yield made
    await made.close()


async def test_a_status_is_changed_through_the_workflow_and_a_refusal_is_told(world: World) -> None:
    await world.start_workers()
    call = world.call()
    await call.contact(VICTIM)
    await call.receive()
    await call.settle()

    refused = await typed("status", NUMBER, "reopened", "--by", "4711")
    assert refused.exit_code == 1
    assert "Refused: there is no case yet: it can become" in " ".join(refused.output.split())
    done = await typed("status", NUMBER, "assigned", "--by", "4711")
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"Call {NUMBER} of {world.ori} is now assigned.")
    assert (await call.status())["case_status"] == "assigned"

    await call.settle()
    shown = json.loads((await typed("show", NUMBER, "--json")).stdout)
    assert shown["workflow"]["state"] == "running"
    assert [(line["what"], line["effect"]) for line in shown["call"]["timeline"] if line["kind"] == "event"] == [
        ("call.received", "changed"),
        ("case.assigned", "changed"),
    ]


async def test_the_same_change_of_the_same_time_happens_once(world: World) -> None:
    await world.start_workers()
    call = world.call()
    await call.receive()
    await call.settle()
    at = (datetime.now(UTC) - MINUTE).isoformat()
    for _ in range(2):
        assert (await typed("status", NUMBER, "arrest", "--by", "4711", "--at", at)).exit_code == 0
    await call.settle()
    happened = sorted(line.what for line in await call.timeline() if line.kind == "event")
    assert happened == ["call.received", "case.arrest"]


async def test_a_change_through_the_command_says_who_typed_it(world: World) -> None:
    await world.start_workers()
    call = world.call()
    await call.receive()
    await call.settle()
    assert (await typed("status", NUMBER, "arrest", "--by", "47:11")).exit_code == 0
    await call.settle()
    [line] = [line for line in await call.timeline() if line.what == "case.arrest"]
    assert (line.by, line.detail["by"]) == ("operator:47-11", "47:11")
    shown = " ".join((await typed("show", NUMBER)).output.split())
    assert "case.arrest changed arrest operator:47-11" in shown


async def test_a_change_that_was_proven_is_taken_from_another_client_and_only_as_it_is(world: World) -> None:
    await world.start_workers()
    call = world.call()
    await call.receive()
    await call.settle()
    proven = await typed("prove", NUMBER, "arrest", "--by", "4711")
    assert proven.exit_code == 0, proven.output
    payload = json.loads(proven.stdout)
    assert payload.keys() == {"status", "by", "id", "actor", "proof"}
    await call.handle.signal(CASE_STATUS_SIGNAL, payload | {"status": "closed"})
    await call.handle.signal(CASE_STATUS_SIGNAL, payload)
    await until(lambda: is_arrest(call))
    await call.settle()
    lines = [(line.what, line.effect, line.by) for line in await call.timeline() if line.what.startswith("case.")]
    assert sorted(lines) == [
        ("case.arrest", "changed", "operator:4711"),
        ("case.closed", "refused", "unproven:4711"),
    ]


async def is_arrest(call: CallInTest) -> bool:
    return bool((await call.status())["case_status"] == "arrest")


async def test_a_workflow_that_has_ended_is_started_again(world: World) -> None:
    await world.start_workers()
    call = world.call()
    await call.receive()
    await call.settle()
    await call.handle.terminate("lost")
    assert "Workflow  terminated" in (await typed("show", NUMBER)).output
    done = await typed("status", NUMBER, "closed", "--by", "4711")
    assert done.exit_code == 0, done.output
    assert "is now closed" in done.output


async def test_without_a_worker_or_a_server_it_says_what_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_status, "WAIT", timedelta(seconds=1))
    call = world.call()
    await call.contact(VICTIM)
    assert "Workflow  none" in (await typed("show", NUMBER)).output
    alone = await typed("status", NUMBER, "assigned", "--by", "4711")
    assert alone.exit_code == 1
    assert "No worker answered within 1 s" in " ".join(alone.output.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("solved", "--by", "4711"), "solved is none of assigned, arrest, charged, suspended, closed, reopened"),
        (("assigned", "--by", "Dana Reyes"), "--by"),
        (("assigned",), "--by"),
        (("assigned", "--by", "4711", "--at", "yesterday"), "no time like"),
        (("assigned", "--by", "4711", "--at", "2099-01-01"), "in the future"),
    ],
)
async def test_what_cannot_be_meant_is_refused_before_anything_is_asked(
    words: tuple[str, ...], said: str, database: Database, vault: Vault
) -> None:
    await store(database, vault)
    wrong = await typed("status", NUMBER, *words)
    assert wrong.exit_code == 2, wrong.output
    assert said in " ".join(wrong.output.replace("│", " ").split())


async def test_a5_a_number_with_an_extension_is_shown_to_staff(
    database: Database, vault: Vault, key_ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASELINE_KEYS_FILE", str(key_ring.path))
    await store(database, vault)
    assert "No number of this call has an extension." in (await typed("phones", NUMBER)).output
    async with database.transaction() as session:
        call = await calls.get_or_create(session, ORI, NUMBER, now=NOW)
        values: contacts.PersonValues = {"roles": [ContactRole.WITNESS], "phone": "(971) 555-0125 x412"}
        await contacts.upsert(session, vault, call_id=call.id, ref="w", values=values, now=NOW)
    shown = await typed("phones", NUMBER)
    assert shown.exit_code == 0
    assert "witness" in shown.output
    assert "+1 971-555-0125 ext. 412" in shown.output
    assert "971" not in without_chance((await typed("show", NUMBER)).output)
