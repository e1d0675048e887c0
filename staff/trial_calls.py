"""Reads past calls of an agency, a few dozen at a time, as `staff.policy_replay` plays them again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import careful_ground, contacts, portal_cases, trial_material
from db.queries.trial_material import AtAddress, EventLine, SaidFacts
from db.state_json import state_of
from db.tables import Agency, Call, OutboundMessage, Person
from domain.events import CallEvent, EventType, MalformedEvent
from domain.lifecycle import CASE_EVENTS, Effect
from domain.messages import KEY_RULES, MessageKey, Urgency
from staff.policy_replay import HeardElsewhere, PastCall, PastStep

SURVEYS_BEFORE = timedelta(days=366)
"""An agency asks a person at most once in so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAsItWas:
    """A past call, and the messages that were really planned for it."""

    past: PastCall
    messages: Sequence[OutboundMessage]


async def read(session: AsyncSession, agency: Agency, call_ids: Collection[str], *, now: datetime) -> list[CallAsItWas]:
    """These calls; one whose events are not kept any more has no steps."""
    calls = await trial_material.calls(session, call_ids)
    lines = await trial_material.event_lines(session, call_ids)
    facts = await trial_material.facts(session, agency.ori, [call.call_number for call in calls])
    rows = await trial_material.messages(session, call_ids)
    people = await portal_cases.people_of(session, call_ids)
    hashes = contacts.hashes_of(person for each in people.values() for person in each)
    earliest = min((call.received_at or now for call in calls), default=now)
    went = await trial_material.went_to(session, agency.ori, hashes, earliest - timedelta(days=1))
    asked = await trial_material.asked(session, agency.ori, hashes, earliest - SURVEYS_BEFORE)
    answered = {
        (each.call_id, each.contact_id): each.answered_at
        for each in await trial_material.surveys(session, call_ids)
        if each.answered_at is not None
    }
    found = []
    for call in calls:
        theirs = [person for person in people.get(call.id, ()) if person.removed_at is None]
        own = contacts.hashes_of(theirs)
        ground = await careful_ground.around(
            session, ori=agency.ori, call_id=call.id, hashes=own, now=call.received_at or now
        )
        steps = tuple(_steps(lines.get(call.id, ()), facts.get(call.call_number, {}), theirs))
        state = state_of(call)
        past = PastCall(
            call=call,
            steps=steps,
            contacts=tuple(await contacts.for_rules(session, theirs, agency, ground)),
            zone=ZoneInfo(agency.time_zone),
            horizon=_horizon(steps, rows.get(call.id, ()), now, played=state.played),
            became_sensitive=state.sensitive,
            heard=tuple(_elsewhere(call, theirs, went)),
            asked=tuple(_elsewhere(call, theirs, asked)),
            answered={contact: at for (call_id, contact), at in answered.items() if call_id == call.id},
        )
        found.append(CallAsItWas(past=past, messages=rows.get(call.id, ())))
    return found


def _steps(lines: Iterable[EventLine], facts: Mapping[str, SaidFacts], people: Sequence[Person]) -> Iterator[PastStep]:
    """What was recorded at one moment was dealt with together. Who is known by then, our own clock tells."""
    known_until: datetime | None = None
    for at, together in groupby(lines, key=lambda line: line.at):
        step = list(together)
        for line in step:
            if line.key in facts:
                known_until = max(facts[line.key].got_at, known_until or facts[line.key].got_at)
        events = tuple(event for line in step if (event := _event(line, facts.get(line.key))) is not None)
        known = frozenset(person.id for person in people if known_until and person.created_at <= known_until)
        yield PastStep(at=at, events=events, known=known)


def _event(line: EventLine, said: SaidFacts | None) -> CallEvent | None:
    """As it came; a change of the case that was made by staff or the API did not come through the inbox."""
    try:
        if said is not None:
            return CallEvent.from_mapping(said.facts)
        if line.what in CASE_EVENTS and line.effect != Effect.REFUSED:
            return CallEvent(type=EventType(line.what), occurred_at=line.occurred_at, id=line.key)
    except MalformedEvent:
        pass
    return None


def _horizon(steps: Sequence[PastStep], rows: Sequence[OutboundMessage], now: datetime, *, played: bool) -> datetime:
    """A call that is played has a clock of its own: it has come as far as what was planned last."""
    last = max((*(step.at for step in steps), *(row.planned_at for row in rows)), default=now)
    return last + timedelta(seconds=1) if played else max(now, last)


def _elsewhere(call: Call, people: Sequence[Person], went: Iterable[AtAddress]) -> Iterator[HeardElsewhere]:
    for each in went:
        if each.call_id != call.id:
            of_case = bool(each.key) and KEY_RULES[MessageKey(each.key)].urgency is Urgency.CASE
            for person in people:
                if each.address_hash in contacts.address_hashes(person):
                    yield HeardElsewhere(contact_id=person.id, at=each.at, of_case=of_case)
