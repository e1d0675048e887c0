"""Who may change a case through Temporal, and who may not: forged, replayed and old changes on the real server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from db.encryption.keyring import KeyRing
from db.encryption.sender_proof import ALTERED, EXPIRED, UNKNOWN_KEY
from db.encryption.vault import Vault
from db.queries import audit_records, inbox
from db.tables import AuditRecord, InboxEvent
from domain.actors import Actor, ActorKind
from domain.call_state import CallState, CaseStatus, News
from domain.claims import NO_PROOF
from domain.events import CallEvent
from domain.messages import MessageKey
from intake.relay.proving import Prover
from tests.database import CAD
from tests.patience import until
from tests.world import VICTIM, CallInTest, World
from workflows.contract import (
    CALL_FOR_SERVICE,
    CASE_STATUS_SIGNAL,
    CHANGE_CASE_STATUS,
    EVENT_SIGNAL,
    TASK_QUEUE,
    CallForServiceInput,
    Carried,
    CaseStatusInput,
)

STAFF = Actor(ActorKind.STAFF, "4711")


async def a_case(world: World, number: str = "26-000123") -> CallInTest:
    """A case with a victim, who has heard its number."""
    call = world.call(number)
    await call.contact(VICTIM)
    await call.receive()
    await call.play((10, "unit.arrived", {}), (30, "call.closed", {"disposition": "01", "case_number": "26-4711"}))
    return call


async def acts(world: World) -> Sequence[AuditRecord]:
    async with world.database.reading() as session:
        return [record for record in await audit_records.of_agency(session, world.ori) if "case." in record.kind]


async def refused(call: CallInTest) -> list[tuple[str, str, str]]:
    """What was refused, by whom and why: the same in the workflow and in the database."""
    await call.settle()
    lines = sorted(await call.timeline(), key=lambda line: line.id or 0)
    recorded = [(line.what, line.by, line.reason) for line in lines if line.effect == "refused"]
    shown = [(line["what"], line["by"], line["reason"]) for line in await call.lines() if line["effect"] == "refused"]
    assert recorded == shown
    return recorded


async def test_a_bare_signal_is_refused_and_nothing_is_said(world: World) -> None:
    call = await a_case(world)
    before = await call.said()
    await call.handle.signal(CASE_STATUS_SIGNAL, {"status": "arrest", "by": "4711"})
    await until(lambda: _has(refused, call, 1))
    assert await refused(call) == [("case.arrest", "unproven:4711", NO_PROOF)]
    assert (await call.status())["case_status"] == "opened"
    assert await call.said() == before
    [act] = await acts(world)
    assert (act.kind, act.by, act.outcome, act.reason) == ("case.status_refused", "unproven:4711", "refused", NO_PROOF)
    assert (act.about, act.detail) == ("call:26-000123", {"event": "case.arrest", "said_by": "4711"})


async def test_an_update_without_a_proof_is_told_why_it_is_refused(world: World) -> None:
    call = await a_case(world)
    with pytest.raises(WorkflowUpdateFailedError) as told:
        await call.handle.execute_update(CHANGE_CASE_STATUS, CaseStatusInput(status="arrest", by="4711"), id="mine")
    assert NO_PROOF in str(told.value.cause)
    assert getattr(told.value.cause, "type", "") == "CaseStatusRefused"
    assert await refused(call) == [("case.arrest", "unproven:4711", NO_PROOF)]
    # It has not taken the place of the true one of that id.
    answer = await call.handle.execute_update(CHANGE_CASE_STATUS, call.proven("arrest", id="mine"), id="mine again")
    assert answer["case_status"] == "arrest"


async def test_a_proven_change_is_done_and_says_who_did_it(world: World) -> None:
    call = await a_case(world)
    change = call.prover(STAFF).of_change(CaseStatusInput(status="arrest", by="4711", id="1"))
    await call.handle.signal(CASE_STATUS_SIGNAL, change)
    await until(lambda: _is(call, "arrest"))
    await call.settle()
    assert "arrest_made" in await call.said()
    [line] = [line for line in await call.timeline() if line.what == "case.arrest"]
    assert (line.by, line.detail["by"]) == ("staff:4711", "4711")
    assert [shown["by"] for shown in await call.lines() if shown["what"] == "case.arrest"] == ["staff:4711"]
    [act] = await acts(world)
    assert (act.kind, act.by, act.outcome) == ("case.status_changed", "staff:4711", "done")
    metadata = await call.handle.query("__temporal_workflow_metadata")
    assert "| **Case status by** | staff:4711 |" in str(metadata)


Forgery = Callable[[CallInTest, CaseStatusInput], CaseStatusInput]

FORGERIES: dict[str, tuple[Forgery, str]] = {
    "another status": (lambda call, change: replace(change, status="closed"), ALTERED),
    "another badge": (lambda call, change: replace(change, by="666"), ALTERED),
    "another actor": (lambda call, change: replace(change, actor="staff:666"), ALTERED),
    "no actor": (lambda call, change: replace(change, actor=None), ALTERED),
    "another id": (lambda call, change: replace(change, id="2"), ALTERED),
    "another time": (lambda call, change: replace(change, at="2026-01-01T00:00:00Z"), ALTERED),
    "no proof": (lambda call, change: replace(change, proof=None), NO_PROOF),
    "an altered proof": (lambda call, change: replace(change, proof=f"{(change.proof or '')[:-1]}_"), ALTERED),
    "of another call": (lambda call, change: _proven_in(change, call_number="26-000999", call=call), ALTERED),
    "of another agency": (lambda call, change: _proven_in(change, ori="WAOTHER00", call=call), ALTERED),
    "too old": (lambda call, change: _proven_in(change, now=datetime.now(UTC) - timedelta(days=2), call=call), EXPIRED),
    "of an event": (lambda call, change: replace(change, proof=_proof_of_an_event(call)), ALTERED),
}


def _proven_in(change: CaseStatusInput, *, call: CallInTest, **where: Any) -> CaseStatusInput:
    return replace(call.prover(), **where).of_change(change)


def _proof_of_an_event(call: CallInTest) -> str:
    arrest = CallEvent.from_mapping({"type": "case.arrest", "occurred_at": "2026-01-01T00:00:00Z", "id": "1"})
    return call.prover().of_event(arrest)["proof"]


async def test_every_forgery_is_refused_with_its_reason_and_nothing_is_said(world: World, tmp_path: Path) -> None:
    call = await a_case(world)
    before = await call.said()
    right = call.proven("arrest", id="1")
    stolen = Vault(KeyRing.create_once(tmp_path / "theirs.json", now=datetime.now(UTC)))
    forged = [(forge(call, right), reason) for forge, reason in FORGERIES.values()]
    forged.append((_proven_in(right, vault=stolen, call=call), UNKNOWN_KEY))
    for change, reason in forged:
        with pytest.raises(WorkflowUpdateFailedError) as told:
            await call.handle.execute_update(CHANGE_CASE_STATUS, change)
        assert reason in str(told.value.cause), change
    assert [why for _, _, why in await refused(call)] == [reason for _, reason in forged]
    assert await call.said() == before
    assert (await call.status())["case_status"] == "opened"
    # Among all of them the true one goes through.
    answer = await call.handle.execute_update(CHANGE_CASE_STATUS, right)
    assert answer["case_status"] == "arrest"


async def test_the_signal_event_is_no_back_door(world: World) -> None:
    call = await a_case(world)
    at = datetime.now(UTC).isoformat()
    bare = {"type": "case.arrest", "occurred_at": at, "id": "1", "source": "case-status", "by": "4711"}
    proven = bare | call.prover().of_event(CallEvent.from_mapping(bare))
    await call.handle.signal(EVENT_SIGNAL, bare)
    for changed in ({"type": "case.closed"}, {"case_number": "26-666"}, {"by": "666"}, {"incident_type": "HOMICIDE"}):
        await call.handle.signal(EVENT_SIGNAL, proven | changed)
    await until(lambda: _has(refused, call, 5))
    assert [why for _, _, why in await refused(call)] == [NO_PROOF, *[ALTERED] * 4]
    assert (await call.status())["case_number"] == "26-4711"
    await call.handle.signal(EVENT_SIGNAL, proven)
    await until(lambda: _is(call, "arrest"))


async def test_a_repeated_proof_is_harmless_by_whatever_door(world: World) -> None:
    call = await a_case(world)
    change = call.proven("arrest", id="1")
    first = await call.handle.execute_update(CHANGE_CASE_STATUS, change, id="one")
    again = await call.handle.execute_update(CHANGE_CASE_STATUS, change, id="two")
    await call.handle.signal(CASE_STATUS_SIGNAL, change)
    await call.report("call.updated", 60, beat="C9")
    await call.settle()
    assert first["case_status"] == again["case_status"] == "arrest"
    assert [line.what for line in await call.timeline()].count("case.arrest") == 1
    assert (await call.said()).count("arrest_made") == 1


async def test_a_forged_event_beside_the_true_one_of_its_id_does_not_push_it_aside(empty_world: World) -> None:
    call = await a_case_before_work(empty_world)
    at = datetime.now(UTC).isoformat()
    true = {"type": "case.arrest", "occurred_at": at, "id": "1", "source": "case-status", "by": "4711"}
    true |= call.prover().of_event(CallEvent.from_mapping(true))
    forged = true | {"type": "case.closed"}
    for event in (forged, forged | {"type": "case.charged"}, true, forged):
        await call.handle.signal(EVENT_SIGNAL, event)
    await empty_world.start_workers()  # it finds all of them at once; the last is a mere repeat by then
    await until(lambda: _is(call, "arrest"))
    assert [what for what, _, _ in await refused(call)] == ["case.closed", "case.charged"]


async def a_case_before_work(world: World) -> CallInTest:
    call = world.call()
    call.received_at -= timedelta(hours=2)
    await call.receive()
    await call.report("call.closed", 30, disposition="01", case_number="26-4711")
    return call


async def test_a_proof_by_a_key_that_was_replaced_meanwhile_holds(world: World) -> None:
    call = await a_case(world)
    change = call.proven("arrest")
    world.vault.ring.add_key(now=datetime.now(UTC))
    answer = await call.handle.execute_update(CHANGE_CASE_STATUS, change)
    assert answer["case_status"] == "arrest"
    answer = await call.handle.execute_update(CHANGE_CASE_STATUS, call.proven("charged"))
    assert answer["case_status"] == "charged"


@pytest.mark.parametrize("by", ["key:cad", ""])
async def test_what_the_inbox_holds_is_taken_though_its_signal_has_no_proof_that_holds(world: World, by: str) -> None:
    """It was relayed by the version before, or its worker was away for longer than a proof lasts."""
    call = await a_case(world)
    at = datetime.now(UTC)
    event = CallEvent.from_mapping(
        {"type": "case.arrest", "occurred_at": at.isoformat(), "id": "1", "source": "case-status", "by": "4711"}
    )
    row = InboxEvent(
        ori=world.ori,
        source=event.source,
        event_id=event.id,
        content_hash="",
        call_number=call.number,
        type=event.type.value,
        facts=event.to_mapping(),
        by=by,
        occurred_at=at,
        recorded_at=at,
        relayed_at=at,
    )
    async with world.database.transaction() as session:
        await inbox.store(session, row)
    await call.handle.signal(EVENT_SIGNAL, event.to_mapping() | {"case_number": "26-666"})
    await call.handle.signal(EVENT_SIGNAL, event.to_mapping())
    await until(lambda: _is(call, "arrest"))
    assert [why for _, _, why in await refused(call)] == [NO_PROOF]
    [line] = [line for line in await call.timeline() if line.what == "case.arrest" and line.effect == "changed"]
    assert line.by == by
    assert (await acts(world))[0].by == (by or "system:not-recorded")


async def test_an_event_of_cad_is_taken_from_all_and_says_that_nothing_proves_its_sender(world: World) -> None:
    call = await a_case(world)
    forged = {"type": "call.updated", "occurred_at": datetime.now(UTC).isoformat(), "beat": "C9", "actor": str(CAD)}
    await call.handle.signal(EVENT_SIGNAL, forged)
    await call.handle.signal(EVENT_SIGNAL, forged | {"source": "records", "by": "4711", "proof": "p1.x.1.y"})
    await until(lambda: _has(updates, call, 2))
    assert await updates(call) == ["unproven:temporal", "unproven:4711"]


async def updates(call: CallInTest) -> list[str]:
    return [line.by for line in await call.timeline() if line.what == "call.updated"]


async def test_a_client_that_starts_a_workflow_does_not_say_where_its_call_stands(world: World) -> None:
    call = world.call()
    await call.contact(VICTIM)
    arrested = CallState(
        agency=world.ori,
        call_number=call.number,
        incident_type="LARCENY",
        case_number="26-4711",
        case_status=CaseStatus.ARREST,
        untold=(News(key=MessageKey.ARREST_MADE, n=1, at=datetime.now(UTC)),),
    )
    forged = CallForServiceInput(
        agency=world.ori, call_number=call.number, carried=Carried(state=arrested, sends_waiting=True)
    )
    await world.client.start_workflow(CALL_FOR_SERVICE, forged, id=call.workflow_id, task_queue=TASK_QUEUE)
    await call.settle()
    assert (await call.status())["case_status"] is None
    assert await call.messages() == []


async def test_in_a_closed_try_out_a_bare_change_is_taken_and_marked(empty_world: World) -> None:
    empty_world.take_unproven_case_status = True
    await empty_world.start_workers()
    call = await a_case(empty_world)
    await call.handle.signal(CASE_STATUS_SIGNAL, {"status": "arrest", "by": "4711"})
    await until(lambda: _is(call, "arrest"))
    answer = await call.handle.execute_update(CHANGE_CASE_STATUS, {"status": "charged"})
    assert answer["case_status"] == "charged"
    await call.settle()
    lines = [(line.what, line.by) for line in await call.timeline() if line.what.startswith("case.")]
    assert lines == [("case.arrest", "unproven:4711"), ("case.charged", "unproven:temporal")]
    assert "charges_filed" in await call.said()


async def test_a_wrong_proof_is_refused_in_a_closed_try_out_too(empty_world: World) -> None:
    empty_world.take_unproven_case_status = True
    await empty_world.start_workers()
    call = await a_case(empty_world)
    with pytest.raises(WorkflowUpdateFailedError) as told:
        await call.handle.execute_update(CHANGE_CASE_STATUS, replace(call.proven("arrest"), by="666"))
    assert ALTERED in str(told.value.cause)


@pytest.mark.parametrize("wrong", [7, "", "x y", "x" * 201, "\ud800"])
async def test_an_id_that_cannot_be_kept_is_refused_in_words(world: World, wrong: object) -> None:
    call = await a_case(world)
    change = asdict(call.proven("arrest")) | {"id": wrong}
    with pytest.raises(WorkflowUpdateFailedError) as told:
        await call.handle.execute_update(CHANGE_CASE_STATUS, change)
    assert "id must be text of 1 to 200 ASCII characters" in str(told.value.cause)


async def test_a_proof_without_an_id_is_refused_as_it_could_be_sent_again_and_again(world: World) -> None:
    call = await a_case(world)
    with pytest.raises(WorkflowUpdateFailedError) as told:
        await call.handle.execute_update(CHANGE_CASE_STATUS, replace(call.proven("arrest"), id=None))
    assert "id must be given with a proof" in str(told.value.cause)


def test_no_change_is_proven_without_an_id(vault: Vault) -> None:
    prover = Prover(vault=vault, ori="WASPD0000", call_number="1", by=str(CAD), now=datetime.now(UTC))
    with pytest.raises(ValueError, match="has an id"):
        prover.of_change(CaseStatusInput(status="arrest"))


async def _is(call: CallInTest, case_status: str) -> bool:
    return bool((await call.status())["case_status"] == case_status)


async def _has(found: Callable[[CallInTest], Any], call: CallInTest, count: int) -> bool:
    return len(await found(call)) == count
