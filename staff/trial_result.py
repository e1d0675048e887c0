"""Compares what two policies would have said in past calls: by message, who would have heard more, less or later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from db.tables import OutboundMessage
from domain.audience import SaidKey
from domain.delivery import DeliveryStatus
from domain.messages import NEWS_KEYS, MessageKey
from domain.policy import Policy
from staff.policy_replay import PastCall, PlannedThen, replay
from staff.trial_calls import CallAsItWas

SAME_TIME = timedelta(minutes=1)
MOST_NUMBERS = 100
"""Calls named in one line of a result; of more it says how many."""

BY_REQUEST = frozenset({MessageKey.DETECTIVE_MESSAGE, MessageKey.CORRECTION})
"""A person asked for them: no event brings them."""


class TrialDifference(StrEnum):
    """What becomes of a message under the new policy."""

    ALSO = "also"
    NO_LONGER = "no_longer"
    OTHER_TIME = "other_time"
    OTHER_WAY = "other_way"
    """By text instead of email, or by both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBy:
    """When a person is told something, and over which channels."""

    at: Any
    ways: frozenset[str]


@dataclass(slots=True, kw_only=True)
class TrialResult:
    """Counts by difference and message, with the numbers of the calls. `agreed` of `compared` messages that the policy
    in force would have planned are those that were planned: how far the trial can be believed.
    """

    calls: int = 0
    left_out: int = 0
    told_now: int = 0
    told_then: int = 0
    agreed: int = 0
    compared: int = 0
    people: dict[TrialDifference, dict[MessageKey, int]] = field(default_factory=lambda: defaultdict(dict))
    numbers: dict[TrialDifference, dict[MessageKey, list[str]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, as_it_was: CallAsItWas, in_force: Policy, new: Policy) -> None:
        """One call more."""
        past = as_it_was.past
        planned = replay(past, in_force)
        now, then = told(planned, in_force), told(replay(past, new), new)
        self.calls += 1
        self.told_now += len(now)
        self.told_then += len(then)
        agreed, compared = agreement(planned, as_it_was.messages)
        self.agreed += agreed
        self.compared += compared
        for said, what in differences(now, then).items():
            self._count(what, said[1], past)

    def _count(self, what: TrialDifference, key: MessageKey, past: PastCall) -> None:
        self.people[what][key] = self.people[what].get(key, 0) + 1
        numbers = self.numbers[what].setdefault(key, [])
        if past.call.call_number not in numbers and len(numbers) < MOST_NUMBERS:
            numbers.append(past.call.call_number)

    def to_json(self) -> dict[str, Any]:
        """Plain values, in the order of the messages."""
        counts = {
            what.value: [
                {"key": key.value, "people": self.people[what][key], "calls": self.numbers[what][key]}
                for key in MessageKey
                if key in self.people[what]
            ]
            for what in TrialDifference
        }
        names = ("calls", "left_out", "told_now", "told_then", "agreed", "compared")
        return {name: getattr(self, name) for name in names} | {"changes": counts}


def told(planned: Iterable[PlannedThen], policy: Policy) -> Mapping[SaidKey, ToldBy]:
    """Who was to be told what, and when at the latest word; nothing where the policy only tries itself out."""
    found: dict[SaidKey, ToldBy] = {}
    for each in planned:
        if each.message.withheld is None and each.message.channel and not policy.shadow:
            before = found.get(each.said)
            ways = {each.message.channel.value} | (before.ways if before else set())
            found[each.said] = ToldBy(at=each.leaves_at, ways=frozenset(ways))
    return found


def differences(now: Mapping[SaidKey, ToldBy], then: Mapping[SaidKey, ToldBy]) -> dict[SaidKey, TrialDifference]:
    """What differs, by person and message; a person is known by an opaque id."""
    found = {said: TrialDifference.ALSO for said in then if said not in now}
    found |= {said: TrialDifference.NO_LONGER for said in now if said not in then}
    for said in now.keys() & then.keys():
        if abs(now[said].at - then[said].at) >= SAME_TIME:
            found[said] = TrialDifference.OTHER_TIME
        elif now[said].ways != then[said].ways:
            found[said] = TrialDifference.OTHER_WAY
    return found


def agreement(planned: Iterable[PlannedThen], rows: Sequence[OutboundMessage]) -> tuple[int, int]:
    """How many messages were planned as the replay says, of all that it says or that there are."""
    really = {
        (row.contact_id, MessageKey(row.key), row.n): _was_withheld(row)
        for row in rows
        if row.key in NEWS_KEYS and row.key not in BY_REQUEST and not (row.fallback_of or row.corrects or row.retold)
    }
    replayed = {each.said: each.message.withheld is not None for each in planned}
    everything = really.keys() | replayed.keys()
    return sum(really.get(said) is replayed.get(said) for said in everything), len(everything)


def _was_withheld(row: OutboundMessage) -> bool:
    """When it was planned; what was withheld only when it was to leave was planned."""
    return row.status == DeliveryStatus.WITHHELD and row.updated_at == row.planned_at
