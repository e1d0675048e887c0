"""Every line of a call's timeline says who did it, whatever happens in the call's whole life."""

from __future__ import annotations

import asyncio

import pytest

from db.tables import Agency
from domain.actors import Actor, ActorKind
from tests.intake.fakes import POLICY
from tests.patience import until
from tests.world import CALLER, VICTIM, CallInTest, World
from workflows.contract import CHANGE_CASE_STATUS, CaseStatusInput

DAY = 24 * 60
ANA, NOBODY_ANSWERS = "+12065550123", "+15005553005"
STAFF = Actor(ActorKind.STAFF, "4711")


async def change(call: CallInTest, status: str, by: Actor) -> None:
    proven = call.prover(by).of_change(CaseStatusInput(status=status, by="4711", id=status))
    await call.handle.execute_update(CHANGE_CASE_STATUS, proven)
    await call.settle()


async def write(world: World, number: str, words: str) -> None:
    """Somebody texts back."""
    await asyncio.to_thread(world.simulator.control.inbound, sender=number, body=words)


async def has_line(call: CallInTest, what: str, kind: ActorKind) -> bool:
    return any(what in line.what and line.by.startswith(kind) for line in await call.timeline())


@pytest.fixture
async def call(listening_world: World) -> CallInTest:
    """A call from beginning to end, with everybody who may take part in it."""
    world = listening_world
    async with world.database.transaction() as session:
        (await session.get_one(Agency, world.ori)).policy = POLICY.replace('mode = "link"', 'mode = "text"')
    call = world.call()
    call.receive_at(9)
    await call.contact({**CALLER, "phone": ANA})
    await call.contact({**VICTIM, "phone": NOBODY_ANSWERS, "language": "en"}, ref="victim")
    await call.receive(incident_type="BURGLARY")
    await call.reach(50)  # nobody comes: the call is delayed
    await write(world, ANA, "thank you")
    await until(lambda: has_line(call, "reply received", ActorKind.CONTACT))
    await call.play(
        (60, "unit.dispatched", {"by": "dispatch-7"}),
        (70, "unit.arrived", {"unit": "2A11"}),
        (90, "call.closed", {"disposition": "01", "case_number": "26-4711"}),
        (91, "call.merged", {}),
    )
    await change(call, "assigned", STAFF)
    await call.play((5 * DAY, "case.arrest", {"by": "4711"}))
    await change(call, "charged", Actor(ActorKind.OPERATOR, "4711"))
    await call.handle.signal("case_status", {"status": "closed", "by": "666"})
    await call.handle.signal("event", "garbage")
    await call.reach(60 * DAY)
    await change(call, "closed", STAFF)
    return call


async def test_every_line_says_who_in_the_database_and_in_the_workflow(call: CallInTest) -> None:
    recorded = await call.timeline()
    for line in recorded:
        assert str(Actor.read(line.by)) == line.by, line.what
    for shown in await call.lines():
        assert str(Actor.read(shown["by"])) == shown["by"], shown["what"]
    kinds = {Actor.read(line.by).kind for line in recorded}
    assert kinds == {
        ActorKind.KEY,
        ActorKind.STAFF,
        ActorKind.OPERATOR,
        ActorKind.CONTACT,
        ActorKind.PROVIDER,
        ActorKind.WORKFLOW,
        ActorKind.UNPROVEN,
    }


async def test_each_line_says_the_right_one(call: CallInTest) -> None:
    by = {(line.what, line.effect): line.by for line in await call.timeline()}
    assert by["call.received", "changed"] == by["case.arrest", "changed"] == "key:cad"
    assert by["officer_delayed", "changed"] == by["still_open", "noted"] == "workflow"
    assert by["call_received", "sent"] == "workflow"
    assert by["call_received", "permanent_failure"] == "provider:twilio"
    assert by["case.assigned", "changed"] == "staff:4711"
    assert by["case.charged", "changed"] == "operator:4711"
    assert by["case.closed", "refused"] == "unproven:666"
    assert by["malformed", "refused"] == "unproven:temporal"
    said = {line.what: line.detail.get("by") for line in await call.timeline()}
    assert (said["unit.dispatched"], said["case.arrest"]) == ("dispatch-7", "4711")
