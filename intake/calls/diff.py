"""Compare two snapshots of a call and yield the events between them, purely.

The ids of the events follow from what changed, so the same snapshot compared with the same past gives the same
events. A snapshot cannot tell when a fact was taken back; such an event bears the time of the fact itself, so that
any later time for it counts as newer. An earlier one could not be told apart from an old report, and is moved up.

Each fact has the time of the snapshot that said it. An older snapshot that comes late still fills what no newer one
has said, and whatever makes a call safer counts: a sensitive type, and what it says of people (the book of contacts
takes from an old report what is missing, "not safe" and "suspect").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from domain.event_facts import UNSETTABLE, FactRoute, facts_at
from domain.events import CallEvent, EventType, for_event_id
from domain.incident_types import may_be_sensitive

SOURCE = "snapshot"
TIMES = UNSETTABLE
"""Names of times. Each has a field `<name>_at`, an event `unit.<name>`, and may be taken back."""

_OF_THE_END = frozenset({"disposition", "merged_into"})
FACTS = tuple(name for name in facts_at(FactRoute.SNAPSHOT) if name not in _OF_THE_END)
MOMENTS: tuple[str, ...] = (*(f"{name}_at" for name in TIMES), "received_at", "closed_at", "cancelled_at")

_HEARD_LATE = 20
"""Kept of what older snapshots said, so that one sent again says nothing new."""

_END = "end"
_REMEMBERED_AS: dict[EventType, str] = {
    **{EventType(f"unit.{name}"): name for name in TIMES},
    **dict.fromkeys(
        (EventType.CALL_CLOSED, EventType.CALL_CANCELLED, EventType.CALL_MERGED, EventType.CALL_REOPENED), _END
    ),
}
"""The events whose latest time is kept in `Facts["told"]`, and under which name."""

Facts = Mapping[str, Any]
"""Plain facts of a snapshot as kept in `Call.snapshot`: times as ISO 8601, people as fingerprints by stored `ref`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An event found by comparing, and the people (`ref`) it is about."""

    event: CallEvent
    refs: tuple[str, ...] = ()
    people_at: datetime | None = None
    """When what is said of the people was true, if that is not the event's own time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What happened, and the facts to compare the next snapshot with.

    `stale`: we know a newer snapshot, and only what that left open was taken from this one.
    """

    changes: tuple[Change, ...] = ()
    facts: Facts = field(default_factory=dict)
    stale: bool = False


def diff(call_number: str, before: Facts, sent: Facts, people: Mapping[str, str], *, now: datetime) -> Difference:
    """Compare. `sent` are the fields the snapshot holds (null: taken back), `people` fingerprints by `ref`."""
    known_at, sent_at = _at(before, "updated_at"), _at(sent, "updated_at")
    if known_at and sent_at and sent_at < known_at:
        return _late(call_number, before, sent, people, known_at=known_at, sent_at=sent_at)
    known_people: Mapping[str, str] = before.get("people", {})
    after = {**before, **sent, "people": {**known_people, **people}}
    after["said_at"] = {**before.get("said_at", {}), **dict.fromkeys(sent, (sent_at or now).isoformat())}
    comparison = _Comparison(call_number=call_number, before=before, after=after, now=now)
    changes = tuple(comparison.changes())
    return Difference(changes=changes, facts=_remember(after, changes, comparison.revision) if changes else after)


def _late(
    call_number: str,
    before: Facts,
    sent: Facts,
    people: Mapping[str, str],
    *,
    known_at: datetime,
    sent_at: datetime,
) -> Difference:
    """What an older snapshot still says: what no newer one spoke of, and whatever is safer."""
    said_at = before.get("said_at", {})
    gaps = {
        name: value
        for name, value in sent.items()
        if name != "updated_at" and (name not in before or (_at(said_at, name) or known_at) <= sent_at)
    }
    known_people, heard = before.get("people", {}), before.get("heard_late", {})
    new_people = {ref: print_ for ref, print_ in people.items() if ref not in known_people}
    after = {**before, **gaps, "people": {**known_people, **new_people}}
    after["said_at"] = {**said_at, **dict.fromkeys(gaps, sent_at.isoformat())}
    comparison = _Comparison(call_number=call_number, before=before, after=after, now=sent_at, late=True)
    changes = [*comparison.changes()]
    incident_type = sent.get("incident_type")
    if "incident_type" not in gaps and may_be_sensitive(incident_type) and incident_type not in heard.get("types", ()):
        changes.append(comparison.late_type(str(incident_type)))
    refs = tuple(
        ref
        for ref, print_ in people.items()
        if ref in known_people and print_ not in (known_people[ref], *heard.get("people", ()))
    )
    if refs:
        changes.append(comparison.late_people(refs, people))
    if not changes:
        return Difference(facts=after, stale=True)
    after["heard_late"] = {
        "types": [*heard.get("types", ()), *([incident_type] if may_be_sensitive(incident_type) else [])][
            -_HEARD_LATE:
        ],
        "people": [*heard.get("people", ()), *(people[ref] for ref in refs)][-_HEARD_LATE:],
    }
    return Difference(changes=tuple(changes), facts=_remember(after, tuple(changes), comparison.revision), stale=True)


def _remember(after: Facts, changes: tuple[Change, ...], revision: int) -> Facts:
    """The facts, with what later comparisons need to know of the events sent so far."""
    told, taken_back = dict(after.get("told", {})), dict(after.get("taken_back", {}))
    for event in (change.event for change in changes):
        moment = event.occurred_at.isoformat()
        if event.type in _REMEMBERED_AS:
            name = _REMEMBERED_AS[event.type]
            told[name] = max(told.get(name, moment), moment)
        taken_back |= dict.fromkeys(event.unset, moment)
    return {**after, "told": told, "taken_back": taken_back, "revision": revision}


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    type: EventType
    at: datetime | None
    disposition: str | None
    merged_into: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    call_number: str
    before: Facts
    after: Facts
    now: datetime
    late: bool = False
    """The snapshot is older than what is known: it was true at `now`."""

    @property
    def revision(self) -> int:
        """Tells apart a change that is made, undone and made again."""
        return int(self.before.get("revision", 0)) + 1

    @property
    def as_of(self) -> datetime:
        """When the snapshot was true: as it says, else now, but not before anything it tells of."""
        if self.late:
            return self.now
        moments = [moment for facts in (self.before, self.after) for name in MOMENTS if (moment := _at(facts, name))]
        return max([_at(self.after, "updated_at") or self.now, *moments])

    def changes(self) -> Iterator[Change]:
        """What happened, in the order in which it makes sense."""
        yield from self._updates() if self.before else self._first()
        yield from self._reopened()
        for name in TIMES:
            yield from self._time(name)
        yield from self._ended()

    def _first(self) -> Iterator[Change]:
        received = _at(self.after, "received_at")
        facts: dict[str, Any] = {name: self.after.get(name) for name in FACTS}
        event_type = EventType.CALL_RECEIVED if received else EventType.CALL_UPDATED
        first = self._change(event_type, received or self.as_of, refs=tuple(self.after["people"]), **facts)
        yield replace(first, people_at=self.as_of)

    def late_type(self, incident_type: str) -> Change:
        """A sensitive type that is not the newest: the call stays sensitive."""
        return self._change(EventType.CALL_UPDATED, self.now, incident_type=incident_type)

    def late_people(self, refs: tuple[str, ...], people: Mapping[str, str]) -> Change:
        """What an older snapshot says of people who are known."""
        prints = [people[ref] for ref in refs]
        return replace(self._change(EventType.CONTACT_UPDATED, self.now, said=prints), refs=refs)

    def _updates(self) -> Iterator[Change]:
        received = _at(self.after, "received_at")
        if received and received != _at(self.before, "received_at"):
            yield self._change(EventType.CALL_RECEIVED, received)
        changed: dict[str, Any] = {
            name: self.after.get(name) for name in FACTS if self.after.get(name) != self.before.get(name)
        }
        if any(value is not None for value in changed.values()):
            yield self._change(EventType.CALL_UPDATED, self.as_of, **changed)
        known: Mapping[str, str] = self.before.get("people", {})
        added = tuple(ref for ref in self.after["people"] if ref not in known)
        updated = tuple(ref for ref, print_ in known.items() if self.after["people"][ref] != print_)
        for event_type, refs in ((EventType.CONTACT_ADDED, added), (EventType.CONTACT_UPDATED, updated)):
            if refs:
                yield self._change(event_type, self.as_of, refs=refs)

    def _time(self, name: str) -> Iterator[Change]:
        before, after = _at(self.before, f"{name}_at"), _at(self.after, f"{name}_at")
        floor = _at(self.before.get("taken_back", {}), name)
        if before == after:
            return
        if before and after is None:
            floor = self._latest(name) or before
        elif before and after and after > before:
            floor = _not_before(before, floor)
        if before and (after is None or after > before):
            yield self._change(EventType.CALL_UPDATED, floor or before, unset=(name,))
        if after:
            yield self._change(EventType(f"unit.{name}"), _not_before(after, floor))

    def _reopened(self) -> Iterator[Change]:
        """Also when the call ended otherwise than told, as an end can only be taken back by reopening."""
        before, after = _end(self.before), _end(self.after)
        if before is None or (after and _can_follow(after, before)):
            return
        ended_at = self._latest(_END) or before.at or self.as_of
        since = [moment for name in TIMES if (moment := _at(self.after, f"{name}_at")) and moment > ended_at]
        yield self._change(EventType.CALL_REOPENED, ended_at if after else max(ended_at, min([self.as_of, *since])))

    def _ended(self) -> Iterator[Change]:
        before, after = _end(self.before), _end(self.after)
        if after is None or after == before:
            return
        yield self._change(
            after.type,
            _not_before(after.at or self.as_of, self._latest(_END)),
            disposition=after.disposition,
            merged_into=after.merged_into,
        )

    def _latest(self, name: str) -> datetime | None:
        """The latest time for it in any event so far."""
        return _at(self.before.get("told", {}), name)

    def _change(
        self, event_type: EventType, at: datetime, *, refs: tuple[str, ...] = (), said: object = None, **facts: Any
    ) -> Change:
        people = said or {ref: self.after["people"][ref] for ref in refs}
        what = [event_type, at.isoformat(), facts, people, self.after.get("updated_at"), self.revision]
        digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:16]
        event_id = f"{for_event_id(self.call_number)}/{event_type}/{digest}"
        return Change(event=CallEvent(type=event_type, occurred_at=at, id=event_id, source=SOURCE, **facts), refs=refs)


def _end(facts: Facts) -> _End | None:
    cancelled, closed = _at(facts, "cancelled_at"), _at(facts, "closed_at")
    merged_into = facts.get("merged_into")
    if not (merged_into or cancelled or closed):
        return None
    event_type = (
        EventType.CALL_MERGED if merged_into else EventType.CALL_CANCELLED if cancelled else EventType.CALL_CLOSED
    )
    at = (closed or cancelled) if merged_into else (cancelled or closed)
    return _End(type=event_type, at=at, disposition=facts.get("disposition"), merged_into=merged_into)


def _can_follow(after: _End, before: _End) -> bool:
    """True if this end can follow without a reopening: an event cannot take a disposition back."""
    unsaid = before.disposition is not None and after.disposition is None
    return after.type is EventType.CALL_MERGED or (after.type is before.type and not unsaid)


def _not_before(moment: datetime, floor: datetime | None) -> datetime:
    return max(moment, floor) if floor else moment


def _at(facts: Facts, name: str) -> datetime | None:
    value = facts.get(name)
    return datetime.fromisoformat(value) if value else None
