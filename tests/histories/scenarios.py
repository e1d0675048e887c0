"""Typical calls, played the same way each time: what the recorded histories and the fingerprints are of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from db.queries.contacts import PersonValues
from tests.world import CALLER, VICTIM, CallInTest
from workflows.contract import CHANGE_CASE_STATUS, REPLY_RECEIVED_SIGNAL

DAY = 24 * 60
Scenario = Callable[[CallInTest], Awaitable[None]]


async def full_case(call: CallInTest) -> None:
    """A burglary with a victim, solved in twenty days."""
    await call.contact(VICTIM)
    await call.receive(incident_type="BURGLARY")
    await call.play(
        (5, "unit.dispatched", {}),
        (8, "unit.en_route", {"eta_minutes": 10}),
        (20, "unit.arrived", {}),
        (80, "call.closed", {"disposition": "01", "case_number": "26-4711"}),
        (3 * DAY, "case.assigned", {}),
        (5 * DAY, "case.arrest", {}),
        (8 * DAY, "case.charged", {}),
        (20 * DAY, "case.closed", {}),
    )


async def handled(call: CallInTest) -> None:
    """An officer comes; nothing more is to be done than a survey."""
    await call.contact(CALLER)
    await call.receive()
    await call.play((10, "unit.arrived", {}), (30, "call.closed", {"disposition": "05"}))
    await call.reach(5 * DAY)


async def delayed(call: CallInTest) -> None:
    """Nobody comes in time, and then nobody is found."""
    await call.contact(CALLER)
    await call.receive()
    await call.play((45, "unit.dispatched", {}), (70, "unit.arrived", {}), (90, "call.closed", {"disposition": "14"}))
    await call.reach(5 * DAY)


async def cancelled(call: CallInTest) -> None:
    """The caller calls again: no officer is needed."""
    await call.contact(CALLER)
    await call.receive()
    await call.play((7, "call.cancelled", {}))
    await call.reach(DAY)


async def merged(call: CallInTest) -> None:
    """Somebody else had called before."""
    await call.contact(CALLER)
    await call.receive()
    await call.play((4, "call.merged", {"merged_into": "26-000001"}))


async def sensitive(call: CallInTest) -> None:
    """The type turns out to be one that nobody is texted about."""
    await call.contact(CALLER)
    await call.receive()
    await call.play((2, "call.updated", {"incident_type": "DVA"}), (50, "call.closed", {"disposition": "05"}))
    await call.reach(DAY)


async def reopened(call: CallInTest) -> None:
    """Closed, reopened, arrival taken back, closed again."""
    await call.contact(CALLER)
    await call.receive()
    await call.play(
        (10, "unit.arrived", {}),
        (20, "call.closed", {"disposition": "14"}),
        (25, "call.reopened", {}),
        (27, "unit.arrived", {}),
        (29, "call.updated", {"unset": ["arrived"]}),
        (60, "call.closed", {"disposition": "05"}),
    )
    await call.reach(5 * DAY)


async def suspended(call: CallInTest) -> None:
    """A case without a trace: still open after four weeks, then suspended, then opened again."""
    await call.contact(VICTIM)
    await call.receive()
    await call.play(
        (15, "unit.arrived", {}),
        (40, "call.closed", {"disposition": "01", "case_number": "26-4712"}),
        (2 * DAY, "case.assigned", {}),
        (35 * DAY, "case.suspended", {}),
        (60 * DAY, "case.reopened", {}),
        (61 * DAY, "case.closed", {}),
    )


async def refused(call: CallInTest) -> None:
    """Events that cannot be, among those that can."""
    await call.contact(CALLER)
    await call.receive()
    await call.play((2, "call.merged", {}), (3, "case.reopened", {}), (9, "call.closed", {"disposition": "15"}))
    await call.reach(5 * DAY)


async def nobody(call: CallInTest) -> None:
    """Nobody to tell until a number is found."""
    await call.receive()
    await call.play((3, "unit.dispatched", {}))
    await call.contact(CALLER)
    await call.play((6, "contact.added", {}), (30, "call.closed", {"disposition": "06"}))
    await call.reach(5 * DAY)


async def landline(call: CallInTest) -> None:
    """A telephone on the wall: staff is asked until there is an email, which then stands in for texts."""
    values: PersonValues = {**VICTIM, "phone": "+15005554001", "email": None}
    await call.contact(values)
    await call.receive()
    await call.play((5, "unit.arrived", {}))
    await call.contact({**values, "email": VICTIM["email"]})
    await call.play((10, "contact.updated", {}), (30, "call.closed", {"disposition": "05"}))
    await call.reach(5 * DAY)


async def answered(call: CallInTest) -> None:
    """They text back: may be in danger, then that it is over, and long after the end once more."""
    await call.contact(CALLER)
    await call.receive()
    await call.reach(2)
    await call.handle.signal(REPLY_RECEIVED_SIGNAL, {"intent": "emergency"})
    await call.settle()
    await call.handle.signal(REPLY_RECEIVED_SIGNAL, {"intent": "other"})
    await call.play((9, "unit.arrived", {}), (30, "call.closed", {"disposition": "05"}))
    await call.handle.signal(REPLY_RECEIVED_SIGNAL, {"intent": "survey_answer"})
    await call.reach(5 * DAY)


async def updated(call: CallInTest) -> None:
    """A case whose status is changed by updates, among other news."""
    await call.contact(VICTIM)
    await call.receive()
    await call.play((15, "unit.arrived", {}), (40, "call.closed", {"disposition": "01", "case_number": "26-4713"}))
    await call.reach(DAY)
    await call.handle.execute_update(CHANGE_CASE_STATUS, call.proven("assigned", id="first"), id="first")
    await call.settle()
    await call.play((3 * DAY, "case.arrest", {"by": "4711"}))
    await call.handle.execute_update(CHANGE_CASE_STATUS, call.proven("closed", id="last"), id="last")
    await call.settle()


async def in_turns(call: CallInTest) -> None:
    """The full case, whose messages take turns with those of others."""
    await call.world.take_turns()
    await full_case(call)


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        full_case,
        handled,
        delayed,
        cancelled,
        merged,
        sensitive,
        reopened,
        suspended,
        refused,
        nobody,
        landline,
        answered,
        updated,
        in_turns,
    )
}
