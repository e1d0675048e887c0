"""One step of a call: what happened changes it, messages are planned, and it is known when to look again.

The rules are Caseline's own pure ones, so that what is compared is what drives them and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from benchmarks.peers.house import ORI, House
from benchmarks.peers.tables import CREATED, WITHHELD, Call, Contact, Message
from domain import contacts, lifecycle
from domain.audience import Audience, Surveys
from domain.call_state import CallState, CaseStatus
from domain.deadlines import CHANGES_THE_CALL, Deadline, DeadlineKind, deadlines, is_held
from domain.events import CallEvent
from domain.message_plan import PlannedMessage, plan
from domain.messages import Channel, MessageKey
from domain.wait_times import waiting

STATE = TypeAdapter(CallState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`planned`: messages that are new and may leave; `to_send`: those and what an earlier step left unsent."""

    planned: tuple[str, ...]
    to_send: tuple[str, ...]
    look_again_at: datetime | None
    over: bool


def take_step(session: Session, house: House, number: str, events: Iterable[dict[str, Any]], now: datetime) -> Step:
    """In one transaction, which locks the call: two steps of one call take turns."""
    call = session.get_one(Call, number, with_for_update=True)
    people = session.scalars(select(Contact).where(Contact.number == number)).all()
    rows = session.scalars(select(Message).where(Message.number == number)).all()
    state = state_of(call)
    for event in events:
        state = lifecycle.advance(state, CallEvent.from_mapping(event), now=now).state
    audience = _audience(house, people, rows)
    state = _pass_deadlines(state, house, audience, rows, now)
    planned = plan(state, audience, house.policy, now=now)
    new = _insert(session, number, planned, first=not rows, now=now)
    audience, rows = _audience(house, people, [*rows, *new]), [*rows, *new]
    due = _due(state, house, audience, rows, now)
    holding = is_held(state, house.policy, now)
    over = not (due or holding) and state.response_over and state.case_status in (None, CaseStatus.CLOSED)
    call.state = STATE.dump_python(replace(state, finished=over, untold=state.untold if holding else ()), mode="json")
    call.look_again_at = due[0].at if due else None
    return Step(
        planned=_may_leave(new, now), to_send=_may_leave(rows, now), look_again_at=call.look_again_at, over=over
    )


def state_of(call: Call) -> CallState:
    """As its last step left it, or as it begins."""
    return STATE.validate_python(call.state) if call.state else CallState(agency=ORI, call_number=call.number)


def _audience(house: House, people: Sequence[Contact], rows: Sequence[Message]) -> Audience:
    invited = {row.contact_id: row.planned_at for row in rows if row.key == MessageKey.SURVEY_INVITATION}
    return Audience(
        contacts=tuple(
            contacts.Contact(
                id=person.id,
                roles=frozenset(map(contacts.ContactRole, person.roles)),
                language=person.language,
                has_phone=bool(person.phone),
                has_email=bool(person.email),
                phone_country="US",
            )
            for person in people
        ),
        said=frozenset((row.contact_id, MessageKey(row.key), row.n) for row in rows),
        surveys=Surveys(invited_at=invited),
        zone=house.zone,
    )


def _due(
    state: CallState, house: House, audience: Audience, rows: Sequence[Message], now: datetime
) -> tuple[Deadline, ...]:
    quiet = [row.not_before for row in rows if row.status == CREATED and row.not_before and row.not_before > now]
    moments = waiting(state, audience, house.policy, quiet_until=quiet)
    return deadlines(state, house.policy, moments, now=now)


def _pass_deadlines(
    state: CallState, house: House, audience: Audience, rows: Sequence[Message], now: datetime
) -> CallState:
    """Those that change the call; the others only made us look."""
    for deadline in _due(state, house, audience, rows, now):
        if deadline.kind in CHANGES_THE_CALL and deadline.at <= now:
            late = deadline.kind is DeadlineKind.OFFICER_DELAYED
            step = lifecycle.mark_delayed(state, at=now) if late else lifecycle.mark_still_open(state, now=now)
            state = step.state
    return state


def _insert(
    session: Session, number: str, planned: Sequence[PlannedMessage], *, first: bool, now: datetime
) -> list[Message]:
    """One statement. What an earlier attempt planned is not planned again: `plan` was told of it, under the lock."""
    if not planned:
        return []
    values = [_values(number, each, first_contact=first and n == 0, now=now) for n, each in enumerate(planned)]
    statement = insert(Message).on_conflict_do_nothing().returning(Message)
    return list(session.scalars(statement, values).all())


def _values(number: str, planned: PlannedMessage, *, first_contact: bool, now: datetime) -> dict[str, Any]:
    return {
        "number": number,
        "contact_id": planned.contact_id,
        "key": planned.key.value,
        "n": planned.n,
        "channel": planned.channel.value if planned.channel else "",
        "language": planned.language or "en",
        "first_contact": first_contact,
        "minutes": planned.minutes,
        "status": WITHHELD if planned.withheld else CREATED,
        "reason": str(planned.withheld or ""),
        "not_before": planned.not_before,
        "planned_at": now,
        "updated_at": now,
    }


def _may_leave(rows: Iterable[Message], now: datetime) -> tuple[str, ...]:
    order = tuple(Channel), tuple(MessageKey)
    leaving = [row for row in rows if row.status == CREATED and (row.not_before is None or row.not_before <= now)]
    leaving.sort(key=lambda row: (row.planned_at, order[1].index(MessageKey(row.key))))
    return tuple(row.id for row in leaving)
